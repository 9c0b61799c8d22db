"""Every registered admin page for every role, with good and bad addresses, and at a constant number of queries."""

import re
from decimal import Decimal

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.admin import ReadOnlyAdmin
from core.partial_dates import PartialDate
from publishing import audit
from publishing.admin import DraftedAdmin
from publishing.choices import State
from publishing.models import BrokenLink, Draft, WatchWord
from zhuzhou_cms.admin_site import GROUPS
from zhuzhou_cms.management.commands.load_site_if_empty import CONTENT_APPS
from zhuzhou_cms.roles import ROLES, setup_roles

from . import factories as make
from .admin_pages import form_data, page
from .drafting import make_draft, publish_draft
from .publishing_steps import save

pytestmark = pytest.mark.django_db


def make_audit_entry():
    industry = make.make_industry()
    return audit.record("公布", user=make.make_staff(), item=industry, changes=[["名称", "旧", industry.name]])


def make_broken_link():
    park = make.make_park()
    content_type = ContentType.objects.get_for_model(park)
    values = {"field": "summary", "url": f"/parks/{park.pk}/", "problem": "没有这一页"}
    return BrokenLink.objects.create(content_type=content_type, object_id=park.pk, title=park.name, **values)


def make_watch_word():
    number = WatchWord.objects.count()
    return WatchWord.objects.create(word=f"错词{number}", suggestion="对词", note=f"说明{number}")


# One row of each registered model, with its references, so that a list has something to fetch.
MAKERS = {
    "library.sourcedocument": make.make_source,
    "library.image": make.make_image,
    "parks.industry": make.make_industry,
    "parks.zoneprofile": make.make_zone,
    "parks.park": lambda: make.make_park(parent=make.make_park(), industries=[make.make_industry()]),
    "parks.infrastructure": lambda: make.make_infrastructure(make.make_park()),
    "parks.honour": lambda: make.make_honour(make.make_park()),
    "enterprises.enterprise": lambda: make.make_enterprise(industries=[make.make_industry()]),
    "enterprises.tenancy": lambda: make.make_tenancy(enterprise=make.make_enterprise()),
    "enterprises.industryfund": lambda: make.make_fund(size=Decimal(50_000_000)),
    "projects.project": lambda: make.make_project(park=make.make_park()),
    "projects.metric": make.make_metric,
    "projects.datechange": make.make_date_change,
    "projects.datechangerequest": make.make_date_change_request,
    "projects.statuschange": make.make_status_change,
    "projects.confirmation": make.make_confirmation,
    "projects.baseline": make.make_baseline,
    "talent.talentprogram": make.make_program,
    "talent.researchplatform": lambda: make.make_platform(park=make.make_park(), host=make.make_enterprise()),
    "talent.expert": lambda: make.make_expert(platform=make.make_platform(), employer=make.make_enterprise()),
    "news.article": make.make_article,
    "news.event": make.make_event,
    "publishing.draft": lambda: make_draft(make.make_park(), name=f"改名{Draft.objects.count()}"),
    "exchange.batch": make.make_batch,
    "publishing.brokenlink": make_broken_link,
    "publishing.watchword": make_watch_word,
    "webhooks.endpoint": make.make_endpoint,
    "webhooks.delivery": make.make_delivery,
    "auth.user": lambda: make.make_staff("editor"),
    "auth.group": lambda: Group.objects.create(name=f"小组{Group.objects.count()}"),
    "publishing.auditentry": make_audit_entry,
}
MODELS = {label: apps.get_model(label) for label in MAKERS}

# Which pages open: list, add, change (or view), history, delete.
READ = "list change history"
WRITE = "list add change history"
ALL = "list add change history delete"
HISTORY = (
    "projects.datechange",
    "projects.datechangerequest",
    "projects.statuschange",
    "projects.confirmation",
    "projects.baseline",
)
READERS = dict.fromkeys(["first_reviewer", "second_reviewer", "final_reviewer", "publisher", "auditor"], READ)
CONTENT = READERS | {"editor": WRITE, "administrator": ALL}
ROWS = READERS | {"editor": ALL, "administrator": ALL}
ACCESS = dict.fromkeys(MAKERS, CONTENT) | {
    "parks.zoneprofile": READERS | {"editor": READ, "administrator": f"{READ} delete"},  # there is one already
    "parks.infrastructure": ROWS,
    "parks.honour": ROWS,
    "enterprises.tenancy": ROWS,
    **dict.fromkeys(HISTORY, READERS | {"editor": READ, "administrator": READ}),
    **dict.fromkeys(["publishing.draft", "publishing.brokenlink", "exchange.batch"], dict.fromkeys(CONTENT, READ)),
    "publishing.watchword": dict.fromkeys(CONTENT, READ) | {"administrator": ALL},
    "auth.user": {"administrator": WRITE, "auditor": READ},
    "auth.group": {"administrator": WRITE, "auditor": READ},
    "publishing.auditentry": {"administrator": READ, "auditor": READ},
    "webhooks.endpoint": {"administrator": ALL, "auditor": READ},
    "webhooks.delivery": {"administrator": READ, "auditor": READ},
}
PAGES = {"list": "changelist", "add": "add", "change": "change", "history": "history", "delete": "delete"}
BAD_QUERIES = [
    "?park__id__exact=abc",
    "?park__id__exact=99999999999999999999999",
    "?industries__id__exact=%00",
    "?id__exact=99999999999999999999999",
    "?pk__in=1,x",
    "?id__range=123",
    "?p=abc",
    "?p=-1",
    "?p=99999",
    "?e=1",
    "?o=abc.99.-7",
    "?all=1",
    "?q=%00",
    "?q=" + "x" * 3000,
    "?q=" + "x+" * 1500,
    "?publication=nonsense&work=nonsense&decided=nonsense",
    "?kind__exact=nonsense",
    "?kind__exact=%00",
    "?due_on__gt=2020",
    "?at__year=99999999",
    "?at__year=abc",
    "?at__year=" + "9" * 30,
    "?nonsense=1",
    "?_facets=True",
]
BAD_IDS = ["abc", "0", "-1", "99999999999999999999999", "_00"]


@pytest.fixture
def administrator(client):
    user = make.make_staff("administrator")
    client.force_login(user)
    return user


def addresses(model, row):
    return {name: page(model, view, *([] if name in {"list", "add"} else [row.pk])) for name, view in PAGES.items()}


def test_each_registered_model_is_tried():
    assert {model._meta.label_lower for model in admin.site._registry} == MAKERS.keys()


def test_each_registered_model_stands_in_one_group():
    assert sorted(label for labels in GROUPS.values() for label in labels) == sorted(MAKERS)


@pytest.mark.anywhere
@pytest.mark.parametrize("role", [role.code for role in ROLES])
def test_pages_open_as_the_role_permits(client, role):
    rows = {label: maker() for label, maker in MAKERS.items()}
    client.force_login(make.make_staff(role))
    expected, actual = {}, {}
    for label, row in rows.items():
        for name, address in addresses(MODELS[label], row).items():
            expected[label, name] = 200 if name in ACCESS[label].get(role, "").split() else 403
            actual[label, name] = client.get(address).status_code

    assert actual == expected


@pytest.mark.anywhere
def test_pages_ask_a_visitor_to_log_in(client):
    login = reverse("admin:login")
    for label, maker in MAKERS.items():
        for address in addresses(MODELS[label], maker()).values():
            response = client.get(address)
            assert (response.status_code, response.headers["Location"]) == (302, f"{login}?next={address}")


@pytest.mark.anywhere
def test_pages_are_closed_to_staff_without_a_role(client):
    client.force_login(make.make_staff())
    statuses = {
        client.get(url).status_code
        for label, maker in MAKERS.items()
        for url in addresses(MODELS[label], maker()).values()
    }

    assert statuses == {403}


@pytest.mark.anywhere
@pytest.mark.parametrize("role", [role.code for role in ROLES])
def test_index_shows_the_groups_that_the_role_may_open(client, role):
    client.force_login(make.make_staff(role))
    groups = client.get(reverse("admin:index")).context["app_list"]

    expected = [
        (name, [label for label in labels if ACCESS[label].get(role)])
        for name, labels in GROUPS.items()
        if any(ACCESS[label].get(role) for label in labels)
    ]
    # A page that is no model's stands among them too.
    shown = [(g["name"], [m["model"]._meta.label_lower for m in g["models"] if "model" in m]) for g in groups]
    assert shown == expected


@pytest.mark.anywhere
@pytest.mark.parametrize("app_label", sorted({label.split(".")[0] for label in MAKERS}))
def test_package_page_opens(client, administrator, app_label):
    response = client.get(reverse("admin:app_list", args=[app_label]))

    assert [app["app_label"] for app in response.context["app_list"]] == [app_label]


@pytest.mark.parametrize("label", MAKERS)
def test_search_finds_a_row_by_its_name(client, administrator, label):
    row = MAKERS[label]()
    name = next(
        getattr(row, name)
        for name in ("name", "title", "username", "justification", "summary", "note")
        if hasattr(row, name)
    )
    response = client.get(page(MODELS[label], "changelist"), {"q": name})

    assert list(response.context["cl"].result_list) == [row]


@pytest.mark.parametrize("label", MAKERS)
def test_list_survives_bad_queries(client, administrator, label):
    for _ in range(1 if label == "parks.zoneprofile" else 2):  # a filter with one choice is not shown, nor looked at
        MAKERS[label]()
    address = page(MODELS[label], "changelist")
    answers = {query: client.get(address + query) for query in BAD_QUERIES}
    refused = {answer.headers["Location"] for answer in answers.values() if answer.status_code == 302}

    assert {query: a.status_code for query, a in answers.items() if a.status_code not in {200, 302, 400}} == {}
    assert {place: client.get(place).status_code for place in refused} == dict.fromkeys(refused, 200)


@pytest.mark.anywhere
def test_list_says_that_a_search_was_too_long(client, administrator):
    row = MAKERS["parks.park"]()
    response = client.get(page(MODELS["parks.park"], "changelist"), {"q": f"{row.name} " * 100})

    assert [str(message) for message in response.context["messages"]] == ["查询词太长，只按前 200 个字查找。"]
    assert list(response.context["cl"].result_list) == [row]


def test_reference_survives_a_long_search(client, administrator):
    query = {"app_label": "projects", "model_name": "project", "field_name": "park", "term": "x " * 1500}

    assert client.get(reverse("admin:autocomplete"), query).json()["results"] == []


@pytest.mark.anywhere
def test_list_says_that_a_filter_was_wrong(client, administrator):
    MAKERS["projects.project"]()
    response = client.get(page(MODELS["projects.project"], "changelist") + "?park__id__exact=abc", follow=True)

    assert response.redirect_chain == [(f"{page(MODELS['projects.project'], 'changelist')}?e=1", 302)]
    assert "筛选条件无法识别，已忽略。" in response.content.decode()


@pytest.mark.parametrize("label", MAKERS)
def test_pages_of_rows_that_do_not_exist_lead_back(client, administrator, label):
    for name in ("change", "delete", "history"):
        for bad in BAD_IDS:
            response = client.get(page(MODELS[label], name, bad))
            # Who may not delete learns nothing about what exists.
            assert response.status_code in ({302, 403} if name == "delete" else {302}), (name, bad)


@pytest.mark.anywhere
@pytest.mark.parametrize("label", [label for label in MAKERS if label != "parks.zoneprofile"])
def test_list_takes_the_same_queries_for_1_and_30_rows(client, administrator, label):
    address = page(MODELS[label], "changelist")
    MAKERS[label]()
    client.get(address)  # content types and the like are remembered from the first time on
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address)
    for _ in range(29):
        MAKERS[label]()
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(few)


# --- Forms ------------------------------------------------------------------------------------------------------------


def full_project(children=1):
    source, partner, metric = make.make_source(), make.make_enterprise(), make.make_metric(unit="PB")
    said = {"source": source, "locator": "第3段"}
    project = make.make_project(
        park=make.make_park(),
        industries=[make.make_industry(), make.make_industry()],
        land_area=Decimal("185999.98"),
        land_area_qualifier="about",
        duration_months=24,
        last_confirmed_on=PartialDate.of(2021, inferred=True),
        description="第一行\n\n第二行 <b>&amp;",
    )
    for number in range(1, children + 1):
        month = PartialDate.of(2020 + number, 9)
        make.make_phase(project, number=number, land_area=Decimal("67308.01"), **said)
        make.make_milestone(project, phase_number=number, original_target=month, responsible=partner, **said)
        make.make_stage_entry(project, phase_number=number, **said)
        make.make_amount(project, phase_number=number, value=Decimal("2680000000.01"), qualifier="about", **said)
        make.make_observation(project, metric, phase_number=number, value=Decimal("0.50"), **said)
        make.cite(project, "name", locator=f"第{number}段")
        make.make_party(project, make.make_enterprise(), **said)
        project.honours.create(title=f"荣誉{number}", awarded_on=month, **said)
        project.building_groups.create(
            name=f"厂房{number}", count=3, storeys_max=5, floor_area=Decimal("54321.10"), **said
        )
    return project


def full_park(children=1):
    park = make.make_park(land_area=Decimal("666666.67"), phase_count=3, parent=make.make_park())
    for number in range(1, children + 1):
        said = {"source": make.make_source(), "locator": "第3段"}
        make.make_building_group(park, count=number, floor_area=Decimal("10000.5"), as_of=PartialDate.of(2021), **said)
        make.make_infrastructure(park, kind="power", value=Decimal("110.00"), unit="千伏", circuits=2, **said)
        make.make_honour(park, **said)
        make.make_tenancy(park, enterprise=make.make_enterprise(), **said)
        make.cite(park, "land_area", locator=f"第{number}段")
    return park


def full_fund(children=1):
    fund = make.make_fund(size=Decimal("3000000000"), size_qualifier="over", industries=[make.make_industry()])
    for number in range(1, children + 1):
        make.make_investment(fund, amount=Decimal("1000000.5"), source=make.make_source())
        make.cite(fund, "size", locator=f"第{number}段")
    return fund


def full_event(children=1):
    event = make.make_event(starts_on=PartialDate.of(2021, 4, 28, inferred=True), attendance=500)
    for number in range(1, children + 1):
        event.participants.create(enterprise=make.make_enterprise(), role="speaker", source=make.make_source())
        make.cite(event, "name", locator=f"第{number}段")
    event.roles.create(role="host", source=make.make_source())
    return event


def full_program(children=1):
    program = make.make_program(summary="摘要", valid_from=PartialDate.of(2021, 3))
    for number in range(1, children + 1):
        make.make_benefit(program, amount=Decimal("1500000"), amount_qualifier="at_most", source=make.make_source())
        make.cite(program, "name", locator=f"第{number}段")
    return program


def full_expert(children=1):
    expert = make.make_expert(platform=make.make_platform(), employer=make.make_enterprise())
    for number in range(1, children + 1):
        make.make_expert_title(expert, awarded_on=PartialDate.of(2020), source=make.make_source())
        make.cite(expert, "field", locator=f"第{number}段")
    return expert


def full_article():
    parts = {"projects": [make.make_project()], "parks": [make.make_park()], "programs": [make.make_program()]}
    policy = make.make_article(column="policy")
    return make.make_article(
        column="interpretation", interprets=policy, body="一\n\n二", image=make.make_image(), **parts
    )


FULL = {
    "projects.project": full_project,
    "parks.park": full_park,
    "enterprises.industryfund": full_fund,
    "news.event": full_event,
    "talent.talentprogram": full_program,
    "talent.expert": full_expert,
}
EDITABLE = [
    label
    for label in MAKERS
    if label not in {*HISTORY, "publishing.auditentry", "publishing.draft", "publishing.brokenlink", "exchange.batch"}
    and label != "webhooks.delivery"
]


def is_drafted(label):
    return isinstance(admin.site.get_model_admin(MODELS[label]), DraftedAdmin)


def everything():
    """All content and all people, row by row, but for the time of the last change."""
    models = [
        model for label in CONTENT_APPS for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]
    return {
        model._meta.label: [
            {name: value for name, value in row.items() if name != "updated_at"}
            for row in model._base_manager.order_by("pk").values()
        ]
        for model in [*models, User, Group, User.groups.through, Group.permissions.through]
    }


def full_row(label):
    return (FULL | {"news.article": full_article}).get(label, MAKERS[label])()


@pytest.mark.parametrize("label", [label for label in EDITABLE if not is_drafted(label)])
def test_form_saved_as_it_came_changes_nothing(client, administrator, label):
    address = page(MODELS[label], "change", full_row(label).pk)
    data = form_data(client.get(address))
    before = everything()
    response = client.post(address, data)

    assert (response.status_code, response.headers.get("Location")) == (302, page(MODELS[label], "changelist"))
    assert everything() == before


@pytest.mark.parametrize("label", [label for label in EDITABLE if is_drafted(label)])
def test_form_saved_and_published_as_it_came_changes_nothing(client, administrator, label):
    row = full_row(label)
    address = page(MODELS[label], "change", row.pk)
    before = everything()
    draft = save(client, address, form_data(client.get(address)))
    assert (draft.payload == draft.base, everything()) == (True, before)

    # Of what is public already, a draft that changes nothing can't be submitted.
    Draft.objects.update(state=State.APPROVED)
    assert publish_draft(Draft.objects.get(pk=draft.pk), administrator) == row
    assert everything() == before


@pytest.mark.anywhere
@pytest.mark.parametrize("label", FULL)
def test_form_takes_the_same_queries_for_1_and_30_child_rows(client, administrator, label):
    addresses = [page(MODELS[label], "change", FULL[label](children).pk) for children in (1, 30)]
    counts = []
    for address in [addresses[0], *addresses]:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))

    assert counts[1] == counts[2]


def icons(client, label):
    """The icons beside the references of a form, as (field, what it does)."""
    html = client.get(page(MODELS[label], "change", full_row(label).pk)).content.decode()
    return set(re.findall(r'class="related-widget-wrapper-link \w+-related" id="(\w+?)_id_([\w-]+)"', html))


@pytest.mark.anywhere
def test_only_what_nobody_sees_yet_is_added_beside_a_reference(client, administrator):
    shown = icons(client, "projects.project")

    assert {what for what, _ in shown} == {"add", "view"}
    assert ("add", "park") in shown
    assert ("add", "milestones-0-source") in shown
    assert ("add", "industries") not in shown
    assert ("add", "observations-0-metric") not in shown


@pytest.mark.anywhere
@pytest.mark.parametrize(
    ("label", "status"),
    [("parks.park", 200), ("library.sourcedocument", 200), ("parks.industry", 403), ("projects.metric", 403)],
)
def test_popup_adds_only_what_nobody_sees_yet(client, administrator, label, status):
    assert client.get(page(MODELS[label], "add"), {"_popup": "1"}).status_code == status


def test_row_added_in_a_popup_is_withheld(client, administrator):
    address = f"{page(MODELS['parks.park'], 'add')}?_popup=1"
    response = client.post(address, form_data(client.get(address)) | {"name": "新园", "slug": "new-park"})

    assert response.status_code == 200
    assert [(park.slug, park.published_at) for park in MODELS["parks.park"].objects.all()] == [("new-park", None)]


@pytest.mark.anywhere
@pytest.mark.parametrize("label", ["parks.park", "library.sourcedocument", "parks.industry"])
def test_popup_changes_nothing(client, administrator, label):
    address = f"{page(MODELS[label], 'change', MAKERS[label]().pk)}?_popup=1"

    assert (client.get(address).status_code, client.post(address, {"_popup": "1"}).status_code) == (403, 403)


def references():
    """Every reference that a form of the site asks for."""
    for model, model_admin in admin.site._registry.items():
        owners = [] if isinstance(model_admin, ReadOnlyAdmin) else [model]
        for owner in [*owners, *(inline.model for inline in model_admin.inlines)]:
            for field in [*owner._meta.fields, *owner._meta.many_to_many]:
                if field.is_relation and field.editable and owner._meta.app_label in CONTENT_APPS:
                    yield owner._meta.app_label, owner._meta.model_name, field.name


@pytest.mark.parametrize(("app_label", "model_name", "field_name"), sorted(set(references())))
def test_each_reference_can_be_looked_up(client, app_label, model_name, field_name):
    query = {"app_label": app_label, "model_name": model_name, "field_name": field_name, "term": "x"}
    address = reverse("admin:autocomplete")
    statuses = []
    for role in ("editor", "auditor", ""):
        client.force_login(make.make_staff(role))
        statuses.append(client.get(address, query).status_code)

    assert statuses == [200, 200, 403]


@pytest.mark.parametrize(
    "query", [{}, {"app_label": "x"}, {"app_label": "auth", "model_name": "user", "field_name": "password"}]
)
def test_bad_lookup_is_refused(client, administrator, query):
    assert client.get(reverse("admin:autocomplete"), query).status_code == 403


@pytest.mark.parametrize(
    "query", [{"term": "\0"}, {"term": "x" * 3000}, {"page": "abc"}, {"page": "-1"}, {"page": "999"}]
)
def test_lookup_survives_bad_terms(client, administrator, query):
    reference = {"app_label": "projects", "model_name": "project", "field_name": "park", "term": ""}
    response = client.get(reverse("admin:autocomplete"), reference | query)

    assert response.status_code == (404 if "page" in query else 200)


@pytest.mark.parametrize("label", ["parks.park", "projects.project"])
@pytest.mark.parametrize("key", ["abc", "9" * 30, "-1", "\0"])
def test_action_on_rows_that_cannot_be_does_nothing(client, administrator, label, key):
    MAKERS[label]()
    before = everything()
    data = {"action": "delete_selected", "_selected_action": [key], "post": "yes"}
    response = client.post(page(MODELS[label], "changelist"), data)

    assert (response.status_code, everything()) == (302, before)


# --- People -----------------------------------------------------------------------------------------------------------


@pytest.mark.anywhere
def test_administrator_cannot_make_a_superuser(client, administrator):
    address = page(User, "change", administrator.pk)
    data = form_data(client.get(address)) | {"is_superuser": "on", "user_permissions": ["1"]}
    client.post(address, data)
    administrator.refresh_from_db()

    assert (administrator.is_superuser, administrator.user_permissions.count()) == (False, 0)


@pytest.mark.anywhere
def test_administrator_cannot_touch_a_superuser(client, administrator):
    boss = User.objects.create_superuser("boss", password="of-all-the-zone")
    password = reverse("admin:auth_user_password_change", args=[boss.pk])
    change = page(User, "change", boss.pk)

    assert client.get(password).status_code == 403
    assert client.post(password, {"password1": "taken-over-1", "password2": "taken-over-1"}).status_code == 403
    assert client.post(change, {"username": "mine"}).status_code == 403
    assert client.get(change).status_code == 200  # to look at


@pytest.mark.anywhere
def test_permissions_of_a_role_cannot_be_edited(client, administrator):
    group = Group.objects.get(name="编辑")
    response = client.get(page(Group, "change", group.pk))

    assert response.context["has_change_permission"] is False
    assert "项目｜阶段记录：新增、查看" in response.content.decode()


def test_new_group_may_get_permissions(client, administrator):
    setup_roles()
    permission = Group.objects.get(name="审计").permissions.first()
    client.post(page(Group, "add"), {"name": "外聘", "permissions": [permission.pk]})

    assert list(Group.objects.get(name="外聘").permissions.all()) == [permission]
