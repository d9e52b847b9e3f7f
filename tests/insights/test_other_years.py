"""Other years: where weather does not matter, the real year is one of eleven; where it does, none of them looks as strong."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest

from dialdown.insights.weather.other_years import FEWEST_YEARS, YEARS, how_often, years_back
from tests.counts import count

LAST = dt.date(2025, 10, 30)
DAYS = 180
GRID = [LAST - dt.timedelta(days=DAYS - 1 - i) for i in range(DAYS)]


def ar1(rng: np.random.Generator, n: int, phi: float = 0.7) -> np.ndarray:
    made = np.empty(n)
    made[0] = rng.normal()
    for i in range(1, n):
        made[i] = phi * made[i - 1] + math.sqrt(1 - phi * phi) * rng.normal()
    return made


def weather(rng: np.random.Generator, years: int = YEARS) -> dict[dt.date, float]:
    """Weather with seasons: day by day, the real year and `years` before it."""
    first = years_back(GRID[0], years) - dt.timedelta(days=3)
    n = (LAST - first).days + 1
    noise = ar1(rng, n)
    days = [first + dt.timedelta(days=i) for i in range(n)]
    return {
        day: noise[i] + 1.5 * math.sin(2 * math.pi * day.timetuple().tm_yday / 365.25)
        for i, day in enumerate(days)
    }


def outcome(rng: np.random.Generator, sky: dict[dt.date, float], effect: float) -> dict[dt.date, float]:
    own = 4.5 + 1.5 * ar1(rng, DAYS) + rng.normal(size=DAYS)
    return {day: float(own[i] + effect * sky[day]) for i, day in enumerate(GRID) if rng.random() > 0.2}


def test_without_an_effect_the_real_year_is_one_of_eleven() -> None:
    rng = np.random.default_rng(7)
    people = count(test=40, long=400)
    shares, none = [], 0
    for _ in range(people):
        sky = weather(rng)
        n, of = how_often(outcome(rng, sky, 0.0), GRID, {"rain": sky})["rain"]
        assert of == YEARS
        shares.append(n / of)
        none += n == 0
    assert abs(np.mean(shares) - 0.5) < 4 * 0.32 / math.sqrt(people)
    assert abs(none / people - 1 / 11) < 4 * math.sqrt(1 / 11 * 10 / 11 / people)


def test_with_an_effect_no_other_year_looks_as_strong() -> None:
    rng = np.random.default_rng(8)
    for _ in range(5):
        sky = weather(rng)
        assert how_often(outcome(rng, sky, 1.5), GRID, {"rain": sky})["rain"] == (0, YEARS)


@pytest.mark.parametrize("years", range(FEWEST_YEARS + 2))
def test_too_few_years_say_nothing(years: int) -> None:
    rng = np.random.default_rng(9)
    sky = weather(rng, years)
    found = how_often(outcome(rng, sky, 0.5), GRID, {"rain": sky})
    assert ("rain" in found) == (years >= FEWEST_YEARS)


def test_a_leap_day_has_a_twin() -> None:
    assert years_back(dt.date(2024, 2, 29), 1) == dt.date(2023, 2, 28)
    assert years_back(dt.date(2024, 2, 29), 4) == dt.date(2020, 2, 29)


def test_too_few_other_years_are_said_beside_a_finding() -> None:
    from dialdown.insights.showing import _compared

    row = {"key": "weather.humidity", "verdict": "found", "other_years": None}
    assert (
        _compared(row) == "Fewer than five other years of weather are here, too few to set beside your days."
    )
    assert _compared({**row, "other_years": (0, 5)}).startswith(
        "We set your days beside the weather of 5 other years"
    )
    # Nothing to compare with is no news beside what was not found, or is no weather.
    assert _compared({**row, "verdict": "nothing"}) == ""
    assert _compared({**row, "key": "own.tea"}) == ""
