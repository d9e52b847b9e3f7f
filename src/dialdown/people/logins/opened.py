"""Where a login is signed in now, and signing it out there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from dialdown.people.logins import device
from dialdown.people.models import Account


@dataclass(frozen=True)
class OpenSession:
    """One place where a login is signed in. `address` is the network address it came from."""

    number: int
    device: str
    address: str
    since: dt.datetime
    seen: dt.datetime
    here: bool


def sessions(request: HttpRequest, account: Account) -> list[OpenSession]:
    """Every place where this login is signed in, this one first, then the newest."""
    found = [
        OpenSession(
            row.pk, device.words(row.user_agent), row.ip, row.created_at, row.last_seen_at, row.is_current()
        )
        for row in UserSession.objects.purge_and_list(account)
    ]
    return sorted(found, key=lambda row: (not row.here, -row.seen.timestamp()))


def end(account: Account, number: int) -> bool:
    """Sign a login out in one place; False when that place is not (or no longer) this login's."""
    row = UserSession.objects.filter(user=account, pk=number).first()
    if row is not None:
        row.end()
    return row is not None


def end_others(request: HttpRequest | None, account: Account) -> int:
    """Sign a login out everywhere but here (without a request: everywhere); how many places that were."""
    rows = list(UserSession.objects.filter(user=account))
    others = [row for row in rows if request is None or not row.is_current()]
    for row in others:
        row.end()
    return len(others)
