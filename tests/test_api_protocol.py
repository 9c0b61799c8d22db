"""How the API is spoken to, whatever it speaks of: pages, fields, conditions, limits, errors."""

import datetime as dt
import logging

import pytest
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client
from django.utils import timezone
from redis.exceptions import RedisError

from core.api import conditional, parts
from core.partial_dates import PartialDate
from zhuzhou_cms.api_limits import AddressThrottle
from zhuzhou_cms.checks import check_api_rate

from . import factories

pytestmark = pytest.mark.django_db

PARKS = "/api/v1/parks/"
PROJECTS = "/api/v1/projects/"


def get(client, address, status=200, **headers):
    answer = client.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert (answer.status_code, address) == (status, address)
    return answer


def rows_of(client, address):
    """The slugs of each page, from the first to the last."""
    pages = []
    while address:
        page = get(client, address).json()
        pages.append([row["slug"] for row in page["results"]])
        address = page["next"]
    return pages


@pytest.fixture
def clock(monkeypatch):
    """Seconds that pass only when a test says so."""

    class Clock:
        now = 1_700_000_000.0

    monkeypatch.setattr(conditional.time, "time", lambda: Clock.now)
    monkeypatch.setattr(AddressThrottle, "timer", staticmethod(lambda: Clock.now))
    cache.clear()
    return Clock


# --- Pages ------------------------------------------------------------------------------------------------------------


def test_pages_lead_on_and_back(client):
    for _ in range(5):
        factories.make_park()
    first = get(client, f"{PARKS}?page_size=2").json()
    second = get(client, first["next"]).json()
    third = get(client, second["next"]).json()
    assert [len(page["results"]) for page in (first, second, third)] == [2, 2, 1]
    assert (first["previous"], third["next"]) == (None, None)
    assert get(client, third["previous"]).json() == second
    assert get(client, second["previous"]).json() == first


DATES = ["2021", "2021-03", None, "2021-03-05", "2020", None, "2021-03"]


@pytest.mark.parametrize("sort", ["due", "investment", "started", "confirmed", "name"])
def test_pages_of_any_order_have_each_row_once(client, sort):
    for number, text in enumerate(DATES):
        date = text and PartialDate.parse(text)
        money = None if number % 3 == 0 else number // 2
        factories.make_project(due_on=date, started_on=date, last_confirmed_on=date, planned_investment=money)
    whole = rows_of(client, f"{PROJECTS}?sort={sort}&page_size=100")
    paged = rows_of(client, f"{PROJECTS}?sort={sort}&page_size=2")
    assert [len(page) for page in paged] == [2, 2, 2, 1]
    assert [slug for page in paged for slug in page] == whole[0]


def test_way_back_through_empty_values_is_the_way_there(client):
    for text in DATES:
        factories.make_project(due_on=text and PartialDate.parse(text))
    address, pages = f"{PROJECTS}?page_size=2", []
    while address:
        pages.append(get(client, address).json())
        address = pages[-1]["next"]
    back = [pages[-1]]
    while back[-1]["previous"]:
        back.append(get(client, back[-1]["previous"]).json())
    assert [page["results"] for page in reversed(back)] == [page["results"] for page in pages]


def test_what_is_published_between_two_pages_shifts_nothing(client):
    old = [factories.make_article(published_at=timezone.now() - dt.timedelta(days=n + 1)) for n in range(4)]
    first = get(client, "/api/v1/articles/?page_size=2").json()
    factories.make_article(published_at=timezone.now())
    old[0].delete()
    second = get(client, first["next"]).json()
    assert [row["slug"] for row in second["results"]] == [old[2].slug, old[3].slug]


def test_count_is_told_to_who_asks(client):
    factories.make_park()
    assert get(client, f"{PARKS}?count=true").json()["count"] == 1
    assert "count" not in get(client, PARKS).json()


@pytest.mark.parametrize("other", ["?sort=area", None])
def test_cursor_of_another_list_or_order_is_refused(client, other):
    for _ in range(2):
        factories.make_park()
        factories.make_project()
    cursor = get(client, f"{PARKS}?page_size=1").json()["next"].partition("?")[2]
    address = f"{PARKS}{other}&{cursor}" if other else f"{PROJECTS}?{cursor}"
    problem = get(client, address, 400).json()
    assert [error["parameter"] for error in problem["errors"]] == ["cursor"]
    assert "cursor" in problem["known_parameters"]


# --- Long lists inside a detail ---------------------------------------------------------------------------------------


def test_long_list_inside_a_detail_is_cut_and_has_an_address(client, monkeypatch):
    monkeypatch.setattr(parts, "LONGEST", 2)
    project = factories.make_project()
    source = factories.make_source()
    for _ in range(3):
        factories.make_confirmation(project, source=source)
    detail = get(client, f"{PROJECTS}{project.slug}/").json()
    address = f"http://testserver{PROJECTS}{project.slug}/confirmations/"
    assert detail["more"] == {"has_more": True, "lists": {"confirmations": address}}
    assert len(detail["confirmations"]) == 2
    first = get(client, f"{address}?page_size=2&count=true").json()
    second = get(client, first["next"]).json()
    assert (first["count"], first["results"], len(second["results"])) == (3, detail["confirmations"], 1)
    assert get(client, second["previous"]).json() == first
    assert get(client, f"{PROJECTS}{project.slug}/?fields=slug").json() == {"slug": project.slug}


def test_list_of_an_excerpt_has_the_rows_that_it_left_out(client):
    enterprise = factories.make_enterprise()
    made = {factories.make_article(enterprises=[enterprise]).slug for _ in range(21)}
    factories.make_article(enterprises=[enterprise], published=False)
    excerpt = get(client, f"/api/v1/enterprises/{enterprise.slug}/").json()["articles"]
    assert (len(excerpt["results"]), excerpt["has_more"]) == (20, True)
    pages = rows_of(client, f"{excerpt['list']}?page_size=20")
    assert pages[0] == [row["slug"] for row in excerpt["results"]]
    assert {slug for page in pages for slug in page} == made


def test_list_of_a_day_leads_to_lists_of_that_day(client):
    project = factories.make_project(last_confirmed_on=PartialDate.parse("2021"))
    detail = get(client, f"{PROJECTS}{project.slug}/?as_of=2021-06-30").json()
    assert detail["articles"]["list"] == f"http://testserver{PROJECTS}{project.slug}/articles/?as_of=2021-06-30"
    assert get(client, detail["articles"]["list"]).json()["results"] == []


def test_part_of_what_is_not_public_is_not_found(client):
    hidden = factories.make_project(published=False)
    get(client, f"{PROJECTS}{hidden.slug}/milestones/", 404)
    get(client, "/api/v1/zone/honours/", 404)
    over = factories.make_project(expires_at=timezone.now() - dt.timedelta(hours=1))
    get(client, f"{PROJECTS}{over.slug}/milestones/", 410)


def test_zone_has_parts_too(client):
    factories.make_zone()
    factories.make_honour()
    assert len(get(client, "/api/v1/zone/honours/").json()["results"]) == 1


# --- Fields -----------------------------------------------------------------------------------------------------------


def test_fields_are_those_that_were_asked_for(client):
    park = factories.make_park()
    assert get(client, f"{PARKS}?fields=slug,name").json()["results"] == [{"slug": park.slug, "name": park.name}]
    assert get(client, f"{PARKS}{park.slug}/?fields=name").json() == {"name": park.name}
    assert get(client, f"{PARKS}?fields=").json() == get(client, PARKS).json()


def test_field_that_is_not_there_is_refused_with_those_that_are(client):
    factories.make_park()
    problem = get(client, "/api/v1/industries/?fields=slug,colour,size", 400).json()
    assert problem["errors"] == [
        {"parameter": "fields", "detail": "没有字段 colour、size。可用的字段：slug、name、name_en、url。"}
    ]


def test_list_gives_citations_to_who_names_them(client):
    for _ in range(3):
        factories.cite(factories.make_park(), "summary", factories.make_source(), locator="第2页")
    rows = get(client, f"{PARKS}?fields=slug,citations").json()["results"]
    assert [[each["locator"] for each in row["citations"]] for row in rows] == [["第2页"]] * 3
    assert "citations" not in get(client, PARKS).json()["results"][0]


# --- Conditions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "head"])
def test_unchanged_answer_is_not_sent_again(client, clock, method):
    factories.make_park()
    for address in (PARKS, f"{PARKS}?fields=slug", "/api/v1/", "/api/schema/"):
        first = get(client, address)
        again = getattr(client, method)(address, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        for name in ("Cache-Control", "Vary", "Content-Language"):
            assert (name, again[name]) == (name, first[name])
        assert "Content-Length" not in again
        clock.now += 100
        by_day = getattr(client, method)(address, headers={"If-Modified-Since": first["Last-Modified"]})
        assert (by_day.status_code, by_day["Last-Modified"]) == (304, first["Last-Modified"])


def test_head_has_the_headers_of_get_and_nothing_else(client, clock):
    factories.make_park()
    answer, head = get(client, PARKS), client.head(PARKS)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Last-Modified", "Content-Type", "Content-Length"):
        assert (name, head[name]) == (name, answer[name])


def test_each_question_has_its_own_mark(client, told_twice):
    addresses = [f"{PROJECTS}{query}" for query in ("", "?fields=slug", "?as_of=2021-06-30", "?page_size=1")]
    marks = [get(client, address)["ETag"] for address in addresses]
    assert len(set(marks)) == len(marks)
    for address, mark in zip(addresses, marks[1:] + marks[:1], strict=True):
        get(client, address, if_none_match=mark)


@pytest.fixture
def told_twice():
    for day in ("2021-03", "2022"):
        factories.make_project(last_confirmed_on=PartialDate.parse(day))


def test_change_of_a_row_that_is_only_named_changes_the_answer(client):
    park = factories.make_park()
    project = factories.make_project(park=park)
    address = f"{PROJECTS}{project.slug}/"
    mark = get(client, address)["ETag"]
    park.name = "改了名的园区"
    park.save()
    assert get(client, address, if_none_match=mark).json()["park"]["name"] == "改了名的园区"


@pytest.mark.parametrize("condition", ["ETag", "Last-Modified"])
def test_what_goes_and_comes_by_its_dates_is_never_answered_with_304(client, clock, monkeypatch, condition):
    asked = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[condition]
    now = timezone.now()
    going = factories.make_park(expires_at=now + dt.timedelta(hours=1))
    coming = factories.make_park(published_at=now + dt.timedelta(hours=1))
    before = get(client, PARKS)
    detail = get(client, f"{PARKS}{going.slug}/")
    clock.now += 7200
    monkeypatch.setattr(timezone, "now", lambda: now + dt.timedelta(hours=2))
    after = client.get(PARKS, headers={asked: before[condition]})
    assert [row["slug"] for row in after.json()["results"]] == [coming.slug]
    gone = client.get(f"{PARKS}{going.slug}/", headers={asked: detail[condition]})
    assert (gone.status_code, gone["Content-Type"]) == (410, "application/problem+json")


def test_two_answers_of_one_second_do_not_share_a_day(client, clock):
    park = factories.make_park()
    first = get(client, PARKS)
    park.name = "改了名"
    park.save()
    second = get(client, PARKS, if_modified_since=first["Last-Modified"])
    assert "Last-Modified" not in second
    clock.now += 1
    park.name = "又改了名"
    park.save()
    assert get(client, PARKS, if_modified_since=first["Last-Modified"])["Last-Modified"] != first["Last-Modified"]


def test_day_that_was_never_given_says_nothing(client, clock):
    factories.make_park()
    get(client, PARKS)
    for text in ("Wed, 01 Jan 2098 00:00:00 GMT", "yesterday", ""):
        get(client, PARKS, if_modified_since=text)


def test_condition_that_is_not_met_is_a_412(client):
    factories.make_park()
    assert get(client, PARKS, 412, if_match='"other"').json()["title"] == "前提不成立"


def test_mark_survives_compression(client):
    for _ in range(5):
        factories.make_park()
    packed = get(client, PARKS, accept_encoding="gzip")
    assert (packed["Content-Encoding"], packed["ETag"][:2]) == ("gzip", "W/")
    get(client, PARKS, 304, accept_encoding="gzip", if_none_match=packed["ETag"])
    assert packed["Vary"] == "Accept-Encoding"


# --- Limits -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def limited(settings, clock):
    settings.API_RATE = "2/min"
    yield clock
    cache.clear()


def test_who_asks_too_often_is_told_when_to_come_back(client, limited):
    get(client, PARKS)
    limited.now += 10
    get(client, "/api/v1/nothing/", 404)
    limited.now += 10
    answer = get(client, PARKS, 429)
    assert (answer["Content-Type"], answer["Retry-After"]) == ("application/problem+json", "40")
    assert answer.json() == {
        "type": "about:blank",
        "title": "请求太多",
        "status": 429,
        "detail": "请求太多，请过 40 秒再试（Retry-After）。",
    }
    limited.now += 40
    get(client, PARKS)


def test_addresses_are_counted_apart(limited):
    for address in ("10.0.0.1", "10.0.0.2", "2001:db8:1:1::1", "2001:db8:1:2::1"):
        visitor = Client(REMOTE_ADDR=address)
        for status in (200, 200, 429):
            get(visitor, PARKS, status)
    get(Client(REMOTE_ADDR="2001:db8:1:2:ffff::9"), PARKS, 429)


@pytest.mark.parametrize(("is_behind", "statuses"), [(True, [200, 200, 200]), (False, [200, 200, 429])])
def test_forwarded_address_counts_behind_the_proxy_only(client, limited, settings, is_behind, statuses):
    settings.BEHIND_PROXY = is_behind
    for number, status in enumerate(statuses):
        get(client, PARKS, status, x_forwarded_for=f"198.51.100.7, 10.0.0.{number}")


def test_cache_that_does_not_answer_keeps_nobody_out(client, limited, monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise RedisError("no answer")

    monkeypatch.setattr(LocMemCache, "get", fail)
    caplog.set_level(logging.CRITICAL)
    for _ in range(3):
        answer = get(client, PARKS)
    assert "Last-Modified" not in answer
    get(client, PARKS, 304, if_none_match=answer["ETag"])


def test_pages_are_not_counted(client, limited):
    for _ in range(4):
        get(client, "/api/docs/")


@pytest.mark.parametrize("rate", ["120/min", "1/s", "", "5000/day"])
def test_rate_is_a_number_and_a_time(settings, rate):
    settings.API_RATE = rate
    assert check_api_rate(None) == []


@pytest.mark.parametrize("rate", ["120", "many/min", "0/min", "5/", "5/year"])
def test_rate_that_cannot_be_read_is_found(settings, rate):
    settings.API_RATE = rate
    assert [error.id for error in check_api_rate(None)] == ["zhuzhou_cms.E023"]


# --- Errors of ours ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("broken", ["view", "middleware"])
def test_error_of_ours_is_a_problem_without_details(monkeypatch, caplog, broken):
    def fail(*args, **kwargs):
        raise RuntimeError("secret of the house")

    if broken == "view":
        monkeypatch.setattr("core.api.views.PublicViewSet.get_queryset", fail)
    else:
        monkeypatch.setattr("publishing.middleware.client_address", fail)
    caplog.set_level(logging.CRITICAL, "django.request")
    answer = get(Client(raise_request_exception=False), PARKS, 500)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "服务器出错",
        "status": 500,
        "detail": "服务器出错，不是请求的问题。请稍后再试。",
    }


def test_request_to_a_foreign_host_is_a_problem(client):
    answer = get(client, PARKS, 400, host="evil.example")
    assert (answer["Content-Type"], answer.json()["title"]) == ("application/problem+json", "请求有误")
