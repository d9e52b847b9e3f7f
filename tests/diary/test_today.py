"""Today without a script: four modes, everything skippable, nothing preselected, pain at most once a day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dialdown.diary import selectors, services
from dialdown.diary.models import Entry, Value, WritingCheck
from dialdown.intake.definitions import Definition, Definitions, Option, shipped
from dialdown.people.services import report_new_pain
from tests.diary.household import Home, browser

MODES = ("quick", "full", "weekly", "off")


class Controls(HTMLParser):
    """The fields of a page: their names, and which of them carry an answer already."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.chosen: list[tuple[str, str]] = []
        self.styled: list[str] = []
        self._option_of = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "style" in given or any(name.startswith("on") for name in given):
            self.styled.append(tag)
        name = given.get("name") or ""
        if tag in ("input", "textarea", "select") and name:
            self.names.append(name)
            kind = given.get("type", "text")
            if kind in ("radio", "checkbox"):
                if "checked" in given:
                    self.chosen.append((name, given.get("value") or "on"))
            elif kind != "hidden" and given.get("value"):
                self.chosen.append((name, given["value"] or ""))


def controls(client: Client, path: str) -> Controls:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return Controls(answer.content.decode())


def only() -> Entry:
    return Entry.objects.get(deleted_at__isnull=True)


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

# The drawing starts at the front: a view, no answer.
VIEWS = {("map-view", "front")}


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


# --- once a day ----------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [{"values.pain_now": "5"}, {"skipped": "pain_now pain_worst"}])
def test_pain_is_asked_once_a_day_unless_she_wants_to(
    home: Home, page: Client, given: dict[str, str]
) -> None:
    page.post("/", {"mode": "full", "values.function": "5", **given})
    for mode in ("quick", "full"):
        answer = page.get(f"/?again=1&mode={mode}")
        assert not [
            name
            for name in Controls(answer.content.decode()).names
            if "pain" in name and not name.startswith("regions.")
        ]
        assert "/?pain=1" in answer.content.decode()
    assert "values.pain_now" in controls(page, "/?pain=1").names


def test_function_alone_leaves_pain_to_be_asked_later(home: Home, page: Client) -> None:
    page.post("/", {"mode": "full", "values.function": "5"})
    assert "values.pain_now" in controls(page, "/?again=1").names


def test_done_for_today_shows_one_small_thing_and_asks_nothing(home: Home, page: Client) -> None:
    page.post("/", {"mode": "full", "values.function": "6", "values.did": ["hobby"]})
    html = page.get("/").content.decode()
    assert "You did 6 of 10: art or music." in html
    assert "values.function" not in Controls(html).names


def test_a_parents_words_do_not_close_the_childs_day(home: Home, page: Client) -> None:
    home.save(home.kim, said_by="parent", values={"function": 8})
    assert "values.function" in controls(page, "/").names


def test_a_save_can_be_taken_back_from_its_toast(home: Home, page: Client) -> None:
    html = page.post("/", {"mode": "full", "values.function": "6"}, follow=True).content.decode()
    undo = re.search(r'action="(/entries/[0-9a-f-]+/undo\?revision=[0-9a-f-]+)"', html)
    assert undo
    back = page.post(undo.group(1), follow=True).content.decode()
    assert not Entry.objects.filter(deleted_at__isnull=True).exists()
    again = re.search(r'action="(/entries/[0-9a-f-]+/undo\?revision=[0-9a-f-]+)"', back)
    assert again
    assert again.group(1) != undo.group(1)
    page.post(again.group(1))
    assert only().values.get().number == 6.0


@pytest.mark.parametrize(("number", "offered"), [("7", False), ("8", True), ("10", True)])
def test_a_loud_day_offers_help_quietly(home: Home, page: Client, number: str, offered: bool) -> None:
    page.post("/", {"mode": "full", "values.pain_now": number})
    assert ("A loud day." in page.get("/").content.decode()) is offered


# --- places ---------------------------------------------------------------------------------------


def test_same_as_yesterday_keeps_what_was_typed(home: Home, page: Client) -> None:
    yesterday = timezone.now() - dt.timedelta(days=1)
    home.save(at=yesterday, regions=[{"region": "front-left-knee"}, {"region": "back-left-calf"}])
    assert 'data-same-as="back-left-calf front-left-knee"' in page.get("/").content.decode()
    answer = page.post(
        "/", {"mode": "full", "do": "same_places", "values.function": "4", "regions": ["front-right-hand"]}
    )
    chosen = Controls(answer.content.decode()).chosen
    assert {value for name, value in chosen if name == "regions"} == {
        "front-right-hand",
        "front-left-knee",
        "back-left-calf",
    }
    assert ("values.function", "4") in chosen
    assert Entry.objects.count() == 1, "nothing is stored before she saves"


def test_without_earlier_places_nothing_is_offered(home: Home, page: Client) -> None:
    assert "data-same-as" not in page.get("/").content.decode()


def test_more_about_the_places_of_a_saved_moment(home: Home, page: Client) -> None:
    page.post(
        "/", {"mode": "full", "values.function": "4", "regions": ["front-left-knee", "front-right-hand"]}
    )
    path = f"/entries/{only().pk}/places"
    assert path in page.get("/").content.decode()
    assert "regions.front-left-knee.pain" in controls(page, path).names
    page.post(
        path,
        {
            "regions.front-left-knee.pain": "6",
            "regions.front-left-knee.quality": ["aching"],
            "regions.front-left-toes.pain": "3",
        },
    )
    assert {mark.region: (mark.pain, mark.quality) for mark in only().regions.all()} == {
        "front-left-knee": (6.0, ["aching"]), "front-right-hand": (None, []),
    }  # fmt: skip
    assert only().values.get().number == 4.0
    bad = page.post(path, {"regions.front-left-knee.pain": "60"})
    assert bad.status_code == 422


# --- the night, a gap, a pause --------------------------------------------------------------------


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Set the clock."""

    def set_clock(text: str) -> None:
        moment = dt.datetime.fromisoformat(text)
        monkeypatch.setattr(timezone, "now", lambda: moment.astimezone(dt.UTC))

    return set_clock


def test_before_four_yesterday_is_offered_and_today_is_the_calendar_date(
    home: Home, page: Client, at: Any
) -> None:
    at("2026-06-10T01:30:00+02:00")
    html = page.get("/").content.decode()
    assert 'value="2026-06-09" data-day="-1"' in html
    page.post("/", {"mode": "full", "day": "2026-06-09", "values.function": "3"})
    entry = only()
    assert (entry.day, entry.entered_later) == (dt.date(2026, 6, 9), False)
    page.post("/", {"mode": "full", "values.function": "4"})
    assert Entry.objects.exclude(pk=entry.pk).get().day == dt.date(2026, 6, 10)


def test_after_four_it_is_not_offered(home: Home, page: Client, at: Any) -> None:
    at("2026-06-10T04:00:00+02:00")
    assert re.search(r"<fieldset[^>]*data-early hidden", page.get("/").content.decode())


def test_after_a_gap_she_is_welcome_and_may_say_why(home: Home, page: Client) -> None:
    home.save(at=timezone.now() - dt.timedelta(days=21), values={"function": 5})
    html = page.get("/").content.decode()
    assert "Good to see you" in html
    assert "Nothing to catch up." in html
    page.post("/", {"mode": "full", "values.function": "4", "values.gap_reason": "felt_good"})
    row = Value.objects.get(key="gap_reason")
    assert (row.text, row.number) == ("felt_good", None)
    assert "Good to see you" not in page.get("/?again=1").content.decode()


def test_a_few_empty_days_are_no_gap(home: Home, page: Client) -> None:
    home.save(at=timezone.now() - dt.timedelta(days=5), values={"function": 5})
    assert "values.gap_reason" not in controls(page, "/").names


@pytest.fixture
def a_month_in(home: Home) -> Home:
    """Four weeks after the first entry."""
    saved = home.save(at=timezone.now() - dt.timedelta(days=28), values={"function": 5})
    Entry.objects.filter(pk=saved.entry.pk).update(created_at=timezone.now() - dt.timedelta(days=28))
    return home


QUESTION = "Does writing here help, make no difference, or make it worse?"


def asked(client: Client) -> bool:
    return QUESTION in client.get("/").content.decode()


def test_the_question_comes_every_four_weeks(a_month_in: Home, page: Client) -> None:
    assert asked(page)
    page.post("/writing", {"answer": "same"})
    assert not asked(page)
    WritingCheck.objects.update(created_at=timezone.now() - dt.timedelta(days=27, hours=23))
    assert not asked(page)
    WritingCheck.objects.update(created_at=timezone.now() - dt.timedelta(days=28))
    assert asked(page)


def test_not_now_comes_back_after_a_week(a_month_in: Home, page: Client) -> None:
    page.post("/writing", {"answer": "later"})
    assert not asked(page)
    WritingCheck.objects.update(created_at=timezone.now() - dt.timedelta(days=7))
    assert asked(page)


def test_an_imported_past_does_not_bring_the_question(home: Home, page: Client) -> None:
    saved = home.save(at=timezone.now() - dt.timedelta(days=400), values={"function": 5})
    Entry.objects.filter(pk=saved.entry.pk).update(
        created_at=timezone.now() - dt.timedelta(days=400), mode="import"
    )
    assert not asked(page)


@pytest.mark.parametrize(
    ("to", "mode", "paused"), [("weekly", "weekly", False), ("off", "off", False), ("pause", "full", True)]
)
def test_worse_offers_three_ways_in_one_tap_each_with_undo(
    a_month_in: Home, page: Client, to: str, mode: str, paused: bool
) -> None:
    answer = page.post("/writing", {"answer": "worse"}, follow=True).content.decode()
    assert all(f'name="to" value="{offer}"' in answer for offer in ("weekly", "off", "pause"))
    html = page.post("/rhythm", {"to": to}, follow=True).content.decode()
    person = a_month_in.person
    person.refresh_from_db()
    assert (person.check_in, person.paused_until is not None) == (mode, paused)
    assert ("Nothing is asked." in html) is paused
    assert 'action="/rhythm/undo"' in html
    page.post("/rhythm/undo")
    person.refresh_from_db()
    assert (person.check_in, person.paused_until) == ("full", None)


def test_a_pause_asks_nothing_and_ends_by_itself_or_by_a_tap(home: Home, page: Client) -> None:
    today = selectors.today_of(home.person)
    services.pause(viewer=home.robin, person=home.person, until=today + dt.timedelta(days=14), today=today)
    assert "values.function" not in controls(page, "/").names
    assert "values.function" in controls(page, "/?write=1").names
    page.post("/rhythm", {"to": "again"})
    assert "values.function" in controls(page, "/").names
    home.person.paused_until = today
    home.person.save()
    assert "values.function" in controls(page, "/").names


# --- weekly ----------------------------------------------------------------------------------------


def test_weekly_asks_about_the_week_once(home: Home, page: Client) -> None:
    services.set_mode(viewer=home.robin, person=home.person, mode="weekly")
    html = page.get("/").content.decode()
    assert "How much of what you wanted this week?" in html
    page.post("/", {"mode": "weekly", "values.function": "5", "values.pain_worst": "7"})
    assert only().mode == "weekly"
    html = page.get("/").content.decode()
    assert "This week is written" in html
    assert "/goals" in html


# --- others -----------------------------------------------------------------------------------------


def test_whoever_types_for_her_says_whose_words_they_are(home: Home) -> None:
    kim = browser(home.kim)
    html = kim.get("/").content.decode()
    found = Controls(html)
    assert ("said_by", "parent") in found.chosen
    assert not {"values.mood", "values.note", "values.period"} & set(found.names), (
        "private topics are not hers to fill in"
    )
    kim.post("/", {"mode": "full", "values.function": "4"})
    kim.post("/", {"mode": "full", "said_by": "self", "values.function": "2"})
    assert {(e.said_by, e.typed_by) for e in Entry.objects.all()} == {
        ("parent", home.kim),
        ("self", home.kim),
    }


def test_nobody_without_a_diary_gets_lost(home: Home) -> None:
    html = browser(home.host).get("/").content.decode()
    assert "This login opens no diary." in html
    assert "Robin" not in html


def test_new_pain_waits_on_today_until_a_doctor_has_looked(home: Home, page: Client) -> None:
    assert "New pain was reported" not in page.get("/").content.decode()
    report_new_pain(viewer=home.robin, person=home.person)
    assert "New pain was reported" in page.get("/").content.decode()


def test_only_you_is_said_only_while_it_is_true(home: Home, page: Client) -> None:
    assert "Only you" in page.get("/").content.decode()
    home.person.grants.filter(account=home.lee).update(scopes=["function", "mood", "period", "note"])
    assert "Only you" not in page.get("/").content.decode()
    assert "only you see this" not in page.get("/").content.decode()


# --- without a network ------------------------------------------------------------------------------


def test_the_page_kept_for_offline_holds_nothing_of_hers(home: Home, page: Client) -> None:
    services.add_factor(viewer=home.robin, person=home.person, label="Tea", type="scale")
    home.save(
        at=timezone.now() - dt.timedelta(days=1),
        values={"function": 5, "note": "Secret"},
        regions=[{"region": "front-left-knee"}],
    )
    html = page.get("/offline/today").content.decode()
    assert "values.own.tea" in Controls(html).names
    for private in (
        "Robin",
        "Secret",
        "csrfmiddlewaretoken",
        "data-same-as",
        str(selectors.today_of(home.person)),
    ):
        assert private not in html, private
    for name in ("id", "at", "zone", "saved_at"):
        assert f'name="{name}" value=""' in html
    assert re.search(r"<fieldset[^>]*data-early hidden", html)


def test_the_page_kept_for_offline_opens_without_signing_in(home: Home) -> None:
    services.add_factor(viewer=home.robin, person=home.person, label="Tea", type="scale")
    found = controls(browser(), "/offline/today")
    assert {f"values.{d.key}" for d in shipped().for_mode("full")} == {
        name for name in found.names if name.startswith("values.")
    }


def test_the_offline_form_is_the_forms_of_today(home: Home, page: Client) -> None:
    def fields(path: str) -> Iterator[str]:
        return iter(
            sorted(
                {
                    name
                    for name in controls(page, path).names
                    if name.startswith(("values.", "skipped", "regions"))
                }
            )
        )

    assert list(fields("/offline/today")) == list(fields("/"))
