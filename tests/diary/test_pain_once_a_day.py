"""At most one pain prompt a day, on whatever page of today."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from dialdown.diary import selectors
from tests.diary.household import Home, browser

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("told", [{"values": {"pain_now": 4}}, {"skipped": ["pain_now", "pain_worst"]}])
def test_the_page_of_the_day_does_not_ask_again(home: Home, page: Client, told: dict[str, object]) -> None:
    address = f"/history/{selectors.today_of(home.person).isoformat()}?add=1"
    home.save(values={"function": 3})
    assert "values.pain_now" in page.get(address).content.decode()
    home.save(**told)
    shown = page.get(address).content.decode()
    assert "values.pain_now" not in shown
    assert 'href="/?pain=1"' in shown


@pytest.mark.parametrize("told", [{"values": {"pain_now": 4}}, {"skipped": ["pain_now", "pain_worst"]}])
def test_what_a_parent_says_of_her_pain_is_not_hers(
    home: Home, page: Client, told: dict[str, object]
) -> None:
    """Each voice is asked once: a day of her own line does not go missing because somebody else wrote."""
    day = f"/history/{selectors.today_of(home.person).isoformat()}?add=1"
    home.save(viewer=home.kim, said_by="parent", **told)
    kim = browser(home.kim)
    for address in ("/?mode=quick", "/?mode=full", day):
        assert "values.pain_now" in page.get(address).content.decode(), address
        again = address if "add" in address else f"{address}&again=1"
        assert "values.pain_now" not in kim.get(again).content.decode(), again
    # What Kim types as her words counts as hers: it was asked.
    home.save(viewer=home.kim, said_by="self", **told)
    assert "values.pain_now" not in page.get("/?mode=quick&again=1").content.decode()


def test_in_a_programme_no_page_asks_for_pain_nor_where_it_is(home: Home, page: Client) -> None:
    today = selectors.today_of(home.person)
    home.person.programme_from = today - dt.timedelta(days=1)
    home.person.save()
    for address in (
        "/?mode=full",
        f"/history/{today}?add=1",
        f"/history/{today - dt.timedelta(days=1)}",
        "/offline/today",
    ):
        shown = page.get(address).content.decode()
        assert "values.function" in shown, address
        assert "values.pain" not in shown, address
        assert 'name="regions.' not in shown, address
    assert "values.pain_mean" in page.get(f"/history/{today - dt.timedelta(days=2)}").content.decode()
