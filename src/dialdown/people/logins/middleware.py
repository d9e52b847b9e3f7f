"""Automatic sign-out of clinicians who left, and when a session was last used."""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone

from dialdown.people.current import in_background
from dialdown.people.models import Membership

SEEN, BEGAN = "seen_at", "began_at"
# A session ends for good: a clinician's after a working day, everybody else's after half a year, however often it was used.
LONGEST_CLINICIAN, LONGEST = 12 * 3600, 180 * 24 * 3600
# A page that is only read says there that somebody reads it.
HERE = "/accounts/here/"
# Written at most this often, so that reading a page costs no write.
MINUTE = 60


def keep_watch(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Stands behind the gate that asks for a sign-in, and touches only requests that passed it signed in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # Public pages never load the account; then there is nothing to watch.
        if not hasattr(request, "_cached_user") or not request.user.is_authenticated:
            return get_response(request)
        now = time.time()
        seen = request.session.get(SEEN)
        if seen is not None and now - seen > idle_seconds() and _leaves(request):
            logout(request)
            return _signed_out(request)
        began = request.session.setdefault(BEGAN, now)
        if now < began:
            # A clock that was set back begins the count anew.
            request.session[BEGAN] = now
        elif now - began > LONGEST or (now - began > LONGEST_CLINICIAN and _leaves(request)):
            logout(request)
            return _signed_out(request)
        # A clock that was set back counts as now. What a page fetches to keep is no use of it, and a session that is
        # stored from there could overwrite what the open page has just put into its own.
        fetched = request.method == "GET" and in_background(request) and request.path_info != HERE
        if seen is None or (not fetched and not 0 <= now - seen < MINUTE):
            request.session[SEEN] = now
            UserSession.objects.filter(session_key=request.session.session_key).update(
                last_seen_at=timezone.now()
            )
        return get_response(request)

    return middleware


def _signed_out(request: HttpRequest) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        return JsonResponse({"problems": [{"where": "session", "message": "signed out"}]}, status=401)
    return redirect("/accounts/login/?idle=1")


def idle_seconds() -> int:
    """How long a clinician's screen may be left alone, in seconds."""
    return settings.CLINICIAN_IDLE_MINUTES * 60


def _leaves(request: HttpRequest) -> bool:
    return Membership.objects.filter(account_id=request.user.pk, role=Membership.Role.CLINICIAN).exists()
