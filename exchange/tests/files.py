"""Files as people make them, and batches of them, for tests."""

import io
import json

from openpyxl import Workbook

from exchange import actions
from exchange.choices import Verb
from exchange.models import Batch
from exchange.running import run


def workbook(**sheets):
    """An XLSX file (bytes) of lists of rows by the name of their sheet. Also see ``edited``."""
    return edited(Workbook(), **sheets)


def edited(book, change=None, **sheets):
    book.remove(book.active)
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    if change:
        change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_json(**tables):
    return json.dumps(tables, ensure_ascii=False).encode()


def bring(content, model, user, name="表.xlsx") -> Batch:
    """A checked batch of the file ``content`` (bytes)."""
    batch = actions.bring(file=io.BytesIO(content), name=name, model=model, user=user)
    return do(batch, Verb.CHECK, user)


def do(batch, verb, user, comment="") -> Batch:
    """Do the verb, and return the batch as it stands then."""
    run(batch.pk, verb, user, comment)
    return Batch.objects.get(pk=batch.pk)


def verdicts(batch):
    """[row number, verdict, problems as text] of each row."""
    return [
        [row.number, row.verdict, "；".join(f"{column}：{what}" for column, what in row.problems)]
        for row in batch.rows.all()
    ]
