"""Personal trials and before/after on days whose truth is known, at counts that take seconds.

Every bound is three standard errors away from what was promised. The long measurement:
benchmarks/truth/trials.py and benchmarks/truth/before_after.py, docs/science/trials.md.
"""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.truth import before_after
from benchmarks.truth.trials import moves, run
from dialdown.science.trials_power import trial_power
from tests.counts import count

PEOPLE = count(quick=40, test=120, long=2000)


def beyond(share: float, people: int) -> float:
    """Three standard errors of a share."""
    return 3.0 * float(np.sqrt(share * (1.0 - share) / people))


@pytest.mark.parametrize("pairs", [6, 8, 10])
def test_chance_is_called_a_change_in_at_most_5_of_100(pairs: int) -> None:
    """Autocorrelation .7, nothing different: and the 95 % interval holds nought as often as it says."""
    cell = run(PEOPLE, pairs=pairs)
    assert cell.found / PEOPLE <= 0.05 + beyond(0.05, PEOPLE)
    assert cell.covered / PEOPLE >= 0.94 - beyond(0.05, PEOPLE)


def test_a_change_of_one_point_is_found_as_often_as_was_promised() -> None:
    """Eight pairs: within 3 points of what the power page told people from 120 days of their own.

    And three standard errors at these counts; one person's promise has an SD of about .11.
    """
    cell = run(PEOPLE, effect=1.0, promise=True)
    promised = float(np.mean(cell.promised))
    luck = np.hypot(beyond(promised, PEOPLE), 3.0 * 0.11 / np.sqrt(len(cell.promised)))
    assert cell.found / PEOPLE == pytest.approx(promised, abs=0.03 + luck)
    known = trial_power(moves(), effect=1.0, pairs=8, block_days=7, washout_days=0)
    assert promised == pytest.approx(known, abs=0.03 + 3.0 * 0.11 / np.sqrt(len(cell.promised)))
    assert cell.covered / PEOPLE >= 0.94 - beyond(0.05, PEOPLE)
    assert cell.wrong_way / PEOPLE <= 0.03 + beyond(0.03, PEOPLE)


def test_something_begun_on_a_bad_week_is_rarely_praised() -> None:
    """Nothing happens, but it is begun when a week passes her 90th percentile."""
    people = count(quick=30, test=60, long=600)
    cell = before_after.run(people)
    assert cell.people > people // 2
    # The usual comparison is misled far more often than one that knows the way back.
    assert cell.naive > 2 * cell.beyond
    assert cell.beyond / cell.people <= 0.05 + beyond(0.05, cell.people)
    assert np.mean(cell.fall) < -0.3
