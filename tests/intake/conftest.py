"""Readers know no Django: these tests run without it (`-p no:django`)."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _no_account_yet() -> None:
    """Nothing to forget: no reader knows an account."""
