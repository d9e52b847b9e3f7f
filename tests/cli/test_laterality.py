"""`dialdown laterality` on whole files: what it prints is what the scoring says, and how it ends when asked wrongly."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

import dialdown.science as ds
from dialdown.cli import app
from tests.truth.laterality_people import series


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["laterality", *map(str, words)])


def written(folder: Path, table: dict[str, list[Any]]) -> Path:
    path = folder / "answers.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(table)
        rows.writerows(zip(*table.values(), strict=True))
    return path


def a_case_and_controls() -> dict[str, list[Any]]:
    """Sixteen controls and one person half a second slower with the left hand; words for part and view that nobody here knows."""
    rng = np.random.default_rng(5)
    table: dict[str, list[Any]] = {
        name: [] for name in ("person", "group", "part", "view", "angle_deg", "side", "rt_ms", "correct")
    }
    for number in range(17):
        case = number == 16
        for part in ("HAND", "FOOT"):
            for side in ("left", "right"):
                for angle in range(0, 360, 45):
                    slow = 500 if case and part == "HAND" and side == "left" else 0
                    rt = 1500 + 20 * number + slow + rng.normal(0, 60)
                    row = (
                        f"p{number}",
                        "case" if case else "control",
                        part,
                        "dorsum",
                        angle,
                        side,
                        f"{rt:.1f}",
                        int(angle != 180),
                    )
                    for name, value in zip(table, row, strict=True):
                        table[name].append(value)
    return table  # fmt: skip


def test_one_document_with_what_the_scoring_says(tmp_path: Path) -> None:
    told = a_case_and_controls()
    done = run(written(tmp_path, told), "--trim", "none", "--json")
    assert done.exit_code == 0
    assert "NaN" not in done.stdout
    found = json.loads(done.stdout)
    numbers = {name: [float(one) for one in told[name]] for name in ("rt_ms", "correct", "angle_deg")}
    assert found == ds.score_laterality(told | numbers, trim="none").to_dict()
    assert {(one["part"], one["side"]) for one in found["cells"] if one["person"] == "p16"} == {
        (part, side) for part in ("HAND", "FOOT") for side in ("left", "right")
    }
    # By hand, of the file as it is: the mean of right answers, to the millisecond.
    own = [
        float(rt) for who, part, side, rt, right in zip(*(told[k] for k in ("person", "part", "side", "rt_ms", "correct")), strict=True)
        if (who, part, side, right) == ("p16", "HAND", "left", 1)
    ]  # fmt: skip
    cell = next(c for c in found["cells"] if (c["person"], c["part"], c["side"]) == ("p16", "HAND", "left"))
    assert cell["mean_rt_ms"]["value"] == pytest.approx(np.mean(own), abs=1e-6)
    assert (cell["n"], cell["accuracy"]["value"], cell["group"]) == (8, 0.875, "case")
    slower = {(one["part"], one["side"]): one for one in found["single_case"]}
    assert slower["HAND", "left"]["t"] > 3
    assert slower["HAND", "left"]["p"] < 0.01
    assert all(one["p"] > 0.01 for key, one in slower.items() if key != ("HAND", "left"))


def test_a_change_beside_the_part_that_was_not_practised(tmp_path: Path) -> None:
    path = written(
        tmp_path, series(np.random.default_rng(12), practice=0.16, gain=0.5, sessions=12, trials=64)
    )
    (row,) = json.loads(run(path, "--control-part", "foot", "--json").stdout)["change"]
    assert (row["part"], row["control_part"], row["sessions"], row["specific"]) == ("hand", "foot", 12, True)
    assert row["time_percent"]["high"] < 0
    assert "beside foot: a change of its own" in run(path, "--control-part", "foot").stdout
    assert json.loads(run(path, "--json").stdout)["change"] == []


def test_what_is_left_out_is_counted(tmp_path: Path) -> None:
    told = {"part": ["hand"] * 9, "side": ["left"] * 9, "rt_ms": [150, 900, 1000, 1100, 1000, 950, 1050, 9000, 1000], "correct": [1] * 9}  # fmt: skip
    path = written(tmp_path, told)
    counts = {
        rule: json.loads(run(path, "--trim", rule, "--json").stdout)["trimmed"]
        for rule in ("mad", "none", "300-3000")
    }
    assert counts == {
        "mad": {"under_200_ms": 1, "over_3_mad": 1}, "none": {}, "300-3000": {"under_300_ms": 1, "over_3000_ms": 1},
    }  # fmt: skip
    assert "Left out of the times: 1 under_200_ms, 1 over_3_mad" in run(path).stdout


def test_asked_wrongly_it_ends_with_two_and_a_bad_file_with_one(tmp_path: Path) -> None:
    path = written(tmp_path, {"part": ["hand"], "side": ["left"], "rt_ms": [900], "correct": [1]})
    for wrong in ("mads", "3000-300", "-1-5", ""):
        done = run(path, f"--trim={wrong}")
        assert (done.exit_code, done.stdout) == (2, ""), wrong
    done = run(path, "--control-part", "nose", "--json")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "answers.csv: control part: expected one of hand, got nose\n"
    path.write_text("rt_ms,correct\n900,1\nfast,1\n")
    done = run(path)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "answers.csv, line 3" in done.stderr
    assert done.stderr.count("\n") == 1
    assert run(tmp_path / "none.csv").exit_code == 1
