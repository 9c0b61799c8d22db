"""When a page goes off by itself: shown and set on a page of its own, in the zone's own time."""

import datetime as dt

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.dateparse import parse_datetime

from core.widgets import is_key

from ..actions import set_expiry
from ..actions.publication import in_words
from ..refusals import Refusal

LATEST_YEAR = 2100
_NEVER_SEEN = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class ExpiryForm(forms.Form):
    mode = forms.ChoiceField(
        label="怎样下线", choices=[("at", "到下面的时间下线"), ("never", "一直公开")], widget=forms.RadioSelect
    )
    expires_at = forms.DateTimeField(
        label="下线时间（北京时间，Asia/Shanghai）",
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local", "class": "expiry-time"}, format="%Y-%m-%dT%H:%M"),
        help_text="到这一分钟起公众就看不到。",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        cleaned = super().clean()
        moment = cleaned.get("expires_at")
        if cleaned.get("mode") == "never":
            cleaned["expires_at"] = None
        elif moment is None and "expires_at" not in self.errors:
            self.add_error("expires_at", "请写明什么时间下线。")
        elif moment is not None and not 2000 <= moment.year <= LATEST_YEAR:
            self.add_error("expires_at", f"年份要在 2000 到 {LATEST_YEAR} 之间。")
        return cleaned


class ExpiringMixin:
    """Adds the time of expiry to an admin of content with pages."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_expiry"
        expiry = path("<path:object_id>/expiry/", self.admin_site.admin_view(self.expiry_view), name=name)
        return [expiry, *super().get_urls()]

    def may_publish(self, request):
        """Whether this person may decide what the public sees of this type."""
        return self.has_publish_permission(request) and self.has_view_permission(request)

    def address_of(self, name, *args):
        """The address of one of the type's own pages."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)

    def expiry_view(self, request, object_id):
        """Show when the page goes off and ask for another time, or none (POST)."""
        if not self.may_publish(request):
            raise PermissionDenied
        key = unquote(object_id)
        item = self.model._default_manager.filter(pk=key).first() if is_key(key) else None
        if item is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        shown = {
            "mode": "at" if item.expires_at else "never",
            "expires_at": item.expires_at,
            "seen": item.updated_at.isoformat(),
        }
        form = ExpiryForm(request.POST if request.method == "POST" else None, initial=shown)
        if form.is_bound and form.is_valid():
            moment = form.cleaned_data["expires_at"]
            try:
                seen = moment_of(form.cleaned_data["seen"])
                set_expiry(item=item, user=request.user, expires_at=moment, seen=seen)
            except Refusal as refused:
                form.add_error(None, refused)
            else:
                said = f"“{item}”将在 {in_words(moment)} 下线。" if moment else f"“{item}”一直公开，不会自动下线。"
                self.message_user(request, said, messages.SUCCESS)
                return HttpResponseRedirect(self.address_of("change", item.pk))
        context = self.admin_site.each_context(request) | {
            "title": f"定下线时间：{item}",
            "opts": self.opts,
            "item": item,
            "state": state_of(item, None),
            "form": form,
        }
        status = 400 if form.is_bound else 200
        return TemplateResponse(request, "admin/publishing/expiry.html", context, status=status)


def state_of(item, withdrawal):
    """How the item stands with the public, in words."""
    if item.is_live:
        return f"公开，{in_words(item.expires_at)} 下线" if item.expires_at else "公开"
    if withdrawal:
        return f"已撤下：{withdrawal.reason}"
    if item.published_at is None:
        return "未公布"
    return f"已于 {in_words(item.expires_at)} 下线" if item.expires_at else "现在不公开"


def moment_of(text):
    """The time that the page carried along; what is no time is one at which nothing was seen."""
    try:
        return parse_datetime(text) or _NEVER_SEEN
    except ValueError:
        return _NEVER_SEEN
