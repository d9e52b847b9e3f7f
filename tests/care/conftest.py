"""Every test here starts on a machine that nobody has used yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.access.conftest import fresh_machine

if TYPE_CHECKING:
    from django.test import Client

    from dialdown.people.models import Account, Person

__all__ = ["fresh_machine"]


@pytest.fixture
def home() -> tuple[Account, Person, Client]:
    """Robin, her diary and her browser."""
    # This file is read before there are any models.
    from tests.access.households import client_of, owner

    login, person = owner("Robin", age_group="13_to_17")
    return login, person, client_of(login)
