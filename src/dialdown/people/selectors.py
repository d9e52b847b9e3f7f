"""Reads about people. Every selector takes the viewer and starts at a grant."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from dialdown.people.access import Denied, open_grants, people_visible_to, require
from dialdown.people.models import Account, Grant, Membership, NewPainReport, Person, SaidBy, SignOff

if TYPE_CHECKING:
    from dialdown.people.access import Viewer


def set_up() -> bool:
    """True once somebody can sign in."""
    global _set_up
    # Accounts are never all removed while the server runs, so a yes stays a yes.
    _set_up = _set_up or Account.objects.able_to_sign_in().exists()
    return _set_up


_set_up = False


def visible_to(viewer: Viewer) -> list[Person]:
    """The people the viewer may see anything of."""
    return list(people_visible_to(viewer))


def person(viewer: Viewer, person_id: uuid.UUID) -> Person:
    """One person; raises Denied when the viewer has no grant."""
    require(viewer, person_id)
    return Person.objects.get(pk=person_id)


def find(viewer: Viewer, name: str) -> list[Person]:
    """The people the viewer sees whose name is exactly `name`, or whose id it is."""
    try:
        wanted = people_visible_to(viewer).filter(pk=uuid.UUID(name))
    except ValueError:
        wanted = people_visible_to(viewer).filter(display_name=name)
    return list(wanted)


def exists(viewer: Viewer, person_id: uuid.UUID) -> bool:
    """True when there is a person of this id, whoever may see her: nobody may be made a second time."""
    return Person.objects.filter(pk=person_id).exists()


def names_of(viewer: Viewer, person_id: uuid.UUID, account_ids: Iterable[str]) -> list[tuple[str, str]]:
    """The logins that typed in a person's diary, as (id, name). Raises Denied."""
    require(viewer, person_id)
    return [(str(a.pk), str(a)) for a in Account.objects.filter(pk__in=list(account_ids)).order_by("pk")]


def own_person(viewer: Viewer) -> Person | None:
    """The diary a login opens first: the one it may write in, its own before others."""
    grants = open_grants(viewer).filter(may_write=True).values("person_id")
    people = list(Person.objects.filter(pk__in=grants).order_by("created_at"))
    owned = set(
        Membership.objects.filter(
            account_id=getattr(viewer, "pk", None), role=Membership.Role.OWNER
        ).values_list("person_id", flat=True)
    )
    return next((p for p in people if p.pk in owned), people[0] if people else None)


def source_words(said_by: str) -> str:
    """Whose words a value is, for a sentence: by you, by a parent, brought in."""
    return str(SaidBy(said_by).label)


def role(viewer: Viewer, person_id: uuid.UUID) -> str | None:
    """What the viewer is to a person (owner, parent, clinician), or None."""
    found = (
        Membership.objects.filter(account_id=getattr(viewer, "pk", None), person_id=person_id)
        .values_list("role", flat=True)
        .first()
    )
    return found


def seen_by_others(viewer: Viewer, person_id: uuid.UUID) -> frozenset[str]:
    """The scopes of a person that somebody beside the viewer may see now, by login or by link."""
    require(viewer, person_id)
    now = timezone.now()
    rows = Grant.objects.filter(person_id=person_id, revoked_at__isnull=True, starts_at__lte=now)
    others = rows.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now)).exclude(
        account_id=getattr(viewer, "pk", None)
    )
    return frozenset(scope for scopes in others.values_list("scopes", flat=True) for scope in scopes)


@dataclass(frozen=True)
class Clearance:
    """Has a doctor looked at this pain? `open` = Train and Move may be used.

    `new_pain_on` is the day of the last report in the person's own time zone.
    """

    open: bool
    sign_off: SignOff | None
    new_pain: NewPainReport | None
    new_pain_on: dt.date | None = None


def clearance(viewer: Viewer, person_id: uuid.UUID) -> Clearance:
    """The state of the clearance question.

    A report of new pain outranks every earlier clearance, and a doctor who looked before it has not seen that pain.
    """
    require(viewer, person_id)
    signed = (
        SignOff.objects.filter(person_id=person_id, what=SignOff.CLEARANCE)
        .order_by("-created_at", "-id")
        .first()
    )
    report = NewPainReport.objects.filter(person_id=person_id).order_by("-created_at", "-id").first()
    day = _day_of(report) if report else None
    seen = report is None or (
        signed is not None and signed.created_at > report.created_at and signed.on >= day
    )
    return Clearance(signed is not None and seen, signed, report, day)


def _day_of(report: NewPainReport) -> dt.date:
    zone = Person.objects.values_list("zone", flat=True).get(pk=report.person_id)
    return report.created_at.astimezone(ZoneInfo(zone)).date()


__all__ = [
    "Clearance", "Denied", "clearance", "exists", "find", "names_of", "own_person", "person", "role",
    "seen_by_others", "set_up", "source_words", "visible_to",
]  # fmt: skip
