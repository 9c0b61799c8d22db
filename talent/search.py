"""What of talent programs, experts and platforms can be found."""

from django.utils.translation import gettext_lazy as _

from core.quantities import money, words
from enterprises.models import Enterprise
from parks.models import Park
from parks.search import figure
from search.sources import Document, SearchSource, register

from .models import Expert, ResearchPlatform, TalentProgram


def _program(program):
    dates = [("生效", program.valid_from), ("失效", program.valid_until)]
    return Document(
        title=program.name,
        names=tuple(filter(None, [program.document_number])),
        summary=program.summary,
        lines=(
            program.eligibility,
            program.how_to_apply,
            *(f"{word}：{date}" for word, date in dates if date),
            *_benefit_lines(program.benefits.all()),
        ),
    )


def _benefit_lines(benefits):
    """安家补贴，顶尖人才，最高100万元"""
    for row in benefits:
        amount = words(money(row.amount)) if row.amount is not None else ""
        parts = [row.name, row.get_kind_display(), row.audience, figure("", amount, row.amount_qualifier)]
        yield "，".join(filter(None, [*parts, row.conditions]))


def _platform(platform):
    return Document(
        title=platform.name,
        summary=platform.summary,
        lines=(platform.get_kind_display(), _named("所在园区", platform.park), _named("依托单位", platform.host)),
    )


def _expert(expert):
    return Document(
        title=expert.name,
        summary=expert.summary,
        lines=(
            expert.field,
            expert.affiliation,
            _named("科研平台", expert.platform),
            _named("所在企业", expert.employer),
            *_title_lines(expert.titles.all()),
        ),
    )


def _title_lines(titles):
    for row in titles:
        yield "，".join(filter(None, [row.name, row.awarded_by, str(row.awarded_on or "")]))


def _named(label, row):
    """Another row's name, when it is public and has no end set."""
    return f"{label}：{row.name}" if row and row.is_live and row.expires_at is None else ""


PARK, ENTERPRISE, PLATFORM = (model._meta.label for model in (Park, Enterprise, ResearchPlatform))

register(
    SearchSource(
        TalentProgram,
        "program",
        _("人才政策"),
        60,
        document=_program,
        rows=lambda rows: rows.prefetch_related("benefits"),
    ),
    SearchSource(
        Expert,
        "expert",
        _("专家"),
        70,
        document=_expert,
        rows=lambda rows: rows.select_related("platform", "employer").prefetch_related("titles"),
        mentions={PLATFORM: ("platform",), ENTERPRISE: ("employer",)},
    ),
    SearchSource(
        ResearchPlatform,
        "platform",
        _("科研平台"),
        80,
        document=_platform,
        rows=lambda rows: rows.select_related("park", "host"),
        mentions={PARK: ("park",), ENTERPRISE: ("host",)},
    ),
)
