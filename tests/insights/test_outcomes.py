"""Several outcomes are several questions, and adding one never spends what was spent before."""

from __future__ import annotations

import datetime as dt
import random
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from dialdown.insights.outcomes import FEWEST, budgets, further_budget, outcome_name, questions, unit
from tests.diary.household import browser

if TYPE_CHECKING:
    from tests.diary.household import Home

FIRST = dt.date(2025, 1, 1)


def days(n: int, start: int = 0) -> dict[dt.date, float]:
    return {FIRST + dt.timedelta(days=start + i): 5.0 for i in range(n)}


class Series:
    """As much of a series as is asked for."""

    def __init__(self, found: dict[dt.date, float]) -> None:
        self.days = found


def test_all_budgets_together_are_those_of_three_outcomes() -> None:
    for further in range(40):
        assert sum(budgets()[:2]) + sum(map(further_budget, range(further))) <= 0.15 + 1e-12
    assert all(a > b > 0 for a, b in pairwise(map(further_budget, range(20))))


def test_function_first_and_with_the_larger_budget() -> None:
    found = questions(days(100), ("pain_now", days(100)), [("hours_up", 0)], {"hours_up": Series(days(50))})
    assert [(q.key, q.fdr) for q in found] == [("function", 0.10), ("pain_now", 0.025), ("hours_up", 0.0125)]


def test_who_wrote_pain_first_keeps_the_larger_budget_there() -> None:
    """Settled by the diary itself: what comes later changes nothing, so the larger budget is never spent twice."""
    pain = days(FEWEST)
    for function in range(FEWEST + 60):
        found = {q.key: q.fdr for q in questions(days(function, 30), ("pain_now", pain), [], {})}
        assert found["pain_now"] == 0.10
        assert found.get("function") in (None, 0.025)
        assert next(iter(found)) == ("function" if function else "pain_now")


def test_pain_alone_and_nothing() -> None:
    assert [(q.key, q.fdr) for q in questions(None, ("highest", days(5)), [], {})] == [("highest", 0.10)]
    assert questions(None, None, [("hours_up", 0)], {}) == []


def test_a_further_outcome_that_was_not_noted_is_left_out() -> None:
    assert [q.key for q in questions(days(3), None, [("hours_up", 0), ("touch_left", 1)], {"touch_left": Series(days(2))})] == [
        "function", "touch_left",
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["function", "pain_now", "hours_up", "touch_left", "medicine_extra"])
def test_words_of_an_outcome(key: str) -> None:
    assert outcome_name(key) != key
    assert unit(key) in ("points", "hours", "steps", "days in 100")


@pytest.mark.django_db
@pytest.mark.database
class TestThePage:
    """Choosing further outcomes on the page."""

    def fill(self, home: Home, n: int = 60, **more: Any) -> None:
        for i in range(n):
            at = dt.datetime(2025, 5, 1, 12, tzinfo=dt.UTC) + dt.timedelta(days=i)
            home.save(
                at=at,
                values={
                    "function": (i * 7) % 11,
                    "pain_now": (i * 3) % 11,
                    "hours_up": i % 9,
                    "sleep_hours": 6 + i % 4,
                },
            )

    def test_each_outcome_has_its_card(self, home: Home) -> None:
        self.fill(home)
        client = browser(home.robin)
        page = client.get("/insights/patterns").content.decode()
        assert "<h2>Patterns in your diary</h2>" in page
        assert "<h2>Beside pain right now</h2>" in page
        assert "Beside hours up and about" not in page
        assert 'value="hours_up"' in page
        assert client.post("/insights/outcomes", {"outcomes": ["hours_up"]}).status_code == 302
        page = client.get("/insights/patterns").content.decode()
        assert "<h2>Beside hours up and about</h2>" in page
        assert "Less than" in page[page.index("<h2>Beside hours up") :]
        assert " hours, if anything." in page[page.index("<h2>Beside hours up") :]

    def test_a_place_is_kept_for_good(self, home: Home) -> None:
        from dialdown.insights import services
        from dialdown.insights.models import AskedOutcome

        for chosen in (["hours_up"], ["touch_left"], ["touch_left", "hours_up"], []):
            services.ask_about(viewer=home.robin, person=home.person, outcomes=chosen)
        places = AskedOutcome.objects.filter(person=home.person).values_list("key", "place", "asked")
        assert list(places) == [("hours_up", 0, False), ("touch_left", 1, False)]

    def test_a_yes_or_no_is_told_in_days_of_a_hundred(self, home: Home) -> None:
        """Extra medicine follows nights with a short sleep, on most of them and on few others."""
        rng = random.Random(5)
        short = [rng.random() < 0.4 for _ in range(240)]
        for i, night in enumerate(short):
            extra = rng.random() < (0.8 if i and short[i - 1] else 0.1)
            home.save(
                at=dt.datetime(2025, 5, 1, 12, tzinfo=dt.UTC) + dt.timedelta(days=i),
                values={
                    "function": rng.randrange(11),
                    "sleep_hours": 5 if night else 9,
                    "medicine_extra": int(extra),
                },
            )
        client = browser(home.robin)
        assert 'value="medicine_extra"' in client.get("/insights/patterns").content.decode()
        client.post("/insights/outcomes", {"outcomes": ["medicine_extra"]})
        page = client.get("/insights/patterns").content.decode()
        card = " ".join(page[page.index("<h2>Beside days with extra medicine</h2>") :].split())
        assert "There are fewer days with extra medicine in the days after." in card
        assert re.search(r"\u2212\d+(\.\d)? days in 100", card)
        assert re.search(r"0\.\d+ times the odds beside days of the same month", card)
        assert "Talk with your doctor before anything about a medicine changes." in card
        assert "Took something extra" not in card

    def test_what_is_done_stands_beside_pain_and_not_beside_itself(self, home: Home) -> None:
        for i in range(60):
            home.save(
                at=dt.datetime(2025, 5, 1, 12, tzinfo=dt.UTC) + dt.timedelta(days=i),
                values={
                    "function": (i * 7) % 11,
                    "pain_now": (i * 3) % 11,
                    "walking_minutes": (i * 5) % 40,
                    "hours_up": i % 9,
                },
            )
        page = browser(home.robin).get("/insights/patterns").content.decode()
        function, pain = page.split("<h2>Beside pain right now</h2>")
        assert "Walking" in pain
        assert "Up and about" in pain
        assert "Walking:" not in function
        assert "There is nothing to set beside it yet." in function

    def test_days_of_a_parent_are_kept_apart_and_named(self, home: Home) -> None:
        self.fill(home)
        for i in range(90):
            at = dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC) + dt.timedelta(days=i)
            home.save(viewer=home.kim, said_by="parent", at=at, values={"function": i % 11, "sleep_hours": 7})
        page = " ".join(browser(home.robin).get("/insights/patterns").content.decode().split())
        assert (
            "how much of what you wanted you did: 90 days by a parent are kept apart, 60 of your own." in page
        )
        assert "Hours of sleep: 90 days by a parent are kept apart, 60 of your own." in page
        assert "A file brought some of them" not in page

    def test_what_cannot_be_asked(self, home: Home) -> None:
        from dialdown.insights import services
        from dialdown.intake.records import BadInput
        from dialdown.people.access import Denied

        for wrong in (["mood"], ["function"], ["hours_up", "school_hours", "touch_left", "touch_right"]):
            with pytest.raises(BadInput):
                services.ask_about(viewer=home.robin, person=home.person, outcomes=wrong)
        with pytest.raises(Denied):
            services.ask_about(viewer=home.lee, person=home.person, outcomes=["hours_up"])


def test_one_of_a_measure_is_not_said_as_many() -> None:
    from dialdown.insights.outcomes import unit_after

    assert [unit_after("walking_minutes", n) for n in ("1", "+1", "\u22121", "1.5", "0", "11")] == [
        "minute", "minute", "minute", "minutes", "minutes", "minutes",
    ]  # fmt: skip
