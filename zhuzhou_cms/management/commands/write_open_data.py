"""Write the files of the open data page ahead, so that nobody has to wait for them."""

from django.core.management import BaseCommand, CommandError

from zhuzhou_cms.open_data.datasets import DATASETS
from zhuzhou_cms.open_data.keeping import Busy, manifest_of
from zhuzhou_cms.open_data.writing import Restless, write


class Command(BaseCommand):
    help = "生成开放数据的下载文件；公开的内容没有变化就不重写。"

    def add_arguments(self, parser):
        parser.add_argument("datasets", nargs="*", choices=[[], *DATASETS], help="只写这些数据集，如 projects")
        parser.add_argument("--again", action="store_true", help="没有变化也重写（直接改过数据库以后用）")
        parser.add_argument("--lock", type=int, help="网站自己用：占住数据集的文件号")

    def handle(self, *args, **options):
        restless = []
        for key in options["datasets"] or DATASETS:
            try:
                written = write(key, again=options["again"], lock=options["lock"])
            except Busy:
                self.stdout.write(f"{key}：另一个进程正在写")
                continue
            except Restless:
                restless.append(key)
                continue
            rows = sum(manifest_of(key).rows.values())
            self.stdout.write(f"{key}：写好 {rows} 行" if written else f"{key}：没有变化")
        if restless:
            raise CommandError(f"写的时候公开的内容一直在变，没有写成：{'、'.join(restless)}")
