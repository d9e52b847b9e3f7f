"""What holds for every page: headers, the way in, and no page without a decision who may see it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from dialdown.people import selectors as people

View = Callable[[HttpRequest], HttpResponse]

# Camera and microphone open later, page by page, when the mirror is built.
PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=(), browsing-topics=()"

# Everything else needs somebody who is signed in. Tested row by row in tests/access.
PUBLIC_EXACT = {
    "/help-now", "/new-pain", "/what-this-is", "/healthz", "/sw.js", "/manifest.webmanifest", "/setup",
    "/settings/theme", "/offline/today", "/api/session",
    "/accounts/login/", "/accounts/logout/",
}  # fmt: skip
PUBLIC_PREFIXES = ("/static/",)


def is_public(path: str) -> bool:
    """True for a page that anyone may open without signing in."""
    return path in PUBLIC_EXACT or path.startswith(PUBLIC_PREFIXES)


def page_headers(get_response: View) -> View:
    """Send the headers that hold for every answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        # A page with somebody's data must not be found in a cache by the next one at this screen.
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def first_run(get_response: View) -> View:
    """Before the first account exists every page leads to set-up."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not is_public(request.path) and not people.set_up():
            return redirect("/setup")
        return get_response(request)

    return middleware


def default_deny(get_response: View) -> View:
    """Ask for a sign-in unless the page is on the public list."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if is_public(request.path) or request.user.is_authenticated:
            return get_response(request)
        if request.path.startswith("/api/"):
            return JsonResponse({"problems": [{"where": "session", "message": "not signed in"}]}, status=401)
        return redirect_to_login(request.get_full_path())

    return middleware
