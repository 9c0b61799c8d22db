"""The list of drafts and the page on which one is judged: who sees what, who is offered what, what each button does."""

import datetime as dt
import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from news.models import Article
from parks.models import Park
from projects.models import Project
from publishing import actions
from publishing.admin.draft_page import standing
from publishing.choices import State
from publishing.models import Draft, WatchWord
from publishing.pages import page_of
from tests import factories as make
from tests.admin_pages import page
from tests.drafting import approve, make_draft, make_new_draft, publish_draft
from tests.pages import main_of, query_count, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

LIST = "/admin/publishing/draft/"
ROLES = ("editor", "first_reviewer", "second_reviewer", "final_reviewer", "publisher", "administrator", "auditor")
VERBS = (
    "submit",
    "sign",
    "send_back",
    "take_back",
    "comment",
    "override",
    "discard",
    "reopen",
    "publish",
    "schedule",
    "unschedule",
)


@pytest.fixture
def draft():
    return make_draft(make.make_park(name="原名"), name="新名", why="换了牌子")


@pytest.fixture
def submitted(draft):
    return actions.submit(draft=draft, user=draft.author)


@pytest.fixture
def approved(draft):
    return approve(draft)


@pytest.fixture
def enter(client):
    """Log in as somebody with this role."""

    def log_in(role, **values):
        user = make.make_staff(role, **values)
        client.force_login(user)
        return user

    return log_in


def address(draft):
    return page(Draft, "change", draft.pk)


def act_address(draft, verb):
    return reverse("admin:publishing_draft_act", args=[draft.pk, verb])


def act(client, draft, verb, **data):
    """Press a button on the page as it stands."""
    draft.refresh_from_db()
    data = {"version": draft.version, "stood": standing(draft)} | data
    return client.post(act_address(draft, verb), data)


def messages(answer):
    return [str(message) for message in answer.context["messages"]]


def local(moment):
    """As a browser sends the time of a control."""
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def in_days(days):
    return (timezone.now() + dt.timedelta(days=days)).replace(second=0, microsecond=0)


def bring(draft, state):
    """The draft, brought into a state by the actions."""
    if state == State.WRITING:
        return draft
    if state == State.DISCARDED:
        return actions.discard(draft=draft, user=draft.author)
    if state in (State.IN_REVIEW, State.SENT_BACK):
        draft = actions.submit(draft=draft, user=draft.author)
        reviewer = make.make_staff("first_reviewer")
        return draft if state == State.IN_REVIEW else actions.send_back(draft=draft, user=reviewer, comment="改")
    draft = approve(draft)
    if state == State.SCHEDULED:
        return actions.schedule(draft=draft, user=make.make_staff("publisher"), publish_at=in_days(1))
    if state == State.PUBLISHED:
        publish_draft(draft)
    draft.refresh_from_db()
    return draft


# --- The list ---------------------------------------------------------------------------------------------------------


def listed(client, **query):
    return [draft.pk for draft in client.get(LIST, query).context["cl"].result_list]


@pytest.mark.everywhere
def test_list_shows_what_is_not_finished_and_the_rest_on_demand(client, enter):
    drafts = {state: bring(make_draft(make.make_park(), name="新名"), state) for state in State}
    enter("auditor")

    finished = {drafts[State.PUBLISHED].pk, drafts[State.DISCARDED].pk}
    everything = {draft.pk for draft in drafts.values()}
    assert set(listed(client)) == everything - finished
    assert set(listed(client, state="all")) == everything
    assert {state: listed(client, state=state.value) for state in State} == {
        state: [draft.pk] for state, draft in drafts.items()
    }
    assert listed(client, state="sign_first") == [drafts[State.IN_REVIEW].pk]
    assert listed(client, state="sign_second") == []
    assert set(listed(client, state="nonsense")) == everything - finished


def test_list_says_what_one_wants_to_know(client, enter, submitted):
    Draft.objects.filter(pk=submitted.pk).update(waiting_since=timezone.now() - dt.timedelta(days=3, hours=1))
    User.objects.filter(pk=submitted.author.pk).update(first_name="王编辑")
    enter("first_reviewer")
    row = main_of(client.get(LIST)).split("<tbody>")[1]

    for said in ("原名", "园区", "等初审", "王编辑", "3 天", "1 处", "换了牌子"):
        assert said in row, said


@pytest.mark.everywhere
def test_who_waits_longest_stands_first(client, enter):
    first, second, third = (make_draft(make.make_park(), name="新名") for _ in range(3))
    for days, draft in ((1, first), (3, second)):
        actions.submit(draft=draft, user=draft.author)
        Draft.objects.filter(pk=draft.pk).update(waiting_since=in_days(-days))
    enter("auditor")

    assert listed(client) == [second.pk, first.pk, third.pk]


@pytest.mark.everywhere
def test_list_of_what_waits_for_me(client, enter):
    in_review = bring(make_draft(make.make_park(), name="新名"), State.IN_REVIEW)
    ready = bring(make_draft(make.make_park(), name="新名"), State.APPROVED)
    back = bring(make_draft(make.make_park(), name="新名"), State.SENT_BACK)
    waits = {}
    for role in ROLES:
        enter(role)
        waits[role] = listed(client, waits="me")
    client.force_login(back.author)

    assert waits == {role: [] for role in ROLES} | {
        "first_reviewer": [in_review.pk],
        "publisher": [ready.pk],
        "administrator": [ready.pk],
    }
    assert (listed(client, waits="me"), listed(client, author="me")) == ([back.pk], [back.pk])


@pytest.mark.everywhere
def test_list_is_filtered_by_type(client, enter, draft):
    article = make_new_draft(Article)
    enter("auditor")
    filters = {str(each.title): each for each in client.get(LIST).context["cl"].filter_specs}
    by_label = {label: key for key, label in filters["类型"].lookup_choices}

    assert listed(client, type=by_label["文章"]) == [article.pk]
    assert listed(client, type=by_label["园区"]) == [draft.pk]
    assert set(listed(client, type="x")) == {article.pk, draft.pk}


def test_list_takes_the_same_queries_for_1_and_30_drafts(client, enter):
    user = enter("administrator")
    counts = []
    for number in (1, 29):
        for _ in range(number):
            approve(make_draft(make.make_park(), user, name="新名"))
        client.get(LIST)
        queries = ("", "?waits=me", "?author=me", "?state=all")
        counts.append({query: query_count(client, f"{LIST}{query}") for query in queries})

    assert counts[0] == counts[1]


def test_drafts_are_closed_to_who_may_not_see_them(client, enter, draft):
    enter("")
    statuses = [client.get(LIST), client.get(address(draft)), act(client, draft, "comment", comment="我")]

    assert [answer.status_code for answer in statuses] == [403, 403, 403]
    assert draft.events.count() == 0


@pytest.mark.everywhere
def test_drafts_of_a_type_are_closed_to_who_may_not_see_the_type(client, enter, draft):
    user = enter("")
    user.user_permissions.add(*Permission.objects.filter(codename__in=["view_draft", "view_article"]))
    article = make_new_draft(Article)

    assert listed(client) == [article.pk]
    assert [client.get(address(each)).status_code for each in (article, draft)] == [200, 403]
    assert [client.post(act_address(draft, verb)).status_code for verb in VERBS] == [403] * len(VERBS)


def test_visitor_is_asked_to_log_in(client, draft):
    for url in (LIST, address(draft), *(act_address(draft, verb) for verb in VERBS)):
        assert client.get(url).status_code == client.post(url).status_code == 302
    assert draft.events.count() == 0


# --- What the page shows ----------------------------------------------------------------------------------------------


def test_page_shows_what_was_there_and_what_comes(client, enter):
    park = make.make_park(
        name="原名", focus="", summary="园区把数据基础、产业发展、智慧城市与人工智能这几类应用聚在一处。"
    )
    park.honours.create(title="省级园区")
    gone = park.honours.create(title="市级园区", awarded_by="某市")
    draft = make_draft(
        park,
        name="新名",
        focus="<b>芯片</b>",
        summary=park.summary.replace("产业", "工业"),
        rows={"honours": [{"id": gone.pk, "DELETE": True}, {"title": "国家级园区"}]},
    )
    enter("auditor")
    answer = client.get(address(draft))
    text, markup = text_of(answer), main_of(answer)

    assert "名称原来原名现在新名" in text
    assert "定位原来（空）现在&lt;b&gt;芯片&lt;/b&gt;" in text
    assert "<del>产</del><ins>工</ins>" in markup
    assert "新增国家级园区" in text
    assert "删除市级园区" in text
    assert "省级园区" not in text
    assert answer.context["case"].difference.size == 5


def test_page_leaves_out_what_stayed_of_a_long_text_and_offers_it(client, enter):
    before = "甲" * 3000 + "原来" + "乙" * 3000
    park = make.make_park(summary=before)
    draft = make_draft(park, summary=before.replace("原来", "后来"))
    enter("auditor")
    markup = main_of(client.get(address(draft)))

    assert re.findall("略 [0-9]+ 字", markup) == ["略 2960 字", "略 2961 字"]
    assert re.findall("<(?:del|ins)>.</(?:del|ins)>", markup) == ["<del>原</del>", "<ins>后</ins>"]
    assert "看两边的全文" in markup


def test_page_of_a_new_item_shows_all_of_it_as_new(client, enter):
    draft = make_new_draft(Article, title="新文章", body="正文" * 500)
    enter("auditor")
    answer = client.get(address(draft))

    assert "（新内容）" in text_of(answer)
    assert "原来" not in text_of(answer).replace("原来想", "")
    assert "共1000字" in text_of(answer)


@pytest.mark.everywhere
def test_page_tells_the_record_with_comments(client, enter, submitted):
    actions.send_back(draft=submitted, user=make.make_staff("first_reviewer"), comment="第二段\n没有来源")
    actions.comment(draft=submitted, user=submitted.author, text="<i>补了</i>")
    enter("auditor")
    answer = client.get(address(submitted))

    assert [event.kind for event in answer.context["case"].events] == ["submitted", "sent_back", "commented"]
    assert "第二段<br>没有来源" in main_of(answer)
    assert "&lt;i&gt;补了&lt;/i&gt;" in main_of(answer)


def test_page_tells_whose_turn_it_is(client, enter, submitted):
    signer = make.make_staff("first_reviewer", first_name="张三")
    waited = make.make_staff("second_reviewer", first_name="李四")
    actions.sign(draft=submitted, user=signer)
    enter("auditor")
    answer = client.get(address(submitted))

    steps = answer.context["case"].steps
    assert [(step["label"], step["event"] and step["event"].by, step["is_next"]) for step in steps] == [
        ("初审", signer, False),
        ("复审", None, True),
        ("终审", None, False),
    ]
    assert answer.context["case"].waited_for == [waited]
    assert "可以签的：李四" in text_of(answer)


def test_page_shows_findings_of_what_is_open_only(client, enter, draft):
    WatchWord.objects.create(word="新名")
    enter("auditor")
    assert "“新名”是错误写法" in text_of(client.get(address(draft)))

    actions.discard(draft=draft, user=draft.author)
    assert "自动检查" not in text_of(client.get(address(draft)))


def test_page_leads_to_the_preview(client, enter, draft):
    enter("auditor")

    assert reverse("admin:publishing_draft_preview_page", args=[draft.pk]) in main_of(client.get(address(draft)))


def test_page_leads_who_may_edit_to_the_form(client, enter, draft):
    new = make_new_draft(Article)
    addresses = {}
    for role in ("editor", "administrator", "first_reviewer", "publisher"):
        enter(role)
        addresses[role] = [client.get(address(each)).context["form_address"] for each in (draft, new)]

    forms = [page(Park, "change", draft.object_id), f"{page(Article, 'add')}?draft={new.pk}"]
    assert addresses == {"editor": forms, "administrator": forms, "first_reviewer": ["", ""], "publisher": ["", ""]}
    enter("editor")
    assert [client.get(form).status_code for form in forms] == [200, 200]


def test_page_takes_the_same_queries_for_1_and_30_rows(client, enter):
    counts = []
    user = enter("administrator")
    for number in (1, 30):
        project = make.make_project()
        for each in range(number):
            make.make_party(project)
            project.honours.create(title=f"荣誉{each}")
        draft = make_draft(
            project, user, short_name="简称", rows={"honours": [{"title": f"新{each}"} for each in range(3)]}
        )
        for _ in range(number):
            actions.comment(draft=draft, user=make.make_staff("auditor"), text="问")
        client.get(address(draft))
        counts.append(query_count(client, address(draft)))

    assert counts[0] == counts[1]


@pytest.mark.everywhere
@pytest.mark.parametrize("key", ["0", "abc", "-1", "9" * 30, "_00"])
def test_draft_that_is_not_there_leads_back(client, enter, key):
    enter("administrator")
    urls = [page(Draft, "change", key), *(reverse("admin:publishing_draft_act", args=[key, v]) for v in VERBS)]

    assert {client.get(url).status_code for url in urls} == {302}
    assert {client.post(url).status_code for url in urls[1:]} == {302}


# --- Who is offered what ----------------------------------------------------------------------------------------------

WRITES = {"submit", "discard", "comment"}
OFFERED = {
    State.WRITING: {"editor": WRITES, "administrator": WRITES},
    State.SENT_BACK: {"editor": WRITES, "administrator": WRITES},
    State.IN_REVIEW: {
        "editor": {"take_back", "discard", "comment"},
        "first_reviewer": {"sign", "send_back", "comment"},
        "administrator": {"take_back", "discard", "comment", "override"},
    },
    State.APPROVED: {
        "editor": {"take_back", "discard", "comment"},
        "publisher": {"publish", "schedule", "send_back", "comment"},
        "administrator": {"publish", "schedule", "send_back", "take_back", "discard", "comment"},
    },
    State.SCHEDULED: {
        "editor": {"take_back", "discard", "comment"},
        "publisher": {"publish", "schedule", "unschedule", "send_back", "comment"},
        "administrator": {"publish", "schedule", "unschedule", "send_back", "take_back", "discard", "comment"},
    },
    State.PUBLISHED: {},
    State.DISCARDED: {"editor": {"reopen", "comment"}, "administrator": {"reopen", "comment"}},
}


@pytest.mark.parametrize("state", State)
def test_page_offers_what_the_role_may_do(client, enter, draft, state):
    draft = bring(draft, state)
    offered = {}
    for role in ROLES:
        enter(role)
        answer = client.get(address(draft))
        offered[role] = answer.context["offered"]
        buttons = {verb for verb in VERBS if act_address(draft, verb) in main_of(answer)}
        assert buttons == offered[role], role

    assert offered == {role: {"comment"} for role in ROLES} | OFFERED[state]


@pytest.mark.parametrize("state", State)
def test_what_is_not_offered_is_refused(client, enter, draft, state):
    draft = bring(draft, state)
    said = {"comment": "说明", "reason": "急", "publish_at": local(in_days(2)), "expire_at": "", "confirmed": "on"}
    for role in ROLES:
        enter(role)
        for verb in set(VERBS) - OFFERED[state].get(role, {"comment"}):
            before = Draft.objects.values("state", "signed_steps", "publish_at").get(pk=draft.pk)
            assert act(client, draft, verb, **said).status_code in (403, 409), (role, verb)
            assert Draft.objects.values("state", "signed_steps", "publish_at").get(pk=draft.pk) == before


@pytest.mark.parametrize("role", [role for role in ROLES if role != "first_reviewer"])
def test_wrong_step_is_forbidden(client, enter, submitted, role):
    enter(role)

    assert act(client, submitted, "sign").status_code == 403


def test_author_is_told_why_there_is_no_button(client):
    author = make.make_staff("editor")
    author.groups.add(make.make_staff("first_reviewer").groups.get())
    draft = bring(make_draft(make.make_park(), author, name="新名"), State.IN_REVIEW)
    client.force_login(author)
    answer = client.get(address(draft))

    assert "sign" not in answer.context["offered"]
    assert "这份内容您自己写过，要由别人来审。" in text_of(answer)


def test_signer_is_told_why_there_is_no_second_button(client, submitted):
    both = make.make_staff("first_reviewer")
    both.groups.add(make.make_staff("second_reviewer").groups.get())
    client.force_login(both)
    act(client, submitted, "sign")

    assert "您已经签过一步，下一步要由别人来签。" in text_of(client.get(address(submitted)))


# --- Pressing buttons -------------------------------------------------------------------------------------------------


@pytest.mark.everywhere
def test_draft_goes_its_whole_way_by_the_buttons(client, enter, draft):
    client.force_login(draft.author)
    act(client, draft, "submit")
    for role, comment in (("first_reviewer", "核过"), ("second_reviewer", ""), ("final_reviewer", "同意")):
        enter(role)
        answer = act(client, draft, "sign", comment=comment)
        assert (answer.status_code, answer.headers["Location"]) == (302, address(draft))
    enter("publisher")
    answer = act(client, draft, "publish", confirmed="on", expire_at="")
    draft.refresh_from_db()

    assert (draft.state, Park.objects.get().name) == (State.PUBLISHED, "新名")
    assert [event.comment for event in draft.events.all()] == ["换了牌子", "核过", "", "同意", "换了牌子"]


def test_success_is_told(client, enter, submitted):
    enter("first_reviewer")
    act(client, submitted, "sign")

    assert messages(client.get(address(submitted))) == ["已签字“原名”，现在等复审。"]


@pytest.mark.parametrize(
    ("verb", "role", "state", "after"),
    [
        ("send_back", "first_reviewer", State.IN_REVIEW, State.SENT_BACK),
        ("send_back", "publisher", State.APPROVED, State.SENT_BACK),
        ("take_back", "editor", State.APPROVED, State.WRITING),
        ("comment", "auditor", State.APPROVED, State.APPROVED),
        ("override", "administrator", State.IN_REVIEW, State.APPROVED),
        ("discard", "editor", State.SENT_BACK, State.DISCARDED),
        ("reopen", "editor", State.DISCARDED, State.WRITING),
        ("unschedule", "publisher", State.SCHEDULED, State.APPROVED),
    ],
)
def test_each_button_does_its_work(client, enter, draft, verb, role, state, after):
    draft = bring(draft, state)
    user = enter(role)
    answer = act(client, draft, verb, comment="说明", reason="急件")
    draft.refresh_from_db()

    assert (answer.status_code, draft.state) == (302, after)
    assert draft.events.last().by == user
    assert draft.events.last().comment == {"override": "急件"}.get(
        verb, "说明" if verb in {"send_back", "take_back", "comment"} else ""
    )


@pytest.mark.parametrize(("verb", "role"), [("send_back", "first_reviewer"), ("comment", "first_reviewer")])
def test_refusal_keeps_what_was_typed(client, enter, submitted, verb, role):
    enter(role)
    comment = "很长的意见" * 500
    answer = act(client, submitted, verb, comment=comment)

    assert answer.status_code == 409
    assert messages(answer) == ["说明太长，最多 2000 个字。"]
    assert comment in answer.content.decode()
    assert submitted.events.count() == 1


def test_sending_back_asks_for_a_reason(client, enter, submitted):
    enter("first_reviewer")
    answer = act(client, submitted, "send_back", comment=" ")

    assert (answer.status_code, messages(answer)) == (409, ["请写明哪里要改。"])


def test_override_asks_for_a_reason_of_its_own(client, enter, submitted):
    enter("administrator")
    answer = act(client, submitted, "override", comment="这是留言，不是理由")
    submitted.refresh_from_db()

    assert (answer.status_code, submitted.state) == (409, State.IN_REVIEW)
    assert "这是留言，不是理由" in answer.content.decode()


@pytest.mark.everywhere
def test_what_changed_since_it_was_looked_at_is_not_signed(client, enter, submitted):
    seen = {"version": submitted.version, "stood": standing(submitted), "comment": "可以"}
    payload = {"fields": submitted.payload["fields"] | {"name": ["更新的名"]}, "rows": submitted.payload["rows"]}
    editor = submitted.author
    actions.save_draft(page=page_of(Park, editor, submitted.item()), user=editor, payload=payload)
    actions.submit(draft=submitted, user=editor)
    enter("first_reviewer")
    answer = client.post(act_address(submitted, "sign"), seen)
    submitted.refresh_from_db()

    assert (answer.status_code, submitted.signed_steps) == (409, 0)
    assert "更新的名" in answer.content.decode()
    assert "可以" in answer.content.decode()


@pytest.mark.everywhere
def test_button_of_a_step_that_somebody_else_signed_meanwhile_signs_nothing(client, submitted):
    both = make.make_staff("first_reviewer")
    both.groups.add(make.make_staff("second_reviewer").groups.get())
    seen = {"version": submitted.version, "stood": standing(submitted)}
    actions.sign(draft=submitted, user=make.make_staff("first_reviewer"))
    client.force_login(both)
    answer = client.post(act_address(submitted, "sign"), seen)
    submitted.refresh_from_db()

    assert (answer.status_code, submitted.signed_steps) == (409, 1)
    assert messages(answer) == ["“原名”在您查看之后有了变化（现在等复审）。什么也没有做，请看过再决定。"]


@pytest.mark.parametrize(
    "data", [{}, {"version": "x"}, {"version": "1"}, {"version": "9" * 30, "stood": "in_review-0"}]
)
def test_button_without_what_was_seen_does_nothing(client, enter, submitted, data):
    enter("first_reviewer")
    answer = client.post(act_address(submitted, "sign"), data)
    submitted.refresh_from_db()

    assert (answer.status_code, submitted.signed_steps) == (409, 0)


def test_comment_is_right_at_any_time(client, enter, submitted):
    enter("auditor")
    client.post(act_address(submitted, "comment"), {"comment": "问\0一句"})

    assert submitted.events.last().comment == "问一句"


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "publish"])
def test_opening_a_buttons_address_does_nothing(client, enter, approved, verb):
    enter("administrator")
    answer = client.get(act_address(approved, verb))

    assert (answer.status_code, answer.headers["Location"]) == (302, address(approved))
    approved.refresh_from_db()
    assert approved.state == State.APPROVED


@pytest.mark.everywhere
def test_odd_requests_are_answered(client, enter, approved):
    enter("administrator")

    assert client.get(act_address(approved, "explode")).status_code == 404
    assert client.post(act_address(approved, "explode")).status_code == 404
    assert client.put(act_address(approved, "publish")).status_code == 405
    assert client.delete(act_address(approved, "sign")).status_code == 405
    assert client.post(address(approved)).status_code == 405


def test_button_needs_the_token_against_forgery(approved):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.make_staff("publisher"))
    data = {"version": approved.version, "stood": standing(approved), "confirmed": "on"}

    assert client.post(act_address(approved, "publish"), data).status_code == 403


# --- Publishing -------------------------------------------------------------------------------------------------------


def test_publishing_asks_twice(client, enter, approved):
    enter("publisher")
    shown = client.get(act_address(approved, "publish"))
    assert "名称原来原名现在新名" in text_of(shown)

    answer = act(client, approved, "publish", expire_at="")
    assert (answer.status_code, "请先看过改动，勾选这一项" in text_of(answer)) == (400, True)
    assert Park.objects.get().name == "原名"

    assert act(client, approved, "publish", expire_at="", confirmed="on").status_code == 302
    assert Park.objects.get().name == "新名"


@pytest.mark.parametrize("role", [role for role in ROLES if role not in {"publisher", "administrator"}])
def test_only_publishers_publish(client, enter, approved, role):
    enter(role)
    statuses = [
        client.get(act_address(approved, "publish")).status_code,
        act(client, approved, "publish").status_code,
        act(client, approved, "publish", confirmed="on").status_code,
        act(client, approved, "schedule").status_code,
        act(client, approved, "schedule", publish_at=local(in_days(1))).status_code,
    ]

    assert statuses == [403] * 5
    assert Park.objects.get().name == "原名"


def test_what_was_published_meanwhile_is_not_confirmed_again(client, enter, approved):
    enter("publisher")
    actions.publish(draft=approved, user=make.make_staff("publisher"))
    answer = client.get(act_address(approved, "publish"))

    assert (answer.status_code, answer.headers["Location"]) == (302, address(approved))


@pytest.mark.everywhere
def test_expiry_is_written_with_the_publication_in_the_zone_of_the_site(client, enter, approved):
    enter("publisher")
    assert "Asia/Shanghai" in text_of(client.get(act_address(approved, "publish")))
    act(client, approved, "publish", confirmed="on", expire_at="2099-03-01T00:00")

    assert Park.objects.get().expires_at == dt.datetime(2099, 2, 28, 16, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "typed", ["2020-01-01T00:00", "nonsense", "0001-01-01T00:00", "9999-12-31T23:59", "2099-13-01"]
)
def test_expiry_that_cannot_be_is_refused(client, enter, approved, typed):
    enter("publisher")
    answer = act(client, approved, "publish", confirmed="on", expire_at=typed)

    assert answer.status_code in (400, 409)
    assert Park.objects.get().name == "原名"


@pytest.mark.everywhere
def test_schedule_is_read_in_the_zone_of_the_site(client, enter, approved):
    enter("publisher")
    assert "时间都是北京时间（Asia/Shanghai）" in text_of(client.get(address(approved)))
    act(client, approved, "schedule", publish_at="2099-03-01T00:00", expire_at="2099-03-02T08:00")
    approved.refresh_from_db()

    assert approved.state == State.SCHEDULED
    assert approved.publish_at == dt.datetime(2099, 2, 28, 16, tzinfo=dt.UTC)
    assert approved.expire_at == dt.datetime(2099, 3, 2, 0, tzinfo=dt.UTC)
    assert "2099-03-0100:00公布，2099-03-0208:00下线（北京时间）" in text_of(client.get(address(approved)))
    assert 'value="2099-03-01T00:00"' in client.get(address(approved)).content.decode()


@pytest.mark.parametrize(
    ("publish_at", "expire_at", "said"),
    [
        ("", "", "请写公布时间。"),
        ("明天", "", "请写成2026-03-0109:00这样的日期和时间（北京时间）。"),
        ("2020-01-01T00:00", "", "公布时间已经过去"),
        ("2099-03-01T00:00", "2099-02-01T00:00", "下线时间要晚于公布时间。"),
        ("9999-12-31T23:59", "", "请写成2026-03-0109:00这样的日期和时间（北京时间）。"),
    ],
)
def test_schedule_that_cannot_be_is_refused_and_kept(client, enter, approved, publish_at, expire_at, said):
    enter("publisher")
    answer = act(client, approved, "schedule", publish_at=publish_at, expire_at=expire_at)
    approved.refresh_from_db()

    assert (answer.status_code in (400, 409), approved.state) == (True, State.APPROVED)
    assert said in text_of(answer)
    assert f'value="{publish_at}"' in answer.content.decode() or not publish_at


def test_time_of_a_schedule_is_changed(client, enter, approved):
    enter("publisher")
    act(client, approved, "schedule", publish_at="2099-03-01T00:00")
    act(client, approved, "schedule", publish_at="2099-04-01T00:00")
    approved.refresh_from_db()

    assert approved.publish_at == dt.datetime(2099, 3, 31, 16, tzinfo=dt.UTC)


# --- What is not as usual ---------------------------------------------------------------------------------------------


def test_closed_draft_shows_what_it_changed_then(client, enter, draft):
    publish_draft(draft)
    publish_draft(make_draft(Park.objects.get(), name="第三个名"))
    enter("auditor")
    answer = client.get(address(draft))

    assert "名称原来原名现在新名" in text_of(answer)
    assert "当时改了什么" in text_of(answer)


def test_closed_draft_of_a_new_item_shows_what_it_brought(client, enter):
    draft = make_new_draft(Article, title="新文章", body="正文")
    publish_draft(draft)
    enter("auditor")

    assert "标题新文章" in text_of(client.get(address(draft)))


def test_draft_of_a_deleted_item_says_so(client, enter, submitted):
    Park.objects.all().delete()
    enter("administrator")
    answer = client.get(address(submitted))

    assert "这项内容已经删除" in text_of(answer)
    assert "名称原来原名现在新名" in text_of(answer)
    assert answer.context["offered"] == {"take_back", "discard", "comment"}
    assert act(client, submitted, "discard").status_code == 302
    assert client.get(address(submitted)).status_code == 200


def test_draft_of_a_type_without_a_form_shows_its_record(client, enter, submitted, monkeypatch):
    registry = {model: each for model, each in admin.site._registry.items() if model is not Park}
    monkeypatch.setattr(admin.site, "_registry", registry)
    enter("administrator")
    answer = client.get(address(submitted))

    assert answer.status_code == 200
    assert "这类内容现在没有表单" in text_of(answer)
    assert [event.kind for event in answer.context["case"].events] == ["submitted"]
    assert answer.context["offered"] == {"take_back", "discard", "comment"}
    said = {"comment": "说明", "reason": "急", "publish_at": local(in_days(2)), "confirmed": "on"}
    assert {act(client, submitted, verb, **said).status_code for verb in VERBS} == {302, 403, 409}


def test_draft_of_a_type_that_is_no_more_shows_its_record(client, enter, submitted):
    gone = ContentType.objects.create(app_label="gone", model="thing")
    Draft.objects.filter(pk=submitted.pk).update(content_type=gone)
    enter("administrator")
    answer = client.get(address(submitted))

    assert (answer.status_code, answer.context["offered"]) == (200, set())
    assert {act(client, submitted, verb).status_code for verb in VERBS} == {404}
    assert client.get(LIST).status_code == 200


def test_draft_of_a_step_that_is_no_more_shows_its_record(client, enter):
    project = make.make_project()
    draft = make_draft(project, short_name="简称")
    Draft.objects.filter(pk=draft.pk).update(form="abolished")
    enter("administrator")

    assert "这类内容现在没有表单" in text_of(client.get(address(draft)))


def test_draft_of_a_step_is_judged_like_any_other(client, enter):
    project, editor = make.make_project(), make.make_staff("editor")
    step = page_of(Project, editor, project, "confirm")
    payload = step.payload() | {"fields": {"note": ["电话里说的"], "stated_on": ["2022"]}}
    draft = actions.save_draft(page=step, user=editor, payload=payload)
    enter("editor")
    answer = client.get(address(draft))

    assert "电话里说的" in text_of(answer)
    assert answer.context["form_address"] == reverse("admin:projects_project_confirm", args=[project.pk])


def test_draft_of_what_changed_since_shows_its_own_changes_only(client, enter, approved):
    Park.objects.update(focus="别人写的")
    enter("publisher")
    shown = client.get(address(approved))
    assert "公布的内容在起草以后变了" in text_of(shown)
    assert "别人写的" not in text_of(shown)

    answer = act(client, approved, "publish", confirmed="on")
    assert (answer.status_code, Park.objects.get().name) == (409, "原名")
    assert "公布的内容在起草以后变了" in "".join(messages(answer))


def test_incomplete_draft_lists_what_is_wrong_and_where(client, enter, draft):
    payload = {"fields": draft.payload["fields"] | {"name": [""], "land_area": ["很大"]}, "rows": draft.payload["rows"]}
    actions.save_draft(page=page_of(Park, draft.author, draft.item()), user=draft.author, payload=payload)
    client.force_login(draft.author)
    answer = act(client, draft, "submit")

    assert answer.status_code == 409
    assert messages(answer) == ["现在不能提交：内容里有 2 处要补或要改，列在下面。"]
    assert [where for where, _ in answer.context["mistakes"]] == ["名称", "占地面积"]


def test_what_became_wrong_after_the_review_is_not_published(client, enter):
    draft = approve(make_new_draft(Park, slug="taken"))
    make.make_park(slug="taken")
    enter("publisher")
    answer = act(client, draft, "publish", confirmed="on")

    assert answer.status_code == 409
    assert [where for where, _ in answer.context["mistakes"]] == ["网址名"]
    assert Park.objects.count() == 1
