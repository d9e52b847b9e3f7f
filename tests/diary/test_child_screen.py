"""A child's own login asks as little as she was promised, with and without a network."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from dialdown.diary import selectors
from dialdown.diary.models import Entry
from dialdown.people.models import Person
from tests.diary.household import Home

pytestmark = pytest.mark.django_db
ASKS = re.compile(r'name="(values\.\w+|regions\.[^"]+)"')


@pytest.fixture(autouse=True)
def _a_child(home: Home) -> None:
    Person.objects.filter(pk=home.person.pk).update(age_group="under_13", age_told_on=home.person.today())
    home.person.refresh_from_db()


def asks(page: Client, address: str) -> set[str]:
    return set(ASKS.findall(page.get(address).content.decode()))


@pytest.mark.parametrize(
    ("chosen", "wanted"),
    [
        ("full", {"values.function", "values.pain_now"}), ("quick", {"values.function", "values.pain_now"}),
        ("off", {"values.function"}), ("weekly", {"values.function", "values.pain_worst"}),
    ],
)  # fmt: skip
def test_it_asks_what_was_chosen_and_no_more(home: Home, page: Client, chosen: str, wanted: set[str]) -> None:
    Person.objects.filter(pk=home.person.pk).update(check_in=chosen)
    for address in ("/", "/?mode=full", "/?again=1", "/offline/today"):
        assert asks(page, address) == wanted, address
        assert 'name="mode" value="full"' not in page.get(address).content.decode()


@pytest.mark.parametrize("less", ["weekly", "off"])
def test_worse_leads_to_less(home: Home, page: Client, less: str) -> None:
    first = home.save(values={"function": 5}).entry
    Entry.objects.filter(pk=first.pk).update(created_at=first.created_at - dt.timedelta(days=40))
    home.save(values={"function": 5})
    for address in ("/", "/?again=1"):
        assert "Does writing here help" in page.get(address).content.decode(), address
    assert page.post("/writing", {"answer": "worse"}).headers["Location"] == "/writing?worse=1"
    page.post("/rhythm", {"to": less})
    shown = page.get("/?again=1").content.decode()
    assert "Pain right now" not in shown
    assert "Does writing here help" not in shown
    # What it saves is a moment of that kind.
    mode = re.search(r'name="mode" value="(\w+)"', shown)
    assert mode
    assert mode[1] == less
    page.post("/", {"mode": mode[1], "values.function": "4"})
    today = selectors.today_of(home.person)
    assert [m.mode for m in selectors.moments(home.robin, home.person.pk, today, today)][-1] == less


@pytest.mark.parametrize(
    ("chosen", "wanted"),
    [
        ("full", {"values.function", "values.pain_now"}),
        ("weekly", {"values.function"}),
        ("off", {"values.function"}),
    ],
)
def test_nor_do_the_pages_of_a_day_and_of_a_moment(
    home: Home, page: Client, chosen: str, wanted: set[str]
) -> None:
    entry = home.save(values={"function": 5, "mood": "good"}, mode="quick").entry
    Person.objects.filter(pk=home.person.pk).update(check_in=chosen)
    assert asks(page, f"/history/{home.person.today()}?add=1") == wanted
    yesterday = home.person.today() - dt.timedelta(days=1)
    assert asks(page, f"/history/{yesterday}") - {"values.pain_mean", "values.gap_reason"} == {
        "values.function"
    }
    # What was answered can be corrected, whatever it was; nothing else is asked beside it.
    assert asks(page, f"/entries/{entry.pk}") == {"values.function", "values.pain_now", "values.mood"}
    page.post(f"/entries/{entry.pk}", {"values.function": "6", "values.mood": "good"})
    document = selectors.entry_document(home.robin, entry.pk)
    assert document["values"] == {"function": 6.0, "mood": "good"}
