"""What stands on Today: the arm of this day, and one tap to say how it went."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from dialdown.insights.trials import selectors
from dialdown.people.access import sight
from dialdown.people.models import Person


def card(request: HttpRequest, person: Person) -> str:
    """The card for whoever keeps this diary; "" when nothing is tested today."""
    found = sight(request.user, person.pk)
    if not found.may_write or not found.line(selectors.SCOPE) or person.stage == Person.Stage.RESTING:
        return ""
    standing = selectors.open_trial(request.user, person)
    day = standing.day if standing else None
    if standing is None or day is None:
        return ""
    shown = {
        "trial": standing.trial, "arm": day.arm, "today": day.date.isoformat(), "pair": day.pair, "pairs": standing.trial.pairs,
        "noted": standing.done.get(day.date), "new_block": day.date == standing.plan.days[(day.block - 1) * standing.trial.block_days].date,
    }  # fmt: skip
    return render_to_string("insights/trials/today_card.html", shown, request)
