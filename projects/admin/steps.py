"""The pages on which one step of a project is written down. Each saves a draft; ``step_page`` says what becomes of it.

Opening a step changes nothing. What the forms ask for is in ``projects.forms``.
"""

from django.contrib import messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms.utils import ErrorDict
from django.http import HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, reverse

from publishing import actions as publishing
from publishing.actions.drafting import token_of
from publishing.admin.desk import Desk
from publishing.controls import values_of
from publishing.models import Draft
from publishing.pages import page_of

from ..choices import Stage
from ..completeness import checklist, known_of
from ..forms.steps import StageForm
from ..models import Project
from .step_page import STEPS, StepPage


class StepDesk(Desk):
    """One person at the form of one step of a project."""

    def __init__(self, model_admin, request, object_id, step):
        self.form_name = step
        super().__init__(model_admin, request, object_id)

    def _draft(self):
        if self.item is None:
            return None
        drafts = Draft.objects.of_item(self.content_type, self.item.pk, self.form_name)
        return drafts.select_related("author").first()

    def _place(self):
        return f"{super()._place()}:{self.form_name}"

    @property
    def address(self):
        return self._reversed(self.form_name, self.item.pk)

    @property
    def typing_address(self):
        return self._reversed(f"{self.form_name}_typing", self.item.pk)

    @property
    def untouched(self):
        return {"fields": values_of(self.own_page().form), "rows": {}}

    def opened_by(self, sent):
        """One click on the project's page was made on the project as it stands."""
        return sent or token_of(live=self.live)

    def own_page(self):
        return StepPage(self.model_admin, self.form_name, self.item, self.request.user)


class StepsMixin:
    """Adds the steps to the admin of projects."""

    def step_page(self, form_name, item, user):
        """The form of one step, as ``publishing.pages`` asks for it."""
        return StepPage(self, form_name, item, user)

    def get_urls(self):
        steps, view = [], self.admin_site.admin_view(self.step_view)
        for name in STEPS:
            here, step = f"<path:object_id>/{name}/", {"step": name}
            steps.append(path(here, view, step, name=f"projects_project_{name}"))
            steps.append(path(f"{here}typing/", self.step_typing_view, step, name=f"projects_project_{name}_typing"))
        return [*steps, *super().get_urls()]

    def step_typing_view(self, request, object_id, step):
        """Keep what is typed into a step's form and not saved."""
        request.step = step
        return self.typing_view(request, object_id)

    def desk_for(self, request, object_id):
        step = getattr(request, "step", "")
        return StepDesk(self, request, object_id, step) if step else super().desk_for(request, object_id)

    def steps_for(self, request, project, open_drafts):
        """The steps that this person can write down now: names, titles, addresses and their ``open_drafts``."""
        if not self.has_change_permission(request, project):
            return []
        drafts = {draft.form: draft for draft in open_drafts}
        return [
            {
                "name": name,
                "title": form.title,
                "url": reverse(f"admin:projects_project_{name}", args=[project.pk]),
                "draft": drafts.get(name),
            }
            for name, form in STEPS.items()
            if name in drafts or form.is_offered(project)
        ]

    def step_view(self, request, object_id, step):
        """Show the step's form with its open draft; on POST save the draft, and submit it where asked to."""
        desk = StepDesk(self, request, object_id, step)
        if desk.item is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_change_permission(request, desk.item):
            raise PermissionDenied
        if request.method == "POST":
            return self._save_step(request, desk)
        refusal = STEPS[step].why_not(desk.item)
        if refusal:
            messages.warning(request, f"现在不能“{STEPS[step].title}”：{refusal}")
            if desk.shown is None:
                return HttpResponseRedirect(reverse("admin:projects_project_change", args=[desk.item.pk]))
        return self._step_response(request, desk)

    def _save_step(self, request, desk):
        if {"_opened", "_forget", "_settle"} & request.POST.keys():
            return self._refused(request, desk) or self._save(request, desk)
        # One click on the project's page; perhaps made before somebody else's draft was to be seen there.
        if desk.draft is None:
            return self._save(request, desk)
        messages.warning(request, f"“{desk.draft}”已经有人写下，{desk.draft.state_in_words}。请看过再决定。")
        return HttpResponseRedirect(desk.address)

    def _step_response(self, request, desk):
        context = self.typing_context(request, desk, may_write=True) | self._show(request, desk)
        form = self._form_shown(request, desk)
        project = desk.item
        stage = form.data.get("stage") or project.stage
        context |= self.admin_site.each_context(request) | {
            "title": f"{form.title}：{project.label}",
            "opts": self.opts,
            "project": project,
            "form": form,
            "adminform": as_adminform(form, self),
            "checklist": checklist(known_of(project), stage) if isinstance(form, StageForm) else None,
            "checklist_stage": dict(Stage.choices).get(stage, ""),
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/projects/step.html", context)

    def _form_shown(self, request, desk):
        """The empty form, or what was typed into it: as it was typed, or with what is wrong marked."""
        shown = getattr(request, "shown", None)
        if shown is None:
            return desk.own_page().form
        if shown.judges:
            filled = desk.complete_page().fill(desk.shown)
            filled.is_valid()
            return filled.form
        form = STEPS[desk.form_name](shown.post, project=desk.item)
        form._errors = ErrorDict()
        return form


@transaction.atomic
def confirm_all(projects, user):
    """Write down and submit "still true today" for each of ``projects``, all or none.

    Returns the drafts, and the names of the projects for which somebody has written it down already.
    """
    drafts, waiting = [], []
    for project in projects:
        page = page_of(Project, user, project, "confirm")
        if Draft.objects.of_item(ContentType.objects.get_for_model(project), project.pk, "confirm").exists():
            waiting.append(project.label)
            continue
        opened = token_of(live=page.payload())
        draft = publishing.save_draft(page=page, user=user, payload=page.read(QueryDict()), opened=opened)
        drafts.append(publishing.submit(draft=draft, user=user))
    return drafts, waiting


def open_steps(project):
    """The steps of the project that are written down and not done yet."""
    content_type = ContentType.objects.get_for_model(project)
    drafts = Draft.objects.open().filter(content_type=content_type, object_id=project.pk)
    return drafts.exclude(form="").select_related("author").order_by("pk")


def as_adminform(form, model_admin):
    """The form as the stock fieldset template takes it."""
    return AdminForm(form, [(None, {"fields": list(form.fields)})], {}, [], model_admin=model_admin)
