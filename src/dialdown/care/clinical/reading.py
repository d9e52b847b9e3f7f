"""Reads of what examinations recorded."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format
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

    @property
    def by(self) -> str:
        """Examined by whom and when, and whose words it is."""
        day = date_format(self.row.day, "j F Y")
        said = _("Examined by %(who)s, %(day)s") % {"who": self.row.examiner, "day": day}
        return f"{said} · {self.voice}"

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Each rule in one line for the one page: its title and how many of its parts were recorded."""
        return [
            (rule.title, ", ".join(_line(part) for part in parts if part.part.short))
            for rule, parts in self.rules
        ]


def examinations(viewer: Viewer, person_id: uuid.UUID) -> list[Examined]:
    """What examinations recorded, newest first, for whoever keeps the diary or sees the body map. Raises Denied."""
    require_sight(viewer, person_id)
    rows = RuleItems.objects.filter(person_id=person_id, removed_at__isnull=True)
    return [_examined(viewer, row) for row in rows.select_related("person", "typed_by")]


def newest(viewer: Viewer, person_id: uuid.UUID) -> Examined | None:
    """The newest examination, for the one page; None before there is one, and for whoever may not read it. Raises Denied."""
    if not sees(viewer, person_id):
        return None
    rows = RuleItems.objects.filter(person_id=person_id, removed_at__isnull=True)
    row = rows.select_related("person", "typed_by").first()
    return None if row is None else _examined(viewer, row)


def caution() -> str:
    """What stands beside such numbers wherever they are."""
    return _("Adult rule, not validated under 18: items are counted, nothing is concluded from them.")


def _line(counted: Counted) -> str:
    said = _("%(number)s %(what)s") % {"number": counted.words, "what": counted.part.short}
    return f"{said}, {counted.regions}" if counted.regions else said


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
