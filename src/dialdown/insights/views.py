"""The Insights page."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dialdown.diary import selectors as diary
from dialdown.diary import services as diary_services
from dialdown.insights import services, showing
from dialdown.insights.periods import DEFAULT, PERIODS
from dialdown.insights.trials.selectors import SCOPE as TRIALS
from dialdown.insights.weather import fetching
from dialdown.intake.records import BadInput
from dialdown.people.access import Denied, require
from dialdown.people.current import current_person
from dialdown.people.models import Person


@require_safe
def insights(request: HttpRequest) -> HttpResponse:
    """What you do, how it went, patterns; pain second."""
    person = current_person(request)
    period = request.GET.get("period", DEFAULT)
    if period not in PERIODS:
        raise Http404
    if person is not None and not require(request.user, person.pk).daily:
        # Weekly sums have their own page; nothing here is a sum of a week.
        raise Http404
    if person is None or diary.span(request.user, person.pk) is None:
        return render(request, "insights/empty.html", {"person": person})
    context = showing.page(request.user, person, period, pain=request.GET.get("pain") == "1")
    context["tests_open"] = _named(request, person, TRIALS)
    return render(request, "insights/insights.html", context)


@require_safe
def patterns(request: HttpRequest) -> HttpResponse:
    """The patterns answer alone: a part of the page above, or a page of its own without script."""
    person = current_person(request)
    if person is None or not settings.SWITCHES["patterns"]:
        raise Http404
    if not require(request.user, person.pk).daily:
        raise Http404
    # Beside this page, and only where it was switched on: what the weather service has and we do not.
    fetching.start(viewer=request.user, person=person)
    kept = services.pattern_answer(viewer=request.user, person=person)
    context = {"person": person, **showing.context(request.user, person, kept)}
    part = request.headers.get("X-Fragment") == "1"
    return render(request, "insights/patterns.html" if part else "insights/patterns_page.html", context)


@require_POST
def outcomes(request: HttpRequest) -> HttpResponse:
    """Which further outcomes patterns are asked about."""
    person = _writable(request)
    try:
        services.ask_about(viewer=request.user, person=person, outcomes=request.POST.getlist("outcomes"))
    except BadInput as error:
        messages.warning(request, error.problems[0].message)
    except Denied:
        raise Http404 from None
    return redirect("patterns")


@require_POST
def sign_off(request: HttpRequest) -> HttpResponse:
    """A clinician has looked at a finding together with her: who and when."""
    person = _writable(request)
    try:
        services.sign_off(
            viewer=request.user, person=person, factor=uuid.UUID(request.POST.get("factor", "")),
            by_whom=request.POST.get("by_whom", ""), on=request.POST.get("on", ""),
            said_by=diary_services.said_by_default(viewer=request.user, person=person),
        )  # fmt: skip
    except BadInput as error:
        messages.warning(request, " ".join(problem.message for problem in error.problems))
    except (Denied, ValueError):
        raise Http404 from None
    else:
        messages.success(request, _("Noted."))
    return redirect("patterns")


def _writable(request: HttpRequest) -> Person:
    person = current_person(request)
    if person is None or not settings.SWITCHES["patterns"]:
        raise Http404
    return person


def _named(request: HttpRequest, person: Person, group: str) -> bool:
    """True when the days of a group are open to this viewer; for a link, so nobody is told of a look."""
    seen = require(request.user, person.pk)
    return seen.named(group) or seen.named(f"{group}:line")
