"""One emoji in a goal or the title of an event never keeps the one page from being printed; a script without a font does."""

from __future__ import annotations

import datetime as dt
import html

import pytest

from dialdown.diary import services as diary
from dialdown.people.models import Person
from tests.access.households import client_of, owner
from tests.care.copying import text_of
from tests.care.families import TODAY
from tests.care.test_one_page_paper import judged
from tests.care.test_one_page_ranges import keep

pytestmark = pytest.mark.django_db
BEAR, KANNADA = "🧸", "ಅನನ್ಯ"


def test_emoji_are_left_out_and_the_page_says_so_beforehand() -> None:
    robin, person = owner("Robin")
    keep(robin, person, 0, function=5)
    diary.add_goal(viewer=robin, person=person, text=f"Sleep over {BEAR} at Zoe’s")
    began = TODAY - dt.timedelta(days=20)
    diary.add_event(
        viewer=robin, person=person, kind="programme", title=f"Day {BEAR} programme", starts_on=began
    )
    browser = client_of(robin)
    page = html.unescape(browser.get(f"/people/{person.pk}/one-page").content.decode())
    assert f"The PDF cannot show “{BEAR}”: emoji are left out." in page
    assert "has no letters" not in page
    assert f"Sleep over {BEAR}" in page
    answer = browser.get(f"/people/{person.pk}/one-page/pdf")
    assert answer["Content-Type"] == "application/pdf"
    words = " ".join(text_of(answer.content).split())
    assert "Sleep over at Zoe’s" in words
    assert "Day programme from" in words
    assert judged(answer.content) == []


def test_a_script_without_a_font_is_still_refused() -> None:
    robin, person = owner("Robin")
    Person.objects.filter(pk=person.pk).update(display_name=f"{KANNADA} {BEAR}")
    keep(robin, person, 0, function=5)
    browser = client_of(robin)
    page = html.unescape(browser.get(f"/people/{person.pk}/one-page").content.decode())
    assert "The PDF has no letters for" in page
    assert f"The PDF cannot show “{BEAR}”" in page
    answer = browser.get(f"/people/{person.pk}/one-page/pdf")
    assert answer.status_code == 302
