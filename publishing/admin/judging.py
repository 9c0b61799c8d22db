"""A draft as the page shows it on which it is judged: what it changes, what is noticed about it, who did what.

What a person may do with it is in ``verbs``.
"""

from functools import cached_property

from django.core.exceptions import ValidationError
from django.urls import NoReverseMatch, reverse

from ..actions.review import reviewers_waited_for
from ..binding import admin_of
from ..choices import EventKind, State, Step
from ..difference import difference
from ..findings import findings_of
from ..models import Publishable
from ..pages import page_of

MOST_EVENTS = 200
MOST_NAMES = 8


class Case:
    """A draft with all that its judges look at. Each part is made when it is asked for."""

    def __init__(self, draft):
        self.draft = draft

    @cached_property
    def item(self):
        return self.draft.item() if self.draft.model else None

    @cached_property
    def page(self):
        """The draft's form on the item as it stands; None when the type or the step has no form any more."""
        draft = self.draft
        return _page(draft, self.item) if draft.model else None

    @property
    def is_new(self):
        """Whether there was nothing before the draft."""
        return not self.draft.base.get("fields")

    @property
    def is_gone(self):
        """Whether the item was deleted meanwhile."""
        return self.draft.object_id is not None and self.item is None

    @cached_property
    def is_moved(self):
        """Whether the published item changed since the draft was last saved."""
        is_open = self.draft.is_open and self.item is not None and self.page is not None
        return is_open and self.page.payload() != self.draft.base

    @cached_property
    def difference(self):
        """What the draft changes, or, once it is closed, what it changed; None when that can't be told any more.

        Compared is with what was public when it was begun: what others changed meanwhile is not the author's.
        """
        draft = self.draft
        if self.page is None:
            return None
        if draft.form and draft.is_open and not self.is_gone:
            return self.page.difference_of(draft)
        page = self.page if draft.base else _page(draft, None)
        return difference(page, draft.base or page.payload(), draft.payload)

    @cached_property
    def findings(self):
        """Of what is still to be decided; of what is closed, none."""
        is_open = self.draft.is_open and self.page is not None and not self.is_gone
        return findings_of(self.page, self.draft) if is_open else []

    @cached_property
    def events(self):
        """The record, the newest last."""
        newest = self.draft.events.select_related("by").order_by("-pk")[:MOST_EVENTS]
        return list(newest)[::-1]

    @cached_property
    def steps(self):
        """The steps of the review since the last submission: label, who signed and when, and whose turn it is."""
        signed = {}
        for event in self.events:
            if event.kind in (EventKind.SUBMITTED, EventKind.REOPENED):
                signed = {}
            elif event.kind in (EventKind.SIGNED, EventKind.OVERRIDDEN):
                signed[event.step] = event
        is_running = self.draft.state not in (State.WRITING, State.SENT_BACK, State.DISCARDED)
        return [
            {
                "label": Step(step).label,
                "event": signed.get(step) if is_running else None,
                "is_next": step == self.draft.step,
            }
            for step in self.draft.steps
            if is_running
        ]

    @cached_property
    def waited_for(self):
        """The people who may sign the next step, at most ``MOST_NAMES``."""
        return list(reviewers_waited_for(self.draft)[:MOST_NAMES])

    @cached_property
    def last_save(self):
        return self.draft.saves.select_related("saved_by").defer("payload").order_by("version").last()

    @property
    def is_judged(self):
        """Whether there is something to decide and everything needed for it."""
        return self.draft.is_open and self.page is not None

    @property
    def preview(self):
        """Where the page is shown as it would be."""
        return _reversed("admin:publishing_draft_preview", self.draft.pk) if self._has_preview else ""

    @property
    def preview_page(self):
        """The same without anything around it, of what has a page of its own."""
        has_page = self._has_preview and issubclass(self.draft.model, Publishable)
        return _reversed("admin:publishing_draft_preview_page", self.draft.pk) if has_page else ""

    @property
    def _has_preview(self):
        return self.is_judged and not self.is_gone

    @property
    def form_address(self):
        """Where the draft's content is changed."""
        draft = self.draft
        if not self.is_judged or self.is_gone:
            return ""
        name = f"admin:{draft.content_type.app_label}_{draft.content_type.model}"
        if draft.form:
            return _reversed(f"{name}_{draft.form}", draft.object_id)
        if draft.object_id:
            return _reversed(f"{name}_change", draft.object_id)
        return f"{_reversed(f'{name}_add')}?draft={draft.pk}"


def _page(draft, item):
    try:
        admin_of(draft.model)
        return page_of(draft.model, draft.author, item, draft.form)
    except (KeyError, ValidationError):
        return None


def _reversed(name, *args):
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
