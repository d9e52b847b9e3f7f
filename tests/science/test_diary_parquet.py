"""A diary table as Parquet says what the same table as CSV says."""

from __future__ import annotations

import datetime as dt
import importlib.util
import io
from typing import Any

import numpy as np
import pytest

from dialdown.intake.table_error import TableError
from dialdown.science.diary_table import read_diary_table

CSV = b"date,pain,steps,late,note\n2024-01-02,4,1000,1,\n2024-01-01,,2000.5,0,slept\n2024-01-05,7,,1,\n"


def parquet(**columns: Any) -> bytes:
    arrow: Any = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    files: Any = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    out = io.BytesIO()
    files.write_table(arrow.table(columns), out)
    return out.getvalue()


DATES = [dt.date(2024, 1, 2), dt.date(2024, 1, 1), dt.date(2024, 1, 5)]


@pytest.mark.parametrize(
    "dates",
    [
        DATES,
        [str(day) for day in DATES],
        [dt.datetime(d.year, d.month, d.day, 8, tzinfo=dt.UTC) for d in DATES],
    ],
)
def test_the_same_table(dates: list[Any]) -> None:
    data = parquet(
        date=dates,
        pain=[4, None, 7],
        steps=[1000.0, 2000.5, None],
        late=[True, False, True],
        note=[None, "slept", None],
    )
    ours, csv = read_diary_table(data), read_diary_table(CSV)
    assert (ours.dates == csv.dates).all()
    assert list(ours.columns) == list(csv.columns)
    for name in ("pain", "steps", "late"):
        assert np.array_equal(ours.columns[name], csv.columns[name], equal_nan=True)
    assert list(ours.factors("pain")) == list(csv.factors("pain")) == ["steps", "late"]
    with pytest.raises(TableError, match='column "note": expected a number'):
        ours.column("note")


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"day": DATES}, 'expected a column named "date", found day'),
        ({"date": [DATES[0], DATES[0]]}, "line 2, column \"date\": expected every date once"),
        ({"date": [DATES[0], None]}, 'line 2, column "date": expected a date, found nothing'),
        ({"date": ["soon"]}, 'expected a date, found "soon"'),
        ({"date": DATES[:1], "pain": [float("inf")]}, 'line 1, column "pain": expected numbers up to'),
        ({"date": [dt.date(2000, 1, 1)] * 40_001}, "expected at most 40000 days"),
    ],
)  # fmt: skip
def test_a_clear_sentence(columns: dict[str, Any], says: str) -> None:
    with pytest.raises(TableError) as raised:
        read_diary_table(parquet(**columns))
    assert says in str(raised.value)


def test_a_damaged_file() -> None:
    data = parquet(date=DATES, pain=[1, 2, 3])
    for broken in (data[:-20], data[:40], b"PAR1" + bytes(200)):
        with pytest.raises(TableError, match="expected a whole Parquet file"):
            read_diary_table(broken)


def test_without_the_extra_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "pyarrow" else real(name))
    with pytest.raises(
        TableError, match=r"expected a CSV file \(for Parquet install dialdown\[cohort\]\), found a Parquet"
    ):
        read_diary_table(b"PAR1....PAR1")
