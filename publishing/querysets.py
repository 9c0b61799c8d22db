"""Which rows may the public see now, and which drafts wait for whom?"""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from core.querysets import NaturalKeyQuerySet

from .choices import OPEN_STATES, EventKind, State, Step, Waits


class PublishableQuerySet(NaturalKeyQuerySet):
    """Rows that are withheld until published; public code reads them through ``live()`` only."""

    def live(self):
        """Rows that the public may see at this moment. Decided here, in the query, so that no worker can be late."""
        now = timezone.now()
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), published_at__lte=now)


class AuditEntryQuerySet(models.QuerySet):
    """What is on record."""

    def of_item(self, item):
        """What was done to this row."""
        return self.filter(content_type=ContentType.objects.get_for_model(item), object_id=str(item.pk))


class DraftQuerySet(models.QuerySet):
    """Drafts, by what is to be done with them."""

    def open(self):
        return self.filter(state__in=OPEN_STATES)

    def due(self):
        """Scheduled drafts whose time has come."""
        return self.filter(state=State.SCHEDULED, publish_at__lte=timezone.now())

    def of_item(self, content_type, object_id, form=""):
        """The open draft of an existing item's form, if there is one."""
        return self.open().filter(content_type=content_type, object_id=object_id, form=form)

    def written_by(self, user):
        """Drafts that this person began, or of which they saved a version."""
        return self.filter(Q(author=user) | Exists(self._saves_of(user)))

    def waiting_for(self, user):
        """What this person has to do now: sign a step, publish what is approved, mend what was sent back to them.

        Nobody signs what they wrote, nor a step after one that they signed; ``actions.sign`` has the same rules.
        """
        steps = [step.value for step in Step if user.has_perm(f"publishing.{step.value}_draft")]
        rows = self.filter(waits_for__in=[Waits.AUTHOR, Waits.PUBLISH, *steps])  # what the index can tell
        foreign = ~Q(author=user) & ~Exists(self._saves_of(user)) & ~Exists(self._signatures_of(user))
        return rows.filter(
            Q(waits_for=Waits.AUTHOR, author=user)
            | Q(waits_for__in=steps) & foreign
            | Q(waits_for=Waits.PUBLISH) & _publishable_by(user)
        )

    def _saves_of(self, user):
        saves = self.model._meta.get_field("saves").related_model._base_manager
        return saves.filter(draft=OuterRef("pk"), saved_by=user)

    def _signatures_of(self, user):
        """This person's signatures since the draft was last submitted."""
        events = self.model._meta.get_field("events").related_model._base_manager
        submitted_since = events.filter(kind=EventKind.SUBMITTED, draft=OuterRef("draft"), pk__gt=OuterRef("pk"))
        return events.filter(~Exists(submitted_since), draft=OuterRef("pk"), kind=EventKind.SIGNED, by=user)


def _publishable_by(user):
    """Drafts of the types that this person may publish (``actions.moving.permission_to_publish``)."""
    own_pages = [model for model in apps.get_models() if "publish" in model._meta.default_permissions]
    types = ContentType.objects.get_for_models(*own_pages)
    names = {model: f"{model._meta.app_label}.publish_{model._meta.model_name}" for model in own_pages}
    may = Q(content_type__in=[types[model] for model, name in names.items() if user.has_perm(name)])
    return may | ~Q(content_type__in=types.values()) if user.has_perm("publishing.publish_draft") else may
