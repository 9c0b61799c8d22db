"""A draft's public page as it would be: the draft is applied, the real page is drawn, and all of it is rolled back.

What is shown here exists for the moment of drawing only: no row, record, time or cached answer stays. Who may look is
for the caller to ask (``admin.previews``, ``views``).
"""

from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.core.cache.backends.dummy import DummyCache
from django.core.exceptions import ValidationError
from django.core.handlers.wsgi import WSGIRequest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, RestrictedError
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.urls import get_script_prefix, resolve
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .actions.review import signers_of
from .binding import admin_of, wrong_rows
from .controls import control_names
from .models import Draft, Publishable
from .pages import page_of_draft
from .payload import DELETE, key_of
from .refusals import Incomplete
from .routes import steps_of

HEADERS = {
    "Cache-Control": "no-store, private",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}
NO_PAGE = gettext_lazy("这类内容没有自己的页面，公布以后在引用它的页面里出现。它的改动请在草稿页上看。")


@dataclass(frozen=True)
class Mark:
    """What the page says at its top: that it is a preview, and what of the draft could not be shown."""

    draft: Draft
    mistakes: list[tuple[str, str]] = field(default_factory=list)
    withheld_owner: Publishable | None = None
    """The row whose page it is, when the public can't open that page yet."""


def render_preview(draft, request) -> HttpResponse:
    """The public page that ``draft`` would make, for whoever sent ``request``; its query is passed on to the page.

    What is wrong with the draft is left out and named on the page, or named instead of the page (200 either way).
    """
    try:
        with _leaving_no_trace():
            return private(_drawn(draft, request))
    except (ProtectedError, RestrictedError):
        problem = [("", _("要删除的行还被别处引用，不能删除。"))]
    except IntegrityError:
        problem = [("", _("和已有的内容冲突，例如网址名已经有别的内容在用。"))]
    except Incomplete as incomplete:
        problem = incomplete.mistakes
    except ValidationError as error:
        problem = [("", message) for message in error.messages]
    return private(in_words(_("草稿里有错误，还画不出页面"), _("改好下面这些，再预览："), mistakes=problem))


def in_words(title, explanation, *, mistakes=(), status=200) -> HttpResponse:
    """A plain page in place of the one that can't be shown."""
    context = {"title": title, "explanation": explanation, "mistakes": mistakes}
    return HttpResponse(render_to_string("admin/publishing/preview_words.html", context), status=status)


def private(response) -> HttpResponse:
    """Keep the answer out of caches and search engines, and its address out of the logs of other sites."""
    for name, value in HEADERS.items():
        response[name] = value
    return response


# --- For the moment ---------------------------------------------------------------------------------------------------


@contextmanager
def _leaving_no_trace():
    """Whatever is written inside is rolled back; whatever is drawn inside neither reads nor fills a cache."""
    kept = {alias: caches[alias] for alias in settings.CACHES}
    for alias in kept:
        caches[alias] = DummyCache("", {})
    try:
        with transaction.atomic():
            try:
                yield
            finally:
                transaction.set_rollback(True)
    finally:
        for alias, cache in kept.items():
            caches[alias] = cache


def _drawn(draft, request):
    if draft.object_id and draft.item() is None:
        return in_words(_("这项内容已经删除"), _("先在“已删除的内容”里找回它，才能预览对它的修改。"))
    item, mistakes = _applied(draft)
    owner = item if isinstance(item, Publishable) else admin_of(type(item)).shown_on(item)
    if owner is None:
        return in_words(_("没有可以预览的页面"), NO_PAGE, mistakes=mistakes)
    is_withheld = owner is not item and not owner.is_live
    _show(owner)
    mark = Mark(draft, mistakes, owner if is_withheld else None)
    try:
        return _answer(_asked(owner.get_absolute_url(), request, mark))
    except Http404:
        return in_words(
            _("公布以后，公众也打不开这一页"),
            _("按草稿现在的内容，这一页不满足公开的条件（例如个人信息还没有登记依据）。"),
            mistakes=mistakes,
        )


def _applied(draft):
    """Save the draft's content, without what is wrong in it. Returns the item and the mistakes.

    Raises Incomplete when the rest can't be saved either.
    """
    page = page_of_draft(draft)
    filled = _filled(page, draft, draft.payload)
    if filled.is_valid():
        return filled.save(), []
    mistakes = filled.mistakes()
    if draft.form:
        raise Incomplete(mistakes)  # a step is taken as a whole
    filled = _filled(page, draft, _without_mistakes(page, draft.payload, filled))
    if not filled.is_valid():
        raise Incomplete(mistakes)
    return filled.save(), mistakes


def _filled(page, draft, payload):
    filled = page.fill(payload)
    # What needs a second person will have one by then: whoever signs. Before that anybody else stands in for them.
    others = get_user_model().objects.exclude(pk=draft.author_id).order_by("pk").values_list("pk", flat=True)[:1]
    filled.request.seconded_by = signers_of(draft) or (list(others) if steps_of(draft.model, draft.form) else [])
    return filled


def _without_mistakes(page, payload, filled):
    """The payload without its wrong values and rows: what stands there now takes their place."""
    form = filled.form
    wrong = {name for each in form.errors if each in form.fields for name in control_names(form[each])}
    rows = {}
    standing = page.payload()["rows"]
    for formset in filled.formsets:
        keys = [key_of(row) for row in standing[formset.prefix]]
        # Rows that contradict one another are all left out: which of them is wrong nobody can tell.
        wrong_numbers = range(len(formset.forms)) if formset.non_form_errors() else wrong_rows(formset)
        rows[formset.prefix] = list(_sound_rows(payload["rows"].get(formset.prefix, []), keys, wrong_numbers))
    return {"fields": {k: v for k, v in payload["fields"].items() if k not in wrong}, "rows": rows}


def _sound_rows(rows, keys, wrong_numbers):
    """Rows stand in a filled form as ``PageForm.as_post`` puts them: the existing ones first, then the new."""
    next_number = len(keys)
    for row in rows:
        key = key_of(row)
        if key in keys:
            number = keys.index(key)
        elif row.get(DELETE):
            continue
        else:
            number, next_number = next_number, next_number + 1
        if number not in wrong_numbers:
            yield row


def _show(owner):
    """Make the row public, as its publication would."""
    values = {"published_at": owner.published_at or timezone.now(), "expires_at": None}
    type(owner)._default_manager.filter(pk=owner.pk).update(**values)


# --- The real page ----------------------------------------------------------------------------------------------------


def _asked(address, request, mark):
    """What a visitor without a session would ask for; ``mark`` tells the page's frame that it is a preview."""
    prefix = get_script_prefix().rstrip("/")
    asked = WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": prefix,
            "PATH_INFO": address.removeprefix(prefix),
            "QUERY_STRING": request.META.get("QUERY_STRING", ""),
            "HTTP_HOST": request.get_host(),
            "SERVER_NAME": request.META.get("SERVER_NAME", ""),
            "SERVER_PORT": request.get_port(),
            "wsgi.url_scheme": request.scheme,
            "wsgi.input": BytesIO(),
        }
    )
    asked.user = AnonymousUser()
    asked.LANGUAGE_CODE = translation.get_language()
    asked.resolver_match = resolve(asked.path_info)
    asked.preview = mark
    return asked


def _answer(asked):
    view, args, kwargs = asked.resolver_match
    response = view(asked, *args, **kwargs)
    if hasattr(response, "render"):
        response.render()  # here, while the rows are there
    return response
