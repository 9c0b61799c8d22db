"""Forms of the actions of one step: what each asks for, and which writer of ``projects.actions`` it calls.

A step's form gets the project as it stands, and ``save(user=)`` writes with its record. The writers' own refusals are
shown beside the field that they name. That a step is a draft first is known to ``projects.admin.step_page`` alone.
"""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone

from core.forms import PartialDateFormField
from core.partial_dates import PartialDate
from core.widgets import Reference
from library.models import SourceDocument

from .. import actions
from ..choices import RUNNING, Nature, ReasonCode, Stage, Status
from ..completeness import missing_of
from ..models import Observation, StatusChange
from ..stage_moves import refusal_of_move
from ..thresholds import thresholds

REASONS = [("", "---------"), *ReasonCode.choices]
LONG = {"class": "vLargeTextField", "rows": 3}
TEXT = {"class": "vTextField"}


def source_field(**kwargs):
    """A choice among the source documents, looked up while typing."""
    return forms.ModelChoiceField(
        SourceDocument.objects.all(),
        widget=Reference(StatusChange._meta.get_field("source"), admin.site),
        **{"label": "来源", "required": False, "help_text": "没有就先在“资料与出处”里建一份。"} | kwargs,
    )


def stated_on_field():
    return PartialDateFormField(
        label="来源日期", required=False, help_text="来源是什么时候这样说的；留空就是起草这一天。"
    )


def phase_choices(project):
    """The whole project, and each of its phases, by their numbers as a browser sends them."""
    phases = [(str(phase.number), f"第{phase.number}期 {phase.name}") for phase in project.phases.all()]
    return [("0", "整个项目"), *phases]


class StepForm(forms.Form):
    """A step of one project. ``source``, ``locator`` and ``stated_on`` stand at the end of every one."""

    title = ""
    intro = ""
    stands_on: tuple[str, ...] = ()
    """What of the project the step was thought of on: "status", "stages", "dates". Changed, the step is asked again."""

    source = source_field()
    locator = forms.CharField(
        label="出处位置", max_length=60, required=False, widget=forms.TextInput(TEXT), help_text="如 第12段、第3页。"
    )
    stated_on = stated_on_field()

    def __init__(self, data=None, *, project):
        self.project = project
        super().__init__(data)

    @classmethod
    def why_not(cls, project) -> str:
        """Why the step makes no sense for the project now; empty when it does."""
        return ""

    @classmethod
    def is_offered(cls, project) -> bool:
        return not cls.why_not(project)

    def save(self, *, user) -> bool:
        """Write the step; False with the errors on the form when the writer refuses."""
        try:
            self.write(user=user, **{name: self.cleaned_data[name] for name in ("source", "locator", "stated_on")})
        except ValidationError as refused:
            self._show(refused)
            return False
        return True

    def write(self, *, user, **said):
        raise NotImplementedError

    def _show(self, refused):
        by_field = refused.error_dict if hasattr(refused, "error_dict") else {NON_FIELD_ERRORS: refused.error_list}
        for name, errors in by_field.items():
            self.add_error(name if name in self.fields else None, errors)


class StageForm(StepForm):
    title = "改变阶段"
    intro = "来源说项目到了哪一步，就记哪一步。阶段只往前走；当初录错了，勾选“这是更正”。"

    stands_on = ("stages",)
    field_order = ["stage", "phase_number", "stated_on", "entered_on", "source", "locator", "note"]
    stage = forms.ChoiceField(label="新的阶段", choices=[("", "---------"), *[c for c in Stage.choices if c[0]]])
    phase_number = forms.TypedChoiceField(label="哪一期", coerce=int, initial=0)
    entered_on = PartialDateFormField(label="进入日期", required=False, help_text="来源没有写就留空。")
    note = forms.CharField(label="说明", max_length=190, required=False, widget=forms.TextInput(TEXT))
    is_correction = forms.BooleanField(
        label="这是更正", required=False, help_text="以前的阶段录错了，或不是往前走。要写说明。"
    )
    accept_missing = forms.BooleanField(
        label="来源没有写，先这样登记", required=False, help_text="这个阶段应有的资料还缺，来源里也没有，才勾选。"
    )

    def __init__(self, data=None, *, project):
        super().__init__(data, project=project)
        self.fields["phase_number"].choices = phase_choices(project)
        self.missing = []

    def clean(self):
        row = super().clean()
        if self.errors:
            return row
        stage = row["stage"]
        row["stated_on"] = row["stated_on"] or PartialDate(timezone.localdate())
        if row["is_correction"]:
            if not row["note"]:
                self.add_error("note", "更正要写明哪里录错了、依据是什么。")
        else:
            words = {name: row[name] for name in ("stage", "stated_on", "entered_on", "phase_number")}
            if refusal := refusal_of_move(self.project.stage_entries.all(), **words):
                self.add_error("stage", refusal)
        if row["phase_number"] == 0:
            self.missing = missing_of(self.project, stage)
            if self.missing and not row["accept_missing"]:
                names = "、".join(requirement.label for requirement in self.missing)
                self.add_error(
                    "accept_missing",
                    f"“{Stage(stage).label}”还缺：{names}。请先在项目页补上；来源没有写的，勾选这一项再保存。",
                )
        return row

    def write(self, *, user, **said):
        row = self.cleaned_data
        note = f"更正：{row['note']}" if row["is_correction"] else row["note"]
        words = {name: row[name] for name in ("stage", "phase_number", "entered_on", "is_correction")}
        actions.enter_stage(project=self.project, user=user, note=note, **words, **said)


class ConfirmForm(StepForm):
    title = "今天仍属实"
    intro = "页面上说的都还对，就确认一次；公布以后“最后核实”随之更新。有一处不对，请先改那一处。"
    stands_on = ("status", "stages", "dates")

    field_order = ["stated_on", "source", "locator", "note"]
    note = forms.CharField(label="说明", max_length=200, required=False, widget=forms.TextInput(TEXT))

    def write(self, *, user, **said):
        actions.confirm(project=self.project, user=user, note=self.cleaned_data["note"], **said)


class ProgressForm(forms.ModelForm):
    """A figure that was reached: an observation, not a change of plan."""

    title = "报告进展"
    intro = "写已经达到的数字，例如已投用多少机架。计划数字在项目页的“指标数值”里。"

    class Meta:
        model = Observation
        fields = ["metric", "value", "qualifier", "as_of", "phase_number", "label", "source", "locator", "note"]
        widgets = {name: Reference(Observation._meta.get_field(name), admin.site) for name in ("metric", "source")} | {
            name: forms.TextInput(TEXT) for name in ("label", "locator", "note")
        }

    def __init__(self, data=None, *, project):
        self.project = project
        today = PartialDate(timezone.localdate())
        achieved = Observation(project=project, nature=Nature.ACHIEVED)
        super().__init__(data, instance=achieved, initial={"as_of": today})
        self.fields["source"].required = True
        self.fields["phase_number"] = forms.TypedChoiceField(
            label="哪一期", coerce=int, initial=0, choices=phase_choices(project)
        )

    stands_on = ()
    why_not = classmethod(lambda cls, project: "")
    is_offered = classmethod(lambda cls, project: True)

    def clean_as_of(self):
        as_of = self.cleaned_data["as_of"]
        if as_of and as_of.start > timezone.localdate():
            raise ValidationError("截至日期不能晚于今天。还没有达到的，是计划数字。")
        return as_of

    def _get_validation_exclusions(self):
        # The form asks for neither, but "the same figure twice" can only be told with both.
        return super()._get_validation_exclusions() - {"project", "nature"}

    def save(self, *, user) -> bool:
        super().save()
        return True


class PauseForm(StepForm):
    title = "暂停"
    intro = "暂停期间不算逾期。到复核日要再看一次，工作台会列出来。"
    stands_on = ("status",)

    field_order = ["reason_code", "summary", "review_due", "stated_on", "source", "locator"]
    reason_code = forms.ChoiceField(label="原因", choices=REASONS)
    summary = forms.CharField(
        label="说明", max_length=300, widget=forms.Textarea(LONG), help_text="一句话，公众会看到。"
    )
    review_due = forms.DateField(label="复核日", widget=AdminDateWidget())

    def __init__(self, data=None, *, project):
        super().__init__(data, project=project)
        self.fields["review_due"].help_text = f"最晚 {thresholds().pause_review} 天以后，到时再看一次。"

    @classmethod
    def why_not(cls, project):
        return "" if project.status in RUNNING else "只有计划或进行中的项目能暂停。"

    def write(self, *, user, **said):
        words = {name: self.cleaned_data[name] for name in ("reason_code", "summary", "review_due")}
        actions.pause(project=self.project, user=user, **words, **said)


class CancelForm(StepForm):
    title = "取消项目"
    intro = "取消以后，项目的页面仍在，说明为什么取消。"
    stands_on = ("status",)

    field_order = ["reason", "stated_on", "source", "locator"]
    reason = forms.CharField(
        label="取消原因", max_length=300, widget=forms.Textarea(LONG), help_text="一句话，公众会看到。"
    )

    @classmethod
    def why_not(cls, project):
        over = project.status in (Status.CANCELLED, Status.COMPLETE)
        return f"项目已经是“{project.get_status_display()}”。" if over else ""

    def write(self, *, user, **said):
        actions.cancel(project=self.project, user=user, reason=self.cleaned_data["reason"], **said)


class CompleteForm(StepForm):
    title = "全部完成"
    intro = "所有里程碑都有了实际日期，不会再有新的消息，才标为已完成。"
    stands_on = ("status", "dates")

    field_order = ["stated_on", "source", "locator"]

    @classmethod
    def why_not(cls, project):
        return "" if project.status in RUNNING else "只有计划或进行中的项目能标为已完成。"

    def write(self, *, user, **said):
        actions.complete(project=self.project, user=user, **said)
