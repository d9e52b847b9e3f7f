"""Goals in small steps, wins by month, own factors, events: each in a few taps, each taken back."""

from __future__ import annotations

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from dialdown.diary import selectors, services
from dialdown.diary.models import Event, Factor, Goal, GoalRating, GoalStep
from dialdown.intake.records import BadInput
from dialdown.people.access import Denied
from tests.diary.household import Home, browser

# --- goals ------------------------------------------------------------------------------------------


def test_three_goals_are_enough(home: Home, page: Client) -> None:
    for text in ("Walk the dog", "Draw", "School lunch"):
        assert page.post("/goals", {"text": text}).status_code == 302
    answer = page.post("/goals", {"text": "A fourth"})
    assert answer.status_code == 422
    assert "Three goals are enough for now." in answer.content.decode()
    goal = Goal.objects.first()
    assert goal
    page.post(f"/goals/{goal.pk}", {"state": "away"})
    assert page.post("/goals", {"text": "A fourth"}).status_code == 302
    back = page.post(f"/goals/{goal.pk}", {"state": "open"})
    assert back.status_code == 422


@pytest.mark.parametrize("text", ["", "   ", "x" * 201])
def test_a_goal_needs_a_few_words(home: Home, page: Client, text: str) -> None:
    answer = page.post("/goals", {"text": text})
    assert answer.status_code == 422
    assert not Goal.objects.exists()


def test_a_reached_goal_and_a_done_step_are_wins(home: Home, page: Client) -> None:
    goal = services.add_goal(viewer=home.robin, person=home.person, text="Walk the dog")
    page.post(f"/goals/{goal.pk}/steps", {"text": "To the corner"})
    step = GoalStep.objects.get()
    page.post(f"/goals/steps/{step.pk}", {"do": "done"})
    page.post(f"/goals/{goal.pk}", {"state": "reached"})
    html = page.get("/wins").content.decode()
    assert "To the corner" in html
    assert "Walk the dog" in html
    page.post(f"/goals/steps/{step.pk}", {"do": "open"})
    page.post(f"/goals/{goal.pk}", {"state": "open"})
    html = page.get("/wins").content.decode()
    assert "To the corner" not in html
    assert "Walk the dog" not in html


def test_a_small_step_says_whose_words_it_is(home: Home) -> None:
    """A parent who leads writes it, then the owner: two voices, and who typed each."""
    goal = services.add_goal(viewer=home.robin, person=home.person, text="Walk the dog")
    browser(home.kim).post(f"/goals/{goal.pk}/steps", {"text": "To the corner"})
    browser(home.robin).post(f"/goals/{goal.pk}/steps", {"text": "To the park"})
    steps = GoalStep.objects.values_list("text", "said_by", "typed_by")
    assert list(steps) == [("To the corner", "parent", home.kim.pk), ("To the park", "self", home.robin.pk)]


def test_steps_of_before_are_said_by_whoever_said_their_goal(home: Home) -> None:
    hers, theirs = (
        services.add_goal(viewer=home.robin, person=home.person, text="Swim", said_by=said_by)
        for said_by in ("self", "parent")
    )
    for goal in (hers, theirs):
        services.add_step(viewer=home.robin, goal_id=goal.pk, text="Feet in")
    import_module("dialdown.diary.migrations.0002_goalstep_said_by").as_their_goals(apps, None)
    assert GoalStep.objects.get(goal=hers).said_by == "self"
    assert GoalStep.objects.get(goal=theirs).said_by == "parent"


def test_a_goal_is_rated_once_a_week_skipped_or_left_open(home: Home, page: Client) -> None:
    goal = services.add_goal(viewer=home.robin, person=home.person, text="Walk the dog")
    page.post(f"/goals/{goal.pk}/rating", {"rating": "0"})
    rating = GoalRating.objects.get()
    assert (rating.rating, rating.skipped, rating.week.weekday()) == (0.0, False, 0)
    page.post(f"/goals/{goal.pk}/rating", {"rating": "", "do": "skip"})
    rating.refresh_from_db()
    assert (rating.rating, rating.skipped) == (None, True)
    page.post(f"/goals/{goal.pk}/rating", {"rating": ""})
    assert not GoalRating.objects.exists()
    assert page.post(f"/goals/{goal.pk}/rating", {"rating": "11"}).status_code == 422
    assert page.post(f"/goals/{goal.pk}/rating", {"rating": "lots"}).status_code == 422


def test_a_parents_rating_stands_beside_hers(home: Home) -> None:
    goal = services.add_goal(viewer=home.robin, person=home.person, text="Walk the dog")
    browser(home.robin).post(f"/goals/{goal.pk}/rating", {"rating": "3"})
    browser(home.kim).post(f"/goals/{goal.pk}/rating", {"rating": "8"})
    assert {(r.said_by, r.rating) for r in goal.ratings.all()} == {("self", 3.0), ("parent", 8.0)}


def test_small_wins_stand_by_month(home: Home, page: Client) -> None:
    at = timezone.now()
    home.save(at=at, values={"wins": ["socks"], "win": "Sat through the film"})
    home.save(at=at, values={"wins": ["socks"]})
    html = page.get(f"/wins?year={selectors.today_of(home.person).year}").content.decode()
    assert html.count("Wore socks") == 1, "the same win twice on a day is one win"
    assert "Sat through the film" in html


@pytest.mark.parametrize("viewer", ["stranger", "lee"])
def test_goals_are_not_everybodys(home: Home, viewer: str) -> None:
    goal = services.add_goal(viewer=home.robin, person=home.person, text="Walk the dog")
    login = getattr(home, viewer)
    with pytest.raises(Denied):
        services.rename_goal(viewer=login, goal_id=goal.pk, text="Mine now")
    assert selectors.goals(home.lee, home.person.pk) == []
    assert "Walk the dog" not in browser(login).get("/goals").content.decode()


# --- factors ------------------------------------------------------------------------------------------


def test_a_factor_is_added_renamed_rested_and_asked_again(home: Home, page: Client) -> None:
    page.post("/factors", {"label": "Zeit draußen", "type": "amount", "unit": "minutes"})
    factor = Factor.objects.get()
    assert (factor.key, factor.unit, factor.asked) == ("own.zeit_drauen", "minutes", True)
    home.save(values={factor.key: 20})
    page.post(f"/factors/{factor.pk}", {"label": "Outside"})
    page.post(f"/factors/{factor.pk}", {"asked": "no"})
    factor.refresh_from_db()
    assert (factor.label, factor.asked, factor.key) == ("Outside", False, "own.zeit_drauen")
    assert selectors.day_series(home.robin, home.person.pk, [factor.key])[factor.key].days, (
        "what was noted stays"
    )
    page.post("/factors", {"label": "outside", "type": "amount"})
    factor.refresh_from_db()
    assert factor.asked
    assert Factor.objects.count() == 1


@pytest.mark.parametrize(
    ("label", "type"), [("", "yes_no"), ("Tea", ""), ("Tea", "formula"), ("x" * 81, "count")]
)
def test_a_factor_that_cannot_be_is_not_made(home: Home, page: Client, label: str, type: str) -> None:
    assert page.post("/factors", {"label": label, "type": type}).status_code == 422
    assert not Factor.objects.exists()


def test_two_factors_of_one_name_are_one(home: Home) -> None:
    services.add_factor(viewer=home.robin, person=home.person, label="Tea", type="count")
    with pytest.raises(BadInput):
        services.add_factor(viewer=home.robin, person=home.person, label="TEA ", type="scale")
    other = services.add_factor(viewer=home.robin, person=home.person, label="Tea!", type="count")
    assert other.key == "own.tea_2"


# --- events -------------------------------------------------------------------------------------------


def test_an_event_is_added_corrected_taken_out_and_brought_back(home: Home, page: Client) -> None:
    page.post(
        "/events", {"kind": "programme", "title": "Day programme", "starts_on": "2026-01-05", "ends_on": ""}
    )
    event = Event.objects.get()
    page.post(
        f"/events/{event.pk}",
        {"kind": "programme", "title": "Day programme", "starts_on": "2026-01-05", "ends_on": "2026-01-30"},
    )
    event.refresh_from_db()
    assert event.ends_on == dt.date(2026, 1, 30)
    page.post(f"/events/{event.pk}/delete")
    assert not Event.objects.exists()
    page.post("/events/restore")
    back = Event.objects.get()
    assert (back.kind, back.title, back.starts_on, back.ends_on) == (
        "programme",
        "Day programme",
        dt.date(2026, 1, 5),
        dt.date(2026, 1, 30),
    )


def test_a_relapse_is_called_getting_back(home: Home, page: Client) -> None:
    html = page.get("/events").content.decode()
    assert "Getting back" in html
    assert "relapse" not in html.replace('value="relapse"', "").lower()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "flood", "title": "X", "starts_on": "2026-01-05"}, "Choose what it is."),
        ({"kind": "other", "title": "", "starts_on": "2026-01-05"}, "Write a few words here."),
        (
            {"kind": "other", "title": "X", "starts_on": "20 Novem"},
            "We couldn’t read that date. Try 2025-11-20.",
        ),
        (
            {"kind": "other", "title": "X", "starts_on": "2026-01-05", "ends_on": "2026-01-04"},
            "The end comes before the start.",
        ),
    ],
)
def test_an_event_that_cannot_be_says_what_to_type(
    home: Home, page: Client, fields: dict[str, str], words: str
) -> None:
    answer = page.post("/events", fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Event.objects.exists()


def test_a_medicine_needs_its_own_scope(home: Home) -> None:
    for kind in ("medicine", "illness", "programme"):
        services.add_event(
            viewer=home.robin, person=home.person, kind=kind, title=kind, starts_on="2026-01-05"
        )
    assert [e.kind for e in selectors.events(home.lee, home.person.pk)] == ["programme"]
    medicine = Event.objects.get(kind="medicine")
    with pytest.raises(Denied):
        selectors.event(home.lee, medicine.pk)
    with pytest.raises(Denied):
        services.delete_event(viewer=home.lee, event_id=medicine.pk)


def test_an_own_factor_says_what_kind_of_thing_it_is(home: Home) -> None:
    """Patterns may ask about the same day only of what cannot answer to it; which that is, only she knows."""
    from dialdown.diary import selectors
    from dialdown.diary.models import Factor
    from tests.diary.household import browser

    client = browser(home.robin)
    page = client.get("/factors").content.decode()
    for said in ("Something I do", "Something I feel", "Weather or surroundings", "In the calendar"):
        assert said in page
    # Nothing is ticked beforehand: asked again after a rest, a thing stays what it was.
    assert 'name="kind" value="behaviour">' in page
    for label, kind in (
        ("Swing", "behaviour"),
        ("Stress", "state"),
        ("Pollen", "weather"),
        ("Holidays", "calendar"),
    ):
        assert client.post("/factors", {"label": label, "type": "yes_no", "kind": kind}).status_code == 302
    kinds = {d.label: d.kind for d in selectors.definitions(home.person.pk) if d.key.startswith("own.")}
    assert kinds == {"Swing": "behaviour", "Stress": "state", "Pollen": "weather", "Holidays": "calendar"}
    refused = client.post("/factors", {"label": "Moon", "type": "yes_no", "kind": "trigger"})
    assert refused.status_code == 422
    assert "Choose what kind of thing it is." in refused.content.decode()
    # Asked again after a rest, it may be another kind of thing; then what was worked out is old.
    stress = Factor.objects.get(label="Stress")
    services.set_factor_asked(viewer=home.robin, factor_id=stress.pk, asked=False)
    before = selectors.version(home.person.pk)
    services.add_factor(
        viewer=home.robin, person=home.person, label="Stress", type="yes_no", kind="behaviour"
    )
    stress.refresh_from_db()
    assert (stress.kind, stress.asked) == ("behaviour", True)
    assert selectors.version(home.person.pk) > before
    # Nothing said leaves it as it was.
    services.set_factor_asked(viewer=home.robin, factor_id=Factor.objects.get(label="Pollen").pk, asked=False)
    assert (
        services.add_factor(viewer=home.robin, person=home.person, label="Pollen", type="yes_no").kind
        == "weather"
    )
