"""Does one step of a batch in a process of its own; the admin starts it and shows how far it is."""

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import BaseCommand, CommandError

from exchange.choices import Verb
from exchange.running import few_collections, run
from publishing import audit


class Command(BaseCommand):
    help = "办一批导入的一步。由后台页面启动，一般不用手动运行。"

    def add_arguments(self, parser):
        parser.add_argument("batch", type=int)
        parser.add_argument("verb", choices=Verb.values)
        parser.add_argument("--user", type=int, required=True)
        parser.add_argument("--comment", default="")
        parser.add_argument("--address", default="", help="请求来自哪个地址，记进操作记录。")
        parser.add_argument("--lock", type=int, help="页面已替它占住这一批时，打开的文件的编号。")

    def handle(self, *args, batch, verb, user, comment, lock, address, **options):
        try:
            with audit.acting_from(address or None), few_collections():
                run(batch, Verb(verb), get_user_model().objects.get(pk=user), comment, lock)
        except (ValidationError, PermissionDenied) as refused:
            raise CommandError(str(refused)) from refused
