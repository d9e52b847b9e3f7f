"""Two published diaries, cell by cell, and what is left when one is cut off."""

from __future__ import annotations

import csv
import datetime as dt
import math
import uuid
from pathlib import Path

import pytest

from dialdown.intake.definitions import shipped
from dialdown.intake.map_file import read_mapping, shipped_mapping
from dialdown.intake.records import EntryRecord, parse_document
from dialdown.intake.table import TableResult, read_table
from dialdown.intake.table_error import TableError

PERSON = uuid.UUID("0190f3a0-0000-7000-8000-000000000001")
MAPS = Path(__file__).parent / "maps"


def sample(reference_data: Path, name: str) -> Path:
    path = reference_data / "diaries" / name
    if not path.is_file():
        pytest.skip(f"no reference data: {name} is not there")
    return path


@pytest.fixture(scope="module")
def guide(reference_data: Path) -> Path:
    return sample(reference_data, "myaiguide/participant1_daily.csv")


@pytest.fixture(scope="module")
def prompts(reference_data: Path) -> Path:
    return sample(reference_data, "kossakowski-2017/ESMdata.csv")


@pytest.fixture(scope="module")
def guide_result(guide: Path) -> TableResult:
    return read_table(guide, shipped_mapping("myaiguide"), PERSON, shipped(), zone="Europe/Paris")


@pytest.fixture(scope="module")
def prompts_result(prompts: Path) -> TableResult:
    return read_table(prompts, read_mapping(MAPS / "kossakowski.yaml"), PERSON, shipped())


def pains(record: EntryRecord) -> dict[str, float | None]:
    return {mark.region: mark.pain for mark in record.regions}


def test_every_day_but_those_on_which_nothing_was_recorded(guide_result: TableResult) -> None:
    counts = guide_result.counts
    assert (counts.rows, counts.empty_rows, counts.entries) == (2916, 3, 2913)
    days = [record.day for record in guide_result]
    assert days[0] == dt.date(2015, 11, 22)
    assert days[-1] == dt.date(2023, 11, 12)
    assert len(set(days)) == 2913
    assert counts.missing == {"elbowPain": 2912}
    assert guide_result.ignored == ()


def test_zeros_before_the_diary_began_are_not_recorded(guide_result: TableResult) -> None:
    records = {record.day: record for record in guide_result}
    # Devices alone.
    assert records[dt.date(2015, 11, 24)].regions == ()
    assert records[dt.date(2015, 11, 24)].values == {
        "own.steps_google_fit": 1018.0,
        "own.computer_minutes": 516.0,
        "own.clicks": 6116.0,
        "own.keys": 2791.0,
    }
    assert pains(records[dt.date(2015, 11, 25)]) == {
        "front-knee": 5.7,
        "front-forehead": 3.0,
        "front-hand": 3.0,
        "front-fingers": 0.0,
        "front-forearm": 0.0,
        "back-neck": 0.0,
        "front-face": 0.0,
    }
    # A real zero, eight years later.
    assert pains(records[dt.date(2023, 4, 9)])["front-knee"] == 0.0
    assert all(mark.side == "not_stated" for record in records.values() for mark in record.regions)


def test_values_on_a_known_date(guide_result: TableResult) -> None:
    record = next(record for record in guide_result if record.day == dt.date(2018, 8, 13))
    assert pains(record) == {
        "front-knee": 3.3,
        "front-forehead": 0.0,
        "front-hand": 3.1,
        "front-fingers": 0.0,
        "front-forearm": 0.0,
        "back-neck": 0.0,
        "front-face": 3.2,
    }
    assert record.values["steps"] == 7639.0
    assert record.values["mood"] == "7"
    assert record.values["own.steps_google_fit"] == 2025.0
    assert record.values["own.swimming"] is False
    assert "own.steps_moves" not in record.values
    assert record.said_by == "self"


def test_every_number_of_the_file_is_in_the_diary_or_counted(guide: Path, guide_result: TableResult) -> None:
    records = {record.day: record for record in guide_result}
    columns = guide_result.mapping.columns
    found = missing = 0
    with guide.open(newline="") as stream:
        for row in csv.DictReader(stream):
            record = records.get(dt.date.fromisoformat(row[""]))
            for name, column in columns.items():
                where = (
                    {}
                    if record is None
                    else {**record.values, **{f"pain.{r}": p for r, p in pains(record).items()}}
                )
                if column.key in where:
                    answer = where[column.key]
                    stored = shipped()["mood"].number(answer) if column.key == "mood" else answer
                    assert stored == float(row[name])
                    found += 1
                else:
                    assert row[name] == "" or float(row[name]) == 0
                    missing += 1
    counts = guide_result.counts
    assert found == counts.values
    assert missing == counts.missing.total() + counts.zero_as_missing.total()
    assert found + missing == 2916 * 30


def test_prompts_keep_their_time_and_their_numbers(prompts: Path, prompts_result: TableResult) -> None:
    records = list(prompts_result)
    assert len(records) == prompts_result.counts.rows == 1476
    with prompts.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    first = records[0]
    assert first.at.isoformat() == "2012-08-13T08:58:00+02:00"
    assert first.id == uuid.uuid5(PERSON, "table 2012-08-13T08:58:00")
    definitions = shipped().with_own(list(prompts_result.own))
    compared = 0
    for row, record in zip(rows, records, strict=True):
        assert f"{record.at:%d/%m/%y %H:%M}" == f"{row['date']} {row['beeptime']}"
        for name, column in prompts_result.mapping.columns.items():
            if row[name] == "NA":
                assert column.key not in record.values
                continue
            stored = definitions[column.key].number(record.values[column.key])
            low, high = column.scale or (0.0, 10.0)
            assert stored is not None
            assert math.isclose(low + stored * (high - low) / 10, float(row[name]), abs_tol=1e-12)
            compared += 1
    assert compared == prompts_result.counts.values == 15222
    assert len({record.day for record in records}) == 238


@pytest.mark.parametrize("name", ["guide_result", "prompts_result"])
def test_every_record_passes_the_one_check(name: str, request: pytest.FixtureRequest) -> None:
    result: TableResult = request.getfixturevalue(name)
    definitions = shipped().with_own(list(result.own))
    for record in list(result)[::7]:
        assert parse_document(record.to_document(), definitions) == record


def test_a_file_that_was_cut_off_is_refused_as_a_whole(guide: Path, prompts: Path) -> None:
    data = guide.read_bytes()
    cut = data[: len(data) // 2]
    line = cut.count(b"\n") + 1
    with pytest.raises(TableError) as caught:
        read_table(cut, shipped_mapping("myaiguide"), PERSON, shipped(), file="cut.csv")
    assert str(caught.value).startswith(
        f"cut.csv, line {line}: expected 31 cells as in the first line, found "
    )
    data = prompts.read_bytes()
    cut = data[: data.index(b'"22/') + 3]
    with pytest.raises(TableError) as caught:
        read_table(cut, read_mapping(MAPS / "kossakowski.yaml"), PERSON, shipped(), file="cut.csv")
    line = cut.count(b"\n") + 1
    assert (
        str(caught.value)
        == f"cut.csv, line {line}: expected a closing quotation mark, found the end of the file"
    )
