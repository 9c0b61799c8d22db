"""What is still to be done between the password and the staff's pages. Kept in the session: asking costs nothing.

Which steps there are is settled at the login. A device that is set up later holds from the next login on.
"""

from dataclasses import dataclass

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from publishing.models import AuditEntry

from . import second_factor

LEFT = "staff_steps_left"


@dataclass(frozen=True)
class Step:
    """One step, and the page on which it is taken."""

    name: str
    page: str


CODE = Step("code", "admin:second-factor-code")
PASSWORD = Step("password", "admin:password_change")
SETUP = Step("setup", "admin:second-factor-setup")
ORDER = (CODE, PASSWORD, SETUP)


@receiver(user_logged_in)
def settle(sender, request, user, **kwargs):
    """Which steps this login has."""
    has_device = second_factor.is_offered() and second_factor.is_on(user)
    needed = {
        CODE: has_device,
        PASSWORD: was_set_by_another(user),
        SETUP: second_factor.is_required() and not has_device,
    }
    request.session[LEFT] = [step.name for step in ORDER if needed[step]]


def next_one(request) -> Step | None:
    """The first step that is left. Whose second step was reset meanwhile has nothing to ask a code of."""
    session = request.session
    if not session.get(LEFT):
        return None
    if is_left(session, CODE) and not second_factor.is_on(request.user):
        done(session, CODE)
        add(session, SETUP)
    if is_left(session, SETUP) and not second_factor.is_required():
        done(session, SETUP)
    return next((step for step in ORDER if is_left(session, step)), None)


def is_left(session, step) -> bool:
    return step.name in session.get(LEFT, [])


def done(session, step) -> None:
    if is_left(session, step):
        session[LEFT] = [name for name in session[LEFT] if name != step.name]


def add(session, step) -> None:
    """One more step, in its place among the others."""
    names = {*session.get(LEFT, []), step.name}
    session[LEFT] = [each.name for each in ORDER if each.name in names]


def was_set_by_another(user) -> bool:
    """Whether the password in use was chosen by somebody else, who may remember it; as far as the audit log goes."""
    entries = AuditEntry.objects.of_item(user).filter(verb__in=["新增", "改密码"]).order_by("-at", "-pk")
    by = entries.values_list("user", flat=True).first()
    return by is not None and by != user.pk
