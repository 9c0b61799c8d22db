"""How the staff's access stands with what is asked of public bodies, for the staff's page on the norms."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django_otp.plugins.otp_totp.models import TOTPDevice

from publishing.audit import SHORTEST_KEPT

from . import lockout, second_factor


@dataclass(frozen=True)
class Guard:
    """One thing that guards the staff's pages: what is in force, whether that is enough, and what changes it."""

    name: str
    words: str
    is_met: bool
    variable: str = ""


def guards() -> list[Guard]:
    """All of them, in the order in which somebody who wants in meets them."""
    networks = settings.ADMIN_NETWORKS
    pair, cool_off = lockout.PAIR, lockout.COOL_OFF.seconds // 60
    lock = f"同一地址连错 {pair.failures} 次，锁定 {cool_off} 分钟"
    rules = "至少 12 个字符，不能全是数字、太常见、和姓名太像；别人设的，第一次登录要换"
    idle = f"{settings.STAFF_IDLE_MINUTES} 分钟没有操作就退出，登录最长 {settings.SESSION_COOKIE_AGE // 3600} 小时"
    return [
        Guard("网络范围", f"只限 {'、'.join(networks)}" if networks else "不限", bool(networks), "ADMIN_NETWORKS"),
        Guard("登录失败锁定", lock, True),
        Guard("密码规则", rules, True),
        Guard("第二步验证", _second_factor_in_words(), second_factor.is_required(), "STAFF_SECOND_FACTOR"),
        Guard("闲置退出", idle, settings.STAFF_IDLE_MINUTES <= 30, "STAFF_IDLE_MINUTES"),
        Guard("操作记录", f"登录和每次改动都有记录，至少保留 {SHORTEST_KEPT} 天", True),
    ]


def _second_factor_in_words():
    staff = get_user_model().objects.filter(is_staff=True, is_active=True)
    people, protected = staff.count(), TOTPDevice.objects.filter(confirmed=True, user__in=staff).count()
    policy = "人人必须" if second_factor.is_required() else "自愿" if second_factor.is_offered() else "没有开放"
    return f"{policy}；{people} 人中 {protected} 人已启用"
