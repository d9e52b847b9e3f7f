"""Reads of what examinations recorded."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from dialdown.care.clinical.doors import may_examine, require_sight, sees
from dialdown.care.clinical.models import RuleItems
from dialdown.care.clinical.rules import Counted, Rule, rules
from dialdown.people.models import SaidBy

if TYPE_CHECKING:
    from dialdown.people.access import Viewer


@dataclass(frozen=True)
class Examined:
    """One examination: its row, whose words they are, and what was recorded of each rule, part by part.

    `by_clinician` = typed from a clinician's login; `mine` = from the viewer's own.
    """

    row: RuleItems
    voice: str
    by_clinician: bool
    mine: bool
    rules: list[tuple[Rule, list[Counted]]]


def examinations(viewer: Viewer, person_id: uuid.UUID) -> list[Examined]:
    """What examinations recorded, newest first, for whoever keeps the diary or sees the body map. Raises Denied."""
    require_sight(viewer, person_id)
    rows = RuleItems.objects.filter(person_id=person_id, removed_at__isnull=True)
    return [_examined(viewer, row) for row in rows.select_related("person", "typed_by")]


def recorded(viewer: Viewer, person_id: uuid.UUID) -> bool:
    """True when this viewer may read an examination, or record one, for a link to it."""
    if may_examine(viewer, person_id):
        return True
    return (
        RuleItems.objects.filter(person_id=person_id, removed_at__isnull=True).exists()
        and sees(viewer, person_id)
    )  # fmt: skip


def _examined(viewer: Viewer, row: RuleItems) -> Examined:
    by_clinician = row.said_by == SaidBy.CLINICIAN
    mine = by_clinician and row.typed_by_id is not None and row.typed_by_id == getattr(viewer, "pk", None)
    return Examined(
        row, _voice(row, mine=mine), by_clinician, mine, [(rule, rule.count(row.items)) for rule in rules()]
    )


def _voice(row: RuleItems, *, mine: bool) -> str:
    """Who said it and who typed it. A family's own login is named to nobody."""
    if row.said_by == SaidBy.CLINICIAN:
        login = _("you") if mine else str(row.typed_by) if row.typed_by else _("a login that is gone")
        return _("Said by a clinician, typed by %(login)s") % {"login": login}
    if row.said_by == SaidBy.PARENT:
        return _("Said by a parent, typed at home")
    if row.said_by == SaidBy.SELF:
        return _("Said by %(name)s, typed at home") % {"name": row.person.display_name}
    return _("Brought in")
