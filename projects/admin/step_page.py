"""A step of a project as a draft: its form stored, compared, shown again and published, as an item's own form is.

Says to ``publishing`` what ``binding.PageForm`` says of a whole form. The forms themselves are in ``projects.forms``.
"""

from django.db import transaction
from django.utils import timezone

from core.partial_dates import PartialDate
from publishing.binding import PageForm
from publishing.difference import difference
from publishing.refusals import Incomplete
from publishing.stand_ins import stand_in

from ..choices import DateKind
from ..forms.dates import CorrectForm, RebaselineForm, ResumeForm
from ..forms.steps import CancelForm, CompleteForm, ConfirmForm, PauseForm, ProgressForm, StageForm
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


class StepPage(PageForm):
    """The form of one step of a project (a key of ``STEPS``), with the rights of ``user``.

    A project that is gone (None) still has its drafts to be read.
    """

    def __init__(self, model_admin, form_name, project, user):
        self.form_name = form_name
        self.form_class = STEPS[form_name]
        super().__init__(model_admin, user, project)

    def build(self, request, instance):
        post = request.POST if request.method == "POST" else None
        return self.form_class(post, project=instance or Project(pk=0)), []

    def title_of(self, payload):
        return f"{self.form_class.title}：{self.instance.label}" if self.instance else self.form_class.title

    def payload(self):
        """No value: a step says nothing until it is taken. With how the project stands in what the step rests on.

        So a step that was thought of on another state of the project is told from one of today.
        """
        known = {"standing": standing(self.instance, self.form_class.stands_on)} if self.instance else {}
        return {"fields": {}, "rows": {}} | known

    def read(self, post):
        """The payload that was sent. A statement without a date is of the day on which it was written down."""
        payload = super().read(post)
        if "stated_on" in self.form.fields and not any(payload["fields"].get("stated_on", [])):
            payload["fields"]["stated_on"] = [PartialDate(timezone.localdate()).isoformat()]
        return payload

    def difference_of(self, draft):
        """All that is filled in."""
        return difference(self, {"fields": {}, "rows": {}}, draft.payload)

    def fill(self, payload):
        post, unfit = self.as_post(payload)
        return FilledStep(self, post, unfit)


class FilledStep:
    """A step's form with a payload in it, on the project as it stands now. ``save`` takes the step."""

    formsets = ()

    def __init__(self, page, post, unfit):
        self.page, self.unfit = page, unfit
        self.request = stand_in(page.user, post)
        self.form = self._form()

    def _form(self):
        return self.page.build(self.request, self._project())[0]

    def _project(self):
        """The project; while something is written, nobody else writes to it."""
        if self.page.instance is None:
            return None
        projects = Project.objects.filter(pk=self.page.instance.pk)
        locks = transaction.get_connection().in_atomic_block
        return (projects.select_for_update(of=("self",)) if locks else projects).first()

    def is_valid(self):
        """Whether the step can be taken now. Its writer is asked too, and what it wrote is taken back."""
        return not self._refusal and self.form.is_valid() and self._takes_back()

    @property
    def _refusal(self):
        return self.form.why_not(self.form.project) if self.page.instance else "这个项目已经删除。"

    def _takes_back(self):
        with transaction.atomic():
            can_be_taken = self.form.save(user=self.page.user)
            transaction.set_rollback(True)
        return can_be_taken

    def mistakes(self):
        """All that is wrong: where, and what, in the words of the form."""
        found = [("整体", f"现在不能“{self.form.title}”：{self._refusal}")] if self._refusal else []
        labels = {name: str(field.label) for name, field in self.form.fields.items()}
        return found + [(labels.get(name, "整体"), text) for name, texts in self.form.errors.items() for text in texts]

    def save(self):
        """Take the step inside the caller's transaction, and return the project. Raises Incomplete when refused."""
        self.form = self._form()  # the one that was checked has saved already what was taken back
        if self._refusal or not (self.form.is_valid() and self.form.save(user=self.page.user)):
            raise Incomplete(self.mistakes())
        return Project.objects.get(pk=self.page.instance.pk)

    @property
    def said(self):
        return []


def standing(project, names) -> dict:
    """How the project stands now in "status", "stages" and "dates", as plain JSON."""
    known = {"status": _status, "stages": _stages, "dates": _dates}
    return {name: known[name](project) for name in names}


def _status(project):
    return project.status


def _stages(project):
    return [[0, project.stage], *([phase.number, phase.stage] for phase in project.phases.all())]


def _dates(project):
    return [
        [milestone.pk, milestone.not_applicable, *(_key(getattr(milestone, kind)) for kind in DateKind)]
        for milestone in project.milestones.order_by("pk")
    ]


def _key(date):
    return date.sort_key if date else ""
