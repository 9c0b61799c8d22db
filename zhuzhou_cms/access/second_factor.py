"""A code from one's phone (TOTP, RFC 6238) or a recovery code, beside the password. django-otp keeps the devices.

Each change is on record; no secret and no code is. There is one confirmed device for each person, and with it one set
of recovery codes. Asking for codes on pages is in ``pages``, when they are asked for in ``steps``.
"""

from base64 import b32encode

import segno
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from publishing import audit

CHOICES = ("off", "optional", "required")
RECOVERY_CODES = 10
DEVICE_NAME = "手机"


class WrongCode(Exception):
    """The code is not right, or may not be tried yet. In words."""


def is_offered() -> bool:
    return settings.STAFF_SECOND_FACTOR != "off"


def is_required() -> bool:
    return settings.STAFF_SECOND_FACTOR not in ("off", "optional")


def is_on(user) -> bool:
    return TOTPDevice.objects.filter(user_id=user.pk, confirmed=True).exists()


def codes_left(user) -> int:
    return StaticToken.objects.filter(device__user_id=user.pk).count()


@transaction.atomic
def device_to_set_up(user) -> TOTPDevice:
    """The device that waits for its first code; the same one each time until it is confirmed."""
    get_user_model()._base_manager.select_for_update().get(pk=user.pk)  # two pages at once would make two
    device = TOTPDevice.objects.filter(user_id=user.pk, confirmed=False).order_by("pk").first()
    return device or TOTPDevice.objects.create(user_id=user.pk, name=DEVICE_NAME, confirmed=False)


def secret_of(device) -> str:
    """The secret as one types it into the phone: in groups of four."""
    secret = b32encode(device.bin_key).decode()
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def picture_of(device) -> str:
    """The secret as a QR code: SVG with attributes only, dark on light in the dark mode too."""
    code = segno.make(device.config_url, error="m", micro=False)
    return code.svg_inline(omitsize=True, border=4, dark="#000", light="#fff", title="二维码：用手机上的验证器扫描")


def confirm(user, code: str) -> list[str]:
    """Take the new device into use and return its recovery codes, which nobody sees again. Raises WrongCode."""
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user_id=user.pk, confirmed=False).first()
        if device is None:
            raise WrongCode("这一页已经过时，请重新打开。")
        problem = _problem(device, code)
        if problem is None:
            TOTPDevice.objects.filter(user_id=user.pk).exclude(pk=device.pk).delete()
            device.confirmed = True
            device.save(update_fields=["confirmed"])
            audit.record("启用第二步验证", user=user, item=user)
            return _make_codes(user)
    raise WrongCode(problem)


def verify(user, code: str) -> None:
    """Whether the person has the phone or a recovery code, which is used up by it. Raises WrongCode."""
    code = "".join(code.lower().split()).replace("-", "")
    is_from_phone = code.isascii() and code.isdigit()
    kind = TOTPDevice if is_from_phone else StaticDevice
    with transaction.atomic():
        device = kind.objects.select_for_update().filter(user_id=user.pk, confirmed=True).first()
        problem = _problem(device, code) if device else "验证码不对。"
        note = "" if is_from_phone else f"用了一个备用码，还剩 {codes_left(user)} 个。"
        audit.record("验证码错误" if problem else "通过第二步验证", user=user, item=user, note="" if problem else note)
    if problem:
        raise WrongCode(problem)


@transaction.atomic
def renew_codes(user) -> list[str]:
    """New recovery codes; the old ones end."""
    audit.record("换备用码", user=user, item=user)
    return _make_codes(user)


def turn_off(user) -> None:
    """One's own; the caller has asked for a code."""
    reset(user=user, of=user, verb="停用第二步验证")


@transaction.atomic
def reset(*, user, of, verb="重置第二步验证") -> bool:
    """Take the device and the recovery codes of the person ``of`` away. Returns False when there were none."""
    was_on = is_on(of)
    for kind in (TOTPDevice, StaticDevice):
        kind.objects.filter(user_id=of.pk).delete()
    if was_on:
        audit.record(verb, user=user, item=of)
    return was_on


def _problem(device, code):
    """None for the right code; what is said otherwise. Django-otp makes one wait longer after each wrong code."""
    code = "".join(code.split())
    is_allowed, told = device.verify_is_allowed()
    if not is_allowed:
        wait = (told["locked_until"] - timezone.now()).total_seconds() if "locked_until" in told else 1
        return f"输错的次数太多，请过 {_span(wait)}再试。"
    if device.verify_token(code):
        return None
    return "验证码不对。验证码每 30 秒换一次，请照手机上现在显示的输入；手机的时间要准。"


def _span(seconds):
    return f"{int(seconds) + 1} 秒" if seconds < 100 else f"{int(seconds // 60) + 1} 分钟"


def _make_codes(user):
    StaticDevice.objects.filter(user_id=user.pk).delete()
    device = StaticDevice.objects.create(user_id=user.pk, name="备用码")
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return [f"{code[:4]}-{code[4:]}" for code in codes]
