"""Writes the list columns of every project anew, after data came in by another way than the admin."""

from django.core.management.base import BaseCommand

from projects.actions import refresh_list_columns
from projects.models import Project


class Command(BaseCommand):
    help = "重新计算每个项目的列表字段（总投资、开工、目标日期）。"

    def handle(self, *args, **options):
        for project in Project.objects.iterator():
            refresh_list_columns(project=project)
