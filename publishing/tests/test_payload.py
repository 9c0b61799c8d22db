"""Payloads read from what browsers send, and two people's payloads merged: nothing either of them wrote is lost."""

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from publishing.payload import Clash, digest, from_post, key_of, merge, onto, within


def for_all(*strategies):
    """``given`` without a time limit: the machine may be busy with other tests."""
    return lambda test: settings(deadline=None)(given(*strategies)(test))


# --- Reading ----------------------------------------------------------------------------------------------------------


def read(query):
    return from_post(QueryDict(query))


def test_form_is_read_by_name_and_its_rows_by_prefix():
    assert read("name=A&tags=1&tags=2&roads-TOTAL_FORMS=2&roads-0-id=7&roads-0-name=x&roads-1-id=&roads-1-name=y") == {
        "fields": {"name": ["A"], "tags": ["1", "2"]},
        "rows": {"roads": [{"id": ["7"], "name": ["x"]}, {"id": [""], "name": ["y"]}]},
    }


def test_what_is_the_pages_own_is_left_out():
    query = "csrfmiddlewaretoken=t&_save=1&_opened=x&roads-TOTAL_FORMS=1&roads-INITIAL_FORMS=0&roads-MAX_NUM_FORMS=9"

    assert read(f"{query}&roads-__prefix__-name=empty") == {"fields": {}, "rows": {"roads": []}}


def test_lines_end_as_they_do_on_the_server_and_no_nul_comes_in():
    assert read("text=a%0D%0Ab%00&n%00ame=x")["fields"] == {"text": ["a\nb"], "name": ["x"]}


def test_prefixes_may_have_dashes_and_begin_alike():
    query = "a-TOTAL_FORMS=1&a-2-TOTAL_FORMS=1&a-0-x=1&a-2-0-x=2&a-2-1-y-z=3"

    assert read(query)["rows"] == {"a": [{"x": ["1"]}], "a-2": [{"x": ["2"]}, {"y-z": ["3"]}]}


def test_rows_come_in_the_order_of_their_numbers_whatever_the_count_says():
    query = "a-TOTAL_FORMS=0&a-10-x=third&a-9-x=second&a-0-x=first&a-999999999-x=last"

    assert [row["x"] for row in read(query)["rows"]["a"]] == [["first"], ["second"], ["third"], ["last"]]


@pytest.mark.parametrize(
    "name", ["a-x-y", "a--x", "a-0-", "a-0", "a-", "a", "-0-x", "b-0-x", "a-1.5-x", "a--1-x", "a-" + "9" * 5000 + "-x"]
)
def test_names_that_are_no_rows_are_fields(name):
    """Without its count a table is none; what is no number is none, a number of thousands of digits neither."""
    assert read(f"a-TOTAL_FORMS=1&{name}=1") == {"fields": {name: ["1"]}, "rows": {"a": []}}


@for_all(st.lists(st.tuples(st.text("ab-0_1\0", max_size=12), st.text("x\0\r\n", max_size=4))))
def test_any_body_is_read(pairs):
    post = QueryDict(mutable=True)
    for name, value in pairs:
        post.appendlist(name, value)
    payload = from_post(post)

    assert set(payload) == {"fields", "rows"}
    assert "\0" not in str(payload).replace("\\x00", "\0")


def test_digest_tells_payloads_apart_by_what_they_say():
    one = {"fields": {"a": ["1"], "b": []}, "rows": {}}

    assert digest(one) == digest({"rows": {}, "fields": {"b": [], "a": ["1"]}})
    assert digest(one) != digest({"fields": {"a": ["1"]}, "rows": {}})


# --- A form that does not show all ------------------------------------------------------------------------------------


def test_what_was_not_on_a_form_stays_as_it_was():
    below = {
        "fields": {"name": ["A"], "secret": ["s"]},
        "rows": {"roads": [{"id": ["1"], "x": ["1"], "y": ["1"]}, {"id": ["2"], "x": ["2"]}], "hidden": [{"x": ["h"]}]},
    }
    above = {"fields": {"name": ["B"]}, "rows": {"roads": [{"id": ["1"], "x": ["9"]}, {"id": [""], "x": ["new"]}]}}

    assert onto(below, above) == {
        "fields": {"name": ["B"], "secret": ["s"]},
        "rows": {
            "roads": [{"id": ["1"], "x": ["9"], "y": ["1"]}, {"id": [""], "x": ["new"]}, {"id": ["2"], "x": ["2"]}],
            "hidden": [{"x": ["h"]}],
        },
    }


def test_within_keeps_what_a_form_has():
    payload = {
        "fields": {"name": ["A"], "old": ["x"]},
        "rows": {"roads": [{"id": ["1"], "x": ["1"], "old": ["1"], "DELETE": ["on"]}], "gone": [{"x": ["1"]}]},
    }

    assert within({"": {"name"}, "roads": {"x"}}, payload) == {
        "fields": {"name": ["A"]},
        "rows": {"roads": [{"id": ["1"], "x": ["1"], "DELETE": ["on"]}]},
    }


# --- Merging ----------------------------------------------------------------------------------------------------------


def form(rows=(), **fields):
    return {"fields": {name: [value] for name, value in fields.items()}, "rows": {"r": list(rows)}}


def row(key="", gone=False, **values):
    marks = {"DELETE": ["on"]} if gone else {}
    return {"id": [str(key)]} | {name: [value] for name, value in values.items()} | marks


def rows_after(base, theirs, mine, **choices):
    return merge(form(base), form(theirs), form(mine), choices).payload["rows"]["r"]


def places(merged):
    return [clash.place for clash in merged.clashes]


def test_changes_of_different_fields_come_together():
    merged = merge(form(a="1", b="1", c="1"), form(a="2", b="1", c="1"), form(a="1", b="2", c="1"))

    assert (merged.payload["fields"], merged.clashes, merged.taken) == ({"a": ["2"], "b": ["2"], "c": ["1"]}, [], 1)


def test_the_same_change_on_both_sides_is_none():
    merged = merge(form(a="1"), form(a="2"), form(a="2"))

    assert (merged.payload["fields"], merged.clashes, merged.taken) == ({"a": ["2"]}, [], 0)


@pytest.mark.parametrize(("choice", "wins"), [(None, "3"), ("mine", "3"), ("theirs", "2"), ("nonsense", "3")])
def test_different_changes_of_one_field_clash_until_somebody_decides(choice, wins):
    base, theirs, mine = form(a="1"), form(a="2"), form(a="3")
    merged = merge(base, theirs, mine, {"a": choice} if choice else None)

    assert merged.payload["fields"]["a"] == [wins]
    expected = [] if choice else [Clash("a", base["fields"], theirs["fields"], mine["fields"])]
    assert merged.clashes == expected


def test_without_a_base_all_that_differs_is_a_clash():
    merged = merge(None, form([row(1, x="1"), row(2, x="1")], a="1"), form([row(1, x="2"), row(3, x="1")], a="2"))

    assert places(merged) == ["a", "r-1-x", "r-3"]


def test_controls_that_one_side_did_not_have_come_from_the_other():
    base = form(a="1", b="1", c="1")
    theirs, mine = form(a="2", b="1"), form(a="1", c="2")

    assert merge(base, theirs, mine).payload["fields"] == {"a": ["2"], "b": ["1"], "c": ["2"]}


def test_fields_of_one_row_come_together():
    assert rows_after([row(1, x="1", y="1")], [row(1, x="2", y="1")], [row(1, x="1", y="2")]) == [row(1, x="2", y="2")]


def test_new_rows_of_both_sides_are_kept_and_equal_ones_are_one():
    theirs, mine = [row(x="t"), row(x="same")], [row(x="m"), row(x="same")]

    assert rows_after([], theirs, mine) == [row(x="m"), row(x="same"), row(x="t")]
    assert rows_after([], [row(x="same")], [row(x="same"), row(x="same")]) == [row(x="same"), row(x="same")]


def test_fields_of_one_new_row_come_together():
    """Rows of an item that was never published have no keys: both people changed the row that they both had."""
    base = [row(x="1", y="1", z="1"), row(x="7", y="7", z="7")]
    theirs = [row(x="2", y="1", z="1"), row(x="7", y="7", z="7")]
    mine = [row(x="1", y="2", z="1"), row(x="7", y="7", z="8")]

    assert rows_after(base, theirs, mine) == [row(x="2", y="2", z="1"), row(x="7", y="7", z="8")]


def test_different_changes_of_one_new_row_clash_at_its_field():
    merged = merge(form([row(x="1", y="1")]), form([row(x="2", y="1")]), form([row(x="3", y="1")]))

    assert places(merged) == ["r-new0-x"]
    assert (merged.clashes[0].theirs, merged.clashes[0].mine) == (row(x="2", y="1"), row(x="3", y="1"))


@pytest.mark.parametrize("key", [1, ""])
def test_row_that_one_side_removed_and_the_other_left_alone_goes(key):
    kept, gone = row(key, x="1"), ([row(1, x="1", gone=True)] if key else [])

    assert rows_after([kept], gone, [kept]) == gone
    assert rows_after([kept], [kept], gone) == gone


@pytest.mark.parametrize("key", [1, ""])
def test_row_that_one_side_removed_and_the_other_changed_is_a_clash_of_the_row(key):
    base, changed = form([row(key, x="1")]), form([row(key, x="2")])
    gone = form([row(1, x="1", gone=True)] if key else [])
    place = "r-1" if key else "r-new0"

    removed_here = merge(base, changed, gone)
    assert (places(removed_here), removed_here.payload) == ([place], gone)
    assert (removed_here.clashes[0].theirs, removed_here.clashes[0].mine) == (row(key, x="2"), None)
    assert merge(base, changed, gone, {place: "theirs"}).payload["rows"]["r"] == [row(key, x="2")]

    removed_there = merge(base, gone, changed)
    assert (places(removed_there), removed_there.payload["rows"]["r"]) == ([place], [row(key, x="2")])
    assert merge(base, gone, changed, {place: "theirs"}).payload["rows"]["r"] == (
        [row(1, x="2", gone=True)] if key else []
    )


def test_mark_that_was_taken_off_again_stays_off():
    marked, plain = row(1, x="1", gone=True), row(1, x="1")

    assert rows_after([marked], [marked], [plain]) == [plain]
    assert rows_after([marked], [plain], [marked]) == [plain]


def test_row_that_is_gone_comes_back_as_a_new_one_only_when_somebody_decides_so():
    base, mine = form([row(1, x="1")]), form([row(1, x="2")])

    assert places(merge(base, form(), mine)) == ["r-1"]
    assert rows_after([row(1, x="1")], [], [row(1, x="2")], **{"r-1": "mine"}) == [{"x": ["2"]}]
    assert rows_after([row(1, x="1")], [], [row(1, x="2")], **{"r-1": "theirs"}) == []
    assert rows_after([row(1, x="1")], [], [row(1, x="1")]) == []
    assert rows_after([row(1, x="1")], [], [row(1, x="1", gone=True)]) == []


def test_row_that_came_into_the_form_from_elsewhere_keeps_its_key():
    """Neither the opened nor the present draft knows it: it is public since, and the form showed it."""
    assert rows_after([], [], [row(5, x="1")]) == [row(5, x="1")]


def test_row_that_came_since_is_kept():
    assert rows_after([], [row(5, x="1")], []) == [row(5, x="1")]


def test_new_row_that_got_its_key_by_publication_is_the_same_row():
    base = [row(x="1", y="long")]
    published = [row(9, x="1", y="long")]

    assert rows_after(base, published, base) == published
    assert rows_after(base, published, [row(x="2", y="long")]) == [row(9, x="2", y="long")]
    assert rows_after(base, published, [*base, row(x="new", y="")]) == [*published, row(x="new", y="")]


# --- Merging, whatever was written ------------------------------------------------------------------------------------

VALUES = st.sampled_from([["1"], ["2"], ["3"], [""], []])
PLAIN = st.fixed_dictionaries({"x": VALUES, "y": VALUES})
ROWS = st.fixed_dictionaries({"x": VALUES, "y": VALUES}, optional={"DELETE": st.just(["on"])})
# New rows say other things than those with a key: none of them is one that was published since.
NEW = st.sampled_from([["n1"], ["n2"], ["n3"], [""]])
NEW_ROWS = st.lists(st.fixed_dictionaries({"id": st.just([""]), "x": NEW, "y": NEW}), max_size=3)
KEYED_ROWS = st.dictionaries(st.sampled_from("1234"), ROWS, max_size=4)
FIELDS = st.fixed_dictionaries({"a": VALUES, "b": VALUES})


def as_payload(fields, keyed, new):
    return {"fields": fields, "rows": {"r": [{"id": [key]} | values for key, values in keyed.items()] + new}}


PAYLOADS = st.builds(as_payload, FIELDS, KEYED_ROWS, NEW_ROWS)
# Rows with a key that may be a new row of another payload.
PUBLISHED = st.builds(as_payload, FIELDS, st.dictionaries(st.sampled_from("12"), ROWS), st.lists(PLAIN, max_size=3))


def in_order(payload):
    """The payload with its rows sorted: keyed ones stand in the order of the database whatever a payload says."""
    return payload["fields"], {
        prefix: sorted(map(str, (dict(sorted(line.items())) for line in lines)))
        for prefix, lines in payload["rows"].items()
    }


def standing(payload):
    """The rows that stay, without marks."""
    rows = {prefix: [line for line in lines if not line.get("DELETE")] for prefix, lines in payload["rows"].items()}
    return in_order({"fields": payload["fields"], "rows": rows})


def form_of(payload, base):
    """``payload`` as a form on ``base`` would send it: rows with a key are not missing but marked."""
    sent = {key_of(line) for line in payload["rows"]["r"]}
    marked = [line | {"DELETE": ["on"]} for line in base["rows"]["r"] if key_of(line) and key_of(line) not in sent]
    return {"fields": payload["fields"], "rows": {"r": payload["rows"]["r"] + marked}}


@for_all(PAYLOADS, PAYLOADS)
def test_merging_what_is_the_same_changes_nothing(base, side):
    merged = merge(base, side, side)

    assert (merged.clashes, standing(merged.payload)) == ([], standing(side))


@for_all(PAYLOADS, PAYLOADS)
def test_side_that_wrote_nothing_takes_all_of_the_other(base, side):
    side = form_of(side, base)
    theirs, mine = merge(base, side, base), merge(base, base, side)

    assert (theirs.clashes, mine.clashes) == ([], [])
    assert standing(theirs.payload) == standing(side)
    assert standing(mine.payload) == standing(side)


@for_all(PUBLISHED, PUBLISHED)
def test_merging_what_is_the_same_changes_nothing_after_a_publication(base, side):
    assert standing(merge(base, side, side).payload) == standing(side)


@for_all(PAYLOADS, PAYLOADS, PAYLOADS)
def test_clashes_are_the_same_from_either_side(base, one, other):
    one, other = form_of(one, base), form_of(other, base)

    assert sorted(places(merge(base, one, other))) == sorted(places(merge(base, other, one)))


@for_all(PAYLOADS, PAYLOADS, PAYLOADS)
def test_no_field_is_lost_silently(base, theirs, mine):
    merged = merge(base, theirs, mine)
    clashes = places(merged)
    for name, old in base["fields"].items():
        there, here, now = (side["fields"][name] for side in (theirs, mine, merged.payload))
        if there in (here, old):
            assert (now, name in clashes) == (here, False)
        elif here == old:
            assert (now, name in clashes) == (there, False)
        else:
            assert (now, name in clashes) == (here, True)


@for_all(PAYLOADS, PAYLOADS, PAYLOADS)
def test_no_row_is_lost_silently(base, theirs, mine):
    """Whatever either side wrote into a row stands in the result, or in a clash for somebody to decide."""
    theirs, mine = form_of(theirs, base), form_of(mine, base)
    merged = merge(base, theirs, mine)
    result = [line for line in merged.payload["rows"]["r"] if not line.get("DELETE")]
    asked = [side for clash in merged.clashes for side in (clash.theirs, clash.mine) if side]
    for line in [*theirs["rows"]["r"], *mine["rows"]["r"]]:
        if line.get("DELETE") or line in base["rows"]["r"]:
            continue
        was = [each for each in base["rows"]["r"] if key_of(each) == key_of(line)]
        for name in ("x", "y"):
            if line[name] not in [each[name] for each in was]:
                assert any(each.get(name) == line[name] for each in [*result, *asked])


@for_all(PAYLOADS, PAYLOADS, PAYLOADS)
def test_each_clash_is_settled_by_its_choice(base, theirs, mine):
    theirs, mine = form_of(theirs, base), form_of(mine, base)
    asked = places(merge(base, theirs, mine))
    for side in ("theirs", "mine"):
        assert merge(base, theirs, mine, dict.fromkeys(asked, side)).clashes == []


@for_all(PAYLOADS, PAYLOADS)
def test_without_a_base_nothing_that_differs_is_taken_silently(theirs, mine):
    merged = merge(None, theirs, mine)
    for name in ("a", "b"):
        assert (name in places(merged)) == (theirs["fields"][name] != mine["fields"][name])
