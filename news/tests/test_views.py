"""Pages of articles and events: what a reader finds there, and what nobody may find."""

import datetime as dt

import pytest
from django.utils import timezone

from core.partial_dates import PartialDate
from tests import factories as make
from tests.pages import main_links_of, main_of, main_rows_of, main_text_of, query_count

pytestmark = pytest.mark.django_db

# 23:30 in Shanghai; an hour later it is the next day there, while UTC still has the same.
PUBLISHED = dt.datetime(2026, 3, 13, 15, 30, tzinfo=dt.UTC)


def test_article_shows_column_dates_text_and_sources(client):
    source = make.make_source(title="晚报")
    article = make.make_article(
        title="开工", column="notice", summary="今天开工。", body="第一段。\n\n第二段<b>。", source=source,
        locator="第3段",
        occurred_on=PartialDate.of(2021, 4, 28, inferred=True), published_at=PUBLISHED,
    )  # fmt: skip
    make.cite(article, "occurred_on", source, locator="第3段", note="年份为推定。")
    make.cite(article, "body", source, locator="第4段")
    answer = client.get(article.get_absolute_url())
    text = main_text_of(answer)
    assert "通知公告开工今天开工。事情发生2021年4月28日（推定）[1]来源《晚报》[1]" in text
    assert "发布于2026年3月13日23:30来源：《晚报》" in text
    assert '<time datetime="2026-03-13T23:30:00+08:00">' in main_of(answer)
    assert "<p>第一段。</p>\n\n<p>第二段&lt;b&gt;。</p>" in main_of(answer)
    assert "正文依据[2]" in text
    assert "事情发生的日期：年份为推定。[1][1]《晚报》，第3段。[2]第4段" in text


def test_article_without_text_date_and_source_says_so(client):
    text = main_text_of(client.get(make.make_article().get_absolute_url()))
    assert "事情发生未说明" in text
    assert "来源未说明" in text
    assert "没有正文" in text
    assert "没有登记出处" in text


def test_article_and_what_it_speaks_of_link_to_each_other(client):
    rows = [make.make_project(), make.make_park(), make.make_enterprise(), make.make_program()]
    many = dict(zip(["projects", "parks", "enterprises", "programs"], ([row] for row in rows), strict=True))
    article = make.make_article(**many)
    links = main_links_of(client.get(article.get_absolute_url()))
    assert [row for row in rows if row.get_absolute_url() not in links] == []
    for row in rows:
        assert (row, article.get_absolute_url() in main_links_of(client.get(row.get_absolute_url()))) == (row, True)


def test_policy_and_its_interpretation_link_to_each_other(client):
    policy = make.make_article(title="办法", column="policy")
    assert "政策解读未收录" in main_text_of(client.get(policy.get_absolute_url()))
    interpretation = make.make_article(title="问答", column="interpretation", interprets=policy)
    assert "政策解读问答" in main_text_of(client.get(policy.get_absolute_url()))
    assert interpretation.get_absolute_url() in main_links_of(client.get(policy.get_absolute_url()))
    assert policy.get_absolute_url() in main_links_of(client.get(interpretation.get_absolute_url()))


def test_withheld_policy_or_interpretation_is_not_named(client):
    hidden = make.make_article(title="秘密办法", column="policy", published=False)
    interpretation = make.make_article(column="interpretation", interprets=hidden)
    policy = make.make_article(column="policy")
    make.make_article(title="秘密问答", column="interpretation", interprets=policy, published=False)
    for row in (interpretation, policy):
        assert (row, "秘密" in client.get(row.get_absolute_url()).content.decode()) == (row, False)


def test_article_shows_its_picture_with_words_and_size(client):
    image = make.make_image(alt="一片工地", credit="张三")
    page = main_of(client.get(make.make_article(image=image).get_absolute_url()))
    shown = image.whole
    assert f'<img src="{shown.src}" srcset="{shown.src} 4w" sizes="' in page
    assert 'width="4" height="3" alt="一片工地"' in page
    assert "图：张三" in page


def test_news_list_shows_the_published_date_of_each_row_newest_first(client):
    make.make_article(title="旧闻", published_at=PUBLISHED, occurred_on=PartialDate.of(2020))
    make.make_article(title="新闻", published_at=PUBLISHED + dt.timedelta(hours=1))
    assert main_rows_of(client.get("/news/"), "li")[-2:] == [
        "发布于2026年3月14日新闻动态要闻·事情发生：未说明",
        "发布于2026年3月13日旧闻动态要闻·事情发生：2020年",
    ]


def test_event_shows_date_place_attendance_roles_and_outcomes(client):
    source = make.make_source(title="晚报")
    event = make.make_event(
        name="峰会", kind="conference", starts_on=PartialDate.of(2020, 12), ends_on=PartialDate.of(2021, 1),
        place="株洲", attendance=500, attendance_qualifier="over",
    )  # fmt: skip
    make.cite(event, "attendance", source)
    event.roles.create(role="host", source=source, note="一天。")
    event.roles.create(role="venue", source=source)
    event.participants.create(enterprise=make.make_enterprise(name="甲公司"), role="cooperation", source=source)
    answer = client.get(event.get_absolute_url())
    text = main_text_of(answer)
    assert "日期2020年12月至2021年1月加入日历地点株洲" in text
    assert "参会人数超过500人2020年12月[1]" in text
    assert "经开区做什么承办[1]一天。现场观摩点[1]" in text
    assert main_rows_of(answer, "tr") == ["单位结果说明", "甲公司[1]达成合作未说明"]
    row = main_text_of(client.get("/events/"))
    assert "2020年12月至2021年1月峰会会议论坛·地点：株洲·参会人数：超过500人[1]经开区：承办、现场观摩点[1]" in row


def test_event_without_facts_says_so(client):
    text = main_text_of(client.get(make.make_event().get_absolute_url()))
    assert "日期未说明地点未说明" in text
    assert "参会人数未说明" in text
    assert "角色未说明" in text
    assert "参加单位未说明" in text


def test_event_and_its_projects_link_to_each_other(client):
    project = make.make_project()
    event = make.make_event(projects=[project])
    assert project.get_absolute_url() in main_links_of(client.get(event.get_absolute_url()))
    assert event.get_absolute_url() in main_links_of(client.get(project.get_absolute_url()))


@pytest.mark.parametrize(("make_row", "address"), [(make.make_article, "/news/"), (make.make_event, "/events/")])
@pytest.mark.parametrize("when", ["withheld", "not yet", "no longer"])
def test_row_out_of_its_time_is_nowhere(client, make_row, address, when):
    now, day = timezone.now(), dt.timedelta(days=1)
    times = {
        "withheld": {"published": False},
        "not yet": {"published_at": now + day},
        "no longer": {"published_at": now - 2 * day, "expires_at": now - day},
    }[when]
    project = make.make_project()
    row = make_row(**{"title" if make_row is make.make_article else "name": "秘密"}, projects=[project], **times)
    gone = {"withheld": 404, "not yet": 404, "no longer": 410}[when]  # what was public says that it was
    assert client.get(row.get_absolute_url()).status_code == gone
    for page in ("/", address, project.get_absolute_url()):
        assert (page, "秘密" in client.get(page).content.decode()) == (page, False)


def test_withheld_neighbours_are_not_named(client):
    hidden = {"name": "秘密", "published": False}
    article = make.make_article(
        projects=[make.make_project(**hidden)],
        parks=[make.make_park(**hidden)],
        enterprises=[make.make_enterprise(**hidden)],
        programs=[make.make_program(**hidden)],
    )
    event = make.make_event(projects=[make.make_project(**hidden)])
    event.participants.create(enterprise=make.make_enterprise(**hidden), role="speaker")
    for row in (article, event):
        assert (row, "秘密" in client.get(row.get_absolute_url()).content.decode()) == (row, False)


@pytest.mark.parametrize(
    ("address", "query", "field"),
    [
        ("/news/", "column=gossip", "column"),
        ("/news/", "q=" + "长" * 61, "q"),
        ("/news/", "sort=x", "sort"),
        ("/events/", "year=20x", "year"),
        ("/events/", "year=1", "year"),
        ("/events/", "year=99999", "year"),
        ("/events/", "kind=party", "kind"),
        ("/events/", "q=%00", "q"),
    ],
)
def test_bad_filter_is_a_400_with_its_message_at_the_field(client, address, query, field):
    answer = client.get(f"{address}?{query}")
    errors = answer.context["filter"].form.errors
    assert (answer.status_code, list(errors)) == (400, [field])
    assert errors[field][0].replace(" ", "") in main_text_of(answer)


@pytest.mark.parametrize("sort", ["", "published", "occurred"])
def test_news_of_several_columns(client, sort):
    rows = [make.make_article(title=f"新{column}", column=column) for column in ("policy", "notice")]
    make.make_article(title="新闻")
    answer = client.get("/news/", {"q": "新", "column": ["policy", "notice"], "sort": sort})
    assert (answer.status_code, set(answer.context["object_list"])) == (200, set(rows))


@pytest.mark.parametrize(("sort", "first"), [("", 2021), ("latest", 2021), ("earliest", 2020)])
def test_events_in_the_order_asked_for_undated_last(client, sort, first):
    for year in (2021, 2020):
        make.make_event(starts_on=PartialDate.of(year), kind="contest")
    make.make_event(kind="contest")
    rows = client.get("/events/", {"sort": sort, "kind": "contest"}).context["object_list"]
    assert [str(rows[0].starts_on), rows[2].starts_on] == [f"{first}年", None]


def test_events_of_a_year(client):
    inside = make.make_event(starts_on=PartialDate.of(2020, 12))
    make.make_event(starts_on=PartialDate.of(2021))
    assert list(client.get("/events/?year=2020").context["object_list"]) == [inside]
    assert client.get("/events/?year=2199").status_code == 200


def _article():
    article = make.make_article(source=make.make_source(), image=make.make_image())
    make.cite(article, "title")


def _event():
    event = make.make_event()
    event.roles.create(role="host", source=make.make_source())
    make.cite(event, "attendance")


@pytest.mark.anywhere
@pytest.mark.parametrize(("address", "make_one"), [("/news/", _article), ("/events/", _event)])
def test_list_takes_the_same_queries_for_1_and_30_rows(client, address, make_one):
    make_one()
    one = query_count(client, address)
    for _ in range(29):
        make_one()
    assert query_count(client, address) == one


@pytest.mark.anywhere
def test_details_take_the_same_queries_for_1_and_30_children(client):
    policy, event = make.make_article(column="policy"), make.make_event()

    def more():
        rows = {"projects": make.make_project(), "parks": make.make_park(), "enterprises": make.make_enterprise()}
        for name, row in rows.items():
            getattr(policy, name).add(row)
        make.make_article(column="interpretation", interprets=policy)
        event.projects.add(rows["projects"])
        event.participants.create(enterprise=rows["enterprises"], role="speaker", source=make.make_source())
        for row in (policy, event):
            make.cite(row, "summary")

    addresses = [policy.get_absolute_url(), event.get_absolute_url()]
    more()
    one = [query_count(client, address) for address in addresses]
    for _ in range(29):
        more()
    assert [query_count(client, address) for address in addresses] == one


@pytest.mark.parametrize("path", ["/news/", "/"])
def test_articles_published_together_stand_by_when_it_happened(client, path):
    for title, occurred in [("甲", None), ("乙", "2019"), ("丙", "2021-04-28?"), ("丁", "2020-09")]:
        day = PartialDate.parse(occurred) if occurred else None
        make.make_article(title=f"第{title}条", occurred_on=day, published_at=PUBLISHED)
    page = main_of(client.get(path))
    assert sorted("甲乙丙丁", key=lambda title: page.index(f"第{title}条")) == ["丙", "丁", "乙", "甲"]
