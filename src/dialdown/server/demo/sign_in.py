"""Come in without a password: only in the demo, only from this machine."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse

from dialdown.people.models import Account
from dialdown.people.sealing import session
from dialdown.server.demo import NAME, PASSPHRASE

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def come_in(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Sign whoever opens a page in to the demo household. The data are made up or published, and thrown away."""
    from dialdown.server.middleware import is_public

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated and not is_public(request.path_info) and _is_here(request):
            account = Account.objects.filter(username=NAME).first()
            if account is not None:
                login(request, account, backend=BACKEND)
                session.come_in(request, account, PASSPHRASE)
        return get_response(request)

    return middleware


def _is_here(request: HttpRequest) -> bool:
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
