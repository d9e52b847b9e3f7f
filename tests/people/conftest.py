"""Every test here starts before anybody has set up anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache

from dialdown.people import selectors


@pytest.fixture(autouse=True)
def fresh_machine(monkeypatch: pytest.MonkeyPatch, settings: object, tmp_path: Path) -> Iterator[None]:
    """No login is remembered from another test, no rate limit is used up, and the data folder is empty."""
    monkeypatch.setattr(selectors, "_set_up", False)
    cache.clear()
    settings.DATA_FOLDER = tmp_path
    settings.PASSWORD_HASHERS = ["tests.access.households.QuickArgon2"]
    yield
    cache.clear()
