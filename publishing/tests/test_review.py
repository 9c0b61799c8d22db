"""Review: who may sign, send back, take back and override, and what each leaves on record."""

import datetime as dt
import itertools

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.utils import timezone

from news.models import Article
from parks.models import Park
from publishing import actions
from publishing.actions.review import reviewers_waited_for, why_not_sign
from publishing.choices import MOVES, State, Step, Waits
from publishing.models import AuditEntry, Draft, DraftSave, Event
from publishing.pages import page_of
from publishing.refusals import Incomplete, Moved, Refusal
from tests import factories as make
from tests.drafting import SIGNERS, approve, make_draft, make_new_draft, publish_draft

pytestmark = pytest.mark.django_db

FIRST, SECOND, FINAL = "first_reviewer", "second_reviewer", "final_reviewer"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def park():
    return make.make_park(name="原名")


@pytest.fixture
def draft(park):
    return make_draft(park, name="新名", why="换了牌子")


@pytest.fixture
def submitted(draft):
    return actions.submit(draft=draft, user=draft.author)


def sign_as(draft, role, **values):
    return actions.sign(draft=draft, user=make.make_staff(role), **values)


def edit(draft, user=None, **fields):
    """Save the draft once more with these controls changed."""
    page = page_of(draft.model, user or draft.author, draft.item())
    sent = {name: [value] for name, value in fields.items()}
    payload = {"fields": draft.payload["fields"] | sent, "rows": draft.payload["rows"]}
    return actions.save_draft(page=page, user=user or draft.author, payload=payload, draft=draft)


def record(draft):
    return [(event.kind, event.step, event.comment, event.version) for event in draft.events.all()]


# --- Submitting -------------------------------------------------------------------------------------------------------


def test_submitted_draft_waits_for_its_first_step(submitted):
    assert (submitted.state, submitted.step, submitted.waits_for) == (State.IN_REVIEW, Step.FIRST, Waits.FIRST)
    assert (submitted.steps, submitted.signed_steps, submitted.size) == ([s.value for s in Step], 0, 1)
    assert submitted.waiting_since is not None
    assert submitted.state_in_words == "等初审"


def test_what_was_stored_of_whom_a_draft_waits_for_is_true(draft):
    """The lists go by the column, everything else by the state."""
    seen = []
    for act in (
        lambda d: actions.submit(draft=d, user=d.author),
        lambda d: actions.send_back(draft=d, user=make.make_staff(FIRST), comment="改"),
        lambda d: actions.submit(draft=d, user=d.author),
        lambda d: sign_as(d, FIRST),
        lambda d: sign_as(d, SECOND),
        lambda d: sign_as(d, FINAL),
        lambda d: actions.schedule(draft=d, user=make.make_staff("publisher"), publish_at=timezone.now() + HOUR),
        lambda d: actions.unschedule(draft=d, user=make.make_staff("publisher")),
        lambda d: actions.take_back(draft=d, user=d.author),
        lambda d: actions.discard(draft=d, user=d.author),
    ):
        act(draft)
        draft.refresh_from_db()
        assert draft.waits_for == draft.waits
        seen.append(draft.waits_for)

    assert seen == [
        "sign_first",
        "author",
        "sign_first",
        "sign_second",
        "sign_final",
        "publish",
        "",
        "publish",
        "",
        "",
    ]


def test_submitting_needs_the_right_to_write(draft):
    for role in ("first_reviewer", "publisher", "auditor"):
        with pytest.raises(PermissionDenied):
            actions.submit(draft=draft, user=make.make_staff(role))
    draft.refresh_from_db()

    assert (draft.state, record(draft)) == (State.WRITING, [])


def test_incomplete_draft_cannot_be_submitted_and_says_all_that_is_wrong(park):
    draft = make_draft(park, name="", land_area="很大", rows={"infrastructure": [{"kind": "road"}]})
    with pytest.raises(Incomplete) as refused:
        actions.submit(draft=draft, user=draft.author)

    assert {where for where, _ in refused.value.mistakes} == {"名称", "占地面积", "基础设施 1｜名称"}
    draft.refresh_from_db()
    assert draft.state == State.WRITING


def test_draft_without_a_change_cannot_be_submitted(park):
    draft = make_draft(park, name="新名")
    edit(draft, name="原名")
    with pytest.raises(Refusal, match="没有要审的改动"):
        actions.submit(draft=draft, user=draft.author)


def test_draft_of_what_changed_since_cannot_be_submitted(park, draft):
    Park.objects.filter(pk=park.pk).update(name="别人改的名")
    with pytest.raises(Moved):
        actions.submit(draft=draft, user=draft.author)


def test_draft_of_what_is_gone_cannot_be_submitted(park, draft):
    park.delete()
    with pytest.raises(Refusal, match="已经删除"):
        actions.submit(draft=draft, user=draft.author)


def test_submitting_twice_is_refused_and_keeps_the_signatures(submitted):
    sign_as(submitted, FIRST)
    with pytest.raises(Refusal):
        actions.submit(draft=submitted, user=submitted.author)
    submitted.refresh_from_db()

    assert (submitted.state, submitted.signed_steps, submitted.events.count()) == (State.IN_REVIEW, 1, 2)


@pytest.mark.parametrize("steps", [0, 3])
@pytest.mark.parametrize("state", [State.APPROVED, State.SCHEDULED, State.PUBLISHED, State.DISCARDED])
def test_what_is_decided_cannot_be_submitted(settings, draft, state, steps):
    settings.REVIEW_STEPS = {"default": steps}
    Draft.objects.filter(pk=draft.pk).update(state=state, publish_at=timezone.now())
    with pytest.raises(Refusal):
        actions.submit(draft=draft, user=draft.author)

    assert Event.objects.count() == 0


@pytest.mark.parametrize(("action", "state"), [(actions.discard, State.DISCARDED), (actions.reopen, State.WRITING)])
def test_draft_is_given_up_and_taken_up_once(draft, action, state):
    Draft.objects.filter(pk=draft.pk).update(state=state, object_id=None)
    with pytest.raises(Refusal):
        action(draft=draft, user=make.make_staff("administrator"))

    assert Event.objects.count() == 0


def test_draft_that_was_given_up_is_taken_up_again(draft):
    actions.discard(draft=draft, user=draft.author)
    assert Draft.objects.open().count() == 0
    again = actions.reopen(draft=draft, user=draft.author)

    assert (again.state, again.payload) == (State.WRITING, draft.payload)


# --- Steps by setting -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "steps"),
    [
        (0, []),
        (1, [Step.FIRST]),
        (2, [Step.FIRST, Step.FINAL]),
        (3, [Step.FIRST, Step.SECOND, Step.FINAL]),
    ],
)
def test_a_setting_says_how_many_sign(settings, draft, number, steps):
    settings.REVIEW_STEPS = {"default": number}
    submitted = actions.submit(draft=draft, user=draft.author)
    assert submitted.steps == steps

    for step in steps:
        assert (submitted.state, submitted.step) == (State.IN_REVIEW, step)
        submitted = sign_as(submitted, SIGNERS[step])
    assert (submitted.state, submitted.step, submitted.waits_for) == (State.APPROVED, None, Waits.PUBLISH)


def test_a_type_may_have_a_setting_of_its_own(settings):
    settings.REVIEW_STEPS = {"default": 3, "news.article": 1}
    article = make_new_draft(Article, body="正文")
    park = make_new_draft(Park)

    assert [len(actions.submit(draft=each, user=each.author).steps) for each in (article, park)] == [1, 3]


def test_a_draft_on_its_way_keeps_the_steps_with_which_it_was_submitted(settings, submitted):
    settings.REVIEW_STEPS = {"default": 1}

    assert sign_as(submitted, FIRST).state == State.IN_REVIEW


@pytest.mark.parametrize("number", [-1, 4, "3"])
def test_a_setting_that_is_no_number_of_steps_is_named(settings, draft, number):
    settings.REVIEW_STEPS = {"default": number}
    with pytest.raises(ImproperlyConfigured):
        actions.submit(draft=draft, user=draft.author)


# --- Signing ----------------------------------------------------------------------------------------------------------


def test_three_people_sign_and_the_last_signature_approves(submitted):
    first = sign_as(submitted, FIRST, comment="核过来源")
    assert (first.state_in_words, first.signed_steps) == ("等复审", 1)
    second = sign_as(first, SECOND)
    assert (second.state_in_words, second.signed_steps) == ("等终审", 2)
    final = sign_as(second, FINAL)

    assert (final.state, final.signed_steps) == (State.APPROVED, 3)
    assert record(final) == [
        ("submitted", "", "换了牌子", 1),
        ("signed", "sign_first", "核过来源", 1),
        ("signed", "sign_second", "", 1),
        ("signed", "sign_final", "", 1),
    ]


@pytest.mark.anywhere
@pytest.mark.parametrize(
    ("signed", "role"),
    [
        *itertools.product([0], [SECOND, FINAL, "editor", "publisher", "administrator", "auditor"]),
        *itertools.product([1], [FIRST, FINAL, "editor", "publisher", "administrator", "auditor"]),
        *itertools.product([2], [FIRST, SECOND, "editor", "publisher", "administrator", "auditor"]),
    ],
)
def test_only_the_role_of_the_step_signs(submitted, signed, role):
    for each in (FIRST, SECOND)[:signed]:
        submitted = sign_as(submitted, each)
    with pytest.raises(PermissionDenied):
        sign_as(submitted, role)
    submitted.refresh_from_db()

    assert submitted.signed_steps == signed


def everyone_at_once(*roles):
    """A person with several roles."""
    user = make.make_staff(roles[0])
    for role in roles[1:]:
        user.groups.add(make.make_staff(role).groups.get())
    return user


def test_author_cannot_sign(park):
    author = everyone_at_once("editor", FIRST)
    draft = actions.submit(draft=make_draft(park, author, name="新名"), user=author)
    with pytest.raises(Refusal, match="自己写过"):
        actions.sign(draft=draft, user=author)


def test_who_saved_a_version_cannot_sign(draft):
    helper = everyone_at_once("editor", FIRST)
    edit(draft, helper, focus="芯片")
    actions.submit(draft=draft, user=draft.author)
    with pytest.raises(Refusal, match="自己写过"):
        actions.sign(draft=draft, user=helper)


def test_nobody_signs_twice(submitted):
    both = everyone_at_once(FIRST, SECOND)
    first = actions.sign(draft=submitted, user=both)
    with pytest.raises(Refusal, match="已经签过"):
        actions.sign(draft=first, user=both)

    assert sign_as(first, SECOND).signed_steps == 2


def test_who_signed_may_sign_again_after_it_was_sent_back(submitted):
    reviewer = make.make_staff(FIRST)
    actions.sign(draft=submitted, user=reviewer)
    actions.send_back(draft=submitted, user=make.make_staff(SECOND), comment="再看看")
    actions.submit(draft=submitted, user=submitted.author)

    assert actions.sign(draft=submitted, user=reviewer).signed_steps == 1


@pytest.mark.parametrize("state", [state for state in State if state != State.IN_REVIEW])
def test_what_is_not_in_review_cannot_be_signed(draft, state):
    values = {"publish_at": timezone.now()} if state == State.SCHEDULED else {}
    Draft.objects.filter(pk=draft.pk).update(state=state, steps=[Step.FIRST], **values)
    with pytest.raises(Refusal, match="不等签字"):
        sign_as(draft, FIRST)


def test_edit_after_submission_voids_the_signatures(submitted):
    sign_as(submitted, FIRST)
    edited = edit(submitted, name="更新的名")

    assert (edited.state, edited.signed_steps, edited.waits_for, edited.version) == (State.WRITING, 0, "", 2)
    assert edited.events.last().kind == "voided"
    assert [save.payload["fields"]["name"] for save in DraftSave.objects.order_by("version")] == [
        ["新名"],
        ["更新的名"],
    ]
    with pytest.raises(Refusal):
        sign_as(edited, SECOND)


def test_edit_of_what_is_approved_keeps_it_from_being_published(park, draft):
    edit(approve(draft), name="没有审过的名")
    with pytest.raises(Refusal):
        actions.publish(draft=draft, user=make.make_staff("publisher"))
    park.refresh_from_db()

    assert park.name == "原名"


def test_saving_without_a_change_keeps_the_signatures(submitted):
    sign_as(submitted, FIRST)
    saved = edit(submitted)

    assert (saved.state, saved.signed_steps, saved.version) == (State.IN_REVIEW, 1, 1)


# --- Sending back, taking back, saying something ----------------------------------------------------------------------


def test_reviewer_sends_back_with_what_is_to_be_mended(submitted):
    sign_as(submitted, FIRST)
    back = actions.send_back(draft=submitted, user=make.make_staff(SECOND), comment="第二段没有来源")

    assert (back.state, back.signed_steps, back.waits_for) == (State.SENT_BACK, 0, Waits.AUTHOR)
    assert back.waiting_since is not None
    assert record(back)[-1] == ("sent_back", "sign_second", "第二段没有来源", 1)


@pytest.mark.parametrize("comment", ["", "  \n "])
def test_sending_back_needs_a_reason(submitted, comment):
    with pytest.raises(Refusal, match="哪里要改"):
        actions.send_back(draft=submitted, user=make.make_staff(FIRST), comment=comment)


@pytest.mark.parametrize("role", [SECOND, FINAL, "editor", "publisher", "administrator", "auditor"])
def test_only_the_reviewer_of_the_step_sends_back(submitted, role):
    with pytest.raises(PermissionDenied):
        actions.send_back(draft=submitted, user=make.make_staff(role), comment="改")


@pytest.mark.parametrize(("role", "may"), [("publisher", True), ("administrator", True), (FINAL, False)])
def test_publisher_may_send_back_what_is_approved(draft, role, may):
    approve(draft)
    if may:
        assert actions.send_back(draft=draft, user=make.make_staff(role), comment="等等").state == State.SENT_BACK
    else:
        with pytest.raises(PermissionDenied):
            actions.send_back(draft=draft, user=make.make_staff(role), comment="等等")


def test_author_takes_back_what_waits(submitted):
    sign_as(submitted, FIRST)
    back = actions.take_back(draft=submitted, user=submitted.author, comment="还要补")

    assert (back.state, back.signed_steps, back.waiting_since, back.waits_for) == (State.WRITING, 0, None, "")
    assert record(back)[-1] == ("taken_back", "", "还要补", 1)


def test_what_was_not_submitted_cannot_be_taken_back(draft):
    with pytest.raises(Refusal):
        actions.take_back(draft=draft, user=draft.author)


def test_reader_cannot_take_back(submitted):
    with pytest.raises(PermissionDenied):
        actions.take_back(draft=submitted, user=make.make_staff(FIRST))


@pytest.mark.parametrize("move", ["submit", "send_back", "discard"])
def test_comment_moves_nothing(submitted, move):
    if move == "send_back":
        actions.send_back(draft=submitted, user=make.make_staff(FIRST), comment="改")
    if move == "discard":
        actions.discard(draft=submitted, user=submitted.author)
    names = ("state", "signed_steps", "steps", "waiting_since", "waits_for", "publish_at", "version")
    before = Draft.objects.values(*names).get()
    actions.comment(draft=submitted, user=make.make_staff("auditor"), text="问一句")

    assert Draft.objects.values(*names).get() == before
    assert record(submitted)[-1] == ("commented", "", "问一句", 1)


def test_comment_says_something(submitted):
    with pytest.raises(Refusal):
        actions.comment(draft=submitted, user=submitted.author, text=" ")


def test_comment_needs_the_right_to_look(submitted):
    with pytest.raises(PermissionDenied):
        actions.comment(draft=submitted, user=make.make_staff(), text="我路过")


# --- Overriding -------------------------------------------------------------------------------------------------------


def test_administrator_overrides_with_a_reason_on_record(submitted):
    sign_as(submitted, FIRST)
    administrator = make.make_staff("administrator")
    approved = actions.override(draft=submitted, user=administrator, reason="防汛通知，等不及")

    assert (approved.state, approved.signed_steps, approved.waits_for) == (State.APPROVED, 1, Waits.PUBLISH)
    event = approved.events.last()
    assert (event.kind, event.step, event.comment, event.by) == (
        "overridden",
        "sign_second",
        "防汛通知，等不及",
        administrator,
    )
    entry = AuditEntry.objects.filter(verb="越过审核").get()
    assert (entry.user, entry.note) == (administrator, "防汛通知，等不及")


@pytest.mark.parametrize("reason", ["", " \n"])
def test_override_needs_a_reason(submitted, reason):
    with pytest.raises(Refusal, match="理由"):
        actions.override(draft=submitted, user=make.make_staff("administrator"), reason=reason)


@pytest.mark.parametrize("role", ["editor", FIRST, SECOND, FINAL, "publisher", "auditor"])
def test_nobody_else_overrides(submitted, role):
    with pytest.raises(PermissionDenied):
        actions.override(draft=submitted, user=make.make_staff(role), reason="急")


def test_only_what_is_in_review_can_be_overridden(draft):
    with pytest.raises(Refusal):
        actions.override(draft=draft, user=make.make_staff("administrator"), reason="急")


# --- Two people at once -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "act",
    [
        lambda draft, version: actions.submit(draft=draft, user=draft.author, version=version),
        lambda draft, version: sign_as(draft, FIRST, version=version),
        lambda draft, version: actions.send_back(
            draft=draft, user=make.make_staff(FIRST), comment="改", version=version
        ),
        lambda draft, version: actions.take_back(draft=draft, user=draft.author, version=version),
        lambda draft, version: actions.override(
            draft=draft, user=make.make_staff("administrator"), reason="急", version=version
        ),
        lambda draft, version: actions.discard(draft=draft, user=draft.author, version=version),
        lambda draft, version: actions.reopen(draft=draft, user=draft.author, version=version),
        lambda draft, version: actions.publish(draft=draft, user=make.make_staff("publisher"), version=version),
        lambda draft, version: actions.schedule(
            draft=draft, user=make.make_staff("publisher"), publish_at=timezone.now() + HOUR, version=version
        ),
        lambda draft, version: actions.unschedule(draft=draft, user=make.make_staff("publisher"), version=version),
    ],
)
def test_what_was_not_looked_at_is_not_decided(draft, act):
    edit(draft, name="更新的名")
    with pytest.raises(Moved, match="第 2 版"):
        act(draft, version=1)


def test_moves_are_those_of_the_table():
    """Every state has its row, and what is published stays what it is."""
    assert MOVES.keys() == set(State)
    assert MOVES[State.PUBLISHED] == set()


# --- Who is waited for ------------------------------------------------------------------------------------------------


def test_reviewers_waited_for_are_those_who_can_sign(submitted):
    one, other = make.make_staff(FIRST), make.make_staff(FIRST)
    wrote = everyone_at_once("editor", FIRST)
    edit(submitted, wrote, focus="芯片")
    actions.submit(draft=submitted, user=submitted.author)
    submitted.refresh_from_db()
    make.make_staff(FIRST, is_active=False)
    everyone_at_once(SECOND, "auditor")

    waited = set(reviewers_waited_for(submitted))
    assert {one, other} <= waited
    assert wrote not in waited
    assert {why_not_sign(submitted, user) for user in waited} == {""}


def test_drafts_wait_for_whom_they_wait(park):
    """The query and the rules of signing and publishing agree, for every role and state."""
    people = {role: make.make_staff(role) for role in (FIRST, SECOND, FINAL, "publisher", "administrator", "auditor")}
    people["author"] = everyone_at_once("editor", FIRST, SECOND, FINAL)
    people["signer"] = everyone_at_once(FIRST, SECOND)
    author = people["author"]
    drafts = {name: make_draft(make.make_park(), author, name="新名") for name in "wfsnabpx"}
    drafts |= {
        "other": make_draft(make.make_park(), name="新名"),
        "source": make_draft(make.make_source(), author, title="新"),
    }
    for name in ("f", "s", "n", "a", "b", "p", "x", "other", "source"):
        actions.submit(draft=drafts[name], user=author)
    for name, signers in {"s": ["signer"], "n": [FIRST, SECOND], "a": [FIRST, SECOND, FINAL]}.items():
        for signer in signers:
            actions.sign(draft=drafts[name], user=people[signer])
    for signer in (FIRST, SECOND, FINAL):
        actions.sign(draft=drafts["source"], user=people[signer])
    actions.send_back(draft=drafts["b"], user=people[FIRST], comment="改")
    publish_draft(actions.take_back(draft=drafts["p"], user=author))
    actions.discard(draft=drafts["x"], user=author)

    names = {draft.pk: name for name, draft in drafts.items()}
    waits = {who: {names[d.pk] for d in Draft.objects.waiting_for(user)} for who, user in people.items()}
    assert waits == {
        FIRST: {"f", "other"},
        SECOND: {"s"},
        FINAL: {"n"},
        "publisher": {"a", "source"},
        "administrator": {"a", "source"},
        "auditor": set(),
        "author": {"b", "other"},
        "signer": {"f", "other"},
    }
    written = {who: Draft.objects.written_by(user).count() for who, user in people.items()}
    assert written == dict.fromkeys(people, 0) | {"author": 9}


def test_author_and_co_author_have_written_a_draft(draft):
    helper, stranger = make.make_staff("editor"), make.make_staff("editor")
    edit(draft, helper, focus="芯片")

    assert [Draft.objects.written_by(user).count() for user in (draft.author, helper, stranger)] == [1, 1, 0]


def test_publisher_of_one_type_waits_for_that_type_only(park):
    source = make.make_source()
    for row, field in ((park, "name"), (source, "title")):
        approve(make_draft(row, **{field: "新"}))
    user = make.make_staff()
    user.user_permissions.add(Permission.objects.get(codename="publish_park"))

    assert [draft.item() for draft in Draft.objects.waiting_for(user)] == [park]
