"""What examinations recorded, for the family and for a clinician."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dialdown.care.clinical import reading
from dialdown.care.records.visit import At, at_papers
from dialdown.people import selectors as people
from dialdown.people.access import Denied


@require_GET
@at_papers
def adult_rules(request: HttpRequest, at: At) -> HttpResponse:
    """For whoever keeps the papers: what was recorded, and a place to write it down."""
    shown = {"at": at, "person": at.person, "rows": reading.examinations(at.viewer, at.person.pk)}
    return render(request, "care/clinical/rules.html", shown)


@require_GET
def for_clinician(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """The same for a clinician to whom the body map is open."""
    person = people.person(request.user, person_id)
    try:
        rows = reading.examinations(request.user, person_id)
    except Denied:
        raise Http404 from None
    return render(request, "care/clinical/rules.html", {"person": person, "rows": rows})
