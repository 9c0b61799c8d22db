"""Writes all content as fixtures with the files that it shows: the way to move a whole site."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.db import transaction

from exchange.whole_site import export_site


class Command(BaseCommand):
    help = (
        "把全部内容写成 fixtures（按层次一个应用一个文件，自然键，没有编号）和 media/。"
        "在空的网站上先拷贝 media/，再用 loaddata 载入，内容就和这里一样。人员、草稿和记录不在里面。"
    )

    def add_arguments(self, parser):
        parser.add_argument("directory", type=Path)

    @transaction.atomic
    def handle(self, *args, directory, **options):
        try:
            written = export_site(directory)
        except OSError as error:
            raise CommandError(f"写不了 {directory}：{error.strerror}。") from error
        for name, number in written.items():
            self.stdout.write(f"{name}：{number}")
