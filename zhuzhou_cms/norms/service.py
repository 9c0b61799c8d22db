"""How the site answers: in time, and with cookies that cannot be read on the way."""

from http.cookies import SimpleCookie

from django.conf import settings

from .verdicts import GUIDE, OWN_RULE, Norm, Problem

SECONDS = 3.0


class Speed(Norm):
    """A page is there within three seconds. Measured at the server: the way to the reader comes on top."""

    name = "3秒内打开"
    source = f"{GUIDE}打开速度"

    def applies(self, page):
        return page.answer.seconds > 0

    def problems(self, page, site):
        if page.answer.seconds >= SECONDS:
            yield Problem(f"用了{page.answer.seconds:.1f}秒")


class SecureCookies(Norm):
    """Cookies travel encrypted only. A site that is served over plain HTTP, as the demo is, can't ask for that."""

    name = "Cookie只走加密连接"
    source = OWN_RULE

    def applies(self, page):
        return settings.HTTPS and "set-cookie" in page.answer.headers

    def problems(self, page, site):
        for name, cookie in SimpleCookie(page.answer.headers["set-cookie"]).items():
            if not cookie["secure"]:
                yield Problem(f"Cookie“{name}”没有Secure标记")
