"""At most one pain prompt a day, on whatever page of today."""

from __future__ import annotations

import pytest
from django.test import Client

from dialdown.diary import selectors
from tests.diary.household import Home

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
