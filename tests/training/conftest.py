"""A household whose doctor has looked, fresh for each test."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from tests.diary.household import Home


@pytest.fixture
def home(db: None, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Robin owns a diary, Kim is a parent who leads, Lee only looks at function. Practice is open."""
    from dialdown.people import selectors, services
    from tests.diary import household

    monkeypatch.setattr(selectors, "_set_up", False)
    found = household.home()
    services.record_clearance(
        viewer=found.robin, person=found.person, by_whom="Dr Who", on=dt.date(2026, 1, 1)
    )
    return found


@pytest.fixture
def page(home: Home) -> Client:
    """Robin's browser."""
    from tests.diary.household import browser

    return browser(home.robin)
