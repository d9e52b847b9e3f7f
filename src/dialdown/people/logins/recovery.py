"""The one code on paper: it sets a new password when the old one, the phone or the passkey is gone."""

from __future__ import annotations

import hashlib
import secrets

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from dialdown.people import audit
from dialdown.people.logins import arrivals, opened
from dialdown.people.logins.models import KnownLogin, RecoveryCode, SignInNotice
from dialdown.people.models import Account, AuditEvent
from dialdown.people.sealing import keys
from dialdown.people.setup_code import ALPHABET

# 24 of 30 letters: 118 bits.
LENGTH, GROUP = 24, 4


def has_code(account: Account) -> bool:
    """True when this login has a code on paper."""
    return RecoveryCode.objects.filter(account=account).exists()


@transaction.atomic
def make(account: Account) -> str:
    """A new code, in groups of four. The one before stops working. It cannot be shown again.

    It opens the private part, too, when that is open now; `closed` says when it is not.
    """
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    RecoveryCode.objects.update_or_create(
        account=account, defaults={"digest": _digest(code), "made_at": timezone.now()}
    )
    keys.new_code(account=account, code=code)
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def closed(account: Account) -> bool:
    """True when there is a private part that is not open here: a new code would not open it either."""
    mine = {person.pk for person in keys.owned(account) if keys.key_of(person.pk) is not None}
    return bool(mine - keys.opened(account).keys())


def plain(typed: str) -> str:
    """A code as it was typed, without case, spaces and dashes."""
    return "".join(typed.lower().split()).replace("-", "")


def account_of(*, username: str, code: str) -> Account | None:
    """The login that this name and this code belong to, or None. Resting logins are not found."""
    found = (
        RecoveryCode.objects.filter(digest=_digest(plain(code)), account__is_active=True)
        .select_related("account")
        .first()
    )
    name = Account.normalize_username(username.strip()).lower()
    return found.account if found and found.account.username.lower() == name else None


@transaction.atomic
def use(*, account: Account, code: str, password: str, request: HttpRequest) -> str:
    """A new password; the second step is off, every other session and short number ends. Returns the next code.

    Raises ValidationError when the password is not allowed.
    """
    validate_password(password, account)
    keys.open_with(account=account, words=code)
    account.set_password(password)
    account.save(update_fields=["password"])
    keys.new_passphrase(account=account, passphrase=password)
    Authenticator.objects.filter(user=account).delete()
    KnownLogin.objects.filter(account=account).update(pin="", wrong_pins=0)
    opened.end_others(None, account)
    arrivals.tell(account, SignInNotice.What.RECOVERED, request)
    audit.record(
        subject=account.pk, kind=AuditEvent.Kind.PASSWORD, viewer=account, about={"how": "recovery_code"}
    )
    return make(account)


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
