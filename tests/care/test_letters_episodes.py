"""Flares in letters that ask how often and how long: counted by hand, for whom pain is open, and never a forecast."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone

from dialdown.care.letters import book, keeping, reading
from dialdown.care.letters.episodes import episodes
from dialdown.care.letters.models import Letter
from dialdown.people.access import Denied
from dialdown.people.models import Account, Grant, Person
from tests.access.households import owner
from tests.care.families import TODAY
from tests.care.test_letters import (
    browser,
    on_that_day,  # noqa: F401
)
from tests.care.test_one_page_ranges import keep

pytestmark = pytest.mark.django_db
FIRST = dt.date(2025, 9, 1)
# First day and days: two in October, none in November, one each in December, January and February, one in March.
LOUD = ((10, 10, 3), (10, 20, 2), (12, 5, 4), (1, 3, 3), (2, 2, 5), (3, 10, 2))


def diary(first: dt.date = FIRST) -> tuple[Account, Person]:
    """Pain 3 every day but on the loud ones; nothing on the 15th of any month."""
    login, person = owner("Robin")
    loud = {
        dt.date(2025 if month > 8 else 2026, month, day) + dt.timedelta(days=n)
        for month, day, days in LOUD
        for n in range(days)
    }
    for n in range((TODAY - first).days + 1):
        day = first + dt.timedelta(days=n)
        if day.day != 15:
            keep(login, person, (TODAY - day).days, pain_now=7 if day in loud else 3)
    return login, person


def test_flares_by_month_as_counted_by_hand() -> None:
    """By hand: months 2, 0, 1, 1, 1; days 3, 2, 4, 3, 5; March is not over, and September only makes the level."""
    login, person = diary()
    found = episodes(login, person)
    assert found is not None
    assert (found.months, sorted(found.days), found.missing) == ((2, 0, 1, 1, 1), [2, 3, 3, 4, 5], 5)
    assert found.words.startswith(
        "Flares in the diary, 1 October 2025 to 28 February 2026: median 1 a month (range 0–2), each of median 3 days (range 2–5). "
        "5 of 151 days without an answer. Counted as a flare: a day at least 2 points above"
    )
    draft = keeping.begin(viewer=login, person=person, kind="fmla-helper")
    assert draft.values["episodes"] == "on"
    assert "pain:line" in draft.scopes
    words = reading.document(login, draft).words()
    assert found.words in words
    assert "Pain as told by Robin. The provider decides." in words
    assert not re.search(r"\b(likely to have|will have|expected|forecast)\b", found.words)
    insurer = reading.document(
        login, keeping.begin(viewer=login, person=person, kind="medical-necessity")
    ).words()
    assert found.words in insurer
    assert "The provider decides" not in insurer
    assert {kind.id for kind in book.kinds().values() if "episodes" in kind.parts} == {
        "fmla-helper",
        "medical-necessity",
    }


def test_a_switch_takes_them_out_and_puts_them_in_again() -> None:
    login, person = diary()
    client = browser(login)
    client.post("/care/letters/new/fmla-helper")
    draft = Letter.objects.get(person=person)
    at = f"/care/letters/{draft.pk}"
    page = client.get(at).content.decode()
    assert re.search(r'name="episodes"[^>]* checked', page)
    for sent, stands in (({}, False), ({"episodes": "on"}, True)):
        client.post(at, {"form": "WH-380-E", **sent})
        draft.refresh_from_db()
        assert ("Flares in the diary" in reading.document(login, draft).words()) == stands


def test_nothing_stands_there_with_less_than_three_months_or_without_leave_for_pain() -> None:
    login, person = diary(dt.date(2025, 11, 10))
    # November and December make the level; January and February are two whole months.
    assert episodes(login, person) is None
    draft = keeping.begin(viewer=login, person=person, kind="fmla-helper")
    assert "episodes" not in draft.values


def test_who_may_not_see_pain_neither_writes_nor_reads_them() -> None:
    login, person = diary()
    other = Account.objects.create_user("other", "four quiet plain words", display_name="Other")
    Grant.objects.create(
        person=person, account=other, scopes=["function"], may_write=True, audience="parent",
        starts_at=timezone.now() - dt.timedelta(days=1),
    )  # fmt: skip
    assert episodes(other, person) is None
    hers = keeping.begin(viewer=other, person=person, kind="fmla-helper")
    assert "episodes" not in hers.values
    assert "Flares" not in reading.document(other, hers).words()
    draft = keeping.begin(viewer=login, person=person, kind="fmla-helper")
    with pytest.raises(Denied):
        reading.letter(other, draft.pk)
