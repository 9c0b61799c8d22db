"""Links inside the site, as texts of content hold them: found in plain text, and followed without a request.

What is written when a link is broken is in ``actions.upkeep``; which item an address names, in ``addresses``.
"""

import re
from contextlib import suppress
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.urls import Resolver404, resolve
from django.utils import translation

from .addresses import live_rows, model_named_by, sections
from .models import OldAddress, Publishable, Withdrawal

# A whole web address, or a path. Texts are Chinese, so an address ends where Chinese begins.
_CANDIDATE = re.compile(
    r"https?://[^\s\"'<>\\^`{|}\u3000-\u303f\uff00-\uffef]+|/[A-Za-z0-9][\w\-.~%!$&*+,;=:@/?#]*", re.ASCII
)
_MOST_STEPS = 5  # of withdrawn pages that lead to one another


def internal_links(text) -> list[str]:
    """The links to this site in a text, in order and each once, as paths with their query.

    A fraction or a unit ("元/kg", "和/或") is no link: a path is one where it stands by itself, or begins with the
    name of a part of the site.
    """
    found = {}
    for match in _CANDIDATE.finditer(text or ""):
        link = match[0].rstrip(".,;:!?)'")
        path = _own_path(link) if link.startswith("http") else _free_path(link, text[: match.start()][-1:])
        if path:
            found[path] = None
    return list(found)


def _own_path(link):
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    if not any(_is_host(host, allowed) for allowed in settings.ALLOWED_HOSTS):
        return ""
    # Our own addresses are ASCII; what follows without a space is the sentence going on.
    return re.match(r"[!-~]*", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))[0]


def _is_host(host, allowed):
    allowed = allowed.lower().strip("[]")
    return host == allowed or (allowed.startswith(".") and (host == allowed[1:] or host.endswith(allowed)))


def _free_path(link, before):
    """The path, unless it is part of something else; ``before`` is the character in front of it."""
    if before and (before in "/.:~-_%&=@\\<" or (before.isascii() and before.isalnum())):
        return ""
    first = re.split(r"[/?#]", link[1:], maxsplit=1)[0]
    if first not in _known_beginnings() and (before.isalnum() or link.count("/") < 2):
        return ""
    return link.partition("#")[0]


def _known_beginnings():
    return (
        sections()
        | {code for code, _name in settings.LANGUAGES}
        | {url.strip("/") for url in (settings.STATIC_URL, settings.MEDIA_URL)}
    )


def problem_of(path) -> str:
    """Why a local path leads the public nowhere, in words for staff; empty when it leads to something public.

    Only local paths: what does not begin with one slash is told to be none.
    """
    return _problem_of(path, set())


def _problem_of(path, seen):
    if not path.startswith("/") or path.startswith("//") or "\\" in path or not path.isprintable():
        return "不是本站的网址"
    try:
        path = unquote(urlsplit(path).path)
    except ValueError:
        return "不是本站的网址"
    if "\0" in path:
        return "不是本站的网址"
    if path.startswith(settings.STATIC_URL):
        return _missing_file(path.removeprefix(settings.STATIC_URL), _has_static)
    if path.startswith(settings.MEDIA_URL):
        return _missing_file(path.removeprefix(settings.MEDIA_URL), default_storage.exists)
    match = _resolved(path)
    # Patterns that catch all the rest have no name.
    if match is None or not match.url_name:
        return "没有这个网址"
    if "admin" in match.app_names:
        return "是后台的网址，公众打不开"
    model = model_named_by(match)
    if model is None or live_rows(model).filter(slug=match.kwargs["slug"]).exists():
        return ""
    return _why_not_public(model, match.kwargs["slug"], seen) if issubclass(model, Publishable) else "没有这一页"


def _resolved(path):
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        for each in (path, f"{path}/"):
            with suppress(Resolver404):
                return resolve(each)
    return None


def _missing_file(name, exists):
    try:
        return "" if name and PurePosixPath(name).suffix and exists(name) else "没有这个文件"
    except (SuspiciousFileOperation, ValueError, OSError):
        return "没有这个文件"


def _has_static(name):
    return staticfiles_storage.exists(name) or bool(finders.find(name))


def _why_not_public(model, slug, seen):
    content_type = ContentType.objects.get_for_model(model)
    item = model._default_manager.filter(slug=slug).first()
    old = OldAddress.objects.filter(content_type=content_type, slug=slug).first()
    if old and not (item and item.published_at):
        if live_rows(model).filter(pk=old.object_id).exists():
            return ""
        item = item or model._default_manager.filter(pk=old.object_id).first()
    if item is None:
        return "没有这一页"
    withdrawal = Withdrawal.objects.filter(content_type=content_type, object_id=item.pk, ended_at=None).first()
    if withdrawal is None:
        return "这一页已下线" if item.published_at else "这一页还没有公布"
    key = (model, item.pk)
    if not withdrawal.redirect_to or key in seen or len(seen) >= _MOST_STEPS:
        return "这一页已撤下"
    return "这一页已撤下，改看的网址也打不开" if _problem_of(withdrawal.redirect_to, seen | {key}) else ""
