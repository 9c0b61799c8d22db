"""Two people at one form: what each changed comes together; where both changed the same, they are asked."""

import pytest
from django.test import Client
from django.utils import timezone

from parks.models import Park
from publishing import actions
from publishing.actions.drafting import Settled, mark_of, token_of
from publishing.models import Draft, DraftSave, Revision, Sitting
from publishing.pages import page_of
from publishing.refusals import Clashing, Refusal
from tests import factories as make
from tests.admin_pages import add_row, form_data, page
from tests.drafting import changed, make_draft, make_new_draft, publish_draft

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]


class Person:
    """An editor with a browser of their own, who has a form open."""

    def __init__(self, name, address):
        self.user = make.make_staff("editor", username=name)
        self.client = Client()
        self.client.force_login(self.user)
        self.address = address
        self.open()

    def open(self):
        response = self.client.get(self.address)
        assert response.status_code == 200
        self.form = form_data(response)
        return self.form

    def types(self, **values):
        self.form |= values

    def saves(self, **values):
        self.types(**values)
        return self.client.post(self.address, self.form | {"_save": "1"})

    def settles(self, asked, *sides, **more):
        """Answer the page of clashes, in the order of its lines."""
        choices = {line["name"]: side for line, side in zip(asked.context["lines"], sides, strict=True)}
        hidden = asked.context["earlier"] | {"_settle": "1", "_why": asked.context["why"]}
        return self.client.post(asked.context["address"], hidden | choices | more)


@pytest.fixture
def park():
    return make.make_park(name="园区", summary="旧摘要", focus="旧定位")


@pytest.fixture
def both(park):
    """Two people who opened the same published item."""
    address = page(Park, "change", park.pk)
    return Person("first", address), Person("second", address)


def fields():
    return {name: values[0] for name, values in Draft.objects.open().get().payload["fields"].items() if values}


def names_of_rows():
    return [row["name"][0] for row in Draft.objects.open().get().payload["rows"]["infrastructure"]]


# --- Comes together ---------------------------------------------------------------------------------------------------


def test_different_fields_of_a_fresh_draft_come_together(both):
    first, second = both
    first.saves(summary="甲")
    assert second.saves(focus="乙").status_code == 302

    assert (fields()["summary"], fields()["focus"]) == ("甲", "乙")
    assert list(DraftSave.objects.values_list("version", "saved_by__username")) == [(1, "first"), (2, "second")]


def test_different_fields_of_an_older_draft_come_together(park, both):
    make_draft(park, name="改名")
    first, second = both
    first.open(), second.open()
    first.saves(summary="甲")
    first.open()
    first.saves(summary="甲乙")
    second.saves(focus="丙")

    assert (fields()["name"], fields()["summary"], fields()["focus"]) == ("改名", "甲乙", "丙")


@pytest.mark.everywhere
def test_rows_that_both_added_are_kept(both):
    for person, name in zip(both, ["甲路", "乙路"], strict=True):
        add_row(person.form, "infrastructure", kind="road", name=name)
        assert person.saves().status_code == 302

    assert sorted(names_of_rows()) == ["乙路", "甲路"]


def test_changes_of_a_row_that_was_never_published_come_together(park):
    draft = make_new_draft(
        Park, name="新园区", rows={"infrastructure": [{"kind": "road", "name": "路"}, {"name": "桥"}]}
    )
    address = f"{page(Park, 'add')}?draft={draft.pk}"
    first, second = Person("first", address), Person("second", address)
    first.saves(**{"infrastructure-0-name": "大路"})
    assert second.saves(**{"infrastructure-0-note": "说明", "infrastructure-1-name": "大桥"}).status_code == 302

    rows = Draft.objects.get().payload["rows"]["infrastructure"]
    assert [(row["name"], row["note"]) for row in rows] == [(["大路"], ["说明"]), (["大桥"], [""])]


def test_change_below_the_draft_and_of_the_draft_come_together(park, both):
    """A draft is open, somebody else has saved it, and the published item has moved."""
    first, second = both
    first.saves(summary="甲")
    Park.objects.update(name="公布了新名")
    assert second.saves(focus="乙").status_code == 302

    assert (fields()["name"], fields()["summary"], fields()["focus"]) == ("公布了新名", "甲", "乙")


@pytest.mark.everywhere
def test_form_opened_before_a_publication_is_merged_with_it(park, both):
    first, second = both
    first.saves(summary="甲")
    publish_draft(Draft.objects.get())
    assert second.saves(focus="乙").status_code == 302

    assert (fields()["summary"], fields()["focus"]) == ("甲", "乙")


def test_form_opened_two_publications_ago_is_merged(park, both):
    first, second = both
    for text in ("甲", "乙"):
        first.open()
        first.saves(summary=text)
        publish_draft(Draft.objects.open().get())
    assert Revision.objects.count() == 3  # as it stood before, and the two
    assert second.saves(focus="丙").status_code == 302

    assert (fields()["summary"], fields()["focus"]) == ("乙", "丙")


@pytest.mark.everywhere
def test_two_who_begin_a_draft_at_the_same_moment_write_one(park, both):
    """Neither found a draft when they opened their form, nor when their request came in."""
    first, _ = both
    whole = [page_of(Park, person.user, park) for person in both]
    live = whole[0].payload()
    for person, form, text in zip(both, whole, ("甲", "乙"), strict=True):
        values = {"summary": text} if person is first else {"focus": text}
        payload = changed(form, live, values, {})
        actions.save_draft(page=form, user=person.user, payload=payload, opened=token_of(live=live))

    assert (fields()["summary"], fields()["focus"]) == ("甲", "乙")


# --- Is asked ---------------------------------------------------------------------------------------------------------


def test_same_field_is_asked_about_with_both_sides(both):
    first, second = both
    first.saves(summary="甲", focus="甲的定位")
    asked = second.saves(summary="乙", _why="更准")

    assert asked.status_code == 409
    assert asked.context["lines"] == [
        {
            "name": f"_choice-{mark_of(Draft.objects.get().payload)}-summary",
            "label": "简介",
            "base": "旧摘要",
            "theirs": "甲",
            "mine": "乙",
        }
    ]
    assert (asked.context["taken"], asked.context["why"]) == (1, "更准")
    assert (fields()["summary"], Draft.objects.get().version) == ("甲", 1)


def test_nothing_typed_is_lost_by_going_back_to_the_form(both):
    first, second = both
    first.saves(summary="甲")
    second.saves(summary="乙", focus="丙", _why="更准")
    form = second.open()

    assert (form["summary"], form["focus"], form["_why"]) == ("乙", "丙", "更准")
    asked = second.saves()
    assert [line["theirs"] for line in asked.context["lines"]] == ["甲"]


@pytest.mark.parametrize(("side", "summary"), [("theirs", "甲"), ("mine", "乙")])
def test_choice_settles_it(both, side, summary):
    first, second = both
    first.saves(summary="甲")
    asked = second.saves(summary="乙", focus="丙", _why="更准")
    assert second.settles(asked, side).status_code == 302

    assert (fields()["summary"], fields()["focus"]) == (summary, "丙")
    assert (Draft.objects.get().why, Sitting.objects.get(user=second.user).payload) == ("更准", None)


def test_each_place_is_settled_by_itself(both):
    first, second = both
    first.saves(summary="甲", focus="甲", name="甲")
    asked = second.saves(summary="乙", focus="乙", name="乙")
    assert [line["label"] for line in asked.context["lines"]] == ["名称", "定位", "简介"]
    second.settles(asked, "theirs", "mine", "theirs")

    assert (fields()["name"], fields()["focus"], fields()["summary"]) == ("甲", "乙", "甲")


def test_unanswered_place_is_asked_about_again(both):
    first, second = both
    first.saves(summary="甲", focus="甲")
    asked = second.saves(summary="乙", focus="乙")
    again = second.client.post(asked.context["address"], {"_settle": "1", asked.context["lines"][0]["name"]: "mine"})

    assert [line["label"] for line in again.context["lines"]] == ["简介"]
    assert Draft.objects.get().version == 1


def test_answer_about_what_has_changed_since_does_not_count(both):
    first, second = both
    first.saves(summary="甲")
    asked = second.saves(summary="乙")
    first.open()
    first.saves(summary="甲甲")
    again = second.settles(asked, "mine")

    assert (again.status_code, [line["theirs"] for line in again.context["lines"]]) == (409, ["甲甲"])
    second.settles(again, "mine")
    assert fields()["summary"] == "乙"


def test_clash_with_a_colleague_and_with_the_public_item_are_two_questions(park, both):
    first, second = both
    first.saves(summary="甲")
    Park.objects.update(summary="公布的新摘要")
    asked = second.saves(summary="乙")
    assert [line["theirs"] for line in asked.context["lines"]] == ["甲"]
    again = second.settles(asked, "theirs")
    assert [(line["theirs"], line["mine"]) for line in again.context["lines"]] == [("公布的新摘要", "甲")]
    assert second.settles(again, "mine").status_code == 302

    assert fields()["summary"] == "甲"


def test_row_deleted_by_one_and_changed_by_the_other_is_asked_about(park):
    road = make.make_infrastructure(park, name="老路")
    address = page(Park, "change", park.pk)
    first, second = Person("first", address), Person("second", address)
    first.saves(**{"infrastructure-0-DELETE": "on"})
    asked = second.saves(**{"infrastructure-0-name": "宽路"})
    (line,) = asked.context["lines"]
    assert (line["label"], line["theirs"]) == (f"基础设施“{road}”", "（已删除）")
    assert "名称：宽路" in line["mine"]

    second.settles(asked, "mine")
    (row,) = Draft.objects.get().payload["rows"]["infrastructure"]
    assert (row["id"], row["name"], row.get("DELETE")) == ([str(road.pk)], ["宽路"], None)


def test_names_of_references_are_shown_not_their_numbers(park, both):
    other, third = make.make_park(name="东园"), make.make_park(name="西园")
    first, second = both
    first.saves(parent=other.pk)
    asked = second.saves(parent=third.pk)

    (line,) = asked.context["lines"]
    assert (line["base"], line["theirs"], line["mine"]) == ("", "东园", "西园")


def test_form_of_an_unknown_state_is_asked_about_wherever_it_differs(park, both):
    """The item was changed past the admin, and no snapshot has what the person had opened."""
    _, second = both
    Park.objects.update(summary="直接改的")
    asked = second.saves(focus="乙")

    assert [(line["label"], line["theirs"], line["mine"]) for line in asked.context["lines"]] == [
        ("定位", "旧定位", "乙"),
        ("简介", "直接改的", "旧摘要"),
    ]
    second.settles(asked, "mine", "theirs")
    assert (fields()["focus"], fields()["summary"]) == ("乙", "直接改的")


# --- Odd answers ------------------------------------------------------------------------------------------------------


def test_answer_without_a_question_saves_nothing(both):
    """Answered in one window, and once more in another: there is no form in the answer that could be saved."""
    first, second = both
    first.saves(summary="甲")
    asked = second.saves(summary="乙")
    second.settles(asked, "mine")
    before = Draft.objects.get().payload
    response = second.settles(asked, "theirs")

    assert (response.status_code, Draft.objects.get().payload) == (302, before)


@pytest.mark.parametrize(
    "answer", [{"_choice-": "mine"}, {"_choice-x": "mine"}, {"_choice-a-b-c": "\0"}, {"_why": "\0"}]
)
def test_odd_answers_are_asked_again(both, answer):
    first, second = both
    first.saves(summary="甲")
    asked = second.saves(summary="乙")

    assert second.client.post(asked.context["address"], {"_settle": "1"} | answer).status_code == 409


@pytest.mark.everywhere
@pytest.mark.parametrize("opened", ["live:" + "0" * 64, "draft:999999999:1", "draft:1:99"])
def test_forged_token_asks_about_everything_and_shows_nothing_foreign(park, both, opened):
    secret = make_draft(make.make_park(), summary="别处的秘密")
    first, second = both
    first.saves(summary="甲")
    for token in (opened, token_of(draft=secret)):
        asked = second.saves(summary="乙", _opened=token)
        assert asked.status_code == 409
        assert "别处的秘密" not in asked.content.decode()
        assert {line["base"] for line in asked.context["lines"]} == {""}


@pytest.mark.everywhere
def test_draft_that_is_closed_is_not_saved(park):
    author = make.make_staff("editor")
    draft = make_new_draft(Park, author)
    actions.discard(draft=draft, user=author)
    with pytest.raises(Refusal, match="已放弃，不能再改"):
        actions.save_draft(page=page_of(Park, author), user=author, payload=draft.payload, draft=draft)


@pytest.mark.everywhere
def test_clash_writes_nothing(park, both):
    first, second = both
    first.saves(summary="甲")
    before = Draft.objects.values().get()
    whole = page_of(Park, second.user, park)
    payload = changed(whole, whole.payload(), {"summary": "乙"}, {})
    with pytest.raises(Clashing) as clash:
        actions.save_draft(page=whole, user=second.user, payload=payload, opened=token_of(live=whole.payload()))

    assert [each.place for each in clash.value.merged.clashes] == ["summary"]
    assert clash.value.messages == ["有 1 处和别人的修改冲突，请逐处决定用哪一个。"]
    assert (Draft.objects.values().get(), DraftSave.objects.count()) == (before, 1)
    settled = Settled({(mark_of(clash.value.theirs), "summary"): "mine"})
    actions.save_draft(
        page=whole, user=second.user, payload=payload, opened=token_of(live=whole.payload()), settled=settled
    )
    assert fields()["summary"] == "乙"


def test_reviewed_draft_that_is_merged_loses_its_signatures(park, both):
    first, second = both
    first.saves(summary="甲")
    draft = Draft.objects.get()
    actions.submit(draft=draft, user=first.user)
    second.saves(focus="乙")
    draft.refresh_from_db()

    assert (draft.state, draft.version, draft.updated_at <= timezone.now()) == ("writing", 2, True)
