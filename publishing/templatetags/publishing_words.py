"""Template vocabulary of drafts: people, waiting times, and texts of which only what changed is shown in full."""

from django import template
from django.utils import timezone

from ..marks import Mark

register = template.Library()

# Shorter texts stand beside each other, as numbers and names do.
SHORT = 60
# A text of which less than this part stayed was written anew: marks in it would be a patchwork nobody can read.
LEFT_OF_IT = 1 / 2
# Characters of unchanged text left on each side of a change; and of one changed piece.
AROUND, LONGEST = 40, 1000
# What is shorter is not worth leaving out.
WORTH_IT = 100
SKIPPED = "skipped"


@register.filter
def person(user):
    """What colleagues call this person; the site itself where nobody acted."""
    return (user.get_full_name() or user.get_username()) if user else "系统"


@register.filter
def waited(since):
    """How long ago ``since`` was, in one unit: "3 天"."""
    seconds = max((timezone.now() - since).total_seconds(), 0)
    if seconds < 60:
        return "不到 1 分钟"
    if seconds < 60 * 60:
        return f"{int(seconds // 60)} 分钟"
    if seconds < 24 * 60 * 60:
        return f"{int(seconds // 3600)} 小时"
    return f"{int(seconds // 86400)} 天"


@register.filter
def is_inline(change):
    """Whether a change is shown as one text with marks, and not as two beside each other."""
    if not (change.is_text and change.old and change.new and len(change.old) + len(change.new) > SHORT):
        return False
    stayed = sum(len(mark.text) for mark in change.marks if mark.kind == "same")
    return stayed >= LEFT_OF_IT * min(len(change.old), len(change.new))


@register.filter
def pieces(change):
    """The marks of a change, without the long stretches in which nothing changed."""
    marks = change.marks
    shown = []
    for number, mark in enumerate(marks):
        if mark.kind != "same":
            shown += _cut(mark, LONGEST, 0)
        else:
            shown += _cut(mark, AROUND if number else 0, AROUND if number < len(marks) - 1 else 0)
    return shown


def _cut(mark, head, tail):
    """The mark with ``head`` characters of its beginning and ``tail`` of its end, where that is much shorter."""
    left_out = len(mark.text) - head - tail
    if left_out < WORTH_IT:
        return [mark]
    parts = [
        Mark(mark.kind, mark.text[:head]),
        Mark(SKIPPED, f"……（略 {left_out} 字）……"),
        Mark(mark.kind, mark.text[head + left_out :]),
    ]
    return [part for part in parts if part.text]


@register.filter
def is_cut(marks):
    """Whether something is left out of these pieces."""
    return any(mark.kind == SKIPPED for mark in marks)
