"""Whatever people do, in whatever order: what is public is exactly what was last published, to the last child row."""

import datetime as dt
import inspect
import re
from unittest import mock

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from parks.models import Park
from publishing import actions
from publishing.actions.drafting import Settled, mark_of, token_of
from publishing.choices import State, Step
from publishing.models import Draft, Revision
from publishing.pages import page_of
from publishing.payload import key_of
from publishing.refusals import Clashing, Refusal
from tests import factories as make
from tests.drafting import SIGNERS, approve

WORDS = st.sampled_from(["甲", "乙", "丙", "丁"])
FIELDS = st.sampled_from(["name", "summary", "focus", "planned_content"])
WHICH = st.integers(0, 3)
SIDES = st.sampled_from(["theirs", "mine"])
# What is done to the roads of the park: which, and what of it.
ROADS = st.tuples(st.sampled_from(["add", "change", "remove", "restore"]), WHICH, WORDS)
EDITS = st.tuples(st.dictionaries(FIELDS, WORDS, max_size=2), st.lists(ROADS, max_size=2))
ROAD = "infrastructure"
ASKED_LATER = {"review_by": [""]}
"""What the form of a new park does not ask: it is empty when that is published."""


def said(payload):
    """What a payload says, whatever the keys and the order of its rows."""
    rows = {
        prefix: sorted(
            str(sorted((name, values) for name, values in row.items() if name not in {"id", "DELETE"}))
            for row in lines
            if not row.get("DELETE")
        )
        for prefix, lines in payload["rows"].items()
    }
    return payload["fields"], rows


def edited(payload, edit, blank):
    """What a person makes of the form that they have open."""
    fields, roads = edit
    rows = [dict(row) for row in payload["rows"][ROAD]]
    for verb, number, word in roads:
        row = rows[number % len(rows)] if rows else None
        if verb == "add":
            rows.append(blank | {"kind": ["road"], "name": [f"{word}路"]})
        elif row is None:
            continue
        elif verb == "change":
            row["name"] = [f"{word}大道"]
        elif verb == "restore":
            row.pop("DELETE", None)
        elif key_of(row):
            row["DELETE"] = ["on"]
        else:
            rows.remove(row)
    changed = {name: [word] for name, word in fields.items()}
    return {"fields": payload["fields"] | changed, "rows": payload["rows"] | {ROAD: rows}}


class Published(RuleBasedStateMachine):
    """One park with its roads, and people who do whatever comes to mind. A refusal changes nothing that is public."""

    @initialize(is_new=st.booleans())
    def start(self, is_new):
        self.now = timezone.now()
        self.editors = [make.make_staff("editor") for _ in range(2)]
        self.publisher, self.boss = make.make_staff("publisher"), make.make_staff("administrator")
        self.signers = [make.make_staff(SIGNERS[step]) for step in Step]
        self.blank = {name: [""] for name in ("id", "state", "value", "unit", "circuits", "note", "as_of")}
        self.blank |= {"source": [""], "locator": [""]}
        self.forms = []  # what somebody opened once: the token and the payload
        self.key = self.last = self.expected = None
        self.is_public = False
        if is_new:
            return
        with self.clock():
            park = make.make_park(name="老园区")
            make.make_infrastructure(park, name="一路")
            make.make_infrastructure(park, name="二路")
        self.key, self.is_public = park.pk, True
        self.expected = said(self.page().payload())

    # --- Where things stand ---

    def clock(self):
        """Everything inside happens a minute after what happened before."""
        self.now += dt.timedelta(minutes=1)
        return mock.patch("django.utils.timezone.now", return_value=self.now)

    @property
    def park(self):
        return Park.objects.filter(pk=self.key).first() if self.key else None

    @property
    def draft(self):
        """The draft that people speak of: the open one, or the last."""
        drafts = Draft.objects.filter(author__in=self.editors)
        return drafts.open().first() or (drafts.filter(pk=self.last).first() if self.last else None)

    @property
    def open_draft(self):
        draft = self.draft
        return draft if draft and draft.is_open else None

    def page(self, user=None):
        return page_of(Park, user or self.publisher, self.park)

    def on_show(self):
        """What a form that is opened now shows, and its token."""
        draft = self.open_draft
        if draft:
            return token_of(draft=draft), draft.payload
        payload = self.page().payload()
        if self.park is None:
            payload["fields"] |= {"slug": [f"new-{self.editors[0].pk}"], "name": ["新园区"]}
            return "", payload
        return token_of(live=payload), payload

    def attempt(self, action, **words):
        """Do it, or have it refused. Returns what it returned, None when it was refused."""
        try:
            with self.clock():
                return action(**words)
        except (Refusal, PermissionDenied):
            return None

    def save(self, user, payload, opened, side):
        """Save a form, and settle what clashes, all for one side."""
        choices = {}
        while True:
            words = {"page": self.page(user), "user": user, "payload": payload, "opened": opened}
            if self.park is None:
                words["draft"] = self.open_draft
            try:
                with self.clock():
                    self.last = actions.save_draft(**words, settled=Settled(choices)).pk
                return
            except Clashing as clash:
                mark = mark_of(clash.theirs)
                asked = {(mark, each.place): side for each in clash.merged.clashes}
                assert not asked.keys() & choices.keys(), "asked twice about the same"
                choices |= asked

    def note_publication(self, draft):
        self.key, self.is_public = draft.object_id, True
        fields, rows = said(draft.payload)
        self.expected = ASKED_LATER | fields, rows

    # --- What people do -----------------------------------------------------------------------------------------------

    @rule(edit=EDITS, who=st.integers(0, 1), side=SIDES)
    def write(self, edit, who, side):
        opened, payload = self.on_show()
        self.forms.append((opened, payload))
        self.save(self.editors[who], edited(payload, edit, self.blank), opened, side)

    @precondition(lambda self: self.forms)
    @rule(edit=EDITS, who=st.integers(0, 1), number=st.integers(0, 20), side=SIDES)
    def write_on_a_form_opened_long_ago(self, edit, who, number, side):
        opened, payload = self.forms[number % len(self.forms)]
        if opened or self.draft is None:
            self.save(self.editors[who], edited(payload, edit, self.blank), opened, side)

    @rule(edit=EDITS, who=st.integers(0, 1))
    def type_and_leave(self, edit, who):
        opened, payload = self.on_show()
        with self.clock():
            actions.leave_typing(
                user=self.editors[who],
                place=f"parks.park:{self.key or 'new-x'}",
                content_type=ContentType.objects.get_for_model(Park),
                object_id=self.key,
                payload=edited(payload, edit, self.blank),
                opened=opened,
            )

    @precondition(lambda self: self.draft)
    @rule(who=st.integers(0, 1))
    def submit(self, who):
        self.attempt(actions.submit, draft=self.draft, user=self.editors[who])

    @precondition(lambda self: self.draft)
    @rule(who=st.integers(0, 2))
    def sign(self, who):
        self.attempt(actions.sign, draft=self.draft, user=self.signers[who])

    @precondition(lambda self: self.draft)
    @rule(who=st.integers(0, 2))
    def send_back(self, who):
        self.attempt(actions.send_back, draft=self.draft, user=self.signers[who], comment="请改。")

    @precondition(lambda self: self.draft)
    @rule()
    def take_back(self):
        self.attempt(actions.take_back, draft=self.draft, user=self.editors[0])

    @precondition(lambda self: self.draft)
    @rule()
    def override(self):
        self.attempt(actions.override, draft=self.draft, user=self.boss, reason="急。")

    @precondition(lambda self: self.draft)
    @rule()
    def discard(self):
        self.attempt(actions.discard, draft=self.draft, user=self.editors[1])

    @precondition(lambda self: self.draft)
    @rule()
    def reopen(self):
        self.attempt(actions.reopen, draft=self.draft, user=self.editors[1])

    @precondition(lambda self: self.open_draft and self.open_draft.state in (State.WRITING, State.SENT_BACK))
    @rule()
    def approve(self):
        with self.clock():
            try:
                approve(self.open_draft)
            except Refusal:
                return

    @precondition(lambda self: self.draft)
    @rule()
    def publish(self):
        draft = self.draft
        if self.attempt(actions.publish, draft=draft, user=self.publisher):
            draft.refresh_from_db()
            self.note_publication(draft)

    @precondition(lambda self: self.draft)
    @rule(who=st.sampled_from(["editor", "signer", "old version"]))
    def publish_without_right(self, who):
        user = {"editor": self.editors[0], "signer": self.signers[2]}.get(who, self.publisher)
        version = self.draft.version - 1 if who == "old version" else None
        assert self.attempt(actions.publish, draft=self.draft, user=user, version=version) is None

    @precondition(lambda self: self.draft)
    @rule(minutes=st.integers(2, 20))
    def schedule(self, minutes):
        moment = self.now + dt.timedelta(minutes=minutes)
        self.attempt(actions.schedule, draft=self.draft, user=self.publisher, publish_at=moment)

    @precondition(lambda self: self.draft)
    @rule()
    def unschedule(self):
        self.attempt(actions.unschedule, draft=self.draft, user=self.publisher)

    @rule(minutes=st.integers(0, 20))
    def let_time_pass(self, minutes):
        self.now += dt.timedelta(minutes=minutes)
        due = self.open_draft
        with self.clock():
            applied = actions.apply_due()
        if applied.published:
            due.refresh_from_db()
            self.note_publication(due)

    @precondition(lambda self: self.park)
    @rule()
    def withdraw(self):
        if self.attempt(actions.withdraw, item=self.park, user=self.publisher, reason="有误。"):
            self.is_public = False

    @precondition(lambda self: self.park)
    @rule()
    def republish(self):
        if self.attempt(actions.republish, item=self.park, user=self.publisher):
            self.is_public = True

    @precondition(lambda self: self.park and Revision.objects.filter(object_id=self.key).exists())
    @rule(number=st.integers(0, 9))
    def restore(self, number):
        revisions = list(Revision.objects.filter(object_id=self.key).order_by("pk"))
        revision = revisions[number % len(revisions)]
        draft = self.attempt(actions.restore, revision=revision, user=self.editors[0])
        if draft:
            self.last = draft.pk

    # --- What holds ---------------------------------------------------------------------------------------------------

    @invariant()
    def public_is_what_was_last_published(self):
        if self.key is None:
            assert not Park.objects.filter(slug=f"new-{self.editors[0].pk}").exists()
            return
        assert said(self.page().payload()) == self.expected
        with mock.patch("django.utils.timezone.now", return_value=self.now):
            assert Park.objects.live().filter(pk=self.key).exists() == self.is_public
            answer = Client().get(self.park.get_absolute_url())
        assert answer.status_code == (200 if self.is_public else 410)
        if self.is_public:
            fields, _ = self.expected
            text = answer.content.decode()
            assert [name for name in ("name", "summary", "focus") if fields[name][0] not in text] == []


@pytest.mark.django_db
def test_public_is_exactly_what_was_last_published():
    # Many on SQLite, to come upon what is wrong in the rules; on PostgreSQL a few, to see each of them work there.
    examples = 12 if connection.vendor == "sqlite" else 5
    run_state_machine_as_test(
        Published, settings=settings(max_examples=examples, stateful_step_count=20, deadline=None)
    )


def test_machine_tries_every_writer_of_what_is_public():
    """Whoever adds a writer has to add it to what people do above, or to those that change nothing that is public."""
    tried = set(re.findall(r"actions\.(\w+)", inspect.getsource(Published)))
    apart = {"check_links", "comment", "end_links", "forget_typing", "share", "snapshot"}
    # Tried by themselves, since they end what is told here; undo together with the batches that it takes back.
    apart |= {"delete", "recover", "set_expiry", "undo"}
    # Many at once: asked for the same outcome as one by one in test_together.
    apart |= {"begin", "locked_drafts", "publish_new", "undo_new"}
    assert tried == set(actions.__all__) - apart
