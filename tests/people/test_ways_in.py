"""What a restored backup opens again: every way into a diary for somebody else, by name, and how to end it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from dialdown.people import selectors, services, witness
from dialdown.people.access import Operator
from dialdown.server import results
from tests.access.households import World, account, grant, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> World:
    return world()


def test_everybody_with_a_way_in_is_named_and_nobody_else(here: World) -> None:
    found = {(way.to, way.by) for way in selectors.ways_in(Operator())}
    assert found == {
        # "Ended" ends tomorrow: till then it is open.
        ("Parent Who Leads", "login"), ("Clinician", "login"), ("Parent By Default", "login"), ("Revoked Mid-Session", "login"),
        ("Too Early", "login"), ("Ms Lee", "link"), ("Dad", "code"),
    }  # fmt: skip
    assert {way.person.pk for way in selectors.ways_in(Operator())} == {here.person.pk}


def test_what_was_ended_or_is_over_is_no_way_in(here: World) -> None:
    robin = here.logins["owner"]
    services.end(viewer=robin, grant_id=here.link)
    services.withdraw(viewer=robin, offer_id=here.offer)
    over = timezone.now() - dt.timedelta(hours=1)
    grant(account("Over"), here.person, ["pain"], start=-dt.timedelta(days=2), ends_at=over)
    named = {way.to for way in selectors.ways_in(Operator())}
    assert named.isdisjoint({"Ms Lee", "Dad", "Over", "Expired", "Revoked", "Inactive", "Robin", "Sam"})


def test_looking_is_told_to_whom_it_is_about(here: World) -> None:
    with witness.watching() as seen:
        selectors.ways_in(Operator())
    assert {look.person_id for look in seen.looks.values()} == {here.person.pk, here.other_person.pk}


def test_the_command_says_it_in_words() -> None:
    done = {"rows": 9, "tables": {}, "made_at": "2026-01-02"}
    alone = results.restored(done | {"open": []})
    assert alone[-1] == "No diary is open to anybody but whose it is."
    ways = [
        {"person": "Robin", "to": "Dad", "by": "login", "until": None},
        {"person": "Robin", "to": "", "by": "code", "until": "2026-01-09T10:00:00+00:00"},
    ]
    said = results.restored(done | {"open": ways})
    assert "  the diary of Robin: Dad, by a login, until it is ended" in said
    assert "  the diary of Robin: somebody, by a code that nobody had typed yet, until 2026-01-09" in said
    assert "Who sees what" in said[-1]
    assert "End it now" in said[-1]
    assert "with the password of that day" in said[1]
