"""Many drafts of new items at once: what comes of it is what comes of one after the other, in far fewer queries."""

import datetime as dt
import re

import pytest
from django.contrib.admin import site
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from news.models import Article
from parks.models import Park, ZoneProfile
from projects.models import Metric, Project
from publishing import actions, ledger
from publishing.binding import PageForm, admin_of
from publishing.difference import difference, size_of_new
from publishing.models import AuditEntry, Draft, Event, Revision
from publishing.pages import page_of, payloads_of
from publishing.payload import ID
from publishing.refusals import Incomplete
from publishing.saving import can_save_together
from publishing.series import series
from search.models import Entry
from tests import factories as make
from tests.demo_content import load_demo
from tests.drafting import approve, make_new_draft

pytestmark = pytest.mark.django_db
TYPES = (Article, Park, Project)


@pytest.fixture
def boss():
    return make.make_staff("administrator")


@pytest.fixture
def demo():
    load_demo()


def payloads_like(model, boss):
    """Payloads of new items that say what the stored ones say, under other address names."""
    for item in model.objects.order_by("pk"):
        payload = page_of(model, boss, item).payload()
        fields = page_of(model, boss).payload()["fields"] | payload["fields"]
        rows = {
            prefix: [{name: said for name, said in row.items() if name != ID} for row in lines if len(row) > 1]
            for prefix, lines in payload["rows"].items()
        }
        yield {"fields": fields | {"slug": [f"neu-{item.slug}"[:80]]}, "rows": rows}


def approved(model, boss):
    page = page_of(model, boss)
    drafts = actions.begin(page=page, user=boss, payloads=list(payloads_like(model, boss)), why="像原来的那些")
    return [approve(draft) for draft in drafts]


def written(model, drafts):
    """All that publishing the drafts has written, without keys and times."""
    items = model.objects.filter(slug__startswith="neu-").order_by("slug")
    revisions = Revision.objects.filter(draft__in=drafts).order_by("draft")
    events = Event.objects.filter(draft__in=drafts, kind="published").order_by("draft")
    log = AuditEntry.objects.filter(verb="公布").order_by("pk")
    entries = Entry.objects.filter(object_id__in=items, content_type=drafts[0].content_type).order_by("slug")
    stored = Draft.objects.filter(pk__in=[draft.pk for draft in drafts]).order_by("pk")
    return {
        # Links of a many-to-many field have no order.
        "rows": [sorted(without_keys(row | {"pk": None}) for row in revision.rows) for revision in revisions],
        "payloads": [without_keys(revision.payload) for revision in revisions],
        "revisions": list(revisions.values_list("number", "kind", "title", "why", "by")),
        "events": list(events.values_list("version", "digest", "comment", "by")),
        "log": list(log.values_list("title", "changes", "note", "user")),
        "found": list(entries.values_list("title", "names", "text", "pinyin")),
        "drafts": list(stored.values_list("title", "state", "waits_for", "waiting_since")),
        "live": list(model.objects.live().order_by("slug").values_list("slug", flat=True)),
    }


def without_keys(data):
    text = re.sub(r"'(pk|id|project|park|article|owner|milestone)': (\d+|\['\d+'\])", r"'\1': 0", repr(data))
    return re.sub(r"'\d{4}-\d\d-\d\dT[^']+'|datetime\.datetime\([^)]*\)+", "TIME", text)


def taken_back(act):
    """What ``act`` gives, after which nothing of it is in the database."""
    with transaction.atomic():
        found = act()
        transaction.set_rollback(True)
    return found


@pytest.mark.anywhere
@pytest.mark.parametrize("model", TYPES)
def test_published_together_is_what_is_published_one_by_one(demo, boss, model):
    def together():
        drafts = approved(model, boss)
        with series(), ledger.ledger(list(actions.locked_drafts(pk__in=[draft.pk for draft in drafts]))):
            actions.publish_new(drafts=list(actions.locked_drafts(pk__in=[draft.pk for draft in drafts])), user=boss)
        return written(model, drafts)

    def one_by_one():
        drafts = approved(model, boss)
        for draft in drafts:
            actions.publish(draft=draft, user=boss)
        return written(model, drafts)

    assert can_save_together(admin_of(model))
    first = taken_back(one_by_one)
    assert len(first["rows"]) > 1
    assert taken_back(together) == first


@pytest.mark.anywhere
@pytest.mark.parametrize("name", ["save_model", "save_form", "save_formset", "save_related"])
def test_type_that_saves_an_item_in_a_way_of_its_own_is_not_saved_together(name):
    own = type("OwnAdmin", (type(admin_of(Park)),), {name: lambda self, *args: None})

    assert not can_save_together(own(Park, site))


@pytest.mark.anywhere
@pytest.mark.parametrize("model", TYPES)
def test_payloads_of_many_are_those_of_each(demo, boss, model):
    items = list(model.objects.all())
    assert payloads_of(model, boss, items) == {item.pk: page_of(model, boss, item).payload() for item in items}


@pytest.mark.anywhere
@pytest.mark.parametrize("model", TYPES)
def test_size_of_a_new_item_is_that_of_its_difference(demo, boss, model):
    page = page_of(model, boss)
    sizes = [size_of_new(page, payload) for payload in payloads_like(model, boss)]
    assert min(sizes) > 2
    assert sizes == [difference(page, page.payload(), payload).size for payload in payloads_like(model, boss)]


def test_query_count_of_publishing_together_does_not_grow(boss):
    park = make.make_park()
    counts = []
    for number in (1, 2, 6):  # the first also asks for what is remembered for good, such as types of content
        page = page_of(Project, boss)
        blank = page.payload()
        own = {"park": [str(park.pk)], "name": ["项目"]}
        payloads = [
            {"fields": blank["fields"] | own | {"slug": [f"p{number}-{each}"]}, "rows": blank["rows"]}
            for each in range(number)
        ]
        drafts = [approve(draft) for draft in actions.begin(page=page, user=boss, payloads=payloads)]
        with series(), ledger.ledger(), CaptureQueriesContext(connection) as queries:
            actions.publish_new(drafts=drafts, user=boss)
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_publishing_together_writes_nothing_when_one_is_wrong(boss):
    page = PageForm.of(Metric, boss)
    payloads = [{"fields": page.payload()["fields"] | {"name": [name], "slug": [name], "unit": ["架"]}, "rows": {}}
                for name in ("rack", "core")]  # fmt: skip
    drafts = [approve(draft) for draft in actions.begin(page=page, user=boss, payloads=payloads)]
    make.make_metric(name="core")

    with pytest.raises(Incomplete):
        actions.publish_new(drafts=drafts, user=boss)
    assert list(Metric.objects.values_list("name", flat=True)) == ["core"]


def test_ledger_writes_at_its_end_and_nothing_after_an_error(boss):
    draft = approve(make_new_draft(Park, boss))
    with ledger.ledger([draft]):
        draft.title = "新"
        ledger.update(draft, ["title"])
        assert Draft.objects.get(pk=draft.pk).title != "新"
        assert ledger.held(Draft(pk=draft.pk)) is draft
    assert Draft.objects.get(pk=draft.pk).title == "新"

    with pytest.raises(ValueError, match="etwas"):
        write_and_fail(draft)
    assert (Draft.objects.get(pk=draft.pk).title, ledger.held(draft)) == ("新", None)


def write_and_fail(draft):
    with ledger.ledger():
        draft.title = "旧"
        ledger.update(draft, ["title"])
        raise ValueError("etwas")


def test_publishing_together_keeps_a_rule_that_looks_at_other_items(boss):
    page = page_of(ZoneProfile, boss)
    blank = page.payload()
    payloads = [
        {"fields": blank["fields"] | {"name": [name], "slug": [name]}, "rows": blank["rows"]}
        for name in ("eins", "zwei")
    ]
    drafts = [approve(draft) for draft in actions.begin(page=page, user=boss, payloads=payloads)]
    with pytest.raises(ValidationError, match="只有一份"):
        actions.publish_new(drafts=drafts, user=boss)
    assert ZoneProfile.objects.count() == 0


def test_undone_together_is_what_is_undone_one_by_one(boss):
    published = [actions.publish(draft=approve(make_new_draft(Park, boss)), user=boss) for _ in range(2)]
    drafts = Draft.objects.filter(object_id__in=[park.pk for park in published])

    def undone(act):
        act(list(actions.locked_drafts(pk__in=drafts)))
        revisions = Revision.objects.filter(kind="deleted").order_by("object_id")
        withdrawn = [revision.rows[0]["fields"]["updated_at"] > last.isoformat() for revision in revisions]
        log = AuditEntry.objects.filter(verb__in=("撤下", "删除")).order_by("object_id", "pk")
        names = list(log.values_list("verb", "object_id", "title", "size", "note"))
        return withdrawn, list(revisions.values_list("object_id", "number", "payload")), names

    last = max(Park.objects.values_list("updated_at", flat=True)).astimezone(dt.UTC)
    one_by_one = taken_back(lambda: undone(lambda all: [actions.undo(draft=each, user=boss, why="撤") for each in all]))
    together = taken_back(lambda: undone(lambda all: actions.undo_new(drafts=all, user=boss, why="撤")))
    assert one_by_one[0] == [True, True]
    assert together == one_by_one
