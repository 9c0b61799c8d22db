"""Publishes what is due, puts on record what has expired, and has the search follow where there was any.

For a timer, every minute; more often does no harm. What was written past the admin is found by `update_search_index`,
on a timer of its own: it looks at every page, which takes about a second for each 100,000.
"""

from django.core.management.base import BaseCommand

from publishing.actions import apply_due
from search.actions import reconcile


class Command(BaseCommand):
    help = "公布到时间的草稿，登记到时间下线的页面，让搜索跟上。可以随时、反复运行。"

    def handle(self, *args, **options):
        applied = apply_due()
        if applied:
            reconcile()
        done = [
            f"公布 {applied.published} 份草稿" if applied.published else "",
            f"{applied.expired} 页到期下线" if applied.expired else "",
            f"{applied.failed} 份草稿未能公布，已退回起草人" if applied.failed else "",
        ]
        self.stdout.write(f"{'；'.join(filter(None, done)) or '没有到时间的草稿或页面'}。")
