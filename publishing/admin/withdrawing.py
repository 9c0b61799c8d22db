"""Taking pages back and bringing them back: the list's actions, the item's links, and the pages behind both.

Each page shows the rows it is about; sending it touches these rows only, and all of them or none: a row that was
changed since it was shown is told and left alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from core.widgets import is_key

from ..actions import republish, withdraw
from ..actions.publication import in_words
from ..choices import State
from ..links import problem_of
from ..models import Draft, Withdrawal
from ..refusals import Refusal
from .expiring import ExpiringMixin, moment_of, state_of

MOST_ROWS = 100


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="撤下的原因",
        max_length=300,
        widget=forms.Textarea({"rows": 2, "class": "vLargeTextField"}),
        help_text="公众打开旧网址时会看到这句话。",
    )
    redirect_to = forms.CharField(
        label="改看",
        max_length=300,
        required=False,
        widget=forms.TextInput({"class": "vTextField", "placeholder": "/projects/…/"}),
        help_text="有替代的页面或列表就写本站网址，以“/”开头，旧网址会转过去；没有就留空。",
    )

    def clean_redirect_to(self):
        path = self.cleaned_data["redirect_to"]
        if path and (problem := problem_of(path)):
            raise ValidationError(f"公众打不开这个网址：{problem}。")
        return path


class RepublishForm(forms.Form):
    """Nothing to fill in: the page asks whether it is meant."""


@dataclass
class Row:
    """One row of the page: how it stands, and why it can't be done, if it can't."""

    item: object
    state: str
    why_not: str
    warning: str = ""
    problem: str = ""
    is_chosen: bool = True

    @property
    def seen(self):
        return self.item.updated_at.isoformat()


@dataclass(frozen=True)
class Verb:
    """One of the two things to do with several rows."""

    name: str
    title: str
    act: Callable
    form: type
    hint: str


WITHDRAW = Verb(
    "withdraw",
    "撤下",
    withdraw,
    WithdrawForm,
    "撤下以后公众打不开这些页面，列表、搜索和接口里也不再有。内容和历史都留着。",
)
REPUBLISH = Verb(
    "republish", "重新公布", republish, RepublishForm, "按撤下时的内容重新公开，不再审核。要改内容，请先起草、送审。"
)


class WithdrawingMixin(ExpiringMixin):
    """Adds withdrawal, renewed publication and the time of expiry to an admin of content with pages."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            path("withdraw/", view(self.rows_view), {"verb": WITHDRAW}, name=f"{name}_withdraw"),
            path("republish/", view(self.rows_view), {"verb": REPUBLISH}, name=f"{name}_republish"),
            *super().get_urls(),
        ]

    def get_actions(self, request):
        """Beside those that a type has of its own."""
        found = super().get_actions(request)
        if IS_POPUP_VAR not in request.GET and self.may_publish(request):
            found |= {name: self.get_action(name) for name in ("withdraw_chosen", "republish_chosen")}
        return found

    @admin.action(description="撤下所选…")
    def withdraw_chosen(self, request, queryset):
        return self._ask_about(request, queryset, WITHDRAW)

    @admin.action(description="重新公布所选…")
    def republish_chosen(self, request, queryset):
        return self._ask_about(request, queryset, REPUBLISH)

    def _ask_about(self, request, queryset, verb):
        keys = list(queryset.values_list("pk", flat=True)[: MOST_ROWS + 1])
        if len(keys) > MOST_ROWS:
            self.message_user(request, f"一次最多{verb.title} {MOST_ROWS} 条，请分几次。", messages.ERROR)
            return None
        query = urlencode([("row", key) for key in keys])
        filters = self.get_preserved_filters(request)
        return HttpResponseRedirect(f"{self.address_of(verb.name)}?{query}{f'&{filters}' if filters else ''}")

    def page_links(self, request, item):
        """What this person can do with the item's page now: titles and addresses."""
        if not self.may_publish(request):
            return []
        query = f"?row={item.pk}&item=1"
        if item.published_at is not None:
            return [
                {"title": "撤下…", "url": self.address_of("withdraw") + query},
                {"title": "定下线时间…", "url": self.address_of("expiry", item.pk)},
            ]
        is_withdrawn = self._open_withdrawals([item.pk]).exists()
        return [{"title": "重新公布…", "url": self.address_of("republish") + query}] if is_withdrawn else []

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {"page_links": self.page_links(request, obj) if obj and obj.pk else []}
        return super().render_change_form(request, context, add, change, form_url, obj)

    # --- Several rows -------------------------------------------------------------------------------------------------

    def rows_view(self, request, verb):
        """Show the rows and ask (GET, ``row`` for each); on POST do it, to all that are ticked or to none."""
        if not self.may_publish(request):
            raise PermissionDenied
        shown = request.POST.getlist("shown") if request.method == "POST" else request.GET.getlist("row")
        rows = self._rows(verb, shown[:MOST_ROWS])
        if not rows:
            self.message_user(request, "所选的内容已经不在。", messages.WARNING)
            return self._back(request)
        if request.method != "POST":
            return self._rows_page(request, verb, verb.form(), rows)
        chosen = set(request.POST.getlist("row"))
        for row in rows:
            row.is_chosen = str(row.item.pk) in chosen
        form = verb.form(request.POST)
        if not any(row.is_chosen for row in rows):
            form.add_error(None, f"请至少选一条可以{verb.title}的。")
        elif form.is_valid() and self._do(request, verb, form, rows):
            names = "、".join(str(row.item) for row in rows if row.is_chosen)
            self.message_user(request, f"已{verb.title}：{names}。", messages.SUCCESS)
            return self._back(request)
        return self._rows_page(request, verb, form, rows, status=400 if form.errors else 409)

    def _rows(self, verb, keys):
        """The rows of these keys that are still there, in a constant number of queries."""
        keys = [int(key) for key in keys if is_key(str(key))]
        items = list(self.model._default_manager.filter(pk__in=keys).order_by("pk"))
        withdrawn = {row.object_id: row for row in self._open_withdrawals(keys)}
        content_type = ContentType.objects.get_for_model(self.model)
        drafts = Draft.objects.filter(content_type=content_type, object_id__in=keys, state=State.SCHEDULED, form="")
        scheduled = dict(drafts.values_list("object_id", "publish_at"))
        return [self._row(verb, item, withdrawn.get(item.pk), scheduled.get(item.pk)) for item in items]

    def _row(self, verb, item, withdrawal, scheduled_at):
        why_not = warning = ""
        if verb is WITHDRAW:
            why_not = "" if item.published_at else "没有公布，不用撤下。"
            if scheduled_at:
                warning = f"有一份草稿定于 {in_words(scheduled_at)} 公布，到时这一页又会公开。"
        elif withdrawal is None:
            why_not = "已经公布。" if item.published_at else "没有公布过，要先提交审核。"
        elif item.expires_at and item.expires_at <= timezone.now():
            warning = "原定的下线时间已过，重新公布以后不再自动下线。"
        return Row(item, state_of(item, withdrawal), why_not, warning, is_chosen=not why_not)

    def _open_withdrawals(self, keys):
        content_type = ContentType.objects.get_for_model(self.model)
        return Withdrawal.objects.filter(content_type=content_type, object_id__in=keys, ended_at=None)

    def _do(self, request, verb, form, rows):
        """Do it to every row that was chosen; where one refuses, to none. The rows then say what was in the way."""
        values = {name: form.cleaned_data[name] for name in form.fields}
        with transaction.atomic():
            for row in rows:
                if row.is_chosen:
                    seen = moment_of(request.POST.get(f"seen-{row.item.pk}", ""))
                    try:
                        verb.act(item=row.item, user=request.user, seen=seen, **values)
                    except Refusal as refused:
                        row.problem = " ".join(refused.messages)
            is_done = not any(row.problem for row in rows)
            transaction.set_rollback(not is_done)
        for row in rows:
            row.is_chosen = row.is_chosen and not row.problem
        return is_done

    def _rows_page(self, request, verb, form, rows, status=200):
        context = self.admin_site.each_context(request) | {
            "title": f"{verb.title}{self.opts.verbose_name}",
            "opts": self.opts,
            "verb": verb,
            "form": form,
            "rows": rows,
            "refused": sum(bool(row.problem) for row in rows),
            "back": self._back(request).url,
            "action": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/publishing/withdraw.html", context, status=status)

    def _back(self, request):
        """To the item's own page when one came from there, else to the list as it was filtered."""
        keys = request.GET.getlist("row")
        if "item" in request.GET and len(keys) == 1 and is_key(keys[0]):
            return HttpResponseRedirect(self.address_of("change", keys[0]))
        filters = {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}
        return HttpResponseRedirect(add_preserved_filters(filters, self.address_of("changelist")))
