"""The body of `dialdown password`."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from dialdown.people import services
from dialdown.people.models import Account
from dialdown.people.sealing import keys
from dialdown.server.mistakes import Mistake


def check(name: str) -> None:
    """Raises Mistake when nobody signs in with this name."""
    if not Account.objects.filter(username__iexact=name, is_active=True).exists():
        raise Mistake(f"{name}: expected the name that somebody signs in with here")


def before(name: str) -> str:
    """What a new password cannot do for this login, said before it is given; "" when there is nothing to say."""
    account = Account.objects.get(username__iexact=name)
    names = ", ".join(p.display_name for p in keys.owned(account) if keys.key_of(p.pk) is not None)
    if not names:
        return ""
    return (
        f"Mood, notes and period of {names} are sealed with a key that only the present password or the code on paper opens. "
        "The new password opens the rest of the diary, not these. The code on paper opens them; without it they are lost."
    )


def change(name: str, password: str) -> None:
    """Set the password. Raises Mistake when it is not allowed."""
    try:
        services.set_password(username=name, password=password)
    except Account.DoesNotExist:
        raise Mistake(f"{name}: expected the name that somebody signs in with here") from None
    except ValidationError as error:
        raise Mistake(" ".join(error.messages)) from None
