"""What a letter leaves open, whose words its numbers are, and what it says only when somebody typed it."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest
from django.utils import timezone

from dialdown.care.letters import book, compose, facts, forms, keeping, reading
from dialdown.care.letters.models import Letter
from dialdown.care.one_page import one_page
from dialdown.diary import services as diary
from dialdown.people.access import Operator
from dialdown.people.models import Account, Grant, Membership, Person
from tests.care.families import PEOPLE, TODAY, document, make
from tests.care.test_letters import (
    begun,
    browser,
    on_that_day,  # noqa: F401
)

pytestmark = pytest.mark.django_db
ASKING = [kind for kind in book.kinds().values() if "steps" in kind.fields]


@pytest.mark.parametrize("kind", ASKING, ids=lambda kind: kind.id)
def test_no_step_of_the_library_shows_its_places_and_every_gap_is_named(kind: book.LetterKind) -> None:
    for step in book.steps().values():
        for places in ({}, step.usual):
            filled = compose.Filled(
                "Robin",
                {"reply_by": "2026-04-20", "place": "School"},
                {},
                review_on=TODAY + dt.timedelta(days=40),
                today=TODAY,
            )
            asked = compose.asked_for(step, places, filled, TODAY)
            told = compose.with_steps(filled, (asked,))
            words = compose.document(kind, told).words()
            assert "{" not in words, step.id
            named = [forms.gap_words(key) for key in compose.gaps(kind, told)]
            # One name for each place; a place may stand in a sentence twice.
            assert bool(named) == (compose.GAP in words), (step.id, named)
            assert len(named) <= words.count(compose.GAP), (step.id, named)


def test_the_form_fills_in_the_name_and_says_nothing_where_there_is_no_caution() -> None:
    account, person = make(PEOPLE[0])
    client = browser(account)
    for kind in ASKING:
        client.post(f"/care/letters/new/{kind.id}")
        draft = Letter.objects.get(person=person, kind=kind.id)
        page = unescape(client.get(f"/care/letters/{draft.pk}").content.decode())
        form = page[page.index("<form method") : page.index("data-letter-page")]
        assert "{" not in form
        assert "Robin Rowan adds own notes to the copies" in page
        assert '<p class="s">none</p>' not in page
        assert '<p class="s"></p>' not in page


def test_gaps_in_steps_and_in_the_table_are_announced() -> None:
    account, person = make(PEOPLE[1])
    draft = keeping.begin(viewer=account, person=person, kind="us-504-plan")
    draft.steps = [{"id": "sch-passing-time", "places": {}}]
    named = [forms.gap_words(key) for key in reading.gaps(account, draft)]
    assert named == ["Walking", "Who does it"]
    draft.measures, draft.values = {"walk_min": 3.0}, {**draft.values, "who_does": "Ms. Ortiz"}
    assert reading.gaps(account, draft) == []
    draft.steps = [{"id": "sch-one-contact", "places": {}}]
    named = [forms.gap_words(key) for key in reading.gaps(account, draft)]
    assert named == [f"Who ({book.steps()['sch-one-contact'].title})"]


def test_a_step_in_her_own_words_needs_a_way_out_and_the_form_opens_where_it_is_typed() -> None:
    account, _person, client, draft = begun("us-504-request", PEOPLE[1])
    at = f"/care/letters/{draft.pk}"
    sent = {
        "measure.walk_min": "3",
        "own_steps": "A chair",
        "review_on": "2026-06-15",
        "reply_by": "2026-05-01",
    }
    client.post(at, sent)
    page = client.get(at).content.decode()
    assert "how what you ask for in your own words gets smaller or ends" in page
    fold = re.search(r"<details[^>]*>(?=<summary>.{0,200}More, if you want)", page, re.DOTALL)
    assert fold
    assert " open" in fold[0]
    client.post(at, {**sent, "exit": "Fewer each month."})
    draft.refresh_from_db()
    assert reading.missing(draft) == []
    words = reading.document(account, draft).words()
    assert "A chair. Until 15 June 2026." in words
    assert "Fewer each month." in words


def test_what_it_limits_stands_there_only_when_it_was_typed() -> None:
    account, person = make(PEOPLE[0])
    draft = keeping.begin(viewer=account, person=person, kind="us-504-request")
    draft.measures = {"walk_min": 3.0, "hours": 2.0}
    words = reading.document(account, draft).words()
    assert "This limits" not in words
    assert "touches" not in words
    draft.values = {**draft.values, "touches": "walking, sleeping."}
    assert "This limits: walking, sleeping.\n" in reading.document(account, draft).words()


@pytest.mark.parametrize("kind", ["teacher-page", "hard-day", "uk-ihp", "us-504-plan"])
def test_a_page_that_says_phone_home_says_the_number(kind: str) -> None:
    assert "phone_home" in book.kinds()[kind].fields
    assert "phone_home" not in book.kinds()[kind].more
    for number, said in (
        ("020 7946 0000", "Phone home (020 7946 0000), or a doctor, with: fever"),
        ("", "Phone home, or a doctor"),
    ):
        filled = compose.Filled("Mia", {"phone_home": number}, {}, today=TODAY)
        assert said in compose.document(book.kinds()[kind], filled).words()


def half_told() -> tuple[Account, Person]:
    """Hours planned on all 28 days; of 14 days there is an answer, and she was there on 11 of them."""
    account, person = make(PEOPLE[1])
    for back in range(28):
        told = document(person, TODAY - dt.timedelta(days=back), 0, limb=False)
        told["values"] = {"school_hours_planned": 6}
        if back % 2:
            told["values"]["school_hours"] = 0 if back in (1, 11, 21) else 5
        diary.save_entry(viewer=account, document=told)
    return account, person


def test_a_day_without_an_answer_is_never_a_day_away() -> None:
    account, person = half_told()
    there = facts.attendance(account, person)
    assert there is not None
    assert there.words == (
        "School or work: there on 11 of 14 planned days with an answer, 4 March to 31 March 2026 (14 days without an answer)"
    )
    page = one_page(Operator(), person)
    (days,) = (one for one in page.facts if one.name.startswith("School"))
    assert (days.value, days.days) == ("11 of 14", "planned days with an answer · 14 of 28 days")
    (doing,) = (one.answer for one in page.short if one.key == "function")
    assert "At school or work on 11 of 14 planned days with an answer (14 days without an answer)." in doing


def test_numbers_carry_the_voice_they_have_and_not_that_of_the_writer() -> None:
    """A diary that her mother types, a letter that she begins herself, and one number that her mother types into it."""
    account, person = make(PEOPLE[1])
    mother = Account.objects.create_user("mother", "four quiet plain words", display_name="Mother")
    Membership.objects.create(person=person, account=mother, role=Membership.Role.PARENT)
    Grant.objects.create(
        person=person, account=mother, scopes=["function"], may_write=True, audience="parent",
        starts_at=timezone.now() - dt.timedelta(days=1),
    )  # fmt: skip
    for back in range(6):
        told = document(person, TODAY - dt.timedelta(days=back), 0, limb=False)
        told |= {"said_by": "parent", "values": {"school_hours": 5}}
        diary.save_entry(viewer=mother, document=told)
    draft = keeping.begin(viewer=account, person=person, kind="general")
    assert draft.said_by == "self"
    assert draft.values["taken.day_hours"] == "2026-03-31 diary parent"
    words = reading.document(account, draft).words()
    assert "from the diary of the four weeks up to 31 March 2026, told by a parent" in words
    sent = keeping.Typed(measures={"day_hours": 5.0, "walk_min": 3.0}, attendance=True)
    kept = keeping.save(viewer=mother, letter_id=draft.pk, typed=sent)
    words = reading.document(account, kept).words()
    assert "told on 31 March 2026 by a parent (Walking)" in words
    assert "told by a parent (School or work on a day there, Days there)" in words
    # A draft of before names nobody.
    kept.values = {**kept.values, "taken.day_hours": "2026-03-01 diary", "taken.walk_min": "2026-03-01 told"}
    words = reading.document(account, kept).words()
    assert "told on 1 March 2026 (Walking)" in words
    assert "from the diary of the four weeks up to 1 March 2026 (School or work on a day there)" in words
