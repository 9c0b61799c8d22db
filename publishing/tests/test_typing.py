"""What is typed and not saved: kept while people type, found again, told apart from what is saved, seen by others."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import connection
from django.forms import CheckboxInput, HiddenInput, Textarea
from django.forms.widgets import Input
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parks.models import Park
from projects.models import Project
from publishing import actions
from publishing.binding import PageForm
from publishing.choices import State
from publishing.models import Draft, Sitting
from tests import factories as make
from tests.admin_pages import add_row, form_data, page
from tests.admin_rows import DRAFTED, everything, full_row
from tests.drafting import make_draft, make_new_draft, publish_draft
from tests.test_admin import full_project

pytestmark = pytest.mark.django_db

# Saved at once, or already there.
NOT_ADDED_AS_DRAFTS = {"library.image", "library.sourcedocument", "parks.zoneprofile"}


@pytest.fixture
def editor(client):
    user = make.make_staff("editor", first_name="编辑甲")
    client.force_login(user)
    return user


def typing(row, query=""):
    if isinstance(row, type):
        return f"{page(row, 'typing_new')}?{query}"
    return page(type(row), "typing", row.pk)


def opened(client, row, query=""):
    """The form of a row, or of a new one of a type, as its page shows it."""
    address = f"{page(row, 'add')}?{query}" if isinstance(row, type) else page(type(row), "change", row.pk)
    return form_data(client.get(address, follow=True))


def leave(client, row, data, query="", **changes):
    """Type something; returns the answer to the page's script."""
    return client.post(typing(row, query), data | changes)


def others(answer):
    return [(other["name"], other["typing"]) for other in answer.json()["others"]]


# --- Kept, and found again --------------------------------------------------------------------------------------------


def test_typed_text_is_shown_again_and_neither_draft_nor_public(client, editor):
    park = make.make_park()
    before = everything()
    answer = leave(client, park, opened(client, park), name="写到一半", _why="因为")

    assert (answer.status_code, answer.json()["kept"]) == (200, True)
    assert timezone.datetime.fromisoformat(answer.json()["saved_at"]).utcoffset() == dt.timedelta(hours=8)
    data = opened(client, park)
    assert (data["name"], data["_why"]) == ("写到一半", "因为")
    assert (Draft.objects.count(), everything()) == (0, before)


@pytest.mark.anywhere
def test_page_says_what_was_restored_and_lets_it_be_given_up(client, editor):
    park = make.make_park(name="原名")
    leave(client, park, opened(client, park), name="写到一半")
    response = client.get(page(Park, "change", park.pk))
    assert response.context["unsaved_since"] is not None
    assert 'name="_forget"' in response.content.decode()

    client.post(page(Park, "change", park.pk), {"_forget": "1"})

    assert opened(client, park)["name"] == "原名"


def test_saving_forgets_what_was_typed(client, editor):
    park = make.make_park()
    data = opened(client, park)
    leave(client, park, data, name="一半")
    client.post(page(Park, "change", park.pk), data | {"name": "全部"})

    assert Sitting.objects.get().payload is None
    response = client.get(page(Park, "change", park.pk))
    assert (form_data(response)["name"], response.context["unsaved_since"]) == ("全部", None)


def test_late_autosave_of_what_was_saved_is_not_shown_as_unsaved(client, editor):
    """The last autosave may reach the server after the saved form."""
    park = make.make_park()
    data = opened(client, park) | {"name": "新名"}
    client.post(page(Park, "change", park.pk), data)
    leave(client, park, data)

    assert client.get(page(Park, "change", park.pk)).context["unsaved_since"] is None


@pytest.mark.anywhere
def test_emptied_controls_are_shown_empty(client, editor):
    """A browser sends nothing for an empty tick box and for a choice of several without a choice."""
    industry = make.make_industry()
    park = make.make_park(industries=[industry])
    citation = make.cite(park, "name")
    image = make.make_image(is_decorative=True, alt="")
    data = opened(client, park)
    assert data.pop("industries") == [str(industry.pk)]
    data["citations-0-DELETE"] = "on"
    leave(client, park, data)
    assert "industries" not in opened(client, park)
    assert opened(client, park)["citations-0-DELETE"] == "on"

    data = opened(client, park)
    del data["citations-0-DELETE"]
    leave(client, park, data)
    assert opened(client, park).get("citations-0-DELETE") is None
    assert opened(client, park)["citations-0-id"] == str(citation.pk)

    data = opened(client, image)
    assert data.pop("is_decorative") == "on"
    leave(client, image, data)
    assert "is_decorative" not in opened(client, image)


@pytest.mark.anywhere
def test_new_child_rows_are_shown_again(client, editor):
    park = make.make_park()
    make.make_infrastructure(park)
    data = opened(client, park)
    number = add_row(data, "infrastructure", name="新路")
    leave(client, park, data)

    assert opened(client, park)[f"infrastructure-{number}-name"] == "新路"


@pytest.mark.parametrize("label", DRAFTED)
def test_each_type_shows_what_was_typed(client, editor, label):
    row = full_row(label)
    data = opened(client, row)
    typed = {name: f"{name}：写到一半" for name in texts_of(row, editor) if name in data}
    leave(client, row, data | typed)

    shown = opened(client, row)
    assert {name: shown[name] for name in typed} == typed
    assert shown.keys() == data.keys()


def texts_of(row, user):
    """The controls of a row's form into which any text can be typed."""
    whole = PageForm.of(type(row), user, row)
    forms = [whole.form, *(form for formset in whole.formsets for form in formset.forms)]
    return [
        field.html_name
        for form in forms
        for field in form
        if isinstance(field.field.widget, Input | Textarea)
        and not isinstance(field.field.widget, CheckboxInput | HiddenInput)
    ]


# --- New items --------------------------------------------------------------------------------------------------------


@pytest.mark.anywhere
@pytest.mark.parametrize("label", [label for label in DRAFTED if label not in NOT_ADDED_AS_DRAFTS])
def test_new_item_of_each_type_is_kept_before_it_has_a_draft(client, editor, label):
    model = apps.get_model(label)
    data = opened(client, model, "begun=abc123")
    name = next(each for each in ("name", "title") if each in data)
    assert leave(client, model, data, "begun=abc123", **{name: "刚开头"}).status_code == 200

    assert opened(client, model, "begun=abc123")[name] == "刚开头"
    assert (model.objects.count(), Draft.objects.count()) == (0, 0)


def test_blank_form_lists_what_this_person_began(client, editor):
    data = opened(client, Park, "begun=one")
    leave(client, Park, data, "begun=one", name="第一个园区")
    leave(client, Park, data, "begun=two", name="")
    stranger = Client()
    stranger.force_login(make.make_staff("editor"))
    leave(stranger, Park, opened(stranger, Park, "begun=three"), "begun=three", name="别人的")
    begun = client.get(page(Park, "add")).context["begun"]

    address = page(Park, "add")
    assert [(each["title"], each["address"]) for each in begun] == [
        ("未命名的园区", f"{address}?begun=two"),
        ("第一个园区", f"{address}?begun=one"),
    ]
    client.post(begun[0]["address"], {"_forget": "1"})
    assert [each["title"] for each in client.get(address).context["begun"]] == ["第一个园区"]


def test_blank_form_does_not_tell_begun_items_of_other_types(client, editor):
    leave(client, Park, opened(client, Park, "begun=one"), "begun=one", name="园区")

    assert client.get(page(Project, "add")).context["begun"] == []


def test_saved_new_item_goes_on_at_its_draft(client, editor):
    data = opened(client, Park, "begun=one")
    leave(client, Park, data, "begun=one", name="园区")
    response = client.post(f"{page(Park, 'add')}?begun=one", data | {"name": "园区"})
    draft = Draft.objects.get()

    assert response.headers["Location"] == f"{page(Park, 'add')}?draft={draft.pk}"
    assert client.get(page(Park, "add")).context["begun"] == []


def test_form_of_a_new_item_sent_twice_is_one_draft(client, editor):
    data = opened(client, Park, "begun=one") | {"name": "园区"}
    for _ in range(2):
        client.post(f"{page(Park, 'add')}?begun=one", data)
    draft = Draft.objects.get()
    assert (draft.payload["fields"]["name"], draft.version) == (["园区"], 1)

    # Back in the browser, something is added to the form from which the draft was made.
    client.post(f"{page(Park, 'add')}?begun=one", data | {"focus": "算力"})
    draft = Draft.objects.get()
    assert (draft.payload["fields"]["focus"], draft.version) == (["算力"], 2)


def test_what_was_typed_into_a_draft_follows_it_to_the_published_item(client, editor):
    draft = make_new_draft(
        Park, editor, name="新园区", summary="旧", rows={"infrastructure": [{"kind": "road", "name": "一路"}]}
    )
    query = f"draft={draft.pk}"
    data = opened(client, Park, query)
    leave(client, Park, data, query, summary="新")
    park = publish_draft(draft)

    assert client.get(f"{page(Park, 'add')}?{query}").headers["Location"] == page(Park, "change", park.pk)
    shown = opened(client, park)
    assert (shown["summary"], shown["_opened"]) == ("新", f"draft:{draft.pk}:1")
    assert leave(client, Park, data, query, summary="更新").status_code == 200  # the page that is still open
    assert opened(client, park)["summary"] == "更新"
    client.post(f"{page(Park, 'add')}?{query}", data | {"summary": "更新"})
    again = Draft.objects.open().get()
    assert (again.object_id, again.payload["fields"]["summary"]) == (park.pk, ["更新"])
    # The row that got its key with the publication is not there twice.
    assert [row["id"] for row in again.payload["rows"]["infrastructure"]] == [[str(park.infrastructure.get().pk)]]


def test_draft_that_was_given_up_leads_to_its_page(client, editor):
    draft = make_new_draft(Park, editor)
    data = opened(client, Park, f"draft={draft.pk}")
    actions.discard(draft=draft, user=editor)
    address = f"{page(Park, 'add')}?draft={draft.pk}"

    assert client.get(address).status_code == 302
    assert leave(client, Park, data, f"draft={draft.pk}", name="还在写").status_code == 409
    client.post(address, data | {"name": "还在写"})
    assert [(each.state, each.payload["fields"]["name"]) for each in Draft.objects.order_by("pk")] == [
        (State.DISCARDED, [draft.title]),
        (State.WRITING, ["还在写"]),
    ]


# --- What it was typed on ---------------------------------------------------------------------------------------------


def test_typing_is_merged_with_what_was_published_meanwhile(client, editor):
    """The base is kept with the first words, so that later it is known which of both sides is new."""
    park = make.make_park(summary="旧摘要", focus="旧")
    make.make_infrastructure(park, name="老路")
    data = opened(client, park)
    leave(client, park, data, summary="一")
    # Not by a publication of the park: of its own page there is no snapshot.
    park.infrastructure.update(name="改名路")
    leave(client, park, data, summary="二")
    shown = opened(client, park)
    client.post(page(Park, "change", park.pk), shown)

    draft = Draft.objects.get()
    assert draft.payload["fields"]["summary"] == ["二"]
    assert draft.payload["rows"]["infrastructure"][0]["name"] == ["改名路"]


def test_typing_on_another_version_gets_another_base(client, editor):
    park = make.make_park(summary="甲")
    leave(client, park, opened(client, park), summary="乙")
    client.post(page(Park, "change", park.pk), {"_forget": "1"})
    Park.objects.update(summary="丙")
    data = opened(client, park)
    leave(client, park, data, focus="丁")

    sitting = Sitting.objects.get()
    assert (sitting.opened, sitting.base["fields"]["summary"]) == (data["_opened"], ["丙"])


def test_answer_tells_that_somebody_saved_a_newer_version(client, editor):
    park = make.make_park()
    data = opened(client, park)
    assert leave(client, park, data).json()["newer"] is False
    make_draft(park, name="别人先存")

    assert leave(client, park, data).json()["newer"] is True
    assert leave(client, park, {"_present": "1", "_opened": data["_opened"]}).json()["newer"] is True


def test_typing_for_a_deleted_item_is_refused_and_the_sent_form_kept(client, editor):
    park = make.make_park(published=False)
    data = opened(client, park)
    leave(client, park, data, name="一")
    key = park.pk
    park.delete()
    park.pk = key

    assert leave(client, park, data, name="二").status_code == 409
    assert client.post(page(Park, "change", key), data | {"name": "三"}).status_code == 302
    assert Sitting.objects.get().payload["fields"]["name"] == ["三"]


# --- Who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.anywhere
def test_visitor_is_told_to_log_in_without_being_led_away(client):
    park = make.make_park()
    for address in (typing(park), typing(Park, "begun=x")):
        answer = client.post(address, {"name": "x"})
        assert (answer.status_code, answer.json()) == (401, {"error": "登录已过期。"})
    assert not Sitting.objects.exists()


@pytest.mark.anywhere
@pytest.mark.parametrize("role", ["first_reviewer", "second_reviewer", "final_reviewer", "publisher", "auditor"])
def test_reader_is_present_and_types_nothing(client, editor, role):
    park = make.make_park()
    data = {name: value for name, value in opened(client, park).items() if name != "_user"}
    reader = Client()
    reader.force_login(make.make_staff(role))

    assert leave(reader, park, data).status_code == 403
    assert leave(reader, Park, data, "begun=x").status_code == 403
    assert leave(reader, park, {"_present": "1"}).status_code == 200
    assert Sitting.objects.get().payload is None
    assert f'data-url="{typing(park)}"' in reader.get(page(Park, "change", park.pk)).content.decode()


@pytest.mark.anywhere
def test_staff_without_a_role_are_refused(client):
    park = make.make_park()
    client.force_login(make.make_staff())

    assert {leave(client, park, {"_present": "1"}).status_code, leave(client, Park, {}, "begun=x").status_code} == {403}
    assert leave(client, Park(pk=park.pk + 1), {"_present": "1"}).status_code == 403  # and learn nothing of what exists


@pytest.mark.anywhere
def test_token_against_forgery_is_asked_for():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.make_staff("editor"))

    assert leave(client, make.make_park(), {"_present": "1"}).status_code == 403
    assert not Sitting.objects.exists()


def test_words_of_one_person_are_not_kept_for_another(client, editor):
    """The page was opened by one person; in another window somebody else has logged in."""
    park = make.make_park()
    data = opened(client, park) | {"name": "甲写的"}
    client.force_login(make.make_staff("editor"))

    assert leave(client, park, data).status_code == 401
    client.post(page(Park, "change", park.pk), data)
    assert (Sitting.objects.count(), Draft.objects.count()) == (0, 0)


@pytest.mark.anywhere
@pytest.mark.parametrize("method", ["get", "put", "delete", "head"])
def test_only_post_is_answered(client, editor, method):
    answer = getattr(client, method)(typing(make.make_park()))

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


# --- What makes no sense ----------------------------------------------------------------------------------------------


@pytest.mark.anywhere
@pytest.mark.parametrize(
    "broken",
    [
        {"_whole": None},
        {"_opened": None},
        {"_opened": ""},
        {"_opened": "live:"},
        {"_opened": "draft:1"},
        {"_opened": "draft:٣:1"},
        {"_opened": "x" * 5000},
        {"_opened": "\0"},
    ],
)
def test_incomplete_form_is_neither_kept_nor_saved(client, editor, broken):
    park = make.make_park()
    data = opened(client, park) | broken
    data = {name: value for name, value in data.items() if value is not None}

    answer = leave(client, park, data)
    assert (answer.status_code, answer.json()) == (400, {"error": "送来的不是完整的表单，没有保存。"})
    response = client.post(page(Park, "change", park.pk), data, follow=True)
    assert [str(message)[:7] for message in response.context["messages"]] == ["表单没有送全，"]
    assert (Sitting.objects.count(), Draft.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "odd",
    [
        {"name": "\0"},
        {"\0": "\0"},
        {"_why": "\0"},
        {"infrastructure-999999999999-name": "x"},
        {"infrastructure-0-id": "9" * 5000},
        {"parent": "9" * 30},
        {"industries": ["9" * 30, "x", "\0"]},
        {"name": "x" * 100_000},
        # What the form alone understands or refuses, and no database could.
        *(
            pytest.param(odd, marks=pytest.mark.anywhere)
            for odd in (
                {"infrastructure-0-id": "abc"},
                {"infrastructure-TOTAL_FORMS": "-7"},
                {"infrastructure-TOTAL_FORMS": "9" * 30},
                {"parent": "abc"},
                {"review_by": "昨天"},
                {"no-such-field": "x", "nonsense-TOTAL_FORMS": "2", "nonsense-0-x": "y"},
            )
        ),
    ],
)
def test_odd_values_are_kept_shown_and_saved_without_a_fault(client, editor, odd):
    park = make.make_park()
    make.make_infrastructure(park)
    data = opened(client, park) | odd
    add_row(data, "infrastructure", **{"name": "路"}) if "infrastructure-TOTAL_FORMS" not in odd else None

    assert leave(client, park, data).status_code == 200
    assert client.get(page(Park, "change", park.pk)).status_code == 200
    assert client.post(page(Park, "change", park.pk), data).status_code == 302
    shown = client.get(page(Park, "change", park.pk))
    assert shown.status_code == 200
    assert client.get(f"{page(Park, 'change', park.pk)}?check=1").status_code == 200
    assert Draft.objects.count() == 1
    draft = Draft.objects.get()
    assert client.post(page(Park, "change", park.pk), form_data(shown) | {"_submit": "1"}).status_code == 302
    assert draft.object_id == park.pk


@pytest.mark.parametrize("key", ["abc", "0", "-1", "9" * 30, "_00"])
def test_address_of_no_item_is_refused(client, editor, key):
    assert client.post(page(Park, "typing", key), {"_present": "1"}).status_code == 409


@pytest.mark.parametrize(
    "query", ["", "begun=", "begun=a-b", "begun=" + "x" * 300, "draft=abc", "draft=" + "9" * 30, "draft=0"]
)
def test_odd_addresses_of_new_items_do_no_harm(client, editor, query):
    assert client.get(f"{page(Park, 'add')}?{query}").status_code == 200
    data = opened(client, Park, query)
    assert leave(client, Park, data, query).status_code == 200
    assert client.post(f"{page(Park, 'add')}?{query}", data).status_code == 302


@pytest.mark.anywhere
def test_type_whose_rows_are_saved_at_once_has_no_autosave_for_new_ones(client, editor):
    from library.models import SourceDocument

    assert leave(client, SourceDocument, {"title": "x"}, "begun=x").status_code == 404


# --- Who else is here -------------------------------------------------------------------------------------------------


def test_others_at_the_same_form_are_named(client, editor):
    park, elsewhere = make.make_park(), make.make_park()
    second, third = Client(), Client()
    second.force_login(make.make_staff("editor", first_name="王", last_name=""))
    third.force_login(make.make_staff("auditor", username="auditor-1"))
    leave(second, park, opened(second, park), name="x")
    leave(third, park, {"_present": "1"})
    leave(third, elsewhere, {"_present": "1"})

    assert others(leave(client, park, {"_present": "1"})) == [("王", True), ("auditor-1", False)]
    assert others(leave(client, elsewhere, {"_present": "1"})) == [("auditor-1", False)]
    assert others(leave(second, park, {"_present": "1"})) == [("auditor-1", False), ("编辑甲", False)]


def test_who_has_not_been_seen_for_a_minute_is_gone(client, editor):
    park = make.make_park()
    second = Client()
    second.force_login(make.make_staff("editor", username="second"))
    leave(second, park, opened(second, park), name="x")
    now = timezone.now()

    Sitting.objects.update(seen_at=now - dt.timedelta(seconds=50), typed_at=now - dt.timedelta(seconds=40))
    assert others(leave(client, park, {"_present": "1"})) == [("second", False)]
    Sitting.objects.filter(user__username="second").update(seen_at=now - dt.timedelta(seconds=61))
    assert others(leave(client, park, {"_present": "1"})) == []


def test_people_at_the_same_new_draft_see_each_other(client, editor):
    draft = make_new_draft(Park, editor)
    second = Client()
    second.force_login(make.make_staff("editor", username="second"))
    query = f"draft={draft.pk}"
    leave(second, Park, {"_present": "1"}, query)

    assert others(leave(client, Park, {"_present": "1"}, query)) == [("second", False)]


# --- What it costs ----------------------------------------------------------------------------------------------------


@pytest.mark.anywhere
@pytest.mark.parametrize("children", [1, 30])
def test_autosave_takes_the_same_few_queries_whatever_the_number_of_rows(client, editor, children):
    """Session, person and their rights (4), the item, its draft, what is kept (found, locked, written), who is here.

    And the lock on a project's dates, which is taken inside of transactions only, such as this test's.
    """
    project = full_project(children)
    data = opened(client, project)
    counts = []
    for body in [data, data | {"summary": "x"}, data | {"summary": "y"}, {"_present": "1"}]:
        with CaptureQueriesContext(connection) as queries:
            client.post(typing(project), body)
        counts.append(len([query for query in queries if "SAVEPOINT" not in query["sql"]]))

    assert counts[1:] == [11, 11, 11]
