"""Cells that a spreadsheet would take for a formula are written with an apostrophe before them, and read without it."""

import re

_RISKY = re.compile(r"'*[=+\-@\t\r]")


def harmless(text: str) -> str:
    """The text as it may stand in a CSV or XLSX cell. ``meant`` gives it back, whatever it is."""
    return f"'{text}" if _RISKY.match(text) else text


def meant(text: str) -> str:
    """The text that ``harmless`` was given, or that a person typed."""
    return text[1:] if text.startswith("'") and _RISKY.match(text) else text
