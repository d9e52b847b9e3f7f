"""What a login should hear of: a sign-in on a new device, a password that was changed."""

from __future__ import annotations

import uuid

from django.utils import timezone

from dialdown.people.logins.models import SignInNotice
from dialdown.people.models import Account

# More than this is shown on the page of sign-ins only.
SHOWN = 3


def unseen(account: Account, session_key: str) -> list[SignInNotice]:
    """The notices of other sessions that nobody has put away yet, newest first."""
    rows = SignInNotice.objects.filter(account=account, seen_at__isnull=True)
    if session_key:
        rows = rows.exclude(session_key=session_key)
    return list(rows.order_by("-at")[:SHOWN])


def put_away(account: Account, notice_id: uuid.UUID) -> None:
    """This was me. Nobody else's notice is touched."""
    SignInNotice.objects.filter(account=account, pk=notice_id, seen_at__isnull=True).update(
        seen_at=timezone.now()
    )


def lately(account: Account) -> list[SignInNotice]:
    """The last ten, seen or not, newest first."""
    return list(SignInNotice.objects.filter(account=account).order_by("-at")[:10])
