"""Steps that set dates: a new baseline, the targets with which a paused project resumes, and a mistake mended."""

from django import forms
from django.utils import timezone

from core.forms import PartialDateFormField

from .. import actions
from ..choices import DateKind, Status
from .steps import LONG, REASONS, StepForm, source_field


class TargetsForm(StepForm):
    """One field for the new target of each milestone that is still awaited."""

    targets_required = False
    stands_on = ("dates",)

    def __init__(self, data=None, *, project):
        super().__init__(data, project=project)
        self.awaited = awaited(project)
        for milestone in self.awaited:
            self.fields[_name(milestone)] = PartialDateFormField(
                label=in_words(milestone), required=self.targets_required, help_text=self.target_help
            )

    def clean(self):
        row = super().clean()
        today = timezone.localdate()
        for milestone in self.awaited:
            new = row.get(_name(milestone))
            if new and new.end < today:
                self.add_error(_name(milestone), "新的目标不能在今天以前。")
        return row

    @property
    def targets(self):
        """New targets by milestone; those that were left empty are not in it."""
        new = {milestone: self.cleaned_data[_name(milestone)] for milestone in self.awaited}
        return {milestone: date for milestone, date in new.items() if date}


class RebaselineForm(TargetsForm):
    title = "重定基线"
    intro = "有文件批准了新的计划，才重定基线。最初的目标不变，比原计划晚多少照样看得见。"
    target_help = "不改就留空。"

    source = source_field(label="批准文件", required=True, help_text="没有就先在“资料与出处”里建一份。")
    reason_code = forms.ChoiceField(label="原因", choices=REASONS)
    justification = forms.CharField(label="理由", widget=forms.Textarea(LONG), help_text="公众会看到。")

    @classmethod
    def why_not(cls, project):
        return "" if awaited(project) else "没有还在等的目标可以重定。"

    def write(self, *, user, source, **said):
        actions.rebaseline(
            project=self.project,
            targets=self.targets,
            document=source,
            justification=self.cleaned_data["justification"],
            reason_code=self.cleaned_data["reason_code"],
            user=user,
            **said,
        )


class ResumeForm(TargetsForm):
    title = "恢复"
    intro = "恢复时，还在等的每个里程碑都要有今天以后的新目标。"
    target_help = "今天以后的新目标。"
    targets_required = True
    stands_on = ("status", "dates")

    field_order = ["summary"]
    summary = forms.CharField(
        label="说明", max_length=300, widget=forms.Textarea(LONG), help_text="一句话，公众会看到。"
    )

    @classmethod
    def why_not(cls, project):
        return "" if project.status == Status.PAUSED else "只有暂停的项目能恢复。"

    def write(self, *, user, **said):
        words = {"targets": self.targets, "summary": self.cleaned_data["summary"]}
        actions.resume(project=self.project, user=user, **words, **said)


class CorrectForm(StepForm):
    title = "更正日期"
    intro = "只用来改当初录错的日期，原来的值和理由都留在记录里。项目改期不是更正，请在里程碑里改“现定”。"

    stands_on = ("dates",)
    field_order = ["milestone", "date_kind", "new", "justification", "stated_on", "source", "locator"]
    milestone = forms.ModelChoiceField(None, label="里程碑")
    date_kind = forms.ChoiceField(label="哪个日期", choices=[("", "---------"), *DateKind.choices])
    new = PartialDateFormField(label="正确的日期", required=False, help_text="本来就不该有这个日期，就留空。")
    justification = forms.CharField(
        label="理由",
        widget=forms.Textarea(LONG),
        help_text="哪里录错了、正确的依据是什么。公众会看到。",
    )

    def __init__(self, data=None, *, project):
        super().__init__(data, project=project)
        self.fields["milestone"].queryset = project.milestones.all()
        self.fields["milestone"].label_from_instance = in_words

    @classmethod
    def why_not(cls, project):
        return "" if project.milestones.all() else "这个项目还没有里程碑。"

    def clean(self):
        row = super().clean()
        milestone, kind = row.get("milestone"), row.get("date_kind")
        if milestone and kind and "new" in row:
            if getattr(milestone, kind) == row["new"]:
                self.add_error("new", "这就是现在记录的日期，没有可更正的。")
            if milestone.not_applicable and row["new"]:
                self.add_error("new", "这个里程碑标了“不适用”，不能有日期。请先在项目页去掉“不适用”。")
        return row

    def write(self, *, user, **said):
        words = {name: self.cleaned_data[name] for name in ("milestone", "date_kind", "new", "justification")}
        actions.correct_date(user=user, **words, **said)


def in_words(milestone):
    """A milestone with its dates, to tell it from its like."""
    phase = f"第{milestone.phase_number}期 " if milestone.phase_number else ""
    dates = [f"{kind.label}{value}" for kind in DateKind if (value := getattr(milestone, kind)) is not None] or [
        "没有日期"
    ]
    return f"{phase}{milestone.title}（{'，'.join(dates)}）"


def awaited(project):
    """The milestones with a target and no actual date, in their order."""
    return [m for m in project.milestones.all() if m.rule_dates.is_awaited]


def _name(milestone):
    return f"target_{milestone.pk}"
