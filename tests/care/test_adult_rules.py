"""The places of the ACR rule are counted by hand: how many, and in how many of its five regions; nothing is concluded."""

from __future__ import annotations

import pytest

from dialdown.care.clinical.rules import keys, rules

SIDED = ("jaw", "shoulder", "upper_arm", "lower_arm", "hip", "upper_leg", "lower_leg")
PLACES = [*(f"{place}_{side}" for place in SIDED for side in ("left", "right")), "neck", "upper_back", "lower_back", "chest", "abdomen"]  # fmt: skip


@pytest.mark.parametrize(
    ("places", "number", "regions"),
    [
        ([], 0, 0), (["neck"], 1, 1), (["neck", "upper_back", "lower_back"], 3, 1),
        # Places of the list that count for no region.
        (["jaw_left", "jaw_right", "chest", "abdomen"], 4, 0),
        (["shoulder_left", "upper_arm_left", "lower_arm_left", "jaw_right"], 4, 1),
        (["shoulder_left", "hip_left", "upper_leg_right", "chest", "lower_leg_right"], 5, 3),
        (["upper_arm_left", "lower_arm_right", "hip_left", "lower_leg_right"], 4, 4), (PLACES, 19, 5),
    ],
)  # fmt: skip
def test_places_and_regions(places: list[str], number: int, regions: int) -> None:
    acr = rules()[1]
    (counted,) = acr.count([f"acr.places.{place}" for place in places])
    assert counted.words == f"{number} of 19"
    assert counted.regions == f"{regions} of 5 regions (jaw, chest and abdomen not counted)"


def test_the_rule_says_all_that_it_asks_for() -> None:
    said = rules()[1].parts[0].rule
    for asked in ("7 or more with a severity score of 5 or more", "4 to 6 with a severity score of 9 or more", "at least 4 of 5 regions",
                  "3 months or more", "The severity score is not recorded here."):  # fmt: skip
        assert asked in said
    assert all(counted.regions == "" for counted in rules()[0].count([]))


def test_what_was_recorded_before_is_found_again() -> None:
    """The keys are stored with every examination."""
    assert {key for key in keys() if key.startswith("acr.")} == {f"acr.places.{place}" for place in PLACES}
