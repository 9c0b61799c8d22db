"""Follows the links inside the site that public content holds, and keeps the list of those that lead nowhere."""

from django.core.management.base import BaseCommand

from publishing.actions import check_links


class Command(BaseCommand):
    help = "检查公开内容里的站内链接，更新失效链接的清单。不访问网络。"

    def handle(self, *args, **options):
        found = check_links()
        changed = f"新出现 {found.new} 处，已修好或不再公开 {found.mended} 处"
        self.stdout.write(f"查了 {found.links} 处站内链接，失效 {found.broken} 处（{changed}）。")
