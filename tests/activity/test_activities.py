"""The shipped table of activities: whole, and refused when a row does not fit."""

from __future__ import annotations

import pytest
import yaml

from dialdown.activity.activities import BadActivities, parse, shipped

# What the product promises a plan for.
PROMISED = {
    "walk", "stairs", "swim", "sit-class", "stand", "write", "screen", "sport-parts", "chores", "social", "hobby", "school-hours",
}  # fmt: skip


def test_everything_promised_is_there() -> None:
    assert set(shipped()) >= PROMISED
    for row in shipped().values():
        assert row.title
        assert row.floor_idea
        assert row.how_to_measure
        assert row.timed or row.many


def _table(**changes: object) -> str:
    row = {
        "id": "x", "title": "X", "unit": "seconds", "first": 60, "group": "moving", "icon": "timer", "how_to_measure": "m",
        "sensible_step": "s", "floor_idea": "f", "typical_mistakes": [], "cautions": [],
        "sources": [{"title": "our rule", "ref": "", "seen": False}], "seen": False,
    }  # fmt: skip
    return yaml.safe_dump({"schema": 1, "activities": [row | changes]})


def test_a_row_that_fits_is_read() -> None:
    assert parse(_table())["x"].first == 60


@pytest.mark.parametrize(
    "changes",
    [{"unit": "miles"}, {"unit": "count"}, {"first": 0}, {"first": 1.5}, {"group": "sea"}, {"seen": True}, {"sources": []}, {"more": 1}],
)  # fmt: skip
def test_a_row_that_does_not_fit_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(BadActivities, match="row 1"):
        parse(_table(**changes))


def test_a_table_of_another_kind_is_refused() -> None:
    with pytest.raises(BadActivities):
        parse("schema: 2\nactivities: []")
