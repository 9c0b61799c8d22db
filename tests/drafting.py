"""Drafts for tests, made as staff make them: through the admin's form and the actions."""

from itertools import count

from django.db.models import Model

from publishing import actions
from publishing.choices import State, Step
from publishing.controls import row_names, values_of
from publishing.models import Draft
from publishing.pages import page_of

from . import factories as make

SIGNERS = {Step.FIRST: "first_reviewer", Step.SECOND: "second_reviewer", Step.FINAL: "final_reviewer"}
_numbers = count(1)


def make_draft(row, user=None, *, rows=None, why="", **fields) -> Draft:
    """A draft of the item ``row`` by ``user`` (a fresh editor) with these controls of its form changed.

    ``fields`` name controls of the main form (``name="新名"``); ``rows`` are added to the child rows of a prefix
    (``{"phases": [{"name": "二期"}]}``), or change one that has its key there (``{"id": 3, "name": "二期"}``).
    """
    user = user or make.make_staff("editor")
    page = page_of(type(row), user, row)
    payload = changed(page, page.payload(), fields, rows or {})
    return actions.save_draft(page=page, user=user, payload=payload, why=why)


def make_new_draft(model, user=None, *, rows=None, why="", **fields) -> Draft:
    """A draft of an item that does not exist yet. A name and an address name are made up where none are given."""
    user = user or make.make_staff("editor")
    page = page_of(model, user)
    payload = page.payload()
    number = next(_numbers)
    made_up = {"name": f"新内容{number}", "title": f"新内容{number}", "slug": f"new-{number}"}
    fields = {name: value for name, value in made_up.items() if name in payload["fields"]} | fields
    return actions.save_draft(page=page, user=user, payload=changed(page, payload, fields, rows or {}), why=why)


def changed(page, payload, fields, rows):
    """The payload with these controls set, and these child rows added or, where they have a key, changed."""
    unknown = fields.keys() - payload["fields"].keys()
    assert not unknown, f"the form has no {unknown}, but {sorted(payload['fields'])}"
    empty = {each.prefix: values_of(each.empty_form, row_names(each, each.empty_form)) for each in page.formsets}
    by_prefix = {prefix: list(standing) for prefix, standing in payload["rows"].items()}
    for prefix, lines in rows.items():
        for line in lines:
            sent = {name: as_sent(value) for name, value in line.items()}
            standing = next((n for n, row in enumerate(by_prefix[prefix]) if row.get("id") == sent.get("id")), None)
            if "id" in sent and standing is not None:
                by_prefix[prefix][standing] = by_prefix[prefix][standing] | sent
            else:
                by_prefix[prefix].append({name: value for name, value in empty[prefix].items() if name != "id"} | sent)
    return {
        "fields": payload["fields"] | {name: as_sent(value) for name, value in fields.items()},
        "rows": by_prefix,
    }


def as_sent(value) -> list[str]:
    """What a browser sends for a value: ticks, references and several values included."""
    if isinstance(value, list | tuple):
        return [sent for each in value for sent in as_sent(each)]
    if isinstance(value, bool):
        return ["on"] if value else []
    if isinstance(value, Model):
        return [str(value.pk)]
    return ["" if value is None else str(value)]


def approve(draft) -> Draft:
    """Submit the draft as its author, and sign each step by somebody new with that role."""
    if draft.state in (State.WRITING, State.SENT_BACK):
        draft = actions.submit(draft=draft, user=draft.author)
    while draft.step:
        draft = actions.sign(draft=draft, user=make.make_staff(SIGNERS[draft.step]))
    return draft


def publish_draft(draft, user=None):
    """Approve the draft where it is not, and publish it as ``user`` (a fresh publisher). Returns the item."""
    if draft.state not in (State.APPROVED, State.SCHEDULED):
        draft = approve(draft)
    return actions.publish(draft=draft, user=user or make.make_staff("publisher"))
