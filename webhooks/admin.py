"""The staff's pages of endpoints and of what became of each message. What may be done stands in ``actions``."""

import json

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from core.admin import EMPTY, ReadOnlyAdmin
from publishing.admin import AuditedAdmin
from publishing.choices import Happened

from . import actions
from .choices import State
from .forms import EndpointForm
from .models import Delivery, Endpoint
from .timer import left_undone


def _in_words(moment):
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else EMPTY


class _Acting:
    """Addresses for what is done to one row (POST), each answered by the method of its name and then the row's page."""

    verbs = ()

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        own = [
            path(f"<int:key>/{verb}/", view(require_POST(self._acting(verb))), name=f"{name}_{verb}")
            for verb in self.verbs
        ]
        return [*own, *super().get_urls()]

    def _acting(self, verb):
        def act(request, key):
            if not self.has_view_permission(request) or not self.may_act(request):
                raise PermissionDenied
            row = self.get_queryset(request).filter(pk=key).first()
            if row is None:
                raise Http404
            try:
                answer = getattr(self, verb)(request, row)
            except ValidationError as refused:
                self.message_user(request, " ".join(refused.messages), messages.ERROR)
                answer = None
            page = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
            return answer or HttpResponseRedirect(reverse(page, args=[row.pk]))

        return act

    change_list_template = "admin/webhooks/list.html"

    def warnings(self):
        """What is wrong whatever the receivers do, for the pages' context."""
        return {"undone": left_undone()}

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, (extra_context or {}) | self.warnings())

    def render_change_form(self, request, context, *args, **kwargs):
        context |= {"may_act": self.may_act(request)} | self.warnings()
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(Endpoint)
class EndpointAdmin(_Acting, AuditedAdmin):
    form = EndpointForm
    change_form_template = "admin/webhooks/endpoint.html"
    verbs = ("test", "secret", "rotate", "unpause")
    list_display = ["name", "url", "told", "standing", "note"]
    list_filter = ["is_active"]
    search_fields = ["name", "url", "note"]
    search_help_text = "按名称、网址或说明查找"
    fieldsets = [
        (None, {"fields": ["name", "url", "is_active", "note"]}),
        ("推送什么", {"fields": ["events", "content_types"]}),
    ]

    def may_act(self, request):
        return self.has_change_permission(request)

    def warnings(self):
        return super().warnings() | {"lacks_domain": not settings.SITE_OWNER["domain"]}

    @admin.display(description="哪些事")
    def told(self, endpoint):
        return "、".join(event.label for event in Happened if event in endpoint.events)

    @admin.display(description="现在")
    def standing(self, endpoint):
        return render_to_string("admin/webhooks/_standing.html", {"endpoint": endpoint})

    def response_add(self, request, obj, post_url_continue=None):
        """To the endpoint's own page: the next steps are its secret and a test."""
        self.message_user(request, f"“{obj}”已保存。请点“显示密钥”，把密钥交给对方，再“发送测试”。", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:webhooks_endpoint_change", args=[obj.pk]))

    def test(self, request, endpoint):
        """Send a test now, and say how it went."""
        delivery = actions.send_test(endpoint=endpoint, user=request.user)
        if delivery.state == State.DELIVERED:
            said = f"测试已送达：对方答复 {delivery.status_code}，用时 {delivery.milliseconds} 毫秒。"
            self.message_user(request, said, messages.SUCCESS)
        else:
            self.message_user(request, f"测试没有送达：{delivery.error}", messages.ERROR)

    def secret(self, request, endpoint):
        """Show the secrets in force, to whoever may manage endpoints; on record, and kept in no cache."""
        secrets = actions.show_secret(endpoint=endpoint, user=request.user)
        context = self.admin_site.each_context(request) | {
            "title": f"密钥：{endpoint}",
            "opts": self.opts,
            "endpoint": endpoint,
            "secrets": secrets,
        }
        return TemplateResponse(request, "admin/webhooks/secret.html", context)

    def rotate(self, request, endpoint):
        """A new secret; the old one works for a day beside it."""
        actions.rotate_secret(endpoint=endpoint, user=request.user)
        self.message_user(request, "密钥已更换。旧密钥 24 小时内仍然有效，请尽快把新密钥交给对方。", messages.SUCCESS)

    def unpause(self, request, endpoint):
        """Send again after a pause."""
        waiting = actions.resume(endpoint=endpoint, user=request.user)
        self.message_user(request, f"已恢复推送，{waiting} 条等待发送。", messages.SUCCESS)


@admin.register(Delivery)
class DeliveryAdmin(_Acting, AuditedAdmin, ReadOnlyAdmin):
    change_form_template = "admin/webhooks/delivery.html"
    verbs = ("resend",)
    list_display = ["what", "endpoint", "at", "standing", "answered", "why", "next_try"]
    list_display_links = ["what"]
    list_filter = ["state", "endpoint", "message__event"]
    list_select_related = ["message", "endpoint"]
    search_fields = ["message__title", "error"]
    search_help_text = "按内容或错误查找"
    fieldsets = [
        (None, {"fields": ["what", "endpoint", "at", "name"]}),
        ("怎样了", {"fields": ["standing", "why", ("last_try", "next_try")]}),
        ("对方的答复", {"fields": ["answered", "answer"]}),
        ("发出的内容", {"fields": ["body"]}),
    ]
    readonly_fields = ["what", "at", "name", "standing", "why", "last_try", "next_try", "answered", "body"]

    def may_act(self, request):
        return request.user.has_perm("webhooks.resend_delivery")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("message", "endpoint")

    def resend(self, request, delivery):
        """Have it sent once more."""
        actions.resend(delivery=delivery, user=request.user)
        self.message_user(request, "已排队重新推送，一般一分钟内发出。", messages.SUCCESS)

    @admin.display(description="什么事")
    def what(self, delivery):
        return str(delivery.message)

    @admin.display(description="何时", ordering="message__at")
    def at(self, delivery):
        return _in_words(delivery.message.at)

    @admin.display(description="上一次", ordering="last_at")
    def last_try(self, delivery):
        return _in_words(delivery.last_at)

    @admin.display(description="下一次", ordering="next_at")
    def next_try(self, delivery):
        return _in_words(delivery.next_at)

    @admin.display(description="进度", ordering="state")
    def standing(self, delivery):
        return delivery.get_state_display() + (f"，试过 {delivery.tries} 次" if delivery.tries else "")

    @admin.display(description="代码和用时", ordering="status_code")
    def answered(self, delivery):
        """The code and how long it took; what came of a try to which nobody answered stands beside."""
        parts = [delivery.status_code, delivery.milliseconds is not None and f"{delivery.milliseconds} 毫秒"]
        return "，".join(str(part) for part in parts if part) or EMPTY

    @admin.display(description="消息编号")
    def name(self, delivery):
        return delivery.message.name

    @admin.display(description="为什么没有送达", ordering="error")
    def why(self, delivery):
        return delivery.error or EMPTY

    @admin.display(description="JSON")
    def body(self, delivery):
        text = json.dumps(delivery.message.payload, ensure_ascii=False, indent=2)
        return render_to_string("admin/webhooks/_body.html", {"text": text})
