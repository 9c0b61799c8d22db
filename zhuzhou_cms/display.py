"""How a reader wants pages shown: larger type (适老化), light or dark. Remembered in cookies that the server reads.

The server writes the choice into the page, so that it holds on every page, without script and without a jump.
"""

from dataclasses import dataclass

from django.conf import settings

COOKIES = {"size": "display_size", "theme": "display_theme"}
CHOICES = {"size": ("normal", "large"), "theme": ("auto", "light", "dark")}
"""What may be chosen; the first of each is what holds without a choice, and is not remembered."""
KEPT = 365 * 24 * 60 * 60  # seconds


@dataclass(frozen=True)
class Display:
    """A reader's choices."""

    size: str = CHOICES["size"][0]
    theme: str = CHOICES["theme"][0]

    @property
    def is_large(self) -> bool:
        return self.size == "large"

    @property
    def fixed_theme(self) -> str:
        """ "light" or "dark"; empty when the reader's system decides."""
        return "" if self.theme == "auto" else self.theme


def chosen(cookies) -> Display:
    """The choices that the cookies hold; what they hold besides is ignored."""
    found = {name: cookies.get(cookie) for name, cookie in COOKIES.items()}
    return Display(**{name: value for name, value in found.items() if value in CHOICES[name]})


def remember(response, name: str, value: str):
    """Keep one choice in a cookie; script may read and write it too. ``value`` is one of ``CHOICES[name]``."""
    if value == CHOICES[name][0]:
        response.delete_cookie(COOKIES[name], samesite="Lax")
    else:
        response.set_cookie(COOKIES[name], value, max_age=KEPT, secure=settings.HTTPS, samesite="Lax")
