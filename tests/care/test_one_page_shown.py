"""The one page says of which days its numbers and pictures are, and an old diary does not read as today's."""

from __future__ import annotations

import datetime as dt
from unittest.mock import patch

import pytest

from dialdown.care.chosen import chosen
from dialdown.care.one_page import one_page, range_words
from dialdown.care.paper.one_page import told
from dialdown.care.shown import shown
from dialdown.people.access import Operator
from tests.access.households import client_of, owner
from tests.care.families import TODAY
from tests.care.test_one_page_ranges import keep

DAYS = [TODAY - dt.timedelta(days=back) for back in range(0, 300, 2)]


@pytest.mark.parametrize(
    ("back", "ago"),
    [
        (0, ""),
        (7, ""),
        (8, "8 days ago"),
        (14, "2 weeks ago"),
        (69, "9 weeks ago"),
        (70, "2 months ago"),
        (1830, "61 months ago"),
    ],
)
def test_how_old_the_last_entry_is(back: int, ago: str) -> None:
    of = shown(DAYS, DAYS[-1], TODAY, TODAY + dt.timedelta(days=back), None)
    assert of.old == ago
    assert bool(ago) == ("ago" in of.words) == ("ago" in of.sure)


def test_each_stretch_counts_its_own_days_once() -> None:
    """By hand: every second day."""
    of = shown(DAYS, DAYS[-1], TODAY, TODAY, TODAY - dt.timedelta(days=41))
    assert of.words == (
        "Numbers: four weeks up to the last entry, 4 March 2026 to 31 March 2026 · "
        "pictures: 18 February 2026 to 31 March 2026 · diary since 6 June 2025"
    )
    assert of.sure == (
        "Entries on 14 of 28 days behind the numbers, 14 without. Behind the pictures 21 of 42. In the whole diary 150 of 299."
    )
    whole = shown(DAYS, DAYS[-1], TODAY, TODAY, DAYS[-1])
    assert "In the whole diary" not in whole.sure
    short = shown(DAYS[:3], DAYS[2], TODAY, TODAY, DAYS[2])
    assert short.sure == "Entries on 3 of 5 days behind the numbers, 2 without."
    assert "pictures" not in shown(DAYS, DAYS[-1], TODAY, TODAY, None).words


@pytest.mark.django_db
def test_the_page_and_the_paper_say_which_days_they_are_of() -> None:
    login, person = owner("Robin")
    for back in range(0, 80, 4):
        keep(login, person, back, pain_now=4, function=5)
    with patch("dialdown.diary.selectors.today_of", return_value=TODAY + dt.timedelta(days=66)):
        page = one_page(Operator(), person, chosen("6w", None))
        under = told(page, person, TODAY, most=12)["under"]
        answers = {one.key: one.answer for one in page.short}
    assert (
        "Numbers: four weeks up to the last entry, 4 March 2026 to 31 March 2026 · last entry 9 weeks ago"
        in under
    )
    assert "pictures: 18 February 2026 to 31 March 2026" in under
    assert range_words(page) in under
    for key in ("problem", "function", "changed"):
        assert answers[key].startswith("Up to 31 March 2026: ")
    assert "Entries on 7 of 28 days behind the numbers" in answers["sure"]
    assert (
        "Behind the pictures 11 of 42. In the whole diary 20 of 77. The last entry was 9 weeks ago."
        in answers["sure"]
    )
    # Without a picture nothing is said of pictures; on a screen it stands under the name.
    assert "pictures" not in range_words(one_page(Operator(), person, chosen("6w", ["facts"])))
    html = client_of(login).get(f"/people/{person.pk}/one-page?period=6w").content.decode()
    assert "4 March 2026 to 31 March 2026" in html
    assert "months ago" in html
