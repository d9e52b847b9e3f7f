"""Reads of claims, calls and costs."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialdown.care.claims.models import Claim, ClaimCall, Cost
from dialdown.care.records.doors import may_keep
from dialdown.people.access import Denied
from dialdown.people.models import Person

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

ENDED = (Claim.State.AGREED, Claim.State.CLOSED)


@dataclass(frozen=True)
class ClaimLine:
    """A claim with its calls and the deadline that comes first: its own, or of its newest call with one."""

    claim: Claim
    calls: list[ClaimCall]

    @property
    def deadline(self) -> dt.date | None:
        """The next deadline while the claim is open."""
        if self.claim.state in ENDED:
            return None
        last = next((call.deadline for call in self.calls if call.deadline), None)
        return min((day for day in (self.claim.deadline, last) if day), default=None)


@dataclass(frozen=True)
class Sum:
    """What was paid and what came back in one currency, in hundredths."""

    currency: str
    paid: int
    back: int

    @property
    def left(self) -> int:
        """What was paid and did not come back."""
        return self.paid - self.back


def claims(viewer: Viewer, person: Person) -> list[ClaimLine]:
    """Open claims by their next deadline, then the ended ones. Raises Denied."""
    may_keep(viewer, person.pk)
    calls: dict[uuid.UUID, list[ClaimCall]] = {}
    for call in ClaimCall.objects.filter(person=person, removed_at__isnull=True):
        calls.setdefault(call.claim_id, []).append(call)
    rows = Claim.objects.filter(person=person, removed_at__isnull=True)
    found = [ClaimLine(row, calls.get(row.pk, [])) for row in rows]
    return sorted(
        found, key=lambda one: (one.claim.state in ENDED, one.deadline or dt.date.max, one.claim.title)
    )


def claim(viewer: Viewer, claim_id: uuid.UUID) -> ClaimLine:
    """One claim. Raises Denied."""
    found = Claim.objects.filter(pk=claim_id, removed_at__isnull=True).select_related("person").first()
    if found is None:
        raise Denied
    may_keep(viewer, found.person_id)
    return ClaimLine(found, list(found.calls.filter(removed_at__isnull=True)))


def costs(viewer: Viewer, person: Person) -> list[Cost]:
    """Every cost, newest first. Raises Denied."""
    may_keep(viewer, person.pk)
    return list(Cost.objects.filter(person=person, removed_at__isnull=True).select_related("claim"))


def sums(rows: list[Cost]) -> list[Sum]:
    """Totals by currency; currencies are never added up."""
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        paid, back = found.get(row.currency, (0, 0))
        found[row.currency] = (paid + row.paid, back + row.back)
    return [Sum(currency, paid, back) for currency, (paid, back) in sorted(found.items())]
