"""A household in which a doctor has looked: Robin moves, Kim leads, Dana prescribes, Lee only looks at what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from tests.activity.household import Moving


@pytest.fixture
def here(db: None, monkeypatch: pytest.MonkeyPatch) -> Moving:
    """The household, with nothing planned yet."""
    from dialdown.people import selectors
    from tests.activity import household

    monkeypatch.setattr(selectors, "_set_up", False)
    return household.moving()


@pytest.fixture
def page(here: Moving) -> Client:
    """Robin's browser."""
    from tests.access.households import client_of

    return client_of(here.robin)
