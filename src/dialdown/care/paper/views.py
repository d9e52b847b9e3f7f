"""The page for paper: print sheets, and bring a paper week in."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from dialdown.care.paper import document, pack, week_entry
from dialdown.care.paper.answers import pdf_file
from dialdown.care.records.doors import may_keep
from dialdown.diary.selectors import today_of
from dialdown.people.current import current_person
from dialdown.people.models import Person


def _person(request: HttpRequest) -> Person:
    person = current_person(request)
    if person is None:
        raise Http404
    may_keep(request.user, person.pk)
    return person


@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """Which sheets there are."""
    person = _person(request)
    shown = {
        "person": person, "sheets": pack.SHEETS, "unprintable": pack.cannot_print(request.user, person, [], today=today_of(person)),
        "tab": "more",
    }  # fmt: skip
    return render(request, "care/paper/paper.html", shown)


@require_safe
def pack_pdf(request: HttpRequest) -> HttpResponse:
    """The chosen sheets as one PDF; a sheet of more than one page only when that was asked for."""
    person = _person(request)
    today = today_of(person)
    asked = request.GET.getlist("sheet")
    sheets = pack.pack(request.user, person, asked, today=today)
    made = document.pdf(sheets, made_on=today)
    long = document.too_long(sheets, made)
    if long and not request.GET.get("long"):
        as_it_is = QueryDict(mutable=True)
        as_it_is.setlist("sheet", asked)
        as_it_is["long"] = "1"
        shown = {
            "person": person, "long": [(key, pack.SHEETS[key]) for key in dict.fromkeys(long)], "pages": made.pages,
            "as_it_is": as_it_is.urlencode(), "tab": "more",
        }  # fmt: skip
        return render(request, "care/paper/too_long.html", shown)
    return pdf_file(made.pdf, _("paper %(name)s") % {"name": person.display_name})


def _monday(request: HttpRequest, person: Person) -> dt.date:
    today = today_of(person)
    try:
        day = dt.date.fromisoformat(request.POST.get("week") or request.GET.get("week", ""))
    except ValueError:
        day = today - dt.timedelta(days=7)
    day = min(max(day, dt.date(1900, 1, 8)), today)
    return day - dt.timedelta(days=day.weekday())


@require_http_methods(["GET", "HEAD", "POST"])
def week(request: HttpRequest) -> HttpResponse:
    """A paper week, typed in: row by row, Tab from box to box."""
    person = _person(request)
    monday = _monday(request, person)
    problems: dict[str, str] = {}
    typed = {key: value for key, value in request.POST.items() if "." in key}
    if request.method == "POST":
        done = week_entry.take_in(viewer=request.user, person=person, monday=monday, typed=typed)
        if not done.problems:
            words = ngettext("%(n)s day is in the diary.", "%(n)s days are in the diary.", done.days) % {
                "n": done.days
            }
            messages.success(request, words if done.days else _("There was nothing to keep."))
            return redirect(f"{reverse('paper_week')}?week={monday.isoformat()}")
        problems = dict(done.problems)
    days = week_entry.days_of(monday)
    rows = [
        (
            row,
            [
                (f"{row.key}.{place}", day, typed.get(f"{row.key}.{place}", ""), problems.get(f"{row.key}.{place}", ""))
                for place, day in enumerate(days)
            ],
        )
        for row in week_entry.rows_of(request.user, person)
    ]  # fmt: skip
    shown = {
        "person": person, "days": days, "rows": rows, "problems": problems, "monday": monday, "before": monday - dt.timedelta(days=7),
        "after": monday + dt.timedelta(days=7) if monday + dt.timedelta(days=7) <= today_of(person) else None, "tab": "more",
    }  # fmt: skip
    return render(request, "care/paper/week.html", shown, status=422 if problems else 200)
