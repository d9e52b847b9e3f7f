"""Small pieces of the diary's pages, worded for this viewer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from dialdown.diary import words
from dialdown.diary.selectors import Moment, Today
from dialdown.diary.views.doors import Visit
from dialdown.people import selectors as people
from dialdown.people.models import Person

# From here on the page offers help, quietly and never as a pop-up.
LOUD = 8


@dataclass(frozen=True)
class Mode:
    """One of the four ways to check in."""

    key: str
    label: str
    chosen: bool


def modes(chosen: str) -> list[Mode]:
    """The switch at the top of Today."""
    return [Mode(value, label, value == chosen) for value, label in Person.CheckIn.choices]


@dataclass(frozen=True)
class MomentRow:
    """A moment in a list: when, what, by whom."""

    moment: Moment
    when: str
    summary: str
    by_whom: str
    icon: str
    later: str


def when(moment: Moment) -> str:
    """The time of a moment; one that was filled in later has none of its day."""
    if moment.entered_later and moment.at.date() != moment.day:
        return _("Written %(date)s") % {"date": date(moment.at.date())}
    if moment.mode == "weekly":
        return _("The week, written %(date)s") % {"date": date(moment.at.date())}
    if moment.mode == "import":
        return _("From a file")
    part = (
        _("Night")
        if moment.at.hour < 4
        else _("Morning")
        if moment.at.hour < 12
        else _("Afternoon")
        if moment.at.hour < 18
        else _("Evening")
    )
    return f"{part}, {words.clock(moment.at)}"


def pain_told(moments: Iterable[Moment], visit: Visit) -> bool:
    """True when whoever is here answered or skipped pain in these moments: nobody else's words are hers, nor a file's."""
    mine = people.voice(visit.viewer, visit.person.pk)
    return any(
        a.definition.group == "pain" and a.said_by not in ("device", "import")
        and (a.said_by == mine or (a.typed_by is not None and a.typed_by.pk == visit.viewer.pk))
        for moment in moments for a in moment.answers
    )  # fmt: skip


def _icon(moment: Moment) -> str:
    if moment.mode in ("import", "device"):
        return "file-up" if moment.mode == "import" else "watch"
    if moment.entered_later:
        return "clock"
    return "sun" if 4 <= moment.at.hour < 18 else "moon"


def moment_rows(visit: Visit, moments: Iterable[Moment]) -> list[MomentRow]:
    """Moments for a list, in their order."""
    return [
        MomentRow(
            moment, when(moment), words.summary(moment),
            words.by_whom(moment.said_by, moment.typed_by, viewer=visit.viewer, person=visit.person, owner=visit.owner),
            _icon(moment), words.later(moment.days_later) if moment.entered_later else "",
        )
        for moment in moments
    ]  # fmt: skip


def date(day: dt.date) -> str:
    """A day in words, with its year only when it is another one."""
    return words.date(day, this_year=timezone.localdate().year)


def weekday(day: dt.date) -> str:
    """The name of the day of the week."""
    return formats.date_format(day, "l")


def same_places(last: tuple[dt.date, tuple[str, ...]], day: dt.date) -> str:
    """What the button says that picks the last places again."""
    gap = (day - last[0]).days
    return (
        _("Same as yesterday")
        if gap == 1
        else _("Same as on %(day)s") % {"day": weekday(last[0]) if gap < 7 else date(last[0])}
    )


@dataclass(frozen=True)
class Done:
    """What stands on Today once something was written: one small thing she did, and nothing to count."""

    text: str
    loud: bool
    entry_id: str
    has_places: bool


def done(visit: Visit, moment: Moment) -> Done:
    """Close the day with one small win from what was written."""
    own = moment.answer("win")
    tags = next((a for a in moment.answers if a.definition.key == "wins" and a.answer), None)
    did = next((a for a in moment.answers if a.definition.key == "did" and a.answer), None)
    number = moment.answer("function")
    told = {
        "win": own or (words.inner(words.answer(tags.definition, tags.answer)) if tags else ""),
        "number": words.number(float(number)) if isinstance(number, (int, float)) else "",
        "did": words.inner(words.answer(did.definition, did.answer)) if did else "", "name": visit.person.display_name,
    }  # fmt: skip
    if told["win"]:
        text = _("A small win: %(win)s.") % told
    elif number and did:
        text = (
            _("You did %(number)s of 10: %(did)s.")
            if visit.owner
            else _("%(name)s did %(number)s of 10: %(did)s.")
        ) % told
    elif number:
        text = (_("You did %(number)s of 10.") if visit.owner else _("%(name)s did %(number)s of 10.")) % told
    elif did:
        text = _("Today: %(did)s.") % told
    else:
        text = _("It is written down. That is enough for today.")
    pains = [
        a.answer
        for a in moment.answers
        if a.definition.group == "pain" and isinstance(a.answer, (int, float))
    ]
    return Done(text, any(float(p) >= LOUD for p in pains), str(moment.id), bool(moment.document["regions"]))


@dataclass(frozen=True)
class EarlyDay:
    """A day that may be meant before four in the morning."""

    value: str
    shift: int
    label: str


def early_days(state: Today) -> list[EarlyDay]:
    """Yesterday and today, for the question that is asked before four in the morning."""
    days = ((-1, state.day - dt.timedelta(days=1)), (0, state.day))
    return [EarlyDay(day.isoformat() if state.yesterday else "", shift, weekday(day)) for shift, day in days]


def blank_days() -> list[EarlyDay]:
    """The same question on the page that is kept for offline: its script knows the day."""
    return [EarlyDay("", -1, _("Yesterday")), EarlyDay("", 0, _("Today"))]
