"""Inspect the running site as a visitor would, against the norms for a government-run site."""

import json
import time

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from zhuzhou_cms.norms import record
from zhuzhou_cms.norms.crawl import BadBase, InProcess, OverHttp, crawl
from zhuzhou_cms.norms.inspection import inspect
from zhuzhou_cms.norms.verdicts import SITE, Verdict


class Command(BaseCommand):
    help = (
        "按建站规范逐页检查网站，说明每一项符合还是不符合。默认在程序内检查；加 --base 检查正在运行的网站。"
        "有不符合的，退出码为1；只差业主填写的，退出码为0（加 --strict 也为1）。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--base", help="正在运行的网站的地址，如 http://127.0.0.1:8000")
        parser.add_argument("--max-pages", type=int, default=500, help="最多看多少页，默认500")
        parser.add_argument("--json", action="store_true", help="输出JSON，给程序读")
        parser.add_argument("--strict", action="store_true", help="业主没有填写的也算不符合")

    def handle(self, *args, base, max_pages, strict, **options):
        if max_pages < 1:
            raise CommandError("--max-pages 至少是1。")
        started = time.perf_counter()
        try:
            fetch = OverHttp(base) if base else InProcess()
        except BadBase as error:
            raise CommandError(str(error)) from error
        site = crawl(fetch, max_pages=max_pages)
        if not any(page.is_html for page in site.pages.values()):
            raise CommandError(f"{site.origin} 一页也没有读到，网站可能没有在运行。")
        report = inspect(site)
        self._keep(report)
        if options["json"]:
            self.stdout.write(as_json(report))
        else:
            for line in in_words(report, time.perf_counter() - started, over_http=bool(base)):
                self.stdout.write(line)
        if report.broken:
            raise CommandError(f"有{len(report.broken)}处不符合规范。", returncode=1)
        if strict and report.count(Verdict.OWNER):
            raise CommandError(f"有{report.count(Verdict.OWNER)}处待业主填写。", returncode=1)

    def _keep(self, report):
        try:
            record.keep(report)
        except OSError as error:
            self.stderr.write(f"检查结果没有存下来，后台“建站规范”页看不到：{error}")


def as_json(report) -> str:
    """The whole report for programs."""
    return json.dumps(
        {
            "origin": report.site.origin,
            "is_complete": report.site.is_complete,
            "summary": {str(verdict): report.count(verdict) for verdict in Verdict},
            "norms": report.by_norm(),
            "pages": [
                {
                    "address": address,
                    "results": [
                        {"norm": result.norm.name, "verdict": str(result.verdict), "words": list(result.words)}
                        for result in results
                    ],
                }
                for address, results in report.by_page()
            ],
        },
        ensure_ascii=False,
        indent=1,
    )


def in_words(report, seconds, *, over_http):
    """The report for people, line by line: each page with each norm's verdict, then each norm, then the sum."""
    site = report.site
    way = f"访问{site.origin}" if over_http else "在程序内"
    yield f"{settings.SITE_NAME} 建站规范检查（{way}，{len(site.pages)}页，用时{seconds:.0f}秒）"
    if not site.is_complete:
        yield "页数到了上限，后面的没有看。可以用 --max-pages 多看一些。"
    for address, results in report.by_page():
        yield ""
        page = site.pages.get(address)
        yield address if address == SITE else f"{address}　{page.kind}　{page.answer.seconds:.2f}秒"
        yield from _of_page(results)
    yield ""
    yield "各项规范"
    for norm in report.by_norm():
        numbers = "，".join(f"{verdict}{count}" for verdict, count in norm["counts"].items() if count)
        yield f"  {norm['verdict']}　{norm['name']}（{numbers or '没有检查'}）依据：{norm['source']}"
    yield ""
    yield "合计：" + "，".join(f"{verdict}{report.count(verdict)}处" for verdict in Verdict)


def _of_page(results):
    """Met and not applicable in a line each; what is wrong in a line of its own."""
    for verdict in (Verdict.BROKEN, Verdict.OWNER):
        for result in results:
            if result.verdict == verdict:
                yield f"  {verdict}　{result.norm.name}：{'；'.join(result.words)}"
    for verdict in (Verdict.MET, Verdict.NOT_APPLICABLE):
        names = [result.norm.name for result in results if result.verdict == verdict]
        if names:
            yield f"  {verdict}（{len(names)}项）　{'、'.join(names)}"
