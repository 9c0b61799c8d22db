"""What of projects can be found."""

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from core.quantities import count, money, qualifier_word, words
from enterprises.models import Enterprise
from parks.models import Industry, Park
from parks.search import building_lines, figure, honour_lines, land
from search.sources import Document, SearchSource, lasting, register

from .models import Metric, Observation, Party, Project


def _project(project):
    park = project.park if project.park and _is_lasting(project.park) else None
    code = project.national_code
    return Document(
        title=project.name,
        names=tuple(filter(None, [project.short_name, code])),
        summary=project.summary,
        lines=(
            project.description,
            figure("所在园区：", park.name if park else ""),
            "、".join(industry.name for industry in project.industries.all()),
            project.get_stage_display() if project.stage else "",
            *_amount_lines(project.amounts.all()),
            figure("用地面积", land(project), project.land_area_qualifier),
            figure("建设周期", f"{project.duration_months}个月" if project.duration_months else ""),
            *_phase_lines(project.phases.all()),
            *_milestone_lines(project.milestones.all()),
            *_observation_lines(project.observations.all()),
            *building_lines(project.building_groups.all()),
            *_party_lines(project.parties.all()),
            *honour_lines(project.honours.all()),
        ),
    )


def _is_lasting(row):
    return row.is_live and row.expires_at is None


def _amount_lines(amounts):
    """计划总投资约26.8亿元，截至2021年"""
    for row in amounts:
        unit = words(money(row.value)) if row.currency == "CNY" else f"{row.value.normalize():f}{row.currency}"
        yield "，".join(filter(None, [figure(row.get_kind_display(), unit, row.qualifier), row.note]))


def _phase_lines(phases):
    for phase in phases:
        stage = phase.get_stage_display() if phase.stage else ""
        area = figure("用地", land(phase), phase.land_area_qualifier)
        yield "，".join(filter(None, [phase.name, stage, area, phase.summary]))


def _milestone_lines(milestones):
    """建成投产，原定2022年3月，实际2022年8月"""
    for row in milestones:
        dates = [("原定", row.original_target), ("现定", row.current_target), ("另行预计", row.alternative_date),
                 ("实际", row.actual)]  # fmt: skip
        said = [f"{word}{date}" for word, date in dates if date]
        yield "，".join(filter(None, [row.title, *said, row.missed_explanation, row.note]))


def _observation_lines(observations):
    """存储规模，规划3000PB"""
    for row in observations:
        value = f"{row.get_nature_display()}{qualifier_word(row.qualifier)}{words(count(row.value, row.metric.unit))}"
        yield "，".join(filter(None, [row.metric.name, row.label, value, row.note]))


def _party_lines(parties):
    for row in parties:
        yield "，".join(filter(None, [row.enterprise.name, row.get_role_display(), row.note]))


def _rows(rows):
    parties = Party.objects.filter(enterprise__in=lasting(Enterprise._meta.label)).select_related("enterprise")
    return rows.select_related("park").prefetch_related(
        "industries",
        "amounts",
        "phases",
        "milestones",
        Prefetch("observations", queryset=Observation.objects.select_related("metric")),
        "building_groups",
        Prefetch("parties", queryset=parties),
        "honours",
    )


register(
    SearchSource(
        Project,
        "project",
        _("项目"),
        30,
        document=_project,
        rows=_rows,
        mentions={
            Industry._meta.label: ("industries",),
            Metric._meta.label: ("observations__metric",),
            Park._meta.label: ("park",),
            Enterprise._meta.label: ("parties__enterprise",),
        },
    )
)
