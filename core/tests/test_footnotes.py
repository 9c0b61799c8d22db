"""Footnotes of a page."""

import pytest

from core.footnotes import Footnotes
from core.templatetags.zone import cite, cite_field, disagreements
from parks.models import Honour, ParkCitation
from tests.factories import make_park, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]


def test_footnotes_number_places_in_the_order_of_first_mention():
    one, other = make_source(), make_source()
    notes = Footnotes()
    assert [notes.add(one, "第2段"), notes.add(other, ""), notes.add(one, "第2段"), notes.add(one, "第3段")] == [
        1,
        2,
        1,
        3,
    ]
    assert [(n.number, n.document, n.locator, n.is_repeated) for n in notes] == [
        (1, one, "第2段", False),
        (2, other, "", False),
        (3, one, "第3段", True),
    ]


def test_cite_leads_to_the_note_of_a_child_row():
    notes = Footnotes()
    assert cite(notes, Honour(title="无出处")) == ""
    honour = Honour(title="荣誉", source=make_source(), locator="第1段")
    assert cite(notes, honour) == ('\u2060<sup class="note-mark"><a href="#note-1" aria-label="出处1">[1]</a></sup>')


def test_cite_field_marks_support_and_not_disagreement():
    park, source = make_park(), make_source()
    ParkCitation.objects.create(owner=park, field="parent", document=source, locator="第9段")
    against = ParkCitation.objects.create(
        owner=park, field="parent", document=source, locator="第8段", stance="contradicts"
    )
    notes = Footnotes()
    cite_field(notes, park, "parent", "name")
    assert [note.locator for note in notes] == ["第9段"]
    assert disagreements(park) == [against]
