"""The API as a whole: what it lists, that it keeps to its own description, what it costs, how it refuses."""

import datetime as dt
import json
import re

import jsonschema
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.partial_dates import PartialDate
from news.models import EventParticipant, EventRole
from zhuzhou_cms.api import COLLECTIONS
from zhuzhou_cms.api_docs import openapi

from . import factories

pytestmark = pytest.mark.django_db

MAKERS = {
    "parks": factories.make_park,
    "projects": factories.make_project,
    "enterprises": factories.make_enterprise,
    "funds": factories.make_fund,
    "programs": factories.make_program,
    "experts": factories.make_expert,
    "platforms": factories.make_platform,
    "articles": factories.make_article,
    "events": factories.make_event,
}
TERMS = {"industries": factories.make_industry, "metrics": factories.make_metric}
SOURCE_TEXT = {"slug": "report", "title": "一篇报道"}


def get(client, address, status=200):
    answer = client.get(address)
    assert (answer.status_code, address) == (status, address)
    media_type = "application/json" if status == 200 else "application/problem+json"
    assert answer["Content-Type"] == media_type
    return answer.json()


def dressed(name, **values):
    """A public row of the collection with every child and reference that its type has, each with a source."""
    row = MAKERS[name](**values)
    source = factories.make_source()
    sourced = {"source": source, "locator": "第3段"}
    factories.cite(row, "summary", source)
    date = PartialDate.parse("2022-Q1")
    company = factories.make_enterprise()
    if name == "parks":
        row.industries.set([factories.make_industry()])
        factories.make_park(parent=row)
        factories.make_building_group(row, floor_area=54_000, as_of=date, **sourced)
        factories.make_infrastructure(row, kind="power", value=110, unit="千伏", **sourced)
        factories.make_honour(row, awarded_on=date, **sourced)
        factories.make_tenancy(row, enterprise=company, since=date, **sourced)
        factories.make_project(park=row)
        factories.make_platform(park=row)
    elif name == "projects":
        row.industries.set([factories.make_industry()])
        factories.make_phase(row, land_area=186_000, **sourced)
        milestone = factories.make_milestone(row, original_target=date, responsible=company, **sourced)
        baseline = factories.make_baseline(row, **sourced)
        factories.make_date_change(milestone, kind="rebaseline", baseline=baseline, **sourced)
        factories.make_stage_entry(row, **sourced)
        factories.make_status_change(row, reason_code="land", review_due=dt.date(2022, 6, 1), **sourced)
        factories.make_confirmation(row, **sourced)
        factories.make_amount(row, qualifier="about", **sourced)
        factories.make_observation(row, **sourced)
        factories.make_party(row, company, **sourced)
        row.honours.create(title="入选", **sourced)
        row.building_groups.create(name="机房", **sourced)
        factories.make_event(projects=[row])
    elif name == "enterprises":
        factories.make_tenancy(enterprise=row, **sourced)
        factories.make_investment(enterprise=row, amount=10_000, **sourced)
        factories.make_party(factories.make_project(), row, **sourced)
        factories.make_expert(employer=row)
        factories.make_platform(host=row)
        EventParticipant.objects.create(event=factories.make_event(), enterprise=row, role="attendee", **sourced)
    elif name == "funds":
        factories.make_investment(row, happened_on=date, **sourced)
    elif name == "programs":
        factories.make_benefit(row, amount=2_000_000, amount_qualifier="at_most", **sourced)
    elif name == "experts":
        factories.make_expert_title(row, awarded_on=date, **sourced)
    elif name == "platforms":
        factories.make_expert(platform=row)
    elif name == "events":
        EventRole.objects.create(event=row, role="host", **sourced)
        EventParticipant.objects.create(event=row, enterprise=company, role="attendee", **sourced)
        row.projects.set([factories.make_project()])
    elif name == "articles":
        row.projects.set([factories.make_project()])
        row.parks.set([factories.make_park()])
        row.programs.set([factories.make_program()])
        row.image = factories.make_image()
        row.save()
    if name in {"parks", "projects", "enterprises", "programs"}:
        factories.make_article(**{name: [row]})
    return row


def validate(answer, path):
    """Raise jsonschema's ValidationError unless the answer is what the description says of ``path``."""
    document = openapi()
    responses = document["paths"][path]["get"]["responses"]
    status = str(answer.status_code)
    media_type = "application/json" if status == "200" else "application/problem+json"
    schema = responses[status]["content"][media_type]["schema"] | {"components": document["components"]}
    jsonschema.validate(answer.json(), schema, cls=jsonschema.Draft202012Validator)


# --- What there is ----------------------------------------------------------------------------------------------------


def test_root_lists_every_collection(client):
    addresses = get(client, "/api/v1/")
    assert list(addresses) == ["zone", *COLLECTIONS]
    assert {name: addresses[name] for name in COLLECTIONS} == {
        name: f"http://testserver/api/v1/{name}/" for name in COLLECTIONS
    }


def test_every_collection_is_tested_here():
    assert set(COLLECTIONS) == {*MAKERS, *TERMS, "sources"}


def test_zone_is_one_object_with_its_citations(client):
    source = factories.make_source(**SOURCE_TEXT)
    zone = factories.make_zone(summary="简介", industries=[factories.make_industry()])
    factories.cite(zone, "summary", source, locator="第1段")
    factories.make_infrastructure(kind="network", source=source)
    factories.make_honour()
    factories.make_honour(factories.make_park(published=False))
    answer = client.get("/api/v1/zone/")
    validate(answer, "/api/v1/zone/")
    data = answer.json()
    assert (data["url"], data["page"]) == ("http://testserver/api/v1/zone/", "http://testserver/zone/")
    assert (len(data["industries"]), len(data["infrastructure"]), len(data["honours"])) == (1, 1, 1)
    assert data["citations"] == [
        {
            "field": "summary",
            "field_label": "简介",
            "source": SOURCE_TEXT | {"url": "http://testserver/api/v1/sources/report/"},
            "locator": "第1段",
            "stance": "supports",
            "note": "",
        }
    ]


@pytest.mark.parametrize("name", MAKERS)
def test_row_has_its_addresses_in_list_and_detail(client, name):
    row = MAKERS[name]()
    card = get(client, f"/api/v1/{name}/")["results"][0]
    detail = get(client, card["url"])
    for answer in (card, detail):
        assert answer["slug"] == row.slug
        assert answer["url"] == f"http://testserver/api/v1/{name}/{row.slug}/"
        assert answer["page"] == f"http://testserver{row.get_absolute_url()}"
        assert client.get(answer["page"]).status_code == 200
    assert card == {field: detail[field] for field in card}


@pytest.mark.parametrize("name", TERMS)
def test_term_is_found_by_its_slug(client, name):
    row = TERMS[name]()
    card = get(client, f"/api/v1/{name}/")["results"][0]
    assert (card["slug"], card["name"]) == (row.slug, row.name)
    assert get(client, card["url"]) == card


@pytest.mark.parametrize("name", MAKERS)
def test_answers_are_as_described_full_and_bare(client, name):
    full, bare = dressed(name, summary="摘要"), MAKERS[name]()
    validate(client.get(f"/api/v1/{name}/"), f"/api/v1/{name}/")
    for row in (full, bare):
        validate(client.get(f"/api/v1/{name}/{row.slug}/"), f"/api/v1/{name}/{{slug}}/")
    validate(client.get(f"/api/v1/{name}/?nonsense=1"), f"/api/v1/{name}/")
    validate(client.get(f"/api/v1/{name}/nonsense/"), f"/api/v1/{name}/{{slug}}/")


@pytest.mark.parametrize(
    ("name", "children"),
    [
        ("parks", ["building_groups", "infrastructure", "honours", "tenancies"]),
        (
            "projects",
            [
                "phases",
                "milestones",
                "stage_entries",
                "status_changes",
                "confirmations",
                "baselines",
                "amounts",
                "observations",
                "parties",
                "building_groups",
                "honours",
            ],
        ),
        ("enterprises", ["tenancies", "investments", "project_roles", "event_roles"]),
        ("funds", ["investments"]),
        ("programs", ["benefits"]),
        ("experts", ["titles"]),
        ("events", ["roles", "participants"]),
    ],
)
def test_children_say_where_they_were_read(client, name, children):
    detail = get(client, f"/api/v1/{name}/{dressed(name).slug}/")
    for child in children:
        rows = detail[child]["results"] if isinstance(detail[child], dict) else detail[child]
        assert (child, len(rows)) == (child, 1)
        assert (child, rows[0]["locator"]) == (child, "第3段")
        assert set(rows[0]["source"]) == {"slug", "title", "url"}


def test_references_lead_both_ways(client):
    park, company = factories.make_park(), factories.make_enterprise()
    project = factories.make_project(park=park)
    factories.make_party(project, company)
    article = factories.make_article(projects=[project])
    detail = get(client, f"/api/v1/projects/{project.slug}/")
    assert detail["park"]["url"] == f"http://testserver/api/v1/parks/{park.slug}/"
    assert [row["slug"] for row in detail["articles"]["results"]] == [article.slug]
    listed = get(client, detail["park"]["url"])["projects"]
    assert [row["slug"] for row in listed["results"]] == [project.slug]
    assert [row["slug"] for row in get(client, listed["list"])["results"]] == [project.slug]
    roles = get(client, detail["parties"][0]["enterprise"]["url"])["project_roles"]["results"]
    assert [row["project"]["slug"] for row in roles] == [project.slug]


def test_long_list_inside_a_detail_is_cut_and_says_so(client):
    park = factories.make_park()
    for _ in range(51):
        factories.make_project(park=park)
    listed = get(client, f"/api/v1/parks/{park.slug}/")["projects"]
    assert (len(listed["results"]), listed["has_more"]) == (50, True)
    assert get(client, f"{listed['list']}&count=true")["count"] == 51


# --- What is not public -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MAKERS)
def test_withheld_row_is_neither_listed_nor_found(client, name):
    row = MAKERS[name](published=False)
    assert get(client, f"/api/v1/{name}/")["results"] == []
    problem = get(client, f"/api/v1/{name}/{row.slug}/", 404)
    assert problem == get(client, f"/api/v1/{name}/no-such-row/", 404) | {
        "detail": problem["detail"],
    }


def test_withheld_zone_is_a_404(client):
    factories.make_zone(published=False)
    assert get(client, "/api/v1/zone/", 404)["detail"] == "经开区概况还没有公布。"


def test_withheld_row_is_refused_as_a_filter_like_one_that_does_not_exist(client):
    hidden = factories.make_park(published=False)
    problems = [
        json.dumps(get(client, f"/api/v1/projects/?park={slug}", 400)).replace(slug, "…")
        for slug in (hidden.slug, "no-such-park")
    ]
    assert problems[0] == problems[1]


def test_withheld_reference_is_null(client):
    hidden_park, hidden_company = factories.make_park(published=False), factories.make_enterprise(published=False)
    project = factories.make_project(park=hidden_park)
    factories.make_milestone(project, responsible=hidden_company)
    factories.make_party(project, hidden_company)
    detail = get(client, f"/api/v1/projects/{project.slug}/")
    assert (detail["park"], detail["milestones"][0]["responsible"], detail["parties"]) == (None, None, [])


def test_expert_without_a_legal_basis_is_not_named(client):
    platform = factories.make_platform()
    factories.make_expert(platform=platform, name_basis="", name_basis_note="")
    assert get(client, f"/api/v1/platforms/{platform.slug}/")["experts"]["results"] == []
    assert get(client, "/api/v1/experts/")["results"] == []


def test_legal_basis_of_a_name_is_the_office_s_own_record(client):
    expert = factories.make_expert(name_basis_note="存放在三号柜")
    assert "三号柜" not in client.get(f"/api/v1/experts/{expert.slug}/").content.decode()


def test_source_is_listed_once_something_public_cites_it(client):
    cited, child, zone_wide, unpublished, unpublished_child, unused = (factories.make_source() for _ in range(6))
    factories.cite(factories.make_park(), "summary", cited)
    project, hidden = factories.make_project(), factories.make_project(published=False)
    milestone = factories.make_milestone(project)
    factories.make_date_change(milestone, source=child)
    factories.make_infrastructure(source=zone_wide)
    factories.cite(hidden, "summary", unpublished)
    factories.make_date_change(factories.make_milestone(hidden), source=unpublished_child)
    listed = [row["slug"] for row in get(client, "/api/v1/sources/")["results"]]
    assert listed == sorted(row.slug for row in (cited, child, zone_wide))
    for row in (unpublished, unpublished_child, unused):
        get(client, f"/api/v1/sources/{row.slug}/", 404)


# --- What it costs ----------------------------------------------------------------------------------------------------


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        get(client, address)
    return len(captured)


@pytest.mark.anywhere
@pytest.mark.parametrize("name", [*MAKERS, *TERMS, "sources"])
def test_list_costs_the_same_for_one_row_and_for_thirty(client, name):
    def make():
        if name in MAKERS:
            dressed(name)
        else:
            row = TERMS[name]() if name in TERMS else factories.make_source()
            factories.cite(factories.make_park(), "summary", row if name == "sources" else None)

    make()
    few = queries(client, f"/api/v1/{name}/?page_size=100")
    for _ in range(29):
        make()
    assert len(get(client, f"/api/v1/{name}/?page_size=100")["results"]) >= 30
    assert queries(client, f"/api/v1/{name}/?page_size=100") == few


@pytest.mark.anywhere
def test_project_detail_costs_the_same_for_one_child_and_for_thirty(client):
    project = dressed("projects")
    address = f"/api/v1/projects/{project.slug}/"
    few = queries(client, address)
    source = factories.make_source()
    for _ in range(29):
        company = factories.make_enterprise()
        factories.make_phase(project, source=source)
        milestone = factories.make_milestone(project, responsible=company, source=source)
        baseline = factories.make_baseline(project, source=source)
        factories.make_date_change(milestone, kind="rebaseline", baseline=baseline, source=source)
        factories.make_confirmation(project, source=source)
        factories.make_observation(project, source=source)
        factories.make_party(project, company, source=source)
        factories.make_article(projects=[project])
        factories.cite(project, "name")
    assert len(get(client, address)["milestones"]) == 30
    assert queries(client, address) == few


@pytest.mark.anywhere
def test_park_detail_costs_the_same_for_one_tenant_and_for_thirty(client):
    park = dressed("parks")
    address = f"/api/v1/parks/{park.slug}/"
    few = queries(client, address)
    for _ in range(29):
        company = factories.make_enterprise()
        factories.make_tenancy(park, enterprise=company, source=factories.make_source())
        factories.make_project(park=park, industries=[factories.make_industry()])
        factories.make_building_group(park, source=factories.make_source())
    assert len(get(client, address)["tenancies"]["results"]) == 30
    assert queries(client, address) == few


def test_park_lists_who_and_what_is_in_its_parts_as_its_page_does(client):
    park = factories.make_park()
    part = factories.make_park(parent=park)
    tenancy, platform = factories.make_tenancy(part), factories.make_platform(park=part)
    factories.make_project(park=part)
    detail = get(client, f"/api/v1/parks/{park.slug}/")
    assert [row["name"] for row in detail["tenancies"]["results"]] == [tenancy.name]
    assert [row["slug"] for row in detail["platforms"]["results"]] == [platform.slug]
    assert len(detail["projects"]["results"]) == 1
    assert [row["slug"] for row in get(client, detail["platforms"]["list"])["results"]] == [platform.slug]


# --- Lists ------------------------------------------------------------------------------------------------------------


def test_filters_are_those_of_the_pages(client):
    park = factories.make_park()
    wanted, _ = factories.make_project(park=park), factories.make_project()
    found = get(client, f"/api/v1/projects/?park={park.slug}")
    assert [row["slug"] for row in found["results"]] == [wanted.slug]


# --- Bad requests -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        ("page=2", ["page"]),
        ("cursor=abc", ["cursor"]),
        ("cursor=" + "9" * 5000, ["cursor"]),
        ("cursor=a&cursor=b", ["cursor"]),
        ("count=maybe", ["count"]),
        ("fields=slug,colour", ["fields"]),
        ("page_size=0", ["page_size"]),
        ("page_size=101", ["page_size"]),
        ("prak=yunlong", ["prak"]),
        ("format=xml", ["format"]),
        ("park=abc", ["park"]),
        ("park=%00", ["park"]),
        ("a%00b=1", ["ab"]),
        ("stage=flying", ["stage"]),
        ("investment_min=abc", ["investment_min"]),
        ("investment_min=" + "9" * 39, ["investment_min"]),
        ("started_from=99999999", ["started_from"]),
        ("overdue=perhaps", ["overdue"]),
        ("sort=backwards", ["sort"]),
        ("q=" + "长" * 61, ["q"]),
        ("q=%00", ["q"]),
        ("prak=x&page_size=-1&park=abc&started_to=x", ["prak", "page_size", "park", "started_to"]),
    ],
)
def test_bad_parameter_is_a_400_that_names_it(client, query, parameters):
    factories.make_project()
    problem = get(client, f"/api/v1/projects/?{query}", 400)
    assert [error["parameter"] for error in problem["errors"]] == parameters
    assert (problem["title"], problem["status"]) == ("请求有误", 400)
    assert problem["known_parameters"][:4] == ["cursor", "page_size", "count", "q"]


def test_null_character_never_reaches_the_database(client):
    for name in MAKERS:
        for parameter in ("park", "industry", "platform", "q", "kind", "cursor", "fields"):
            get(client, f"/api/v1/{name}/?{parameter}=%00", 400)


@pytest.mark.parametrize(
    ("path", "known"), [("parks/{}/?as_if=1", ["fields"]), ("zone/?park=x", ["fields"]), ("?q=x", [])]
)
def test_address_without_filters_refuses_them(client, path, known):
    factories.make_zone()
    problem = get(client, f"/api/v1/{path.format(factories.make_park().slug)}", 400)
    assert (len(problem["errors"]), problem["known_parameters"]) == (1, known)


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1/nothing/", "/api/v2/parks/", "/api/v1/parks/%00/", "/api/v1/parks/a.b/"]
)
def test_unknown_address_is_a_problem_in_json(client, path):
    assert get(client, path, 404)["detail"] == "接口里没有这个地址。目录在 /api/v1/，说明在 /api/docs/。"


def test_address_without_its_last_slash_is_sent_on(client):
    answer = client.get("/api/v1/parks?page_size=2")
    assert (answer.status_code, answer["Location"]) == (301, "/api/v1/parks/?page_size=2")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_api_is_read_only(client, method):
    answer = getattr(client, method)("/api/v1/parks/")
    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
    assert answer["Allow"] == "GET, HEAD"
    assert answer.json()["detail"] == "这个接口只读，请用 GET。"


def test_other_formats_are_refused_in_words(client):
    answer = client.get("/api/v1/parks/", headers={"Accept": "text/csv"})
    assert (answer.status_code, answer["Content-Type"]) == (406, "application/problem+json")


# --- The description --------------------------------------------------------------------------------------------------


def test_description_is_made_without_a_warning(tmp_path):
    call_command("spectacular", fail_on_warn=True, validate=True, file=str(tmp_path / "schema.yml"))
    assert (tmp_path / "schema.yml").stat().st_size > 0


def test_description_speaks_chinese_and_names_no_row(client, django_assert_num_queries):
    with django_assert_num_queries(1):  # whether a draft is due, as before every page
        text = client.get("/api/schema/", headers={"Accept": "application/json"}).content.decode()
    document = json.loads(text)
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    texts = [operation["summary"] for operation in operations]
    texts += [
        row["description"]
        for operation in operations
        for row in operation.get("parameters", [])
        if row["in"] == "query"
    ]
    assert [text for text in texts if not re.search(r"[\u4e00-\u9fff]", text)] == []


def test_description_tells_of_each_answer_that_there_may_be():
    operations = {path: each["get"] for path, each in openapi()["paths"].items()}
    for path, operation in operations.items():
        found = {"200", "304", "400", "406", "429", "500"}
        found |= {"404"} if "{" in path or "zone" in path else set()
        found |= {"410"} if "{slug}" in path and path.split("/")[3] not in {*TERMS, "sources"} else set()
        assert (path, set(operation["responses"])) == (path, found)
        assert set(operation["responses"]["429"]["headers"]) == {"Retry-After"}
        assert set(operation["responses"]["200"]["headers"]) == {"ETag", "Last-Modified"}


def test_description_ignores_what_the_address_says(client):
    answer = client.get("/api/schema/?lang=../x&version=a%0d%0ab")
    assert (answer.status_code, answer.content) == (200, client.get("/api/schema/").content)


def test_documentation_page_shows_every_operation_and_its_links_hold(client):
    page = client.get("/api/docs/").content.decode()
    for path in openapi()["paths"]:
        assert f"GET {path}</code>" in page
    anchors = set(re.findall(r'href="#([^"]+)"', page)) - {"main"}
    assert anchors - set(re.findall(r'id="([^"]+)"', page)) == set()
