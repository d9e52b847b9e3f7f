"""The standard diary, and the folder of made-up people."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dialdown.science as ds
from dialdown.science import simulated_folder
from dialdown.science.simulated_folder import MissingExtraError, simulate_person, write_simulation


def test_the_standard_diary_is_as_it_is_written_down() -> None:
    """4.5 + AR(1) .7 of SD 1.5 + white noise of SD 1, rounded, 20 % missing."""
    diary = ds.simulate_diary(20_000, seed=1, factors=2)
    pain = diary.outcome
    assert np.isnan(pain).mean() == pytest.approx(0.2, abs=0.01)
    assert np.nanmean(pain) == pytest.approx(4.5, abs=0.1)
    assert np.nanvar(pain) == pytest.approx(1.5**2 + 1.0 + 1.0 / 12.0, rel=0.06)
    assert set(np.unique(pain[np.isfinite(pain)])) <= set(range(11))
    both = np.isfinite(pain[1:]) & np.isfinite(pain[:-1])
    expected = 0.7 * 2.25 / (2.25 + 1.0 + 1.0 / 12.0)
    assert np.corrcoef(pain[1:][both], pain[:-1][both])[0, 1] == pytest.approx(expected, abs=0.03)
    factor = diary.factors["f0"]
    assert factor.std() == pytest.approx(1.0, abs=0.05)
    assert np.corrcoef(factor[1:], factor[:-1])[0, 1] == pytest.approx(0.7, abs=0.03)


def test_an_effect_is_planted_at_its_lags() -> None:
    with_effect = ds.simulate_diary(5000, seed=3, effects=["f0=0.9@1-3"], factors=1, missing=0.0)
    moved = with_effect.outcome - with_effect.outcome.mean()
    lagged = np.column_stack([with_effect.factors["f0"][5 - lag : -lag or None] for lag in range(6)])
    slopes = np.linalg.lstsq(lagged, moved[5:], rcond=None)[0]
    assert slopes == pytest.approx([0.0, 0.3, 0.3, 0.3, 0.0, 0.0], abs=0.12)
    assert with_effect.truth() == {"f0": {"effect": 0.9, "lags": [1, 2, 3]}}


def test_the_same_seed_gives_the_same_diary() -> None:
    one, other = (ds.simulate_diary(50, seed=7, drift=1.0).to_dict() for _ in range(2))
    assert one == other
    assert ds.simulate_diary(50, seed=8).to_dict() != one


@pytest.mark.parametrize(
    ("choices", "says"),
    [
        ({"days": 0}, "expected at least 1 day"),
        ({"days": 9, "missing": 1.0}, "missing in"),
        ({"days": 9, "effects": ["f99=1@1"]}, "there is no factor called f99"),
        ({"days": 9, "effects": ["f0=1@3-1"]}, "f0 has lags 3 to 1"),
        ({"days": 9, "effects": ["f0=1@1-9999999"]}, "expected 0 to 30"),
        ({"days": 9, "effects": ["f0"]}, "expected NAME=SIZE@LAG"),
    ],
)
def test_bad_choices_are_one_sentence(choices: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        ds.simulate_diary(seed=0, **choices)


def test_a_folder_of_people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow (dialdown[cohort]) is not installed")
    monkeypatch.setattr(simulated_folder, "PORTION", 2)
    done: list[int] = []
    truth = write_simulation(
        tmp_path / "new",
        people=5,
        days=30,
        seed=2,
        effects=iter(["f1=0.5@2"]),
        factors=2,
        progress=done.append,
    )
    assert done == [2, 4, 5]
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["diaries.parquet", "truth.json"]
    assert json.loads((tmp_path / "new" / "truth.json").read_text()) == truth
    assert truth["effects"] == {"f1": {"effect": 0.5, "lags": [2]}}
    table = parquet.read_table(tmp_path / "new" / "diaries.parquet")
    assert table.column_names == ["person", "date", "pain", "f0", "f1"]
    assert [str(kind) for kind in table.schema.types] == [
        "string",
        "date32[day]",
        "double",
        "double",
        "double",
    ]
    third = simulate_person(2, 30, seed=2, effects=["f1=0.5@2"], factors=2)
    rows = table.slice(60, 30)
    assert set(rows["person"].to_pylist()) == {"p2"}
    pain = np.array([np.nan if value is None else value for value in rows["pain"].to_pylist()])
    assert np.array_equal(pain, third.outcome, equal_nan=True)
    assert rows["f1"].to_pylist() == third.factors["f1"].tolist()
    assert str(rows["date"][0].as_py()) == "2024-01-01"


def test_without_pyarrow_one_sentence_and_nothing_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"needs pyarrow; install dialdown\[cohort\]"):
        write_simulation(tmp_path / "out", people=1, days=10, seed=1)
    assert not (tmp_path / "out").exists()
    with pytest.raises(ValueError, match="at least 1 person"):
        write_simulation(tmp_path / "out", people=0, days=10, seed=1)
