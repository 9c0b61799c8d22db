"""Bring the site from any state to one that can be served. Where there is nothing to do, nothing is written."""

import hashlib

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from search.actions import reconcile


class Command(BaseCommand):
    help = "升级数据库、载入演示内容、建立角色、收集静态文件；可重复运行。"
    requires_system_checks = []  # `make check` runs them; they would slow down each start

    def handle(self, *args, **options):
        try:
            connection.ensure_connection()
        except OperationalError as error:
            raise CommandError(f"无法连接数据库：{' '.join(str(error).split())}") from error
        self.migrate()
        self.run("setup_roles")
        if settings.DEMO:
            self.run("load_site_if_empty")
        self.run("make_renditions", new=True)  # of pictures that came with the demo, or from an earlier version
        reconcile()  # a site that comes from an earlier version has no index yet
        self.collect_static_files()
        if settings.DEMO:
            self.run("create_demo_staff")  # last, so that the passwords stay on the screen

    def run(self, name, **options):
        call_command(name, stdout=self.stdout, stderr=self.stderr, **options)

    def migrate(self):
        """Skipped when up to date: even then `migrate` walks all permissions and content types."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("正在建立或升级数据表 … (migrating)")
            self.run("migrate", verbosity=0, interactive=False)

    def collect_static_files(self):
        """Skipped while the source files are those of the last time: compressing them takes most of a first start."""
        stamp = settings.VAR_DIR / "static.sha256"
        fingerprint = static_fingerprint()
        if settings.STATIC_ROOT.is_dir() and stamp.is_file() and stamp.read_text() == fingerprint:
            return
        self.stdout.write("正在收集静态文件 … (collecting static files)")
        self.run("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(fingerprint)


def static_fingerprint():
    """Name, size and time of every file that `collectstatic` would read, and how it would store them."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            digest.update(f"\n{path} {storage.size(path)} {storage.get_modified_time(path)}".encode())
    return digest.hexdigest()
