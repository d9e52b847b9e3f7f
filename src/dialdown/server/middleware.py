"""What holds for every page: headers, the way in, and no page without a decision who may see it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from dialdown.people import selectors as people
from dialdown.people import services, witness
from dialdown.people.access import Denied
from dialdown.people.current import in_background
from dialdown.server import errors

View = Callable[[HttpRequest], HttpResponse]
security = logging.getLogger("dialdown.security")

# The two pages that must open on the worst day, however the address was typed.
SAFETY = {"/help-now", "/new-pain"}
WITHOUT_ANYONE = SAFETY | {
    "/what-this-is", "/healthz", "/sw.js", "/manifest.webmanifest", "/setup", "/settings/theme",
    "/offline/today", "/offline/move", "/prescribe/paper", "/offline/page", "/api/session",
    "/calm", "/calm/breathing", "/calm/relaxing", "/calm/grounding", "/calm/ideas",
}  # fmt: skip
SIGNING_IN = {
    "/accounts/login/", "/accounts/logout/", "/accounts/inactive/", "/accounts/passkey/", "/accounts/second-step/",
    "/accounts/recover/", "/join", "/lock", "/switch",
    "/shared", "/shared/open", "/shared/acknowledge", "/shared/leave",
}  # fmt: skip
# Everything else needs somebody who is signed in. Tested row by row in tests/access.
PUBLIC_EXACT = WITHOUT_ANYONE | SIGNING_IN
# What a link for a clinic sends: its address, its passcode and its end are looked at there.
PUBLIC_PREFIXES = ("/static/", "/shl/")
# One of the names that this browser remembers.
SWITCHING = "/switch/"


def is_public(path: str) -> bool:
    """True for a page that anyone may open without signing in. Compared letter by letter, as addresses are resolved."""
    return path in PUBLIC_EXACT or path.startswith((*PUBLIC_PREFIXES, SWITCHING))


def only_pages_forget(get_response: View) -> View:
    """Let no request in the background take away a cookie of the page that is open.

    A session gets a new id when she proves again who she is. What the page before still had under way carries the old
    one: its answer would tell the browser to forget the session, and with it the new one that came meanwhile.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if in_background(request):
            for name in [key for key, cookie in response.cookies.items() if cookie["max-age"] == 0]:
                del response.cookies[name]
        return response

    return middleware


def page_headers(get_response: View) -> View:
    """Send the headers that hold for every answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        # No other site may take a page or a picture of ours into itself.
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # A page with somebody's data must not be found in a cache by the next one at this screen.
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def safety_first(get_response: View) -> View:
    """Lead `/Help-Now/` and the like to the page that is meant, instead of to a sign-in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        meant = f"/{request.path_info.strip('/').lower()}"
        if meant in SAFETY and request.path_info != meant:
            return redirect(meant, permanent=True)
        return get_response(request)

    return middleware


def first_run(get_response: View) -> View:
    """Before the first login exists every page leads to set-up, signing in too."""

    def middleware(request: HttpRequest) -> HttpResponse:
        path = request.path_info
        open_now = path in WITHOUT_ANYONE or path.startswith((*PUBLIC_PREFIXES, "/api/"))
        if not open_now and not people.set_up():
            return redirect("/setup")
        return get_response(request)

    return middleware


def default_deny(get_response: View) -> View:
    """Ask for a sign-in unless the page is on the public list."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if is_public(request.path_info) or request.user.is_authenticated:
            return get_response(request)
        if request.path_info.startswith("/api/"):
            return JsonResponse({"problems": [{"where": "session", "message": "not signed in"}]}, status=401)
        # "//host/page" is an address of this host here, and of another one as a place to go back to.
        return redirect_to_login(f"/{request.get_full_path().lstrip('/')}")

    return middleware


def tell_looks(get_response: View) -> View:
    """Write down whose diary a page was read from, before the page is sent. No view has to think of it.

    Fails closed: a page whose look cannot be written down is not shown.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        with witness.watching(only_reads=request.method in ("GET", "HEAD")) as seen:
            response = get_response(request)
        match = request.resolver_match
        if match is not None and seen.looks and request.method not in ("HEAD", "OPTIONS"):
            # A form that comes back with its mistakes shows the page around it, too. The API sends mistakes only.
            again = response.status_code == 422 and not match.route.startswith("api/")
            reads = 200 <= response.status_code < 300 or again
            # The software of a clinic asks with a POST and changes nothing.
            asks = getattr(match.func, "only_reads", False)
            writes = request.method != "GET" and not asks and response.status_code < 400
            if reads or writes:
                services.record_page(
                    seen,
                    page=match.url_name or match.route,
                    read=not writes,
                    export=match.route.startswith("export/"),
                )
        return response

    return middleware


class DeniedIsNotFound:
    """Answers what a viewer may not see like what does not exist, so that nobody learns who is here."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Denied):
            return None
        match = request.resolver_match
        who = getattr(request.user, "pk", None) or "nobody who is signed in"
        # Which page and which login, never whose diary or what was asked.
        security.warning("refused: %s for %s", match.url_name if match else "a page", who)
        return errors.not_found(request, exception)
