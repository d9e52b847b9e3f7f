"""The names a browser remembers, and the short number that opens one of them there."""

from __future__ import annotations

import uuid

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from dialdown.people.logins import device
from dialdown.people.logins.models import KnownLogin
from dialdown.people.models import Account

# Then the password is asked: a million numbers and five tries.
WRONG_PINS = 5


def listed(request: HttpRequest) -> list[KnownLogin]:
    """The logins whose names may be shown in this browser, by name."""
    digest = device.digest_of(request)
    if not digest:
        return []
    rows = KnownLogin.objects.filter(device_digest=digest, listed=True, account__is_active=True)
    return sorted(rows.select_related("account"), key=lambda row: str(row.account).lower())


def one(request: HttpRequest, known_id: uuid.UUID) -> KnownLogin | None:
    """One of the listed logins of this browser."""
    return next((row for row in listed(request) if row.pk == known_id), None)


def here(request: HttpRequest, account: Account) -> KnownLogin | None:
    """What this browser remembers of a login, listed or not."""
    digest = device.digest_of(request)
    return KnownLogin.objects.filter(device_digest=digest, account=account).first() if digest else None


def remembers(request: HttpRequest, username: str) -> bool:
    """True when this browser has seen a whole sign-in of the login of this name."""
    digest = device.digest_of(request)
    rows = KnownLogin.objects.filter(device_digest=digest, account__username__iexact=username)
    return bool(digest) and rows.exists()


def forget(known: KnownLogin) -> None:
    """Take a name off this browser's list, and its short number with it."""
    known.listed, known.pin, known.wrong_pins = False, "", 0
    known.save(update_fields=["listed", "pin", "wrong_pins"])


def show(known: KnownLogin) -> None:
    """Put a name on this browser's list."""
    known.listed = True
    known.save(update_fields=["listed"])


def set_pin(known: KnownLogin, pin: str) -> None:
    """A short number for this login in this browser, or none (""). Its name is listed from then on."""
    known.pin = make_password(pin) if pin else ""
    known.wrong_pins, known.listed = 0, known.listed or bool(pin)
    known.save(update_fields=["pin", "wrong_pins", "listed"])


def takes_pin(known: KnownLogin) -> bool:
    """True while the short number may be tried."""
    return bool(known.pin) and known.wrong_pins < WRONG_PINS


@transaction.atomic
def pin_fits(known: KnownLogin, pin: str) -> bool:
    """Try a short number. Each try is counted before it is looked at, so that two at once count twice."""
    counted = KnownLogin.objects.filter(pk=known.pk, wrong_pins__lt=WRONG_PINS).exclude(pin="")
    if not counted.update(wrong_pins=F("wrong_pins") + 1) or not check_password(pin, known.pin):
        return False
    KnownLogin.objects.filter(pk=known.pk).update(wrong_pins=0, used_at=timezone.now())
    return True


def clear_wrong(known: KnownLogin) -> None:
    """The password was right: the short number may be tried again."""
    KnownLogin.objects.filter(pk=known.pk).update(wrong_pins=0)
