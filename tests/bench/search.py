"""A search over 1,000 and 100,000 articles of some 800 characters, beside a scan by ``icontains``.

The scan is what a site without an index does: rank by title, first rows of the order. Words are drawn so that few are
in nearly every text and most in few, as in a language. Sizes can be set: ``BENCH_SIZES=1000,20000``.
"""

import datetime as dt
import os
import random
import time

from django.db import connection
from django.db.models import Case, Q, Value, When
from django.utils import timezone

from news.models import Article
from search.actions import reconcile
from search.finding import find
from search.models import Entry
from search.near import near
from search.shown import results
from search.words import parse

from .clock import cost, least, table

RUNS = 3
SIZES = [int(size) for size in os.environ.get("BENCH_SIZES", "1000,100000").split(",")]
LENGTH = 800  # characters
BATCH = 2000
RARE, TITLE = "鲲鹏", "磁悬浮检测线"
WORDS = [
    ("one character, in nearly all texts", "产"),
    ("one character, in few texts", "鲲"),
    ("two characters, in nearly all texts", "产业"),
    ("two characters, in three texts", RARE),
    ("three characters, common", "产业园"),
    ("a long title, exactly", TITLE),
    ("two common words", "产业 园区"),
    ("pinyin of a rare name", "cixuanfu"),
    ("initials of a rare name", "cxfjcx"),
    ("nothing", "鳜鱼"),
]


def run():
    random.seed(1)
    words = vocabulary()
    made = 0
    for size in SIZES:
        write(words, made, size)
        made = size
        started = time.perf_counter()
        reconcile()
        settle()
        print(f"\n  {size} articles indexed, {(time.perf_counter() - started) / size * 1000:.2f} ms each at this size")
        for what, typed in WORDS:
            table(
                f"{size} articles, {what}: {typed}",
                [
                    ("scan by icontains", least(scanned(typed) for _ in range(RUNS))),
                    ("search, with its first page", least(searched(typed) for _ in range(RUNS))),
                    ("suggestions", least(suggested(typed) for _ in range(RUNS))),
                ],
            )
        table(
            f"{size} articles, nothing was found",
            [
                ("search", least(searched("磁悬浮检侧线路") for _ in range(RUNS))),
                ("what may have been meant: the same sound", least(guessed("磁旋浮检测线") for _ in range(RUNS))),
                ("what may have been meant: slips", least(guessed("磁悬检浮侧线") for _ in range(RUNS))),
                ("what may have been meant: letters", least(guessed("cixuanfujiancexiam") for _ in range(RUNS))),
            ],
        )
        started = time.perf_counter()
        reconcile()
        print(f"\n  a reconciliation with nothing to mend: {(time.perf_counter() - started) * 1000:.0f} ms")


def vocabulary():
    """Words of two characters, from the most common to the rarest."""
    common = "产业园区项目建设发展企业技术投资服务数据创新中心经济平台工程基地研究生产管理政策"
    characters = [chr(random.randint(0x4E00, 0x8FFF)) for _ in range(1200)]
    pairs = [common[place : place + 2] for place in range(0, len(common), 2)]
    return pairs + ["".join(random.sample(characters, 2)) for _ in range(8000)]


def write(words, start, end):
    weights = [1 / (place + 3) for place in range(len(words))]
    now = timezone.now()
    for first in range(start, end, BATCH):
        rows = []
        for number in range(first, min(first + BATCH, end)):
            drawn = random.choices(words, weights, k=LENGTH // 2 + 6)
            body = "".join(drawn[6:]) + (RARE if number < 3 else "")
            title = TITLE if number == 7 else "".join(drawn[:6]) + str(number)
            when = now - dt.timedelta(minutes=number)
            rows.append(Article(slug=f"bench-{number}", title=title, body=body, published_at=when))
        Article.objects.bulk_create(rows)


def settle():
    """What a database does by itself sooner or later."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def scanned(typed):
    words = typed.split()
    with cost() as found:
        texts = [Q(title__icontains=word) | Q(summary__icontains=word) | Q(body__icontains=word) for word in words]
        rank = Case(When(title__iexact=typed, then=0), When(title__icontains=words[0], then=1), default=Value(2))
        list(Article.objects.live().filter(*texts).annotate(rank=rank).order_by("rank", "slug")[:21])
    return found


def searched(typed):
    query = parse(typed)
    with cost() as found:
        results([key for key, *_ in find(query).hits[:20]], query)
    return found


def suggested(typed):
    with cost() as found:
        list(Entry.objects.in_bulk([key for key, *_ in find(parse(typed), most=8, only_names=True).hits]))
    return found


def guessed(typed):
    with cost() as found:
        near(parse(typed))
    return found
