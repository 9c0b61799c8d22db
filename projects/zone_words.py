"""What all projects together come to, in one sentence each; counts in, words out."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.partial_dates import date_in_words

from .light_counts import LightCounts
from .rules.lights import Light, Reason
from .rules.slip import duration
from .rules.thresholds import Thresholds


def promise_sentence(counts: LightCounts) -> str:
    """How many projects have a target, and what became of those whose day has passed. Without its full stop."""
    if not counts.total:
        return _("还没有收录项目")
    if not counts.promised:
        said = ngettext("%(count)s个项目都没有公开的目标日期", "%(count)s个项目都没有公开的目标日期", counts.total)
        return said % {"count": counts.total}
    if counts.due == counts.promised:
        return _("%(promised)s，%(years)s，此后没有收到完成、改期或停止的消息") % {
            "promised": _promised(counts, is_few=counts.promised < counts.total / 2),
            "years": _years(counts),
        }
    if not counts.due:
        return _("%(promised)s，没有到期未报的") % {"promised": _promised(counts)}
    passed = ngettext(
        "%(promised)s，其中%(due)s个日期已过，还没有报告实际日期",
        "%(promised)s，其中%(due)s个日期已过，还没有报告实际日期",
        counts.due,
    )
    return passed % {"promised": _promised(counts), "due": counts.due}


def _promised(counts, *, is_few=False):
    if is_few:
        said = ngettext("公布过目标日期的只有%(count)s个项目", "公布过目标日期的只有%(count)s个项目", counts.promised)
    else:
        said = ngettext("公布过目标日期的有%(count)s个项目", "公布过目标日期的有%(count)s个项目", counts.promised)
    return said % {"count": counts.promised}


def _years(counts):
    if len(counts.due_years) > 1:
        return _("日期都已过去")
    return ngettext("都在%(year)s年到期", "都在%(year)s年到期", counts.due) % {"year": counts.due_years[0]}


def light_sentence(counts: LightCounts, limits: Thresholds) -> str:
    """What the lights say, with its full stop; empty where there is no project."""
    total, lights = counts.total, counts.by_light
    if not total:
        return ""
    if lights[Light.GREY] == total:
        why = _("这不是说停了，而是现有的消息不够判断")
        if counts.by_reason.get(Reason.STALE) == total:
            why = _("这不是说停了，而是超过%(time)s没有人核实，本站不知道现在怎样") % {"time": duration(limits.ageing)}
        grey = ngettext("%(count)s个项目现在全是灰灯。%(why)s。", "%(count)s个项目现在全是灰灯。%(why)s。", total)
        return grey % {"count": total, "why": why}
    words = {
        Light.GREEN: _("%(count)s个按期"),
        Light.YELLOW: _("%(count)s个有偏差"),
        Light.RED: _("%(count)s个明显落后"),
        Light.GREY: _("%(count)s个消息太旧或没有可比的计划，无法判断"),
    }
    told = _("，").join(said % {"count": lights[light]} for light, said in words.items() if lights[light])
    said = ngettext("%(count)s个项目里，%(lights)s。", "%(count)s个项目里，%(lights)s。", total)
    return said % {"count": total, "lights": told}


def board_sentence(*, shown: int, promised: int, due: int, on: dt.date, is_today: bool) -> str:
    """What a board of ``shown`` projects comes to on the day ``on``, with its full stop."""
    words = {"day": date_in_words(on), "count": shown, "promised": promised, "due": due}
    head = _("今天%(day)s") if is_today else pgettext("board", "截至%(day)s")
    drawn = ngettext("%(head)s，图上%(count)s个项目。", "%(head)s，图上%(count)s个项目。", shown)
    said = ngettext("公布过目标日期的%(promised)s个", "公布过目标日期的%(promised)s个", promised) % words
    if due:
        silent = ngettext(
            "%(said)s，其中%(due)s个日期已过，没有收到完成、改期或停止的消息",
            "%(said)s，其中%(due)s个日期已过，没有收到完成、改期或停止的消息",
            due,
        )
        said = silent % {"said": said, **words}
    return (drawn % {"head": head % words, **words}) + _("%(said)s。") % {"said": said}


def moved_sentence(counts: LightCounts) -> str:
    """How many projects had a target moved, and how far in the median; with its full stop."""
    if not counts.moved:
        return _("没有项目改过目标日期。")
    said = ngettext("改过目标日期的有%(count)s个", "改过目标日期的有%(count)s个", counts.moved) % {
        "count": counts.moved
    }
    if counts.median_days is None:
        return _("%(said)s。") % {"said": said}
    if counts.median_days > 0:
        words = _("%(said)s，按中位数，比原定至少晚%(time)s。")
    elif counts.median_days == 0:
        words = _("%(said)s，按中位数，与原定没有相差。")
    else:
        words = _("%(said)s，按中位数，比原定可能提前，至多提前%(time)s。")
    return words % {"said": said, "time": duration(max(counts.median_days, counts.earlier_days))}
