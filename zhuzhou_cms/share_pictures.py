"""Pictures that go with shared links: what each says of its row. How they are drawn: ``core.share_picture``.

Only public rows have one. It is drawn once and kept under a hash of what it says; a network that has it asks with that
hash and is told that nothing has changed.
"""

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.generic import View

from core.english import said
from core.origin import site_name
from core.partial_dates import date_in_words
from core.share_picture import Words, draw, font_path
from parks.models import ZoneProfile
from projects import headline
from projects.choices import Stage
from projects.light_counts import light_counts
from projects.models import Project
from projects.record import known_of
from projects.rules.verdicts import State
from projects.thresholds import thresholds
from projects.zone_words import promise_sentence

from .sitemaps import MODELS

DRAWING = 1
"""To be raised when the drawing changes, so that no cache shows the former one."""
KEPT = 7 * 24 * 60 * 60
"""Seconds for which a drawing is kept."""
SENTENCE = 120
"""Characters; three lines hold less."""
KINDS = {model._meta.model_name: model for model in [ZoneProfile, *MODELS]}
LOOKS = {
    State.MET: "solid",
    State.PLANNED: "dashed",
    State.MOVED: "dashed",
    State.SUSPENDED: "dashed",
    State.MISSED: "due",
    State.UNKNOWN: "hatched",
}


class SharePictureView(View):
    """The picture of one public row, or of the site itself."""

    http_method_names = ("get", "head", "options")

    def get(self, request, kind, slug):
        words = words_of(kind, slug)
        text = repr((DRAWING, bool(font_path(False)), words))
        key = hashlib.sha256(text.encode()).hexdigest()[:32]
        etag = quote_etag(key)
        unchanged = get_conditional_response(request, etag=etag)
        if unchanged is not None:
            return unchanged
        picture = cache.get_or_set(f"share-picture:{key}", lambda: draw(words), KEPT)
        return HttpResponse(picture, content_type="image/png", headers={"ETag": etag})


def words_of(kind: str, slug: str) -> Words:
    """What the picture of this row says. Raises Http404 for what is not there or not public."""
    if (kind, slug) == ("site", "home"):
        return site_words()
    model = KINDS.get(kind)
    rows = model.objects.live().filter(slug=slug) if model else ()
    row = (rows.with_record().prefetch_related("phases") if model is Project else rows).first() if model else None
    if row is None:
        raise Http404(_("没有这张图。"))
    return project_words(row) if model is Project else row_words(row)


def site_words() -> Words:
    today = timezone.localdate()
    counts = light_counts(on=today, limits=thresholds())
    return Words(
        kicker=_("园区、项目、企业与人才政策"),
        title=site_name(),
        sentence=_("%s。") % promise_sentence(counts),
        site=_site(),
        as_of=_("截至%s") % date_in_words(today),
        cells=("solid", "dashed", "hatched"),
    )


def project_words(project) -> Words:
    """The sentence that leads the project's page, and a cell for each milestone. Brought along: ``with_record()``."""
    today = timezone.localdate()
    record = known_of(project, on=today, limits=thresholds())
    sentence = headline.build(record, thresholds())[0].text
    cells = [LOOKS.get(milestone.verdict.state) for milestone in record.milestones]
    stage = Stage(record.stage).label if record.stage else _("阶段未说明")
    confirmed = record.last_confirmed_on or _("未说明")
    return Words(
        kicker=_("项目 · %(stage)s") % {"stage": stage},
        title=str(project),
        sentence=Truncator(_("%s。") % sentence).chars(SENTENCE),
        site=_site(),
        # The sentence is of today; the stage is as old as the last that was heard.
        as_of=_("最后核实：%(confirmed)s，截至%(today)s") % {"confirmed": confirmed, "today": date_in_words(today)},
        cells=tuple(filter(None, cells)) or ("hatched",),
    )


def row_words(row) -> Words:
    """Solid where a date says when the row was true, hatched where none does."""
    confirmed, has_confirmed = getattr(row, "last_confirmed_on", None), hasattr(row, "last_confirmed_on")
    published = date_in_words(timezone.localdate(row.published_at))
    told = said(row, "summary", "focus")
    return Words(
        kicker=str(getattr(row, "get_column_display", lambda: row._meta.verbose_name)()),
        title=str(row),
        sentence=Truncator(told).chars(SENTENCE),
        site=_site(),
        as_of=_("最后核实：%s") % (confirmed or _("未说明")) if has_confirmed else _("发布于%s") % published,
        cells=("solid",) if confirmed or not has_confirmed else ("hatched",),
    )


def _site():
    return _("%s（演示站）") % site_name() if settings.DEMO else site_name()
