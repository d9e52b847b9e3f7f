"""What the weather service may answer, and everything else that may come instead."""

from __future__ import annotations

import json
from contextlib import suppress
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialdown.intake.open_meteo import VARIABLES, Unreadable, parse_hours, reason
from tests.intake.weather_server import answer

QUERY = {
    "latitude": "52.5",
    "longitude": "13.4",
    "start_date": "2025-01-01",
    "end_date": "2025-01-02",
    "hourly": ",".join(VARIABLES),
}


def changed(**fields: Any) -> bytes:
    """A fine answer with some parts of it replaced."""
    whole = answer(QUERY)
    for name, part in fields.items():
        if isinstance(part, dict) and isinstance(whole.get(name), dict):
            whole[name] |= part
        else:
            whole[name] = part
    return json.dumps(whole).encode()


def test_a_fine_answer() -> None:
    hours = parse_hours(changed())
    assert len(hours) == 48
    assert [b.at - a.at for a, b in pairwise(hours)] == [3600] * 47


def test_what_is_not_known_stays_unknown() -> None:
    hours = parse_hours(changed(hourly={"pressure_msl": [None, 1e9, -5, 1013] * 12}))
    assert [hour.pressure for hour in hours[:4]] == [None, None, None, 1013.0]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"[]", b"null", b'"words"', b"\xff\xfe", b"[" * 100_000, changed(hourly=None), changed(hourly=[]), changed(hourly_units=3),
        changed(hourly={"time": None}), changed(hourly={"time": ["2025-01-01T00:00"] * 48}), changed(hourly={"time": [True] * 48}),
        changed(hourly={"pressure_msl": [1013] * 47}), changed(hourly={"pressure_msl": "1013"}), changed(hourly={"pressure_msl": ["1013"] * 48}),
        changed(hourly_units={"time": "iso8601"}), changed(hourly_units={"temperature_2m": "°F"}),
        changed(hourly_units={"pressure_msl": "undefined"}), changed().replace(b"1013", b"NaN", 1) + b"}",
    ],
)  # fmt: skip
def test_anything_else_is_refused_in_one_way(data: bytes) -> None:
    with pytest.raises(Unreadable):
        parse_hours(data)


@pytest.mark.parametrize("end", range(0, 400, 7))
def test_a_cut_off_answer(end: int) -> None:
    with pytest.raises(Unreadable):
        parse_hours(changed()[:-end] if end else changed()[:-1])


def test_the_service_s_own_words() -> None:
    assert (
        reason(b'{"error": true, "reason": "Daily API request limit exceeded."}')
        == "Daily API request limit exceeded."
    )
    for data in (b"", b"[]", b'{"reason": 3}', b"<html>"):
        assert reason(data) == ""
    assert len(reason(json.dumps({"reason": "x\n" * 5000}).encode())) == 200


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["hourly", "hourly_units", "time", *VARIABLES]), inner)
    ),
    max_leaves=30,
)


@given(JSON)
def test_whatever_comes_is_read_or_refused(whole: Any) -> None:
    with suppress(Unreadable):
        parse_hours(json.dumps(whole).encode())


@given(st.binary())
def test_whatever_bytes_come(data: bytes) -> None:
    with pytest.raises(Unreadable):
        parse_hours(data)
