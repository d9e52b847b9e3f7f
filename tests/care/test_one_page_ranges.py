"""Volume and pain on the one page with their 90 % ranges, or with the reason why there is none, on screen and on paper."""

from __future__ import annotations

import datetime as dt
import random
import re
from typing import Any

import pytest

from dialdown.care.chosen import chosen
from dialdown.care.one_page import one_page
from dialdown.care.paper.one_page import one_page_paper
from dialdown.diary import services as diary
from dialdown.insights.volume import services as volume
from dialdown.people.access import Operator
from dialdown.people.models import Account, Person
from dialdown.uuid7 import uuid7
from tests.access.households import client_of, owner
from tests.care.families import TODAY
from tests.care.test_one_page_paper import copied, judged

pytestmark = pytest.mark.django_db
VIEWER = Operator()


def keep(login: Account, person: Person, back: int, **values: Any) -> None:
    day = TODAY - dt.timedelta(days=back)
    at = dt.datetime.combine(day, dt.time(18), tzinfo=dt.UTC).isoformat()
    told = {
        "id": str(uuid7()), "person": str(person.pk), "at": at, "zone": "Europe/London", "day": day.isoformat(), "mode": "full",
        "said_by": "self", "saved_at": at, "skipped": [], "signs": [], "regions": [], "values": values,
    }  # fmt: skip
    diary.save_entry(viewer=login, document=told)


def louder_after_hours(days: int) -> tuple[Account, Person]:
    """Pain that follows the hours of the day before."""
    login, person = owner("Robin", age_group="13_to_17")
    draw, hours = random.Random(4), 4.0
    for back in reversed(range(days)):
        pain = 3.0 + 0.5 * (hours - 4.0) + draw.gauss(0.0, 0.8)
        hours = float(draw.choice([1, 2, 4, 6, 8, 9]))
        keep(login, person, back, pain_now=max(0, min(10, round(pain))), hours_up=hours, function=5)
    return login, person


def fact(page: Any, name: str) -> Any:
    return next(one for one in page.facts if one.name.startswith(name))


def test_pain_stands_there_with_its_range_on_screen_and_on_paper() -> None:
    login, person = louder_after_hours(60)
    page = one_page(VIEWER, person)
    said = fact(page, "Pain now")
    low, high = map(float, re.search(r"90 % range ([\d.]+) to ([\d.]+)", said.days).groups())  # type: ignore[union-attr]
    mean = float(said.value.split()[0])
    assert low < mean < high
    assert 0.2 < high - low < 4.0
    assert "28 of 28 days" in said.days
    words = client_of(login).get(f"/people/{person.pk}/one-page").content.decode()
    assert said.days in words
    made = one_page_paper(VIEWER, person, today=TODAY)
    assert made.paper.pages == 1
    assert said.days.replace(" · ", " ") in copied(made.paper.pdf).replace(" · ", " ")
    # The change is told with it, too.
    (changed,) = (answer.answer for answer in page.short if answer.key == "changed")
    assert re.search(r"Pain now on average: [\d.]+ in these four weeks \(90 % range", changed)
    assert "90 % range" in changed


def test_every_mean_has_its_range_and_hours_end_at_24() -> None:
    login, person = louder_after_hours(60)
    for back in range(60):
        keep(login, person, back, sleep_hours=24 if back % 2 else 22)
    page = one_page(VIEWER, person)
    for name, most in (("Up and about", 24), ("Sleep", 24), ("Pain now", 10)):
        low, high = map(float, re.search(r"90 % range ([\d.]+) to ([\d.]+)", fact(page, name).days).groups())  # type: ignore[union-attr]
        assert low <= float(fact(page, name).value.split()[0]) <= high <= most, name
    assert "the same every day: no range" in fact(page, "Did what was wanted").days
    assert float(fact(page, "Sleep").value.split()[0]) > 10


def test_too_few_days_say_how_many_are_missing() -> None:
    login, person = owner("Robin")
    for back in range(20):
        keep(login, person, back, pain_now=back % 5)
    assert "no range before 8 more days with an answer" in fact(one_page(VIEWER, person), "Pain now").days


def test_a_volume_that_answers_is_a_number_a_range_and_a_picture() -> None:
    login, person = louder_after_hours(200)
    # Nobody opened the page of the volume before.
    assert volume.kept_volume_answer(viewer=login, person=person) is None
    page = one_page(login, person)
    said = fact(page, "Volume")
    assert re.match(r"[\d.]+: ", said.value)
    assert re.search(r"90 % range [−\d.]+ to [\d.]+", said.days)
    assert page.verdicts
    assert all(bool(one.rows) != bool(one.why_not) for one in page.verdicts)
    figure = next(one for one in page.figures if one["key"] == "volume")
    assert figure["table_rows"]
    words = client_of(login).get(f"/people/{person.pk}/one-page").content.decode()
    assert "chart-volume" in words
    made = one_page_paper(login, person, today=TODAY)
    assert made.paper.pages == 1
    assert judged(made.paper.pdf) == []
    assert "1.0 = " in copied(made.paper.pdf)
    # Left out when it was not chosen.
    small = one_page(login, person, chosen("6m", ["facts", "pain"]))
    assert not [one for one in small.facts if one.name.startswith("Volume")]
    assert not [one for one in small.figures if one["key"] == "volume"]


def test_a_volume_that_cannot_be_told_says_why() -> None:
    login, person = louder_after_hours(30)
    page = one_page(login, person)
    assert "Cannot tell yet: 30 days have an answer, and it takes 42." in [
        one.why_not for one in page.verdicts
    ]
    said = fact(page, "Volume")
    assert said.value == "cannot tell"
    assert "too few days" in said.days
    words = copied(one_page_paper(login, person, today=TODAY).paper.pdf)
    assert "cannot tell" in words
    # Without a load there is nothing to compare.
    kim, other = owner("Kim")
    for back in range(40):
        keep(kim, other, back, pain_now=back % 5)
    assert "no load is noted" in fact(one_page(kim, other), "Volume").days
