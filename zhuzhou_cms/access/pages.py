"""The staff's pages of the second step: the code after the password, setting it up, recovery codes, giving it up.

And the address that keeps a login alive while somebody types.
"""

from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from . import second_factor, steps
from .forms import CodeForm
from .second_factor import confirm


class AccessPages:
    """Adds these pages to an admin site."""

    def get_urls(self):
        pages = [
            ("", self.second_factor, "second-factor"),
            ("code/", self.second_factor_code, "second-factor-code"),
            ("setup/", self.second_factor_setup, "second-factor-setup"),
            ("codes/", self.second_factor_codes, "second-factor-codes"),
            ("remove/", self.second_factor_remove, "second-factor-remove"),
        ]
        urls = [path(f"second-factor/{tail}", self.admin_view(view), name=name) for tail, view, name in pages]
        here = path("still-here/", self.admin_view(self.still_here), name="still-here")
        return [*urls, here, *super().get_urls()]

    def still_here(self, request):
        """Somebody types into a form that is not saved by itself (POST); that the request came is all of it."""
        return HttpResponse(status=204) if request.method == "POST" else HttpResponseNotAllowed(["POST"])

    def each_context(self, request):
        return super().each_context(request) | {"has_second_factor_page": second_factor.is_offered()}

    def second_factor(self, request, form=None, action=""):
        """Whether one's own second step is on, and what can be done about it."""
        _offered_or_404()
        context = {
            "is_on": second_factor.is_on(request.user),
            "is_required": second_factor.is_required(),
            "codes_left": second_factor.codes_left(request.user),
            "forms": [
                (name, words, form if action == name else CodeForm(prefix=name))
                for name, words in (("codes", "换一组备用码"), ("remove", "停用第二步验证"))
            ],
        }
        return self._page(request, "second_factor", "第二步验证", context)

    def second_factor_code(self, request):
        """The second step of the login."""
        back = _back(request)
        if not steps.is_left(request.session, steps.CODE):
            return HttpResponseRedirect(back)
        form = CodeForm(request.POST or None)
        if request.method == "POST" and form.checks(lambda code: second_factor.verify(request.user, code)):
            request.session.cycle_key()
            steps.done(request.session, steps.CODE)
            return HttpResponseRedirect(back)
        context = {"form": form, "next": back, "codes_left": second_factor.codes_left(request.user)}
        return self._page(request, "code", "输入验证码", context)

    def second_factor_setup(self, request):
        """Scan, enter the first code, and be shown the recovery codes: once, in the answer to that code."""
        _offered_or_404()
        if second_factor.is_on(request.user):
            return HttpResponseRedirect(reverse("admin:second-factor"))
        form, codes = CodeForm(request.POST or None), []
        is_forced = steps.is_left(request.session, steps.SETUP)
        if request.method == "POST" and form.checks(lambda code: codes.extend(confirm(request.user, code))):
            request.session.cycle_key()
            steps.done(request.session, steps.SETUP)
            return self._codes(request, codes, "第二步验证已启用", _back(request))
        device = second_factor.device_to_set_up(request.user)
        context = {
            "form": form,
            "next": _back(request),
            "is_forced": is_forced,
            "secret": second_factor.secret_of(device),
            "picture": second_factor.picture_of(device),
        }
        return self._page(request, "setup", "设置第二步验证", context)

    def second_factor_codes(self, request):
        """New recovery codes, for a code (POST)."""
        if (refused := self._refused(request, "codes")) is not None:
            return refused
        return self._codes(request, second_factor.renew_codes(request.user), "新的备用码", reverse("admin:index"))

    def second_factor_remove(self, request):
        """Give one's device up, for a code (POST). Where it is required, the next one is set up at once."""
        if (refused := self._refused(request, "remove")) is not None:
            return refused
        second_factor.turn_off(request.user)
        if second_factor.is_required():
            steps.add(request.session, steps.SETUP)
        messages.success(request, "第二步验证已停用，备用码也已作废。")
        return HttpResponseRedirect(reverse("admin:second-factor"))

    def _refused(self, request, action):
        """What is answered instead, unless a right code was sent to an address that takes one."""
        _offered_or_404()
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not second_factor.is_on(request.user):
            return HttpResponseRedirect(reverse("admin:second-factor"))
        form = CodeForm(request.POST, prefix=action)
        if form.checks(lambda code: second_factor.verify(request.user, code)):
            return None
        return self.second_factor(request, form, action)

    def _codes(self, request, codes, title, back):
        return self._page(request, "codes", title, {"codes": codes, "next": back})

    def _page(self, request, name, title, context):
        is_on_the_way = steps.next_one(request) is not None
        context = self.each_context(request) | {"title": title, "is_on_the_way": is_on_the_way} | context
        return TemplateResponse(request, f"admin/access/{name}.html", context)


def _offered_or_404():
    if not second_factor.is_offered():
        raise Http404("没有开放第二步验证。")


def _back(request):
    """Where the person was going, when that is one of our own addresses; the first page otherwise."""
    wanted = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else reverse("admin:index")
