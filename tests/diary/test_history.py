"""History: every day opens, can be filled in later, corrected and taken back; ten years stay fast."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dialdown.diary import selectors, services
from dialdown.diary.models import Entry, Value
from dialdown.people.models import Grant
from tests.diary.household import Home, browser
from tests.diary.test_today import Controls, controls


@pytest.fixture
def day(home: Home) -> dt.date:
    """Five days ago, where Robin lives."""
    return selectors.today_of(home.person) - dt.timedelta(days=5)


def marked(html: str, date: dt.date) -> str:
    """What the calendar says of a day."""
    found = re.search(rf'href="/history/{date.isoformat()}" aria-label="([^"]*)"', html)
    return found.group(1) if found else ""


def test_empty_days_stay_empty(home: Home, page: Client, day: dt.date) -> None:
    html = page.get(f"/history?month={day:%Y-%m}").content.decode()
    assert "entry" not in marked(html, day)
    home.save(at=timezone.now() - dt.timedelta(days=5), values={"function": 6, "pain_now": 5})
    html = page.get(f"/history?month={day:%Y-%m}").content.decode()
    assert marked(html, day).endswith("entry")
    assert "Did 6 of 10 · pain 5 · by you" in html
    assert Entry.objects.count() == 1


def test_a_day_is_filled_in_later_and_says_so(home: Home, page: Client, day: dt.date) -> None:
    path = f"/history/{day}"
    names = controls(page, path).names
    assert {"values.function", "values.pain_mean", "values.gap_reason", "remembered"} <= set(names)
    assert "values.pain_now" not in names, "right now is not a question about a past day"
    answer = page.post(path, {"mode": "full", "day": "2999-01-01", "values.function": "4", "skipped": "pain_mean", "remembered": "roughly",
                              "values.gap_reason": "busy"})  # fmt: skip
    assert answer["Location"] == path
    entry = Entry.objects.get()
    assert (entry.day, entry.entered_later, entry.remembered) == (day, True, "roughly")
    assert {row.key: (row.number, row.text, row.skipped) for row in entry.values.all()} == {
        "function": (4.0, "", False), "pain_mean": (None, "", True), "gap_reason": (None, "busy", False),
    }  # fmt: skip
    html = page.get(path).content.decode()
    assert "5 days later" in html
    assert marked(html, day).endswith("entered later")


def test_a_filled_day_opens_with_what_is_written_and_can_get_more(
    home: Home, page: Client, day: dt.date
) -> None:
    home.save(at=timezone.now() - dt.timedelta(days=5), values={"function": 6})
    assert "values.function" not in controls(page, f"/history/{day}").names
    more = controls(page, f"/history/{day}?add=1").names
    assert "values.function" in more
    assert "values.gap_reason" not in more


@pytest.mark.parametrize(
    "path",
    [
        "/history/2999-01-01",
        "/history/yesterday",
        "/history/1850-01-01",
        "/history?month=2026-13",
        "/history?month=x",
        "/wins?year=0",
    ],
)
def test_a_day_that_cannot_be_is_not_found(home: Home, page: Client, path: str) -> None:
    assert page.get(path).status_code == 404


def test_any_month_of_many_years_is_two_choices_away(home: Home, page: Client) -> None:
    home.save(at=timezone.now() - dt.timedelta(days=3650), values={"function": 2})
    html = page.get("/history").content.decode()
    years = re.findall(r"<option[^>]*>(\d{4})</option>", html)
    assert len(years) >= 10
    old = timezone.localtime(timezone=ZoneInfo(home.person.zone)) - dt.timedelta(days=3650)
    html = page.get(f"/history?year={old.year}&m={old.month}").content.decode()
    assert "Did 2 of 10" in html


def test_pain_off_does_not_ask_about_the_pain_of_a_past_day(home: Home, page: Client, day: dt.date) -> None:
    services.set_mode(viewer=home.robin, person=home.person, mode="off")
    assert not [name for name in controls(page, f"/history/{day}").names if "pain" in name]


# --- one entry -------------------------------------------------------------------------------------


def test_an_entry_is_corrected_and_what_its_form_does_not_ask_stays(home: Home, page: Client) -> None:
    saved = home.save(
        mode="quick",
        values={"function": 5, "steps": 900, "wins": ["socks"]},
        skipped=["pain_now"],
        regions=[{"region": "front-left-knee"}],
    )
    path = f"/entries/{saved.entry.pk}"
    chosen = controls(page, path).chosen
    assert {
        ("values.function", "5"),
        ("values.steps", "900"),
        ("values.wins", "socks"),
        ("regions", "front-left-knee"),
    } <= set(chosen)
    page.post(
        path,
        {
            "mode": "quick",
            "values.function": "7",
            "values.steps": "900",
            "skipped": "pain_now pain_worst",
            "regions": ["front-left-knee"],
        },
    )
    document = selectors.entry_document(home.robin, saved.entry.pk)
    assert document["values"] == {"function": 7.0, "steps": 900.0}, (
        "what was taken off the form is not answered any more"
    )
    assert set(document["skipped"]) == {"pain_now", "pain_worst"}
    assert document["mode"] == "quick"


def test_a_skip_beside_an_answer_is_kept_and_can_be_taken_back(home: Home, page: Client) -> None:
    saved = home.save(values={"pain_worst": 6}, skipped=["pain_now"])
    path = f"/entries/{saved.entry.pk}"
    chosen = set(controls(page, path).chosen)
    assert ("skipped", "pain_now") in chosen
    assert ("skipped", "pain_now pain_worst") not in chosen
    page.post(path, {"values.pain_worst": "6", "skipped": "pain_now"})
    document = selectors.entry_document(home.robin, saved.entry.pk)
    assert (document["values"], document["skipped"]) == ({"pain_worst": 6.0}, ["pain_now"])
    page.post(path, {"values.pain_worst": "6"})
    assert selectors.entry_document(home.robin, saved.entry.pk)["skipped"] == []


def test_a_weekly_entry_stays_weekly_when_it_is_corrected(home: Home, page: Client) -> None:
    saved = home.save(mode="weekly", values={"function": 5})
    path = f"/entries/{saved.entry.pk}"
    assert "values.hours_up" not in controls(page, path).names
    page.post(path, {"mode": "full", "values.function": "6"})
    saved.entry.refresh_from_db()
    assert saved.entry.mode == "weekly"


def test_signs_of_a_limb_stay_when_the_module_is_off(home: Home, page: Client) -> None:
    saved = home.save(values={"function": 5}, signs=[{"kind": "colour", "side": "left", "answer": "red"}])
    page.post(f"/entries/{saved.entry.pk}", {"values.function": "6"})
    assert selectors.entry_document(home.robin, saved.entry.pk)["signs"][0]["answer"] == "red"


def test_the_script_gets_the_whole_document_and_cannot_be_broken_out_of(home: Home, page: Client) -> None:
    saved = home.save(values={"note": "</script><img src=x>"})
    html = page.get(f"/entries/{saved.entry.pk}").content.decode()
    held = re.search(r'<script type="application/json" data-document>(.*?)</script>', html, re.DOTALL)
    assert held
    assert "\\u003C/script\\u003E" in held.group(1)
    assert "<img" not in html


def test_a_parent_edits_without_losing_what_she_cannot_see(home: Home) -> None:
    saved = home.save(values={"function": 5, "mood": "low", "note": "Mine"})
    kim = browser(home.kim)
    html = kim.get(f"/entries/{saved.entry.pk}").content.decode()
    assert "Mine" not in html
    kim.post(f"/entries/{saved.entry.pk}", {"said_by": "parent", "values.function": "6"})
    assert selectors.entry_document(home.robin, saved.entry.pk)["values"] == {
        "function": 6.0,
        "mood": "low",
        "note": "Mine",
    }
    row = Value.objects.get(key="function")
    assert (row.said_by, row.typed_by) == ("parent", home.kim)
    assert "by Kim, parent or carer" in browser(home.robin).get(f"/entries/{saved.entry.pk}").content.decode()


def test_who_said_and_who_typed_are_told_apart(home: Home, page: Client) -> None:
    home.save(values={"function": 1})
    home.save(home.kim, said_by="parent", values={"function": 2})
    home.save(home.kim, said_by="self", values={"function": 3})
    mine = page.get("/history").content.decode()
    for line in (
        "Did 1 of 10 · by you",
        "Did 2 of 10 · by Kim, parent or carer",
        "Did 3 of 10 · your words, typed by Kim",
    ):
        assert line in mine
    hers = browser(home.kim).get("/history").content.decode()
    for line in (
        "Did 1 of 10 · by Robin",
        "Did 2 of 10 · by you",
        "Did 3 of 10 · Robin’s words, typed by you",
    ):
        assert line in hers


def test_an_entry_is_taken_out_and_brought_back(home: Home, page: Client) -> None:
    saved = home.save(values={"function": 5})
    html = page.post(f"/entries/{saved.entry.pk}/delete", follow=True).content.decode()
    assert page.get(f"/entries/{saved.entry.pk}").status_code == 404
    undo = re.search(r'action="(/entries/[0-9a-f-]+/undo\?revision=[0-9a-f-]+)"', html)
    assert undo
    page.post(undo.group(1))
    assert page.get(f"/entries/{saved.entry.pk}").status_code == 200


@pytest.mark.parametrize("viewer", ["stranger", "host", "lee"])
def test_nobody_else_changes_an_entry_by_its_address(home: Home, viewer: str) -> None:
    saved = home.save(values={"function": 5, "note": "Mine"})
    client = browser(getattr(home, viewer))
    for path, answer in (("", {"values.function": "1"}), ("/undo", {}), ("/delete", {}), ("/places", {})):
        client.post(f"/entries/{saved.entry.pk}{path}", answer)
    assert selectors.entry_document(home.robin, saved.entry.pk)["values"] == {"function": 5.0, "note": "Mine"}
    assert "Mine" not in client.get(f"/entries/{saved.entry.pk}").content.decode()


def test_a_reader_sees_her_scopes_and_no_form(home: Home) -> None:
    saved = home.save(values={"function": 5, "pain_now": 9}, regions=[{"region": "front-left-knee"}])
    lee = browser(home.lee)
    found = Controls(lee.get(f"/entries/{saved.entry.pk}").content.decode())
    assert not [name for name in found.names if name.startswith("values.")]
    shown = lee.get(f"/history/{selectors.today_of(home.person)}").content.decode()
    # Lee has no diary of her own; Robin's opens once it is chosen in the session.
    assert "pain 9" not in shown
    session = lee.session
    session["person"] = str(home.person.pk)
    session.save()
    shown = lee.get(f"/history/{selectors.today_of(home.person)}").content.decode()
    assert "Did 5 of 10" in shown
    assert "pain" not in shown.split("</main>")[0].split("<main")[1].lower()
    assert "map" not in shown.split("</main>")[0].split("<main")[1]
    assert lee.get("/goals").status_code == 404
    assert "You may look, not write" in lee.get("/").content.decode()


# --- ten years ---------------------------------------------------------------------------------------


def fill(home: Home, first: dt.date, days: int) -> None:
    """A plain entry a day, written fast."""
    entries = [
        Entry(person=home.person, at=dt.datetime.combine(first + dt.timedelta(days=n), dt.time(18), dt.UTC), zone="UTC",
              day=first + dt.timedelta(days=n), mode="full", saved_at=timezone.now(), typed_by=home.robin)
        for n in range(days)
    ]  # fmt: skip
    Entry.objects.bulk_create(entries)
    Value.objects.bulk_create(
        [
            Value(entry=e, key=key, number=5, said_by="self", typed_by=home.robin)
            for e in entries
            for key in ("function", "pain_now", "sleep_hours")
        ]
    )


def queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


@pytest.mark.slow
@pytest.mark.parametrize(
    "path_of",
    [lambda d: "/", lambda d: "/history", lambda d: f"/history/{d}", lambda d: f"/wins?year={d.year}"],
)
def test_ten_years_ask_the_database_no_more_than_ten_days(
    home: Home, page: Client, path_of: Callable[[dt.date], str]
) -> None:
    yesterday = selectors.today_of(home.person) - dt.timedelta(days=1)
    path = path_of(yesterday)
    fill(home, yesterday - dt.timedelta(days=9), 10)
    few = queries(page, path)
    fill(home, yesterday - dt.timedelta(days=3659), 3650)
    assert queries(page, path) <= few
    assert few <= 45


def test_sharing_ends_at_once(home: Home) -> None:
    saved = home.save(values={"function": 5})
    kim = browser(home.kim)
    assert kim.get(f"/entries/{saved.entry.pk}").status_code == 200
    Grant.objects.filter(account=home.kim).update(revoked_at=timezone.now())
    assert "Did 5" not in kim.get("/history").content.decode()
    assert "values.function" not in Controls(kim.get(f"/entries/{saved.entry.pk}").content.decode()).names
