"""A batch on its way: checked, confirmed, reviewed, published and taken back as one, or not at all."""

import gc

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from exchange import actions
from exchange.actions import together
from exchange.choices import Verb
from exchange.keeping import Busy, standing, working
from exchange.models import Batch
from exchange.running import run
from parks.models import Park
from projects.models import DateChange, Milestone, Project
from publishing import happenings
from publishing.actions import publication
from publishing.choices import State
from publishing.models import Draft, Revision
from tests import factories as make
from tests.drafting import make_draft, publish_draft

from .files import bring, do, verdicts, workbook

pytestmark = pytest.mark.django_db
SIGNERS = ("first_reviewer", "second_reviewer", "final_reviewer")


@pytest.fixture
def editor():
    return make.make_staff("editor")


@pytest.fixture
def boss():
    return make.make_staff("administrator")


def parks(*rows):
    return workbook(园区=[["网址名", "名称", "占地面积", "简介"], *rows])


def published(batch, editor):
    """The batch, confirmed by its editor and brought through review and publication by others."""
    do(batch, Verb.CONFIRM, editor)
    do(batch, Verb.SUBMIT, editor)
    for role in SIGNERS:
        do(batch, Verb.SIGN, make.make_staff(role))
    return do(batch, Verb.PUBLISH, make.make_staff("publisher"))


def test_checking_writes_no_content(editor):
    batch = bring(parks(["a", "甲园", "279亩", ""]), Park, editor)

    assert (batch.state, batch.counts) == ("checked", {"new": 1})
    assert (Park.objects.count(), Draft.objects.count()) == (0, 0)


def test_batch_is_told_as_one_list(editor, monkeypatch):
    calls = []
    monkeypatch.setattr(happenings, "_listeners", [calls.append])
    batch = published(bring(parks(["a", "甲园", "", ""], ["b", "乙园", "", ""]), Park, editor), editor)
    do(batch, Verb.UNDO, make.make_staff("administrator"), "弄错了")

    told = [[(each.kind.value, each.item.slug) for each in call] for call in calls]
    assert told == [
        [("item.published", "a"), ("item.published", "b")],
        [("item.withdrawn", "b"), ("item.withdrawn", "a")],
    ]


def test_batch_is_reviewed_and_published_as_one(editor):
    old = make.make_park(slug="yi", name="乙园", summary="旧的。")
    batch = bring(parks(["a", "甲园", "279亩", ""], ["yi", "乙园", "", "新的。"]), Park, editor)
    do(batch, Verb.CONFIRM, editor)

    assert sorted(Draft.objects.values_list("title", "state")) == [("乙园", "writing"), ("甲园", "writing")]
    assert list(Park.objects.live().values_list("name", "summary")) == [("乙园", "旧的。")]

    do(batch, Verb.SUBMIT, editor)
    for role in SIGNERS:
        do(batch, Verb.SIGN, make.make_staff(role))
    batch = do(batch, Verb.PUBLISH, make.make_staff("publisher"))

    assert batch.state == "published"
    assert sorted(Park.objects.live().values_list("slug", "summary")) == [("a", ""), ("yi", "新的。")]
    assert Revision.objects.filter(object_id=old.pk, kind="published").count() == 1


def test_batch_with_a_wrong_row_is_not_confirmed(editor):
    batch = bring(parks(["a", "甲园", "279亩", ""], ["b", "", "", ""]), Park, editor)
    with pytest.raises(ValidationError, match="还有 1 处要改"):
        run(batch.pk, Verb.CONFIRM, editor)

    assert Draft.objects.count() == 0


def test_batch_is_refused_when_content_moved_since_the_check(editor):
    park = make.make_park(slug="yi", name="乙园", summary="旧的。")
    batch = bring(parks(["yi", "乙园", "", "新的。"]), Park, editor)
    publish_draft(make_draft(park, focus="别人改的"))
    with pytest.raises(ValidationError, match="有人改过"):
        run(batch.pk, Verb.CONFIRM, editor)

    assert (Draft.objects.open().count(), Batch.objects.get().failure[0][:6]) == (0, "检查以后，这")


def test_item_with_an_open_draft_is_named(editor):
    make_draft(make.make_park(slug="yi", name="乙园"), summary="在写。")
    batch = bring(parks(["yi", "乙园", "", "新的。"]), Park, editor)

    assert "有一份没有办完的草稿" in verdicts(batch)[0][2]


def test_one_refusal_keeps_the_whole_batch_back(editor):
    """One draft was signed by the same person before: nobody's signature counts then."""
    batch = bring(parks(["a", "甲园", "", ""], ["b", "乙园", "", ""]), Park, editor)
    do(batch, Verb.CONFIRM, editor)
    do(batch, Verb.SUBMIT, editor)
    first = make.make_staff("first_reviewer")
    from publishing import actions

    actions.sign(draft=Draft.objects.get(title="乙园"), user=first)
    with pytest.raises(ValidationError, match="乙园"):
        run(batch.pk, Verb.SIGN, first)

    assert sorted(Draft.objects.values_list("title", "signed_steps")) == [("乙园", 1), ("甲园", 0)]


def test_author_does_not_sign_the_own_batch(boss):
    boss.user_permissions.set(make.make_staff("first_reviewer").groups.get().permissions.all())
    boss = type(boss).objects.get(pk=boss.pk)
    batch = bring(parks(["a", "甲园", "", ""]), Park, boss)
    do(batch, Verb.CONFIRM, boss)
    do(batch, Verb.SUBMIT, boss)
    with pytest.raises(ValidationError, match="要由别人来审"):
        run(batch.pk, Verb.SIGN, boss)


def test_undo_takes_back_the_whole_batch(editor, boss):
    old = make.make_park(slug="yi", name="乙园", summary="旧的。")
    batch = published(bring(parks(["a", "甲园", "279亩", ""], ["yi", "乙园", "", "新的。"]), Park, editor), editor)
    batch = do(batch, Verb.UNDO, boss, "导错了文件")

    assert (batch.state, list(Park.objects.values_list("slug", "summary"))) == ("undone", [("yi", "旧的。")])
    assert Revision.objects.filter(object_id=old.pk).first().why == f"撤销第 {batch.pk} 批导入：导错了文件"


def test_address_name_that_another_takes_meanwhile_is_refused_in_words(editor, monkeypatch):
    """It was free when all were asked, and taken when they were written."""
    one_by_one = together._done_one_by_one

    def taken(filled):
        raise IntegrityError

    def later(act, drafts):
        if drafts[0].state == State.APPROVED:
            make.make_park(slug="a")
        return one_by_one(act, drafts)

    monkeypatch.setattr(publication, "save_together", taken)
    monkeypatch.setattr(together, "_done_one_by_one", lambda act, drafts: later(act, drafts) if drafts else [])
    batch = bring(parks(["a", "甲园", "", ""], ["b", "乙园", "", ""]), Park, editor)
    with pytest.raises(ValidationError, match="甲园：网址名"):
        published(batch, editor)


def test_undo_is_refused_where_a_row_moved_since(editor, boss):
    make.make_park(slug="yi", name="乙园", summary="旧的。")
    batch = published(bring(parks(["a", "甲园", "", ""], ["yi", "乙园", "", "新的。"]), Park, editor), editor)
    publish_draft(make_draft(Park.objects.get(slug="yi"), focus="后来改的"))
    with pytest.raises(ValidationError, match="乙园：公布以后又改过"):
        run(batch.pk, Verb.UNDO, boss, "导错了")

    assert sorted(Park.objects.live().values_list("slug", "summary")) == [("a", ""), ("yi", "新的。")]


def test_undo_of_a_moved_date_is_a_correction_on_record(editor, boss):
    project = make.make_project(slug="hu", name="数据湖")
    milestone = make.make_milestone(project, kind="construction_start", original_target="2099年3月")
    rows = [["项目", "里程碑", "现定", "改期原因", "改期理由"], ["数据湖", "开工", "2099年9月", "资金", "资金晚到。"]]
    batch = published(bring(workbook(里程碑=rows), Project, editor), editor)
    moved = str(Milestone.objects.get().current_target)
    do(batch, Verb.UNDO, boss, "导错了")

    assert (moved, Milestone.objects.get(pk=milestone.pk).current_target) == ("2099年9月", None)
    assert [change.kind for change in DateChange.objects.order_by("pk")] == ["extension", "correction"]


def test_batch_is_given_up_with_its_drafts(editor):
    batch = bring(parks(["a", "甲园", "", ""]), Park, editor)
    do(batch, Verb.CONFIRM, editor)
    batch = do(batch, Verb.DISCARD, editor)

    assert (batch.state, Draft.objects.get().state) == ("discarded", State.DISCARDED)


def test_who_may_not_write_brings_nothing():
    with pytest.raises(PermissionDenied):
        bring(parks(["a", "甲园", "", ""]), Park, make.make_staff("first_reviewer"))


@pytest.mark.anywhere
def test_batch_is_worked_on_by_one_at_a_time(editor):
    batch = bring(parks(["a", "甲园", "", ""]), Park, editor)
    with working(batch) as work:
        work.at(3, 4)
        now = standing(batch)
        with pytest.raises(Busy), working(batch):
            pass

    assert ((now.is_alive, now.done, now.percent), standing(batch).is_alive) == ((True, 3, 75), False)


def test_child_row_goes_only_where_that_is_said(editor):
    park = make.make_park(name="甲园")
    make.make_building_group(park, name="一号楼")
    make.make_building_group(park, name="二号楼")
    rows = [["园区", "名称", "删除"], ["甲园", "一号楼", "是"], ["甲园", "二号楼", ""]]
    published(bring(workbook(楼栋=rows), Park, editor), editor)
    unclear = bring(workbook(楼栋=[rows[0], ["甲园", "二号楼", "否"]]), Park, editor)

    assert [group.name for group in park.building_groups.all()] == ["二号楼"]
    assert unclear.counts == {"wrong": 1}


def test_small_batch_leaves_alone_what_is_the_whole_process_s(editor, monkeypatch):
    check, seen = actions.check, []
    monkeypatch.setattr(actions, "check", lambda **said: (seen.append(gc.get_threshold()), check(**said)))
    bring(parks(["p-1", "园区", "", ""]), Park, editor)
    assert seen == [gc.get_threshold()]
