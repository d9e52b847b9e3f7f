"""The diary's words: card titles, what an answer reads like, whose words it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from dialdown.intake.definitions import Definition
from dialdown.intake.records import Answer, Problem
from dialdown.intake.regions import regions
from dialdown.people.models import Account, Person, SaidBy

if TYPE_CHECKING:
    from dialdown.diary.selectors import Answered, Moment

HALF = {0.25: "¼", 0.5: "½", 0.75: "¾"}


def said(text: str) -> str:
    """A text of the table of definitions in the reader's language."""
    return _(text) if text else ""


def label(definition: Definition, mode: str = "", *, past: bool = False) -> str:
    """What a definition is called; an own factor keeps the words its owner gave it."""
    if definition.group == "own":
        return definition.label
    if past and definition.past:
        return said(definition.past)
    return said(definition.week if mode == "weekly" and definition.week else definition.label)


def title(group: str, *, mode: str = "", day: dt.date | None = None) -> str:
    """The heading of a card. `day` = a day that is filled in later."""
    if mode == "weekly":
        week = {"did": _("How was your week?"), "pain": _("Pain this week"), "sleep": _("Sleep this week")}
        if group in week:
            return week[group]
    if day is not None and group in ("did", "sleep"):
        return _("What did you do?") if group == "did" else _("Sleep, the night before")
    return {
        "did": _("What did you do today?"), "pain": _("Pain"), "win": _("A small win"), "sleep": _("Sleep last night"),
        "touch": _("Light touch feels…"), "touch_check": _("Touch check, once a week"), "inside": _("Inside"),
        "note": _("One note"), "senses": _("Sound, light, smell"),
        "medicine": _("Medicine"), "food": _("Food"), "period": _("Period"), "illness": _("Illness"),
        "own": _("My factors"), "gap": _("Why was it empty?"), "device": _("From a device"),
    }.get(group, said(group.replace("_", " ").capitalize()))  # fmt: skip


ICONS = {
    "win": "sprout", "medicine": "pill", "food": "apple", "period": "calendar", "illness": "thermometer",
    "own": "list-plus", "touch_check": "hand", "senses": "audio-lines", "signs": "hand", "note": "pen-line", "gap": "calendar",
}  # fmt: skip


def number(value: float) -> str:
    """A number as one says it: 7½, 3 420, 36.6."""
    whole, part = int(abs(value)), round(abs(value) % 1, 2)
    if part in HALF:
        return ("-" if value < 0 else "") + (f"{whole}" if whole else "") + HALF[part]
    if part == 0:
        return formats.number_format(int(value), use_l10n=True, force_grouping=abs(value) >= 10_000)
    return formats.number_format(round(value, 2), use_l10n=True)


def amount(definition: Definition, value: float) -> str:
    """A number with its unit: 7½ hours, 6 of 10."""
    if definition.type == "scale":
        return _("%(number)s of 10") % {"number": number(value)}
    unit = said(definition.unit) if definition.group != "own" else definition.unit
    return f"{number(value)} {unit}".strip()


def answer(definition: Definition, given: Answer | None) -> str:
    """What an answer reads like; None = skipped."""
    if given is None:
        return _("skipped")
    if definition.type == "yes_no":
        return _("yes") if given else _("no")
    if isinstance(given, (int, float)):
        return amount(definition, float(given))
    if isinstance(given, tuple):
        labels = [said(option.label) for option in definition.options if option.key in given]
        return ", ".join(labels)
    option = definition.option(given) if definition.type == "choice" else None
    return said(option.label) if option else str(given)


def inner(text: str) -> str:
    """Words of the table as they stand inside a sentence; only English writes them small there."""
    return text.lower() if (get_language() or "en").startswith("en") else text


def place(region: str) -> str:
    """The name of a place on the body map."""
    known = regions().get(region)
    return said(known.label) if known else region


def part(name: str, side: str) -> str:
    """A body part of the list, with its side: "Left leg"."""
    known = {
        ("head", "left"): _("Left side of head and neck"), ("head", "right"): _("Right side of head and neck"),
        ("trunk", "left"): _("Left side of the body"), ("trunk", "right"): _("Right side of the body"),
        ("arm", "left"): _("Left arm"), ("arm", "right"): _("Right arm"),
        ("hand", "left"): _("Left hand"), ("hand", "right"): _("Right hand"),
        ("leg", "left"): _("Left leg"), ("leg", "right"): _("Right leg"),
        ("foot", "left"): _("Left foot"), ("foot", "right"): _("Right foot"),
    }  # fmt: skip
    return known.get((name, side)) or _("Side not stated")


def places(ids: Iterable[str]) -> str:
    """Several places in one line."""
    return ", ".join(place(region) for region in ids)


def summary(moment: Moment, *, most: int = 3) -> str:
    """One line of a moment, function first: "Did 6 of 10 · pain 5". `most` parts at most."""
    by_key = {a.definition.key: a for a in moment.answers}
    found: list[tuple[int, str]] = []

    def told(key: str, text: str, rank: int) -> None:
        given = by_key.get(key)
        if given is not None and given.answer not in (None, ""):
            found.append((rank, text % {"answer": inner(answer(given.definition, given.answer))}))

    # In the order in which they are read; the rank says what is kept when there is not room for all.
    if "function" in by_key and by_key["function"].answer is None:
        found.append((0, _("function skipped")))
    told("function", _("did %(answer)s"), 0)
    told("school_hours", _("school or work %(answer)s"), 3)
    told("did", "%(answer)s", 2)
    found.extend((1, text) for text in _pain(moment))
    told("sleep_hours", _("slept %(answer)s"), 4)
    told("steps", "%(answer)s", 4)
    count = len(moment.document["regions"])
    if count:
        found.append((5, ngettext("%(n)d place on the map", "%(n)d places on the map", count) % {"n": count}))
    if not found:
        others = [a for a in moment.answers if a.definition.group != "note"]
        found = [
            (i, f"{label(a.definition, moment.mode)}: {answer(a.definition, a.answer)}")
            for i, a in enumerate(others)
        ]
    kept = sorted(range(len(found)), key=lambda i: found[i][0])[:most]
    line = " · ".join(found[i][1] for i in sorted(kept)) or (_("private") if moment.closed else _("a note"))
    return line[:1].upper() + line[1:]


def _pain(moment: Moment) -> list[str]:
    pains = [a for a in moment.answers if a.definition.group == "pain"]
    told = [a for a in pains if isinstance(a.answer, (int, float))]
    if told:
        return [_("pain %(number)s") % {"number": number(float(told[0].answer))}]  # type: ignore[arg-type]
    return [_("pain skipped")] if pains else []


def name(account: Account | None) -> str:
    """Who typed, when the login still exists."""
    return str(account) if account is not None else _("somebody")


def by_whom(said_by: str, typed_by: Account | None, *, viewer: Account, person: Person, owner: bool) -> str:
    """Whose words and, when it was somebody else, who typed them: "by you", "by Robin, typed by Kim"."""
    mine = typed_by is not None and typed_by.pk == viewer.pk
    if said_by == SaidBy.SELF:
        if owner:
            return (
                _("by you")
                if mine or typed_by is None
                else _("your words, typed by %(name)s") % {"name": name(typed_by)}
            )
        words = {"person": person.display_name, "name": name(typed_by)}
        if mine:
            return _("%(person)s’s words, typed by you") % words
        return _("by %(person)s") % words
    if said_by == SaidBy.DEVICE:
        return _("by a device")
    if said_by == SaidBy.IMPORT:
        return _("from a file")
    if mine:
        return _("by you")
    role = {SaidBy.PARENT: _("parent or carer"), SaidBy.CLINICIAN: _("clinician")}.get(
        SaidBy(said_by), said_by
    )
    return _("by %(name)s, %(role)s") % {"name": name(typed_by), "role": role}


def origin(answered: Answered, moment: Moment, *, viewer: Account, person: Person, owner: bool) -> str:
    """Whose answer it is, when that differs from the moment it stands in; otherwise nothing."""
    same = answered.said_by == moment.said_by and answered.typed_by == moment.typed_by
    return (
        ""
        if same
        else by_whom(answered.said_by, answered.typed_by, viewer=viewer, person=person, owner=owner)
    )


def date(day: dt.date, *, this_year: int | None = None) -> str:
    """A day in words; its year only when it is not `this_year`."""
    if day.year == this_year:
        return formats.date_format(day, pgettext("date format", "j F"))
    return formats.date_format(day, pgettext("date format", "j F Y"))


def long_date(day: dt.date) -> str:
    """A day with the name of its weekday: Thursday 13 November."""
    return formats.date_format(day, pgettext("date format", "l j F"))


def clock(moment: dt.datetime) -> str:
    """The time, as it stands behind "Morning" or "Evening"."""
    return formats.time_format(moment.time(), pgettext("time format after the part of the day", "g:i"))


def later(days: int) -> str:
    """The tag of a day that was filled in later."""
    if days <= 0:
        return _("later")
    return ngettext("%(n)d day later", "%(n)d days later", days) % {"n": days}


def problem(found: Problem, definition: Definition | None) -> str:
    """What is wrong with an answer, and what to type instead."""
    if definition is None:
        if found.where == "private":
            return found.message
        if "day" in found.where or found.where == "at":
            return _("We couldn’t read that date. Try another day.")
        if found.where == "values":
            return _("One answer is enough. Pick any one and save again.")
        return _("We couldn’t save that. Nothing you typed is gone; have a look and try again.")
    if definition.type in ("scale", "amount", "count"):
        if definition.min is not None and definition.max is not None:
            limits = {"low": number(definition.min), "high": number(definition.max)}
            return _("We couldn’t use that. Try a number from %(low)s to %(high)s.") % limits
        if definition.type == "count":
            return _("We couldn’t use that. Try a whole number, like 2.")
        return _("We couldn’t use that. Try a number, like 2.")
    if definition.type == "text" and definition.max is not None:
        return _("That is long. Up to %(number)s letters fit.") % {"number": number(definition.max)}
    return _("We couldn’t read that. Choose one of the answers.")
