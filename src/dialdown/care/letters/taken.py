"""Days that a draft keeps, however late it is printed: of each number, with where it is from, and of each step.

Those of the numbers stand among the values of the draft as `taken.<number>`, a day and a word; that of a step in the step.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dialdown.care.letters.facts import MEASURES

if TYPE_CHECKING:
    from dialdown.care.letters.models import Letter

PREFIX = "taken."
# Typed by hand, or in a draft from before the day was kept; the other words are those of `Suggested.where`.
TOLD, KEPT = "told", "kept"
PLANNED = "plan"
WHERE = ("done", "diary", PLANNED, TOLD, KEPT)


@dataclass(frozen=True)
class Taken:
    """The day of a number, and where it is from: one of WHERE."""

    on: dt.date
    where: str

    @property
    def words(self) -> str:
        """As the small line of a letter says it."""
        said = {
            "done": _("what was done in the four weeks up to %(day)s"),
            "diary": _("from the diary of the four weeks up to %(day)s"),
            PLANNED: _("planned, not measured, on %(day)s"),
            TOLD: _("told on %(day)s"),
        }.get(self.where, _("as kept on %(day)s"))
        return said % {"day": date_format(self.on, "j F Y")}


def taken(draft: Letter) -> dict[str, Taken]:
    """The origin of every number of a draft; one that says none is from the day on which the draft was last kept."""
    kept = _kept(draft)
    return {key: _read(draft.values.get(PREFIX + key, ""), kept) for key in draft.measures}


def chosen(draft: Letter) -> dict[str, dt.date]:
    """The day on which each step of a draft was chosen, by its id: from it the last day of a step is counted."""
    kept = _kept(draft)
    return {one["id"]: day_of(str(one.get("from", ""))) or kept for one in draft.steps}


def day_of(words: str) -> dt.date | None:
    """An ISO day; None for any other words."""
    try:
        return dt.date.fromisoformat(words.strip())
    except ValueError:
        return None


def _kept(draft: Letter) -> dt.date:
    return draft.saved_at.astimezone(ZoneInfo(draft.person.zone)).date()


def as_values(found: Mapping[str, Taken]) -> dict[str, str]:
    """The same as a draft keeps it."""
    return {PREFIX + key: f"{one.on.isoformat()} {one.where}" for key, one in found.items()}


def line(found: Mapping[str, Taken], who: str) -> str:
    """The small line of a letter: whose numbers, where from, and of which day; by name where they differ."""
    groups: dict[Taken, list[str]] = {}
    for key in MEASURES:
        if key in found:
            groups.setdefault(found[key], []).append(str(MEASURES[key][0]))
    if not groups:
        return _("Numbers: from home, %(who)s.") % {"who": who}
    several = len(groups) > 1
    parts = [one.words + (f" ({', '.join(names)})" if several else "") for one, names in groups.items()]
    return _("Numbers: from home, %(who)s: %(parts)s.") % {"who": who, "parts": "; ".join(parts)}


def _read(words: str, otherwise: dt.date) -> Taken:
    day, _space, where = words.partition(" ")
    on = day_of(day)
    return Taken(otherwise, KEPT) if on is None else Taken(on, where if where in WHERE else KEPT)
