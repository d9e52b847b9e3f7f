"""The plain document of a moment: read back unchanged, and every wrong field named where it stands."""

# A case and its sentence stay on one line; what strategies make has no zone yet.
# ruff: noqa: DTZ001

from __future__ import annotations

import datetime as dt
import json
import math
import uuid
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialdown.intake.definitions import Definition, own_factor, shipped
from dialdown.intake.records import (
    ENTRY_MODES,
    LARGEST,
    REMEMBERED,
    SAID_BY,
    Answer,
    BadInput,
    EntryRecord,
    Problem,
    RegionRecord,
    SignRecord,
    diary_day,
    parse_answer,
    parse_document,
    parse_number,
)
from dialdown.intake.regions import regions

DEFINITIONS = shipped().with_own(
    [
        own_factor("tea", "Tea", "count"),
        own_factor("swim", "Swim", "yes_no"),
        own_factor("warmth", "Warmth", "amount"),
    ]
)
ZONES = ("UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Asia/Kathmandu")


def document(**changes: Any) -> dict[str, Any]:
    """A document that is right, with some fields changed."""
    return {
        "id": "0190f3a0-0000-7000-8000-000000000002",
        "at": "2026-01-31T18:30:00+01:00",
        "zone": "Europe/Berlin",
        "mode": "full",
        "said_by": "self",
        "values": {"pain_now": 3},
        **changes,
    }


def parse(**changes: Any) -> EntryRecord:
    return parse_document(document(**changes), DEFINITIONS)


def problems(**changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as caught:
        parse(**changes)
    return [(problem.where, problem.message) for problem in caught.value.problems]


# --- round trip ------------------------------------------------------------------------------------


def answers(definition: Definition) -> st.SearchStrategy[Answer]:
    if definition.type == "yes_no":
        return st.booleans()
    if definition.type == "choices":
        keys = [option.key for option in definition.options]
        return st.sets(st.sampled_from(keys), min_size=1).map(
            lambda tags: tuple(key for key in keys if key in tags)
        )
    if definition.type == "choice":
        return st.sampled_from([option.key for option in definition.options])
    if definition.type == "text":
        longest = int(definition.max or 100)
        words = st.text(
            st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
            min_size=1,
            max_size=min(longest, 50),
        )
        return words.map(str.strip).filter(bool)
    low, high = definition.min, definition.max
    if definition.type == "count":
        return st.integers(int(low or 0), int(high or 10**6)).map(float)
    return st.floats(-LARGEST if low is None else low, LARGEST if high is None else high)


moments = st.datetimes(
    dt.datetime(1901, 1, 2), dt.datetime(2100, 1, 1), timezones=st.sampled_from(ZONES).map(ZoneInfo)
).map(lambda at: at.replace(tzinfo=dt.timezone(at.utcoffset() or dt.timedelta())))


@st.composite
def region_records(draw: st.DrawFn) -> RegionRecord:
    region = regions()[draw(st.sampled_from(sorted(regions())))]
    side = draw(st.sampled_from(["not_stated", "middle"])) if region.side == "not_stated" else region.side
    quality = [o.key for o in DEFINITIONS.region_quality]
    brings_on = [o.key for o in DEFINITIONS.region_brings_on]
    return RegionRecord(
        region.id, side, draw(st.none() | st.floats(0, 10)),
        tuple(k for k in quality if draw(st.booleans())), tuple(k for k in brings_on if draw(st.booleans())),
        draw(st.sampled_from(["", "like ants", "ü" * 60])),
    )  # fmt: skip


@st.composite
def sign_records(draw: st.DrawFn) -> SignRecord:
    sign = DEFINITIONS.signs[draw(st.sampled_from(sorted(DEFINITIONS.signs)))]
    reading = st.none()
    if sign.reading is not None:
        reading = st.none() | st.floats(sign.reading.min, sign.reading.max)
    number = draw(reading)
    answer = draw(
        st.sampled_from([o.key for o in sign.options])
        if number is None
        else st.none() | st.sampled_from([o.key for o in sign.options])
    )
    return SignRecord(
        sign.key, draw(st.sampled_from(["left", "right", "middle", "not_stated"])), answer, number
    )


@st.composite
def records(draw: st.DrawFn) -> EntryRecord:
    chosen = draw(st.lists(st.sampled_from(list(DEFINITIONS)), unique_by=lambda d: d.key, max_size=6))
    values = {d.key: draw(answers(d)) for d in chosen}
    skipped = draw(st.sets(st.sampled_from(sorted(DEFINITIONS.entries)), max_size=4))
    return EntryRecord(
        id=draw(st.uuids()), at=draw(moments), zone=draw(st.sampled_from(ZONES)),
        day=draw(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))), mode=draw(st.sampled_from(ENTRY_MODES)),
        said_by=draw(st.sampled_from(SAID_BY)), saved_at=draw(moments), values=values,
        skipped=frozenset(skipped - set(values)),
        regions=tuple(draw(st.lists(region_records(), unique_by=lambda r: r.region, max_size=3))),
        signs=tuple(draw(st.lists(sign_records(), unique_by=lambda s: (s.kind, s.side), max_size=3))),
        remembered=draw(st.none() | st.sampled_from(REMEMBERED)),
    )  # fmt: skip


@given(records())
def test_a_record_survives_its_document(record: EntryRecord) -> None:
    again = parse_document(json.loads(json.dumps(record.to_document(), allow_nan=False)), DEFINITIONS)
    assert again == record
    assert again.to_document() == record.to_document()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = (
    "id", "at", "zone", "day", "mode", "said_by", "saved_at", "remembered", "values", "skipped", "regions", "signs",
)  # fmt: skip


@given(
    st.dictionaries(st.sampled_from(FIELDS), json_values),
    st.dictionaries(st.sampled_from(sorted(DEFINITIONS.entries)), json_values),
)
def test_any_document_is_a_record_or_bad_input(changes: dict[str, Any], values: dict[str, Any]) -> None:
    try:
        record = parse_document({**document(values=values), **changes}, DEFINITIONS)
    except BadInput as error:
        found = error.problems
        json.dumps([[problem.where, problem.message] for problem in found])
        assert all(problem.message for problem in found)
        return
    assert parse_document(record.to_document(), DEFINITIONS) == record


# --- what is read ----------------------------------------------------------------------------------


def test_what_is_left_out_has_a_meaning() -> None:
    record = parse_document({"id": str(uuid.UUID(int=1)), "at": "2026-01-31T23:30:00-05:00"}, DEFINITIONS)
    assert (record.zone, record.day, record.mode, record.said_by) == (
        "UTC",
        dt.date(2026, 2, 1),
        "full",
        "self",
    )
    assert record.saved_at == record.at
    assert record.empty
    assert not parse().empty
    assert not parse(values={}, skipped=["pain_now"]).empty


def test_the_day_is_the_calendar_date_in_her_own_zone() -> None:
    assert parse(at="2026-01-31T23:30:00Z").day == dt.date(2026, 2, 1)
    assert diary_day(dt.datetime(2026, 1, 31, 23, 30, tzinfo=dt.UTC), "America/New_York") == dt.date(
        2026, 1, 31
    )
    # She may say that it is for the day before.
    assert parse(at="2026-02-01T02:00:00+01:00", day="2026-01-31").day == dt.date(2026, 1, 31)


def test_an_answer_wins_over_a_skip() -> None:
    record = parse(values={"pain_now": 3}, skipped=["pain_now", "fog"])
    assert record.skipped == {"fog"}


def test_nothing_answered_is_no_value() -> None:
    record = parse(
        values={"pain_now": "", "note": "  ", "did": [], "mood": None},
        signs=[{"kind": "sweat", "side": "left"}],
    )
    assert record.values == {}
    assert record.signs == ()


def test_a_place_takes_its_side_from_its_name() -> None:
    record = parse(regions=[
        {"region": "front-left-knee", "pain": "4,5"},
        {"region": "front-knee", "side": "middle", "quality": ["pins", "aching", "pins"], "own_word": " like ants "},
    ])  # fmt: skip
    assert record.regions == (
        RegionRecord("front-left-knee", "left", 4.5),
        RegionRecord("front-knee", "middle", None, ("aching", "pins"), (), "like ants"),
    )


@pytest.mark.parametrize(
    ("key", "raw", "answer"),
    [
        ("pain_now", "3,5", 3.5), ("pain_now", " 3 ", 3.0), ("steps", "1200.0", 1200.0), ("steps", 1200, 1200.0),
        ("medicine", "yes", True), ("medicine", 0, False), ("medicine", "1.0", True), ("medicine", False, False), ("medicine", "off", False),
        ("mood", "good", "good"), ("mood", 10, "good"), ("mood", "5.0", "so_so"), ("mood", 7.25, "7.25"), ("mood", "7.25", "7.25"),
        ("touch_left", 2, "hurts"), ("did", "walking", ("walking",)), ("did", ["rest", "walking", "rest"], ("walking", "rest")),
        ("note", " hello ", "hello"), ("own.tea", "2", 2.0), ("own.warmth", -3.5, -3.5), ("note", None, None), ("did", (), None),
    ],
)  # fmt: skip
def test_what_an_answer_is_stored_as(key: str, raw: object, answer: Answer | None) -> None:
    definition = DEFINITIONS[key]
    assert parse_answer(raw, definition) == answer
    assert type(parse_answer(raw, definition)) is type(answer)
    if answer is not None:
        again = list(answer) if isinstance(answer, tuple) else answer
        assert parse_answer(again, definition) == answer


@pytest.mark.parametrize(("answer", "expected"), [("good", 10.0), ("7.25", 7.25), ("what", None)])
def test_the_number_behind_a_choice(answer: str, expected: float | None) -> None:
    assert DEFINITIONS["mood"].number(answer) == expected


# --- what is wrong, and where ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "where", "message"),
    [
        ({"id": "x"}, "id", "expected a UUID"),
        ({"id": None}, "id", "expected a UUID"),
        ({"at": "soon"}, "at", "expected a date and time like 2026-01-31T18:30:00+01:00"),
        ({"at": "2026-01-31T18:30:00"}, "at", "the time needs its offset, like +01:00"),
        ({"at": "1899-01-31T18:30:00+00:00"}, "at", "expected a year from 1900 on"),
        ({"zone": "Mars"}, "zone", "'Mars' is not a time zone like Europe/Berlin"),
        ({"zone": "../etc"}, "zone", "'../etc' is not a time zone like Europe/Berlin"),
        ({"day": "31.1.2026"}, "day", "'31.1.2026' is not a date like 2026-01-31"),
        ({"day": "1899-12-31"}, "day", "expected a date from 1900-01-01 on"),
        ({"mode": "fast"}, "mode", "'fast' is not one of quick, full, weekly, off, import, device"),
        ({"said_by": "dog"}, "said_by", "'dog' is not one of self, parent, clinician, device, import"),
        ({"saved_at": "2026"}, "saved_at", "expected a date and time like 2026-01-31T18:30:00+01:00"),
        ({"remembered": "never"}, "remembered", "'never' is not one of well, roughly, barely"),
        ({"values": [1]}, "values", "expected a set of named answers"),
        ({"values": {"pain_soon": 1}}, "values.pain_soon", "is not something this diary knows"),
        ({"values": {"pain_now": 11}}, "values.pain_now", "11 is outside 0 to 10"),
        ({"values": {"pain_now": "a lot"}}, "values.pain_now", "'a lot' is not a number"),
        ({"values": {"pain_now": True}}, "values.pain_now", "expected a number"),
        ({"values": {"pain_now": math.nan}}, "values.pain_now", "expected a finite number"),
        ({"values": {"pain_now": "inf"}}, "values.pain_now", "expected a finite number"),
        ({"values": {"pain_now": [3]}}, "values.pain_now", "'[3]' is not a number"),
        ({"values": {"steps": 1.5}}, "values.steps", "1.5 is not a whole number"),
        ({"values": {"own.tea": -1}}, "values.own.tea", "-1 is below 0"),
        ({"values": {"medicine": "maybe"}}, "values.medicine", "'maybe' is neither yes nor no"),
        ({"values": {"mood": "happy"}}, "values.mood", "'happy' is not one of low, so_so, good"),
        ({"values": {"mood": 11}}, "values.mood", "11 is outside 0 to 10"),
        ({"values": {"mood": "nan"}}, "values.mood", "expected a finite number"),
        ({"values": {"mood": ["good"]}}, "values.mood", "expected one answer"),
        ({"values": {"touch_left": 9}}, "values.touch_left", "'9' is not one of fine, odd, hurts, hurts_a_lot"),
        ({"values": {"wins": ["socks", "flying"]}}, "values.wins", "'flying' is not one of socks, outside, walk, friend"),
        ({"values": {"note": "x" * 4001}}, "values.note", "4001 characters; at most 4000 fit"),
        ({"values": {"note": "a\x00"}}, "values.note", "holds a character that cannot be stored"),
        ({"skipped": "pain_now"}, "skipped", "expected a list"),
        ({"skipped": ["pain_soon"]}, "skipped", "'pain_soon' is not something this diary knows"),
        ({"regions": {}}, "regions", "expected a list"),
        ({"regions": ["front-left-knee"]}, "regions.0", "expected a place with its name"),
        ({"regions": [{"region": "knee"}]}, "regions.0", "'knee' is not a place on the body map"),
        ({"regions": [{"region": "front-left-knee", "pain": 12}]}, "regions.0", "12 is outside 0 to 10"),
        ({"regions": [{"region": "front-left-knee", "side": "right"}]}, "regions.0", "side 'right' does not fit front-left-knee"),
        ({"regions": [{"region": "front-knee", "side": "left"}]}, "regions.0", "side 'left' does not fit front-knee"),
        ({"regions": [{"region": "front-left-knee", "quality": ["blue"]}]}, "regions.0", "'blue' is not one of aching, burning, throbbing, pins"),
        ({"regions": [{"region": "front-left-knee", "brings_on": "rain"}]}, "regions.0", "'rain' is not one of touch, moving, standing, resting"),
        ({"regions": [{"region": "front-left-knee", "own_word": "x" * 61}]}, "regions.0", "the own word may have 60 characters"),
        ({"regions": [{"region": "front-left-knee"}, {"region": "front-left-knee"}]}, "regions", "a place stands there twice"),
        ({"signs": "x"}, "signs", "expected a list"),
        ({"signs": ["x"]}, "signs.0", "expected a sign with its side"),
        ({"signs": [{"kind": "smell", "side": "left"}]}, "signs.0", "'smell' is not a sign this diary knows"),
        ({"signs": [{"kind": "sweat", "side": "up"}]}, "signs.0", "'up' is not one of left, right, middle, not_stated"),
        ({"signs": [{"kind": "sweat", "side": "left", "answer": "wet"}]}, "signs.0", "'wet' is not one of same, more, less"),
        ({"signs": [{"kind": "sweat", "side": "left", "reading": 3}]}, "signs.0", "sweat has no reading"),
        ({"signs": [{"kind": "temperature", "side": "left", "reading": 99}]}, "signs.0", "99 is outside 10 to 45"),
        ({"signs": [{"kind": "sweat", "side": "left", "answer": "same"}] * 2}, "signs", "a sign stands there twice for one side"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named(changes: dict[str, Any], where: str, message: str) -> None:
    assert problems(**changes) == [(where, message)]


def test_what_follows_from_a_wrong_field_is_not_wrong_too() -> None:
    assert problems(at="soon") == [("at", "expected a date and time like 2026-01-31T18:30:00+01:00")]
    assert problems(at=None, zone="Mars", day="") == [
        ("at", "expected a date and time like 2026-01-31T18:30:00+01:00"),
        ("zone", "'Mars' is not a time zone like Europe/Berlin"),
    ]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    found = problems(
        mode="x", values={"pain_now": 11, "fog": "thick"}, regions=[{"region": "front-left-knee"}, {}]
    )
    assert [where for where, _ in found] == ["mode", "values.pain_now", "values.fog", "regions.1"]
    error = BadInput([Problem("a", "b"), Problem("c", "d")])
    assert str(error) == "a: b; c: d"


@pytest.mark.parametrize("raw", [None, True, object(), {}, "1" * 500, 10**400])
def test_what_is_no_number(raw: object) -> None:
    with pytest.raises(ValueError):
        parse_number(raw, DEFINITIONS["pain_now"])
