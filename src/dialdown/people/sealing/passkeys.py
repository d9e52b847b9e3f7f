"""A passkey that opens the private part: one more box around her key, tied to that passkey and to nobody else.

The browser asks the passkey for a secret (WebAuthn PRF), and only what it derives from it is sent here. A box is
looked at after the passkey's signature was checked, never before.
"""

from __future__ import annotations

import uuid

from allauth.mfa.models import Authenticator
from django.db import transaction

from dialdown.people.models import Account, PasskeyBox, SealingKey
from dialdown.people.sealing import keys
from dialdown.people.sealing.boxes import CannotOpen, unwrap_by, wrap_by

KIND = "passkey"


def _bound(person_id: uuid.UUID, passkey: Authenticator) -> tuple[str, uuid.UUID, str]:
    return KIND, person_id, str(passkey.data["credential"]["id"])


def made_with(account: Account, credential: dict[str, object]) -> Authenticator | None:
    """The passkey of this login that was made with this answer of a device."""
    rows = Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN)
    return next((row for row in rows if row.data["credential"].get("id") == credential.get("id")), None)


def may(account: Account) -> bool:
    """True when this login has a private part that a passkey could open."""
    return SealingKey.objects.filter(person__in=keys.owned(account)).exists()


def wanted(account: Account) -> dict[int, bool]:
    """The passkeys that she lets open her private part, by their number; False while the box is still empty."""
    rows = PasskeyBox.objects.filter(passkey__user=account, key__person__in=keys.owned(account))
    found: dict[int, bool] = {}
    for number, wrapped in rows.values_list("passkey_id", "wrapped"):
        found[number] = found.get(number, True) and wrapped is not None
    return found


def is_open(account: Account) -> bool:
    """True when every private part of this login is open for it."""
    mine = SealingKey.objects.filter(person__in=keys.owned(account)).values_list("pk", flat=True)
    return set(mine) <= keys.opened(account).keys()


@transaction.atomic
def let(*, account: Account, passkey: Authenticator, secret: bytes | None) -> bool:
    """Let a passkey of hers open the private part; False when its box stays empty for now.

    `secret` is what the browser derived (32 bytes), None when browser or device gave nothing.
    """
    if passkey.user_id != account.pk:
        raise ValueError("a passkey of another login")
    for key in SealingKey.objects.filter(person__in=keys.owned(account)):
        PasskeyBox.objects.get_or_create(key=key, passkey=passkey)
    _fill(account, passkey, secret)
    return wanted(account).get(passkey.pk, False)


@transaction.atomic
def used(*, account: Account, passkey: Authenticator, secret: bytes | None) -> dict[uuid.UUID, bytes]:
    """A passkey has just proved who she is: the private keys that its boxes open.

    A box that is empty, or holds a key that was replaced, is made anew when the private part is open here.
    """
    if secret is None or passkey.user_id != account.pk:
        return {}
    # A key that is replaced right now is waited for: its box would be filled with the old one.
    list(SealingKey.objects.select_for_update().filter(person__in=keys.owned(account)))
    found: dict[uuid.UUID, bytes] = {}
    for box in _boxes(account, passkey):
        try:
            bound = _bound(box.key_id, passkey)
            found[box.key_id] = unwrap_by(bytes(box.wrapped or b""), secret, *bound)
        except CannotOpen:
            continue
    fits = keys.hold_fitting(account, found)
    # An old box that was put back, or a foreign key in place of hers: her words will tell. Either is worth a line.
    keys.note_exchanged(
        {pk: bytes(keys.key_of(pk).public) for pk in found.keys() & keys.doubted(account).keys()}
    )
    _fill(account, passkey, secret, but=set(fits))
    return fits


def _boxes(account: Account, passkey: Authenticator) -> list[PasskeyBox]:
    return list(PasskeyBox.objects.filter(passkey=passkey, key__person__in=keys.owned(account)))


def _fill(
    account: Account, passkey: Authenticator, secret: bytes | None, *, but: set[uuid.UUID] | None = None
) -> None:
    fitting = keys.fitting(keys.opened(account))
    for box in _boxes(account, passkey) if secret is not None else ():
        if box.key_id in fitting and box.key_id not in (but or set()):
            wrapped = wrap_by(fitting[box.key_id], secret, *_bound(box.key_id, passkey))
            # Taken back in another tab meanwhile: then there is no box to fill.
            PasskeyBox.objects.filter(pk=box.pk).update(wrapped=wrapped)


def none_any_more(*, account: Account) -> None:
    """No passkey opens the private part any more. They go on opening the login."""
    PasskeyBox.objects.filter(key__person__in=keys.owned(account)).delete()
