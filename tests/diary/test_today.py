"""Today: pain at most once a day, a gap without a reproach, a pause, other people, no network."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dialdown.diary import selectors, services
from dialdown.diary.models import Entry, Value, WritingCheck
from dialdown.intake.definitions import shipped
from dialdown.people.services import report_new_pain
from tests.diary.household import Home, browser
from tests.diary.html import Controls, controls, only

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
