"""Claims by the deadline that is to come, calls about them, and money in whole hundredths."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils.formats import date_format

from dialdown.care.claims import reading as claims
from dialdown.care.models import Cost
from dialdown.care.records.keeping import Unfit
from dialdown.diary.selectors import today_of
from dialdown.people.models import Account, Person
from tests.care import papers
from tests.care.papers import words

pytestmark = pytest.mark.django_db


def test_claims_stand_by_the_next_deadline(home: tuple[Account, Person, Client]) -> None:
    robin, person, page = home
    late = papers.keep(robin, person, "claim", title="Programme", state="sent", deadline="2030-03-01")
    soon = papers.keep(robin, person, "claim", title="Travel", state="planned", deadline="2030-05-01")
    papers.keep(robin, person, "claim", title="Done", state="agreed", deadline="2029-01-01")
    papers.keep(
        robin, person, "call", soon, day="2030-01-01", way="call", said="Send it", deadline="2030-02-01"
    )
    found = [(line.claim.title, line.deadline) for line in claims.claims(robin, person)]
    assert found == [("Travel", dt.date(2030, 2, 1)), ("Programme", dt.date(2030, 3, 1)), ("Done", None)]
    assert "Next deadline: 1 March 2030" in words(page, f"/care/claims/{late.pk}")


def test_a_deadline_that_is_over_hides_none_that_is_to_come(home: tuple[Account, Person, Client]) -> None:
    robin, person, page = home
    today = today_of(person)
    past, older, soon, later = (today + dt.timedelta(days=n) for n in (-9, -30, 5, 40))
    on = {"day": today.isoformat(), "way": "call", "said": "Send it"}
    both = papers.keep(robin, person, "claim", title="Programme", state="refused", deadline=past.isoformat())
    # What an earlier call asked for still counts beside what a later one did.
    papers.keep(robin, person, "call", both, **{**on, "day": older.isoformat()}, deadline=soon.isoformat())
    papers.keep(robin, person, "call", both, **on, deadline=later.isoformat())
    over = papers.keep(robin, person, "claim", title="Travel", state="sent")
    papers.keep(robin, person, "call", over, **on, deadline=past.isoformat())
    today_is = papers.keep(robin, person, "claim", title="Aid", state="sent", deadline=today.isoformat())
    found = [(line.claim.title, line.deadline, line.over) for line in claims.claims(robin, person)]
    assert found == [("Aid", today, None), ("Programme", soon, past), ("Travel", None, past)]

    said = words(page, f"/care/claims/{both.pk}")
    assert f"Next deadline: {date_format(soon, 'j F Y')}" in said
    assert f"Deadline was {date_format(past, 'j F Y')}" in said
    said = words(page, f"/care/claims/{over.pk}")
    assert "Next deadline" not in said
    assert f"Deadline was {date_format(past, 'j F Y')}" in said
    assert f"Next deadline: {date_format(today, 'j F Y')}" in words(page, f"/care/claims/{today_is.pk}")
    for path in ("/care", "/care/claims"):
        said = words(page, path)
        assert f"until {date_format(soon, 'j F Y')}" in said, path
        assert said.count(f"deadline was {date_format(past, 'j F Y')}") == 2, path


def test_claims_that_are_over_leave_the_room_on_care_to_those_to_come(
    home: tuple[Account, Person, Client],
) -> None:
    robin, person, page = home
    today = today_of(person)
    for place in range(5):
        day = today - dt.timedelta(days=place + 1)
        papers.keep(robin, person, "claim", title=f"Old {place}", state="sent", deadline=day.isoformat())
    soon = today + dt.timedelta(days=2)
    papers.keep(robin, person, "claim", title="Soon", state="sent", deadline=soon.isoformat())
    papers.keep(robin, person, "claim", title="Done", state="closed", deadline="2020-01-01")
    said = words(page, "/care")
    assert said.index("Soon") < said.index("Old 0") < said.index("Old 1") < said.index("Old 4")
    assert "Done" not in said


def test_money_is_whole_hundredths_and_currencies_stay_apart(home: tuple[Account, Person, Client]) -> None:
    robin, person, page = home
    for paid, back, currency in (
        ("12.50", "2,10", "EUR"),
        ("0.1", "", "EUR"),
        ("0.2", "", "EUR"),
        ("9", "", "USD"),
    ):
        papers.keep(
            robin, person, "cost", what="Train", day="2026-01-01", paid=paid, back=back, currency=currency
        )
    found = claims.sums(claims.costs(robin, person))
    assert [(s.currency, s.paid, s.back, s.left) for s in found] == [
        ("EUR", 1280, 210, 1070),
        ("USD", 900, 0, 900),
    ]
    assert "12.80 EUR paid, 2.10 EUR came back, 10.70 EUR left" in words(page, "/care/costs")
    with pytest.raises(Unfit):
        papers.keep(robin, person, "cost", what="Train", day="2026-01-01", paid="-1", currency="EUR")
    assert Cost.objects.count() == 4
