"""The map of a table: read, written, guessed, and what is said when it is wrong."""

# A case and its sentence stay on one line.

from __future__ import annotations

import datetime as dt
import json
import uuid

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dialdown.intake.definitions import KINDS, own_factor, shipped
from dialdown.intake.guess import guess_mapping
from dialdown.intake.map_file import read_mapping, shipped_mapping, shipped_maps
from dialdown.intake.mapping import ColumnMap, Mapping, OwnFactor
from dialdown.intake.regions import regions
from dialdown.intake.table import guess_table, read_table
from dialdown.intake.table_error import TableError

PERSON = uuid.UUID("0190f3a0-0000-7000-8000-000000000001")


def read(text: str) -> Mapping:
    return read_mapping(text.encode(), file="map.yaml")


def refused(text: str) -> str:
    with pytest.raises(TableError) as caught:
        read(text)
    return str(caught.value)


def test_every_field_is_read() -> None:
    mapping = read(
        """
date: Tag
date_format: "%d.%m.%Y"
time: Uhrzeit
time_format: "%H.%M"
zone: Europe/Berlin
said_by: self
missing: ["", NA, -9]
delimiter: ";"
columns:
  Schmerz: pain_now
  Knie: pain.front-left-knee
  Kaffee: {name: coffee, label: Coffee, type: count, unit: cups, kind: behaviour}
  Schlaf: sleep_hours
zero_is_missing: [Kaffee, {column: Schmerz, until: 2025-03-01}]
scale: {Schmerz: [0, 100]}
unit: {Schlaf: minutes}
ignore: [Wetter]
"""
    )
    assert mapping == Mapping(
        columns={
            "Schmerz": ColumnMap("pain_now", scale=(0.0, 100.0), zero_is_missing=dt.date(2025, 3, 1)),
            "Knie": ColumnMap("pain.front-left-knee"),
            "Kaffee": ColumnMap(
                "own.coffee",
                OwnFactor("coffee", "Coffee", "count", "cups", "behaviour"),
                zero_is_missing=True,
            ),
            "Schlaf": ColumnMap("sleep_hours", unit="minutes"),
        },
        date="Tag",
        date_format="%d.%m.%Y",
        time="Uhrzeit",
        time_format="%H.%M",
        zone="Europe/Berlin",
        said_by="self",
        missing=("", "NA", "-9"),
        delimiter=";",
        ignore=("Wetter",),
    )
    assert mapping.source == "map.yaml"
    assert mapping.columns["Knie"].line == 12


def test_shorter_ways_of_saying_the_same() -> None:
    mapping = read(
        """
columns:
  when: date
  at: time
  a: {key: pain_now, scale: [1, 7], zero_is_missing: true}
  b: {name: b, type: scale}
  c: sleep_hours
scale: [1, 5]
"""
    )
    assert (mapping.date, mapping.time) == ("when", "at")
    assert mapping.columns["a"] == ColumnMap("pain_now", scale=(1, 5), zero_is_missing=True)
    assert mapping.columns["b"].scale == (1, 5)
    assert mapping.columns["c"].scale is None
    assert read('ignore: "*"').ignore == ("*",)
    assert read("columns: {a: pain_now}\nzero_is_missing: true").columns["a"].zero_is_missing is True
    assert read("columns: {a: pain_now}\nzero_is_missing: {a: 2020-01-01}").columns[
        "a"
    ].zero_is_missing == dt.date(2020, 1, 1)
    assert read("") == read("# nothing\n") == read("date:\ncolumns:\n") == Mapping()


def test_a_column_called_no_stays_text() -> None:
    assert read(
        "columns: {no: pain_now, 1.50: function, 2020-01-01: fog}\nmissing: [no, ~]"
    ).columns.keys() == {
        "no",
        "1.50",
        "2020-01-01",
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("columns: [", "map.yaml, line 1: expected YAML like `column: pain_now`"),
        ("a: &x [*x, *x]", "map.yaml, line 1: expected one of date, date_format"),
        ("dates: x", "map.yaml, line 1: expected one of date, date_format"),
        ("- a", "map.yaml, line 1: expected rows like `column: pain_now`"),
        ("date: [a]", "map.yaml, line 1: expected one text"),
        ("\ndate_format: '%d'", "map.yaml, line 2: expected a form with day, month and year such as %d/%m/%Y"),
        ("date_format: '%d%d%m%Y'", "map.yaml, line 1: expected a form with day, month and year such as %d/%m/%Y"),
        ("time_format: '%'", "map.yaml, line 1: expected a form with hour and minute such as %H:%M"),
        ("zone: Mars/Base", 'map.yaml, line 1: expected a time zone like Europe/Berlin, found "Mars/Base"'),
        ("zone: ../../etc/passwd", 'map.yaml, line 1: expected a time zone like Europe/Berlin, found "../../etc/passwd"'),
        ("said_by: me", 'map.yaml, line 1: expected one of self, parent, clinician, device, import, found "me"'),
        ("delimiter: '|'", 'map.yaml, line 1: expected ",", ";" or "\\t", found "|"'),
        ("columns: {a: pain_now,\n a: fog}", 'map.yaml, line 2: expected every name once, found "a" twice'),
        ("columns: {a: }", "map.yaml, line 1: expected what the column is, like pain_now"),
        ("columns: {a: {name: A b}}", 'map.yaml, line 1: expected a name of small letters, digits and _, found "A b"'),
        ("columns: {a: {name: a, type: text}}", 'map.yaml, line 1: expected one of yes_no, count, amount, scale, found "text"'),
        ("columns: {a: {name: a, kind: x}}", 'map.yaml, line 1: expected one of behaviour, state, weather, calendar, found "x"'),
        ("columns: {a: {name: a, unit: " + "u" * 21 + "}}", "map.yaml, line 1: expected a unit of at most 20 characters"),
        ("columns: {a: {key: fog, name: x}}", "map.yaml, line 1: expected one of key, scale, unit, zero_is_missing"),
        ("zero_is_missing: [x]", 'map.yaml, line 1: expected a column that stands under `columns`, found "x"'),
        ("columns: {a: fog}\nzero_is_missing: [{column: a, until: soon}]", 'map.yaml, line 2: expected true or a date like 2026-01-31, found "soon"'),
        ("columns: {a: fog}\nzero_is_missing: [{until: 2020-01-01}]", "map.yaml, line 2: expected a column, like {column: pain, until: 2015-11-25}"),
        ("columns: {a: fog}\nscale: {a: [1, 1]}", "map.yaml, line 2: expected two different numbers like [1, 7]"),
        ("columns: {a: fog}\nscale: {a: [1, inf]}", "map.yaml, line 2: expected two different numbers like [1, 7]"),
        ("columns: {a: fog}\nscale: {a: 7}", "map.yaml, line 2: expected a list like [a, b]"),
        ("!!python/object/apply:os.system [x]", "map.yaml, line 1: expected rows like `column: pain_now`"),
        ("{a: " * 2000, "map.yaml, line 1: expected YAML like `column: pain_now`"),
    ],
)  # fmt: skip
def test_a_wrong_map_is_refused_with_its_line(text: str, sentence: str) -> None:
    assert refused(text).startswith(sentence)


def test_a_map_that_is_not_text() -> None:
    with pytest.raises(TableError, match=r"map\.yaml, line 2: expected text saved as UTF-8"):
        read_mapping(b"date: x\ntime: \xfc", file="map.yaml")
    with pytest.raises(TableError, match=r"map\.yaml: expected a table of at most 1 MB, found more"):
        read_mapping(b"#" * (1024 * 1024 + 1), file="map.yaml")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("columns: {x: pain_soon}", 'map.yaml, line 1, column "x": expected an answer of the diary, a place or a factor of one\'s own, found "pain_soon"'),
        ("columns: {x: own.x;=1+1}", 'map.yaml, line 1, column "x": expected own. and a name of small letters, digits and _, 76 at most, found "own.x;=1+1"'),
        ("columns: {x: pain.knee}", 'map.yaml, line 1, column "x": expected a place on the body map, like pain.front-left-knee, found "pain.knee"'),
        ("columns: {x: steps}\nscale: {x: [1, 7]}", 'map.yaml, line 1, column "x": expected no scale, since this is not answered from 0 to 10, found steps'),
        ("columns: {x: sleep_hours}\nunit: {x: miles}", 'map.yaml, line 1, column "x": expected a unit such as hours, minutes or seconds, found "miles"'),
        ("columns: {x: fog}\nunit: {x: miles}", 'map.yaml, line 1, column "x": expected no unit, found "miles"'),
        ("columns: {x: fog, y: fog}", 'map.yaml, line 1, column "y": expected every answer from one column, found fog from "x" too'),
        ("columns: {date: fog}\ndate: date", 'map.yaml, line 1, column "date": expected another column than the one with the date or time'),
        ("columns: {x: {name: tea, type: yes_no}}", 'map.yaml, line 1, column "x": expected the type count, as own.tea has it, found yes_no'),
        ("columns: {z: fog}", 'd.csv, line 1: expected the column "z", which the map names'),
        ("date: day", 'd.csv, line 1: expected the column "day", which the map names'),
        ("time: at", 'd.csv, line 1: expected the column "at", which the map names'),
    ],
)  # fmt: skip
def test_a_map_that_does_not_fit_is_refused(text: str, sentence: str) -> None:
    definitions = shipped().with_own([own_factor("tea", "Tea", "count")])
    with pytest.raises(TableError) as caught:
        read_table(b"date,x,y\n2026-01-01,1,1\n", read(text), PERSON, definitions, file="d.csv")
    assert str(caught.value) == sentence


def test_a_map_made_by_hand_is_checked_as_well() -> None:
    for wrong in (
        Mapping(zone="Mars"), Mapping(said_by="me"), Mapping(date_format="%d"), Mapping(delimiter="||"),
        Mapping(time="x", time_format="%d"), Mapping(columns={"x": ColumnMap("fog", scale=(1, 1))}),
        Mapping(columns={"x": ColumnMap("own.a", OwnFactor("a", type="text"))}),
        Mapping(columns={"x": ColumnMap("own.=a", OwnFactor("=a"))}), Mapping(columns={"x": ColumnMap("own.a", OwnFactor("a" * 90))}), Mapping(columns={"x": ColumnMap("own." + "a" * 90)}),
    ):  # fmt: skip
        with pytest.raises(TableError):
            read_table(b"date,x\n2026-01-01,1\n", wrong, PERSON, shipped())


# --- writing ---------------------------------------------------------------------------------------

names = st.text(min_size=1, max_size=40).map(lambda text: " ".join(text.split())).filter(bool)
words = st.text(max_size=20).map(lambda text: " ".join(text.split()))
slugs = st.from_regex(r"[a-z0-9_]{1,20}", fullmatch=True)
scales = (
    st.tuples(st.integers(-9, 4), st.integers(5, 100))
    .map(lambda ends: (float(ends[0]), ends[1] / 2))
    .filter(lambda ends: ends[0] != ends[1])
)
zeros = st.one_of(st.booleans(), st.dates())


@st.composite
def column_maps(draw: st.DrawFn) -> ColumnMap:
    zero, scale = draw(zeros), draw(st.none() | scales)
    if draw(st.booleans()):
        own = OwnFactor(
            draw(slugs), draw(words), draw(st.sampled_from(["yes_no", "count", "amount", "scale"])),
            draw(words), draw(st.sampled_from(KINDS)),
        )  # fmt: skip
        return ColumnMap(own.key, own, scale, draw(words) if own.unit else "", zero)
    key = draw(st.sampled_from([*shipped().entries, "pain.front-left-knee", "own.tea", "null", "a: b"]))
    return ColumnMap(key.replace("null", "own.null"), None, scale, draw(words), zero)


mappings = st.builds(
    Mapping,
    columns=st.dictionaries(names | st.just(""), column_maps(), max_size=6),
    date=st.none() | words,
    date_format=st.sampled_from(["%Y-%m-%d", "%d/%m/%y", "%d. %B %Y", "%m/%d/%Y %H:%M"]),
    time=st.none() | words,
    time_format=st.sampled_from(["%H:%M", "%I:%M %p"]),
    zone=st.sampled_from([None, "UTC", "Europe/Berlin", "Etc/GMT+5"]),
    said_by=st.sampled_from(["self", "import", "device"]),
    said_by_column=st.none() | words,
    missing=st.lists(words, unique=True, max_size=3).map(tuple),
    delimiter=st.sampled_from([None, ",", ";", "\t"]),
    ignore=st.just(("*",)) | st.lists(names.filter(lambda n: n != "*"), unique=True, max_size=3).map(tuple),
)


@given(mappings)
def test_a_written_map_reads_back_equal(mapping: Mapping) -> None:
    text = mapping.to_yaml()
    assert read_mapping(text.encode()) == mapping
    assert read_mapping(text.encode()).to_yaml() == text


def test_a_long_name_survives() -> None:
    mapping = Mapping(columns={"\u200b" * 300: ColumnMap("fog", scale=(1, 2), unit="x")})
    assert read_mapping(mapping.to_yaml().encode()) == mapping


def test_other_readers_of_yaml_see_the_same_names() -> None:
    mapping = Mapping(columns={"no": ColumnMap("fog"), "1": ColumnMap("mood"), "a: b": ColumnMap("ill")})
    assert yaml.safe_load(mapping.to_yaml())["columns"] == {"no": "fog", "1": "mood", "a: b": "ill"}


def test_the_written_map_has_a_comment_for_every_field() -> None:
    lines = Mapping().to_yaml().splitlines()
    for field in (
        "date",
        "date_format",
        "time",
        "time_format",
        "zone",
        "said_by",
        "said_by_column",
        "missing",
        "delimiter",
        "ignore",
    ):
        at = next(i for i, line in enumerate(lines) if line.removeprefix("# ").startswith(f"{field}:"))
        assert lines[at - 1].startswith("# ")


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda b: b.decode("latin-1")))
def test_any_text_is_a_map_or_refused(text: str) -> None:
    try:
        said = str(read(text.encode("utf-8", "replace").decode()).source)
    except TableError as error:
        said = str(error)
    assert said.startswith("map.yaml")
    assert said.isprintable()


# --- shipped ---------------------------------------------------------------------------------------


def test_shipped_maps_stand_for_things_that_exist() -> None:
    assert shipped_maps() == ("myaiguide",)
    for name in shipped_maps():
        for column in shipped_mapping(name).columns.values():
            known = (
                column.own or column.key in shipped().entries or column.key.removeprefix("pain.") in regions()
            )
            assert known, column.key
    with pytest.raises(KeyError):
        shipped_mapping("../definitions")


# --- guessing --------------------------------------------------------------------------------------


def guess(header: str, *rows: str) -> Mapping:
    return guess_mapping(header.split(","), [row.split(",") for row in rows])


def test_core_names_places_numbers_and_text() -> None:
    mapping = guess(
        "date,time,pain_now,pain.front-left-knee,Coffee cups,weather,note",
        "2026-01-01,08:30,3,4,2,rain,hello",
    )
    assert (mapping.date, mapping.time, mapping.ignore) == ("date", "time", ("weather",))
    assert mapping.columns == {
        "pain_now": ColumnMap("pain_now"),
        "pain.front-left-knee": ColumnMap("pain.front-left-knee"),
        "Coffee cups": ColumnMap("own.coffee_cups", OwnFactor("coffee_cups", "Coffee cups", "amount")),
        "note": ColumnMap("note"),
    }


def test_an_unnamed_first_column_of_dates() -> None:
    assert guess(",fog", "2026-01-01,3").date == ""
    assert guess(",fog", "1,3").date is None
    assert guess(",date,fog", "2026-01-01,2026-01-02,3").date == "date"
    assert guess("fog,", "3,2026-01-01").date is None
    assert guess("Date,fog", "x,3").date == "Date"


def test_an_unknown_place_is_no_factor() -> None:
    with pytest.raises(TableError) as caught:
        guess("date,pain.kneee", "2026-01-01,3")
    assert str(caught.value) == (
        'table, line 1, column "pain.kneee": expected a place on the body map, like pain.front-left-knee, found "pain.kneee"'
    )


def test_a_known_word_with_other_content_is_not_taken_for_the_answer() -> None:
    # `medicine` is yes or no in the diary; here it is a text, and `food` a number.
    mapping = guess("date,medicine,food,Mood", "2026-01-01,ibuprofen,2000,7")
    assert mapping.ignore == ("medicine",)
    assert mapping.columns["food"].key == "food"
    assert mapping.columns["Mood"].key == "mood"
    assert guess("date,period", "2026-01-01,no").columns["period"].key == "period"
    assert guess("date,touch_left", "2026-01-01,77").columns["touch_left"].own is not None


def test_pain_alone_is_the_pain_of_the_day() -> None:
    assert guess("date,pain", "2026-01-01,3").columns["pain"].key == "pain_mean"
    assert guess("date,pain,pain_mean", "2026-01-01,3,3").columns["pain"].key == "own.pain"


def test_own_factors_are_found_again() -> None:
    definitions = shipped().with_own([own_factor("tea", "Green tea", "count")])
    mapping = guess_mapping(["date", "own.tea"], [["2026-01-01", "2"]], definitions=definitions)
    assert mapping.columns == {"own.tea": ColumnMap("own.tea")}
    mapping = guess_mapping(["date", "green tea"], [["2026-01-01", "2"]], definitions=definitions)
    assert mapping.columns == {"green tea": ColumnMap("own.tea")}


def test_names_that_make_the_same_key_stay_apart_whatever_their_order() -> None:
    one = guess("date,a b,a-b", "2026-01-01,1,2").columns
    other = guess("date,a-b,a b", "2026-01-01,1,2").columns
    assert one["a b"].key == other["a b"].key != one["a-b"].key == other["a-b"].key
    assert guess("date,痛み", "2026-01-01,1").columns["痛み"].key == "own.factor"


def test_na_is_taken_as_missing_when_numbers_stand_beside_it() -> None:
    assert guess("date,a", "2026-01-01,1", "2026-01-02,NA").missing == ("", "NA")
    assert guess("date,note", "2026-01-01,NA").missing == ("",)


def test_columns_of_our_own_export_that_are_no_answers() -> None:
    mapping = guess("date,time,zone,said_by,entered_later,skipped,fog", "2026-01-01,08:00:00,UTC,self,0,,5")
    assert (mapping.ignore, mapping.said_by_column) == (("zone", "entered_later", "skipped"), "said_by")
    assert list(mapping.columns) == ["fog"]


def test_a_given_map_is_completed_and_kept() -> None:
    base = read("columns: {x: fog}\nignore: [y]")
    mapping = guess_mapping(["date", "x", "y", "z"], [["2026-01-01", "1", "2", "3"]], base=base)
    assert mapping.columns["x"].key == "fog"
    assert mapping.columns["z"].key == "own.z"
    assert mapping.ignore == ("y",)
    rest = guess_mapping(
        ["date", "x", "z"], [["2026-01-01", "1", "3"]], base=read('columns: {x: fog}\nignore: "*"')
    )
    assert list(rest.columns) == ["x"]


def test_the_guess_of_a_file_with_other_dates_can_be_edited() -> None:
    data = b"date;a;b\n13/08/12;1,5;x\n14/08/12;;y\n"
    mapping = guess_table(data, shipped())
    assert (mapping.date, mapping.ignore, list(mapping.columns)) == ("date", ("b",), ["a"])
    edited = read_mapping(mapping.to_yaml().replace("%Y-%m-%d", "%d/%m/%y").encode())
    result = read_table(data, edited, PERSON, shipped())
    assert [record.values for record in result] == [{"own.a": 1.5}]


def test_a_column_that_is_first_filled_late_is_still_seen() -> None:
    rows = "".join(
        f"{dt.date(2020, 1, 1) + dt.timedelta(days=i)},1,{'' if i < 900 else i}\n" for i in range(950)
    )
    mapping = guess_table(f"date,fog,late\n{rows}".encode(), shipped())
    assert mapping.columns["late"].key == "own.late"


def test_the_result_says_what_it_did_as_plain_data() -> None:
    data = b"date,x,y,z\n2026-01-01,4,0,a\n2026-01-02,NA,3,b\n2026-01-03,NA,0,c\n"
    mapping = read(
        "columns: {x: pain_now, y: steps}\nscale: {x: [1, 7]}\nmissing: ['', NA]\nzero_is_missing: [y]"
    )
    result = read_table(data, mapping, PERSON, shipped(), file="d.csv")
    assert json.loads(json.dumps(result.to_dict(), allow_nan=False)) == {
        "file": "d.csv",
        "rows": 3,
        "empty_rows": 1,
        "entries": 2,
        "values": 2,
        "first_date": "2026-01-01",
        "last_date": "2026-01-02",
        "missing": {"x": 2},
        "zero_as_missing": {"y": 2},
        "ignored": ["z"],
        "factors": [],
        "rescaled": {"x": [1.0, 7.0]},
        "said_by": "import",
        "said_by_column": None,
    }
