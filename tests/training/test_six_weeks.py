"""Simulated people through the very rules: what opens when, and that the pictures in the docs are those of now."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from tests.counts import count
from tests.training.six_weeks import PEOPLE, Person, live, main

DOCS = Path(__file__).resolve().parents[2] / "docs"
PICTURES, GUIDE = DOCS / "science/pictures", DOCS / "guide/imagine-and-mirror.md"
BACK = (".still-up", ".sign", ".two-stops")


def test_a_calm_person_is_at_the_mirror_after_four_weeks_and_not_before() -> None:
    days = live(PEOPLE[0], seed=3)
    first = {stage: next(one.day for one in days if one.stage == stage) for stage in (1, 2)}
    assert first[1] == 14
    assert 28 <= first[2] <= 31
    assert max(one.dose for one in days) > 120


@pytest.mark.parametrize("person", PEOPLE, ids=lambda one: one.name)
def test_nobody_goes_on_in_a_day_that_went_badly(person: Person) -> None:
    for seed in range(count(test=3, long=40)):
        days = live(person, seed=seed, days=70)
        for before, now in itertools.pairwise(days):
            assert now.stage <= before.stage + 1
            if now.rule.endswith(BACK):
                assert now.stage <= before.stage


def test_after_a_month_away_nothing_but_left_or_right_is_open() -> None:
    days = live(PEOPLE[2], days=60)
    assert days[19].open[0]
    assert days[49].open == (False, False)
    assert days[51].open[0]


def test_who_changes_from_week_to_week_stays_at_left_or_right() -> None:
    assert max(one.stage for one in live(Person("changing", steady=False))) == 0


def test_the_pictures_in_the_docs_are_those_of_these_rules(tmp_path: Path) -> None:
    main(tmp_path)
    shown = re.findall(r"!\[[^\]]+\]\(\.\./science/pictures/([^)]+)\)", GUIDE.read_text(encoding="utf-8"))
    assert sorted(shown) == sorted(drawn.name for drawn in tmp_path.iterdir())
    for drawn in tmp_path.iterdir():
        assert (PICTURES / drawn.name).read_text(encoding="utf-8") == drawn.read_text(encoding="utf-8"), (
            drawn.name
        )
