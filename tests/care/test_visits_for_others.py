"""Her questions for a visit reach the clinician to whom they are opened, a parent's week names the visit, others hear nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from dialdown.care.paper.one_page import one_page_paper
from dialdown.care.selectors import one_page, week_page
from dialdown.diary import services as diary
from dialdown.diary.selectors import today_of
from dialdown.people import services as sharing
from dialdown.people.models import Account, Person
from dialdown.people.scopes import DEFAULTS
from tests.access.households import account, client_of, document, grant, owner
from tests.care import papers
from tests.care.test_one_page_paper import copied

pytestmark = pytest.mark.django_db
ASKED = "May I swim with my friends?"


@pytest.fixture
def robin() -> tuple[Account, Person]:
    """A diary of one entry, a visit in three days with two questions and one that was answered, and a goal."""
    login, person = owner("Robin", age_group="13_to_17")
    diary.save_entry(viewer=login, document=document(person, papers.uuid7()))
    day = (today_of(person) + dt.timedelta(days=3)).isoformat()
    visit = papers.keep(login, person, "visit", title="Pain clinic", day=day, clock="15:30")
    papers.keep(login, person, "question", visit, text=ASKED)
    papers.keep(login, person, "question", visit, text="What do I tell my school?")
    papers.keep(login, person, "question", visit, text="Old news?", answer="Yes")
    diary.add_goal(viewer=login, person=person, text="Swim again")
    return login, person


def test_a_clinicians_login_sees_what_is_asked_as_it_is_opened_at_first(
    robin: tuple[Account, Person],
) -> None:
    _login, person = robin
    clinic = account("Clinic")
    grant(clinic, person, list(DEFAULTS["clinician"]), audience="clinician")
    assert one_page(clinic, person).asks == ["Goal: Swim again.", ASKED, "What do I tell my school?"]
    html = client_of(clinic).get(f"/people/{person.pk}/one-page").content.decode()
    paper = copied(one_page_paper(clinic, person, today=today_of(person)).paper.pdf)
    for words in (html, paper):
        assert ASKED in words
        assert "Old news" not in words
    assert client_of(clinic).get("/care/visits").status_code == 404


@pytest.mark.parametrize("scopes", [["function", "pain", "body", "medicine"], ["function", "visits:week"]])
def test_without_that_leave_no_question_is_seen(robin: tuple[Account, Person], scopes: list[str]) -> None:
    _login, person = robin
    other = account("Other")
    grant(other, person, scopes, audience="clinician")
    assert one_page(other, person).asks == []
    assert ASKED not in client_of(other).get(f"/people/{person.pk}/one-page").content.decode()


def test_a_parents_week_says_what_is_for_her_to_do(robin: tuple[Account, Person]) -> None:
    login, person = robin
    mum = account("Mum")
    link = sharing.make_offer(
        viewer=login, person=person, audience="parent", label="Mum", scopes=DEFAULTS["parent"], ends_at=None
    )
    sharing.accept(account=mum, code=link[1])
    todo = week_page(mum, person).todo
    assert [(one.path, one.small) for one in todo] == [("", "Robin has 2 questions")]
    assert todo[0].words.startswith("Visit on ")
    assert todo[0].words.endswith(", 15:30")
    html = client_of(mum).get(f"/people/{person.pk}/week").content.decode()
    assert "For you to do" in html
    # When and how many; neither what is asked nor where she goes.
    assert ASKED not in html
    assert "Pain clinic" not in html


def test_a_parent_who_writes_too_is_led_to_drafts_and_to_the_diary(robin: tuple[Account, Person]) -> None:
    login, person = robin
    from dialdown.care.letters import keeping

    mum = account("Mum")
    grant(mum, person, ["function", "visits:week"], write=True, audience="parent")
    draft = keeping.begin(viewer=login, person=person, kind="us-504-request")
    old = keeping.begin(viewer=login, person=person, kind="general")
    type(old).objects.filter(pk=old.pk).update(saved_at=timezone.now() - dt.timedelta(days=40))
    paths = [one.path for one in week_page(mum, person).todo]
    assert paths[0].startswith("/care/visits/")
    assert paths[1:] == [f"/care/letters/{draft.pk}", "/"]
    for path in paths:
        assert client_of(mum).get(path).status_code == 200


def test_nothing_to_do_is_no_card_and_she_gives_herself_none(robin: tuple[Account, Person]) -> None:
    login, person = robin
    aunt = account("Aunt")
    grant(aunt, person, ["function:week"], audience="other")
    assert week_page(aunt, person).todo == []
    for viewer in (aunt, login):
        html = client_of(viewer).get(f"/people/{person.pk}/week").content.decode()
        assert "For you to do" not in html
