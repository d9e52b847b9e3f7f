"""The letter that school reads: chosen by its owner, as it stood then, through the gate, and gone when she says so."""

from __future__ import annotations

import datetime as dt
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dialdown.care import selectors, services
from dialdown.care.letters import keeping
from dialdown.care.letters.models import Letter
from dialdown.care.models import SchoolSheet
from dialdown.diary.selectors import today_of
from dialdown.people import services as people
from dialdown.people.access import Denied, LinkHolder
from dialdown.people.models import Account, Grant, Person
from tests.access.households import account, client_of, grant, owner

pytestmark = [pytest.mark.django_db, pytest.mark.database]
WEEK = dt.timedelta(days=7)
WORDS = "a wombat helps"
LETTER = "The letter’s day to be looked at again"


def letter(
    robin: Account, person: Person, kind: str = "us-504-plan", words: str = WORDS, **more: Any
) -> Letter:
    """A letter with nothing missing."""
    draft = keeping.begin(viewer=robin, person=person, kind=kind)
    review = timezone.now().date() + WEEK
    told = {
        "values": {"now": words, "recipient": "Ms Lee", "exit": "Less each month"},
        "own_steps": words,
        "review_on": review,
        **more,
    }
    return keeping.save(viewer=robin, letter_id=draft.pk, typed=keeping.Typed(**told))


@pytest.fixture
def hers() -> tuple[Account, Person, Client]:
    robin, person = owner("Robin", age_group="13_to_17")
    return robin, person, client_of(robin)


def school(robin: Account, person: Person) -> tuple[Client, Grant]:
    """Ms Lee with her link open."""
    made = people.make_link(
        viewer=robin, person=person, audience="school", label="Ms Lee", scopes=["school"], lasts=WEEK
    )
    client = client_of()
    assert client.post("/shared/open", {"secret": made.secret, "spoken": made.spoken}).status_code == 302
    return client, made.grant


def read(client: Client) -> str:
    return unescape(client.get("/shared").content.decode())


def read_by_school(robin: Account, person: Person, browser: Client) -> tuple[Letter, Client]:
    """A letter on the page for school, and the browser of whoever reads it there."""
    draft = letter(robin, person)
    choose(browser, draft)
    return draft, school(robin, person)[0]


def choose(browser: Client, draft: Letter | None, plan: str = "a quiet place") -> None:
    sent = {"plan": plan, "letter": str(draft.pk) if draft else ""}
    assert browser.post("/care/school", sent).status_code == 302


def test_nothing_of_a_letter_is_seen_before_she_chooses_it(hers: tuple[Account, Person, Client]) -> None:
    robin, person, browser = hers
    draft = letter(robin, person)
    client, _given = school(robin, person)
    choose(browser, None)
    assert WORDS not in read(client)
    choose(browser, draft)
    page = read(client)
    assert WORDS in page
    assert "a quiet place" in page
    assert "504 plan, a draft: Robin" in page
    assert f'value="{draft.pk}" checked' in browser.get("/care/school").content.decode()
    choose(browser, None)
    assert WORDS not in read(client)


def test_school_reads_it_as_it_stood_and_says_so_again_after_a_change(
    hers: tuple[Account, Person, Client],
) -> None:
    robin, person, browser = hers
    draft, client = read_by_school(robin, person, browser)
    client.post("/shared/acknowledge")
    assert "You said on" in read(client)
    changed = keeping.Typed(
        values={"now": "a new koala", "recipient": "Ms Lee", "exit": "Less"},
        own_steps="a new koala",
        review_on=draft.review_on,
    )
    keeping.save(viewer=robin, letter_id=draft.pk, typed=changed)
    assert WORDS in read(client)
    assert "koala" not in read(client)
    choose(browser, draft)
    assert "koala" in read(client)
    assert "I have read this" in read(client)
    keeping.take_out(viewer=robin, letter_id=draft.pk)
    assert "as it stands there now" not in browser.get("/care/school").content.decode()
    assert "koala" not in read(client)
    assert "a quiet place" in read(client)


def test_school_keeps_the_name_of_the_letter(hers: tuple[Account, Person, Client]) -> None:
    robin, person, browser = hers
    choose(
        browser, letter(robin, person, values={"now": WORDS, "full_name": "Roberta Rowan", "exit": "Less"})
    )
    client, _given = school(robin, person)
    assert "504 plan, a draft: Roberta Rowan" in read(client)


def test_a_letter_whose_review_day_is_over_stays_when_the_page_is_saved_again(
    hers: tuple[Account, Person, Client],
) -> None:
    robin, person, browser = hers
    draft, client = read_by_school(robin, person, browser)
    Letter.objects.filter(pk=draft.pk).update(review_on=dt.date(2026, 1, 5))
    page = browser.get("/care/school").content.decode()
    assert "as it stands there now" in page
    assert f'value="{draft.pk}" checked' in page
    choose(browser, draft)
    assert WORDS in read(client)
    browser.post("/care/school", {"plan": "a quiet place", "letter": ""})
    assert WORDS not in read(client)
    # Once it is off the page it is not there to stay.
    assert browser.post("/care/school", {"plan": "x", "letter": str(draft.pk)}).status_code == 404


@pytest.mark.parametrize(
    ("plan", "letter_day", "over"),
    [(0, 0, ()), (-1, 1, ("That day",)), (0, -1, (LETTER,)), (None, -1, (LETTER,))],
)
def test_school_reads_that_a_day_of_review_is_over(
    hers: tuple[Account, Person, Client], plan: int | None, letter_day: int, over: tuple[str, ...]
) -> None:
    robin, person, browser = hers
    draft = letter(robin, person)
    assert draft.review_on is not None
    sent = {"plan": "a quiet place", "letter": str(draft.pk), "review_on": draft.review_on.isoformat()}
    assert browser.post("/care/school", sent).status_code == 302
    client, _given = school(robin, person)
    # What she moves in the draft afterwards is not what school was told.
    later = keeping.Typed(
        values=draft.values, own_steps=draft.own_steps, review_on=draft.review_on + 9 * WEEK
    )
    keeping.save(viewer=robin, letter_id=draft.pk, typed=later)
    sheet = SchoolSheet.objects.get(person=person)
    assert sheet.letter["review_on"] == draft.review_on.isoformat()
    today = today_of(person)
    sheet.review_on = None if plan is None else today + dt.timedelta(days=plan)
    sheet.letter["review_on"] = (today + dt.timedelta(days=letter_day)).isoformat()
    sheet.save()
    page = read(client)
    assert tuple(words for words in ("That day", LETTER) if f"{words} is over" in page) == over
    assert ("That day is over" in browser.get("/care/school").content.decode()) == ("That day" in over)
    assert WORDS in page


def test_only_finished_letters_for_school_of_her_own_can_be_chosen(
    hers: tuple[Account, Person, Client],
) -> None:
    robin, person, browser = hers
    other, someone = owner("Sam")
    refused = [
        keeping.begin(viewer=robin, person=person, kind="us-504-request"),
        letter(robin, person, kind="medical-necessity"),
        letter(other, someone),
        letter(robin, person, words="taken out"),
    ]
    keeping.save(viewer=robin, letter_id=refused[0].pk, typed=keeping.Typed())
    keeping.take_out(viewer=robin, letter_id=refused[3].pk)
    page = browser.get("/care/school").content.decode()
    for draft in refused:
        assert str(draft.pk) not in page
        with pytest.raises(Denied):
            services.save_school_sheet(viewer=robin, person=person, plan="x", review_on=None, letter=draft.pk)
        assert browser.post("/care/school", {"plan": "x", "letter": str(draft.pk)}).status_code == 404
    assert browser.post("/care/school", {"plan": "x", "letter": "no id"}).status_code == 422


def test_nobody_without_leave_for_that_page_reads_it(hers: tuple[Account, Person, Client]) -> None:
    robin, person, browser = hers
    choose(browser, letter(robin, person))
    weekly, seeing = account("Dad"), account("Ms Oak")
    grant(weekly, person, ["function:week"])
    grant(seeing, person, ["school"], audience="school")
    assert WORDS in unescape(client_of(seeing).get(f"/people/{person.pk}/school").content.decode())
    for who in (weekly, account("Host"), owner("Sam")[0]):
        assert client_of(who).get(f"/people/{person.pk}/school").status_code == 404
        with pytest.raises(Denied):
            selectors.school_page(who, person.pk)
    client, given = school(robin, person)
    for path in ("/shared?page=one_page", "/shared?page=week"):
        assert WORDS not in client.get(path).content.decode()
    # Nor does that leave open the letter itself.
    with pytest.raises(Denied):
        selectors.school_letters(LinkHolder(given.pk), person.pk)
    Grant.objects.filter(pk=given.pk).update(ends_at=timezone.now() - dt.timedelta(seconds=1))
    assert client.get("/shared").status_code == 410
    with pytest.raises(Denied):
        selectors.school_page(LinkHolder(given.pk), person.pk)
