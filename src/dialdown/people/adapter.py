"""How allauth behaves in a household: logins are made in set-up, never by a stranger."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from dialdown.people.logins import arrivals, known
from dialdown.people.models import Account

# Told with a time and without a name: who tried is for nobody to read in a log.
security = logging.getLogger("dialdown.security")
NO_ADDRESS = "0.0.0.0"


class HouseholdAdapter(DefaultAccountAdapter):
    """No open sign-up; nothing is mailed; plain words."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("That name and that password do not belong together. Try again."),
        "too_many_login_attempts": _("That was many tries. Please wait five minutes, then try again."),
        "enter_current_password": _("That is not the password you have now."),
        "incorrect_password": _("That is not your password."),
        "rate_limited": _("That was many tries. Please wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        try:
            return super().get_client_ip(request)
        except PermissionDenied:
            # Behind a socket nobody has an address: then all tries count together.
            return NO_ADDRESS

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # Wrong ones count for an address and a name together: a stranger who types hers five times locks himself out.
        return f"{self.get_client_ip(request)} {credentials.get('username', '').lower()}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        name = credentials.get("username", "").lower()
        # Many addresses for one name: then only a browser that has seen her whole sign-in goes on trying.
        if not known.remembers(request, name) and not ratelimit.consume(
            request, action="login_name", key=name, dry_run=True
        ):
            security.warning("sign-in refused: too many wrong ones for one name")
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        ratelimit.consume(request, action="login_name", key=credentials.get("username", "").lower())
        security.warning("sign-in refused: name and password do not belong together")

    def post_login(self, request: HttpRequest, user: Account, **more: Any) -> HttpResponse:
        response = super().post_login(request, user, **more)
        arrivals.complete(request, response, user)
        return response

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is mailed; the next page of the other devices says it."""
