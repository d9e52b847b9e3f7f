"""What leaves this machine: every kind of request, whether it is on, and each one that was made."""

from __future__ import annotations

import csv
import io
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dialdown.insights import selectors as insights
from dialdown.intake import open_meteo
from dialdown.people.current import current_person

HOSTS = tuple(urlsplit(base).hostname or "" for base in (open_meteo.ARCHIVE, open_meteo.FORECAST))
DAYS = 7


@require_safe
def outgoing(request: HttpRequest) -> HttpResponse:
    """The page. Everybody who signs in sees which kinds there are; the requests only who may see the place."""
    person = current_person(request)
    weather = person is not None and insights.weather_is_on(request.user, person.pk)
    made = insights.outgoing(request.user, person.pk, DAYS) if person is not None else []
    rows = [
        {
            "at": date_format(timezone.localtime(one.at, ZoneInfo(person.zone)), "D j M, H:i"), "host": one.host,
            "what": _what(one.address), "size": one.size, "outcome": _outcome(one.outcome),
        }
        for one in made
        if person is not None
    ]  # fmt: skip
    shown = {
        "person": person, "weather": weather, "hosts": HOSTS, "rows": rows,
        "may_set": person is not None and insights.may_set_weather(request.user, person.pk),
        "any": person is not None and bool(insights.outgoing(request.user, person.pk)),
    }  # fmt: skip
    return render(request, "outgoing.html", shown)


@require_safe
def whole_list(request: HttpRequest) -> HttpResponse:
    """Every request that is written down, as a table: when, where to, the whole address, bytes, what came of it."""
    person = current_person(request)
    if person is None or not insights.may_see_list(request.user, person.pk):
        raise Http404
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["at", "host", "address", "bytes", "outcome"])
    for one in insights.outgoing(request.user, person.pk):
        table.writerow([one.at.isoformat(), one.host, one.address, one.size, one.outcome])
    headers = {"Content-Disposition": 'attachment; filename="what-left.csv"'}
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _what(address: str) -> str:
    """What a request said, for a line: the place and the dates of its address."""
    asked = dict(part.split("=", 1) for part in urlsplit(address).query.split("&") if "=" in part)
    return _("area %(latitude)s, %(longitude)s · %(first)s to %(last)s") % {
        "latitude": asked.get("latitude", "?"), "longitude": asked.get("longitude", "?"),
        "first": asked.get("start_date", "?"), "last": asked.get("end_date", "?"),
    }  # fmt: skip


def _outcome(outcome: str) -> str:
    if outcome == "200":
        return _("answered")
    if outcome == "no answer":
        return _("no answer")
    return _("not usable") if outcome == "unreadable" else _("refused (%(status)s)") % {"status": outcome}
