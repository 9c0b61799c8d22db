"""What all projects together come to, in one sentence each; counts in, words out."""

from .light_counts import LightCounts
from .rules.lights import Light, Reason
from .rules.thresholds import Thresholds


def promise_sentence(counts: LightCounts) -> str:
    """How many projects have a target, and what became of those whose day has passed. Without its full stop."""
    if not counts.total:
        return "还没有收录项目"
    if not counts.promised:
        return f"{counts.total}个项目都没有公开的目标日期"
    if not counts.due:
        return f"公布过目标日期的有{counts.promised}个项目，没有到期未报的"
    years = f"都在{counts.due_years[0]}年到期" if len(counts.due_years) == 1 else "日期都已过去"
    if counts.due == counts.promised:
        only = "只有" if counts.promised < counts.total / 2 else "有"
        return f"公布过目标日期的{only}{counts.promised}个项目，{years}，此后没有收到完成、改期或停止的消息"
    return f"公布过目标日期的有{counts.promised}个项目，其中{counts.due}个日期已过，还没有报告实际日期"


def light_sentence(counts: LightCounts, limits: Thresholds) -> str:
    """What the lights say, with its full stop; empty where there is no project."""
    total, lights = counts.total, counts.by_light
    if not total:
        return ""
    if lights[Light.GREY] == total:
        if counts.by_reason.get(Reason.STALE) == total:
            why = f"这不是说停了，而是超过{limits.ageing}天没有人核实，本站不知道现在怎样"
        else:
            why = "这不是说停了，而是现有的消息不够判断"
        return f"{total}个项目现在全是灰灯。{why}。"
    words = {
        Light.GREEN: "个按期",
        Light.YELLOW: "个有偏差",
        Light.RED: "个明显落后",
        Light.GREY: "个消息太旧或没有可比的计划，无法判断",
    }
    told = "，".join(f"{lights[light]}{said}" for light, said in words.items() if lights[light])
    return f"{total}个项目里，{told}。"
