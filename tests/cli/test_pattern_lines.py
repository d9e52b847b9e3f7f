"""The patterns on a terminal, word for word: nothing that the page says is left out, and no unit is made up.

`DIALDOWN_TEST_GOLDEN=write pytest tests/cli/test_pattern_lines.py` writes the text anew; then it is read by people.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from dialdown.science.pattern_results import Dynamics, FactorPattern, Patterns
from dialdown.server.pattern_lines import lines, unit_of

FOLDER = Path(__file__).parent / "golden"
FACTORS = (
    FactorPattern(
        "sleep_hours", "behaviour", (1, 2, 3), p=0.0004, q=0.0012, found=True, effect=-0.71, low=-1.1234, high=-0.3, level=0.9667,
        per=1.3, unit="one person-SD", best_lag=2, found_on="2024-07-01", later="held up",
        note="Its later days go with the outcome too: it may answer to the outcome. "
        "It moves together with rain: the diary cannot tell which of them it is. On the days after it was found it held up.",
    ),
    FactorPattern(
        "rain", "weather", (0, 1, 2), p=0.002, q=0.003, found=True, effect=0.4, low=0.1, high=0.7, level=0.9667, per=1.0,
        unit="absent to present", best_lag=0,
    ),
    FactorPattern("steps", "behaviour", (1, 2), p=0.4, q=0.6, bound=0.254, per=2300.0, unit="one person-SD", months_needed=5),
    FactorPattern(
        "tea", "behaviour", (1, 2), p=0.5, q=0.6, bound=0.3, per=1.0, unit="absent to present", months_needed=1,
        note="More than half of the earlier days it needs were not recorded.",
    ),
    FactorPattern("swing", "behaviour", (1, 2), note="Never recorded in this time.", reason="never_recorded"),
)  # fmt: skip


def patterns(outcome: str = "pain", **more: object) -> Patterns:
    values: dict[str, object] = {
        "outcome": outcome, "days": 366, "observed_days": 290, "first_date": "2024-01-01", "last_date": "2024-12-31", "fdr": 0.1,
        "peeking": "any", "enough": True, "enough_on": None, "factors": FACTORS,
        "dynamics": Dynamics(
            converged=True, as_of="2024-12-20", next_look=400,
            warning="The outcome does not follow the simple day-to-day model; read these answers with care."),
    }  # fmt: skip
    return Patterns(**{**values, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "unit"),
    [("points", "points"), ("yes-no", "of 100 days"), ("hours", "hours"), ("counts", "")],
)
def test_the_words_are_those_that_were_agreed(name: str, unit: str) -> None:
    text = "\n".join(lines(patterns(), unit)) + "\n"
    file = FOLDER / f"patterns-{name}.txt"
    if os.environ.get("DIALDOWN_TEST_GOLDEN") == "write":
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def test_not_enough_says_when() -> None:
    found = patterns(enough=False, enough_on="2025-01-09", observed_days=20, factors=())
    assert lines(found, "points") == ["20 recorded days: not enough yet; enough on 2025-01-09 at this pace"]


@pytest.mark.parametrize(
    ("outcome", "values", "unit"),
    [
        ("pain", [3.0, 4.5, np.nan], "points"), ("pain_now", [3.0, 4.0], "points"), ("function", [3.0, 4.0], "points"),
        ("hours_up", [3.0, 4.0], "hours"), ("headache", [0.0, 1.0, np.nan], "of 100 days"), ("attacks", [0.0, 1.0, 2.0], ""),
    ],
)  # fmt: skip
def test_a_unit_is_never_made_up(outcome: str, values: list[float], unit: str) -> None:
    assert unit_of(outcome, np.array(values)) == unit
