"""The page that shows two people's changes of the same places side by side, and reads how they were settled."""

from django.template.response import TemplateResponse

from ..actions.drafting import Settled, mark_of
from ..difference import WordsAt

# "_choice-<mark of the other side>-<place>": the same place may clash with a draft and with what is public.
CHOICE = "_choice-"


def clash_page(model_admin, request, desk, page, clash, settled):
    """Answers 409: nothing was saved, and what was typed is kept until it is settled."""
    words = WordsAt(page, clash.base, clash.theirs, clash.mine)
    mark = mark_of(clash.theirs)
    lines = [
        {
            "name": f"{CHOICE}{mark}-{each.place}",
            "label": words.label(each.place, each.mine or each.theirs),
            "base": words.value(each.place, each.base) if each.base else "",
            "theirs": words.value(each.place, each.theirs),
            "mine": words.value(each.place, each.mine),
        }
        for each in clash.merged.clashes
    ]
    earlier = settled.choices if settled else {}
    context = model_admin.admin_site.each_context(request) | {
        "title": f"两个人改了同一处：{page.title_of(clash.mine)}",
        "opts": model_admin.opts,
        "lines": lines,
        "taken": clash.merged.taken,
        "address": desk.address,
        "earlier": {f"{CHOICE}{seen}-{place}": side for (seen, place), side in earlier.items() if seen != mark},
        "why": request.POST.get("_why", ""),
    }
    return TemplateResponse(request, "admin/publishing/clash.html", context, status=409)


def settled_in(post):
    """How the page of clashes was answered; None when this is no answer to it."""
    if "_settle" not in post:
        return None
    choices = {name.removeprefix(CHOICE).partition("-"): post[name] for name in post if name.startswith(CHOICE)}
    return Settled({(mark, place): side for (mark, _, place), side in choices.items() if side in {"theirs", "mine"}})
