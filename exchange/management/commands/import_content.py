"""Imports a file by the same engine as the admin: check, say what it would do, and on demand go on."""

from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import BaseCommand, CommandError
from django.db import transaction

from exchange import actions
from exchange.choices import BatchState, Verb, Verdict
from exchange.models import Batch
from exchange.running import few_collections, run
from exchange.tables import exchanged_models

_SHOWN = 200


class Command(BaseCommand):
    help = (
        "导入 CSV、XLSX、JSON 文件，或一包 CSV。默认只检查，说明每行会怎样；加 --confirm 存成草稿，"
        "--submit 提交审核，--publish 直接公布（要写 --reason，越过审核会留下记录）。有错的，退出码为1，什么也不写。"
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        kinds = ", ".join(model._meta.label_lower for model in exchanged_models())
        parser.add_argument("--type", required=True, help=f"是哪一类内容：{kinds}")
        parser.add_argument("--user", required=True, help="以谁的名义（用户名）。要有相应的权限。")
        parser.add_argument("--note", default="", help="这批数据是什么、从哪里来")
        parser.add_argument("--confirm", action="store_true", help="检查无误就存成草稿")
        parser.add_argument("--submit", action="store_true", help="再提交审核")
        parser.add_argument("--publish", action="store_true", help="再越过审核公布")
        parser.add_argument("--reason", default="", help="为什么越过审核")

    def handle(self, *args, file, type, user, **options):
        named = {name: m for m in exchanged_models() for name in (m._meta.label_lower, str(m._meta.verbose_name))}
        model = named.get(type)
        if model is None:
            raise CommandError(f"没有“{type}”这一类内容。")
        person = get_user_model().objects.filter(username=user).first()
        if person is None:
            raise CommandError(f"没有用户“{user}”。")
        try:
            self._import(file, model, person, options)
        except OSError as error:
            raise CommandError(f"读不了 {file}：{error.strerror}。") from error
        except PermissionDenied as refused:
            raise CommandError(str(refused)) from refused
        except ValidationError as refused:
            raise CommandError("\n".join(refused.messages)) from refused

    @few_collections()
    def _import(self, file, model, user, options):
        with file.open("rb") as content:
            batch = actions.bring(file=content, name=file.name, model=model, user=user, note=options["note"])
        run(batch.pk, Verb.CHECK, user)
        batch = self._report(Batch.objects.get(pk=batch.pk))
        is_good = batch.state == BatchState.CHECKED and not batch.wrong
        if not is_good:
            raise CommandError("有错，什么也没有导入。请改好再来。")
        if not batch.changes or not (options["confirm"] or options["submit"] or options["publish"]):
            return
        steps = [(Verb.CONFIRM, ""), (Verb.SUBMIT, "")][: 1 + (options["submit"] or options["publish"])]
        if options["publish"]:
            steps += [(Verb.OVERRIDE, options["reason"]), (Verb.PUBLISH, "")]
        with transaction.atomic():  # all steps, or none
            for verb, comment in steps:
                if verb != Verb.OVERRIDE or actions.stage_of(Batch.objects.get(pk=batch.pk)) == BatchState.IN_REVIEW:
                    run(batch.pk, verb, user, comment)
        self.stdout.write(f"{Batch.objects.get(pk=batch.pk).get_state_display()}。")

    def _report(self, batch):
        for where, what in batch.problems:
            self.stderr.write(f"{where}：{what}")
        for row in batch.rows.filter(verdict=Verdict.WRONG)[:_SHOWN]:
            for column, what in row.problems:
                self.stderr.write(f"{row.sheet} 第{row.number}行 {column}：{what}")
        words = "，".join(f"{verdict.label} {batch.counts.get(verdict.value, 0)} 行" for verdict in Verdict)
        self.stdout.write(f"{batch}：{words}。")
        return batch
