"""Reads of what examinations recorded."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialdown.care.clinical.models import RuleItems
from dialdown.care.clinical.rules import Item, Part, Rule, rules
from dialdown.care.records.doors import KEPT_WITH, may_keep
from dialdown.people.access import require

if TYPE_CHECKING:
    from dialdown.people.access import Viewer


@dataclass(frozen=True)
class Examined:
    """One examination: its row, and what was recorded of each rule, part by part."""

    row: RuleItems
    rules: list[tuple[Rule, list[tuple[Part, list[Item]]]]]


def examinations(viewer: Viewer, person_id: uuid.UUID) -> list[Examined]:
    """What examinations recorded, newest first, for whoever keeps the diary or sees the body map. Raises Denied."""
    sight = require(viewer, person_id)
    if not (sight.audience == "clinician" and sight.line("body")):
        may_keep(viewer, person_id)
    rows = RuleItems.objects.filter(person_id=person_id, removed_at__isnull=True)
    return [Examined(row, [(rule, rule.count(row.items)) for rule in rules()]) for row in rows]


def recorded(viewer: Viewer, person_id: uuid.UUID) -> bool:
    """True when there is an examination that this viewer may read, for a link to it."""
    sight = require(viewer, person_id)
    sees = (sight.audience == "clinician" and sight.line("body")) or (
        sight.may_write and sight.named(KEPT_WITH)
    )
    return sees and RuleItems.objects.filter(person_id=person_id, removed_at__isnull=True).exists()
