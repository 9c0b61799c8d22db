"""What every writer of the record does: hold the row, date the statement, and give a refusal the form's shape."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.utils import timezone

from core.partial_dates import PartialDate

from ..models import Project
from ..rules.changes import Refused


def locked_project(project):
    """The project as it is now, held until the transaction ends."""
    return Project.objects.select_for_update(of=("self",)).get(pk=project.pk)


@contextmanager
def refusals_as_errors():
    """Turns a rule's ``Refused`` into the ValidationError of the field that it names."""
    try:
        yield
    except Refused as refused:
        raise ValidationError({refused.field: refused.message}) from refused


def stated_or_today(stated_on):
    """The day of a statement: today unless given. Raises ValidationError when it lies in the future."""
    today = timezone.localdate()
    if stated_on is not None and stated_on.start > today:
        raise ValidationError({"stated_on": "来源日期不能晚于今天。"})
    return stated_on or PartialDate(today)
