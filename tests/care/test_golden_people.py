"""The summaries of the five made-up people, word for word: the one page for a visit, and the week.

`DIALDOWN_TEST_GOLDEN=write pytest tests/care/test_golden_people.py` writes them anew; then they are read by people.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from dialdown.care.one_page import one_page
from dialdown.care.paper.one_page import one_page_paper, told
from dialdown.care.week import week_page
from tests.care.demo import page_words, that_day, week_words
from tests.care.families import PEOPLE, SECRET, TODAY, Somebody, make

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "golden"
# What somebody who has never seen her wants to know: main problem, function, what changed, what is asked, how sure.
ASKED = ("Doing things", "What is asked", "Main problem", "What changed", "How sure")


@pytest.fixture(scope="module", autouse=True)
def _day() -> Iterator[None]:
    with that_day():
        yield


@pytest.mark.parametrize("one", PEOPLE, ids=lambda one: one.key)
def test_the_summaries_of_five_people_say_what_they_said(one: Somebody) -> None:
    account, person = make(one)
    page = told(one_page(account, person), person, TODAY, most=12)
    words = f"{page_words(page)}\n# the week\n{week_words(week_page(account, person))}"
    golden = GOLDEN / f"page-{one.key}.txt"
    if os.environ.get("DIALDOWN_TEST_GOLDEN") == "write":
        golden.write_text(words, "utf-8")
    assert golden.read_text("utf-8").splitlines() == words.splitlines()
    assert SECRET not in words
    assert one_page_paper(account, person, today=TODAY).paper.pages == 1
    # A stranger's five questions have an answer; before the first day four of them say that there is no entry.
    answers = {row["question"]: row["answer"] for row in page["short"]}
    assert tuple(answers) == ASKED
    assert all(answers.values())
    assert ("Nothing was written in the diary yet" in words) == (one.days == 0)
    assert sum("There is no entry yet" in answer for answer in answers.values()) == (0 if one.days else 4)
    # What was written beside the diary stands there with or without one.
    for written in (one.medicine, one.question, one.goal):
        assert written in words
