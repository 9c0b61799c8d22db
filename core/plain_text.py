"""Text for files that are not HTML. XML and iCalendar take no control characters: a pasted one must not break them."""

import re

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def printable(text: str) -> str:
    """The text without control characters; tabs and line ends stay, the latter as \\n."""
    return _CONTROL.sub("", str(text).replace("\r\n", "\n").replace("\r", "\n"))
