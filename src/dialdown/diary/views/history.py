"""History: a calendar and a list; any day opened, filled in later, added to."""

from __future__ import annotations

import calendar as months
import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dialdown.diary import form_documents, selectors, services, words
from dialdown.diary.views import asking, checking_in, looks
from dialdown.diary.views.doors import Visit, open_diary
from dialdown.intake.definitions import Definition
from dialdown.intake.records import EARLIEST, BadInput


@dataclass(frozen=True)
class Cell:
    """One day of the calendar."""

    day: dt.date
    mark: selectors.DayMark | None
    future: bool
    current: bool
    label: str


@dataclass(frozen=True)
class Month:
    """One month of the calendar, with the way to every other one."""

    first: dt.date
    title: str
    weekdays: tuple[str, ...]
    weeks: tuple[tuple[Cell | None, ...], ...]
    before: str
    after: str
    years: tuple[int, ...]
    names: tuple[tuple[int, str], ...]
    marks: int
    later: bool


def _chosen(request: HttpRequest, today: dt.date) -> dt.date:
    """The month in the address: `month=2026-11`, or `year` and `m` from the two lists."""
    text = request.GET.get("month", "")
    if not text and request.GET.get("year"):
        text = f"{request.GET['year']}-{request.GET.get('m', '1').zfill(2)}"
    try:
        first = dt.date.fromisoformat(f"{text}-01") if text else today.replace(day=1)
    except ValueError:
        raise Http404 from None
    return min(max(first, EARLIEST), today.replace(day=1))


def _spoken(day: dt.date, mark: selectors.DayMark | None) -> str:
    spoken = {"day": words.long_date(day)}
    if mark is None:
        return spoken["day"]
    return (_("%(day)s, entered later") if mark.all_later else _("%(day)s, entry")) % spoken


def month(visit: Visit, first: dt.date, today: dt.date, current: dt.date | None = None) -> Month:
    """The calendar of one month. Days without an entry stay empty."""
    last = first.replace(day=months.monthrange(first.year, first.month)[1])
    marks = selectors.calendar(visit.viewer, visit.person.pk, first, last)
    span = selectors.span(visit.viewer, visit.person.pk)
    oldest = min(span[0].year if span else today.year, first.year)
    weeks = [
        tuple(
            Cell(day, marks.get(day), day > today, day == current, _spoken(day, marks.get(day)))
            if day.month == first.month
            else None
            for day in week
        )
        for week in months.Calendar().monthdatescalendar(first.year, first.month)
    ]
    before, after = first - dt.timedelta(days=1), last + dt.timedelta(days=1)
    return Month(
        first, formats.date_format(first, "F") if first.year == today.year else formats.date_format(first, "YEAR_MONTH_FORMAT"),
        tuple(formats.date_format(dt.date(2024, 1, 1 + i), "D")[:2] for i in range(7)), tuple(weeks),
        before.strftime("%Y-%m") if first > EARLIEST else "", after.strftime("%Y-%m") if after <= today else "",
        tuple(range(today.year, oldest - 1, -1)),
        tuple((n, formats.date_format(dt.date(2024, n, 1), "F")) for n in range(1, 13)),
        sum(mark.entries for mark in marks.values()), any(mark.all_later for mark in marks.values()),
    )  # fmt: skip


@dataclass(frozen=True)
class DayRows:
    """The moments of one day in the list."""

    day: dt.date
    title: str
    rows: list[looks.MomentRow]


def _days(visit: Visit, first: dt.date, last: dt.date) -> list[DayRows]:
    by_day: dict[dt.date, list[selectors.Moment]] = {}
    for moment in selectors.moments(visit.viewer, visit.person.pk, first, last):
        by_day.setdefault(moment.day, []).append(moment)
    return [
        DayRows(day, formats.date_format(day, "l j"), looks.moment_rows(visit, found))
        for day, found in sorted(by_day.items(), reverse=True)
    ]


@require_safe
@open_diary
def history(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One month: the calendar, and below it what was written, newest first."""
    today = selectors.today_of(visit.person)
    first = _chosen(request, today)
    shown = month(visit, first, today)
    days = (
        _days(visit, first, first.replace(day=months.monthrange(first.year, first.month)[1]))
        if shown.marks
        else []
    )
    return render(
        request,
        "diary/history.html",
        {"visit": visit, "person": visit.person, "month": shown, "days": days, "today": today},
    )


@require_http_methods(["GET", "POST"])
@open_diary
def day(request: HttpRequest, visit: Visit, date: str) -> HttpResponse:
    """One day: what was written, and the form to fill it in later."""
    today = selectors.today_of(visit.person)
    try:
        chosen = dt.date.fromisoformat(date)
    except ValueError:
        raise Http404 from None
    if not EARLIEST <= chosen <= today:
        raise Http404
    mode = asking.mode_of_day(visit.viewer, visit.person)
    if request.method != "POST":
        blank = form_documents.blank(visit.person, mode=mode, day=chosen)
        pain = [d.key for d in _asked(visit, mode, chosen, empty=False) if d.group == "pain"]
        # Old pain is hard to remember: skipping is the start, one tap takes it back.
        return _day_page(request, visit, chosen, today, {**blank, "skipped": pain if chosen < today else []})
    if not visit.sight.may_write:
        raise Http404
    definitions = selectors.definitions(visit.person.pk)
    document = form_documents.document(
        request.POST, person=visit.person, definitions=definitions, now=timezone.now()
    )
    document["day"] = chosen.isoformat()
    try:
        saved = services.save_entry(viewer=visit.viewer, document=document, person_id=visit.person.pk)
    except BadInput as error:
        return _day_page(request, visit, chosen, today, document, problems=error.problems)
    checking_in.say_saved(request, saved, _("Saved for %(day)s.") % {"day": words.long_date(chosen)})
    return redirect("day", date=chosen.isoformat())


def _asked(visit: Visit, mode: str, day: dt.date, *, empty: bool) -> tuple[Definition, ...]:
    """What a day asks: a past one nothing about "right now", and one that stayed empty why."""
    asked = asking.asked(visit.viewer, visit.person, mode, day)
    if day >= visit.person.today():
        return asked
    quiet = mode == "off" or visit.person.in_programme(day)
    later = tuple(
        d for d in selectors.visible_definitions(visit.viewer, visit.person.pk) if d.past and not quiet
    )
    reason = (
        tuple(d for d in selectors.visible_definitions(visit.viewer, visit.person.pk) if d.group == "gap")
        if empty
        else ()
    )
    return (*(d for d in asked if d.group != "pain"), *later, *reason)


def _day_page(
    request: HttpRequest,
    visit: Visit,
    chosen: dt.date,
    today: dt.date,
    document: dict[str, Any],
    *,
    problems: Any = (),
) -> HttpResponse:
    mode = asking.mode_of_day(visit.viewer, visit.person)
    moments = selectors.moments(visit.viewer, visit.person.pk, chosen, chosen)
    filling = visit.sight.may_write and (not moments or "add" in request.GET or bool(problems))
    asked = _asked(visit, mode, chosen, empty=not moments)
    # Today is today on this page too: pain that was answered or skipped is not asked a second time.
    again = chosen == today and looks.pain_told(moments, visit)
    if again:
        asked = tuple(d for d in asked if d.group != "pain")
    made = checking_in.form(
        visit,
        asked,
        document,
        mode=mode,
        day=chosen if chosen < today else None,
        problems=problems,
        body_map=not visit.person.in_programme(chosen),
        folded=True,
    )
    more = {
        "day": chosen, "title": formats.date_format(chosen, "l j"), "weekday": looks.weekday(chosen), "today": today,
        "month": month(visit, chosen.replace(day=1), today, current=chosen), "rows": looks.moment_rows(visit, moments),
        "filling": filling, "is_today": chosen == today, "action": request.get_full_path(),
        "days_later": words.later((today - chosen).days) if chosen < today else "", "mode": mode, "past": chosen < today,
        "save_label": _("Save %(day)s") % {"day": looks.weekday(chosen)}, "leave": f"/history?month={chosen:%Y-%m}" if not moments else "",
        "close": f"/history/{chosen.isoformat()}", "pain_again": again and mode == "full",
    }  # fmt: skip
    return render(
        request, "diary/day.html", checking_in.context(visit, made, **more), status=422 if problems else 200
    )
