"""Scores of left-or-right answers beside published numbers, worked examples and their own definitions."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

import dialdown.science as ds
from dialdown.intake.laterality_csv import read_laterality
from dialdown.intake.table_error import TableError

Row = dict[str, str]


def rows_of(folder: Path, name: str) -> list[Row]:
    path = folder / "gmi" / name
    if not path.is_file():
        pytest.skip(f"no reference data: {name} is missing")
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def scored(rows: list[Row], **columns: Callable[[Row], Any]) -> Any:
    return ds.score_laterality(
        {name: [read(row) for row in rows] for name, read in columns.items()}, trim="none"
    )


def test_ganis_and_kievit_2015(reference_data: Path) -> None:
    """Person means of the same pairs: 1569/2463/3053/3341 ms and errors 1.5/7.7/12.1/19.0 % at 0/50/100/150 degrees."""
    rows = [
        row
        for row in rows_of(reference_data, "ganis_kievit2015_mental_rotation_trials.csv")
        if row["Matching"] == "1"
    ]
    found = scored(
        rows,
        person=lambda r: r["Subject"],
        angle_deg=lambda r: r["Angle"],
        rt_ms=lambda r: r["Time"],
        correct=lambda r: r["Correct"],
    )
    assert len(found.scores) == 54
    for angle, time, errors in ((0, 1569, 1.5), (50, 2463, 7.7), (100, 3053, 12.1), (150, 3341, 19.0)):
        curves = [curve for curve in found.curves if curve.angle_deg == angle]
        assert np.mean([curve.mean_rt_ms.value for curve in curves]) == pytest.approx(time, abs=0.5)
        assert 100 * np.mean([1 - curve.accuracy.value for curve in curves]) == pytest.approx(
            errors, abs=0.06
        )


def test_jost_and_jansen_2020(reference_data: Path) -> None:
    """Times: means of person means of correct unflagged trials; accuracy pooled over all; 1.7 % flagged."""
    rows = rows_of(reference_data, "jost_jansen2020_mental_rotation_trials.csv")
    plain = [row for row in rows if row["outlier"] == "False"]
    assert round(100 * (1 - len(plain) / len(rows)), 1) == 1.7
    columns: dict[str, Callable[[Row], Any]] = {
        "person": lambda r: r["ID"], "angle_deg": lambda r: r["deg"], "rt_ms": lambda r: r["reactionTime"],
        "correct": lambda r: float(r["type"] == "hit"),
    }  # fmt: skip
    timed, judged = scored(plain, **columns), scored(rows, **columns)
    for angle, time, accuracy in (
        (0, 1930, 0.943),
        (45, 2862, 0.920),
        (90, 3714, 0.872),
        (135, 4293, 0.856),
        (180, 4756, 0.836),
    ):
        assert np.mean([c.mean_rt_ms.value for c in timed.curves if c.angle_deg == angle]) == pytest.approx(
            time, abs=0.5
        )
        all_of = [c for c in judged.curves if c.angle_deg == angle]
        pooled = sum(c.accuracy.value * c.n for c in all_of) / sum(c.n for c in all_of)
        assert pooled == pytest.approx(accuracy, abs=6e-4)


def test_bmscstan_body_sidedness(reference_data: Path) -> None:
    """Controls, pooled: hand 514/522, foot 511/519 ms congruent/incongruent; the patient: foot 466/503, hand 469/462."""
    rows = rows_of(reference_data, "bmscstan_body_sidedness_trials.csv")
    published = {
        ("HAND", "Congruent"): (514, 469), ("HAND", "Incongruent"): (522, 462),
        ("FOOT", "Congruent"): (511, 466), ("FOOT", "Incongruent"): (519, 503),
    }  # fmt: skip
    for (part, congruency), (controls, patient) in published.items():
        some = [row for row in rows if row["Body.District"] == part and row["Congruency"] == congruency]
        found = scored(
            some, person=lambda r: r["ID"], part=lambda r: r["Body.District"], side=lambda r: r["Side"], rt_ms=lambda r: r["RT"],
            group=lambda r: "control" if r["Group"] == "control" else "case",
        )  # fmt: skip
        assert "accuracy is not known" in found.warnings[0]
        for group, wanted in (("control", controls), ("case", patient)):
            cells = [cell for cell in found.cells if cell.group == group]
            assert len({cell.person for cell in cells}) == (16 if group == "control" else 1)
            assert sum(c.n * c.mean_rt_ms.value for c in cells) / sum(c.n for c in cells) == pytest.approx(
                wanted, abs=0.6
            )
            assert all(math.isnan(cell.accuracy.value) for cell in cells)
        assert {(case.part, case.side) for case in found.single_case} == {(part, "left"), (part, "right")}


def test_diffirt_rotation(reference_data: Path) -> None:
    """Accuracy .931/.851/.843 and 2.57/3.28/3.24 s of all answers at 50/100/150 degrees."""
    rows = rows_of(reference_data, "diffirt_rotation_trials.csv")
    judged = scored(
        rows,
        angle_deg=lambda r: r["angle"],
        rt_ms=lambda r: 1000 * float(r["rt_s"]) if r["rt_s"] else None,
        correct=lambda r: r["correct"] or None,
    )
    timed = scored(
        rows, angle_deg=lambda r: r["angle"], rt_ms=lambda r: 1000 * float(r["rt_s"]) if r["rt_s"] else None
    )
    for at, (accuracy, seconds) in enumerate(((0.931, 2.57), (0.851, 3.28), (0.843, 3.24))):
        assert judged.curves[at].accuracy.value == pytest.approx(accuracy, abs=6e-4)
        assert timed.curves[at].mean_rt_ms.value / 1000 == pytest.approx(seconds, abs=6e-3)


def test_psychopy_run_names_the_sign_conflict(reference_data: Path) -> None:
    """64 answers of the test, 16 of practice left out; its table calls the back of the hand the other way round, the palm not."""
    rows_of(reference_data, "hljt_psychopy_raw_example_1p.csv")
    table = read_laterality(reference_data / "gmi" / "hljt_psychopy_raw_example_1p.csv")
    found = ds.score_laterality(table.columns)
    assert sum(cell.n for cell in found.cells) == 64
    assert table.notes == ["16 trials without an answer in the test were left out (practice)."]
    conflicts = [warning for warning in found.warnings if warning.startswith("sign conflict")]
    assert len(conflicts) == 1
    assert "view back" in conflicts[0]
    assert "16 of 16" in conflicts[0]
    # One sign for every view, whatever the file calls it.
    stripped = {name: column for name, column in table.columns.items() if name != "direction"}
    assert ds.score_laterality(stripped).medial_lateral == found.medial_lateral


def test_one_sign_for_every_view_and_mirrored_for_the_left() -> None:
    """A right hand turned clockwise points outwards, a left one inwards; mirrored picture and side: the same direction."""
    for view in ("palm", "back", "anything"):
        table: dict[str, list[Any]] = {
            "person": [],
            "part": [],
            "view": [],
            "side": [],
            "angle_deg": [],
            "rt_ms": [],
            "correct": [],
        }
        for side, angle, rt in (
            ("right", 90, 2000),
            ("right", 270, 1500),
            ("left", 270, 2000),
            ("left", 90, 1500),
            ("left", 0, 9000),
            ("right", 180, 9000),
        ):
            for spread in (-10, 10):
                for name, value in zip(table, ("p", "hand", view, side, angle, rt + spread, 1), strict=True):
                    table[name].append(value)
        (row,) = ds.score_laterality(table, trim="none").medial_lateral
        assert row.view == view
        assert row.difference_ms.value == pytest.approx(500)
    table["part"] = ["neck"] * len(table["part"])
    assert ds.score_laterality(table).medial_lateral == ()


def test_a_single_case_as_crawford_and_howell_write_it() -> None:
    """t = (x - mean) / (sd * sqrt((n + 1) / n)), two-sided, n - 1 degrees of freedom; slower = positive; times untrimmed."""
    rng = np.random.default_rng(1)
    controls = rng.normal(1800, 200, 18)
    people = [*(f"c{i}" for i in range(18)), "case"]
    means = [*controls, 2500.0]
    table = {
        "person": [p for p in people for _ in range(2)], "group": [("case" if p == "case" else "control") for p in people for _ in range(2)],
        "part": ["hand"] * 38, "side": ["left"] * 38, "rt_ms": [m + d for m in means for d in (-100, 100)], "correct": [1] * 38,
    }  # fmt: skip
    (found,) = ds.score_laterality(table).single_case
    z = (2500 - controls.mean()) / controls.std(ddof=1)
    t = z / math.sqrt(19 / 18)
    assert (found.z, found.t) == pytest.approx((z, t))
    assert found.p == pytest.approx(2 * stats.t.sf(t, 17))
    adult = ds.score_laterality(table | {"age": [30.0] * 36 + [15.0] * 2})
    assert adult.single_case == ()


def test_speed_and_accuracy_in_one_number() -> None:
    """Two people worked by hand: ies, lisas, rcs; bis with the spread of exactly these people."""
    table = {
        "person": ["a"] * 4 + ["b"] * 4, "rt_ms": [1000, 1200, 1400, 2000, 800, 800, 1000, 1000], "correct": [1, 1, 1, 0, 1, 1, 1, 1],
    }  # fmt: skip
    first, second = ds.score_laterality(table, trim="none").scores
    assert first.ies == pytest.approx(1200 / 0.75)
    assert first.lisas == pytest.approx(1200 + 200 / 0.5 * 0.25)
    assert first.rcs == pytest.approx(3 / 5.6)
    assert second.lisas == second.ies == pytest.approx(900)
    assert (first.bis, second.bis) == pytest.approx((-2, 2))
    assert math.isnan(ds.score_laterality({name: column[:4] for name, column in table.items()}).scores[0].bis)


def test_trimming_counts_what_it_leaves_out() -> None:
    rt = [150.0, 900, 1000, 1100, 1000, 950, 1050, 9000, 1000]
    table = {"part": ["hand"] * 9, "side": ["left"] * 9, "rt_ms": rt, "correct": [1] * 8 + [0]}
    assert ds.score_laterality(table).trimmed == {"under_200_ms": 1, "over_3_mad": 1}
    assert ds.score_laterality(table, trim="none").trimmed == {}
    limited = ds.score_laterality(table, trim="300-3000")
    assert limited.trimmed == {"under_300_ms": 1, "over_3000_ms": 1}
    (cell,) = limited.cells
    assert cell.mean_rt_ms.value == pytest.approx(1000)
    assert (cell.n, cell.accuracy.value) == (9, pytest.approx(8 / 9))
    for wrong in ("mads", "3000-300", "-1-5", ""):
        with pytest.raises(ValueError, match="trim: expected"):
            ds.score_laterality(table, trim=wrong)


def test_device_haste_and_age_are_said() -> None:
    n = 12
    table = {
        "person": ["p"] * 2 * n, "session": ["1"] * n + ["2"] * n, "part": ["hand"] * 2 * n, "side": ["left"] * 2 * n,
        "device": ["phone"] * n + ["laptop"] * n, "rt_ms": [1500] * n + [300] * n, "correct": [1] * n + [1, 0] * (n // 2),
        "age": [8.0] * 2 * n,
    }  # fmt: skip
    said = " ".join(ds.score_laterality(table).warnings)
    assert "2 devices (phone, laptop)" in said
    assert "session 2: answers came faster" in said
    assert "session 1" not in said
    assert "under 9 years" in said


def test_the_document_has_the_public_keys_and_no_nan() -> None:
    table = {
        "person": ["p"],
        "part": ["hand"],
        "view": ["palm"],
        "angle_deg": [90],
        "side": ["left"],
        "rt_ms": [1000],
        "correct": [1],
    }
    found = json.loads(json.dumps(ds.score_laterality(table).to_dict(), allow_nan=False))
    assert found.keys() == {
        "cells",
        "curves",
        "side_curves",
        "medial_lateral",
        "single_case",
        "scores",
        "change",
        "trimmed",
        "warnings",
    }
    assert found["cells"][0].keys() == {
        "person",
        "group",
        "part",
        "side",
        "n",
        "accuracy",
        "mean_rt_ms",
        "median_rt_ms",
        "iqr_ms",
    }
    assert found["curves"][0].keys() == {
        "person",
        "part",
        "view",
        "angle_deg",
        "n",
        "accuracy",
        "mean_rt_ms",
        "median_rt_ms",
        "iqr_ms",
    }
    assert found["cells"][0]["mean_rt_ms"] == {"value": 1000, "low": None, "high": None}
    assert found["scores"][0]["bis"] is None
    assert ds.score_laterality({}).to_dict()["cells"] == []


def test_responses_beside_sides_say_what_was_right() -> None:
    found = ds.score_laterality(
        {
            "part": ["hand"] * 4,
            "side": ["left", "left", "right", "right"],
            "response": ["left", "right", "right", None],
        }
    )
    assert [(cell.side, cell.n, cell.accuracy.value) for cell in found.cells] == [
        ("left", 2, 0.5),
        ("right", 1, 1.0),
    ]
    assert found.warnings == ("1 pictures without an answer are left out.",)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("person,part\na,hand\n", 'line 1: expected a column rt_ms, correct, or side and response'),
        ("rt_ms,correct\n900,1\nfast,1\n", 'line 3, column "rt_ms": expected milliseconds above 0 or nothing, found "fast"'),
        ("rt_ms,correct\n900,2\n", 'line 2, column "correct": expected 1, 0 or nothing, found "2"'),
        ("rt_ms,side\n900,up\n", 'line 2, column "side": expected left or right or nothing, found "up"'),
        ("rt_ms,angle_deg\n900,-5\n", 'line 2, column "angle_deg": expected degrees from 0 to 359, clockwise, or nothing, found "-5"'),
        ("rt_ms,correct\n900\n", "line 2: expected 2 cells as in the first line, found 1"),
    ],
)  # fmt: skip
def test_a_bad_file_is_one_sentence(text: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(text)
    with pytest.raises(TableError) as error:
        read_laterality(path)
    assert sentence in str(error.value)


def test_a_run_cut_short_is_read_up_to_there(reference_data: Path, tmp_path: Path) -> None:
    rows_of(reference_data, "hljt_psychopy_raw_example_1p.csv")
    with (reference_data / "gmi" / "hljt_psychopy_raw_example_1p.csv").open(
        encoding="utf-8", newline=""
    ) as stream:
        rows = list(csv.reader(stream))[:40]
    path = tmp_path / "run.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    assert 0 < len(read_laterality(path).columns["side"]) < 64
    with path.open("a", encoding="utf-8") as stream:
        stream.write("English,FR,2.0\n")
    with pytest.raises(TableError, match="expected 105 cells as in the first line, found 3"):
        read_laterality(path)
