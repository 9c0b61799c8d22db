"""Pages of the API's lists, the first and one from far behind, over 1,000 and 50,000 projects and articles.

The page from far behind is found by its cursor; beside it stands the same page by an offset, which is what page numbers
would ask. Sizes can be set: ``BENCH_SIZES=1000,20000``.
"""

import datetime as dt
import os

from django.test import Client
from django.utils import timezone

from core.api.paging import _Ordered, _signer
from core.partial_dates import PartialDate
from news.filters import ArticleFilterSet
from news.models import Article
from projects.filters import ProjectFilterSet
from projects.models import Project

from .clock import cost, least, table

RUNS = 3
SIZES = [int(size) for size in os.environ.get("BENCH_SIZES", "1000,50000").split(",")]
LISTS = {"articles": (Article, ArticleFilterSet), "projects": (Project, ProjectFilterSet)}


def run():
    made = 0
    for size in SIZES:
        write(made, size)
        made = size
        for name, (model, filterset) in LISTS.items():
            rows = filterset({}, queryset=model.objects.live().with_card()).qs
            far = size * 9 // 10
            cursor = _signer.sign_object([0, (pages := _Ordered(rows)).order, *pages.position(rows[far - 1])])
            table(
                f"{size} {name}: a page of 20",
                [
                    ("the first", least(asked(f"{name}/?fields=slug") for _ in range(RUNS))),
                    ("from far behind", least(asked(f"{name}/?fields=slug&cursor={cursor}") for _ in range(RUNS))),
                    ("the first, with the count", least(asked(f"{name}/?fields=slug&count=true") for _ in range(RUNS))),
                    ("from far behind, by an offset", least(skipped(rows, far) for _ in range(RUNS))),
                ],
            )


def asked(address):
    with cost() as found:
        answer = Client(SERVER_NAME="127.0.0.1").get(f"/api/v1/{address}")
    assert (answer.status_code, len(answer.json()["results"])) == (200, 20), answer.content
    return found


def skipped(rows, far):
    with cost() as found:
        list(rows[far : far + 21])
    return found


def write(first, last):
    """Rows of the numbers from ``first`` to ``last``, of which every seventh lacks its date."""
    now = timezone.now() - dt.timedelta(days=1)
    for start in range(first, last, 2000):
        numbers = range(start, min(start + 2000, last))
        times = {n: now - dt.timedelta(minutes=n) for n in numbers}
        dates = {
            number: PartialDate.of(2000 + number % 40, 1 + number % 12) if number % 7 else None for number in numbers
        }
        Article.objects.bulk_create(
            Article(slug=f"a-{n}", title=f"第 {n} 篇", column="news", published_at=times[n], occurred_on=dates[n])
            for n in numbers
        )
        Project.objects.bulk_create(
            Project(slug=f"p-{n}", name=f"第 {n} 个", published_at=times[n], due_on=dates[n]) for n in numbers
        )
