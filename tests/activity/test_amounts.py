"""Amounts as they are typed: what is no amount is said in words, on the page that needs no login too."""

from __future__ import annotations

import pytest

from dialdown.activity import amounts
from dialdown.activity.activities import shipped
from dialdown.intake.records import BadInput
from tests.access.households import client_of, world

NONSENSE = ("nan", "inf", "-inf", "1e400", "9" * 4000, "9" * 6000, "²", "1\x00", "-1", "0x10")


@pytest.mark.parametrize("typed", NONSENSE)
@pytest.mark.parametrize("key", ["walk", "stairs"])
def test_what_is_no_amount_is_refused_in_words(key: str, typed: str) -> None:
    with pytest.raises(BadInput, match="Write an amount"):
        amounts.read(typed, typed, typed, shipped()[key])


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["inf", "nan", "9" * 4000])
def test_a_stranger_cannot_break_the_page_for_paper(typed: str) -> None:
    world()
    fields = {"template": "walk", "weeks": "6", "who": "x"}
    for name in ("amount", "floor", "ceiling", "weekly"):
        fields |= {f"{name}_minutes": typed, f"{name}_seconds": typed, f"{name}_number": typed}
    assert client_of().post("/prescribe/paper", fields).status_code == 422
