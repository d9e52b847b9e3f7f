"""The check-in form without a script: made from the table, nothing preselected, problems beside their fields."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from dialdown.diary import selectors, services
from dialdown.diary.models import Entry
from dialdown.intake.definitions import Definition, Definitions, Option, shipped
from tests.diary.household import Home
from tests.diary.html import VIEWS, Controls, controls, only

MODES = ("quick", "full", "weekly", "off")


# --- the four modes ------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_a_mode_asks_what_the_table_says(home: Home, page: Client, mode: str) -> None:
    names = set(controls(page, f"/?mode={mode}").names)
    asked = {f"values.{d.key}" for d in shipped().for_mode(mode)}
    assert {name for name in names if name.startswith("values.")} == asked
    assert ("regions" in names) is (mode == "full")


@pytest.mark.parametrize("mode", MODES)
def test_function_comes_before_pain(home: Home, page: Client, mode: str) -> None:
    names = controls(page, f"/?mode={mode}").names
    pain = [i for i, name in enumerate(names) if "pain" in name]
    assert names.index("values.function") < min(pain, default=len(names))
    if mode == "off":
        assert not pain


def test_quick_is_two_taps(home: Home, page: Client) -> None:
    names = [name for name in controls(page, "/?mode=quick").names if name.startswith("values.")]
    assert set(names) == {"values.function", "values.pain_now"}
    answer = page.post("/", {"mode": "quick", "values.function": "6", "skipped": "pain_now"})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    entry = only()
    assert (entry.mode, entry.said_by, entry.typed_by) == ("quick", "self", home.robin)
    assert {row.key: (row.number, row.skipped) for row in entry.values.all()} == {
        "function": (6.0, False),
        "pain_now": (None, True),
    }


def test_one_answer_is_enough_and_the_rest_stays_missing(home: Home, page: Client) -> None:
    page.post(
        "/",
        {
            "mode": "full",
            "values.did": ["friends", "walking"],
            "values.function": "",
            "values.note": "",
            "values.school_hours": "",
        },
    )
    assert [(row.key, row.tags) for row in only().values.all()] == [("did", ["walking", "friends"])]


def test_one_skip_means_the_whole_card_and_wins_over_an_earlier_tap(home: Home, page: Client) -> None:
    page.post(
        "/",
        {"mode": "full", "values.function": "3", "values.pain_now": "7", "skipped": "pain_now pain_worst"},
    )
    rows = {row.key: row.skipped for row in only().values.all()}
    assert rows == {"function": False, "pain_now": True, "pain_worst": True}


def test_both_sides_and_everything_about_a_place(home: Home, page: Client) -> None:
    home.person.limb_module = True
    home.person.save()
    assert "signs.temperature.left.reading" in controls(page, "/").names
    page.post("/", {
        "mode": "full", "regions": ["front-left-knee", "front-right-knee"], "regions.front-left-knee.pain": "7",
        "regions.front-left-knee.quality": ["burning", "pins"], "regions.front-left-knee.own_word": "fizzy",
        "regions.front-left-knee.brings_on": ["touch"], "regions.front-left-hand.pain": "9",
        "signs.temperature.left.answer": "cold", "signs.temperature.left.reading": "28.4",
        "signs.temperature.right.reading": "31", "signs.colour.right.answer": "same",
    })  # fmt: skip
    places = {
        mark.region: (mark.side, mark.pain, mark.quality, mark.brings_on, mark.own_word)
        for mark in only().regions.all()
    }
    assert places == {
        "front-left-knee": ("left", 7.0, ["burning", "pins"], ["touch"], "fizzy"),
        "front-right-knee": ("right", None, [], [], ""),
    }
    signs = {(sign.kind, sign.side): (sign.answer, sign.reading) for sign in only().signs.all()}
    assert signs == {
        ("temperature", "left"): ("cold", 28.4),
        ("temperature", "right"): ("", 31.0),
        ("colour", "right"): ("same", None),
    }


def test_the_limb_module_is_off_until_it_is_switched_on(home: Home, page: Client) -> None:
    assert not [name for name in controls(page, "/").names if name.startswith("signs.")]


def test_the_mode_is_remembered_by_its_form_and_not_by_a_link(home: Home, page: Client) -> None:
    page.get("/?mode=quick")
    home.person.refresh_from_db()
    assert home.person.check_in == "full"
    assert page.post("/mode", {"mode": "quick", "next": "/"})["Location"] == "/"
    home.person.refresh_from_db()
    assert home.person.check_in == "quick"
    assert page.post("/mode", {"mode": "hourly", "next": "https://elsewhere.example/"})["Location"] == "/"
    home.person.refresh_from_db()
    assert home.person.check_in == "quick"


# --- the table drives the form -------------------------------------------------------------------


@pytest.fixture
def longer_table(monkeypatch: pytest.MonkeyPatch) -> Definitions:
    """The shipped table with rows that no code knows."""
    new = [
        Definition("balance", "did", "outcome", "scale", "Balance", "mean", "function", min=0, max=10, step=1),
        Definition("garden", "garden", "factor", "choice", "In the garden", "last", "factors", kind="behaviour",
                   options=(Option("a", "A bit", 1), Option("b", "A lot", 2))),
        Definition("tea", "garden", "factor", "count", "Cups of tea", "sum", "factors", kind="behaviour", min=0, max=20, step=1),
    ]  # fmt: skip
    table = shipped()
    longer = Definitions(
        table.version, table.scopes, {**table.entries, **{d.key: d for d in new}}, table.region_pain, table.region_quality,
        table.region_brings_on, table.signs,
    )  # fmt: skip
    monkeypatch.setattr("dialdown.diary.reading.diary.shipped", lambda: longer)
    return longer


def test_a_new_row_of_the_table_is_asked_stored_and_shown_without_code(
    home: Home, page: Client, longer_table: Definitions
) -> None:
    html = page.get("/").content.decode()
    assert {"values.balance", "values.garden", "values.tea"} <= set(Controls(html).names)
    assert "Cups of tea" in html
    page.post("/", {"mode": "full", "values.balance": "4", "values.garden": "b", "values.tea": "3"})
    assert {row.key: (row.number, row.text) for row in only().values.all()} == {
        "balance": (4.0, ""),
        "garden": (2.0, "b"),
        "tea": (3.0, ""),
    }
    shown = page.get(f"/entries/{only().pk}").content.decode()
    assert ("values.garden", "b") in Controls(shown).chosen


@pytest.mark.parametrize(
    ("type", "typed", "number"),
    [("yes_no", "true", 1.0), ("count", "2", 2.0), ("amount", "-3.5", -3.5), ("scale", "0", 0.0)],
)
def test_a_factor_she_adds_is_asked_at_once(
    home: Home, page: Client, type: str, typed: str, number: float
) -> None:
    factor = services.add_factor(
        viewer=home.robin, person=home.person, label="Tea & cake", type=type, unit="cups"
    )
    html = page.get("/").content.decode()
    assert f"values.{factor.key}" in Controls(html).names
    assert "Tea &amp; cake" in html
    page.post("/", {"mode": "full", f"values.{factor.key}": typed})
    assert only().values.get().number == number
    services.set_factor_asked(viewer=home.robin, factor_id=factor.pk, asked=False)
    assert f"values.{factor.key}" not in controls(page, "/?again=1").names
    assert f"values.{factor.key}" in controls(page, f"/entries/{only().pk}").names, (
        "what was noted can still be corrected"
    )


# --- nothing is preselected ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        *(f"/?mode={mode}" for mode in MODES),
        "/?pain=1",
        "/offline/today",
        "/goals",
        "/factors",
        "/events",
        "/writing",
    ],
)
def test_no_page_answers_for_her(home: Home, page: Client, path: str) -> None:
    home.person.limb_module = True
    home.person.save()
    services.add_factor(viewer=home.robin, person=home.person, label="Tea", type="scale")
    services.add_goal(viewer=home.robin, person=home.person, text="Walk the dog")
    found = controls(page, path)
    goals_own_words = {("text", "Walk the dog")} if path == "/goals" else set()
    names = {("label", "Tea")} if path == "/factors" else set()
    assert set(found.chosen) - VIEWS - goals_own_words - names == set()
    assert not found.styled, "the policy allows no inline style and no inline script"


def test_an_old_day_starts_with_pain_skipped_and_nothing_else(home: Home, page: Client) -> None:
    day = (selectors.today_of(home.person) - dt.timedelta(days=3)).isoformat()
    assert set(controls(page, f"/history/{day}").chosen) - VIEWS == {("skipped", "pain_mean")}


# --- what is wrong stands beside its field -------------------------------------------------------


def test_a_problem_stands_beside_its_field_and_what_was_typed_stays(home: Home, page: Client) -> None:
    answer = page.post("/", {
        "mode": "full", "values.school_hours": "99", "values.function": "6", "values.note": "Art <b>class</b>", "regions": ["front-left-knee"],
        "skipped": "pain_now pain_worst",
    })  # fmt: skip
    html = answer.content.decode()
    assert answer.status_code == 422
    assert not Entry.objects.exists()
    assert "We couldn’t use that. Try a number from 0 to 16." in html
    assert html.index("f-school-hours") < html.index("Try a number from 0 to 16") < html.index("f-hours-up")
    chosen = Controls(html).chosen
    for kept in (
        ("values.school_hours", "99"),
        ("values.function", "6"),
        ("regions", "front-left-knee"),
        ("skipped", "pain_now pain_worst"),
    ):
        assert kept in chosen
    assert "Art &lt;b&gt;class&lt;/b&gt;" in html


def test_a_number_that_is_no_number_is_kept_too(home: Home, page: Client) -> None:
    factor = services.add_factor(viewer=home.robin, person=home.person, label="Outside", type="amount")
    html = page.post("/", {"mode": "full", f"values.{factor.key}": "much"}).content.decode()
    assert "Try a number, like 2." in html
    assert (f"values.{factor.key}", "much") in Controls(html).chosen


def test_saving_nothing_says_so_kindly(home: Home, page: Client) -> None:
    answer = page.post("/", {"mode": "full"})
    assert answer.status_code == 422
    assert "One answer is enough." in answer.content.decode()


def test_the_id_of_the_form_makes_a_double_tap_one_entry(home: Home, page: Client) -> None:
    found = re.search(r'name="id" value="([0-9a-f-]{36})"', page.get("/").content.decode())
    assert found
    for _tap in range(2):
        page.post("/", {"mode": "full", "id": found.group(1), "values.function": "6"})
    assert str(only().pk) == found.group(1)
