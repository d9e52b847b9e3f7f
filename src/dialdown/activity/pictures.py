"""Two pictures of a plan: its steps week by week, and each day against the plan. Gaps stay gaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.activity import amounts, quotas
from dialdown.activity.activities import Activity
from dialdown.activity.selectors import Standing
from dialdown.insights.charts.drawing import NARROW, WIDE, Picture, ticks
from dialdown.insights.figures import Figure, date_words, days_line
from dialdown.training import selectors as training

DAY = dt.timedelta(days=1)
BEHIND, AHEAD = 55, 14
RECENT = 28
BAND, LINE, DOT, OVER, FLOOR_DAY = "b1", "l1", "mv-dot", "mv-over", "mv-floor"


@dataclass(frozen=True)
class _Run:
    """Days in a row with the same floor, amount and ceiling; `rule` says what ended the run before."""

    first: dt.date
    last: dt.date
    floor: int
    amount: int
    ceiling: int


def _runs(days: Sequence[quotas.Day]) -> list[_Run]:
    found: list[_Run] = []
    for day in days:
        # While measuring there is a floor, and no amount to hold it against.
        if day.amount is None or day.floor is None or day.ceiling is None or day.state == "measuring":
            continue
        same = found and (found[-1].floor, found[-1].amount, found[-1].ceiling) == (
            day.floor,
            day.amount,
            day.ceiling,
        )
        if same and found[-1].last == day.day - DAY:
            found[-1] = _Run(found[-1].first, day.day, day.floor, day.amount, day.ceiling)
        else:
            found.append(_Run(day.day, day.day, day.floor, day.amount, day.ceiling))
    return found


def _ahead(standing: Standing) -> list[_Run]:
    """The next weeks as the rule would have them when nothing happens."""
    coming, last = standing.course.next_step, standing.course.days[-1]
    if coming is None or last.amount is None or last.floor is None or last.ceiling is None:
        return []
    top = standing.prescription.ceiling if standing.prescription else standing.plan.top
    runs: list[_Run] = []
    amount = last.amount
    for start in (coming, coming + 7 * DAY):
        if start > last.day + AHEAD * DAY:
            break
        next_amount = (
            amount + standing.course.step
            if top is None
            else min(amount + standing.course.step, max(top, amount))
        )
        shift = 0 if standing.prescription else next_amount - last.amount
        runs.append(_Run(start, start + 6 * DAY, last.floor + shift, next_amount, last.ceiling + shift))
        amount = next_amount
    return runs


def _scale(activity: Activity, largest: float) -> tuple[float, str]:
    """What a unit of the axis is: minutes, hours or the count itself."""
    if not activity.timed:
        return 1.0, str(_(activity.many))
    return (3600.0, _("hours")) if largest >= 3 * 3600 else (60.0, _("minutes"))


def weeks(standing: Standing, behind: int = BEHIND) -> Figure | None:
    """The amount with floor and ceiling, what was done, and the next two weeks dashed. None before there is a plan."""
    days = [d for d in standing.course.days if (standing.day.day - d.day).days <= behind]
    runs, ahead = _runs(days), _ahead(standing)
    if not runs or len(days) < 3:
        return None
    first, last = days[0].day, max([days[-1].day, *(run.last for run in ahead)])
    done = {day: n for day, n in standing.done.items() if first <= day <= days[-1].day}
    activity = standing.activity
    unit, unit_words = _scale(activity, max([r.ceiling for r in (*runs, *ahead)] + list(done.values())))
    by_day = {d.day: d for d in days}
    asked = [d for d in days if d.today is not None]
    finding = _finding(standing, runs)
    label = _("%(what)s from %(first)s to %(last)s: the amount by week, and each day that was done.") % {
        "what": str(_(activity.title)), "first": date_format(first, "j F"), "last": date_format(days[-1].day, "j F")}  # fmt: skip

    def picture(width: int) -> Picture:
        marks = ticks(max([r.ceiling for r in (*runs, *ahead)] + list(done.values())) / unit)
        drawn = Picture(width, 214, first, last, marks[-1])
        drawn.value_axis(marks)
        drawn.time_axis()
        for run in runs:
            drawn.box(drawn.x(run.first), drawn.end(run.last), run.floor / unit, run.ceiling / unit, BAND)
            drawn.level(drawn.x(run.first), drawn.end(run.last), run.amount / unit, LINE)
        for run in ahead:
            drawn.level(drawn.x(run.first) + 2, drawn.end(run.last), run.amount / unit, "l1 mv-ahead")
        for day, amount in sorted(done.items()):
            of = by_day.get(day)
            over = of is not None and _over(of, amount)
            drawn.dot(day, amount / unit, OVER if over else DOT, 3.4 if over else 2.8)
        return drawn

    return Figure(
        key="move-weeks", heading=_("Week by week"), finding=finding, days=days_line(len([d for d in asked if d.day in done]), len(asked)),
        narrow=picture(NARROW).svg(label, "narrow"), wide=picture(WIDE).svg(label, "wide"),
        table_head=[_("From"), _("Floor"), _("Amount"), _("Ceiling"), _("Days done")],
        table_rows=[_row(run, activity, done) for run in runs] + [_row(run, activity, None) for run in ahead],
        legend=[(BAND, _("floor to ceiling, in %(unit)s") % {"unit": unit_words}), (LINE, _("the amount")), (DOT, _("a day you did")),
                *([(OVER, _("over the ceiling"))] if any(day in by_day and _over(by_day[day], n) for day, n in done.items()) else []),
                *([("mv-ahead", _("next weeks"))] if ahead else [])],
    )  # fmt: skip


def _over(day: quotas.Day, amount: int) -> bool:
    """True for more than the ceiling of a day; measuring has none."""
    return day.state != "measuring" and day.ceiling is not None and amount > day.ceiling


def _row(run: _Run, activity: Activity, done: dict[dt.date, int] | None) -> list[str]:
    count = ""
    if done is not None:
        held = (run.last - run.first).days + 1
        count = _("%(n)d of %(all)d") % {
            "n": sum(1 for day in done if run.first <= day <= run.last),
            "all": held,
        }
    return [
        date_words(run.first), amounts.short(run.floor, activity), amounts.short(run.amount, activity),
        amounts.short(run.ceiling, activity), count,
    ]  # fmt: skip


def _finding(standing: Standing, runs: list[_Run]) -> str:
    """What the picture shows, first: from where to where, and what held it."""
    activity = standing.activity
    said = _("From %(before)s to %(after)s.") % {
        "before": amounts.words(runs[0].amount, activity), "after": amounts.words(runs[-1].amount, activity)}  # fmt: skip
    if runs[0].amount == runs[-1].amount:
        said = _("%(amount)s so far.") % {"amount": amounts.words(runs[-1].amount, activity)}
    held = [
        t for t in standing.course.turns if t.day >= runs[0].first and training.rule(t.rule).action == "hold"
    ]
    if held:
        said += " " + str(_("The steps in between waited: %(why)s")) % {
            "why": _lower(training.sentence(held[-1].rule))
        }
    return said


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def even(standing: Standing) -> Figure | None:
    """Each day of the last four weeks against the plan: under the floor, within, over the ceiling. None with few days."""
    days = [
        d for d in standing.course.days if (standing.day.day - d.day).days < RECENT and d.today is not None
    ]
    pairs = [(d, standing.done[d.day]) for d in days if d.day in standing.done]
    if len(pairs) < 3:
        return None
    activity = standing.activity
    over = [d for d, n in pairs if _over(d, n)]
    under = [d for d, n in pairs if d.floor is not None and n < d.floor]
    inside = len(pairs) - len(over) - len(under)
    first, last = standing.day.day - (RECENT - 1) * DAY, standing.day.day
    first = max(first, standing.course.days[0].day)
    unit, unit_words = _scale(activity, max(n for _d, n in pairs))
    label = _("%(what)s in the last four weeks: each day beside its floor and ceiling.") % {
        "what": str(_(activity.title))
    }

    def picture(width: int) -> Picture:
        top = max([n for _d, n in pairs] + [d.ceiling or 0 for d in days]) / unit
        marks = ticks(top)
        drawn = Picture(width, 190, first, last, marks[-1])
        drawn.value_axis(marks)
        drawn.time_axis()
        for run in _runs(days):
            drawn.box(drawn.x(run.first), drawn.end(run.last), run.floor / unit, run.ceiling / unit, "b3")
        for day, amount in pairs:
            x, y = drawn.middle(day.day), drawn.y(amount / unit)
            if day in over:
                drawn.add(f'<path class="{OVER}" d="M{x:.1f} {y - 5:.1f}l5 8h-10z"/>')
            elif day in under:
                drawn.add(f'<circle class="mv-under" cx="{x:.1f}" cy="{y:.1f}" r="4"/>')
            else:
                drawn.add(f'<circle class="d3" cx="{x:.1f}" cy="{y:.1f}" r="3.4"/>')
        return drawn

    if inside == len(pairs):
        finding = _("Even: every day lay between floor and ceiling.")
    else:
        finding = ngettext("%(n)d day of %(all)d lay between floor and ceiling.",
                           "%(n)d days of %(all)d lay between floor and ceiling.", inside) % {
            "n": inside, "all": len(pairs)}  # fmt: skip
        if len(over) >= 2 and len(under) >= 2:
            finding += " " + str(
                _("Big days and small days took turns. The same amount each day is the way out of that.")
            )
    legend = [("b3", _("floor to ceiling, in %(unit)s") % {"unit": unit_words}), ("d3", _("within"))]
    if over:
        legend.append((OVER, _("over the ceiling")))
    if under:
        legend.append(("mv-under", _("under the floor")))
    rows = [
        [
            date_words(d.day),
            amounts.short(n, activity),
            amounts.short(d.floor, activity),
            amounts.short(d.ceiling, activity),
        ]
        for d, n in pairs
    ]
    return Figure(
        key="move-even", heading=_("Even or up and down?"), finding=finding, days=days_line(len(pairs), len(days)),
        narrow=picture(NARROW).svg(label, "narrow"), wide=picture(WIDE).svg(label, "wide"),
        table_head=[_("Day"), _("Done"), _("Floor"), _("Ceiling")], table_rows=rows, legend=legend,
    )  # fmt: skip


def stretch(
    course: quotas.Course, done: dict[dt.date, int], activity: Activity, first: dt.date, last: dt.date, *, label: str, width: int
) -> str:  # fmt: skip
    """A part of a course as one drawing, for the pages that explain the rules: `first` to `last`, both included."""
    days = [day for day in course.days if first <= day.day <= last]
    mine = {day: amount for day, amount in done.items() if first <= day <= last}
    runs = _runs(days)
    largest = max([run.ceiling for run in runs] + list(mine.values()))
    unit, _words = _scale(activity, largest)
    marks = ticks(largest / unit)
    drawn = Picture(width, 280, first, last, marks[-1])
    drawn.value_axis(marks)
    drawn.time_axis()
    for run in runs:
        drawn.box(drawn.x(run.first), drawn.end(run.last), run.floor / unit, run.ceiling / unit, BAND)
        drawn.level(drawn.x(run.first), drawn.end(run.last), run.amount / unit, LINE)
    by_day = {day.day: day for day in days}
    for day, amount in sorted(mine.items()):
        over = _over(by_day[day], amount)
        drawn.dot(day, amount / unit, OVER if over else DOT, 2.6 if over else 2.0)
    return drawn.svg(label, "wide")
