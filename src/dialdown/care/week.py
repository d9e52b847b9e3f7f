"""The weekly summary: what was done, week by week, of weeks that are over. No day and no pain."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.activity import selectors as moving
from dialdown.care.lines import Line
from dialdown.care.todo import to_do
from dialdown.diary.selectors import Week, Win, last_week, weeks, wins_of_week
from dialdown.insights.figures import number_words
from dialdown.people.access import require

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person

SHOWN = 11
KEYS = ("school_hours", "school_hours_planned", "hours_up", "walking_minutes", "function")
WIDE, TALL, LEFT, BASE, TOP = 326, 190, 30, 154, 16


@dataclass(frozen=True)
class Bars:
    """School days a week as a picture, its finding, the same as a table, and whose count it is."""

    picture: str
    finding: str
    rows: list[tuple[str, int, str]]
    whose: str


@dataclass(frozen=True)
class Told:
    """The weeks of one answer by their Monday, and whose words they are."""

    voice: str
    weeks: dict[dt.date, Week]


@dataclass(frozen=True)
class WeekPage:
    """Everything on the page of one week."""

    first: dt.date
    last: dt.date
    lines: list[Line]
    school: Bars | None
    wins: list[str] = field(default_factory=list[str])
    shows_wins: bool = False
    todo: list[Line] = field(default_factory=list[Line])


def week_page(viewer: Viewer, person: Person) -> WeekPage:
    """The last whole week and the ten before it. Raises Denied."""
    sight = require(viewer, person.pk)
    by_key = weeks(viewer, person, KEYS, number=SHOWN)
    first = last_week(person)
    own = {key: _main(sources) for key, sources in by_key.items()}
    school = own.get("school_hours")
    planned = _planned(by_key, school)
    lines = [
        line
        for line in (
            _school(school, planned, first),
            _up(own, first),
            _walking(own, first),
            _function(own, first),
        )
        if line
    ] + _moving(viewer, person, first)
    wins = [_label(win) for win in wins_of_week(viewer, person)]
    return WeekPage(
        first, first + dt.timedelta(days=6), lines, _bars(person, school, planned), wins, sight.week("goals"), to_do(viewer, person),
    )  # fmt: skip


def _main(sources: dict[str, dict[dt.date, Week]]) -> Told:
    """Her own words, else the first other source: sources are never merged."""
    order = ("self", "import", "device", "parent", "clinician")
    return next((Told(source, sources[source]) for source in order if source in sources), Told("self", {}))


def _planned(by_key: dict[str, dict[str, dict[dt.date, Week]]], school: Told | None) -> dict[dt.date, Week]:
    """What the same voice says was planned."""
    return by_key.get("school_hours_planned", {}).get(school.voice, {}) if school else {}


def _by(voice: str) -> str:
    """Whose words a line holds, when they are not her own."""
    return {
        "parent": _("told by a parent"),
        "clinician": _("told by a clinician"),
        "device": _("counted by a device"),
        "import": _("brought in from another app"),
    }.get(voice, "")


def _whose(voice: str, person: Person) -> str:
    """The same for a picture, which names her, too."""
    return {
        "parent": _("A parent’s count."),
        "clinician": _("A clinician’s count."),
        "device": _("Counted by a device."),
        "import": _("Brought in from another app."),
    }.get(voice) or _("%(name)s’s count.") % {"name": person.display_name}


def _label(win: Win) -> str:
    return str(_(win.text)) if win.from_table else win.text


def _answered(week: Week) -> list[str]:
    """How many of the seven days have an answer, and how many have none: a day without one is not a day away."""
    said = [_("from %(n)s of 7 days") % {"n": week.days}]
    if missing := 7 - week.days:
        said.append(ngettext("%(n)s without an answer", "%(n)s without an answer", missing) % {"n": missing})
    return said


def _school(school: Told | None, planned: dict[dt.date, Week], first: dt.date) -> Line | None:
    now = school.weeks.get(first) if school else None
    if school is None or now is None:
        return None
    before = school.weeks.get(first - dt.timedelta(days=7))
    words = ngettext("School: %(n)s day", "School: %(n)s days", now.days_with) % {"n": now.days_with}
    small = _answered(now)
    if first in planned:
        small.append(_("planned: %(n)s") % {"n": planned[first].days_with})
    small.append(
        _("%(n)s the week before") % {"n": before.days_with} if before else _("no answer the week before")
    )
    return Line("calendar-days", words, "; ".join(filter(None, [*small, _by(school.voice)])))


def _mean(own: dict[str, Told], key: str, first: dt.date, icon: str, words: str) -> Line | None:
    now = own[key].weeks.get(first) if key in own else None
    if now is None:
        return None
    small = "; ".join(filter(None, [*_answered(now), _by(own[key].voice)]))
    return Line(icon, words % {"n": number_words(now.mean)}, small)


def _up(own: dict[str, Told], first: dt.date) -> Line | None:
    return _mean(own, "hours_up", first, "sun", _("Up and about: about %(n)s hours a day"))


def _walking(own: dict[str, Told], first: dt.date) -> Line | None:
    return _mean(own, "walking_minutes", first, "target", _("Walking: about %(n)s minutes a day"))


def _function(own: dict[str, Told], first: dt.date) -> Line | None:
    return _mean(own, "function", first, "check", _("Did what was wanted: %(n)s of 10"))


def _moving(viewer: Viewer, person: Person, first: dt.date) -> list[Line]:
    """A line for each plan: what was done of what it asked for in the week."""
    found: list[Line] = []
    for one in moving.week_sums(viewer, person, first):
        said = {
            "what": _(one.activity.title), "done": one.done_words, "planned": one.planned_words,
            "n": one.done_days, "all": one.asked,
        }  # fmt: skip
        if one.asked:
            words, small = (
                _("%(what)s: %(done)s of %(planned)s planned") % said,
                _("written down on %(n)s of %(all)s days") % said,
            )
        else:
            words, small = _("%(what)s: %(done)s") % said, _("the plan rested that week")
        found.append(Line(one.activity.icon, words, small))
    return found


def _bars(person: Person, told: Told | None, planned: dict[dt.date, Week]) -> Bars | None:
    """A bar a week, from 0 to 5 (or more) days; a week without an answer stays empty."""
    if told is None or len(told.weeks) < 2:
        return None
    school = told.weeks
    found = sorted(school)
    mondays = [found[0] + dt.timedelta(days=7 * i) for i in range((found[-1] - found[0]).days // 7 + 1)]
    top = max(5, *(week.days_with for week in school.values()))
    step = (WIDE - LEFT - 8) / len(mondays)
    shapes = [
        f'<line class="grid" x1="{LEFT}" x2="{WIDE - 8}" y1="{y}" y2="{y}"/><text x="{LEFT - 8}" y="{y + 5}" text-anchor="end">{n}</text>'
        for y, n in ((BASE, 0), (TOP, top))
    ]
    month = 0
    for place, monday in enumerate(mondays):
        x = LEFT + 3 + step * place
        week = school.get(monday)
        if monday.month != month and (place == 0 or monday.day < 8):
            shapes.append(f'<text x="{x:.1f}" y="{BASE + 30}">{escape(date_format(monday, "M"))}</text>')
            month = monday.month
        if week is not None:
            high = (BASE - TOP) * week.days_with / top
            shapes.append(
                f'<rect x="{x:.1f}" y="{BASE - high:.1f}" width="{step - 6:.1f}" height="{high:.1f}" rx="3" class="d1"/>'
                f'<text class="lab" x="{x + (step - 6) / 2:.1f}" y="{BASE - high - 5:.1f}" text-anchor="middle">{week.days_with}</text>'
            )
    start, end = school[found[0]].days_with, school[found[-1]].days_with
    finding = _("First week shown: %(a)s, last: %(b)s.") % {"a": start, "b": end}
    label = escape(_("School days each week.") + " " + finding)
    picture = f'<svg viewBox="0 0 {WIDE} {TALL}" role="img" aria-label="{label}">{"".join(shapes)}</svg>'
    rows = [
        (
            date_format(monday, "j M Y"),
            school[monday].days_with,
            str(planned[monday].days_with) if monday in planned else "–",
        )
        for monday in found
    ]
    return Bars(picture, finding, rows, _whose(told.voice, person))


def hidden_words(viewer: Viewer, person: Person) -> str:
    """What of the usual topics the viewer does not see, for a sentence."""
    seen = require(viewer, person.pk)
    names = {"pain": _("pain"), "body": _("body map"), "goals": _("goals")}
    shut = [words for group, words in names.items() if not seen.week(group)]
    some = ", ".join([*shut, _("mood")])
    return (_("%(some)s and %(last)s") % {"some": some, "last": _("notes")}).capitalize()
