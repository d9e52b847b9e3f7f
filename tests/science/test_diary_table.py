"""The plain diary table as a file, and errors that say where."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dialdown.intake.table_error import TableError
from dialdown.science.diary_table import read_diary_table, read_kinds


def test_a_table_becomes_outcome_and_factors() -> None:
    table = read_diary_table(
        b'date,pain,steps,note,sleep\n2024-01-02,3,1e3,"long, day",7.5\n2024-01-01,,,,8\n2024-01-04,4,NA,x,-.5\n'
    )
    assert [str(day) for day in table.dates] == ["2024-01-02", "2024-01-01", "2024-01-04"]
    assert np.array_equal(table.column("pain"), [3.0, np.nan, 4.0], equal_nan=True)
    factors = table.factors("pain")
    assert list(factors) == ["steps", "sleep"]
    assert np.array_equal(factors["steps"], [1000.0, np.nan, np.nan], equal_nan=True)
    assert list(table.factors("pain", ["sleep"])) == ["sleep"]


def test_a_column_that_names_one_person_is_no_factor() -> None:
    table = read_diary_table(b"date,person,pain\n2024-01-01,7,3\n2024-01-02,,4\n2024-01-03,7,5\n")
    assert list(table.factors("pain")) == []


def test_an_unnamed_first_column_of_dates_is_accepted() -> None:
    table = read_diary_table(b",pain\n2024-01-01,3\n2024-01-02,4\n")
    assert list(table.columns) == ["pain"]
    assert str(table.dates[1]) == "2024-01-02"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "date,pain\n2024-01-01,3\n2024-01-01,4\n",
            'line 3, column "date": expected every date once, found 2024-01-01 again (first in line 2)',
        ),
        ("date,pain\n2024-1-1,3\n", 'line 2, column "date": expected a date like 2026-01-31, found "2024-1-1"'),
        ("date,pain\n2024-02-30,3\n", 'line 2, column "date": expected a date like 2026-01-31, found "2024-02-30"'),
        ("date,pain\n,3\n", 'line 2, column "date": expected a date like 2026-01-31, found nothing'),
        ("day,pain\n2024-01-01,3\n", 'line 1: expected a column named "date" or an unnamed first column of dates'),
        ("date,pain\n2024-01-01,3,4\n", "line 2: expected 2 cells"),
        ("date,Person,pain\n2024-01-01,Ann,3\n2024-01-02,Bo,4\n2024-01-03,Ann,3\n",
         'column "Person": expected the diary of one person, found 2 people: "Ann", "Bo"'),
        ("", "line 1: expected"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_read_says_where(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "diary.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TableError) as raised:
        read_diary_table(path)
    assert str(raised.value).startswith(f"diary.csv, {says}")
    assert "\n" not in str(raised.value)


def test_a_stray_word_among_numbers_is_not_passed_over() -> None:
    table = read_diary_table(
        b"date,pain,sleep,mood\n2024-01-01,3,7,low\n2024-01-02,4,7h,fine\n2024-01-03,4,8,\n"
    )
    with pytest.raises(TableError, match='line 3, column "sleep": expected a number or nothing, found "7h"'):
        table.factors("pain")
    with pytest.raises(TableError, match='line 2, column "mood": expected a number'):
        table.factors("pain", ["mood"])
    with pytest.raises(TableError, match='expected a column named "function", found pain, sleep, mood'):
        table.column("function")
    with pytest.raises(TableError, match="expected factors other than the outcome"):
        table.factors("pain", ["pain"])


@pytest.mark.parametrize("cell", ["inf", "-inf", "1e999", "1_000", "0x10", "3,5", "٣"])
def test_what_only_looks_like_a_number_is_none(cell: str) -> None:
    table = read_diary_table(f'date,pain\n2024-01-01,1\n2024-01-02,"{cell}"\n'.encode())
    with pytest.raises(TableError, match='line 3, column "pain": expected a number or nothing'):
        table.column("pain")


def test_weather_comes_beside_the_diary_by_date() -> None:
    diary = read_diary_table(b"date,pain\n2024-01-03,1\n2024-01-01,2\n2024-01-09,2\n")
    weather = read_diary_table(b"date,pressure\n2024-01-01,990\n2024-01-02,991\n2024-01-03,992\n")
    assert np.array_equal(diary.beside(weather)["pressure"], [992.0, 990.0, np.nan], equal_nan=True)
    with pytest.raises(TableError, match="expected a name that"):
        diary.beside(read_diary_table(b"date,pain\n2024-01-01,990\n"))
    empty = read_diary_table(b"date,pressure\n")
    assert np.isnan(diary.beside(empty)["pressure"]).all()


def test_kinds_are_read_from_one_line() -> None:
    assert read_kinds("rain=weather, a=b=calendar,") == {"rain": "weather", "a=b": "calendar"}
    assert read_kinds("") == {}
    with pytest.raises(ValueError, match="expected NAME=KIND"):
        read_kinds("rain")
