"""The weather page: off until she switches it on, with the exact question that would be asked."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from dialdown.diary import services as diary
from dialdown.insights import selectors
from dialdown.insights.figures import day_words
from dialdown.insights.models import Belief, WeatherSetting
from dialdown.insights.weather import cities, fetching, keeping
from dialdown.insights.weather.factors import SCOPE, belief_labels
from dialdown.intake import open_meteo
from dialdown.intake.records import BadInput
from dialdown.intake.weather import GRIDS
from dialdown.people.access import Denied, require
from dialdown.people.current import current_person
from dialdown.people.models import Person

HOSTS = tuple(urlsplit(base).hostname or "" for base in (open_meteo.ARCHIVE, open_meteo.FORECAST))
MEGABYTES = 100


@require_http_methods(["GET", "POST"])
def weather(request: HttpRequest) -> HttpResponse:
    """Where the weather comes from, what is stored of it, and what she thinks it does; a POST switches it on."""
    person = _person(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _switch_on(request, person)
        except BadInput as error:
            errors = {problem.where: problem.message for problem in error.problems}
        except Denied:
            raise Http404 from None
        else:
            fetching.start(viewer=request.user, person=person, again=True)
            messages.success(request, _("Weather is on."), extra_tags="undo /insights/weather/off")
            return redirect("weather")
    return _page(request, person, errors)


def _switch_on(request: HttpRequest, person: Person) -> None:
    typed = request.POST
    latitude, longitude, name = typed.get("latitude", ""), typed.get("longitude", ""), typed.get("name", "")
    city = cities.by_key(typed.get("city", ""))
    if city is not None:
        # The numbers of the place before still stand in the form; what was chosen now counts.
        latitude, longitude, name = str(city.latitude), str(city.longitude), city.name
    keeping.switch_on(
        viewer=request.user,
        person=person,
        latitude=latitude,
        longitude=longitude,
        grid=typed.get("grid", ""),
        name=name,
    )


@require_POST
def off(request: HttpRequest) -> HttpResponse:
    """Ask nobody any more."""
    person = _person(request)
    try:
        keeping.switch_off(viewer=request.user, person=person)
    except Denied:
        raise Http404 from None
    messages.success(request, _("Weather is off. Nothing is asked any more."))
    return redirect("weather")


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Throw the place and the stored weather away."""
    person = _person(request)
    try:
        keeping.forget(viewer=request.user, person=person)
    except Denied:
        raise Http404 from None
    messages.success(request, _("The place and its weather are gone."))
    return redirect("weather")


@require_POST
def fetch(request: HttpRequest) -> HttpResponse:
    """Try now instead of later."""
    person = _person(request)
    try:
        started = fetching.start(viewer=request.user, person=person, again=True)
    except Denied:
        raise Http404 from None
    messages.info(
        request,
        _("Asking for the weather. It comes in beside this page.")
        if started
        else _("There is nothing to ask for."),
    )
    return redirect("weather")


@require_POST
def station(request: HttpRequest) -> HttpResponse:
    """The table of a weather station in place of the service."""
    person = _person(request)
    file = request.FILES.get("file")
    # Set by the upload handler, which reads a file that is too big to its end and throws it away.
    if request.META.get("dialdown.upload_too_big"):
        return _page(
            request,
            person,
            {"file": _("That file is larger than %(megabytes)s MB.") % {"megabytes": MEGABYTES}},
        )
    if file is None:
        return _page(request, person, {"file": _("Choose a file first.")})
    try:
        days = keeping.bring_in_station(viewer=request.user, person=person, file=file)
    except BadInput as error:
        return _page(request, person, {problem.where: problem.message for problem in error.problems})
    except Denied:
        raise Http404 from None
    messages.success(
        request, ngettext("%(n)s day of weather is in.", "%(n)s days of weather are in.", days) % {"n": days}
    )
    return redirect("weather")


@require_POST
def thoughts(request: HttpRequest) -> HttpResponse:
    """What she thinks each kind of weather does; all of it may be skipped."""
    person = _person(request)
    said = {key: request.POST.get(key, "") for key in belief_labels()}
    try:
        keeping.say_beliefs(
            viewer=request.user, person=person, thoughts=said,
            said_by=diary.said_by_default(viewer=request.user, person=person),
        )  # fmt: skip
    except BadInput as error:
        return _page(request, person, {problem.where: problem.message for problem in error.problems})
    except Denied:
        raise Http404 from None
    messages.success(request, _("Noted, with today’s date."))
    return redirect("patterns")


def _person(request: HttpRequest) -> Person:
    """The diary that is open, when the viewer may write about its weather."""
    person = current_person(request)
    if person is None or not settings.SWITCHES["patterns"]:
        raise Http404
    sight = require(request.user, person.pk, write=True)
    if SCOPE not in sight:
        raise Http404
    return person


def _page(request: HttpRequest, person: Person, errors: dict[str, str]) -> HttpResponse:
    found = selectors.weather(request.user, person.pk)
    setting = found.setting if found else WeatherSetting()
    typed: dict[str, Any] = {
        "latitude": "" if setting.latitude is None else f"{setting.latitude:g}",
        "longitude": "" if setting.longitude is None else f"{setting.longitude:g}", "name": setting.name, "city": "",
        "grid": f"{GRIDS[0]:g}",
    }  # fmt: skip
    if request.method == "POST" and errors:
        typed |= {key: request.POST.get(key, value) for key, value in typed.items()}
    kept = selectors.beliefs(request.user, person.pk)
    shown = {
        "person": person, "setting": setting, "source": setting.source, "stored": found, "errors": errors, "typed": typed,
        "cities": cities.options(person.country), "hosts": HOSTS, "problem": _problem(setting),
        "span": _("%(first)s to %(last)s") % {"first": day_words(found.first), "last": day_words(found.last)}
        if found and found.first and found.last else "",
        "tried": _moment(setting.tried_at, person), "asked": setting.beliefs_asked_at is not None,
        "thoughts": [
            {"key": key, "label": label, "value": kept[key].thought if key in kept else "",
             "on": _moment(kept[key].created_at, person, clock=False) if key in kept else ""}
            for key, label in belief_labels().items()
        ],
        "answers": [{"key": key, "label": label} for key, label in Belief.Thought.choices],
    }  # fmt: skip
    return render(request, "insights/weather.html", shown, status=422 if errors else 200)


def _problem(setting: WeatherSetting) -> str:
    """Why the last try brought nothing, in plain words."""
    words = {
        "offline": _("The weather service could not be reached. What is stored stays; it is tried again later."),
        "busy": _("The weather service asks us to wait. It is tried again later."),
        "refused": _("The weather service did not accept the question."),
        "broken": _("The weather service has a problem of its own. It is tried again later."),
        "unreadable": _("We couldn’t read what the weather service sent. It is tried again later."),
    }  # fmt: skip
    if not setting.problem:
        return ""
    said = words.get(setting.problem, words["broken"])
    if setting.problem == "refused" and setting.detail:
        said = f"{said} {_('It says: “%(words)s”') % {'words': setting.detail}}"
    return said


def _moment(at: Any, person: Person, *, clock: bool = True) -> str:
    if at is None:
        return ""
    local = timezone.localtime(at, ZoneInfo(person.zone))
    return date_format(local, "j F Y, H:i" if clock else "j F Y")
