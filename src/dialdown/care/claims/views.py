"""Pages of claims and costs."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dialdown.care.claims import reading
from dialdown.care.records.visit import At, at_papers


@require_GET
@at_papers
def claims(request: HttpRequest, at: At) -> HttpResponse:
    """Claims with their next deadline."""
    shown = {"at": at, "rows": reading.claims(at.viewer, at.person)}
    return render(request, "care/claims/claims.html", shown)


@require_GET
@at_papers
def claim(request: HttpRequest, at: At, claim_id: uuid.UUID) -> HttpResponse:
    """One claim with its calls."""
    found = reading.claim(at.viewer, claim_id)
    if found.claim.person_id != at.person.pk:
        raise Http404
    return render(request, "care/claims/claim.html", {"at": at, "row": found, "claim": found.claim})


@require_GET
@at_papers
def costs(request: HttpRequest, at: At) -> HttpResponse:
    """What was paid and what came back."""
    rows = reading.costs(at.viewer, at.person)
    return render(request, "care/claims/costs.html", {"at": at, "rows": rows, "sums": reading.sums(rows)})
