"""The body of `dialdown password`."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from dialdown.people import services
from dialdown.people.models import Account
from dialdown.server.mistakes import Mistake


def check(name: str) -> None:
    """Raises Mistake when nobody signs in with this name."""
    if not Account.objects.filter(username__iexact=name, is_active=True).exists():
        raise Mistake(f"{name}: expected the name that somebody signs in with here")


def change(name: str, password: str) -> None:
    """Set the password. Raises Mistake when it is not allowed."""
    try:
        services.set_password(username=name, password=password)
    except Account.DoesNotExist:
        raise Mistake(f"{name}: expected the name that somebody signs in with here") from None
    except ValidationError as error:
        raise Mistake(" ".join(error.messages)) from None
