"""What may be done with a draft from its page: who is offered what, and which action a button stands for.

The rules are those of ``actions``, which ask again; here they only decide what a person is shown.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms

from .. import actions
from ..actions.moving import permission_to, permission_to_publish
from ..actions.review import may_send_back, why_not_sign
from ..choices import SUBMITTED_STATES, State


class MomentField(forms.DateTimeField):
    """A day and a time of the site's zone (Asia/Shanghai)."""

    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **kwargs):
        messages = {"invalid": "请写成 2026-03-01 09:00 这样的日期和时间（北京时间）。"}
        super().__init__(**kwargs | {"error_messages": messages | kwargs.get("error_messages", {})})

    def to_python(self, value):
        try:
            moment = super().to_python(value)
        except OverflowError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error
        if moment is not None and not 2000 <= moment.year <= 2199:  # beyond are typing errors that databases refuse
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return moment


class ScheduleForm(forms.Form):
    """When a draft goes out by itself, and when it goes off again."""

    publish_at = MomentField(label="公布时间", error_messages={"required": "请写公布时间。"})
    expire_at = MomentField(label="下线时间", required=False, help_text="到时自动不再公开；一直公开就留空。")


class PublishForm(forms.Form):
    """The second of the two clicks that publish."""

    expire_at = MomentField(label="下线时间", required=False, help_text="到时自动不再公开；一直公开就留空。")
    confirmed = forms.BooleanField(
        label="以上改动我看过了，现在就让公众看到",
        error_messages={"required": "还没有公布：请先看过改动，勾选这一项。"},
    )


@dataclass(frozen=True)
class Verb:
    """One thing to do. ``act`` gets the draft, the person, the version that they saw and the cleaned values."""

    label: str
    may: Callable
    act: Callable
    form: type[forms.Form] | None = None


def may_edit(draft, user):
    return user.has_perm(permission_to("change" if draft.object_id else "add", draft.model))


def may_publish(draft, user):
    return user.has_perm(permission_to_publish(draft.model))


def _submit(draft, user, version, values):
    return actions.submit(draft=draft, user=user, version=version)


def _sign(draft, user, version, values):
    return actions.sign(draft=draft, user=user, version=version, comment=values["comment"])


def _send_back(draft, user, version, values):
    return actions.send_back(draft=draft, user=user, version=version, comment=values["comment"])


def _take_back(draft, user, version, values):
    return actions.take_back(draft=draft, user=user, version=version, comment=values["comment"])


def _comment(draft, user, version, values):
    return actions.comment(draft=draft, user=user, text=values["comment"])


def _override(draft, user, version, values):
    return actions.override(draft=draft, user=user, version=version, reason=values["reason"])


def _discard(draft, user, version, values):
    return actions.discard(draft=draft, user=user, version=version)


def _reopen(draft, user, version, values):
    return actions.reopen(draft=draft, user=user, version=version)


def _publish(draft, user, version, values):
    actions.publish(draft=draft, user=user, version=version, expire_at=values["expire_at"])
    draft.refresh_from_db()
    return draft


def _schedule(draft, user, version, values):
    times = {name: values[name] for name in ("publish_at", "expire_at")}
    return actions.schedule(draft=draft, user=user, version=version, **times)


def _unschedule(draft, user, version, values):
    return actions.unschedule(draft=draft, user=user, version=version)


_APPROVED = (State.APPROVED, State.SCHEDULED)
VERBS = {
    "submit": Verb("提交", lambda d, u: d.state in (State.WRITING, State.SENT_BACK) and may_edit(d, u), _submit),
    "sign": Verb("签字", lambda d, u: not why_not_sign(d, u), _sign),
    "send_back": Verb("退回", may_send_back, _send_back),
    "take_back": Verb("撤回", lambda d, u: d.state in SUBMITTED_STATES and may_edit(d, u), _take_back),
    "comment": Verb("留言", lambda d, u: u.has_perm(permission_to("view", d.model)), _comment),
    "override": Verb(
        "越过审核", lambda d, u: d.state == State.IN_REVIEW and u.has_perm("publishing.override_draft"), _override
    ),
    "discard": Verb("放弃", lambda d, u: d.is_open and may_edit(d, u), _discard),
    "reopen": Verb("重新打开", lambda d, u: d.state == State.DISCARDED and may_edit(d, u), _reopen),
    "publish": Verb("公布", lambda d, u: d.state in _APPROVED and may_publish(d, u), _publish, PublishForm),
    "schedule": Verb("定时公布", lambda d, u: d.state in _APPROVED and may_publish(d, u), _schedule, ScheduleForm),
    "unschedule": Verb("取消定时", lambda d, u: d.state == State.SCHEDULED and may_publish(d, u), _unschedule),
}
# What makes no sense once the item or its form is gone.
NEEDS_ITEM = {"submit", "sign", "override", "reopen", "publish", "schedule"}


def offered(case, user) -> set[str]:
    """The names of the verbs that this person may press now."""
    if case.draft.model is None:
        return set()
    names = {name for name, verb in VERBS.items() if verb.may(case.draft, user)}
    return names - NEEDS_ITEM if case.page is None or case.is_gone else names


def why_not(draft, user) -> str:
    """What to tell a person who finds no button where they may look for one; empty when nobody would wonder."""
    if draft.step:
        return why_not_sign(draft, user)
    if draft.state == State.APPROVED and not may_publish(draft, user):
        return "审核已经完成，等有发布权限的人公布。"
    if draft.state == State.SENT_BACK and not may_edit(draft, user):
        return "已经退回，等作者改好再提交。"
    return ""
