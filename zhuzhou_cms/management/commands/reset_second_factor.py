"""For whoever has lost phone and recovery codes where no administrator is left to help; on record like theirs."""

from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError

from zhuzhou_cms.access import second_factor


class Command(BaseCommand):
    help = "取消一个人的第二步验证和备用码；下次登录时重新设置。"

    def add_arguments(self, parser):
        parser.add_argument("username", help="用户名")

    def handle(self, *args, username, **options):
        person = get_user_model().objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"没有这个用户：{username}")
        if not second_factor.reset(user=None, of=person):
            raise CommandError(f"{username} 没有启用第二步验证。")
        self.stdout.write(f"已重置 {username} 的第二步验证。")
