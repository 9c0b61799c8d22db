"""Makes the search index true to what is public. Seldom needed: publishing writes it, and the timer mends it."""

from django.core.management.base import BaseCommand

from search import actions


class Command(BaseCommand):
    help = "让搜索与公开的内容一致。可以随时、反复运行。"

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="逐页比较全部内容，不只看改过的。")
        parser.add_argument("--rebuild", action="store_true", help="清空后重新建立，其间搜不到内容。")

    def handle(self, *args, **options):
        mended = actions.rebuild() if options["rebuild"] else actions.reconcile(everything=options["all"])
        self.stdout.write(
            f"写入 {mended.written} 条，移去 {mended.dropped} 条。" if mended else "搜索与公开的内容一致。"
        )
