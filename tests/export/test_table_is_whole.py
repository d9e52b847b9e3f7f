"""The table holds everything that was said, whoever said it and however it is answered."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest

from dialdown.diary import services as diary
from dialdown.diary.models import Factor, Value
from dialdown.export.diary_csv import write_csv
from dialdown.intake.definitions import shipped
from dialdown.intake.table import read_table
from dialdown.people import services as people
from dialdown.people.models import Account
from tests.export import diaries

pytestmark = pytest.mark.django_db


def table() -> list[dict[str, str]]:
    account, person = diaries.owner()
    for more in (
        {"regions": [{"region": "front-left-knee", "pain": 4}], "said_by": "self"},
        {"regions": [{"region": "back-left-calf", "pain": 7}], "said_by": "parent"},
        {"values": {"gap_reason": "busy", "mood": "good"}},
    ):
        diary.save_entry(viewer=account, document=diaries.document(person, diaries.BEGIN, **more))
    out = io.StringIO()
    write_csv(account, person.pk, out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def test_a_place_that_only_a_parent_marked_has_its_column() -> None:
    found = {row["said_by"]: (row["pain.front-left-knee"], row["pain.back-left-calf"]) for row in table()[:2]}
    assert found == {"self": ("4.0", ""), "parent": ("", "7.0")}


def test_a_choice_without_a_number_is_written_as_its_word() -> None:
    row = table()[2]
    assert (row["gap_reason"], row["mood"]) == ("busy", "10")


@pytest.mark.parametrize(
    "words", ["=1+1", "a;=1+1;b", "a\n=1+1", "a;b\t@x", " =1+1", "\uff1d1+1", 'a;"=1+1"', "a\r\n-1"]
)
def test_no_spreadsheet_of_any_country_finds_a_formula(words: str) -> None:
    account, person = diaries.owner()
    diary.save_entry(viewer=account, document=diaries.document(person, diaries.BEGIN, values={"win": words}))
    out = io.StringIO()
    write_csv(account, person.pk, out)
    for separator in ",;\t":
        for line in csv.reader(io.StringIO(out.getvalue(), newline=""), delimiter=separator):
            assert not [cell for cell in line if cell.strip(' "').startswith(("=", "+", "-", "@", "\uff1d"))]


def test_no_name_of_a_column_is_a_formula() -> None:
    """A key that no way in lets through any more may lie in a database from before."""
    account, person = diaries.owner()
    Factor.objects.create(person=person, key="own.x;=1+1", label="x", type="count")
    diary.save_entry(viewer=account, document=diaries.document(person, diaries.BEGIN))
    weekly = diaries.document(person, diaries.BEGIN, mode="weekly", values={"function": 3})
    entry = diary.save_entry(viewer=account, document=weekly).entry
    Value.objects.create(entry=entry, key="own.x;=1+1", number=1, said_by="self")
    out = io.StringIO()
    write_csv(account, person.pk, out)
    assert [cell for cell in next(csv.reader(io.StringIO(out.getvalue()))) if "1+1" in cell] == [
        "own.x;'=1+1",
        "week.own.x;'=1+1",
    ]


def rows_of(account: object, person: object) -> list[dict[str, str]]:
    out = io.StringIO()
    write_csv(account, person.pk, out)  # type: ignore[arg-type, attr-defined]
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def test_a_moment_of_two_voices_has_a_row_for_each() -> None:
    account, person = diaries.owner()
    parent = Account.objects.create_user("Kim", "four quiet plain words")
    people.open_diary(account=parent, person=person, role="parent")
    day = diaries.document(person, diaries.BEGIN, values={"function": 5, "hours_up": 8})
    entry = diary.save_entry(viewer=account, document=day).entry
    diary.edit_entry(
        viewer=parent, entry_id=entry.pk,
        document={**day, "said_by": "parent", "values": {"function": 9, "hours_up": 8}, "skipped": ["pain_now"]},
    )  # fmt: skip
    told = [(r["said_by"], r["function"], r["hours_up"], r["skipped"]) for r in rows_of(account, person)]
    assert told == [("self", "", "8", ""), ("parent", "9", "", "pain_now")]
    # Brought in elsewhere, without being asked: the same voices say the same.
    out = io.StringIO()
    write_csv(account, person.pk, out)
    records = list(read_table(out.getvalue().encode(), None, person.pk, shipped(), file="x.csv"))
    assert [(r.said_by, dict(r.values)) for r in records] == [
        ("self", {"hours_up": 8.0}),
        ("parent", {"function": 9.0}),
    ]


def test_an_answer_about_a_week_stands_in_no_column_of_a_day() -> None:
    account, person = diaries.owner()
    weekly = {"mode": "weekly", "values": {"function": 3, "pain_worst": 9}}
    diary.save_entry(viewer=account, document=diaries.document(person, diaries.BEGIN, **weekly))
    diary.save_entry(
        viewer=account,
        document=diaries.document(person, diaries.BEGIN + dt.timedelta(days=1), values={"function": 6}),
    )
    first, second = rows_of(account, person)
    assert (first["function"], first["pain_worst"], first["week.function"], first["week.pain_worst"]) == (
        "",
        "",
        "3",
        "9",
    )
    assert (second["function"], second["week.function"]) == ("6", "")
    assert "week.hours_up" not in first


def test_a_place_without_a_number_is_there() -> None:
    account, person = diaries.owner()
    picked = [{"region": "front-left-knee"}, {"region": "back-neck", "pain": 2}]
    diary.save_entry(viewer=account, document=diaries.document(person, diaries.BEGIN, regions=picked))
    (row,) = rows_of(account, person)
    assert (row["places"], row["pain.front-left-knee"], row["pain.back-neck"]) == (
        "back-neck front-left-knee",
        "",
        "2.0",
    )
