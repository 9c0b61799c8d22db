"""Addresses whose page is not there any more, links inside texts, and the check that follows them."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.partial_dates import PartialDate
from news.models import Article
from parks.models import Park
from projects.models import Project
from publishing.actions import republish, withdraw
from publishing.links import internal_links, problem_of
from publishing.models import BrokenLink, OldAddress, Withdrawal
from tests import factories as make
from tests.drafting import make_draft, publish_draft
from tests.pages import main_links_of, main_text_of

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


def rename(item, slug):
    publish_draft(make_draft(item, slug=slug))
    item.refresh_from_db()


def take_back(item, **values):
    withdraw(item=item, user=make.make_staff("publisher"), **{"reason": "数字有误"} | values)
    item.refresh_from_db()


def led_to(client, address):
    answer = client.get(address)
    return answer.status_code, answer.headers.get("Location", "")


# --- Names that have changed ------------------------------------------------------------------------------------------


@pytest.mark.anywhere
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("/projects/a/", "/projects/b/"),
        ("/projects/a/?on=2024-01-01&x=%E4%B8%AD", "/projects/b/?on=2024-01-01&x=%E4%B8%AD"),
        ("/projects/a/changes/", "/projects/b/changes/"),
        ("/projects/a/changes/?page=2", "/projects/b/changes/?page=2"),
        ("/api/v1/projects/a/", "/api/v1/projects/b/"),
        ("/projects/a", "/projects/a/"),
    ],
)
def test_old_address_leads_to_the_present_one(client, before, after):
    rename(make.make_project(slug="a"), "b")

    assert led_to(client, before) == (301, after)
    assert client.get("/projects/b/").status_code == 200


@pytest.mark.parametrize("maker", [make.make_park, make.make_enterprise, make.make_fund, make.make_program])
def test_old_address_leads_on_for_other_types_too(client, maker):
    item = maker(slug="a")
    old = item.get_absolute_url()
    rename(item, "b")

    assert led_to(client, old) == (301, item.get_absolute_url())


@pytest.mark.anywhere
def test_browsers_ask_again_where_an_old_address_leads(client):
    rename(make.make_park(slug="a"), "b")

    assert client.get("/parks/a/").headers["Cache-Control"] == "no-cache"


def test_every_old_name_leads_straight_to_the_present_one(client):
    park = make.make_park(slug="a")
    rename(park, "b")
    rename(park, "c")

    assert (led_to(client, "/parks/a/"), led_to(client, "/parks/b/")) == ((301, "/parks/c/"), (301, "/parks/c/"))


def test_name_that_was_given_back_is_the_page_again(client):
    park = make.make_park(slug="a")
    rename(park, "b")
    rename(park, "a")

    assert (client.get("/parks/a/").status_code, led_to(client, "/parks/b/")) == (200, (301, "/parks/a/"))


def test_name_that_another_item_took_is_that_item_s(client):
    park = make.make_park(slug="a")
    rename(park, "b")
    other = make.make_park(slug="a")
    assert client.get("/parks/a/").context["object"] == other

    rename(other, "c")
    assert led_to(client, "/parks/a/") == (301, "/parks/c/")


def test_name_that_only_a_draft_has_taken_still_leads_to_the_old_owner(client):
    rename(make.make_park(slug="a"), "b")
    make.make_park(slug="a", published=False)

    assert led_to(client, "/parks/a/") == (301, "/parks/b/")


def test_name_that_was_never_public_leads_nowhere(client):
    park = make.make_park(slug="a", published=False)
    rename(park, "b")

    assert (client.get("/parks/a/").status_code, OldAddress.objects.count()) == (404, 0)


def test_old_address_of_a_type_is_not_that_of_another(client):
    rename(make.make_park(slug="a"), "b")

    assert client.get("/projects/a/").status_code == 404


def test_old_address_of_what_was_withdrawn_tells_why(client):
    park = make.make_park(slug="a")
    rename(park, "b")
    take_back(park)

    assert (client.get("/parks/a/").status_code, client.get("/parks/b/").status_code) == (410, 410)


def test_old_address_of_what_was_deleted_is_not_found(client):
    park = make.make_park(slug="a")
    rename(park, "b")
    Park.objects.all().delete()

    assert client.get("/parks/a/").status_code == 404


def test_withdrawn_page_published_under_a_new_name_is_found_by_the_old_one(client):
    park = make.make_park(slug="a")
    take_back(park)
    rename(park, "b")

    assert (led_to(client, "/parks/a/"), client.get("/parks/b/").status_code) == ((301, "/parks/b/"), 200)


@pytest.mark.anywhere
def test_other_methods_are_led_nowhere(client):
    rename(make.make_park(slug="a"), "b")

    assert (client.head("/parks/a/").status_code, client.post("/parks/a/").status_code) == (301, 405)


# --- Pages that were taken back ---------------------------------------------------------------------------------------


def test_withdrawn_page_answers_with_reason_and_list_but_without_its_title(client):
    park = make.make_park(name="秘密园", slug="a")
    take_back(park, reason="面积<b>有误")
    answer = client.get("/parks/a/")
    today = timezone.localdate()

    assert answer.status_code == 410
    assert main_text_of(answer) == (
        f"410这一页已于{today.year}年{today.month}月{today.day}日撤下面积<b>有误看全部园区回到首页"
    )
    assert main_links_of(answer) == {"/parks/", "/"}
    assert "秘密园" not in answer.content.decode()


def test_sub_page_of_a_withdrawn_project_answers_likewise(client):
    project = make.make_project(slug="a")
    take_back(project)

    assert client.get("/projects/a/changes/").status_code == 410


def test_api_tells_that_a_row_was_withdrawn_as_problem_details(client):
    project = make.make_project(slug="a", name="秘密项目")
    take_back(project, redirect_to="/projects/")
    answer = client.get("/api/v1/projects/a/")
    today = timezone.localdate()

    assert (answer.status_code, answer.headers["Content-Type"]) == (410, "application/problem+json")
    assert answer.json() == {
        "type": "about:blank",
        "title": "已经撤下",
        "status": 410,
        "detail": f"这一页已于{today.year}年{today.month}月{today.day}日撤下。数字有误"
        "改看：http://testserver/projects/",
    }


def test_withdrawn_page_leads_to_what_replaces_it(client):
    make.make_park(slug="b")
    take_back(make.make_park(slug="a"), redirect_to="/parks/b/?x=1")

    assert led_to(client, "/parks/a/?y=2") == (302, "/parks/b/?x=1")


def test_withdrawn_page_does_not_lead_to_what_is_gone_itself(client):
    other = make.make_park(slug="b")
    take_back(make.make_park(slug="a"), redirect_to="/parks/b/")
    take_back(other)

    assert (client.get("/parks/a/").status_code, client.get("/parks/b/").status_code) == (410, 410)


def test_withdrawn_pages_that_lead_to_one_another_end(client):
    a, b = make.make_park(slug="a"), make.make_park(slug="b")
    take_back(a, redirect_to="/parks/b/")
    take_back(b)
    Withdrawal.objects.filter(slug="b").update(redirect_to="/parks/a/")  # the actions refuse it

    assert (client.get("/parks/a/").status_code, client.get("/parks/b/").status_code) == (410, 410)


def test_page_that_is_public_again_is_the_page(client):
    park = make.make_park(slug="a")
    take_back(park)
    republish(item=park, user=make.make_staff("publisher"))

    assert client.get("/parks/a/").status_code == 200


def test_expired_page_says_since_when(client):
    moment = dt.datetime(2024, 2, 29, 16, tzinfo=dt.UTC)  # midnight there, the next day
    make.make_park(slug="a", name="秘密园", expires_at=moment)
    answer = client.get("/parks/a/")

    assert (answer.status_code, "这一页已于2024年3月1日下线" in main_text_of(answer)) == (410, True)
    assert "秘密园" not in answer.content.decode()
    assert client.get("/api/v1/parks/a/").json()["detail"] == "这一页已于2024年3月1日下线。"


def test_what_was_withdrawn_and_deleted_still_tells_why(client):
    park = make.make_park(slug="a")
    take_back(park)
    park.delete()

    assert (client.get("/parks/a/").status_code, client.get("/api/v1/parks/a/").status_code) == (410, 410)


def test_what_was_published_again_and_deleted_is_not_found(client):
    park = make.make_park(slug="a")
    take_back(park)
    republish(item=park, user=make.make_staff("publisher"))
    park.delete()

    assert client.get("/parks/a/").status_code == 404


@pytest.mark.parametrize("address", ["/parks/a/", "/api/v1/parks/a/"])
def test_what_was_never_public_is_not_found(client, address):
    make.make_park(slug="a", published=False)

    assert client.get(address).status_code == 404


def test_day_on_which_nothing_was_known_of_a_public_project_stays_not_found(client):
    make.make_milestone(
        make.make_project(slug="a"), stated_on=PartialDate.of(2022), original_target=PartialDate.of(2030)
    )

    assert client.get("/projects/a/?as_of=2020-01-01").status_code == 404


@pytest.mark.parametrize("address", ["/parks/%00/", "/nowhere/", "/api/v1/industries/x/", "/api/v1/parks/x%00/"])
def test_bad_addresses_stay_not_found(client, address):
    assert client.get(address).status_code == 404


def test_page_that_is_there_costs_no_query_more(client):
    make.make_park(slug="a")
    client.get("/parks/a/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/parks/a/")

    tables = (OldAddress._meta.db_table, Withdrawal._meta.db_table)
    assert [query["sql"] for query in queries if any(table in query["sql"] for table in tables)] == []


# --- Links in texts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("详见 /projects/a/ 。", ["/projects/a/"]),
        ("详见/projects/a/。再见/projects/a/", ["/projects/a/"]),
        ("（/nowhere/x/）", ["/nowhere/x/"]),
        ('<a href="/parks/a/?x=1#y">', ["/parks/a/?x=1"]),
        ("[园区](/parks/a/)，/news/.", ["/parks/a/", "/news/"]),
        ("http://127.0.0.1:8000/parks/a/见上", ["/parks/a/"]),
        ("https://LOCALHOST/zone/", ["/zone/"]),
        ("https://elsewhere.cn/projects/a/ https://elsewhere.cn/中文/projects/b/", []),
        ("和/或，1/2，60km/h，元/kg/天，AC/DC/x，//cdn.cn/x/，A / B，见附表/typo", []),
        ("http://[::1/x", []),
    ],
)
def test_links_to_this_site_are_found_in_a_text(text, expected):
    assert internal_links(text) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", ""),
        ("/parks/", ""),
        ("/parks/live/", ""),
        ("/parks/live", ""),
        ("/parks/live/?x=1#y", ""),
        ("/projects/board/", ""),
        ("/projects/live/changes/", ""),
        ("/api/v1/parks/live/", ""),
        ("/api/docs/", ""),
        ("/sitemap.xml", ""),
        ("/static/css/base.css", ""),
        ("/static/css/none.css", "没有这个文件"),
        ("/static/../settings.py", "没有这个文件"),
        ("/media/none.png", "没有这个文件"),
        ("/media/../db.sqlite3", "没有这个文件"),
        ("/parks/withheld/", "这一页还没有公布"),
        ("/parks/expired/", "这一页已下线"),
        ("/parks/none/", "没有这一页"),
        ("/api/v1/industries/none/", "没有这一页"),
        ("/api/v1/none/", "没有这个网址"),
        ("/none/", "没有这个网址"),
        ("/admin/parks/park/", "是后台的网址，公众打不开"),
        ("parks/live/", "不是本站的网址"),
        ("//parks/live/", "不是本站的网址"),
        ("/\\parks/", "不是本站的网址"),
        ("/parks/%00/", "不是本站的网址"),
        ("https://elsewhere.cn/", "不是本站的网址"),
    ],
)
def test_link_is_followed_without_a_request(path, expected):
    make.make_park(slug="live")
    make.make_project(slug="live")
    make.make_park(slug="withheld", published=False)
    make.make_park(slug="expired", expires_at=timezone.now() - HOUR)

    assert problem_of(path) == expected


def test_link_to_an_old_or_replaced_page_is_not_broken():
    renamed, gone, replaced = (make.make_park(slug=slug) for slug in ("a", "gone", "replaced"))
    rename(renamed, "b")
    take_back(gone)
    take_back(replaced, redirect_to="/parks/b/")

    assert [problem_of(f"/parks/{slug}/") for slug in ("a", "gone", "replaced")] == ["", "这一页已撤下", ""]


# --- The check --------------------------------------------------------------------------------------------------------


def check():
    out = io.StringIO()
    call_command("check_links", stdout=out)
    return out.getvalue().strip()


def test_broken_links_of_public_content_are_listed_with_their_place():
    article = make.make_article(title="通知", body="见 /parks/none/ 和 /parks/ 。")
    project = make.make_project(name="项目")
    make.make_milestone(project, note="见 /news/none/ 。")
    make.make_article(published=False, body="见 /parks/none/ 。")

    assert check() == "查了 3 处站内链接，失效 2 处（新出现 2 处，已修好或不再公开 0 处）。"
    rows = BrokenLink.objects.order_by("url").values_list(
        "content_type__model", "object_id", "field", "title", "url", "problem"
    )
    assert list(rows) == [
        ("project", project.pk, "里程碑｜说明", "项目", "/news/none/", "没有这一页"),
        ("article", article.pk, "正文", "通知", "/parks/none/", "没有这一页"),
    ]


def test_link_that_was_mended_or_is_public_no_more_leaves_the_list():
    mended, withdrawn, left = (make.make_article(body="见 /parks/none/ 。") for _ in range(3))
    check()
    found = BrokenLink.objects.get(object_id=left.pk).found_at
    Article.objects.filter(pk=mended.pk).update(body="见 /parks/ 。")
    take_back(withdrawn)

    assert check() == "查了 2 处站内链接，失效 1 处（新出现 0 处，已修好或不再公开 2 处）。"
    row = BrokenLink.objects.get()
    assert (row.object_id, row.found_at) == (left.pk, found)


def test_check_reads_rows_in_batches(monkeypatch):
    monkeypatch.setattr("publishing.actions.upkeep._AT_ONCE", 2)
    for _ in range(5):
        make.make_milestone(make.make_project(summary="见 /parks/none/ 。"), note="见 /news/none/ 。")
    check()

    assert BrokenLink.objects.count() == 10


@pytest.mark.anywhere
def test_check_takes_the_same_queries_for_1_and_30_links():
    def cost():
        with CaptureQueriesContext(connection) as queries:
            check()
        return len(queries)

    make.make_article(body="见 /parks/none/ 。")
    check()
    few = cost()
    Article.objects.update(body=" ".join(["/parks/ /parks/none/"] * 30))
    assert cost() == few


def test_link_of_an_enterprise_s_website_to_this_site_is_checked():
    make.make_enterprise(website="https://localhost/enterprises/none/")

    assert (check()[:11], Project.objects.count()) == ("查了 1 处站内链接，", 0)
