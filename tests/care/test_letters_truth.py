"""Whoever signs a letter can stand by it: the name, what was measured, the days and what the family wrote down."""

from __future__ import annotations

import datetime as dt
import io
import re
from importlib import import_module

import docx
import pypdf
import pytest
from django.apps import apps

from dialdown.care.letters import book, compose, keeping, reading
from dialdown.care.letters.models import Letter
from tests.care.families import PEOPLE, TODAY, make
from tests.care.test_letters import (
    begun,
    on_day,
    on_that_day,  # noqa: F401
)

pytestmark = pytest.mark.django_db
# Read by somebody who files it under the day of birth.
FILED = ("us-504-request", "us-504-plan", "uk-ihp", "medical-necessity", "appeal", "doctor-explainer")


@pytest.mark.parametrize("kind", book.kinds().values(), ids=lambda kind: kind.id)
def test_a_letter_can_carry_the_name_that_is_signed(kind: book.LetterKind) -> None:
    """In every place of every kind; without it the letter is as it was."""
    assert kind.fields[0] == "full_name"
    places = ("sch-stay-in-plan", "sch-break-card")
    told = compose.Filled("Robbie", {}, {"walk_min": 3.0}, today=TODAY)
    full = compose.Filled("Robbie", {"full_name": "Roberta Maria Rowan"}, {"walk_min": 3.0}, today=TODAY)

    def words(filled: compose.Filled) -> str:
        steps = (book.steps()[key] for key in places)
        asked = tuple(compose.asked_for(step, step.usual, filled, TODAY) for step in steps)
        return compose.document(kind, compose.with_steps(filled, asked)).words()

    assert words(full) == words(told).replace("Robbie", "Roberta Maria Rowan")
    assert "Robbie" in words(told)
    assert ("birth" in kind.fields) == ("birth" in kind.more) == (kind.id in FILED)
    born = compose.Filled("Robbie", {"birth": "2 May 2012"}, {}, today=TODAY)
    assert ("Date of birth: 2 May 2012" in words(born)) == (kind.id in FILED)


def test_the_name_is_kept_with_the_draft_and_stands_in_every_copy() -> None:
    """Preview, PDF, Word file and the line about the numbers; one line of at most 80 letters."""
    account, person, client, draft = begun("us-504-request", PEOPLE[1])
    at = f"/care/letters/{draft.pk}"
    sent = {
        "full_name": "Roberta\n  Rowan", "measure.walk_min": "3", "own_steps": "A chair", "exit": "Fewer each month", "review_on": "2026-06-15", "birth": "2 May 2012",
    }  # fmt: skip
    shown = client.post(f"{at}/preview", sent).content.decode()
    assert "504 request: Roberta Rowan" in shown
    assert person.display_name not in shown
    client.post(at, sent)
    page = client.get(at).content.decode()
    assert re.search(r'name="full_name"[^>]*value="Roberta Rowan"[^>]*maxlength="80"', page)
    draft.refresh_from_db()
    said = reading.document(account, draft).words()
    assert "Numbers from home: told on 31 March 2026 by Roberta Rowan" in said
    copied = pypdf.PdfReader(io.BytesIO(client.get(f"{at}/pdf").content)).pages[0].extract_text()
    word = docx.Document(io.BytesIO(client.get(f"{at}/docx").content))
    for words in (said, copied, "\n".join(part.text for part in word.paragraphs)):
        assert "504 request: Roberta Rowan" in words
        assert "Date of birth: 2 May 2012" in words
        assert person.display_name not in words
    long = keeping.put(draft, keeping.Typed(values={"full_name": "ab " * 60}), viewer=account)
    assert len(long.values["full_name"]) == 80


def test_hours_of_a_day_are_not_hours_in_a_row() -> None:
    """The diary knows those of a day; a step that needs those in a row leaves a gap until they are typed."""
    account, person = make(PEOPLE[0])
    draft = keeping.begin(viewer=account, person=person, kind="general")
    draft.steps = [{"id": "sch-gradual-return", "places": {}}]
    words = reading.document(account, draft).words()
    assert "School or work on a day there: about 5 hours" in words
    assert "School or work in a row" not in words
    assert "manages about ……… hours of school in a row" in words
    draft.measures["hours"] = 2.0
    words = reading.document(account, draft).words()
    assert "School or work in a row: about 2 hours" in words
    assert "manages about 2 hours of school in a row" in words


def test_drafts_of_before_say_hours_of_a_day_where_the_diary_told_them() -> None:
    account, person = make(PEOPLE[1])
    for origin in ("2026-03-01 diary", "2026-03-01 told"):
        Letter.objects.create(
            person=person,
            typed_by=account,
            kind="general",
            measures={"hours": 5.0},
            values={"taken.hours": origin},
        )
    import_module("dialdown.care.migrations.0003_hours_of_a_day").of_a_day(apps, None)
    found = [(one.measures, one.values) for one in Letter.objects.order_by("created_at")]
    assert found == [
        ({"day_hours": 5.0}, {"taken.day_hours": "2026-03-01 diary"}),
        ({"hours": 5.0}, {"taken.hours": "2026-03-01 told"}),
    ]


@pytest.mark.parametrize("kind", ["medical-necessity", "appeal"])
@pytest.mark.parametrize(
    ("measures", "planned", "attendance", "told"),
    [
        ({"stand_min": 20.0, "walk_min": 3.0}, set(), "There on 9 of 10 days", ["days", "Walking, Standing", "again"]),
        ({"stairs": 1.0, "stair_steps": 12.0}, set(), "", ["Stairs", "again"]),
        ({"walk_min": 10.0, "sit_min": 20.0}, {"walk_min"}, "", ["Sitting", "again"]),
        ({"walk_min": 10.0}, {"walk_min"}, "", []),
        ({}, set(), "There on 9 of 10 days", ["days", "again"]),
        ({}, set(), "", []),
    ],
)  # fmt: skip
def test_an_insurer_is_promised_only_what_the_letter_counts(
    kind: str, measures: dict[str, float], planned: set[str], attendance: str, told: list[str]
) -> None:
    lines = {
        "days": "Days at school or work, counted as above", "again": "The same numbers again at the end and three months later",
    }  # fmt: skip
    filled = compose.Filled(
        "Mia", {}, measures, attendance=attendance, planned=frozenset(planned), today=TODAY
    )
    blocks = compose.document(book.kinds()[kind], filled).blocks
    at = [n for n, block in enumerate(blocks) if block.text == "How we will see whether it helps"]
    said = list(blocks[at[0] + 1].items) if at else []
    assert said == [lines.get(one, f"The numbers above: {one}") for one in told]


def test_no_letter_is_looked_at_again_on_a_day_that_is_over() -> None:
    """Neither a new one nor one that is opened again: the day stays in the form, with a sentence, and out of the letter."""
    account, person, client, draft = begun("us-504-plan", PEOPLE[1])
    at = f"/care/letters/{draft.pk}"
    sent = {"measure.stairs": "2", "own_steps": "A chair", "exit": "Fewer", "review_on": TODAY.isoformat()}
    over, said = (
        "That day is not after today. Choose a later one.",
        "a later day to look again (%s is not after today)",
    )

    def refused(day: str) -> bool:
        page = client.get(at).content.decode()
        answer = client.get(f"{at}/docx", follow=True).content
        words = reading.document(account, Letter.objects.get(pk=draft.pk)).words()
        assert (over in page) == (said % day in page) == ((said % day).encode() in answer)
        # Neither in the sentence nor as the end of a step in the table.
        assert (day in words) == (over not in page)
        assert ("We look at this again on ………." in words) == ("– ………" in words) == (over in page)
        return over in page

    shown = client.post(f"{at}/preview", sent).content.decode()
    assert said % "31 March 2026" in shown
    assert "again on ………." in shown
    assert client.post(at, sent).status_code == 302
    draft.refresh_from_db()
    assert draft.review_on == TODAY
    page = client.get(at).content.decode()
    assert over in page
    assert f'value="{TODAY}"' in page
    assert client.get(f"{at}/docx").status_code == 302
    client.post(at, {**sent, "review_on": "2026-05-01"})
    assert not refused("1 May 2026")
    with on_day(dt.date(2026, 4, 30)):
        assert not refused("1 May 2026")
    with on_day(dt.date(2026, 5, 2)):
        assert refused("1 May 2026")
        assert reading.school_letters(account, person.pk) == []
