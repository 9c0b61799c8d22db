"""What the public has once known, whatever became of it since."""

from django.contrib.contenttypes.models import ContentType

from .models import Revision


def was_ever_public(item) -> bool:
    """Whether the item is public or was once: what was withdrawn, deleted and recovered since was said all the same.

    Goes by the snapshots, of which one is taken before anything is withdrawn or deleted.
    """
    if item.pk is None:
        return False
    if item.published_at is not None:
        return True
    snapshots = Revision.objects.filter(content_type=ContentType.objects.get_for_model(item), object_id=item.pk)
    # The first of a snapshot's rows is the item itself.
    return snapshots.exclude(rows__0__fields__published_at=None).exists()
