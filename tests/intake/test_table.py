"""A plain diary table becomes entries: values, places, times, ids, and what is counted."""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialdown.intake.cells import guarded, number, unguarded
from dialdown.intake.definitions import own_factor, shipped
from dialdown.intake.map_file import read_mapping
from dialdown.intake.mapping import Mapping
from dialdown.intake.records import EntryRecord, RegionRecord, parse_document
from dialdown.intake.table import TableResult, read_table
from dialdown.intake.table_error import Unfit

PERSON = uuid.UUID("0190f3a0-0000-7000-8000-000000000001")
TODAY = dt.date(2026, 6, 1)


def read(text: str | bytes, map_text: str | None = None, zone: str = "Europe/Berlin") -> TableResult:
    mapping = None if map_text is None else read_mapping(map_text.encode())
    data = text if isinstance(text, bytes) else text.encode()
    return read_table(data, mapping, PERSON, shipped(), zone=zone, today=TODAY)


def only(text: str | bytes, map_text: str | None = None) -> EntryRecord:
    (record,) = read(text, map_text)
    return record


def test_a_row_of_core_columns() -> None:
    record = only(
        "date,pain_now,pain_worst,pain_mean,function,school_hours,hours_up,sleep_hours,sleep_quality,mood,energy,fog,"
        "steps,period,ill,note,pain.front-left-knee,pain.back-neck\n"
        '2026-01-02,3,7,4.5,6,5.5,14,8.25,good,5,7.3,10,6120.0,yes,0,"slept, well",4.5,\n'
    )
    assert record.values == {
        "pain_now": 3.0,
        "pain_worst": 7.0,
        "pain_mean": 4.5,
        "function": 6.0,
        "school_hours": 5.5,
        "hours_up": 14.0,
        "sleep_hours": 8.25,
        "sleep_quality": "good",
        # A number between two words stays that number; one that is a word's becomes the word.
        "mood": "so_so",
        "energy": "7.3",
        "fog": "foggy",
        "steps": 6120.0,
        "period": True,
        "ill": False,
        "note": "slept, well",
    }
    assert record.regions == (RegionRecord("front-left-knee", "left", 4.5),)
    assert (record.mode, record.said_by, record.zone, record.day) == (
        "import",
        "import",
        "Europe/Berlin",
        dt.date(2026, 1, 2),
    )
    assert record.at == record.saved_at == dt.datetime.fromisoformat("2026-01-02T12:00:00+01:00")
    assert shipped()["energy"].number(record.values["energy"]) == 7.3


def test_several_rows_a_day_and_their_ids() -> None:
    records = list(read("date,time,pain_now\n2026-01-02,8:05,3\n2026-01-02,18:30:15,4\n2026-01-02,,5\n"))
    assert [record.at.isoformat() for record in records] == [
        "2026-01-02T08:05:00+01:00",
        "2026-01-02T18:30:15+01:00",
        "2026-01-02T12:00:00+01:00",
    ]
    assert [record.id for record in records] == [
        uuid.uuid5(PERSON, "table 2026-01-02T08:05:00"),
        uuid.uuid5(PERSON, "table 2026-01-02T18:30:15"),
        uuid.uuid5(PERSON, "table 2026-01-02"),
    ]


def test_ids_depend_on_person_and_moment_alone() -> None:
    one = only("date,pain_now\n2026-01-02,3\n")
    other = only("fog;date\n4;2026-01-02\n")
    assert one.id == other.id
    stranger = read_table(b"date,pain_now\n2026-01-02,3\n", None, uuid.UUID(int=9), shipped())
    assert next(iter(stranger)).id != one.id


def test_records_can_be_gone_through_again_and_pass_the_one_check() -> None:
    result = read(
        "date,pain_now,coffee,did,touch_left\n2026-01-02,3,2,walking;rest,hurts\n2026-01-03,,1,,2\n"
    )
    assert list(result) == list(result.records())
    assert len(result) == 2
    definitions = shipped().with_own(list(result.own))
    for record in result:
        assert parse_document(record.to_document(), definitions) == record
    assert next(iter(result)).values["did"] == ("walking", "rest")
    assert [record.values["touch_left"] for record in result] == ["hurts", "hurts"]


def test_rows_without_an_answer_are_no_entries() -> None:
    result = read("date,pain_now,note\n2026-01-02,3,\n2026-01-03,,\n,,\n\n2026-01-04,,hello\n")
    assert [record.day.day for record in result] == [2, 4]
    counts = result.counts
    assert (counts.rows, counts.empty_rows, counts.entries, counts.values) == (3, 1, 2, 2)
    assert counts.missing == {"pain_now": 2, "note": 2}
    assert (counts.first_day, counts.last_day) == (dt.date(2026, 1, 2), dt.date(2026, 1, 4))


def test_numbers_become_factors_and_text_is_ignored() -> None:
    result = read("date,coffee,weather\n2026-01-02,2,rain\n")
    assert [(d.key, d.label, d.type, d.kind) for d in result.own] == [
        ("own.coffee", "coffee", "amount", "behaviour")
    ]
    assert result.ignored == ("weather",)
    known = shipped().with_own([own_factor("coffee", "Coffee", "count")])
    again = read_table(b"date,coffee\n2026-01-02,2\n", None, PERSON, known)
    assert again.own == ()
    assert next(iter(again)).values == {"own.coffee": 2.0}


@pytest.mark.parametrize(
    ("separator", "decimal"), [(",", "."), (";", ","), (";", "."), ("\t", ","), ("\t", ".")]
)
def test_separators_and_decimal_commas(separator: str, decimal: str) -> None:
    text = (
        f"date,pain_now,x\n2026-01-02,3{decimal}5,1\n".replace(",", separator) if separator != decimal else ""
    )
    text = (
        separator.join(["date", "pain_now", "x"])
        + "\n"
        + separator.join(["2026-01-02", f"3{decimal}5", "1"])
        + "\n"
    )
    assert only(text).values == {"pain_now": 3.5, "own.x": 1.0}


def test_a_semicolon_table_with_commas_in_its_names() -> None:
    result = read("date;pain, now;a, b\n2026-01-02;1,5;2\n")
    assert result.delimiter == ";"
    assert [d.label for d in result.own] == ["pain, now", "a, b"]
    quoted_table = read('"","date","a;b"\n"1","2026-01-02","3"\n')
    assert quoted_table.delimiter == ","


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, end: str) -> None:
    text = end.join(["date,note,schläft", f'2026-01-02,"grün{end}müde",3', ""])
    record = only(text.encode(encoding))
    assert record.values == {"note": f"grün{end}müde", "own.schlaft": 3.0}


def test_a_path_a_stream_and_bytes(tmp_path: Path) -> None:
    path = tmp_path / "my diary.csv"
    path.write_bytes(b"date,fog\n2026-01-02,3\n")
    for source in (path, str(path), path.read_bytes(), io.BytesIO(path.read_bytes())):
        assert len(read_table(source, None, PERSON, shipped())) == 1
    assert read_table(path, None, PERSON, shipped()).file == "my diary.csv"
    with path.open("rb") as stream:
        assert read_table(stream, None, PERSON, shipped()).file == "my diary.csv"
    result = read_table(path, None, PERSON, shipped())
    # What was checked is what is handed over, whatever happens to the file meanwhile.
    path.write_bytes(b"date,fog\n2026-01-02,99\n")
    assert [record.values for record in result] == [{"fog": "3"}]


def test_missing_words_and_zeros() -> None:
    result = read(
        "date,a,b,c\n2026-01-02,0,0,no\n2026-01-03,0,-,no\n2026-01-04,0,5,yes\n",
        "columns: {a: pain_now, b: steps, c: medicine}\nmissing: ['', '-']\n"
        "zero_is_missing: [b, c, {column: a, until: 2026-01-03}]",
    )
    assert [record.values for record in result] == [
        {"pain_now": 0.0},
        {"pain_now": 0.0, "steps": 5.0, "medicine": True},
    ]
    assert result.counts.zero_as_missing == {"a": 1, "b": 1, "c": 2}
    assert result.counts.missing == {"b": 1}
    assert (result.counts.rows, result.counts.empty_rows) == (3, 1)


def test_other_scales_and_units() -> None:
    result = read(
        "date,a,b,c,d,e\n2026-01-02,1,50,90,1.5,4\n2026-01-03,7,0,30,0,1\n2026-01-04,4,100,0,2,7\n",
        "columns: {a: pain_now, b: pain.front-left-knee, c: sleep_hours, d: walking_minutes, e: mood}\n"
        "scale: {a: [1, 7], b: [100, 0], e: [1, 7]}\nunit: {c: minutes, d: hours}",
    )
    assert [record.values for record in result] == [
        {"pain_now": 0.0, "sleep_hours": 1.5, "walking_minutes": 90.0, "mood": "so_so"},
        {"pain_now": 10.0, "sleep_hours": 0.5, "walking_minutes": 0.0, "mood": "low"},
        {"pain_now": 5.0, "sleep_hours": 0.0, "walking_minutes": 120.0, "mood": "good"},
    ]
    assert [record.regions[0].pain for record in result] == [5.0, 10.0, 0.0]
    assert result.rescaled == {"a": (1.0, 7.0), "b": (100.0, 0.0), "e": (1.0, 7.0)}
    assert result.to_dict()["rescaled"]["b"] == [100.0, 0.0]


def test_dates_in_other_forms() -> None:
    assert only("day,fog\n13/08/12,3\n", "date: day\ndate_format: '%d/%m/%y'").day == dt.date(2012, 8, 13)
    record = only(
        "day,fog\n10/28/2014 17:15,3\n", "date: day\ndate_format: '%m/%d/%Y %H:%M'\nzone: America/New_York"
    )
    assert record.at.isoformat() == "2014-10-28T17:15:00-04:00"
    record = only(
        "date,fog\n2026-01-02T23:30:00+0000,3\n", "date_format: '%Y-%m-%dT%H:%M:%S%z'\nzone: Europe/Berlin"
    )
    assert (record.day, record.at.isoformat()) == (dt.date(2026, 1, 3), "2026-01-03T00:30:00+01:00")
    record = only("date,t,fog\n2026-01-02,06.30 PM,3\n", "time: t\ntime_format: '%I.%M %p'")
    assert record.at.isoformat() == "2026-01-02T18:30:00+01:00"


def test_hours_that_the_clock_skips_or_repeats_keep_their_day() -> None:
    result = read("date,time,fog\n2026-03-29,02:30,3\n2025-10-26,02:30,3\n")
    assert [record.day for record in result] == [dt.date(2026, 3, 29), dt.date(2025, 10, 26)]
    assert all(record.at.utcoffset() is not None for record in result)


def test_who_said_it_comes_from_the_map() -> None:
    assert only("date,fog\n2026-01-02,3\n", "said_by: self").said_by == "self"
    assert only("date,fog\n2026-01-02,3\n", "zone: Asia/Tokyo").zone == "Asia/Tokyo"


def test_tomorrow_somewhere_is_not_the_future() -> None:
    assert only("date,fog\n2026-06-02,3\n").day == dt.date(2026, 6, 2)


def test_text_keeps_its_formula_as_text() -> None:
    assert only("date,note\n2026-01-02,=1+1\n").values == {"note": "=1+1"}
    # As our own export writes it.
    assert only("date,note\n2026-01-02,'=1+1\n").values == {"note": "=1+1"}
    assert only("date,note\n2026-01-02,'tis fine\n").values == {"note": "'tis fine"}


@given(st.text(alphabet="=+-@＝\t\r\n;, \"'ab1"))
def test_no_spreadsheet_finds_a_formula_and_the_words_come_back(text: str) -> None:
    kept = guarded(text)
    for cell in re.split(r"[;\t\r\n]", kept):
        assert not cell.lstrip(' "').startswith(tuple("=+-@＝"))
    # A mark that she typed herself before such a sign cannot be told from ours.
    if "'" not in text:
        assert unguarded(kept) == text


def test_an_own_delimiter() -> None:
    assert only("date,x;fog\n2026-01-02;3\n", 'delimiter: ";"\ndate: "date,x"').values == {"fog": "3"}


def test_nothing_of_a_map_is_needed_for_an_unnamed_date() -> None:
    assert only(",fog\n2026-01-02,3\n").day == dt.date(2026, 1, 2)
    assert read_table(b",fog\n2026-01-02,3\n", Mapping(date=""), PERSON, shipped()).counts.entries == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [("5", 5), ("-0", 0), ("+1.5", 1.5), (".5", 0.5), ("5.", 5), ("1e3", 1000), ("1.5E-1", 0.15)],
)
def test_what_is_a_number(text: str, value: float) -> None:
    assert number(text) == value
    assert str(number("-0")) == "0.0"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        ".",
        "e5",
        "1_000",
        "1 000",
        "1,000",
        "0x10",
        "١",
        "５",
        "inf",
        "-Infinity",
        "nan",
        "1e999",
        "=1",
        "1" * 101,
    ],
)
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(Unfit):
        number(text)
