"""Before the first entry the one page holds what was written beside the diary, for whoever may see it and nobody else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from dialdown.care.chosen import chosen
from dialdown.care.one_page import one_page
from dialdown.care.paper.one_page import one_page_paper
from dialdown.diary import services as diary
from dialdown.export.page_file import services as files
from dialdown.export.page_file.sealing import new_code
from dialdown.people import services as sharing
from dialdown.people.models import Account, Person
from tests.access.households import account, client_of, grant, owner
from tests.care import papers
from tests.care.test_one_page_paper import copied

pytestmark = pytest.mark.django_db
NO_ENTRY = "There is no entry yet, or none is open to you."
MEDICINE, QUESTION, GOAL = "Evening tablet", "Is swimming all right?", "Sleep over at Zofia"


@pytest.fixture
def home() -> tuple[Account, Person]:
    """A family before its first visit: a medicine, a goal, a question, something that began, and no day."""
    robin, person = owner("Robin", age_group="13_to_17")
    today = timezone.now().date()
    papers.keep(robin, person, "medicine", nickname=MEDICINE, role="daily", began_on=today.isoformat())
    visit = papers.keep(robin, person, "visit", title="Pain clinic", day=(today + dt.timedelta(days=3)).isoformat())  # fmt: skip
    papers.keep(robin, person, "question", visit, text=QUESTION)
    diary.add_goal(viewer=robin, person=person, text=GOAL)
    diary.add_event(viewer=robin, person=person, kind="programme", title="Day programme", starts_on=today)
    return robin, person


def there(words: str) -> set[str]:
    return {word for word in (MEDICINE, QUESTION, GOAL, "Day programme") if word in words}


def test_what_was_written_stands_there_on_screen_and_on_paper(home: tuple[Account, Person]) -> None:
    robin, person = home
    page = one_page(robin, person)
    assert (page.shown, len(page.medicine), len(page.asks)) == (None, 1, 2)
    answers = {one.key: one.answer for one in page.short}
    assert list(answers) == ["function", "asked", "problem", "changed", "sure"]
    assert {answers[key] for key in ("function", "problem", "sure")} == {NO_ENTRY}
    assert answers["asked"] == f"Goal: {GOAL}. {QUESTION}"
    assert "Day programme from" in answers["changed"]
    assert answers["changed"].endswith(NO_ENTRY)
    screen = client_of(robin).get(f"/people/{person.pk}/one-page").content.decode()
    made = one_page_paper(robin, person, today=timezone.localdate())
    assert made.paper.pages == 1
    for words in (screen, copied(made.paper.pdf)):
        assert len(there(words)) == 4
        assert "Nothing was written in the diary yet" in words
        assert "Who said it: S self" in words
    only = one_page(robin, person, chosen("6m", ["medicine"]))
    assert (only.short, only.asks, len(only.medicine)) == ([], [], 1)


@pytest.mark.parametrize(
    ("scopes", "sees"),
    [
        (["pain:line"], set[str]()), (["medicine:line"], {MEDICINE}), (["goals", "pain:line"], {GOAL}),
        (["pain:line", "visits"], {QUESTION}), (["function"], {"Day programme"}),
    ],
)  # fmt: skip
def test_a_login_a_preview_a_link_and_a_file_hold_only_what_is_open(
    home: tuple[Account, Person], scopes: list[str], sees: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    robin, person = home
    ellis = account("Ellis")
    given = grant(ellis, person, scopes, audience="clinician")
    assert there(client_of(ellis).get(f"/people/{person.pk}/one-page").content.decode()) == sees
    assert there(copied(one_page_paper(ellis, person, today=timezone.localdate()).paper.pdf)) == sees
    assert there(client_of(robin).get(f"/sharing/{given.pk}/preview").content.decode()) == sees
    lasts = dt.timedelta(days=1)
    link = sharing.make_link(viewer=robin, person=person, audience="clinician", label="Dr Okoye", scopes=scopes, lasts=lasts)  # fmt: skip
    browser = client_of()
    assert browser.post("/shared/open", {"secret": link.secret, "spoken": link.spoken}).status_code == 302
    assert there(browser.get("/shared").content.decode()) == sees
    if scopes != ["function"]:
        monkeypatch.setattr(files, "page_file", lambda *, body, **_more: body.encode())
        sealed = files.make(viewer=robin, person=person, scopes=scopes, label="Dr Moss", code=new_code())
        assert there(sealed.decode()) == sees
