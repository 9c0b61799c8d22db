"""Around each request for a page of the staff: may it be asked for from here, is the login alive, is it complete."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from publishing.middleware import client_address

from . import idle, steps
from .networks import is_for_staff, is_inside


def inside_networks(get_response):
    """Pages of the staff answer 403 in words to who asks from outside ``settings.ADMIN_NETWORKS``."""

    def middleware(request):
        if is_for_staff(request):
            address = client_address(request)
            if not is_inside(address):
                return render(request, "access/elsewhere.html", {"address": address}, status=403)
        return get_response(request)

    return middleware


def not_idle(get_response):
    """Who did nothing for long has to log in again. The form that is open keeps what was typed, and says so."""

    def middleware(request):
        if is_for_staff(request) and request.user.is_authenticated:
            if idle.is_over(request.session):
                idle.end(request)
                if not _is_coming_or_going(request):
                    messages.warning(request, idle.in_words(request))
            elif not idle.is_by_itself(request):
                idle.touch(request.session)
        return get_response(request)

    return middleware


def all_steps_done(get_response):
    """Who has not taken all steps of the login yet (``steps``) is led to the next one and gets at nothing else."""

    def middleware(request):
        step = steps.next_one(request) if is_for_staff(request) and request.user.is_authenticated else None
        if step is None or _is_on_the_way(request, step):
            return get_response(request)
        if idle.is_typing(request):
            return JsonResponse({"error": "登录还没有完成。"}, status=401)
        back = request.get_full_path() if request.method == "GET" else ""
        return redirect(f"{reverse(step.page)}?{urlencode({'next': back})}" if back else reverse(step.page))

    return middleware


def _is_on_the_way(request, step):
    pages = (step.page, "admin:login", "admin:logout", "admin:jsi18n")
    return request.path_info in [reverse(page) for page in pages]


def _is_coming_or_going(request):
    """Whoever logs in or out just now need not be told that the login before has ended."""
    return request.method == "POST" and request.path_info in (reverse("admin:login"), reverse("admin:logout"))
