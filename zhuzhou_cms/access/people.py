"""What administrators see and do about other people's access, on the staff's page of people."""

from django.contrib import admin, messages
from django.utils import timezone

from . import lockout, second_factor


class AccessMixin:
    """Adds to the admin of users: whether a login is locked and has a second step, and how to end either."""

    actions = ["unlock_login", "reset_second_factor"]

    @admin.display(description="登录锁定")
    def login_locks(self, user):
        """Where, and until when."""
        locks = [(place or "没有用过的网络地址", timezone.localtime(end)) for place, end in lockout.locks_of(user)]
        return "；".join(f"{place}，到 {end:%H:%M}" for place, end in locks) or "没有锁定"

    @admin.action(description="解除登录锁定", permissions=["change"])
    def unlock_login(self, request, queryset):
        freed, skipped = [], []
        for person in queryset:
            if not self.has_change_permission(request, person):
                skipped.append(person.get_username())
            elif lockout.unlock(user=request.user, of=person):
                freed.append(person.get_username())
        self._tell(request, f"已解除登录锁定：{'、'.join(freed)}。" if freed else "所选的人都没有锁定。", skipped)

    @admin.display(description="第二步验证")
    def second_factor_state(self, user):
        return "已启用" if second_factor.is_on(user) else "没有启用"

    @admin.action(description="重置第二步验证（换手机、丢手机）", permissions=["change"])
    def reset_second_factor(self, request, queryset):
        """One's own goes by one's own page, which asks for a code: whoever finds an open session must not."""
        reset, skipped = [], []
        for person in queryset:
            if person.pk == request.user.pk:
                messages.warning(request, "您自己的，请在右上角“第二步验证”里办。")
            elif not self.has_change_permission(request, person):
                skipped.append(person.get_username())
            elif second_factor.reset(user=request.user, of=person):
                reset.append(person.get_username())
        words = f"已重置第二步验证：{'、'.join(reset)}。请他们登录后重新设置。"
        self._tell(request, words if reset else "没有需要重置的。", skipped)

    def _tell(self, request, words, skipped):
        messages.success(request, words)
        if skipped:
            messages.warning(request, f"{'、'.join(skipped)} 是超级用户，只有超级用户能动。")
