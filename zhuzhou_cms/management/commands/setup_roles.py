"""The groups of the staff's roles."""

from django.core.management import BaseCommand, CommandError

from zhuzhou_cms.roles import MissingPermissions, setup_roles


class Command(BaseCommand):
    help = "建立各角色的用户组，并使其权限与程序规定的一致；可重复运行。"

    def handle(self, *args, **options):
        try:
            changed = setup_roles()
        except MissingPermissions as error:
            raise CommandError(f"数据库里没有这些权限，请先运行 manage.py migrate：{error}") from error
        if changed:
            self.stdout.write(f"已设定角色：{'、'.join(changed)}")
