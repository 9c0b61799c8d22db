"""Which review steps a type of content goes through: ``settings.REVIEW_STEPS``."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .choices import Step

# Fewer than three: the first look stays, and of two the second is the final one.
ROUTES = {
    0: [],
    1: [Step.FIRST],
    2: [Step.FIRST, Step.FINAL],
    3: [Step.FIRST, Step.SECOND, Step.FINAL],
}


def steps_of(model, form="") -> list[str]:
    """The steps of a type ("news.article") or of one step's form of it ("projects.project:confirm").

    The most exact name counts; "default" is for all others. Raises ImproperlyConfigured for a number not from 0 to 3.
    """
    label = model._meta.label_lower
    wanted = settings.REVIEW_STEPS
    number = next(
        (wanted[name] for name in (f"{label}:{form}" if form else label, label, "default") if name in wanted), 3
    )
    if number not in ROUTES:
        raise ImproperlyConfigured(f"REVIEW_STEPS: {number!r} is not a number of steps from 0 to 3.")
    return [step.value for step in ROUTES[number]]
