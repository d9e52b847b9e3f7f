"""Every test here starts on a machine that nobody has used yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def fresh_machine(settings: Any, tmp_path: Path) -> Iterator[None]:
    """The data folder is empty, and no rate limit is used up."""
    from django.core.cache import cache

    cache.clear()
    settings.DATA_FOLDER = tmp_path
    yield
    cache.clear()
