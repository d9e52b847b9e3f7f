"""The name of a dated backup is written and read in one way."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from dialdown.export.backup_names import made_at, name_of

AT = dt.datetime(2026, 3, 29, 0, 30, 5, tzinfo=dt.UTC)


def test_a_name_says_its_moment_in_utc() -> None:
    assert (
        name_of(AT)
        == name_of(AT.astimezone(ZoneInfo("Pacific/Auckland")))
        == "dialdown-2026-03-29T003005Z.age"
    )
    assert made_at(name_of(AT)) == AT


@pytest.mark.parametrize(
    "name",
    [
        "", "hers.age", "dialdown-2026-03-29T003005Z", "dialdown-2026-03-29T003005Z.age.part", "old-dialdown-2026-03-29T003005Z.age",
        "dialdown-2026-3-29T003005Z.age", "dialdown-2026-13-29T003005Z.age", "dialdown-2026-03-29T003005Z.age\n",
    ],
)  # fmt: skip
def test_every_other_file_is_none(name: str) -> None:
    assert made_at(name) is None
