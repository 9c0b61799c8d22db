"""Deletes old entries of the audit log. The one way to remove any; a year is kept whatever is asked for."""

from django.core.management.base import BaseCommand, CommandError

from publishing import audit


class Command(BaseCommand):
    help = f"删除旧的操作记录。至少保留 {audit.SHORTEST_KEPT} 天；删除本身也记一条。"

    def add_arguments(self, parser):
        parser.add_argument(
            "--keep-days",
            type=int,
            default=730,
            metavar="天数",
            help=f"保留多少天以内的记录（默认 730，不能少于 {audit.SHORTEST_KEPT}）。",
        )
        parser.add_argument("--dry-run", action="store_true", help="只说会删多少条，不删。")

    def handle(self, *args, keep_days, dry_run, **options):
        try:
            if dry_run:
                self.stdout.write(f"早于 {keep_days} 天的操作记录有 {audit.prunable(keep_days).count()} 条，没有删除。")
            else:
                self.stdout.write(f"删除了 {audit.prune(keep_days)} 条早于 {keep_days} 天的操作记录。")
        except ValueError as refused:
            raise CommandError(str(refused)) from refused
