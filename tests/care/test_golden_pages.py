"""What the demo's household is told on its pages, word for word: an unintended change of any of them is seen.

`DIALDOWN_TEST_GOLDEN=write pytest tests/care/test_golden_pages.py` writes them anew; then they are read by people.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from dialdown.care.letters import keeping, reading
from dialdown.care.letters.book import kinds
from dialdown.care.one_page import one_page
from dialdown.care.paper.one_page import one_page_paper, told
from dialdown.care.week import week_page
from dialdown.people.models import Account, Person
from dialdown.people.scopes import DEFAULTS
from tests.access.households import account, grant
from tests.care.demo import household, page_words, that_day, week_words
from tests.care.families import TODAY

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def _day() -> Iterator[None]:
    with that_day():
        yield


@pytest.fixture
def home(_day: None) -> tuple[Account, Person]:
    return household()


def pages(owner: Account, person: Person) -> dict[str, str]:
    """Every golden file of the household with what it holds today."""
    clinic, mum = account("Dr Ellis"), account("Mum")
    grant(clinic, person, list(DEFAULTS["clinician"]), audience="clinician")
    grant(mum, person, list(DEFAULTS["parent"]), audience="parent")
    made = {
        f"page-{name}.txt": page_words(told(one_page(viewer, person), person, TODAY, most=12))
        for name, viewer in (("owner", owner), ("clinician", clinic))
    }
    letters = [keeping.begin(viewer=owner, person=person, kind=kind) for kind in kinds()]
    made["letters.txt"] = "\n".join(reading.document(owner, one).words() for one in letters)
    assert one_page_paper(clinic, person, today=TODAY).paper.pages == 1
    return {**made, "week-parent.txt": week_words(week_page(mum, person))}


def test_every_page_of_the_demo_says_what_it_said(home: tuple[Account, Person]) -> None:
    made = pages(*home)
    if os.environ.get("DIALDOWN_TEST_GOLDEN") == "write":
        for name, words in made.items():
            (GOLDEN / f"demo-{name}").write_text(words, "utf-8")
    kept = {path.name.removeprefix("demo-"): path.read_text("utf-8") for path in GOLDEN.glob("demo-*.txt")}
    assert set(made) == set(kept)
    for name, words in made.items():
        assert words.splitlines() == kept[name].splitlines(), name
