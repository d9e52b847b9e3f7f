"""What follows a new password: other devices are told, short numbers end, and her private part is wrapped anew."""

from __future__ import annotations

from django.http import HttpRequest

from dialdown.people.logins import arrivals
from dialdown.people.logins.models import KnownLogin, SignInNotice
from dialdown.people.models import Account


def password_changed(*, account: Account, request: HttpRequest | None) -> None:
    """She (or, without a request, whoever runs the machine) gave this login a new password.

    Somebody who had guessed the old one may have set a number on a phone: all of them end.
    """
    KnownLogin.objects.filter(account=account).update(pin="", wrong_pins=0)
    what = SignInNotice.What.PASSWORD if request else SignInNotice.What.HOST_RESET
    arrivals.tell(account, what, request)
