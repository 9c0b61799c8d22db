"""Which pages of the staff `site_screenshots.py` looks at, and the work that has to lie on them for it.

That is a draft that was published, one in review and one that is only saved.

Takes no picture itself.
"""

from urllib.parse import urlsplit

from demo_site import REVIEWERS, open_row, press, publish, sign, submit

ADMINISTRATOR, REVIEWER = "administrator", "second-reviewer"
PARK, PROJECT, PROGRAM = "parks/park", "projects/project", "talent/talentprogram"
STEPS = ("stage", "progress", "pause", "cancel")
STILL_PAGES = {
    "styleguide": "/styleguide/",
    "error-400": "/styleguide/errors/400/",
    "error-403": "/styleguide/errors/403/",
    "error-403_csrf": "/styleguide/errors/403_csrf/",
    "error-500": "/styleguide/errors/500/",
    "staff-index": "/admin/",
    "staff-list": f"/admin/{PROJECT}/",
    "staff-list-filtered": f"/admin/{PROJECT}/?status__exact=active&q=园",
    "staff-list-nothing": f"/admin/{PROJECT}/?q=没有这个项目",
    "staff-parks": f"/admin/{PARK}/",
    "staff-add": "/admin/news/article/add/",
    "staff-event": "/admin/news/event/1/change/",
    "staff-drafts": "/admin/publishing/draft/",
    "staff-audit": "/admin/publishing/auditentry/",
    "staff-norms": "/admin/site-norms/",
    "staff-password": "/admin/password_change/",
    "staff-user": "/admin/auth/user/1/change/",
}


def staff_pages(people):
    """Let the demo's staff work: for each role ("" for a visitor) the name and path of each page to look at."""
    editor = people.log_in("editor")
    program, published = _publish_program(people, editor)
    park, in_review = _submit_park(people, editor)
    project, saved = _save_project(editor)
    editor.close()
    of_administrator = {
        "staff-project": project,
        **{f"staff-step-{step}": project.replace("change", step) for step in STEPS},
        "staff-park": park,
        "staff-program": program,
        "staff-history": program.replace("change", "history"),
        "staff-compare": f"{program.replace('change', 'history/compare')}?a=1&b=2",
        "staff-delete": program.replace("change", "delete"),
        "staff-expiry": program.replace("change", "expiry"),
        "staff-published": published,
        "staff-draft": saved,
        "staff-preview": saved.replace("change", "preview"),
        "staff-withdraw": f"/admin/{PROGRAM}/withdraw/?row={program.split('/')[-3]}",
        "staff-deleted": f"/admin/{PROGRAM}/deleted/",
    }
    return {
        "": {"staff-login": "/admin/login/"},
        ADMINISTRATOR: STILL_PAGES | of_administrator,
        REVIEWER: {"staff-index-reviewer": "/admin/", "staff-review": in_review},
    }


def _publish_program(people, editor):
    """A program whose change has gone its whole way: the paths of its form and of its draft."""
    open_row(editor, PROGRAM, "")
    form = _path_of(editor)
    _write(editor, "summary", "条件和金额以文件为准。", "补一句说明")
    submit(editor)
    draft = _path_of(editor)
    for role in REVIEWERS:
        _as(people, role, sign, draft)
    _as(people, "publisher", publish, draft)
    return form, draft


def _submit_park(people, editor):
    """A park's change of a text and of a row that waits for its second reviewer: the paths of its form and draft."""
    open_row(editor, PARK, "智慧健康")
    form = _path_of(editor)
    said = editor.input_value("#id_summary")
    _write(editor, "summary", said.replace("。", "，以来源为准。", 1), "按来源补一句，注明配套的出处")
    editor.fill("#id_infrastructure-0-note", "以来源为准")
    submit(editor)
    draft = _path_of(editor)
    _as(people, REVIEWERS[0], sign, draft)
    return form, draft


def _save_project(editor):
    """A project's change that nobody has submitted yet: the paths of its form and of its draft."""
    open_row(editor, PROJECT, "国创越摩")
    form = _path_of(editor)
    _write(editor, "description", "为射频滤波器做晶圆级封装。", "写清做什么")
    press(editor, "_save")
    return form, editor.locator(".draft-state a").first.get_attribute("href")


def _write(page, field, words, why):
    page.fill(f"#id_{field}", words)
    page.fill("[name=_why]", why)


def _as(people, role, act, draft):
    page = people.log_in(role)
    act(page, people.address + draft)
    page.close()


def _path_of(page):
    return urlsplit(page.url).path
