"""The volume page, and the one switch that takes it away."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dialdown.insights.volume import flares, services, showing
from dialdown.intake.records import BadInput
from dialdown.people.access import Denied, require
from dialdown.people.current import current_person
from dialdown.people.models import Person


@require_safe
def volume(request: HttpRequest) -> HttpResponse:
    """The volume: a part of the Insights page, or a page of its own."""
    person = _person(request)
    if not require(request.user, person.pk).daily:
        raise Http404
    part = request.headers.get("X-Fragment") == "1"
    shown, _load = services.choice(viewer=request.user, person=person)
    context = {
        "person": person,
        "writing": require(request.user, person.pk).may_write,
        "on_its_own": not part,
    }
    if shown and person.check_in != "off":
        try:
            spreads = float(request.GET.get("spreads", flares.DEFAULT))
        except ValueError:
            raise Http404 from None
        if spreads not in flares.SPREADS:
            raise Http404
        kept = services.volume_answer(viewer=request.user, person=person)
        context |= showing.context(request.user, person, kept, spreads)
    else:
        context["state"] = "pain_off" if shown else "away"
    return render(request, "insights/volume/part.html" if part else "insights/volume/page.html", context)


@require_POST
def choice(request: HttpRequest) -> HttpResponse:
    """Show it, take it away, or go by another load."""
    person = _person(request)
    shown = {"1": True, "0": False}.get(request.POST.get("shown", ""))
    try:
        services.choose(viewer=request.user, person=person, shown=shown, load=request.POST.get("load"))
    except BadInput as error:
        messages.warning(request, error.problems[0].message)
    except Denied:
        raise Http404 from None
    else:
        if shown is False:
            messages.success(request, _("The volume is put away. Your diary stays as it is."))
    return redirect("volume")


def _person(request: HttpRequest) -> Person:
    person = current_person(request)
    if person is None or not settings.SWITCHES["volume"]:
        raise Http404
    return person
