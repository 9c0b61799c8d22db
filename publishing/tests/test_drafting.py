"""The form that saves drafts: half-filled, filled to its last control, of 200 rows, and on content that moved."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.forms import CheckboxInput, HiddenInput, Select, SelectMultiple, Textarea
from django.forms.models import ModelChoiceIterator
from django.forms.widgets import Input
from django.test.utils import CaptureQueriesContext

from parks.models import Park
from publishing import actions
from publishing.admin import DraftedAdmin
from publishing.binding import PageForm
from publishing.choices import EventKind, State
from publishing.models import Draft, DraftSave
from publishing.pages import page_of
from publishing.refusals import Incomplete, Moved, Refusal
from tests import factories as make
from tests.admin_pages import add_row, form_data, page
from tests.admin_rows import DRAFTED, everything, full_row
from tests.drafting import approve, make_draft, make_new_draft, publish_draft

pytestmark = pytest.mark.django_db

# Saved at once, or already there.
ADDED = [label for label in DRAFTED if label not in {"library.image", "library.sourcedocument", "parks.zoneprofile"}]


@pytest.fixture
def editor(client):
    user = make.make_staff("editor")
    client.force_login(user)
    return user


def address_of(row):
    return page(type(row), "change", row.pk)


def opened(client, address):
    return shown(client.get(address))


def shown(response):
    """The page's form, without its token, which is another each time."""
    return {name: value for name, value in form_data(response).items() if name != "csrfmiddlewaretoken"}


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def typed_everywhere(row, user, data):
    """The form's data with every control changed: texts, ticks, choices, and all that can be emptied."""
    whole = PageForm.of(type(row), user, row)
    forms = [whole.form, *(form for formset in whole.formsets for form in formset.forms)]
    typed = dict(data)
    for field in (field for form in forms for field in form if field.html_name in data or _is_tick(field)):
        widget, name = getattr(field.field.widget, "widget", field.field.widget), field.html_name
        if isinstance(widget, HiddenInput) or name.endswith("-DELETE"):
            continue
        if _is_tick(field):
            typed.pop(name) if name in data else typed.update({name: "on"})
        elif isinstance(widget, SelectMultiple):
            typed.pop(name)
        elif isinstance(widget, Select):
            typed[name] = data[name] if field.field.required and _is_reference(field) else _another(field, data[name])
        elif isinstance(widget, Input | Textarea):
            typed[name] = f"{name}：\n改过" if isinstance(widget, Textarea) else f"{name}：改过"
    return typed


def _is_tick(field):
    return isinstance(field.field.widget, CheckboxInput)


def _is_reference(field):
    return isinstance(field.field.choices, ModelChoiceIterator)


def _another(field, value):
    """Another choice; of a reference none."""
    if _is_reference(field):
        return ""
    flat = [inner for each in field.field.choices for inner in (each[1] if isinstance(each[1], list) else [each])]
    return next(str(each[0]) for each in flat if str(each[0]) != value)


# --- Half-filled and filled -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("label", ADDED)
def test_new_item_of_each_type_may_be_half_filled(client, editor, label):
    model = apps.get_model(label)
    before = everything()
    blank = opened(client, page(model, "add"))
    response = client.post(page(model, "add"), blank, follow=True)

    draft = Draft.objects.get()
    assert (draft.state, draft.object_id, everything()) == (State.WRITING, None, before)
    assert draft.title == f"未命名的{model._meta.verbose_name}"
    assert shown(response) == blank | {"_opened": f"draft:{draft.pk}:1"}
    assert "errornote" not in response.content.decode()


@pytest.mark.anywhere
@pytest.mark.parametrize("label", ADDED)
def test_half_filled_item_is_not_submitted_and_all_its_mistakes_are_shown(client, editor, label):
    model = apps.get_model(label)
    response = client.post(page(model, "add"), opened(client, page(model, "add")) | {"_submit": "1"}, follow=True)

    draft = Draft.objects.get()
    with pytest.raises(Incomplete) as refused:
        actions.submit(draft=draft, user=editor)
    assert draft.state == State.WRITING
    count = len(refused.value.mistakes)
    assert messages_of(response) == [f"草稿已保存，还不能提交：有 {count} 处要补或要改，已在下面标出。"]
    assert response.context["adminform"].form.errors.keys() >= {"name"} or model._meta.model_name != "park"
    assert response.content.decode().count('class="errorlist"') >= 1


@pytest.mark.anywhere
@pytest.mark.parametrize("label", DRAFTED)
def test_each_type_shows_all_that_was_saved_and_publishes_nothing(client, editor, label):
    row = full_row(label)
    before = everything()
    data = opened(client, address_of(row))
    typed = typed_everywhere(row, editor, data)
    response = client.post(address_of(row), typed, follow=True)

    assert shown(response) == typed | {"_opened": f"draft:{Draft.objects.get().pk}:1"}
    assert everything() == before
    # Once more as it came: nothing new to save.
    client.post(address_of(row), shown(response))
    assert DraftSave.objects.count() == 1
    # With all that is wrong marked, and still nothing lost.
    judged = opened(client, f"{address_of(row)}?check=1")
    assert {name: judged.get(name) for name in typed} == {name: shown(response).get(name) for name in typed}


def test_untouched_form_becomes_a_draft_that_can_not_be_submitted(client, editor):
    park = make.make_park()
    client.post(address_of(park), opened(client, address_of(park)))

    with pytest.raises(Refusal, match="没有要审的改动"):
        actions.submit(draft=Draft.objects.get(), user=editor)


def test_why_is_kept_with_the_draft(client, editor):
    park = make.make_park()
    client.post(address_of(park), opened(client, address_of(park)) | {"_why": "数字错了" + "x" * 300})
    draft = Draft.objects.get()
    assert draft.why == ("数字错了" + "x" * 300)[:200]

    client.post(address_of(park), opened(client, address_of(park)) | {"_why": ""})
    draft.refresh_from_db()
    assert (draft.why, draft.version) == ("", 1)


# --- Who may ----------------------------------------------------------------------------------------------------------


def test_saving_asks_for_the_right_again():
    park = make.make_park()
    reader = make.make_staff("auditor")
    with pytest.raises(PermissionDenied):
        make_draft(park, reader, name="x")
    with pytest.raises(PermissionDenied):
        make_new_draft(Park, reader)
    assert not Draft.objects.exists()


@pytest.mark.anywhere
@pytest.mark.parametrize("role", ["auditor", "publisher", "final_reviewer"])
def test_reader_can_not_send_the_form(client, editor, role):
    park = make.make_park()
    data = {name: value for name, value in opened(client, address_of(park)).items() if name != "_user"}
    client.force_login(make.make_staff(role))

    assert client.post(address_of(park), data).status_code == 403
    assert client.post(page(Park, "add"), data).status_code == 403
    assert not Draft.objects.exists()


def test_who_sees_a_part_of_the_form_changes_that_part_only(client, editor):
    """A draft has rows and fields by others that a person without their rights is not shown."""
    park = make.make_park()
    road = make.make_infrastructure(park, name="老路")
    rows = {"infrastructure": [{"id": road.pk, "name": "宽路"}, {"kind": "road", "name": "新路"}]}
    draft = make_draft(park, editor, name="一", rows=rows)
    partner = make.make_staff()
    names = ["view_park", "change_park"]
    partner.user_permissions.set(Permission.objects.filter(codename__in=names, content_type__app_label="parks"))
    client.force_login(partner)
    data = opened(client, address_of(park))
    assert [name for name in data if name.startswith("infrastructure")] == []
    client.post(address_of(park), data | {"name": "二"})

    before, after = draft.payload, Draft.objects.get().payload
    assert after == before | {"fields": before["fields"] | {"name": ["二"]}}


def test_what_a_form_does_not_show_is_not_taken_from_it(client, editor):
    """Read-only columns and tables that somebody has no right to can't be forged into a draft."""
    park = make.make_park()
    partner = make.make_staff()
    partner.user_permissions.set(Permission.objects.filter(codename__in=["view_park", "change_park"]))
    client.force_login(partner)
    forged = {"published_at": "2020-01-01", "infrastructure-TOTAL_FORMS": "1", "infrastructure-0-name": "x"}
    client.post(address_of(park), opened(client, address_of(park)) | forged)

    payload = Draft.objects.get().payload
    assert ("published_at" in payload["fields"], "infrastructure" in payload["rows"]) == (False, False)


# --- What has moved below a draft -------------------------------------------------------------------------------------


def test_change_of_the_public_item_comes_into_the_draft_when_it_is_saved(client, editor):
    park = make.make_park(summary="旧", focus="旧")
    draft = make_draft(park, editor, summary="新")
    Park.objects.update(focus="别处改的")
    with pytest.raises(Moved):
        actions.submit(draft=draft, user=editor)
    client.post(address_of(park), opened(client, address_of(park)))

    fields = Draft.objects.get().payload["fields"]
    assert (fields["summary"], fields["focus"]) == (["新"], ["别处改的"])
    assert publish_draft(Draft.objects.get()).focus == "别处改的"


def test_row_that_was_deleted_meanwhile_goes_where_nobody_changed_it(client, editor):
    park = make.make_park()
    road = make.make_infrastructure(park, name="老路")
    make_draft(park, editor, name="改名")
    road.delete()
    response = client.get(address_of(park))
    assert "“基础设施”里有 1 行已被别人删除" in messages_of(response)[0]
    client.post(address_of(park), shown(response))

    assert Draft.objects.get().payload["rows"]["infrastructure"] == []


def test_row_that_was_deleted_meanwhile_is_asked_about_where_it_was_changed(client, editor):
    park = make.make_park()
    road = make.make_infrastructure(park, name="老路")
    make_draft(park, editor, rows={"infrastructure": [{"id": road.pk, "name": "宽路"}]})
    road.delete()
    response = client.post(address_of(park), opened(client, address_of(park)))

    assert (response.status_code, Draft.objects.get().version) == (409, 1)
    (line,) = response.context["lines"]
    assert (line["label"], line["theirs"], "名称：宽路" in line["mine"]) == ("基础设施“道路，宽路”", "（已删除）", True)


@pytest.mark.parametrize("keeps", [True, False])
def test_row_that_was_deleted_meanwhile_comes_back_if_somebody_says_so(client, editor, keeps):
    park = make.make_park()
    road = make.make_infrastructure(park, name="老路")
    make_draft(park, editor, rows={"infrastructure": [{"id": road.pk, "name": "宽路"}]})
    road.delete()
    asked = client.post(address_of(park), opened(client, address_of(park)))
    choice = {asked.context["lines"][0]["name"]: "mine" if keeps else "theirs"}
    client.post(address_of(park), {"_settle": "1"} | choice)
    publish_draft(Draft.objects.get()) if keeps else None

    assert [each.name for each in park.infrastructure.all()] == (["宽路"] if keeps else [])


def test_row_that_came_meanwhile_stays(client, editor):
    park = make.make_park()
    make_draft(park, editor, name="改名")
    road = make.make_infrastructure(park, name="新路")
    client.post(address_of(park), opened(client, address_of(park)))

    assert [row["id"] for row in Draft.objects.get().payload["rows"]["infrastructure"]] == [[str(road.pk)]]
    publish_draft(Draft.objects.get())
    assert park.infrastructure.get() == road


def test_what_no_longer_has_a_place_in_the_form_is_named(client, editor):
    """The form has changed since the draft was saved."""
    park = make.make_park()
    draft = make_draft(park, editor, name="改名")
    draft.payload["fields"] |= {"motto": ["敢为人先"], "colour": [""]}
    draft.payload["rows"] |= {"bridges": [{"name": ["东桥"]}], "tunnels": []}
    draft.save()
    response = client.get(address_of(park))

    lost = "表单已经变了，这一项没有放进来："
    assert messages_of(response) == [f"{lost}motto：敢为人先", f"{lost}bridges"]
    assert shown(response)["name"] == "改名"
    publish_draft(draft)
    park.refresh_from_db()
    assert park.name == "改名"


def test_editing_what_was_submitted_voids_its_signatures(client, editor):
    park = make.make_park()
    draft = approve(make_draft(park, editor, name="一"))
    response = client.get(address_of(park))
    assert "已有的签字就作废" in response.content.decode()
    client.post(address_of(park), shown(response))
    assert Draft.objects.get().state == State.APPROVED  # nothing was changed
    client.post(address_of(park), shown(response) | {"name": "二"})

    draft.refresh_from_db()
    assert (draft.state, draft.signed_steps) == (State.WRITING, 0)
    assert draft.events.last().kind == EventKind.VOIDED


def test_draft_that_was_published_meanwhile_is_not_written_on(client, editor):
    park = make.make_park(summary="旧", focus="旧")
    draft = make_draft(park, editor, summary="新")
    data = opened(client, address_of(park))
    publish_draft(draft)
    response = client.post(address_of(park), data | {"focus": "还在写"}, follow=True)

    assert "已经公布或放弃" in messages_of(response)[0]
    again = Draft.objects.open().get()
    park.refresh_from_db()
    assert (again.payload["fields"]["summary"], again.payload["fields"]["focus"]) == (["新"], ["还在写"])
    assert page_of(Park, editor, park).difference_of(again).size == 1


def test_item_that_was_deleted_meanwhile_leads_to_the_list(client, editor):
    park = make.make_park(published=False)
    data = opened(client, address_of(park))
    address = address_of(park)
    park.delete()
    response = client.post(address, data, follow=True)

    assert response.status_code == 200
    assert not Draft.objects.exists()


# --- Many rows --------------------------------------------------------------------------------------------------------


def park_with_rows(count):
    park = make.make_park()
    for number in range(count):
        make.make_infrastructure(park, name=f"道路{number}", source=make.make_source())
    return park


def test_200_child_rows_are_saved_and_published_and_keep_their_keys(client, editor):
    park = park_with_rows(200)
    names = dict(park.infrastructure.values_list("pk", "name"))
    data = opened(client, address_of(park))
    for number in (0, 99, 199):
        data[f"infrastructure-{number}-name"] = names[int(data[f"infrastructure-{number}-id"])] = f"改名{number}"
    add_row(data, "infrastructure", kind="road", name="第201条")
    assert client.post(address_of(park), data).status_code == 302
    publish_draft(Draft.objects.get())

    after = dict(park.infrastructure.values_list("pk", "name"))
    (added,) = after.keys() - names.keys()
    assert after == names | {added: "第201条"}


@pytest.mark.anywhere
@pytest.mark.parametrize("count", [2, 60])
def test_saving_a_draft_takes_the_same_queries_whatever_the_number_of_rows(client, editor, count):
    park = park_with_rows(count)
    counts = []
    for text in ("一", "二", "三"):
        data = opened(client, address_of(park)) | {"summary": text}
        with CaptureQueriesContext(connection) as queries:
            client.post(address_of(park), data)
        counts.append(len(queries))

    assert counts[1:] == [SAVE_QUERIES, SAVE_QUERIES]


SAVE_QUERIES = 32


@pytest.mark.parametrize("limit", ["DATA_UPLOAD_MAX_NUMBER_FIELDS", "DATA_UPLOAD_MAX_MEMORY_SIZE"])
def test_form_beyond_the_limits_is_refused_in_words(client, editor, settings, limit):
    park = make.make_park()
    data = opened(client, address_of(park))
    setattr(settings, limit, 10)
    for address in (address_of(park), page(Park, "typing", park.pk)):
        response = client.post(address, data)
        assert response.status_code == 413
        assert "内容太多，没有保存" in response.content.decode()
    assert not Draft.objects.exists()


# --- The class --------------------------------------------------------------------------------------------------------


def test_every_content_type_saves_drafts():
    from django.contrib import admin

    from core.admin import ReadOnlyAdmin
    from zhuzhou_cms.management.commands.load_site_if_empty import CONTENT_APPS

    direct = [
        model._meta.label_lower
        for model, model_admin in admin.site._registry.items()
        if model._meta.app_label in CONTENT_APPS and not isinstance(model_admin, DraftedAdmin | ReadOnlyAdmin)
    ]
    assert direct == []
