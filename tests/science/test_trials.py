"""Personal trials: the coin, the interval, the plan, the table, and other people's numbers."""

from __future__ import annotations

import csv
import io
import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dialdown.science import analyse_trial, overlap_free, plan_trial
from dialdown.science.trials_power import UpsAndDowns, made_up, pair_sd, trial_power, ups_and_downs
from dialdown.science.trials_randomisation import assignments, flip_interval, flip_p, smallest_p
from dialdown.science.trials_rows import COLUMNS, read_trial, write_trial

# Darwin's maize, cross- against self-fertilised, differences of 15 pairs in eighths of an inch.
MAIZE = np.array([49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48], dtype=np.float64)


def filled(pairs: int, effect: float, seed: int = 0, **plan: int) -> dict[str, list[object]]:
    """A trial table with an outcome that is `effect` higher in the second arm."""
    rng = np.random.default_rng(seed)
    made = plan_trial(arms="AB", start="2026-01-05", seed=seed, pairs=pairs, **plan)
    rows = made.rows()
    table: dict[str, list[object]] = {name: [row[name] for row in rows] for name in rows[0]}
    table["outcome"] = [5 + effect * (row["arm"] == "B") + rng.normal(0, 0.5) for row in rows]
    return table


def test_fishers_maize() -> None:
    """Fisher 1935, par. 21: 863 of 32,768 assignments have a sum of 314 or more."""
    assert flip_p(MAIZE[None, :])[0] * 2**15 == pytest.approx(2 * 863)


def test_the_p_value_of_other_software() -> None:
    rng = np.random.default_rng(3)
    for pairs in (6, 8, 10):
        differences = rng.normal(0.5, 1.0, pairs)
        found = stats.permutation_test(
            (differences, np.zeros(pairs)), lambda x, y, axis: np.mean(x - y, axis=axis), permutation_type="samples",
            n_resamples=np.inf,
        )  # fmt: skip
        assert flip_p(differences[None, :])[0] == pytest.approx(found.pvalue)


@given(st.lists(st.integers(-20, 20), min_size=1, max_size=9))
def test_the_p_value_counted_by_hand(numbers: list[int]) -> None:
    total = abs(sum(numbers))
    by_hand = [
        abs(sum(s * n for s, n in zip(signs, numbers, strict=True))) >= total
        for signs in itertools.product((1, -1), repeat=len(numbers))
    ]
    assert flip_p(np.array([numbers], dtype=np.float64))[0] == pytest.approx(np.mean(by_hand))
    with_nothing = np.array([[*numbers, 0]], dtype=np.float64)
    assert flip_p(with_nothing)[0] == pytest.approx(np.mean(by_hand)), (
        "a pair without an answer changes nothing"
    )


@pytest.mark.parametrize("pairs", [6, 7, 8, 10, 12])
def test_the_interval_holds_what_the_test_does_not_reject(pairs: int) -> None:
    differences = np.random.default_rng(pairs).normal(0.4, 1.0, pairs)
    ends = flip_interval(differences)
    assert ends is not None
    low, high = ends
    for inside, outside in ((low + 1e-6, low - 1e-6), (high - 1e-6, high + 1e-6)):
        assert flip_p(differences[None, :] - inside)[0] > 0.05
        assert flip_p(differences[None, :] - outside)[0] <= 0.05


def test_few_pairs_have_no_interval_and_many_are_drawn() -> None:
    assert flip_interval(np.array([1.0, 2.0, 3.0, 4.0, 5.0])) is None
    assert smallest_p(4) == 0.125
    assert smallest_p(6) == 0.03125
    many = np.random.default_rng(1).normal(0.0, 1.0, 20)
    assert assignments(20).shape == (65536, 20)
    assert flip_p(many[None, :])[0] == pytest.approx(stats.ttest_1samp(many, 0.0).pvalue, abs=0.03)


def test_non_overlap_of_johanna(reference_data: Path) -> None:
    """NAP of `scan` exampleAB Johanna = 1.0; and ties count half."""
    path = reference_data / "statistics" / "scan" / "exampleAB.csv"
    if not path.is_file():
        pytest.skip("no reference data: exampleAB.csv is missing")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["case"] == "Johanna"]
    phase = {name: np.array([float(r["values"]) for r in rows if r["phase"] == name]) for name in "AB"}
    assert overlap_free(phase["A"], phase["B"]) == 1.0
    assert overlap_free(phase["B"], phase["A"]) == 0.0
    assert overlap_free(np.array([1.0, 2.0]), np.array([2.0, np.nan])) == 0.75
    # The same share as the rank test of other software.
    a, b = phase["A"], phase["B"] - 15.0
    assert overlap_free(a, b) == pytest.approx(stats.mannwhitneyu(b, a).statistic / (len(a) * len(b)))


def test_a_plan_is_drawn_once_and_for_all() -> None:
    made = plan_trial(
        arms=("usual", "off"), start="2026-01-31", seed=7, pairs=6, block_days=7, washout_days=2
    )
    again = plan_trial(
        arms=("usual", "off"), start="2026-01-31", seed=7, pairs=6, block_days=7, washout_days=2
    )
    assert made == again
    assert len(made.days) == 84
    assert made.end.isoformat() == "2026-04-24"
    for pair in range(1, 7):
        arms = [day.arm for day in made.days if day.pair == pair]
        assert arms[:7] == [arms[0]] * 7
        assert {arms[0], arms[7]} == {"usual", "off"}
    assert sum(day.phase == "washout" for day in made.days) == 24
    orders = {plan_trial(arms="AB", start="2026-01-31", seed=s, pairs=6).days[0].arm for s in range(20)}
    assert orders == {"A", "B"}


@pytest.mark.parametrize(
    ("change", "what"),
    [({"pairs": 5}, "pairs"), ({"block_days": 0}, "block days"), ({"washout_days": 7}, "washout"), ({"seed": -1}, "seed"),
     ({"arms": "AA"}, "arms"), ({"start": "soon"}, "start"), ({"effect": 0.0}, "effect"), ({"phi": 0.5}, "outcome sd"),
     ({"outcome_sd": 1.0, "phi": 1.0}, "phi"), ({"start": "9999-12-01"}, "start")],
)  # fmt: skip
def test_a_plan_that_cannot_be(change: dict[str, object], what: str) -> None:
    with pytest.raises(ValueError, match=what):
        plan_trial(**({"arms": "AB", "start": "2026-01-05", "seed": 1} | change))  # type: ignore[arg-type]


def test_the_file_goes_there_and_back() -> None:
    table = filled(6, 1.0, block_days=2, washout_days=0)
    rows = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
    text = write_trial(rows)
    assert text.partition("\n")[0] == ",".join(COLUMNS) == "date,pair,block,arm,phase,adhered,outcome"
    read = read_trial(text.encode())
    assert analyse_trial(read).to_dict() == analyse_trial(table).to_dict()


@pytest.mark.parametrize("words", ["=HYPERLINK(1)", "+1", "-1", "@x", "tea;=1+1", "\uff1d1+1"])
def test_arms_in_her_own_words_are_no_formula_and_come_back(words: str) -> None:
    table = filled(6, 1.0)
    table["arm"] = [words if arm == "A" else "B" for arm in table["arm"]]
    table["outcome"][0] = -1.5
    text = write_trial([dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)])
    for separator in ",;\t":
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            assert not [c for c in line if c.startswith(("=", "+", "@", "\uff1d")) or c == "-1"]
    read = read_trial(text.encode())
    assert set(read["arm"]) == {words, "B"}
    assert read["outcome"][0] == "-1.5", "a number is no word"


def test_what_came_out() -> None:
    found = analyse_trial(filled(8, 2.0, seed=4), smallest=1.0, better_is="higher").to_dict()
    assert found["arms"] == ["A", "B"]
    assert found["verdict"] == "better"
    assert found["difference"]["value"] == pytest.approx(2.0, abs=0.4)
    assert found["p"] == found["min_p"] == 2 / 2**8
    assert found["gls"]["value"] == pytest.approx(2.0, abs=0.4)
    assert found["matters"] == "yes"
    assert found["warnings"] == []
    worse = analyse_trial(filled(8, 2.0, seed=4), smallest=1.0)
    assert worse.verdict == "worse"
    turned = analyse_trial(filled(8, 2.0, seed=4), arms=("B", "A")).to_dict()
    assert turned["difference"]["value"] == pytest.approx(-found["difference"]["value"])


def test_wash_out_days_and_missing_days_count_for_nothing() -> None:
    table = filled(7, 1.0, seed=2)
    plain = analyse_trial(table)
    shifted = dict(table)
    shifted["outcome"] = [
        99.0 if phase == "washout" else y for y, phase in zip(table["outcome"], table["phase"], strict=True)
    ]
    assert analyse_trial(shifted).difference == plain.difference
    lost = dict(table)
    lost["outcome"] = [
        None if pair == 3 and arm == "A" else y
        for y, pair, arm in zip(table["outcome"], table["pair"], table["arm"], strict=True)
    ]
    left = analyse_trial(lost)
    assert left.pairs == 6
    assert "1 pairs have no answer" in left.warnings[0]
    few = dict(lost)
    few["outcome"] = [
        None if pair in (1, 3) else y for y, pair in zip(table["outcome"], table["pair"], strict=True)
    ]
    answer = analyse_trial(few)
    assert answer.verdict == "not_clear"
    assert answer.difference is not None
    assert answer.difference.low is None
    assert answer.min_p == 0.0625


def test_a_trial_without_answers_says_so_in_plain_json() -> None:
    table = filled(6, 0.0)
    table["outcome"] = [None] * len(table["date"])
    found = analyse_trial(table).to_dict()
    assert found["difference"] == {"value": None, "low": None, "high": None}
    assert found["p"] is None
    assert found["gls"] == {"value": None, "low": None, "high": None, "p": None}
    table["outcome"] = [4.0] * len(table["date"])
    assert analyse_trial(table).verdict == "not_clear"


@pytest.mark.parametrize(
    ("column", "values", "what"),
    [("arm", ["A"], "two names"), ("date", ["2026-01-05"], "twice"), ("phase", ["rest"], "phase"), ("adhered", [2], "adhered"),
     ("pair", [None], "pair"), ("outcome", ["x"], "numbers")],
)  # fmt: skip
def test_a_table_that_is_no_trial(column: str, values: list[object], what: str) -> None:
    table = filled(6, 0.0)
    table[column] = values * len(table["date"])
    with pytest.raises(ValueError, match=what):
        analyse_trial(table)


def test_arms_that_alternate_are_no_pair() -> None:
    table = filled(6, 0.0)
    table["arm"] = ["AB"[i % 2] for i in range(len(table["date"]))]
    with pytest.raises(ValueError, match="alternate"):
        analyse_trial(table)


def test_made_up_pairs_spread_as_the_formula_says() -> None:
    moves = UpsAndDowns(phi=0.7, memory_sd=1.5, white_sd=1.0, level_step_sd=0.05)
    for block, washout in ((7, 0), (7, 2), (2, 0)):
        drawn = made_up(moves, 0.0, pairs=8, block_days=block, washout_days=washout)
        assert drawn.std() == pytest.approx(pair_sd(moves, block_days=block, washout_days=washout), rel=0.03)


def test_power_grows_and_starts_at_chance() -> None:
    moves = UpsAndDowns(phi=0.7, memory_sd=1.5, white_sd=1.0, missing=0.2, step=1.0)
    none = trial_power(moves, effect=1e-9, pairs=8, block_days=7, washout_days=0)
    assert none <= 0.03
    chances = [trial_power(moves, effect=1.0, pairs=p, block_days=7, washout_days=0) for p in (6, 8, 10)]
    assert none < chances[0] < chances[1] < chances[2]
    told = plan_trial(arms="AB", start="2026-01-05", seed=1, pairs=8, outcome_sd=1.8, phi=0.7, effect=2.0)
    assert told.power is not None
    assert 0.6 < told.power < 0.9


def test_ups_and_downs_are_learned() -> None:
    moves = UpsAndDowns(phi=0.7, memory_sd=1.5, white_sd=0.8)
    days = moves.series(1, 700, np.random.default_rng(1))[0] + 5.0
    found = ups_and_downs(days)
    assert found is not None
    assert found.phi == pytest.approx(0.7, abs=0.1)
    assert found.memory_sd == pytest.approx(1.5, abs=0.3)
    assert found.step == 0.0
    assert ups_and_downs(days[:41]) is None
    assert ups_and_downs(np.full(60, 4.0)) is None
    assert ups_and_downs(days.round()) is not None
