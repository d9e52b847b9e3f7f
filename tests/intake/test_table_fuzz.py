"""Whatever the bytes and the map: a result that passes the one check, or a sentence. Nothing else."""

from __future__ import annotations

import datetime as dt
import uuid

from hypothesis import given
from hypothesis import strategies as st

from dialdown.intake.definitions import shipped
from dialdown.intake.map_file import read_mapping
from dialdown.intake.mapping import Mapping
from dialdown.intake.records import parse_document
from dialdown.intake.table import guess_table, read_table
from dialdown.intake.table_error import TableError

PERSON = uuid.UUID("0190f3a0-0000-7000-8000-000000000001")
TODAY = dt.date(2026, 6, 1)

cells = st.one_of(
    st.sampled_from([
        "", "0", "3", "11", "-1", "1,5", "1.5", "NA", "nan", "inf", "=1+1", "yes", "good", "walking", '"', '"a"', '"a\nb"',
        "2026-01-01", "2026-01-02", "13/08/12", "08:30", "8:30:15", "\x00", "\ufeff", "\u2028", "１", "1e308", "é",
    ]),
    st.text(max_size=8), st.integers().map(str), st.floats().map(repr), st.dates().map(str), st.times().map(str),
)  # fmt: skip
heads = st.one_of(
    st.sampled_from(["date", "time", "", "Date", "column 2\x07", "pain", "pain.front-knee", "own.x", "zone", "skipped", *shipped().entries]),
    st.text(max_size=8),
)  # fmt: skip
ends = st.sampled_from(["\n", "\r\n", "\r", "\n\n"])


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """Bytes that look like a table more or less."""
    separator, end = draw(st.sampled_from([",", ";", "\t", "|"])), draw(ends)
    width = draw(st.integers(0, 5))
    header = ["date", *draw(st.lists(heads, min_size=width, max_size=width))]
    days = draw(st.lists(st.dates(dt.date(2025, 12, 1), dt.date(2026, 7, 1)), max_size=5))
    rows = [[day.isoformat(), *draw(st.lists(cells, min_size=width, max_size=width))] for day in days]
    before = draw(st.sampled_from(["", end, f" {end}"]))
    text = before + end.join(separator.join(row) for row in [header, *rows])
    data = text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1"])), "replace")
    place, fault = draw(st.integers(0, len(data))), draw(st.sampled_from([*["none"] * 8, "cut", "byte"]))
    return data if fault == "none" else data[:place] + (b"\x80" + data[place:] if fault == "byte" else b"")


def check(data: bytes, mapping: Mapping | None) -> None:
    try:
        result = read_table(data, mapping, PERSON, shipped(), today=TODAY)
    except TableError as error:
        sentence = str(error)
    else:
        sentence = ""
    if sentence:
        assert sentence.isprintable()
        assert ": expected " in sentence
        return
    records = list(result)
    assert len(records) == result.counts.entries == len({record.id for record in records})
    definitions = shipped().with_own(list(result.own))
    for record in records:
        assert not record.empty
        assert parse_document(record.to_document(), definitions) == record
    # The map that was used reads the same again.
    again = read_table(data, read_mapping(result.mapping.to_yaml().encode()), PERSON, shipped(), today=TODAY)
    assert list(again) == records


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    check(data, None)
    check(b"date,fog\n" + data, None)


@given(tables())
def test_things_like_tables(data: bytes) -> None:
    check(data, None)


@given(tables(), st.data())
def test_things_like_tables_with_a_map(data: bytes, choose: st.DataObject) -> None:
    try:
        mapping = guess_table(data, shipped())
    except TableError:
        return
    text = mapping.to_yaml()
    for old, new in choose.draw(st.lists(st.sampled_from([
        ("%Y-%m-%d", "%d/%m/%y"), ("type: amount", "type: yes_no"), ("type: amount", "type: scale"), ("scale: {}", "scale: [1, 7]"),
        ("zero_is_missing: []", "zero_is_missing: true"), ("zero_is_missing: []", "zero_is_missing: 2026-01-15"),
        ("said_by: import", "said_by: self"), ("missing: [", "missing: ['0', "), ("# time: time", "time: fog"),
    ]), max_size=4)):  # fmt: skip
        text = text.replace(old, new)
    try:
        edited = read_mapping(text.encode())
    except TableError:
        return
    check(data, edited)
