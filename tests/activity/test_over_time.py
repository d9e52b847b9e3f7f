"""What changes over time, as its pages show it: the look back, the light watch by the month, the way back after a relapse."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from dialdown.activity import selectors, services
from dialdown.activity.models import LightWatch, PlanFact, Review
from dialdown.diary import services as diary
from dialdown.people import services as people
from dialdown.people.models import Person
from tests.access.households import client_of
from tests.activity.household import Moving, today

pytestmark = pytest.mark.django_db


def main_of(page: Client, path: str) -> str:
    """The page itself, without the menu around it."""
    answer = page.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode().split("<main")[1].split("</main")[0].replace("\u00a0", " ")


# --- the look back after six weeks --------------------------------------------------------------------


def test_the_look_back_shows_how_far_it_went_and_keeps_what_was_chosen(here: Moving, page: Client) -> None:
    here.walking(ago=42)
    diary.add_goal(viewer=here.robin, person=here.person, text="Walk the dog", said_by="self")
    assert "Six weeks: look back" in main_of(page, "/")
    assert 'href="/review"' in main_of(page, "/move")
    said = main_of(page, "/review")
    # 2 min 30 s measured, so 2 min at the start; a step of 15 s after each of five weeks.
    assert "2 min at the start, 3 min 15 s now" in said
    assert "Walk the dog" in said
    for part in ("goals", "school", "plan", "practice"):
        for verdict in ("continue", "change", "stop"):
            assert f'name="{part}" value="{verdict}"' in said
    assert page.post("/review", {}).status_code == 422
    assert page.post("/review", {"plan": "perhaps"}).status_code == 422
    assert not Review.objects.exists()
    assert page.post("/review", {"goals": "continue", "practice": "stop"}).status_code == 302
    said = main_of(page, "/review")
    assert "Goals: Go on · Practice: Stop" in said
    assert "look back" not in main_of(page, "/")
    # Whoever only looks reads what was chosen and chooses nothing.
    shown = main_of(client_of(here.dana), "/review")
    assert "Practice: Stop" in shown
    assert 'action="/review"' not in shown


def test_six_weeks_after_a_look_back_it_is_asked_again_and_not_in_rest(here: Moving, page: Client) -> None:
    here.plan(ago=90)
    services.keep_review(viewer=here.robin, person=here.person, answers={"plan": "continue"})
    Review.objects.update(on=today() - dt.timedelta(days=41))
    assert not selectors.review_due(here.robin, here.person)
    Review.objects.update(on=today() - dt.timedelta(days=42))
    assert selectors.review_due(here.robin, here.person)
    services.set_stage(viewer=here.robin, person=here.person, stage="monthly")
    assert not selectors.review_due(here.robin, here.person)


# --- the light watch by the month ---------------------------------------------------------------------


def test_once_a_month_asks_about_the_month_and_once(here: Moving, page: Client) -> None:
    page.post("/pace", {"stage": "monthly"})
    said = main_of(page, "/watch")
    assert said.count("this month?") == 3
    assert "this week" not in said
    assert "Three questions" in main_of(page, "/")
    page.post("/watch", {"school": "most", "moving": "all"})
    row = LightWatch.objects.get()
    assert (row.since, row.school, row.wanted, row.moving) == (today().replace(day=1), "most", "", "all")
    assert "Nothing is asked now" in main_of(page, "/")
    person = Person.objects.get(pk=here.person.pk)
    last = (today().replace(day=1) + dt.timedelta(days=40)).replace(day=1) - dt.timedelta(days=1)
    assert not selectors.watch_due(here.robin, person, last)
    assert selectors.watch_due(here.robin, person, last + dt.timedelta(days=1))


def test_twice_not_at_all_offers_the_way_back_and_once_does_not(here: Moving, page: Client) -> None:
    services.set_stage(viewer=here.robin, person=here.person, stage="monthly")
    for number, months in enumerate((1, 2), 1):
        LightWatch.objects.create(
            person=here.person, since=today().replace(day=1) - dt.timedelta(days=31 * months), moving="none"
        )
        assert ("Less than you wanted, twice" in main_of(page, "/watch")) is (number == 2)


# --- the way back after a relapse ---------------------------------------------------------------------


def test_getting_back_has_its_four_parts_and_begins_once(here: Moving, page: Client) -> None:
    plan = here.walking()
    page.post("/pace", {"stage": "resting"})
    assert 'href="/getting-back"' in main_of(page, "/")
    said = main_of(page, "/getting-back")
    # Is it new; three floor days; left and right again; whom to call.
    assert 'href="/new-pain"' in said
    assert 'href="/clearance"' in said
    assert "Left or right again" in said
    assert 'href="/train"' in said
    assert "Whom to call" in said
    assert 'href="/care"' in said
    assert page.post("/getting-back")["Location"] == "/move"
    assert Person.objects.get(pk=here.person.pk).stage == "every_day"
    standing = here.standing(plan)
    assert (standing.day.state, standing.day.today) == ("getting_back", standing.day.floor)
    said = main_of(page, "/getting-back")
    assert "They have begun." in said
    assert "Begin today" not in said
    assert "Walking: 2 min" in said
    assert "Getting back: three floor days." in main_of(page, "/move")
    page.post("/getting-back")
    assert PlanFact.objects.filter(kind="relapse", undone_at__isnull=True).count() == 1


def test_new_pain_comes_before_getting_back(here: Moving, page: Client) -> None:
    here.walking()
    people.report_new_pain(viewer=here.robin, person=here.person)
    said = main_of(page, "/getting-back")
    assert "waits until a doctor has looked" in said
    assert "Begin today" not in said
    assert "Whom to call" in said
    assert page.post("/getting-back").status_code == 404
    assert not PlanFact.objects.exists()
