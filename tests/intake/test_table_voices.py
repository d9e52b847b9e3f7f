"""A table of several voices keeps them apart; one of several people is no diary."""

from __future__ import annotations

import pytest

from dialdown.intake.table_error import TableError
from tests.intake.test_table import read

HEADER = "date,time,said_by,function\n"


def told(text: str, map_text: str | None = None) -> list[tuple[str, object]]:
    return [(record.said_by, record.values.get("function")) for record in read(text, map_text)]


def test_each_row_is_of_the_voice_that_its_column_says() -> None:
    text = HEADER + "2026-01-01,08:00,self,3\n2026-01-01,08:00,parent,9\n2026-01-02,08:00,,4\n"
    assert told(text) == [("self", 3.0), ("parent", 9.0), ("import", 4.0)]
    assert told(text, "said_by: device") == [("self", 3.0), ("parent", 9.0), ("device", 4.0)]
    assert told(text.replace("said_by", "Said_By")) == told(text)
    assert told(text.replace("said_by", "who"), "said_by_column: who") == told(text)
    first, second = {r.id for r in read(text)}, {r.id for r in read(text)}
    assert first == second
    assert len(first) == 3


def test_a_moment_has_the_same_id_whoever_is_said_to_have_told_it() -> None:
    """So that a file brought in again with its voices changes whose words stand there, and doubles nothing."""
    plain = "date,time,function\n2026-01-01,08:00,3\n2026-01-02,08:00,4\n"
    for voice in ("self", "parent", ""):
        text = HEADER + f"2026-01-01,08:00,{voice},3\n2026-01-02,08:00,{voice},4\n"
        assert [r.id for r in read(text)] == [r.id for r in read(plain)]
    # A second voice on one of them is a moment of its own, in whatever order they stand.
    two = ["2026-01-01,08:00,parent,9\n", "2026-01-01,08:00,self,3\n"]
    both = [{r.said_by: r.id for r in read(HEADER + "".join(rows))} for rows in (two, two[::-1])]
    assert both[0] == both[1]
    assert both[0]["self"] == next(iter(read(plain))).id != both[0]["parent"]


def test_a_column_that_is_left_out_or_holds_something_else_says_nothing() -> None:
    text = HEADER + "2026-01-01,08:00,self,3\n"
    assert told(text, "ignore: [said_by]") == [("import", 3.0)]
    assert told(text, "columns: {function: function}\nignore: '*'") == [("import", 3.0)]
    assert told(text.replace("self", "Mum")) == [("import", 3.0)]
    # Capitals and the mark of a missing answer are no other words.
    more = HEADER + "2026-01-01,08:00,Self,3\n2026-01-02,08:00,NA,4\n2026-01-03,08:00,PARENT,5\n"
    assert told(more) == [("self", 3.0), ("import", 4.0), ("parent", 5.0)]


@pytest.mark.parametrize(
    ("text", "map_text", "sentence"),
    [
        (HEADER + "2026-01-01,08:00,self,3\n2026-01-01,08:00,self,4\n", None,
         'd.csv, line 3, column "date": expected each date and time once, found 2026-01-01 08:00:00 again (first in line 2)'),
        (HEADER + "2026-01-01,08:00,me,3\n", "said_by_column: said_by",
         'd.csv, line 2, column "said_by": expected one of self, parent, clinician, device, import, found "me"'),
        (HEADER + "2026-01-01,08:00,self,3\n", "said_by_column: voice",
         'd.csv, line 1: expected the column "voice", which the map names'),
        ("person,date,pain_now\nA,2020-01-01,3\n,2020-01-02,3\nB,2020-01-03,4\n", None,
         'd.csv, line 4, column "person": expected the diary of one person, "A", found "B"'),
        ("person,date,pain_now\nA,2020-01-01,3\nB,2020-01-03,4\n", "ignore: [person]",
         'd.csv, line 3, column "person": expected the diary of one person, "A", found "B"'),
        ("date;pain_now,function\n2020-01-01;3,4\n", None,
         'd.csv, line 1: expected the same separator between all names of columns, found "pain_now,function"'),
    ],
)  # fmt: skip
def test_what_is_not_one_diary(text: str, map_text: str | None, sentence: str) -> None:
    with pytest.raises(TableError) as error:
        told(text, map_text)
    # The name of the file of `read`, which is none.
    assert str(error.value).replace("table", "d.csv", 1) == sentence


def test_one_person_and_a_name_in_words_are_fine() -> None:
    text = "person,date,Pain now,Sleep hours\nA,2020-01-01,3,8\nA,2020-01-02,4,7.5\n"
    (first, _second) = read(text)
    assert first.values == {"pain_now": 3.0, "sleep_hours": 8.0}


def test_a_comma_in_a_name_and_a_column_for_persons_are_no_mistake() -> None:
    text = 'date,"mood, later",function\n2026-01-01,3,5\n'
    assert [r.values["function"] for r in read(text)] == [5.0]
    both = 'date,"mood, function",fog\n2026-01-01,3,5\n'
    for mapped in ('ignore: ["mood, function"]', "columns: {fog: fog}\nignore: '*'"):
        assert [r.values for r in read(both, mapped)] == [{"fog": "a_bit"}]
    met = "date,Person\n2026-01-01,1\n2026-01-02,2\n"
    found = read(met, "columns: {Person: {name: persons_met, type: count}}")
    assert [r.values for r in found] == [{"own.persons_met": 1.0}, {"own.persons_met": 2.0}]


def test_what_is_about_a_week_is_no_day() -> None:
    result = read("date,function,week.function,places\n2026-01-01,,3,front-left-knee\n2026-01-02,5,,\n")
    assert [record.values for record in result] == [{"function": 5.0}]
    assert result.ignored == ("week.function", "places")
