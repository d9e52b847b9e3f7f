"""Move without a network: the plans with this week's amounts, for the service worker to keep."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dialdown.activity import looks, selectors
from dialdown.people import selectors as people
from dialdown.people.access import Denied, sight
from dialdown.people.current import current_person


@require_safe
def move(request: HttpRequest) -> HttpResponse:
    """What can be done and how much of it; nothing that was done, no day and no name."""
    person = current_person(request) if request.user.is_authenticated else None
    cards: list[looks.Card] = []
    writes = False
    if person is not None:
        try:
            found = sight(request.user, person.pk)
            writes = found.may_write and "move" in found
            if writes and people.clearance(request.user, person.pk).open:
                cards = [
                    looks.card(s)
                    for s in selectors.standings(request.user, person)
                    if s.day.amount is not None
                ]
        except Denied:
            person = None
    return render(request, "activity/offline_move.html", {"cards": cards, "writes": writes})
