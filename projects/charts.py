"""The charts of projects: rows and counts in, ``core.charts`` out. Nothing of different kinds is added up."""

from core import quantities
from core.charts import BarChart, Item, Value, bar_chart
from core.charts.bars import Labels

from .choices import Stage
from .figures import Measure, measures
from .light_counts import LightCounts
from .rules.lights import Light

YEARS = 10
"""So many years have a bar of their own; what was before is one bar."""


def investment_chart(projects, *, name="investment", title="") -> BarChart:
    """What each of ``projects`` (``with_card()``) is planned to cost in all, as stated last: promises, not payments."""
    items = []
    for project in projects:
        amount = project.planned_totals[-1] if project.planned_totals else None
        if amount and amount.currency == "CNY":
            items.append(Item(project.label, link=project.get_absolute_url(), promise=_money(amount)))
    return bar_chart(name, title or "计划总投资", items, labels=Labels(promise="", fact=""))


def investment_title(counts: LightCounts) -> str:
    """How many projects said what they are to cost in all, and how many did not."""
    silent = counts.total + counts.silent - counts.priced
    return f"{counts.priced}个项目公布了计划总投资" + (f"，另外{silent}个没有说明" if silent > 0 else "")


def _money(amount) -> Value:
    words = f"{quantities.qualifier_word(amount.qualifier)}{quantities.words(quantities.money(amount.value))}"
    return Value(amount.value, words, as_of=str(amount.as_of), row=amount)


def stage_chart(counts: LightCounts, *, name="stages") -> BarChart:
    """How many projects are at which stage."""
    told = [(Stage(stage).label, number) for stage, number in counts.by_stage.items() if stage or number]
    return _count_chart(name, f"{counts.total}个项目到了哪个阶段", told, "阶段")


def light_chart(counts: LightCounts, *, name="lights") -> BarChart:
    """How many projects show which light."""
    told = [(Light(light).label, number) for light, number in counts.by_light.items()]
    return _count_chart(name, f"{counts.total}个项目各亮什么灯", told, "灯")


def start_chart(counts: LightCounts, *, name="starts") -> BarChart:
    """In which year how many projects were begun: of those of which a source says so."""
    years = list(counts.by_start.items())
    earlier, latest = years[:-YEARS], years[-YEARS:]
    told = [(f"{latest[0][0]}年以前", sum(number for _, number in earlier))] if earlier else []
    told += [(f"{year}年", number) for year, number in latest]
    silent = counts.total - counts.started
    title = f"{counts.started}个项目写明了开工日期" + (f"，另外{silent}个没有" if silent else "")
    return _count_chart(name, title, told, "开工年份")


def _count_chart(name, title, told, label):
    items = [Item(str(words), facts=(Value(number, f"{number}个"),)) for words, number in told]
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
            f"{_named({row.metric.name: None for row in rows})}，单位{unit}",
            [_capacity_item(row) for row in rows],
            labels=Labels("项目和指标", "规划", "已具备"),
            shows_silence=True,
        )
        for number, (unit, rows) in enumerate(charts.items())
    ]


def _named(metrics) -> str:
    """The names, in order; the general one alone where the others are kinds of it (存储能力, not 热数据存储能力)."""
    general = [name for name in metrics if all(other.endswith(name) for other in metrics)]
    return "、".join(general or metrics)


def _capacity_item(row: Measure) -> Item:
    project = row.first.project
    return Item(
        name=project.label,
        remark="；".join(filter(None, [row.metric.name, row.label])),
        link=project.get_absolute_url(),
        promise=_capacity(row.plan) if row.plan else None,
        facts=tuple(_capacity(fact) for fact in row.facts),
    )


def _capacity(row) -> Value:
    names = {phase.number: phase.name for phase in row.project.phases.all()}
    scope = names.get(row.phase_number, f"第{row.phase_number}期") if row.phase_number else ""
    words = (
        f"{quantities.qualifier_word(row.qualifier)}{quantities.words(quantities.count(row.value, row.metric.unit))}"
    )
    return Value(row.value, words, scope, str(row.as_of), row)
