"""Reads about people. Every selector takes the viewer and starts at a grant."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialdown.people.access import Denied, open_grants, people_visible_to, require
from dialdown.people.models import Account, Membership, NewPainReport, Person, SignOff

if TYPE_CHECKING:
    from dialdown.people.access import Viewer


def set_up() -> bool:
    """True once the first login exists."""
    global _set_up
    # Accounts are never all removed while the server runs, so a yes stays a yes.
    _set_up = _set_up or Account.objects.exists()
    return _set_up


_set_up = False


def visible_to(viewer: Viewer) -> list[Person]:
    """The people the viewer may see anything of."""
    return list(people_visible_to(viewer))


def person(viewer: Viewer, person_id: uuid.UUID) -> Person:
    """One person; raises Denied when the viewer has no grant."""
    require(viewer, person_id)
    return Person.objects.get(pk=person_id)


def own_person(viewer: Viewer) -> Person | None:
    """The diary a login opens first: the one it may write in, its own before others."""
    grants = open_grants(viewer).filter(may_write=True).values("person_id")
    people = list(Person.objects.filter(pk__in=grants).order_by("created_at"))
    owned = set(
        Membership.objects.filter(account_id=getattr(viewer, "pk", None), role=Membership.Role.OWNER).values_list(
            "person_id", flat=True
        )
    )
    return next((p for p in people if p.pk in owned), people[0] if people else None)


def role(viewer: Viewer, person_id: uuid.UUID) -> str | None:
    """What the viewer is to a person (owner, parent, clinician), or None."""
    found = (
        Membership.objects.filter(account_id=getattr(viewer, "pk", None), person_id=person_id)
        .values_list("role", flat=True)
        .first()
    )
    return found


@dataclass(frozen=True)
class Clearance:
    """Has a doctor looked at this pain? `open` = Train and Move may be used."""

    open: bool
    sign_off: SignOff | None
    new_pain: NewPainReport | None


def clearance(viewer: Viewer, person_id: uuid.UUID) -> Clearance:
    """The state of the clearance question. A new-pain report outranks every earlier clearance."""
    require(viewer, person_id)
    signed = SignOff.objects.filter(person_id=person_id, what=SignOff.CLEARANCE).order_by("-created_at").first()
    report = NewPainReport.objects.filter(person_id=person_id).order_by("-created_at").first()
    cleared = signed is not None and (report is None or signed.created_at > report.created_at)
    return Clearance(cleared, signed, report)


__all__ = ["Clearance", "Denied", "clearance", "own_person", "person", "role", "set_up", "visible_to"]
