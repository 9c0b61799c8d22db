"""What an address answers whose page is not there any more: its new address, or that it is gone and why.

Asked after a view said 404, so that a page that is there costs nothing. Of content that was withdrawn only the reason
is told, never its title.
"""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.http import HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.api.errors import problem
from core.origin import in_language
from core.partial_dates import date_in_words

from .addresses import is_of_api, live_rows, model_named_by, view_of
from .links import problem_of
from .models import OldAddress, Publishable, Withdrawal


@dataclass(frozen=True)
class _Gone:
    """Why a page is gone, in words for the public."""

    title: str
    reason: str = ""
    redirect_to: str = ""

    @property
    def sentence(self):
        return (_("%s。") % self.title) + self.reason


def answer_for(request, match):
    """The answer in place of a 404, or None when nothing was ever public at this address."""
    model = model_named_by(match)
    if model is None or not issubclass(model, Publishable):
        return None
    slug = match.kwargs["slug"]
    if "\0" in slug:
        return None
    content_type = ContentType.objects.get_for_model(model)
    item = model._default_manager.filter(slug=slug).first()
    if item is not None:
        gone = _why_gone(content_type, item)
        if gone or item.published_at:
            return _gone_response(request, match, gone)
    return _for_old_name(request, match, model, content_type, slug)


def _for_old_name(request, match, model, content_type, slug):
    """The address of an item that has another name by now, or of one that was withdrawn and deleted."""
    old = OldAddress.objects.filter(content_type=content_type, slug=slug).first()
    last = Withdrawal.objects.filter(content_type=content_type, slug=slug, ended_at=None).order_by("-at").first()
    if old and (item := model._default_manager.filter(pk=old.object_id).first()):
        if live_rows(model).filter(pk=item.pk).exists():
            return _moved(request, match, item.slug)
        return _gone_response(request, match, _why_gone(content_type, item))
    is_deleted = last and not model._default_manager.filter(pk=last.object_id).exists()
    return _gone_response(request, match, _withdrawn(last)) if is_deleted else None


def _why_gone(content_type, item):
    """Why the public can't see the item; None for what is live or never was."""
    withdrawal = Withdrawal.objects.filter(content_type=content_type, object_id=item.pk, ended_at=None).first()
    if withdrawal:
        return _withdrawn(withdrawal)
    if item.published_at and item.expires_at and item.expires_at <= timezone.now():
        return _Gone(_("这一页已于%s下线") % _day(item.expires_at))
    return None


def _withdrawn(withdrawal):
    return _Gone(_("这一页已于%s撤下") % _day(withdrawal.at), withdrawal.reason, withdrawal.redirect_to)


def _day(moment):
    return date_in_words(timezone.localdate(moment))


def _moved(request, match, slug):
    try:
        address = reverse(match.view_name, args=match.args, kwargs=match.kwargs | {"slug": slug})
    except NoReverseMatch:
        return None
    query = request.META.get("QUERY_STRING", "")
    # Asked again each time: an item may get its old name back, and browsers keep a permanent redirect for good.
    headers = {"Cache-Control": "no-cache"}
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address, headers=headers)


def _gone_response(request, match, gone):
    if gone is None:
        return None
    # What it led to may be gone by now as well, or lead back here.
    redirect_to = gone.redirect_to if gone.redirect_to and not problem_of(gone.redirect_to) else ""
    if is_of_api(match):
        return problem(410, gone.sentence + (f"改看：{request.build_absolute_uri(redirect_to)}" if redirect_to else ""))
    if redirect_to:
        return HttpResponseRedirect(in_language(redirect_to, get_language()))
    return render(request, "410.html", {"gone": gone, "section": getattr(view_of(match), "section", None)}, status=410)
