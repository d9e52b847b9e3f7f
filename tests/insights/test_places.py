"""Left and right are different facts; a side that was not said is painted nowhere."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

from dialdown.diary.selectors import RegionDay
from dialdown.insights.charts import heat, places
from dialdown.insights.periods import Span
from dialdown.intake.regions import regions

if TYPE_CHECKING:
    from tests.diary.household import Home

FIRST = dt.date(2025, 1, 1)
SPAN = Span("all", FIRST, FIRST + dt.timedelta(days=99))


def marks(region: str, side: str, days: int, pain: float | None = None) -> list[RegionDay]:
    return [RegionDay(FIRST + dt.timedelta(days=i), region, side, pain) for i in range(days)]


def painted(views: dict[str, str]) -> dict[str, int]:
    found = re.findall(r'id="([a-z-]+)" class="r p(\d)"', "".join(views.values()))
    return {region: int(step) for region, step in found}


def test_left_and_right_stand_apart() -> None:
    found = [
        *marks("front-left-knee", "left", 20, 4.0),
        *marks("front-right-knee", "right", 3),
        *marks("front-knee", "not_stated", 8),
    ]
    figure = places.draw(found, SPAN, 50)
    assert [row[:3] for row in figure.table_rows] == [
        ["Left kneecap", "20", "20"], ["Kneecap (side not stated)", "8", "0"], ["Right kneecap", "3", "0"],
    ]  # fmt: skip
    assert [row[3] for row in figure.table_rows] == ["4", "–", "–"]
    assert figure.finding == "Marked most: Left kneecap, 20 days."
    assert figure.days == "A place on 20 of 50 days with an entry"


def test_a_side_that_was_not_said_is_never_painted() -> None:
    sided = [*marks("front-left-knee", "left", 20), *marks("back-right-calf", "right", 1)]
    free = [
        mark
        for region, r in regions().items()
        if r.side == "not_stated"
        for mark in marks(region, "not_stated", 30)
    ]
    middle = marks("front-knee", "middle", 40)
    drawn = heat.draw([*sided, *free, *middle], SPAN)
    assert drawn is not None
    assert painted(drawn["views"]) == {"front-left-knee": 5, "back-right-calf": 1} == drawn["levels"]
    assert drawn["most"] == 20
    assert len(drawn["unsided"]) == len({mark.region for mark in free}) + 1
    assert "Kneecap (middle)" in drawn["unsided"]
    assert "Kneecap (side not stated)" in drawn["unsided"]


def test_only_places_without_a_side_leave_the_map_empty() -> None:
    drawn = heat.draw(marks("front-knee", "not_stated", 3), SPAN)
    assert drawn == {"views": {}, "levels": {}, "unsided": ["Kneecap (side not stated)"], "most": 0}
    assert heat.draw([], SPAN) is None


@pytest.mark.parametrize(
    ("days", "step"), [(1, 1), (10, 1), (11, 2), (20, 2), (21, 3), (40, 4), (41, 5), (50, 5)]
)
def test_five_steps(days: int, step: int) -> None:
    found = [*marks("front-left-knee", "left", 50), *marks("front-right-knee", "right", days)]
    assert heat.levels(found, SPAN)[0] == {"front-left-knee": 5, "front-right-knee": step}


def test_both_views_hold_every_place_once() -> None:
    drawn = heat.draw(
        [m for region, r in regions().items() if r.outline for m in marks(region, r.side, 2)], SPAN
    )
    assert drawn is not None
    for view, svg in drawn["views"].items():
        assert set(re.findall(r'id="((?:front|back)-[a-z-]+)"', svg)) == {
            region for region, r in regions().items() if r.outline and r.view == view
        }
        assert 'role="img"' in svg
    assert set(painted(drawn["views"])) == {region for region, r in regions().items() if r.outline}


def test_a_place_rated_zero_is_free_of_pain() -> None:
    found = [*marks("front-left-knee", "left", 2, 0.0), *marks("front-right-knee", "right", 1, 1.0)]
    assert [p.region for p in places.places(found, SPAN)] == ["front-right-knee"]


def test_bars_start_at_zero_and_keep_their_proportion() -> None:
    found = [*marks("front-left-knee", "left", 40), *marks("front-right-knee", "right", 10)]
    for svg in (places.draw(found, SPAN, 50).narrow, places.draw(found, SPAN, 50).wide):
        boxes = re.findall(r'<rect class="d2" x="(\d+)" y="[\d.]+" width="([\d.]+)"', svg)
        assert [x for x, _w in boxes] == ["0", "0"]
        assert float(boxes[0][1]) / float(boxes[1][1]) == pytest.approx(4, abs=0.01)


@pytest.mark.django_db
def test_from_the_diary_to_the_map(home: Home) -> None:
    from dialdown.insights import composing

    regions_ = [{"region": "front-left-knee", "pain": 6}, {"region": "front-knee"}]
    for day in range(1, 4):
        home.save(at=dt.datetime(2025, 5, day, 12, tzinfo=dt.UTC), regions=regions_)
    # Two moments of one day are one day.
    home.save(at=dt.datetime(2025, 5, 3, 18, tzinfo=dt.UTC), regions=regions_)
    made = composing.figures(home.robin, home.person.pk, "all")
    assert painted(made["map"]["views"]) == {"front-left-knee": 5}
    assert made["map"]["unsided"] == ["Kneecap (side not stated)"]
    table = next(f for f in made["figures"] if f["key"] == "places")["table_rows"]
    assert sorted(table) == [["Kneecap (side not stated)", "3", "0", "–"], ["Left kneecap", "3", "3", "6"]]
