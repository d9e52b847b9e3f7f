"""SMART Health Links: a link for the software of a clinic, with a passcode, few tries and an end.

HL7 SMART Health Links 1.0.0, <https://hl7.org/fhir/uv/smart-health-cards-and-links/>. What a link opens is a grant like any
other: she sees it in her list and ends it there.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from dialdown.people import audit, sharing
from dialdown.people.access import LinkHolder, open_at
from dialdown.people.models import Account, AuditEvent, Grant, HealthLink, Person
from dialdown.people.sharing import Link, link_digest, make_link

# The standard asks for 256 bits in the address.
ADDRESS_BYTES = 32
# Wrong passcodes of six digits, for the whole life of a link.
TRIES = 10


class NoSuchLink(Exception):
    """Never made, ended, or tried too often; which of them is not told."""


@dataclass(frozen=True)
class WrongPasscode(Exception):
    """The passcode does not fit; so many tries are left."""

    left: int


@transaction.atomic
def make_health_link(
    *, viewer: Account, person: Person, label: str, scopes: Iterable[str], lasts: dt.timedelta
) -> Link:
    """A grant to a clinician for whoever has the address and the passcode. Raises Denied, WrongScopes."""
    link = make_link(
        viewer=viewer, person=person, audience=Grant.Audience.CLINICIAN, label=label, scopes=scopes, lasts=lasts,
        length=ADDRESS_BYTES,
    )  # fmt: skip
    HealthLink.objects.create(
        person=person, address_digest=_digest(link.secret), link_digest=link.grant.link_digest
    )
    return link


def has_its_end_in_a_picture(grant: Grant) -> bool:
    """True for the grant of such a link: its picture holds its last day, and software may go by that."""
    return bool(grant.link_digest) and HealthLink.objects.filter(link_digest=grant.link_digest).exists()


def file_key(secret: str) -> bytes:
    """The 32 bytes that what a link sends is encrypted with: in the link itself, and never stored here."""
    return salted_hmac("dialdown.people.health_link", secret, algorithm="sha256").digest()


def open_health_link(*, secret: str, passcode: str, recipient: str) -> LinkHolder:
    """The eyes of whoever has both. Raises NoSuchLink, WrongPasscode; the opening, and the last try, are told."""
    with transaction.atomic():
        # Held until the try is counted: a hundred at once are a hundred tries.
        row = HealthLink.objects.select_for_update().filter(address_digest=_digest(secret)).first()
        grant = None if row is None else _grant(row)
        if row is None or grant is None:
            raise NoSuchLink
        if constant_time_compare(row.link_digest, link_digest(secret, passcode)):
            holder = sharing.open_link(secret=secret, spoken=passcode, recipient=recipient)
            if holder is None:
                raise NoSuchLink
            return holder
        row.wrong += 1
        row.save(update_fields=["wrong"])
        if row.wrong >= TRIES:
            _close(grant)
    raise WrongPasscode(TRIES - row.wrong)


def open_link(*, secret: str, spoken: str) -> LinkHolder | None:
    """Whoever has both parts of any link, in a browser. At the door of a health link the same tries count."""
    if not HealthLink.objects.filter(address_digest=_digest(secret)).exists():
        return sharing.open_link(secret=secret, spoken=spoken)
    try:
        return open_health_link(secret=secret, passcode=spoken, recipient="")
    except (NoSuchLink, WrongPasscode):
        return None


def secret_of(typed: str) -> str:
    """The secret of a link as it was typed or came behind the #, of either kind; "" when there is none in it."""
    behind = typed.strip().rpartition("#")[2]
    if not behind.startswith("shlink:/"):
        return _clean(behind)
    packed = behind.removeprefix("shlink:/")
    try:
        told = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
        return _clean(str(told["url"]).rpartition("/")[2])
    except (ValueError, TypeError, KeyError):
        return ""


def _clean(secret: str) -> str:
    """Without what differs and means the same: every way of writing one secret shares its tries."""
    return secret.strip()[:80] if secret.isascii() else ""


def _grant(row: HealthLink) -> Grant | None:
    return Grant.objects.filter(
        open_at(timezone.now()), account__isnull=True, link_digest=row.link_digest
    ).first()


def _close(grant: Grant) -> None:
    """Too many tries: the link is over, and she reads why."""
    Grant.objects.filter(pk=grant.pk).update(revoked_at=timezone.now())
    audit.record(
        subject=grant.person_id, kind=AuditEvent.Kind.OTHER, viewer=LinkHolder(grant.pk), audience=grant.audience,
        scopes=grant.scopes, about={"what": "link_tries"},
    )  # fmt: skip


def _digest(secret: str) -> str:
    return hashlib.sha256(f"dialdown health link {secret.strip()}".encode()).hexdigest()
