"""How allauth behaves in a household: logins are made in set-up, never by a stranger."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from dialdown.people.logins import arrivals
from dialdown.people.models import Account

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

    def post_login(self, request: HttpRequest, user: Account, **more: Any) -> HttpResponse:
        response = super().post_login(request, user, **more)
        arrivals.complete(request, response, user)
        return response

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is mailed; the next page of the other devices says it."""
