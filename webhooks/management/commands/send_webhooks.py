"""Sends the webhooks that are due and forgets old ones. For a timer, every minute; two at a time do no harm."""

from django.conf import settings
from django.core.management.base import BaseCommand

from webhooks.choices import State
from webhooks.sending import forget_old, send_due


class Command(BaseCommand):
    help = "发送到时间的推送，清除旧的推送记录。可以随时、反复运行。"

    def handle(self, *args, **options):
        counts = send_due()
        gone = forget_old(settings.WEBHOOK_KEEP_DAYS)
        done = [f"{State(state).label} {count} 条" for state, count in counts.items()]
        done += [f"清除旧消息 {gone} 条"] if gone else []
        self.stdout.write(f"{'；'.join(done) or '没有要发送的'}。")
