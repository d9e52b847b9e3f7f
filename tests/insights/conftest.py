"""A household with a diary, fresh for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.diary.household import Home


@pytest.fixture
def home(db: None, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Robin owns a diary, Kim is a parent who leads, Lee only looks at function."""
    from dialdown.people import selectors
    from tests.diary import household

    monkeypatch.setattr(selectors, "_set_up", False)
    return household.home()
