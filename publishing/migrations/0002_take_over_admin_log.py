"""Takes the entries of Django's own log of the admin over, which nothing reads or writes any more."""

import json

from django.db import migrations

VERBS = {1: "新增", 2: "修改", 3: "删除"}
_AT_ONCE = 500


def in_words(message):
    """What Django keeps as JSON, as a sentence; what is words already stays."""
    if not message.startswith("["):
        return message
    try:
        parts = json.loads(message)
    except ValueError:
        return message
    said = []
    for part in parts:
        for kind, what in part.items() if isinstance(part, dict) else ():
            word = {"added": "新增", "changed": "修改", "deleted": "删除"}.get(kind, kind)
            names = [str(what[key]) for key in ("name", "object") if key in what]
            said.append(f"{word}{' '.join(names + [str(name) for name in what.get('fields', ())])}")
    return "；".join(said)


def take_over(apps, schema_editor):
    LogEntry = apps.get_model("admin", "LogEntry")
    AuditEntry = apps.get_model("publishing", "AuditEntry")
    batch = []
    for row in LogEntry.objects.select_related("user").order_by("pk").iterator(chunk_size=_AT_ONCE):
        batch.append(
            AuditEntry(
                at=row.action_time,
                user_id=row.user_id,
                username=row.user.username,
                verb=VERBS.get(row.action_flag, "修改"),
                content_type_id=row.content_type_id,
                object_id=(row.object_id or "")[:40],
                title=row.object_repr[:200],
                note=in_words(row.change_message)[:500],
            )
        )
        if len(batch) == _AT_ONCE:
            AuditEntry.objects.bulk_create(batch)
            batch = []
    AuditEntry.objects.bulk_create(batch)


class Migration(migrations.Migration):
    dependencies = [
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("publishing", "0001_initial"),
    ]

    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
