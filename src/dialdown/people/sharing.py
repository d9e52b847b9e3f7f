"""Opening a diary to others and ending it: for a login, for whoever types a code, or for whoever has a link."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from dialdown.people import audit
from dialdown.people.access import Denied, LinkHolder, Preview, open_at, own_grants, require, sight
from dialdown.people.models import Account, AuditEvent, Grant, Membership, Offer, Person
from dialdown.people.scopes import checked, split
from dialdown.people.setup_code import ALPHABET

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

# A code is typed by hand within a week: 10 of 30 are 49 bits, and tries are counted.
CODE_LENGTH, CODE_DAYS = 10, 7
# A link: 192 bits that travel, and six digits that are said aloud.
LINK_BYTES, SPOKEN_DIGITS, LINK_DAYS = 24, 6, 7
LONGEST_LINK = dt.timedelta(days=366)
# An ended grant can be taken up again for this long.
AGAIN = dt.timedelta(minutes=10)
MEMBER = {"parent": Membership.Role.PARENT, "clinician": Membership.Role.CLINICIAN}


class NoSuchOffer(Exception):
    """The code is wrong, used, or too old; which of them is not told."""


def may_share(viewer: Viewer, person_id: uuid.UUID) -> bool:
    """True for whose diary it is, and for a parent who leads as long as the child has no login of her own."""
    seen = sight(viewer, person_id)
    if not seen.may_write:
        return False
    if seen.own:
        return True
    return seen.audience == Grant.Audience.PARENT and not own_grants(person_id).exists()


def require_share(viewer: Viewer, person_id: uuid.UUID) -> None:
    """Raises Denied for everybody who may not say who sees what."""
    if not may_share(viewer, person_id):
        raise Denied


def _allowed(viewer: Viewer, person_id: uuid.UUID, audience: str, wanted: Iterable[str]) -> list[str]:
    """Scopes that fit the audience, and that the viewer has herself. Raises Denied, WrongScopes."""
    require_share(viewer, person_id)
    if audience not in ("parent", "clinician", "school", "other"):
        raise Denied
    found = checked(audience, wanted)
    mine = sight(viewer, person_id)
    # Nobody opens to others what is closed to herself.
    return [name for name in found if split(name)[0] in mine]


@transaction.atomic
def make_offer(
    *, viewer: Account, person: Person, audience: str, label: str, scopes: Iterable[str], ends_at: dt.datetime | None
) -> tuple[Offer, str]:  # fmt: skip
    """A grant that waits for a login; returns it with its code, which is nowhere else."""
    allowed = _allowed(viewer, person.pk, audience, scopes)
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    offer = Offer.objects.create(
        person=person, code_digest=code_digest(code), audience=audience, label=label[:60], scopes=allowed,
        ends_at=ends_at, open_until=timezone.now() + dt.timedelta(days=CODE_DAYS), made_by=viewer,
    )  # fmt: skip
    return offer, code


def code_digest(code: str) -> str:
    """What is stored of a code: case, spaces and dashes do not matter."""
    plain = "".join(code.lower().split()).replace("-", "")
    return salted_hmac("dialdown.people.offer", plain, algorithm="sha256").hexdigest()


@transaction.atomic
def accept(*, account: Account, code: str) -> Grant:
    """The grant that a code stood for, given to this login. Raises NoSuchOffer."""
    offer = (
        Offer.objects.select_for_update()
        .filter(code_digest=code_digest(code), open_until__gt=timezone.now())
        .first()
    )
    # Whoever made it may have lost the leave to, meanwhile; nobody opens her own diary to herself.
    if offer is None or not may_share(offer.made_by, offer.person_id) or offer.made_by_id == account.pk:
        raise NoSuchOffer
    if sight(account, offer.person_id).own:
        raise NoSuchOffer
    grant = _grant(
        person_id=offer.person_id, account=account, audience=offer.audience, label=offer.label, scopes=offer.scopes,
        ends_at=offer.ends_at, made_by=offer.made_by,
    )  # fmt: skip
    offer.delete()
    return grant


@transaction.atomic
def change_offer(
    *, viewer: Viewer, offer_id: uuid.UUID, scopes: Iterable[str], ends_at: dt.datetime | None
) -> Offer:
    """Other scopes or another end for whoever will type a code. Raises Denied, WrongScopes."""
    offer = Offer.objects.select_for_update().filter(pk=offer_id, open_until__gt=timezone.now()).first()
    if offer is None:
        raise Denied
    offer.scopes, offer.ends_at = _allowed(viewer, offer.person_id, offer.audience, scopes), ends_at
    offer.save(update_fields=["scopes", "ends_at"])
    return offer


@transaction.atomic
def withdraw(*, viewer: Viewer, offer_id: uuid.UUID) -> None:
    """Take an unused code back."""
    offer = Offer.objects.filter(pk=offer_id).first()
    if offer is None:
        raise Denied
    require_share(viewer, offer.person_id)
    offer.delete()


@transaction.atomic
def open_to(
    *, viewer: Account, person: Person, account_id: uuid.UUID, scopes: Iterable[str], ends_at: dt.datetime | None = None,
    by: Account | None = None,
) -> Grant:  # fmt: skip
    """Open a diary to a login that is somebody's to this person already (a parent, a clinician).

    `viewer` has to be allowed to; `by` = who did it in her place, for the record.
    """
    member = Membership.objects.filter(
        person=person, account_id=account_id, role__in=MEMBER.values(), account__is_active=True
    ).first()
    if member is None:
        raise Denied
    allowed = _allowed(viewer, person.pk, member.role, scopes)
    return _grant(
        person_id=person.pk, account=member.account, audience=member.role, label="", scopes=allowed, ends_at=ends_at,
        made_by=by or viewer,
    )  # fmt: skip


@dataclass(frozen=True)
class Link:
    """A link just made: the secret that travels in it and the digits that are said aloud. Neither is stored."""

    grant: Grant
    secret: str
    spoken: str


@transaction.atomic
def make_link(
    *, viewer: Account, person: Person, audience: str, label: str, scopes: Iterable[str], lasts: dt.timedelta,
    length: int = LINK_BYTES,
) -> Link:  # fmt: skip
    """A grant for whoever has the link and hears the digits; it ends by itself, within a year at most."""
    allowed = _allowed(viewer, person.pk, audience, scopes)
    secret = secrets.token_urlsafe(length)
    spoken = "".join(secrets.choice("0123456789") for _ in range(SPOKEN_DIGITS))
    ends_at = timezone.now() + min(max(lasts, dt.timedelta(hours=1)), LONGEST_LINK)
    grant = _grant(
        person_id=person.pk, account=None, audience=audience, label=label[:60], scopes=allowed, ends_at=ends_at,
        made_by=viewer, link_digest=link_digest(secret, spoken),
    )  # fmt: skip
    return Link(grant, secret, spoken)


def link_digest(secret: str, spoken: str) -> str:
    """What is stored of a link: SHA-256 over its secret and the digits said aloud."""
    digits = "".join(character for character in spoken if character.isdigit())
    return hashlib.sha256(f"{secret.strip()} {digits}".encode()).hexdigest()


def open_link(*, secret: str, spoken: str, recipient: str = "") -> LinkHolder | None:
    """Whoever has both parts of a link that holds; the opening is told to the owner.

    `recipient` = who the software of a clinic says it asks for.
    """
    grant = Grant.objects.filter(
        open_at(timezone.now()), account__isnull=True, link_digest=link_digest(secret, spoken)
    ).first()
    if grant is None:
        return None
    holder = LinkHolder(grant.pk)
    audit.record(
        subject=grant.person_id, kind=AuditEvent.Kind.LINK_OPENED, viewer=holder, audience=grant.audience,
        scopes=grant.scopes, about={"recipient": recipient[:60]} if recipient else {},
    )  # fmt: skip
    return holder


@transaction.atomic
def change(
    *, viewer: Account, grant_id: uuid.UUID, scopes: Iterable[str], ends_at: dt.datetime | None
) -> Grant:
    """Other scopes or another end for somebody: the old grant ends and a new one begins, so that the past can be read.

    A link always ends: without `ends_at` when it did before, and within a year at most.
    """
    old = changeable(viewer, grant_id, lock=True)
    allowed = _allowed(viewer, old.person_id, old.audience, scopes)
    if old.account_id is None:
        ends_at = min(ends_at or old.ends_at or timezone.now(), timezone.now() + LONGEST_LINK)
    if (sorted(old.scopes), old.ends_at) == (allowed, ends_at):
        return old
    _end(old, viewer)
    return _grant(
        person_id=old.person_id, account=old.account, audience=old.audience, label=old.label, scopes=allowed,
        ends_at=ends_at, made_by=viewer, link_digest=old.link_digest,
    )  # fmt: skip


@transaction.atomic
def end(*, viewer: Account, grant_id: uuid.UUID) -> Grant:
    """End a grant at once: the very next page of whoever has it is closed."""
    grant = changeable(viewer, grant_id, lock=True)
    _end(grant, viewer)
    return grant


@transaction.atomic
def again(*, viewer: Account, grant_id: uuid.UUID) -> Grant:
    """Take back the end of a grant, within ten minutes of it."""
    old = Grant.objects.select_for_update().filter(pk=grant_id, revoked_at__gt=timezone.now() - AGAIN).first()
    if old is None or old.audience == Grant.Audience.SELF or old.may_write:
        raise Denied
    allowed = _allowed(viewer, old.person_id, old.audience, old.scopes)
    same = Q(account=old.account) if old.account_id else Q(link_digest=old.link_digest)
    standing = Grant.objects.filter(
        same, open_at(timezone.now()), person_id=old.person_id, audience=old.audience
    ).first()
    return standing or _grant(
        person_id=old.person_id, account=old.account, audience=old.audience, label=old.label, scopes=allowed,
        ends_at=old.ends_at, made_by=viewer, link_digest=old.link_digest,
    )  # fmt: skip


def preview(viewer: Viewer, grant_id: uuid.UUID) -> tuple[Grant, Preview]:
    """The eyes of somebody a diary is opened to, for whoever may share it. Raises Denied.

    The owner's own look is hers; a parent who leads looks at somebody else's diary, whosever eyes are borrowed.
    """
    grant = changeable(viewer, grant_id)
    mine = sight(viewer, grant.person_id)
    if not mine.own:
        mine.tell(split(name)[0] for name in grant.scopes)
    return grant, Preview(grant.pk)


def changeable(viewer: Viewer, grant_id: uuid.UUID, *, lock: bool = False) -> Grant:
    """An open grant of somebody else, for whoever may share. Her own, and a parent's lead, are not ended here.

    `lock`: whoever else changes or ends it waits, and then finds what was made of it.
    """
    grants = Grant.objects.select_for_update(of=("self",)) if lock else Grant.objects.all()
    grant = grants.filter(open_at(timezone.now()), pk=grant_id).select_related("account", "person").first()
    if (
        grant is None
        or grant.audience == Grant.Audience.SELF
        or grant.account_id == getattr(viewer, "pk", None)
    ):
        raise Denied
    require_share(viewer, grant.person_id)
    return grant


def _end(grant: Grant, viewer: Viewer) -> None:
    grant.revoked_at = timezone.now()
    grant.save(update_fields=["revoked_at"])
    audit.record(
        subject=grant.person_id,
        kind=AuditEvent.Kind.GRANT_ENDED,
        viewer=viewer,
        scopes=grant.scopes,
        about=_about(grant),
    )


def _grant(
    *, person_id: uuid.UUID, account: Account | None, audience: str, label: str, scopes: list[str],
    ends_at: dt.datetime | None, made_by: Account, link_digest: str = "",
) -> Grant:  # fmt: skip
    if not scopes:
        raise Denied
    if account is not None and audience in MEMBER:
        Membership.objects.get_or_create(account=account, person_id=person_id, role=MEMBER[audience])
    grant = Grant.objects.create(
        person_id=person_id, account=account, link_digest=link_digest, audience=audience, label=label, scopes=scopes,
        ends_at=ends_at, made_by=made_by,
    )  # fmt: skip
    audit.record(
        subject=person_id, kind=AuditEvent.Kind.GRANT, viewer=made_by, scopes=scopes, about=_about(grant)
    )
    return grant


def _about(grant: Grant) -> dict[str, str]:
    return {
        "grant": str(grant.pk), "to": name_of(grant), "by": "login" if grant.account_id else "link",
        "until": grant.ends_at.isoformat() if grant.ends_at else "",
    }  # fmt: skip


def name_of(grant: Grant) -> str:
    """How the owner knows whoever has a grant: what she called them, else the login's own name."""
    return grant.label or (str(grant.account) if grant.account else "")


def revoke(*, viewer: Viewer, grant: Grant) -> Grant:
    """End any grant at once, by whoever may write in the diary."""
    require(viewer, grant.person_id, write=True)
    if grant.audience == Grant.Audience.SELF and grant.account_id != getattr(viewer, "pk", None):
        raise Denied
    if not grant.revoked_at:
        _end(grant, viewer)
    return grant
