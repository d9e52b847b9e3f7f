"""Some pages ask for the password once more. What was typed into them is never kept meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from dialdown.people.logins.models import SignInNotice

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def renew(request: HttpRequest) -> None:
    """She proved again who she is: the session gets another id, and whoever copied the old one has nothing.

    What stands in the session stays, and so does its line in the list of places.
    """
    before = request.session.session_key
    request.session.cycle_key()
    after = request.session.session_key
    UserSession.objects.filter(session_key=before).update(session_key=after)
    SignInNotice.objects.filter(session_key=before).update(session_key=after)


def confirmed(view: View[P]) -> View[P]:
    """A view that opens to whoever gave the password (or a passkey, or a code) in the last five minutes.

    allauth would keep a form that comes too late in the session; here it is asked for anew.
    """

    @wraps(view)
    def asked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if is_reauthentication_required(request, app="dialdown.people"):
            if request.method not in ("GET", "HEAD"):
                return redirect(request.path)
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return asked
