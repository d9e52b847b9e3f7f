"""Five questions that somebody with four minutes asks, answered in a sentence each at the head of the one page."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from textwrap import shorten
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.care.stretches import FOUR_WEEKS, attendance, interval_words, level, mean
from dialdown.care.visits.reading import open_questions
from dialdown.diary import selectors as diary
from dialdown.insights.figures import number_words
from dialdown.intake.regions import regions
from dialdown.people.access import require

if TYPE_CHECKING:
    from dialdown.care.shown import Shown
    from dialdown.diary.selectors import DaySeries
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person

# What began or ended longer ago is no news at a visit.
NEWS = dt.timedelta(days=91)
MOST = 3
# Letters of a question in the short answer; in full it stands below.
LONGEST = 110


@dataclass(frozen=True)
class Answer:
    """One question with its answer; the words say themselves when nothing is known."""

    key: str
    question: str
    answer: str


def in_short(
    viewer: Viewer, person: Person, series: dict[str, DaySeries], of: Shown, *,
    asked: list[str], found: tuple[int, int] | None,
) -> list[Answer]:  # fmt: skip
    """The five answers, function and goals first. `asked` = her goals and questions, `found` = patterns found of those asked, or None.

    What was so when somebody last wrote is not said as what is so now: an old answer begins with its day.
    """
    last = of.diary.last
    since = _("Up to %(day)s:") % {"day": date_format(last, "j F Y")} + " " if of.old else ""
    return [
        Answer("function", _("Doing things"), since + _trend(series, last)),
        _what_is_asked(asked),
        Answer("problem", _("Main problem"), since + _problem(viewer, person, series, last)),
        Answer("changed", _("What changed"), since + _changed(viewer, person, series, last)),
        Answer("sure", _("How sure"), _sure(found, of)),
    ]


def in_short_empty(viewer: Viewer, person: Person, *, asked: list[str]) -> list[Answer]:
    """The five answers before the first entry that this viewer may see: what was written beside the diary, and that there is no entry."""
    none = _("There is no entry yet, or none is open to you.")
    news = _begun(viewer, person, diary.today_of(person))
    return [
        Answer("function", _("Doing things"), none),
        _what_is_asked(asked),
        Answer("problem", _("Main problem"), none),
        Answer("changed", _("What changed"), f"{'; '.join(news)}. {none}" if news else none),
        Answer("sure", _("How sure"), none),
    ]


def _what_is_asked(asked: list[str]) -> Answer:
    said = _asked(asked) or _("Nothing was written down beforehand, or it is not open to you.")
    return Answer("asked", _("What is asked"), said)


def _problem(viewer: Viewer, person: Person, series: dict[str, DaySeries], last: dt.date) -> str:
    since = last - dt.timedelta(days=FOUR_WEEKS - 1)
    marks = [mark for mark in diary.region_days(viewer, person.pk, since, last) if mark.pain != 0]
    parts: list[str] = []
    if marks:
        counts = Counter(mark.region for mark in marks)
        all_days = len({mark.day for mark in marks})
        named = [
            _("%(place)s (%(n)s)") % {"place": _(regions()[r].label) if r in regions() else r, "n": n}
            for r, n in sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:MOST]
        ]
        parts.append(
            ngettext(
                "Hurts most often: %(places)s of %(n)s day marked.",
                "Hurts most often: %(places)s of %(n)s days marked.",
                all_days,
            )
            % {"places": ", ".join(named), "n": all_days}
        )
    for key, words in (
        ("pain_worst", _("Worst pain %(n)s of 10 on average (%(range)s).")),
        ("pain_now", _("Pain %(n)s of 10 on average (%(range)s).")),
    ):
        typical = mean(series[key].days, last) if key in series else None
        if typical is not None:
            parts.append(words % {"n": number_words(typical), "range": _range(series[key], last)})
            break
    return " ".join(parts) or _("Not written down in these four weeks, or not open to you.")


def _trend(series: dict[str, DaySeries], last: dt.date) -> str:
    parts: list[str] = []
    for key, words in (
        ("function", _("Did what was wanted: %(now)s of 10 (%(range)s)")),
        ("hours_up", _("Up and about: %(now)s hours a day (%(range)s)")),
    ):
        now, before = (mean(series[key].days, last, back) if key in series else None for back in (0, 1))
        if now is None:
            continue
        said = words % {"now": number_words(now), "range": _range(series[key], last)}
        if before is not None:
            said += ", " + _("%(n)s in the four weeks before") % {"n": number_words(before)}
        parts.append(said + ".")
    school = series.get("school_hours")
    if school is not None:
        there = attendance(school, series.get("school_hours_planned"), last)
        if there.told:
            missing = f" ({there.missing})" if there.missing else ""
            parts.append(_("At school or work on %(days)s.") % {"days": there.words + missing})
    return " ".join(parts) or _("Not written down in these four weeks, or not open to you.")


def _range(told: DaySeries, last: dt.date) -> str:
    """The 90 % range of the mean of four weeks, in words, or why there is none."""
    return interval_words(told, level(told.days, last))


def _changed(viewer: Viewer, person: Person, series: dict[str, DaySeries], last: dt.date) -> str:
    said = _began_or_ended(viewer, person, last)
    for key, words in (
        ("pain_worst", _("Worst pain on average: %(now)s in these four weeks (%(range)s), %(before)s in the four weeks before.")),
        ("pain_now", _("Pain now on average: %(now)s in these four weeks (%(range)s), %(before)s in the four weeks before.")),
    ):  # fmt: skip
        now, before = (mean(series[key].days, last, back) if key in series else None for back in (0, 1))
        if now is not None and before is not None:
            return f"{said} " + words % {
                "now": number_words(now), "range": _range(series[key], last), "before": number_words(before)}  # fmt: skip
    return said


def _began_or_ended(viewer: Viewer, person: Person, last: dt.date) -> str:
    """What began or ended; of what is not open to the viewer nothing is said but that, never that there was nothing."""
    parts, seen = _begun(viewer, person, last), require(viewer, person.pk)
    told = "; ".join(parts) + "." if parts else ""
    if "function" not in seen:
        # Programmes, getting back and everything else that is neither a medicine nor an illness.
        if told:
            return f"{told} " + _("What else began or ended is not open to you.")
        return _("What began or ended is not open to you.")
    told = told or _("Nothing began or ended in three months, as far as it was written down.")
    shut = [
        words
        for open_, words in (("illness" in seen, _("illness")), (seen.line("medicine"), _("medicine")))
        if not open_
    ]
    return f"{told} " + _("Not open to you: %(names)s.") % {"names": ", ".join(shut)} if shut else told


def _begun(viewer: Viewer, person: Person, last: dt.date) -> list[str]:
    """What began or ended not long before `last`, medicines after everything else, as far as it is open to the viewer."""
    begun = [
        (e.title, e.starts_on, e.ends_on) for e in diary.events(viewer, person.pk) if e.kind != "medicine"
    ]
    medicines = [(m.title, m.starts_on, m.ends_on) for m in diary.medicine_lines(viewer, person.pk)]
    return [*_news(begun, last), *_news(medicines, last)]


def _news(lines: list[tuple[str, dt.date, dt.date | None]], last: dt.date) -> list[str]:
    """What began or ended not long ago, the newest `MOST`, in the order of time."""
    told: list[tuple[dt.date, str]] = []
    for title, begins, ends in lines:
        if last - begins <= NEWS:
            told.append(
                (begins, _("%(what)s from %(day)s") % {"what": title, "day": date_format(begins, "j M Y")})
            )
        if ends is not None and ends <= last and last - ends <= NEWS:
            told.append(
                (ends, _("%(what)s ended %(day)s") % {"what": title, "day": date_format(ends, "j M Y")})
            )
    return [words for _day, words in sorted(told)[-MOST:]]


def _sure(found: tuple[int, int] | None, of: Shown) -> str:
    said = of.sure
    if found is not None:
        number, all_of_them = found
        said += " " + ngettext(
            "Of %(all)s pattern looked at in the whole diary, %(n)s found.",
            "Of %(all)s patterns looked at in the whole diary, %(n)s found.",
            all_of_them,
        ) % {"n": number, "all": all_of_them}
        if number:
            said += " " + _("Any one of them can be luck.")
    return said + " " + _("From this diary, not from an examination.")


def asked_of(viewer: Viewer, person: Person) -> list[str]:
    """Her first open goal, her questions for the next visit, her other goals, as far as the viewer may see them."""
    goals: list[str] = []
    if "goals" in require(viewer, person.pk):
        goals = [
            _("Goal: %(goal)s.") % {"goal": goal.text.rstrip(".")} for goal in diary.goals(viewer, person.pk)
        ]
    return [*goals[:1], *(question.text for question in open_questions(viewer, person)), *goals[1:]]


def _asked(asked: list[str]) -> str:
    """The first of them, and how many more stand below."""
    left = len(asked) - MOST
    more = (
        [ngettext("And %(n)s more below.", "And %(n)s more below.", left) % {"n": left}] if left > 0 else []
    )
    return " ".join([*(shorten(one, LONGEST, placeholder="…") for one in asked[:MOST]), *more])
