"""The one pain series of volume and flares: which question, whose words, which of several answers, in which step."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from dialdown.diary.models import Entry, RegionMark, Value
from dialdown.insights.pain import pain_of, pain_series

if TYPE_CHECKING:
    from tests.diary.household import Home

pytestmark = [pytest.mark.django_db, pytest.mark.database]
DAY = dt.date(2024, 3, 1)


def entry(home: Home, day: int, hour: int = 18, mode: str = "full") -> Entry:
    at = dt.datetime.combine(DAY + dt.timedelta(days=day), dt.time(hour), dt.UTC)
    return Entry.objects.create(
        person=home.person, at=at, zone="UTC", day=at.date(), mode=mode, typed_by=home.robin, saved_at=at
    )


def answer(home: Home, of: Entry, key: str, number: float, **more: Any) -> None:
    Value.objects.create(
        entry=of, key=key, number=number, typed_by=home.robin, **{"step": 1.0, "said_by": "self"} | more
    )


def test_the_question_that_was_answered_on_most_days_counts(home: Home) -> None:
    for day in range(5):
        answer(home, entry(home, day), "pain_worst", 7)
    answer(home, entry(home, 5), "pain_now", 3)
    found = pain_of(home.robin, home.person.pk)
    assert found is not None
    assert (found.series.definition.key, len(found.days), found.scale) == ("pain_worst", 5, (0.0, 10.0))
    # Where two are equal the order is that of the pictures.
    for day in range(6, 10):
        answer(home, entry(home, day), "pain_now", 3)
    found = pain_of(home.robin, home.person.pk)
    assert found is not None
    assert found.series.definition.key == "pain_now"


def test_several_answers_of_a_day_keep_the_coarsest_step(home: Home) -> None:
    first, second, third = entry(home, 0, 9), entry(home, 0, 18), entry(home, 1)
    answer(home, first, "pain_now", 4)
    answer(home, second, "pain_now", 4.5, step=0.5)
    answer(home, third, "pain_now", 6.5, step=0.5)
    # A week's answer and a parent's are no answer of hers on that day.
    answer(home, entry(home, 2, mode="weekly"), "pain_now", 9)
    answer(home, entry(home, 3), "pain_now", 9, said_by="parent")
    found = pain_of(home.robin, home.person.pk)
    assert found is not None
    assert found.days == {DAY: 4.25, DAY + dt.timedelta(days=1): 6.5}
    assert found.steps == {DAY: 1.0, DAY + dt.timedelta(days=1): 0.5}


def test_a_step_that_does_not_fit_is_not_believed(home: Home) -> None:
    """An import stores our step whatever the file had: the numbers themselves say how fine they are, or that they have none."""
    from dialdown.diary.models import ImportBatch

    halves = ImportBatch.objects.create(person=home.person, typed_by=home.robin)
    means = ImportBatch.objects.create(person=home.person, typed_by=home.robin)
    for day, (number, batch) in enumerate([(4, halves), (4.5, halves), (5, means), (5.37, means), (6, None)]):
        answer(home, entry(home, day), "pain_now", number, batch=batch)
    found = pain_of(home.robin, home.person.pk)
    assert found is not None
    assert [found.steps.get(DAY + dt.timedelta(days=day)) for day in range(5)] == [0.5, 0.5, None, None, 1.0]


def test_places_never_add_up(home: Home) -> None:
    for day, pains in enumerate([(3, 8), (2, None)]):
        of = entry(home, day)
        for region, pain in zip(("front-left-knee", "front-left-ankle"), pains, strict=True):
            RegionMark.objects.create(
                entry=of, region=region, side="left", pain=pain, said_by="self", typed_by=home.robin
            )
    found = pain_of(home.robin, home.person.pk)
    assert found is not None
    assert found.days == {DAY: 8.0, DAY + dt.timedelta(days=1): 2.0}
    assert set(found.steps.values()) == {1.0}
    # One single day on which it was asked moves nothing.
    answer(home, entry(home, 0), "pain_now", 9)
    again = pain_of(home.robin, home.person.pk)
    assert again is not None
    assert (again.series.definition.key, again.days) == ("highest", found.days)
    # Who may not see the body map or pain gets nothing.
    assert pain_of(home.lee, home.person.pk) is None


class TestOneDayOfAnotherQuestion:
    """Sixty days of the worst pain, and then once pain right now."""

    def fill(self, home: Home, days: int = 60) -> None:
        for day in range(days):
            of = entry(home, day)
            answer(home, of, "pain_worst", day % 7 + 2)
            answer(home, of, "sleep_hours", 6 + day % 3)
        answer(home, entry(home, days), "pain_now", 3)

    def test_patterns_stay_with_what_has_the_days(self, home: Home) -> None:
        from dialdown.insights import services

        self.fill(home)
        (found,) = services.pattern_answer(viewer=home.robin, person=home.person).data["answers"]
        assert (found["key"], found["state"], found["recorded"]) == ("pain_worst", "answered", 60)

    def test_the_pictures_show_the_same_pain_and_name_it(self, home: Home) -> None:
        from dialdown.insights import services

        self.fill(home)
        made = services.figures(viewer=home.robin, person=home.person, period="all").data["figures"]
        shown = {figure["key"]: figure for figure in made}
        assert shown["pain"]["heading"] == "Worst today"
        assert shown["distribution"]["heading"] == "How your days spread: the worst pain of a day"
        assert shown["distribution"]["days"].startswith("60 of 61 days")

    def test_a_time_in_which_something_else_was_asked_shows_that(self, home: Home) -> None:
        self.fill(home)
        last = DAY + dt.timedelta(days=60)
        found = pain_series(home.robin, home.person.pk, last, last)
        assert found is not None
        assert (found.definition.key, found.days) == ("pain_now", {last: 3.0})
        found = pain_series(home.robin, home.person.pk, last - dt.timedelta(days=1), last)
        assert found is not None
        assert (found.definition.key, len(found.days)) == ("pain_worst", 1)

    def test_once_most_days_hold_the_other_the_page_says_so(self, home: Home) -> None:
        from dialdown.insights import services
        from tests.diary.household import browser

        self.fill(home, 45)
        services.pattern_answer(viewer=home.robin, person=home.person)
        for day in range(46, 92):
            answer(home, entry(home, day), "pain_now", day % 5)
        # Through the front door, which tells what was worked out that it is old.
        home.save(
            at=dt.datetime.combine(DAY + dt.timedelta(days=92), dt.time(18), dt.UTC), values={"pain_now": 2}
        )
        services.pattern_answer(viewer=home.robin, person=home.person)
        past = services.pattern_history(viewer=home.robin, person=home.person, outcome="pain_now")
        assert past is not None
        assert past.instead_of == "pain_worst"
        page = browser(home.robin).get("/insights/patterns").content.decode()
        assert "Before, this was about the worst pain of a day. By now more days hold pain right now" in page
