"""The charts of projects: rows and counts in, ``core.charts`` out. Nothing of different kinds is added up."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import quantities
from core.charts import BarChart, Item, Value, bar_chart
from core.charts.bars import Labels
from core.english import said

from .choices import Stage
from .figures import Measure, measures
from .light_counts import LightCounts
from .rules.lights import Light
from .step_words import phase_name

YEARS = 10
"""So many years have a bar of their own; what was before is one bar."""


def investment_chart(projects, *, name="investment", title="") -> BarChart:
    """What each of ``projects`` (``with_card()``) is planned to cost in all, as stated last: promises, not payments."""
    items = []
    for project in projects:
        amount = project.planned_totals[-1] if project.planned_totals else None
        if amount and amount.currency == "CNY":
            items.append(Item(project.label, link=project.get_absolute_url(), promise=_money(amount)))
    return bar_chart(name, title or _("计划总投资"), items, labels=Labels(promise="", fact=""))


def investment_title(counts: LightCounts) -> str:
    """How many projects said what they are to cost in all, and how many did not."""
    silent = counts.total + counts.silent - counts.priced
    told = ngettext("%(count)s个项目公布了计划总投资", "%(count)s个项目公布了计划总投资", counts.priced)
    return _with_silent(told % {"count": counts.priced}, _("%(told)s，另外%(silent)s个没有说明"), silent)


def _with_silent(told, words, silent):
    """The title, and of how many projects no source says so."""
    return words % {"told": told, "silent": silent} if silent > 0 else told


def _money(amount) -> Value:
    words = f"{quantities.qualifier_word(amount.qualifier)}{quantities.words(quantities.money(amount.value))}"
    return Value(amount.value, words, as_of=str(amount.as_of), row=amount)


def stage_chart(counts: LightCounts, *, name="stages") -> BarChart:
    """How many projects are at which stage."""
    told = [(Stage(stage).label, number) for stage, number in counts.by_stage.items() if stage or number]
    return _count_chart(name, _projects_by(counts, _("%(projects)s到了哪个阶段")), told, _("阶段"))


def light_chart(counts: LightCounts, *, name="lights") -> BarChart:
    """How many projects show which light."""
    told = [(Light(light).label, number) for light, number in counts.by_light.items()]
    return _count_chart(name, _projects_by(counts, _("%(projects)s各亮什么灯")), told, _("灯"))


def _projects_by(counts, title):
    return title % {"projects": ngettext("%(count)s个项目", "%(count)s个项目", counts.total) % {"count": counts.total}}


def start_chart(counts: LightCounts, *, name="starts") -> BarChart:
    """In which year how many projects were begun: of those of which a source says so."""
    years = list(counts.by_start.items())
    earlier, latest = years[:-YEARS], years[-YEARS:]
    told = [(_("%(year)s年以前") % {"year": latest[0][0]}, sum(number for _, number in earlier))] if earlier else []
    told += [(_("%(year)s年") % {"year": year}, number) for year, number in latest]
    silent = counts.total - counts.started
    title = ngettext("%(count)s个项目写明了开工日期", "%(count)s个项目写明了开工日期", counts.started)
    title = _with_silent(title % {"count": counts.started}, _("%(told)s，另外%(silent)s个没有"), silent)
    return _count_chart(name, title, told, _("开工年份"))


def _count_chart(name, title, told, label):
    items = [
        Item(capfirst(words), facts=(Value(number, _("%(count)s个") % {"count": number}),)) for words, number in told
    ]
    return bar_chart(name, title, items, labels=Labels(name=label, fact=""), is_dense=True)


def capacity_charts(observations, *, name="capacity") -> list[BarChart]:
    """Planned beside achieved, a chart for each unit, a bar for each project, metric and scope (``figures.measures``).

    ``observations`` come with their project (and its phases), metric and source.
    """
    charts: dict[str, list[Measure]] = {}
    for row in measures(observations):
        charts.setdefault(row.metric.unit, []).append(row)
    return [
        bar_chart(
            f"{name}-{number}",
            _("%(metrics)s，单位%(unit)s") % {"metrics": _named(rows), "unit": quantities.unit_name(unit)},
            [_capacity_item(row) for row in rows],
            labels=Labels(_("项目和指标"), _("规划"), _("已具备")),
            shows_silence=True,
        )
        for number, (unit, rows) in enumerate(charts.items())
    ]


def _named(rows) -> str:
    """The metrics, in order; the general one alone where the others are kinds of it (存储能力, not 热数据存储能力)."""
    metrics = {row.metric.name: said(row.metric, "name") for row in rows}
    general = [told for name, told in metrics.items() if all(other.endswith(name) for other in metrics)]
    return _("、").join(general or metrics.values())


def _capacity_item(row: Measure) -> Item:
    project = row.first.project
    return Item(
        name=project.label,
        remark=_("；").join(filter(None, [said(row.metric, "name"), row.scope])),
        link=project.get_absolute_url(),
        promise=_capacity(row.plan) if row.plan else None,
        facts=tuple(_capacity(fact) for fact in row.facts),
    )


def _capacity(row) -> Value:
    scope = phase_name(row.phase_number, row.project.phases.all()) if row.phase_number else ""
    words = (
        f"{quantities.qualifier_word(row.qualifier)}{quantities.words(quantities.count(row.value, row.metric.unit))}"
    )
    return Value(row.value, words, scope, str(row.as_of), row)
