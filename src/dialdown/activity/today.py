"""What stands on Today: the amount of now in one calm card, and the one next thing on the way. Nothing else."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from dialdown.activity import looks, selectors
from dialdown.activity.views.doors import SCOPE, Visit
from dialdown.people import selectors as people
from dialdown.people.access import sight
from dialdown.people.models import Membership, Person

# More than this many plans are a list on Move, not a card on Today.
MOST = 3


def card(request: HttpRequest, person: Person) -> str:
    """The card for whoever may see this person's moving; "" when there is nothing to say."""
    found = sight(request.user, person.pk)
    if SCOPE not in found:
        return ""
    visit = Visit(request.user, person, found, people.role(request.user, person.pk) == Membership.Role.OWNER)
    stage = person.stage
    shown = {
        "visit": visit,
        "person": person,
        "next": "/",
        "brief": True,
        "stage": stage,
        "writing": visit.writing,
    }
    if stage == Person.Stage.RESTING:
        return render_to_string("activity/today_resting.html", shown, request)
    open_now = people.clearance(request.user, person.pk).open
    asked_daily = stage == Person.Stage.EVERY_DAY
    standings = selectors.standings(request.user, person) if open_now else []
    cards = [looks.card(s) for s in standings if s.day.amount is not None][:MOST]
    shown |= {
        "cards": cards, "watch": selectors.watch_due(request.user, person), "hand_over": selectors.hand_over_due(request.user, person),
        "review": asked_daily and selectors.review_due(request.user, person),
        "waiting": selectors.waiting(request.user, person.pk) if open_now else [],
        "first_day": asked_daily and not standings and selectors.first_day(request.user, person).left and visit.writing,
        "light": not asked_daily, "programme": person.in_programme(selectors.today_of(person)),
        "away": any(s.day.state == "measuring" and s.course.baseline for s in standings),
    }  # fmt: skip
    something = ("cards", "watch", "hand_over", "review", "waiting", "first_day", "light", "programme")
    return (
        render_to_string("activity/today_card.html", shown, request)
        if any(shown[key] for key in something)
        else ""
    )
