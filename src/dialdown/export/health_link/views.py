"""The page where a link is made, and the two addresses that the software of a clinic asks."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from functools import wraps

from allauth.core import ratelimit
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from dialdown.export.health_link import services
from dialdown.export.page_file.views import shared_person
from dialdown.people import scopes as groups
from dialdown.people.services import NoSuchLink, WrongPasscode

DAYS = ("1", "7", "30", "90")
# Longer than anything that a clinic's software says about itself.
LONGEST = 4096


@require_http_methods(["GET", "HEAD", "POST"])
def health_link(request: HttpRequest) -> HttpResponse:
    """Choose what is behind it and for how long; then the code to scan and the passcode, shown once."""
    person = shared_person(request)
    context = {
        "offered": services.offered(), "choices": [(scope, groups.words([scope])[0]) for scope in services.SCOPES],
        "chosen": services.SCOPES, "label": "", "days": [(day, _("%(n)s days") % {"n": day}) for day in DAYS], "lasts": "7",
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "export/health_link/choose.html", context)
    if not services.offered():
        raise Http404
    chosen = [scope for scope in services.SCOPES if scope in request.POST.getlist("scopes")]
    label = request.POST.get("label", "").replace("\x00", "").strip()[:60]
    days = request.POST.get("days", "")
    if not chosen or not label or days not in DAYS:
        missing = _("Choose at least one.") if not chosen else _("Please say who it is for.")
        context |= {"chosen": chosen, "label": label, "problem": missing}
        return render(request, "export/health_link/choose.html", context, status=422)
    made = services.make(
        viewer=request.user, person=person, scopes=chosen, label=label, lasts=dt.timedelta(days=int(days))
    )
    return render(
        request, "export/health_link/made.html", {"made": made, "words": groups.words(made.grant.scopes)}
    )


View = Callable[[HttpRequest, str], HttpResponse]


def for_software(view: View) -> View:
    """Another site's page may ask: whoever follows a link has no cookie here, only what the link itself holds.

    So no token of a form is asked for, and whoever does send a cookie is refused.
    """

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, part: str) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            # A form of another site in a browser that is signed in here: nothing is looked at.
            response: HttpResponse = JsonResponse(
                {"problem": "expected no cookie of this machine"}, status=403
            )
        else:
            response = HttpResponse(status=204) if request.method == "OPTIONS" else view(request, part)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "content-type"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    # It asks with a POST and changes nothing: in the list of looks it is a look.
    answered.only_reads = True  # type: ignore[attr-defined]
    return answered


@for_software
@require_http_methods(["POST", "OPTIONS"])
def manifest(request: HttpRequest, part: str) -> HttpResponse:
    """What the link leads to, for `{"recipient", "passcode", "embeddedLengthMax"?}`."""
    if not ratelimit.consume(request, action="link"):
        return JsonResponse({"problem": "too many requests: wait a minute"}, status=429)
    try:
        told = (
            json.loads(request.body) if int(request.headers.get("Content-Length") or 0) <= LONGEST else None
        )
    except (ValueError, RecursionError):
        told = None
    recipient = told.get("recipient") if isinstance(told, dict) else None
    if not isinstance(told, dict) or not isinstance(recipient, str) or not recipient.strip():
        return JsonResponse({"problem": 'expected JSON with "recipient" and "passcode"'}, status=400)
    most = told.get("embeddedLengthMax")
    # Half of a pair of characters cannot be stored, and NUL not everywhere.
    recipient = recipient.encode(errors="ignore").decode().replace("\x00", "").strip()
    try:
        return JsonResponse(
            services.manifest(
                secret=part, passcode=str(told.get("passcode", ""))[:20], recipient=recipient,
                most=most if isinstance(most, int) and most >= 0 else None,
            )
        )  # fmt: skip
    except WrongPasscode as wrong:
        return JsonResponse({"remainingAttempts": wrong.left}, status=401)
    except NoSuchLink:
        return JsonResponse({"problem": "no such link"}, status=404)


@for_software
@require_http_methods(["GET", "HEAD", "OPTIONS"])
def file(request: HttpRequest, part: str) -> HttpResponse:
    """The encrypted file behind an address that a manifest gave within the last hour."""
    try:
        return HttpResponse(services.file(token=part), content_type="application/jose")
    except services.Gone:
        return JsonResponse({"problem": "no such file"}, status=404)
