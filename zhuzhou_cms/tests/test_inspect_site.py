"""`manage.py inspect_site`: what it asks, what it prints, and how it ends."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from tests import factories as make
from zhuzhou_cms.norms import record
from zhuzhou_cms.norms.crawl import BadBase, InProcess, OverHttp, crawl

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

COMMAND = "zhuzhou_cms.management.commands.inspect_site"


@pytest.fixture
def whole_site(settings, tmp_path):
    """One public row of each type, something in each column of news, and all that is written in a place of its own."""
    settings.VAR_DIR = tmp_path
    make_whole_site()


def make_whole_site():
    make.make_zone()
    makers = "park project enterprise fund program expert platform event"
    for name in makers.split():
        getattr(make, f"make_{name}")()
    policy = make.make_article(column="policy")
    make.make_article(column="interpretation", interprets=policy)
    for column in ("news", "notice"):
        make.make_article(column=column)


@pytest.fixture
def unhurried(monkeypatch):
    """However busy the machine is, no page takes three seconds."""
    monkeypatch.setattr("zhuzhou_cms.norms.service.SECONDS", 600)


@pytest.fixture(scope="module")
def walked(django_db_setup, django_db_blocker, tmp_path_factory):
    """The whole site as it is crawled, and the addresses that were asked for: it takes seconds, and is done once.

    That the command crawls by itself is asked below of fewer pages.
    """
    asked = []

    class Noted(InProcess):
        def __call__(self, address):
            asked.append(address)
            return super().__call__(address)

    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.OPEN_DATA_DIR", tmp_path_factory.mktemp("open-data"))
        make_whole_site()
        make.cite(make.make_park(), "name", make.make_source(url="https://example.com/"))
        site = crawl(Noted(), max_pages=500)
        transaction.set_rollback(True)
    return site, asked


@pytest.fixture
def crawled(whole_site, unhurried, walked, monkeypatch):
    """The command comes upon the pages of that crawl."""
    monkeypatch.setattr(f"{COMMAND}.crawl", lambda fetch, *, max_pages: walked[0])


def inspect(**options):
    """What the command prints, what it complains of, and its exit code."""
    out, code, complaint = io.StringIO(), 0, ""
    try:
        call_command("inspect_site", stdout=out, stderr=out, **options)
    except CommandError as error:
        code, complaint = error.returncode, str(error)
    return out.getvalue(), complaint, code


def test_site_that_lacks_owners_values_only_passes(crawled):
    printed, complaint, code = inspect()
    assert (complaint, code) == ("", 0)
    lines = printed.splitlines()
    assert lines[0].startswith("株洲经开区 建站规范检查（在程序内，")
    assert lines[-1].startswith("合计：符合")
    assert "不符合0处" in lines[-1]
    place = next(number for number, line in enumerate(lines) if line.startswith("/parks/　列表页　"))
    meta, foot, met, not_applicable = lines[place + 1 : place + 5]
    assert meta.startswith("  待业主填写　网站META：SiteDomain用的是访问时的主机名")
    assert foot.startswith("  待业主填写　页脚各项：“主办单位”还没有填写；")
    assert "、发布时间、没有空栏目、" in met
    assert not_applicable.startswith("  不适用（")


def test_strict_counts_owners_values_as_broken(crawled):
    _, complaint, code = inspect(strict=True)
    assert (complaint.endswith("处待业主填写。"), code) == (True, 1)


def test_template_that_breaks_a_norm_is_seen(whole_site, unhurried, settings, tmp_path):
    """As a later change of a template would: the foot loses the link to the site map."""
    (tmp_path / "includes").mkdir()
    foot = (settings.BASE_DIR / "templates/includes/_footer.html").read_text(encoding="utf-8")
    (tmp_path / "includes/_footer.html").write_text(foot.replace("网站地图", "地图"), encoding="utf-8")
    (template_settings,) = settings.TEMPLATES
    settings.TEMPLATES = [template_settings | {"DIRS": [tmp_path, *template_settings["DIRS"]]}]
    printed, complaint, code = inspect(max_pages=5)
    assert code == 1
    assert complaint.startswith("有")
    assert "  不符合　页脚各项：页脚没有“网站地图”" in printed.splitlines()


def test_page_that_fails_is_seen_and_does_not_stop_the_inspection(whole_site, unhurried, monkeypatch):
    def fail(view, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr("parks.views.ZoneView.get_context_data", fail)
    printed, _, code = inspect(max_pages=20)
    assert code == 1
    assert "链接打不开（500）：/zone/" in printed


def test_json_is_for_programs(crawled):
    printed, _, code = inspect(json=True)
    found = json.loads(printed)
    assert (code, found["is_complete"], found["summary"]["不符合"]) == (0, True, 0)
    page = next(page for page in found["pages"] if page["address"] == "/parks/")
    assert {"norm": "一级标题唯一", "verdict": "符合", "words": []} in page["results"]


def test_number_of_pages_is_bounded(whole_site, unhurried):
    printed, _, _ = inspect(max_pages=3)
    assert printed.splitlines()[0].startswith("株洲经开区 建站规范检查（在程序内，3页，")
    assert printed.splitlines()[1] == "页数到了上限，后面的没有看。可以用 --max-pages 多看一些。"


@pytest.mark.parametrize("number", [0, -1])
def test_no_pages_are_refused(number):
    assert inspect(max_pages=number)[1:] == ("--max-pages 至少是1。", 1)


@pytest.mark.parametrize(
    "base", ["", "127.0.0.1:8000", "ftp://127.0.0.1/", "http://", "http://[x/", "http://127.0.0.1/parks/", "https://example.com"]
)  # fmt: skip
def test_only_this_site_is_inspected(base, settings):
    settings.ALLOWED_HOSTS = ["*"]
    with pytest.raises(BadBase):
        OverHttp(base)


def test_base_that_is_refused_is_told_in_words():
    assert inspect(base="https://example.com")[1:] == (
        "“example.com”不是本机，也不在 ALLOWED_HOSTS 里，不检查别人的网站。", 1,
    )  # fmt: skip


def test_server_that_does_not_answer_is_told_in_words():
    _, complaint, code = inspect(base="http://127.0.0.1:9")
    assert (complaint, code) == ("http://127.0.0.1:9 一页也没有读到，网站可能没有在运行。", 1)


def test_running_site_is_asked_over_http(live_server):
    fetch = OverHttp(live_server.url)
    page = fetch("/sitemap/")
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<h1>网站地图</h1>" in page.body
    assert fetch("/no-such-page/").status == 404
    away = fetch("/display/?size=large&next=/parks/")
    assert (away.status, away.headers["location"]) == (302, "/parks/")


def test_inside_the_process_the_same_is_answered():
    fetch = InProcess()
    assert fetch("/no-such-page/").status == 404
    assert "display_size=large" in fetch("/display/?size=large").headers["set-cookie"]
    assert fetch("/api/v1/").headers["content-type"] == "application/json"


def test_crawl_follows_links_within_the_site_only(walked):
    site, asked = walked
    assert site.is_complete
    assert [address for address in asked if not address.startswith("/")] == []
    assert [address for address in asked if address.startswith(("/admin/", "/static/"))] == []
    pages = [address for address in asked if "sitemap" not in address]
    assert len(pages) == len(set(pages))


def test_outcome_is_kept_for_the_staff(whole_site, unhurried):
    assert record.last() is None
    inspect(max_pages=5)
    last = record.last()
    assert (last["pages"], last["is_complete"], len(last["norms"])) == (5, False, 24)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"inspected_at": 1}', '{"inspected_at": "gestern"}'])
def test_record_that_can_not_be_read_is_none(settings, tmp_path, text):
    settings.VAR_DIR = tmp_path
    (tmp_path / record.FILE).write_text(text)
    assert record.last() is None


def test_record_that_can_not_be_written_does_not_stop_the_inspection(whole_site, unhurried, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.VAR_DIR = tmp_path / "file"
    printed, _, code = inspect(max_pages=2)
    assert code == 0
    assert "检查结果没有存下来" in printed
