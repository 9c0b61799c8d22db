"""The actions of one step on a project's page: a link, a form, a record. The forms say what each does.

Opening a step changes nothing; sending it writes everything or nothing, and leaves an entry in the log.
"""

from django.contrib import messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from core.widgets import is_key

from ..choices import Stage
from ..completeness import checklist, known_of
from ..forms.dates import CorrectForm, RebaselineForm, ResumeForm
from ..forms.steps import (
    CancelForm,
    CompleteForm,
    ConfirmForm,
    PauseForm,
    ProgressForm,
    StageForm,
)
from ..models import Project

STEPS = {
    "confirm": ConfirmForm,
    "stage": StageForm,
    "progress": ProgressForm,
    "correct": CorrectForm,
    "rebaseline": RebaselineForm,
    "pause": PauseForm,
    "resume": ResumeForm,
    "complete": CompleteForm,
    "cancel": CancelForm,
}


class StepsMixin:
    """Adds the steps to the admin of projects."""

    def get_urls(self):
        steps = [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(self.step_view),
                {"step": name},
                name=f"projects_project_{name}",
            )
            for name in STEPS
        ]
        return [*steps, *super().get_urls()]

    def steps_for(self, request, project):
        """The steps that this person can take with the project now: names, titles and addresses."""
        if not self.has_change_permission(request, project):
            return []
        return [
            {"name": name, "title": form.title, "url": reverse(f"admin:projects_project_{name}", args=[project.pk])}
            for name, form in STEPS.items()
            if form.is_offered(project)
        ]

    def step_view(self, request, object_id, step):
        """Show the step's form; on POST check it, write, and lead back to the project."""
        with transaction.atomic():
            project = self._project_of_step(request, object_id)
            if project is None:
                return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            if not self.has_change_permission(request, project):
                raise PermissionDenied
            form_class = STEPS[step]
            back = HttpResponseRedirect(reverse("admin:projects_project_change", args=[project.pk]))
            if refusal := form_class.why_not(project):
                self.message_user(request, f"现在不能“{form_class.title}”：{refusal}", messages.ERROR)
                return back
            form = form_class(request.POST if request.method == "POST" else None, project=project)
            if form.is_bound and form.is_valid() and save_or_nothing(form, request.user):
                self.log_change(request, project, f"{form.title}。")
                self.message_user(request, form.done, messages.SUCCESS)
                return back
        return self._step_page(request, project, form)

    def _project_of_step(self, request, object_id):
        """The project; while something is written, nobody else writes to it."""
        key = unquote(object_id)
        if not is_key(key):
            return None
        projects = Project.objects.filter(pk=key)
        return (projects.select_for_update(of=("self",)) if request.method == "POST" else projects).first()

    def _step_page(self, request, project, form):
        shows_checklist = isinstance(form, StageForm)
        stage = form.data.get("stage") or project.stage
        context = self.admin_site.each_context(request) | {
            "title": f"{form.title}：{project.label}",
            "opts": self.opts,
            "project": project,
            "form": form,
            "adminform": as_adminform(form, self),
            "checklist": checklist(known_of(project), stage) if shows_checklist else None,
            "checklist_stage": dict(Stage.choices).get(stage, ""),
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/projects/step.html", context)


def save_or_nothing(form, user) -> bool:
    """Save the step's form; whatever it wrote before it was refused is taken back."""
    with transaction.atomic():
        if form.save(user=user):
            return True
        transaction.set_rollback(True)
    return False


def as_adminform(form, model_admin):
    """The form as the stock fieldset template takes it."""
    return AdminForm(form, [(None, {"fields": list(form.fields)})], {}, [], model_admin=model_admin)
