"""Days that a draft keeps, however late it is printed: of each number, with where it is from, and of each step.

Those of the numbers stand among the values of the draft as `taken.<number>`: a day, where it is from, whose words it is; that of a
step in the step.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dialdown.care.letters.facts import MEASURES

if TYPE_CHECKING:
    from dialdown.care.letters.models import Letter

PREFIX = "taken."
# Typed by hand, or in a draft from before the day was kept; the other words are those of `Suggested.where`.
TOLD, KEPT = "told", "kept"
DIARY, PLANNED = "diary", "plan"
WHERE = ("done", DIARY, PLANNED, TOLD, KEPT)
VOICES = ("self", "parent", "clinician", "device", "import")


@dataclass(frozen=True)
class Taken:
    """The day of a number, where it is from (one of WHERE), and whose words it is: one of VOICES.

    `voice` is "" for what was done or planned in Move, and in a draft from before it was kept: then nobody is named.
    """

    on: dt.date
    where: str
    voice: str = ""

    def words(self, called: str) -> str:
        """As the small line of a letter says it; `called` = the name of the person in it."""
        said = {
            "done": _("what was done in Move in the four weeks up to %(day)s"),
            DIARY: _("from the diary of the four weeks up to %(day)s"),
            PLANNED: _("planned in Move, not measured, on %(day)s"),
            TOLD: _("told on %(day)s by %(who)s") if self.voice else _("told on %(day)s"),
        }.get(self.where, _("as kept on %(day)s"))
        who = whose(self.voice, called)
        words = said % {"day": date_format(self.on, "j F Y"), "who": who}
        if self.where != DIARY or not self.voice:
            return words
        how = {"device": _("counted by a device"), "import": _("brought in from another app")}
        return f"{words}, {how.get(self.voice) or _('told by %(who)s') % {'who': who}}"


def whose(voice: str, called: str) -> str:
    """Who said something, in words; `called` = the name of the person in the letter."""
    return {
        "parent": _("a parent"), "clinician": _("a clinician"), "device": _("a device"), "import": _("another app"),
    }.get(voice, called)  # fmt: skip


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
    return draft.person.day_of(draft.saved_at)


def as_values(found: Mapping[str, Taken]) -> dict[str, str]:
    """The same as a draft keeps it."""
    return {
        PREFIX + key: f"{one.on.isoformat()} {one.where} {one.voice}".strip() for key, one in found.items()
    }


def line(found: Mapping[str, Taken], there: Taken | None, called: str) -> str:
    """The small line of a letter: where its numbers are from, whose words they are and of which day; by name where they differ.

    `there` = the same of the days at school or work, None where they do not stand in it.
    """
    groups: dict[Taken, list[str]] = {}
    for key in MEASURES:
        if key in found:
            groups.setdefault(found[key], []).append(str(MEASURES[key][0]))
    if there is not None:
        groups.setdefault(there, []).append(_("Days there"))
    if not groups:
        return ""
    several = len(groups) > 1
    parts = [
        one.words(called) + (f" ({', '.join(names)})" if several else "") for one, names in groups.items()
    ]
    return _("Numbers from home: %(parts)s.") % {"parts": "; ".join(parts)}


def _read(words: str, otherwise: dt.date) -> Taken:
    day, where, voice = (*words.split(), "", "", "")[:3]
    on = day_of(day)
    if on is None or where not in WHERE:
        return Taken(on or otherwise, KEPT)
    return Taken(on, where, voice if voice in VOICES else "")
