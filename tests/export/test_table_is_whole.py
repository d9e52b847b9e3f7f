"""The table holds everything that was said, whoever said it and however it is answered."""

from __future__ import annotations

import csv
import io

import pytest

from dialdown.diary import services as diary
from dialdown.diary.models import Factor
from dialdown.export.diary_csv import write_csv
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
    out = io.StringIO()
    write_csv(account, person.pk, out)
    assert [cell for cell in next(csv.reader(io.StringIO(out.getvalue()))) if "1+1" in cell] == [
        "own.x;'=1+1"
    ]
