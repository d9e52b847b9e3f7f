"""What the family wrote down already, as dated lines that a letter to a doctor or an insurer begins with: text to be edited."""

from __future__ import annotations

import datetime as dt
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.care.letters.book import LetterKind
from dialdown.care.medicines.doctor import doctor_lines
from dialdown.care.records.doors import KEPT_WITH
from dialdown.care.visits.reading import ProgrammeBlock, programme_blocks, tests_done
from dialdown.diary import selectors as diary

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person

MEDICINE, MOVE = "medicine:line", "move"
# Only letters of this setting go to people who ask for such a list; school and work get none of it unasked.
SETTING = "care"
# The newest so many lines, each of so many letters, fill one field.
MOST, LONG = 12, 150
# No letter names an amount, also where somebody wrote one into a name.
_MUCH = r"\d+(?:[.,/]\d+)*\s*(?:mg|mcg|µg|μg|g|ml|iu|%|tablets?|drops?)(?!\w)"
AMOUNT = re.compile(rf"\s*\(\s*{_MUCH}\s*\)|,?\s*\b{_MUCH}", re.IGNORECASE)


@dataclass(frozen=True)
class Written:
    """One line of a letter with the day that it is sorted by (None: not known), and what it takes to see it."""

    words: str
    day: dt.date | None
    scopes: frozenset[str]


@dataclass(frozen=True)
class Recorded:
    """What fills one field, and what it takes to see it."""

    words: str
    scopes: frozenset[str]


def recorded(viewer: Viewer, person: Person, kind: LetterKind) -> dict[str, Recorded]:
    """The fields of this kind that the family's records fill, as far as this viewer may see them. Raises Denied."""
    if kind.setting != SETTING:
        return {}
    found = {key: FIELDS[key](viewer, person) for key in kind.fields if key in FIELDS}
    return {key: _field(lines) for key, lines in found.items() if lines}


def _field(lines: list[Written]) -> Recorded:
    """The newest lines, oldest first and those without a day last; how many older ones there are is said."""
    ordered = sorted(lines, key=lambda one: one.day or dt.date.max)
    shown = ordered[-MOST:]
    said = [textwrap.shorten(one.words, LONG, placeholder=" …") for one in shown]
    if left := len(ordered) - len(shown):
        said.append(ngettext("and %(n)s older one", "and %(n)s older ones", left) % {"n": left})
    return Recorded("\n".join(said), frozenset().union(*(one.scopes for one in shown)))


def _tests(viewer: Viewer, person: Person) -> list[Written]:
    today = diary.today_of(person)
    found: list[Written] = []
    for row in tests_done(viewer, person):
        if row.day <= today:
            said = _("%(what)s (%(day)s)") % {"what": row.what, "day": date_format(row.day, "j F Y")}
            said = f"{said}: {row.result}" if row.result.strip() else said
            found.append(Written(said, row.day, frozenset({KEPT_WITH})))
    return found


def _medicines(viewer: Viewer, person: Person) -> list[Written]:
    """Names, and from when to when; never an amount."""
    today = diary.today_of(person)
    return [
        Written(_dated(name, one.starts_on, one.ends_on, today), one.starts_on, frozenset({MEDICINE}))
        for one in doctor_lines(viewer, person)
        if (one.starts_on is None or one.starts_on <= today) and (name := AMOUNT.sub("", one.title).strip())
    ]


def _programmes(viewer: Viewer, person: Person) -> list[Written]:
    """Programmes that have begun; their hours for whoever sees moving."""
    today = diary.today_of(person)
    blocks = programme_blocks(viewer, person)
    hours = {one.event: one for one in blocks if one.event is not None}
    rows = [
        (one.title, one.starts_on, one.ends_on, hours.get(one.pk))
        for one in diary.events(viewer, person.pk)
        if one.kind == "programme"
    ]
    rows += [(one.name, one.starts_on, one.ends_on, one) for one in blocks if one.event is None]
    found: list[Written] = []
    for title, first, last, block in rows:
        if first <= today:
            said = _dated(title, first, last, today) + (_hours(block) if block else "")
            found.append(Written(said, first, frozenset({KEPT_WITH, MOVE} if block else {KEPT_WITH})))
    return found


def _hours(block: ProgrammeBlock) -> str:
    told = [
        _("%(what)s %(n)s h") % {"what": what, "n": f"{n:g}"}
        for what, n in (
            (_("physiotherapy"), block.physiotherapy),
            (_("occupational therapy"), block.occupational),
            (_("psychology"), block.psychology),
        )
        if n
    ]
    return f": {', '.join(told)}" if told else ""


def _tried(viewer: Viewer, person: Person) -> list[Written]:
    return _programmes(viewer, person) + _medicines(viewer, person)


def _dated(what: str, first: dt.date | None, last: dt.date | None, today: dt.date) -> str:
    """Amitriptyline, since 4 August 2025. A last day that is to come is none yet."""
    told = {"what": what, "first": date_format(first, "j F Y") if first else ""}
    if last is not None and last <= today:
        told["last"] = date_format(last, "j F Y")
        return (_("%(what)s, %(first)s to %(last)s") if first else _("%(what)s, until %(last)s")) % told
    return _("%(what)s, since %(first)s") % told if first else what


FIELDS: dict[str, Callable[[Viewer, Person], list[Written]]] = {
    "tests": _tests,
    "medicines": _medicines,
    "tried": _tried,
}
