"""What changed, for each viewer: what is not open to her is called so and never nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from dialdown.care.one_page import one_page
from dialdown.diary import services as diary
from tests.access.households import account, grant, owner
from tests.care.test_one_page_ranges import keep

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("scopes", "said"),
    [
        (["function:line"], "What began or ended is not open to you."),
        (["function:line", "medicine:line"], "Evening tablet from {day}. What else began or ended is not open to you."),
        (["function"], "Day programme from {day}. Not open to you: illness, medicine."),
        (["function", "illness", "medicine"], "Day programme from {day}; Evening tablet from {day}."),
    ],
)  # fmt: skip
def test_what_is_closed_is_never_called_nothing(scopes: list[str], said: str) -> None:
    robin, person = owner("Robin")
    keep(robin, person, 0, function=5)
    began = dt.date(2026, 3, 31) - dt.timedelta(days=20)
    for kind, title in (("programme", "Day programme"), ("medicine", "Evening tablet")):
        diary.add_event(viewer=robin, person=person, kind=kind, title=title, starts_on=began)
    other = account("Dr Ellis")
    grant(other, person, scopes, audience="clinician")
    (changed,) = (one.answer for one in one_page(other, person).short if one.key == "changed")
    assert changed.removeprefix("Up to 31 March 2026: ") == said.format(day="11 Mar 2026")


def test_nothing_is_said_where_all_is_open_and_nothing_was_written() -> None:
    robin, person = owner("Robin")
    keep(robin, person, 0, function=5)
    (changed,) = (one.answer for one in one_page(robin, person).short if one.key == "changed")
    assert changed.endswith("Nothing began or ended in three months, as far as it was written down.")
