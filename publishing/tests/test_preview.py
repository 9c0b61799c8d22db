"""A draft's preview: the real page as it would be, nothing of it stays, and nobody sees it who may not."""

import datetime as dt
import re

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from news.models import Article
from parks.models import Honour, Infrastructure, Park
from projects.models import Project
from publishing import actions
from publishing.binding import FilledForm
from publishing.models import AuditEntry, Draft, DraftSave, Event, Publishable, Revision, Sitting
from publishing.pages import page_of
from publishing.preview import _leaving_no_trace
from tests import factories as make
from tests.admin_rows import DRAFTED, everything, full_row
from tests.drafting import make_draft, make_new_draft, publish_draft
from tests.pages import main_of, text_of
from zhuzhou_cms.roles import ROLES

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

ALL_ROLES = [role.code for role in ROLES]
MARK = "preview-mark"
RECORDS = (Draft, DraftSave, Event, Revision, AuditEntry, Sitting, LogEntry)


def address(name, draft):
    return reverse(f"admin:publishing_draft_{name}", args=[draft.pk])


def all_rows():
    return everything() | {model: list(model.objects.order_by("pk").values()) for model in RECORDS}


@pytest.fixture
def editor(client):
    user = make.make_staff("editor")
    client.force_login(user)
    return user


def shown(client, draft):
    """The page in the frames. It answers 200 and changes nothing."""
    before = all_rows()
    answer = client.get(address("preview_page", draft))
    assert (answer.status_code, all_rows()) == (200, before)
    return answer


# --- What is shown ----------------------------------------------------------------------------------------------------


@pytest.mark.everywhere
def test_new_texts_rows_and_references_are_on_the_page(client, editor):
    industry, park = make.make_industry(name="新能源车"), make.make_park(name="新的园区")
    project = make.make_project(name="原名", park=make.make_park())
    draft = make_draft(
        project,
        editor,
        name="改过的名",
        park=park,
        industries=[industry],
        rows={
            "honours": [{"title": "新的荣誉"}],
            "parties": [{"enterprise": make.make_enterprise(name="某厂"), "role": "investor"}],
        },
    )
    text = text_of(shown(client, draft))

    assert [word for word in ("改过的名", "新的园区", "新能源车", "新的荣誉", "某厂") if word not in text] == []
    assert "原名" not in main_of(client.get(address("preview_page", draft)))
    assert "改过的名" not in client.get(project.get_absolute_url()).content.decode()


@pytest.mark.everywhere
@pytest.mark.parametrize("label", DRAFTED)
def test_preview_of_each_type_leaves_no_trace(client, editor, label):
    model, row = apps.get_model(label), full_row(label)
    answer = shown(client, make_draft(row, editor))

    has_page = issubclass(model, Publishable) or label in {
        "parks.infrastructure",
        "parks.honour",
        "enterprises.tenancy",
    }
    assert (MARK in answer.content.decode()) is has_page
    assert ("没有自己的页面" in text_of(answer)) is not has_page


@pytest.mark.parametrize("label", [label for label in DRAFTED if issubclass(apps.get_model(label), Publishable)])
def test_row_that_is_withheld_is_shown_all_the_same(client, editor, label):
    row = full_row(label)
    type(row).objects.filter(pk=row.pk).update(published_at=None)
    row.refresh_from_db()

    assert str(row) in text_of(shown(client, make_draft(row, editor)))
    assert client.get(row.get_absolute_url()).status_code == 404


def test_row_that_has_expired_is_shown_all_the_same(client, editor):
    park = make.make_park(name="过期的", expires_at="2020-01-01T00:00:00+08:00")

    assert "过期的" in text_of(shown(client, make_draft(park, editor)))


def test_new_item_is_shown_before_there_is_a_row(client, editor):
    draft = make_new_draft(Article, editor, title="还没有的文章", body="正文第一段")
    text = text_of(shown(client, draft))

    assert ("还没有的文章" in text, "正文第一段" in text, Article.objects.exists()) == (True, True, False)


@pytest.mark.everywhere
@pytest.mark.django_db(transaction=True)
def test_nothing_stays_in_the_database_itself(client):
    editor = make.make_staff("editor")
    client.force_login(editor)
    draft = make_draft(make.make_park(), editor, name="改过的名", rows={"honours": [{"title": "新的荣誉"}]})

    assert "新的荣誉" in text_of(shown(client, draft))
    assert "网址名" in text_of(shown(client, make_new_draft(Park, editor, slug="")))


def test_nothing_stays_in_a_cache_and_none_is_asked():
    cache.set("known", "yesterday")
    with _leaving_no_trace():
        found = cache.get("known")
        cache.set("new", "for the moment")

    assert (found, cache.get("known"), cache.get("new")) == (None, "yesterday", None)


def test_page_gets_the_query_and_its_links_lead_to_the_public_site(client, editor):
    project = full_row("projects.project")
    draft = make_draft(project, editor)
    answer = client.get(address("preview_page", draft), {"as_of": "2021-06-30"})

    assert "2021-06-30" in answer.content.decode()
    assert 'href="/projects/"' in answer.content.decode()
    assert client.get(address("preview_page", draft), {"as_of": "gestern"}).status_code == 400


@pytest.mark.parametrize(
    ("model", "values"),
    [(Infrastructure, {"kind": "road", "name": "新修的路"}), (Honour, {"title": "新得的荣誉"})],
)
def test_row_without_a_page_is_shown_on_its_park_s_or_the_zone_s(client, editor, model, values):
    park, name = make.make_park(name="某园"), next(iter(reversed(values.values())))
    own, zone_wide = make_new_draft(model, editor, park=park, **values), make_new_draft(model, editor, **values)

    assert (name in text_of(shown(client, own)), "某园" in text_of(shown(client, own))) == (True, True)
    assert "没有自己的页面" in text_of(shown(client, zone_wide))
    make.make_zone(name="本区")
    assert (name in text_of(shown(client, zone_wide)), "本区" in text_of(shown(client, zone_wide))) == (True, True)


def test_page_that_is_withheld_itself_is_shown_with_a_remark(client, editor):
    honour = make.make_honour(make.make_park(name="某园", published=False))
    remark = "所在的页面“某园”自己也还没有公布。"

    assert remark in text_of(shown(client, make_draft(honour, editor, title="改过")))
    assert remark not in text_of(shown(client, make_draft(make.make_honour(make.make_park()), editor)))


def test_page_that_will_not_be_public_either_says_so(client, editor):
    expert = make.make_expert()
    draft = make_draft(expert, editor, name_basis="", name_basis_note="")

    assert "公布以后，公众也打不开这一页" in text_of(shown(client, draft))


@pytest.mark.everywhere
def test_step_is_shown_as_taken(client, editor):
    project = make.make_project()
    form = page_of(Project, editor, project, "pause")
    payload = {
        "fields": {
            "reason_code": ["land"],
            "summary": ["等征地"],
            "review_due": [str(timezone.localdate() + dt.timedelta(days=30))],
            "stated_on": ["2021-05"],
        },
        "rows": {},
    }
    draft = actions.save_draft(page=form, user=editor, payload=form.payload() | payload)

    assert "等征地" in text_of(shown(client, draft))
    assert "等征地" not in text_of(client.get(project.get_absolute_url()))


def test_step_that_cannot_be_taken_says_why(client, editor):
    form = page_of(Project, editor, make.make_project(), "pause")
    draft = actions.save_draft(page=form, user=editor, payload=form.payload())

    assert "草稿里有错误，还画不出页面" in text_of(shown(client, draft))


# --- What is wrong with the draft -------------------------------------------------------------------------------------


def test_mistakes_of_a_new_item_are_listed_instead_of_the_page(client, editor):
    answer = shown(client, make_new_draft(Article, editor, title="只有标题", slug=""))

    assert MARK not in answer.content.decode()
    assert re.findall(r"<li>(.*?)</li>", answer.content.decode()) == ["<b>网址名</b>：该字段是必填项。"]


def test_what_is_wrong_is_left_out_and_named(client, editor):
    park = make.make_park(name="某园")
    group = make.make_building_group(park, name="旧楼")
    draft = make_draft(
        park,
        editor,
        focus="新的方向",
        slug="not a slug",
        rows={
            "building_groups": [
                {"id": group.pk, "name": "改过的楼", "count": "很多"},
                {"name": "好的楼", "use": "other", "phase_number": 0},
                {"name": "坏的楼", "use": "other", "phase_number": "零"},
            ]
        },
    )
    answer = shown(client, draft)
    text = text_of(answer)

    drawn = main_of(answer)
    assert [word in drawn for word in ("新的方向", "旧楼", "好的楼", "改过的楼")] == [True, True, True, False]
    assert "有3处错误，没有放进预览" in text
    where = re.findall(r"<li><b>(.*?)</b>", answer.content.decode())
    assert where == ["网址名", "楼栋 改过的楼｜栋数", "楼栋 3｜期数"]


@pytest.mark.everywhere
def test_rows_that_contradict_one_another_are_left_out(client, editor):
    park = make.make_park()
    twice = {"name": "同名的楼", "use": "other", "phase_number": 0}
    answer = shown(client, make_draft(park, editor, focus="新的方向", rows={"building_groups": [twice, twice]}))

    assert [word in main_of(answer) for word in ("新的方向", "同名的楼")] == [True, False]
    assert MARK in answer.content.decode()


def test_row_that_may_not_go_stays_and_is_named(client, editor):
    project = full_row("projects.project")
    milestone = project.milestones.first()
    make.make_date_change(milestone)
    draft = make_draft(project, editor, rows={"milestones": [{"id": milestone.pk, "DELETE": True}]})
    answer = shown(client, draft)

    assert "没有放进预览" in text_of(answer)
    assert milestone.label in main_of(answer)


@pytest.mark.everywhere
@pytest.mark.parametrize(
    ("error", "words"),
    [
        (IntegrityError("UNIQUE"), "和已有的内容冲突，例如网址名已经有别的内容在用。"),
        (ProtectedError("", set()), "要删除的行还被别处引用，不能删除。"),
        (ValidationError("不行。"), "不行。"),
    ],
)
def test_what_only_saving_finds_out_is_told_in_words(client, editor, monkeypatch, error, words):
    def refuse(filled):
        raise error

    monkeypatch.setattr(FilledForm, "save", refuse)

    assert words in text_of(shown(client, make_draft(make.make_park(), editor)))


def test_deleted_item_has_no_preview(client, editor):
    park = make.make_park(published=False)
    draft = make_draft(park, editor)
    Park.objects.all().delete()

    assert "这项内容已经删除" in text_of(shown(client, draft))


# --- For staff --------------------------------------------------------------------------------------------------------


def test_frames_have_two_widths_and_may_stand_on_our_own_pages_only(client, editor):
    draft = make_draft(make.make_park(), editor, name="改过的名")
    frames = re.findall(
        r'<iframe src="(.*?)" title="(.*?)" width="(\d+)"', client.get(address("preview", draft)).content.decode()
    )
    headers = client.get(address("preview_page", draft)).headers

    own = address("preview_page", draft)
    assert frames == [(own, "桌面宽度的预览", "1280"), (own, "手机宽度的预览", "390")]
    assert (headers["X-Frame-Options"], headers["X-Robots-Tag"]) == ("SAMEORIGIN", "noindex")
    assert headers["Referrer-Policy"] == "no-referrer"
    assert {"no-store", "private"} <= set(headers["Cache-Control"].split(", "))
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]


def test_pages_with_forms_tell_where_they_come_from(client, editor):
    """Without it a browser sends "Origin: null", and the forms are refused as forged."""
    assert (
        client.get(address("preview", make_draft(make.make_park(), editor))).headers["Referrer-Policy"] == "same-origin"
    )


def test_public_pages_have_no_mark(client):
    park = make.make_park()
    for path in (park.get_absolute_url(), f"{park.get_absolute_url()}?preview=1", "/", "/parks/"):
        assert MARK not in client.get(path).content.decode()


MAY = {"preview": 200, "preview_page": 200, "share": 200, "unshare": 302}


@pytest.mark.parametrize("role", [*ALL_ROLES, ""])
def test_who_may_see_and_share(client, role):
    draft = make_draft(make.make_park())
    client.force_login(make.make_staff(role))
    sees, shares = role != "", role not in {"", "auditor"}
    answers = {
        "preview": client.get(address("preview", draft)),
        "preview_page": client.get(address("preview_page", draft)),
        "share": client.post(address("share", draft)),
        "unshare": client.post(address("unshare", draft)),
    }

    expected = {name: MAY[name] if (sees if "preview" in name else shares) else 403 for name in MAY}
    assert {name: answer.status_code for name, answer in answers.items()} == expected
    assert (address("share", draft) in answers["preview"].content.decode()) is shares


def test_visitor_is_asked_to_log_in(client):
    draft = make_draft(make.make_park())
    for name in MAY:
        for answer in (client.get(address(name, draft)), client.post(address(name, draft))):
            assert answer.headers["Location"] == f"/admin/login/?next={address(name, draft)}"


def test_links_are_made_and_ended_by_post_only(client, editor):
    draft = make_draft(make.make_park(), editor)

    assert [client.get(address(name, draft)).status_code for name in ("share", "unshare")] == [405, 405]
    assert [client.post(address(name, draft)).status_code for name in ("preview", "preview_page")] == [405, 405]


@pytest.mark.everywhere
def test_draft_that_does_not_exist_is_not_found(client, editor):
    draft = Draft(pk=99)
    gets = [client.get(address(name, draft)).status_code for name in ("preview", "preview_page")]

    assert gets + [client.post(address(name, draft)).status_code for name in ("share", "unshare")] == [404] * 4


def test_closed_draft_has_no_preview(client, editor):
    draft = make_draft(make.make_park(), editor, name="改过的名")
    publish_draft(draft)
    answer = client.get(address("preview", draft))

    assert ("<iframe" in answer.content.decode(), answer.status_code) == (False, 200)
    assert client.get(address("preview_page", draft)).status_code == 410
    answer = client.post(address("share", draft), follow=True)
    assert [str(m) for m in answer.context["messages"]] == ["这份草稿已公布，没有可以分享的预览。"]


# --- By a link --------------------------------------------------------------------------------------------------------


SECRET = "canarybird"


@pytest.fixture
def secret_draft():
    return make_draft(make.make_park(name="某园"), summary=SECRET)


def link_to(client, draft):
    """Made by an editor, who then logs out."""
    client.force_login(make.make_staff("editor"))
    link = client.post(address("share", draft)).context["link"]
    client.logout()
    return link.removeprefix("http://testserver")


@pytest.mark.everywhere
def test_link_shows_the_page_without_a_login(client, secret_draft):
    link = link_to(client, secret_draft)
    before = all_rows()
    answer = client.get(link)

    assert (answer.status_code, SECRET in answer.content.decode(), MARK in answer.content.decode()) == (200, True, True)
    assert all_rows() == before
    kept = {
        name: answer.headers[name] for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy", "X-Frame-Options")
    }
    assert kept == {
        "Cache-Control": "no-store, private",
        "X-Robots-Tag": "noindex",
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "DENY",
    }
    assert client.post(link).status_code == 405


def test_link_shows_the_draft_as_it_is_now(client, secret_draft):
    link = link_to(client, secret_draft)
    make_draft(Park.objects.get(), secret_draft.author, summary="后来又改")

    assert "后来又改" in client.get(link).content.decode()


def test_link_is_shown_once_and_kept_nowhere(client, secret_draft, settings):
    settings.PREVIEW_LINK_DAYS = 3
    link = link_to(client, secret_draft)
    token = link.split("/")[2]

    entry = AuditEntry.objects.filter(verb="分享预览").get()
    assert re.fullmatch(r"链接到 \d{4}-\d\d-\d\d \d\d:\d\d 北京时间有效。", entry.note)
    assert [rows for rows in all_rows().values() if token in str(rows)] == []


def gone(client, link):
    answer = client.get(link)
    assert SECRET not in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store, private"
    return answer.status_code, text_of(answer)


@pytest.mark.everywhere
def test_link_ends_with_its_days(client, secret_draft, settings):
    settings.PREVIEW_LINK_DAYS = 0
    status, text = gone(client, link_to(client, secret_draft))

    assert (status, "这个预览链接已经过期。" in text) == (410, True)


@pytest.mark.everywhere
def test_ended_links_stay_ended_and_new_ones_work(client, secret_draft):
    link = link_to(client, secret_draft)
    client.force_login(make.make_staff("editor"))
    client.post(address("unshare", secret_draft))
    client.logout()
    status, text = gone(client, link)

    assert (status, "这个预览链接已经作废。" in text) == (410, True)
    assert client.get(link_to(client, secret_draft)).status_code == 200
    assert AuditEntry.objects.filter(verb="作废预览链接").count() == 1


@pytest.mark.parametrize("close", [publish_draft, lambda draft: actions.discard(draft=draft, user=draft.author)])
def test_link_ends_with_the_draft(client, close):
    draft = make_draft(make.make_park(), focus=SECRET)
    link = link_to(client, draft)
    close(draft)
    status, text = gone(client, link)

    assert (status, "要看的草稿已经办完" in text) == (410, True)


@pytest.mark.everywhere
@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1],
        lambda token: token + "x",
        lambda token: token[1:],
        lambda token: "1",
        lambda token: "x" * 3000,
        lambda token: "%00",
        lambda token: ":".join(["WzEsOTk5OTk5OTk5OSwiIl0", *token.split(":")[1:]]),
        lambda token: "::",
    ],
)
def test_token_that_was_never_given_out_is_not_found(client, secret_draft, spoil):
    token = link_to(client, secret_draft).split("/")[2]

    assert gone(client, f"/preview/{spoil(token)}/")[0] == 404


def test_addresses_of_the_preview_show_nothing_without_a_token(client, secret_draft):
    paths = [
        "/preview/",
        f"/preview/{secret_draft.pk}/",
        address("preview", secret_draft),
        address("preview_page", secret_draft),
    ]
    for path in [*paths, Park.objects.get().get_absolute_url(), "/", "/parks/"]:
        assert SECRET not in client.get(path, follow=True).content.decode(), path


@pytest.mark.everywhere
def test_link_of_a_deleted_draft_is_gone(client, secret_draft):
    link = link_to(client, secret_draft)
    Draft.objects.all().delete()

    assert gone(client, link)[0] == 410
