"""Every table that cannot be read is refused with one sentence that names the place."""

# A case and its sentence stay on one line.

from __future__ import annotations

import datetime as dt
import io
import tracemalloc
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dialdown.intake import csv_text, table
from dialdown.intake.definitions import shipped
from dialdown.intake.map_file import read_mapping
from dialdown.intake.table import read_table
from dialdown.intake.table_error import TableError, quote

PERSON = uuid.UUID("0190f3a0-0000-7000-8000-000000000001")
TODAY = dt.date(2026, 6, 1)


def refused(data: bytes | str | Path, map_text: str | None = None) -> TableError:
    source = data.encode() if isinstance(data, str) else data
    mapping = None if map_text is None else read_mapping(map_text.encode(), file="map.yaml")
    name = source.name if isinstance(source, Path) else "d.csv"
    with pytest.raises(TableError) as caught:
        read_table(source, mapping, PERSON, shipped(), file=name, today=TODAY)
    assert "\n" not in str(caught.value)
    return caught.value


@contextmanager
def memory_at_most(limit: int) -> Iterator[None]:
    """What happens inside holds at most `limit` bytes at any moment."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < limit
    finally:
        tracemalloc.stop()


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("d.csv", "date,fog\n")
    return out.getvalue()


DAY = "date,pain_now,steps,medicine,mood,note\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        # Wrong delimiter, no table at all.
        ("date|pain_now\n2026-01-01|3\n", 'd.csv, line 1: expected names of columns separated by comma, semicolon or tab, found one column, "date|pain_now"'),
        ("", "d.csv, line 1: expected names of columns separated by comma, semicolon or tab, found an empty file"),
        ("\n \n", "d.csv, line 1: expected names of columns separated by comma, semicolon or tab, found an empty file"),
        ("date,pain_now\n", "d.csv, line 1: expected rows below the names of the columns, found none"),
        ("\ndate,pain_now\n\n,\n", "d.csv, line 2: expected rows below the names of the columns, found none"),
        ("day,pain_now\n2026-01-01,3\n", 'd.csv, line 1: expected a column called "date", or a first one without a name that holds dates'),
        ("2026-01-01,3\n2026-01-02,4\n", 'd.csv, line 1: expected a column called "date", or a first one without a name that holds dates'),
        ("date,fog,fog\n2026-01-01,3,4\n", 'd.csv, line 1, column "fog": expected every name once, found it twice'),
        ("date," + "x" * 301 + "\n2026-01-01,3\n", "d.csv, line 1, column 2: expected a name of at most 300 characters, found 301"),
        # Dates.
        ("date,fog\n2026-01-01,3\n13/08/12,4\n", 'd.csv, line 3, column "date": expected a date like 2026-01-31, found "13/08/12"'),
        ("date,fog\n13/08/12,4\n", 'd.csv, line 2, column "date": expected a date like 2026-01-31, found "13/08/12"'),
        ("date,fog\n20260101,4\n", 'd.csv, line 2, column "date": expected a date like 2026-01-31, found "20260101"'),
        ("date,fog\n2026-02-30,4\n", 'd.csv, line 2, column "date": expected a date like 2026-01-31, found "2026-02-30"'),
        ("date,fog\n,4\n", 'd.csv, line 2, column "date": expected a date like 2026-01-31, found an empty cell'),
        ("date,fog\n1066-10-14,4\n", 'd.csv, line 2, column "date": expected a date from 1900-01-01 on, found "1066-10-14"'),
        ("date,fog\n2026-06-03,4\n", 'd.csv, line 2, column "date": expected a date up to 2026-06-02, found "2026-06-03"'),
        (",fog\n2026-01-01,4\n2026-1-2,4\n", 'd.csv, line 1: expected a column called "date", or a first one without a name that holds dates'),
        ("date,time,fog\n2026-01-01,8 am,4\n", 'd.csv, line 2, column "time": expected a time like 18:30, found "8 am"'),
        ("date,time,fog\n2026-01-01,25:00,4\n", 'd.csv, line 2, column "time": expected a time like 18:30, found "25:00"'),
        ("date,fog\n2026-01-01,4\n2026-01-02,4\n2026-01-01,4\n", 'd.csv, line 4, column "date": expected each date once, found 2026-01-01 again (first in line 2)'),
        ("date,time,fog\n2026-01-01,08:30,4\n2026-01-01,8:30:00,4\n", 'd.csv, line 3, column "date": expected each date and time once, found 2026-01-01 08:30:00 again (first in line 2)'),
        # Cells.
        (DAY + "2026-01-01,bad,,,,\n", 'd.csv, line 2, column "pain_now": expected a number from 0 to 10, found "bad"'),
        (DAY + "2026-01-01,11,,,,\n", 'd.csv, line 2, column "pain_now": expected a number from 0 to 10, found "11"'),
        (DAY + "2026-01-01,-1,,,,\n", 'd.csv, line 2, column "pain_now": expected a number from 0 to 10, found "-1"'),
        (DAY + "2026-01-01,inf,,,,\n", 'd.csv, line 2, column "pain_now": expected a number from 0 to 10, found "inf"'),
        (DAY + "2026-01-01,nan,,,,\n", 'd.csv, line 2, column "pain_now": expected a number from 0 to 10, found "nan"'),
        (DAY + "2026-01-01,1e999,,,,\n", 'd.csv, line 2, column "pain_now": expected a number from 0 to 10, found "1e999"'),
        (DAY + "2026-01-01,=1+1,,,,\n", 'd.csv, line 2, column "pain_now": expected a number from 0 to 10, found the formula "=1+1"'),
        (DAY + '2026-01-01,"1,5",,,,\n', 'd.csv, line 2, column "pain_now": expected a number from 0 to 10, found "1,5" (a decimal comma needs a semicolon or tab between the cells)'),
        (DAY + "2026-01-01,,1.5,,,\n", 'd.csv, line 2, column "steps": expected a whole number from 0 to 200000, found "1.5"'),
        (DAY + "2026-01-01,,,no,,\n2026-01-02,,,2,,\n", 'd.csv, line 3, column "medicine": expected yes or no (1 or 0), found "2"'),
        (DAY + "2026-01-01,,,,happy,\n", 'd.csv, line 2, column "mood": expected one of low, so_so, good or a number from 0 to 10, found "happy"'),
        (DAY + "2026-01-01,,,,12,\n", 'd.csv, line 2, column "mood": expected one of low, so_so, good or a number from 0 to 10, found "12"'),
        (DAY + "2026-01-01,,,,," + "x" * 4001 + "\n", f'd.csv, line 2, column "note": expected a text of at most 4000 characters, found "{"x" * 40}…"'),
        ("date,touch_left\n2026-01-01,fine\n2026-01-02,4\n", 'd.csv, line 3, column "touch_left": expected one of fine, odd, hurts, hurts_a_lot, found "4"'),
        ("date,did\n2026-01-01,walking rest\n2026-01-02,flying\n", 'd.csv, line 3, column "did": expected some of walking, friends, homework, hobby, sport, helped, self_care, out, rest, found "flying"'),
        ("date,coffee\n2026-01-01,2\n2026-01-02,3\n2026-01-03,two\n", 'd.csv, line 4, column "coffee": expected a number, found "two"'),
        ("date,pain.front-left-knee\n2026-01-01,10.5\n", 'd.csv, line 2, column "pain.front-left-knee": expected a number from 0 to 10, found "10.5"'),
        ("date,pain.front-left-elbow-left\n2026-01-01,1\n", 'd.csv, line 1, column "pain.front-left-elbow-left": expected a place on the body map, like pain.front-left-knee, found "pain.front-left-elbow-left"'),
        # Rows.
        ("date,fog,mood\n2026-01-01,3\n", "d.csv, line 2: expected 3 cells as in the first line, found 2"),
        ("date,fog\n2026-01-01,3,4\n", "d.csv, line 2: expected 2 cells as in the first line, found 3"),
        ('date,note\n2026-01-01,"two\nlines"\n2026-01-02,"a\nb",3\n', "d.csv, line 4: expected 2 cells as in the first line, found 3"),
        ('date,note\n2026-01-01,fine\n2026-01-02,"open\nand on\n', "d.csv, line 3: expected a closing quotation mark, found the end of the file"),
        ('date,note\n2026-01-01,fine\n2026-01-02,"a"b\n', "d.csv, line 3: expected quotation marks around a whole cell and doubled inside it, found a stray one"),
    ],
)  # fmt: skip
def test_the_sentence(text: str, sentence: str) -> None:
    assert str(refused(text)) == sentence


@pytest.mark.parametrize(
    ("map_text", "text", "sentence"),
    [
        ("date_format: '%d/%m/%y'", "date,fog\n13/08/12,3\n2012-08-14,4\n", 'd.csv, line 3, column "date": expected a date like 31/01/26, found "2012-08-14"'),
        ("columns: {p: pain_now}\nscale: {p: [1, 7]}", "date,p\n2026-01-01,8\n", 'd.csv, line 2, column "p": expected a number from 1 to 7, found "8"'),
        ("columns: {s: sleep_hours}\nunit: {s: minutes}", "date,s\n2026-01-01,2000\n", 'd.csv, line 2, column "s": expected a number of minutes that makes 0 to 24 hours, found "2000"'),
        ("columns: {'': fog}", "date,\n2026-01-01,x\n", 'd.csv, line 2, column 2: expected one of foggy, a_bit, clear or a number from 0 to 10, found "x"'),
        ("date: ''", ",fog\n1,3\n", 'd.csv, line 2, column 1: expected a date like 2026-01-31, found "1"'),
        ("missing: [-9]", "date,fog\n-9,3\n", 'd.csv, line 2, column "date": expected a date like 2026-01-31, found "-9"'),
        ("columns: {x: {name: cups, type: count}}", "date,x\n2026-01-01,-1\n", 'd.csv, line 2, column "x": expected a whole number from 0 on, found "-1"'),
        ("columns: {x: did}", "date,x\n2026-01-01,flying\n", 'd.csv, line 2, column "x": expected some of walking, friends, homework, hobby, sport, helped, self_care, out, rest, found "flying"'),
    ],
)  # fmt: skip
def test_the_sentence_with_a_map(map_text: str, text: str, sentence: str) -> None:
    assert str(refused(text, map_text)) == sentence


def test_the_place_is_also_there_as_data() -> None:
    error = refused("date,fog\n2026-01-01,3\n2026-01-02,x\n")
    assert (error.file, error.line, error.column) == ("d.csv", 3, "fog")
    assert error.expected == "one of foggy, a_bit, clear or a number from 0 to 10"
    assert error.found == '"x"'


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("date,note\n2026-01-01,fine\n2026-01-02,müde\n".encode("latin-1"), 'd.csv, line 3, column "note": expected text saved as UTF-8, found the byte FC, which is not UTF-8'),
        (b"\xef\xbb\xbfdate,note\r2026-01-01,m\xfcde\r", 'd.csv, line 2, column "note": expected text saved as UTF-8, found the byte FC, which is not UTF-8'),
        (b"date,m\xfcde\n2026-01-01,1\n", "d.csv, line 1, column 2: expected text saved as UTF-8, found the byte FC, which is not UTF-8"),
        (b'date,"a,b";note,win\n2026-01-01,"x,y",\xe9\n', 'd.csv, line 2, column "win": expected text saved as UTF-8, found the byte E9, which is not UTF-8'),
        (b'date,note\n2026-01-01,"two\nlines \xe9"\n', 'd.csv, line 3, column "note": expected text saved as UTF-8, found the byte E9, which is not UTF-8'),
        (b'date,note,win\n2026-01-01,"a\nb",\xff\n', 'd.csv, line 3, column "win": expected text saved as UTF-8, found the byte FF, which is not UTF-8'),
        ("date,note,win\n2026-01-01,a\u2028b,".encode() + b"\xff\n", 'd.csv, line 2, column "win": expected text saved as UTF-8, found the byte FF, which is not UTF-8'),
        (b"date,note\n2026-01-01," + b"x" * 150_000 + b"\xff\n", "d.csv, line 2: expected text saved as UTF-8, found the byte FF, which is not UTF-8"),
        (b"\n\x80", "d.csv, line 2, column 1: expected text saved as UTF-8, found the byte 80, which is not UTF-8"),
        (b"\n  \ndate;a,b\n2026-01-01;\x80\n", 'd.csv, line 4, column "a,b": expected text saved as UTF-8, found the byte 80, which is not UTF-8'),
        (b'date,note\n2026-01-01,"two\n\xe9"\n', 'd.csv, line 3, column "note": expected text saved as UTF-8, found the byte E9, which is not UTF-8'),
        (b"date,note\n2026-01-01,a\n\n\xe9", 'd.csv, line 4, column "date": expected text saved as UTF-8, found the byte E9, which is not UTF-8'),
        ("date,fog\n".encode("utf-16") + b"\x00\xd8\n\x00", 'd.csv, line 2, column "date": expected text saved as UTF-16, found the byte 00, which is not UTF-16'),
        ("date,fog\n2026-01-01,3\n".encode("utf-16-le"), "d.csv, line 1: expected plain text, found a zero byte"),
        (b"date,fog\n2026-01-01,\x00\n", "d.csv, line 2: expected plain text, found a zero byte"),
        (b"\x00\x01\x02\x03" * 50, "d.csv, line 1: expected plain text, found a zero byte"),
        (zipped(), "d.csv: expected a table as plain text (CSV), found a zip or Excel file"),
        (b"PK\x05\x06" + bytes(18), "d.csv: expected a table as plain text (CSV), found an empty zip file"),
        (b"\x1f\x8b\x08\x00abc", "d.csv: expected a table as plain text (CSV), found a gzip file"),
        (b"%PDF-1.7", "d.csv: expected a table as plain text (CSV), found a PDF"),
        (b"PAR1abc", "d.csv: expected a table as plain text (CSV), found a Parquet file"),
        (b"\xd0\xcf\x11\xe0abc", "d.csv: expected a table as plain text (CSV), found an old Excel file"),
    ],
)  # fmt: skip
def test_what_is_not_plain_text(data: bytes, sentence: str) -> None:
    assert str(refused(data)) == sentence


def test_a_bad_byte_stands_in_the_column_of_the_delimiter_that_is_read_with() -> None:
    """More commas than semicolons in the header: known by then, named by a map, or looked for as a table is."""
    rows = "".join(f"{dt.date(2000, 1, 1) + dt.timedelta(days=i)};x\n" for i in range(5000))
    data = b"date;a,b,c\n" + rows.encode()
    place = 'column "a,b,c": expected text saved as UTF-8'
    assert f"line 5002, {place}" in str(refused(data + b"2020-01-01;\xe9\n"))
    assert f"line 2, {place}" in str(refused(b"date;a,b,c\n2020-01-01;\xe9\n", "delimiter: ';'"))
    assert f"line 4, {place}" in str(refused(b"\n  \ndate;a,b,c\n2020-01-01;m\xfcde\n"))


def test_a_byte_far_down_is_found() -> None:
    rows = "".join(f"{dt.date(2000, 1, 1) + dt.timedelta(days=i)},3\n" for i in range(5000))
    data = b"date,fog\n" + rows.encode() + b"2020-01-01,\xe9\n"
    assert str(refused(data)).startswith('d.csv, line 5002, column "fog": expected text saved as UTF-8')


def test_too_big_is_said_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    with memory_at_most(1024 * 1024):
        assert str(refused(path)) == "big.csv: expected a table of at most 100 MB, found 200.0 MB"


def test_a_stream_that_does_not_end_is_too_big(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_text.read_bytes, "__defaults__", (1024 * 1024,))
    with pytest.raises(TableError) as caught:
        read_table(io.BytesIO(b"a,b\n" * 300_000), None, PERSON, shipped(), file="d.csv")
    assert str(caught.value) == "d.csv: expected a table of at most 1 MB, found more"


def test_no_file(tmp_path: Path) -> None:
    assert str(refused(tmp_path / "none.csv")) == (
        "none.csv: expected a file that can be read, found no such file or directory"
    )
    assert str(refused(tmp_path)).startswith(f"{tmp_path.name}: expected a file that can be read, found ")
    closed = io.BytesIO(b"")
    closed.close()
    with pytest.raises(TableError, match=r"^table: expected a file that can be read, found something else$"):
        read_table(closed, None, PERSON, shipped())
    with pytest.raises(TableError, match=r"expected a file that can be read"):
        read_table("a\x00b", None, PERSON, shipped())


def test_a_million_columns() -> None:
    header = "date," + ",".join(f"c{i}" for i in range(1_000_000))
    # The text itself is 8 MB; a million cells with a name each would be more than ten times that.
    with memory_at_most(50 * 1024 * 1024):
        assert str(refused(header + "\n")).startswith(
            "d.csv, line 1: expected at most 2,000 columns, found more than 1"
        )
    assert (
        str(refused(",".join(["date"] * 2001) + "\n"))
        == "d.csv, line 1: expected at most 2,000 columns, found 2,001"
    )
    rows = "date,fog\n2026-01-01" + "," * 1_000_001
    assert str(refused(rows)).startswith("d.csv, line 2: expected at most 2,000 columns, found more than 9")


def test_a_huge_cell() -> None:
    assert str(refused("date,note\n2026-01-01," + "x" * 100_001 + "\n")) == (
        "d.csv, line 2: expected cells of at most 100,000 characters, found a longer one"
    )
    assert str(refused("date,note\n2026-01-01," + "x" * 200_000 + "\n")) == (
        "d.csv, line 2: expected cells of at most 100,000 characters, found a longer one"
    )
    assert str(refused("date,note\n2026-01-01," + "x" * 5_000_000)) == (
        "d.csv, line 2: expected a row of at most 1,000,000 characters, found a longer one"
    )
    # A cell of many short lines is bounded as well.
    assert str(refused('date,note\n2026-01-01,"' + "x\n" * 1_000_000)) == (
        "d.csv, line 2: expected cells of at most 100,000 characters, found a longer one"
    )


def test_more_rows_than_a_life_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MAX_ROWS", 2)
    text = "date,fog\n2026-01-01,3\n2026-01-02,3\n2026-01-03,3\n"
    assert str(refused(text)) == "d.csv, line 4: expected at most 2 rows, found more"


def test_a_name_from_the_file_cannot_break_the_sentence() -> None:
    text = 'date,"a\x1b[31m\u202e b"\n2026-01-01,1\n2026-01-02,2\n2026-01-03,x\x07\n'
    error = refused(text)
    assert str(error).isprintable()
    assert quote("x" * 50) == f'"{"x" * 40}…"'
