"""A paper week typed in within two minutes, a letter to sign within eight, and the questions of Learn without a network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.hands import (
    KEYSTROKE,
    THINKING,
    Fingers,
    Keys,
    Reader,
    arrive,
    sign_in,
    wait_for_offline_pages,
)
from tests.servers.household import Household

if TYPE_CHECKING:
    from tests.report import Figure
    from tests.servers.chromium import PageFor
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.live]

# One look a row of the sheet and one a number is already slow.
# Seven days of eight rows as somebody writes them: gaps, halves, pain left out on most days, words on a few.
WEEK = {
    "function": ("5", "6", "4", "", "7", "6", "5"),
    "school_hours": ("4", "5.5", "", "", "6", "", ""),
    "hours_up": ("9", "10", "7", "6", "11", "10", "9"),
    "walking_minutes": ("20", "25", "10", "", "30", "45", "15"),
    "sleep_hours": ("8", "7.5", "9", "6", "8", "9.5", "10"),
    "pain_worst": ("", "7", "", "", "6", "", ""),
    "win": ("", "", "saw Mia", "", "", "", "swam"),
    "note": ("", "", "", "rain", "", "", ""),
}


def test_a_paper_week_by_keyboard_within_two_minutes(
    fresh_page_for: PageFor, fresh_server: LiveServer, figure: Figure
) -> None:
    Household(fresh_server.url).set_up()
    page = fresh_page_for("light", "desktop")
    sign_in(page)
    page.goto("/care/paper/week")
    # The week before this one: every day of it has been.
    page.get_by_role("link", name="Week before").click()
    page.locator("table.weekgrid").wait_for()
    keys = Keys(page)
    keys.reach('[name="function.0"]')
    strokes, looks, first = 0, 0, True
    for key, days in WEEK.items():
        looks += 1
        for place, number in enumerate(days):
            if not first:
                page.keyboard.press("Tab")
                strokes += 1
            first = False
            assert page.evaluate("document.activeElement.name") == f"{key}.{place}"
            if number:
                page.keyboard.type(number)
                strokes += len(number)
                looks += 1
    page.keyboard.press("Enter")
    strokes += 1
    page.wait_for_load_state()
    page.locator(".toast").first.wait_for()
    seconds = strokes * KEYSTROKE + looks * THINKING
    assert seconds < 120
    figure("a paper week of eight rows by keyboard, keystroke-level model, seconds", round(seconds))
    rows = fresh_server.query(
        "SELECT v.key, v.number, v.text FROM diary_value v JOIN diary_entry e ON e.id = v.entry_id "
        "WHERE e.deleted_at IS NULL ORDER BY e.day"
    )
    for key, days in WEEK.items():
        # What is sealed is read in `tests/care/test_paper.py`; here it is only not in the open.
        said = [] if key == "note" else [word if key == "win" else float(word) for word in days if word]
        found = [text or number for name, number, text in rows if name == key]
        assert [one for one in found if one not in (None, "")] == said, key


QUESTIONS = "[data-learn-topic] details.fold"


def test_a_question_of_learn_opens_without_a_network(
    fresh_page_for: PageFor, fresh_server: LiveServer
) -> None:
    Household(fresh_server.url).set_up()
    page = fresh_page_for("light", "phone")
    sign_in(page)
    wait_for_offline_pages(page, "/offline/learn")
    page.context.set_offline(True)
    page.goto("/learn")
    page.get_by_text("All questions are on this device").wait_for()
    claim = page.locator("details.fold", has_text="Is my pain real if nothing is broken?")
    expect(claim.locator("p").first).to_be_hidden()
    claim.locator("summary").tap()
    expect(claim.locator("p").first).to_be_visible()
    assert "PMID" in claim.inner_text() or "doi" in claim.inner_text().lower()
    assert page.locator(QUESTIONS).count() >= 50
    # Found by the beginning of its words, with the keyboard alone; what does not fit is away until the field is empty.
    every = page.locator(f"{QUESTIONS}:visible").count()
    keys = Keys(page)
    keys.reach("#find")
    page.keyboard.type("BROK real")
    status = page.locator("[role=search] [role=status]")
    left = page.locator(f"{QUESTIONS}:visible")
    left.filter(has_text="Is my pain real if nothing is broken?").wait_for()
    expect(status).to_contain_text("with “BROK real”")
    assert 0 < left.count() < every
    assert page.locator("[data-learn-topic]:visible").count() <= left.count()
    page.keyboard.type(" zzzz")
    expect(page.locator(f"{QUESTIONS}:not([hidden])")).to_have_count(0)
    expect(status).to_have_text(re.compile("^No question with"))
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    expect(left).to_have_count(every)
    expect(status).to_have_text("")
    page.goto("/learn/pain")
    page.get_by_role("heading", name="Pain, amplified").first.wait_for()


# A parent who reads every word, slower than the middle of twelve-year-olds who read aloud (146, `test_moving.py`). A tap is looked for as
# there, typing as above.
WORDS_A_MINUTE, SLOW_WORDS_A_MINUTE, SECONDS_A_TAP, MINUTES_TO_A_LETTER = 120, 90, 2.5, 8
TYPED = {
    "full_name": "Robin Rowan", "recipient": "504 coordinator", "place": "Oak Hill Middle School", "class": "grade 8", "contact": "Ms. Ortiz",
    "author": "Alex Rowan",
}  # fmt: skip


def test_a_parent_has_a_letter_to_sign_within_eight_minutes(
    fresh_page_for: PageFor, fresh_server: LiveServer, figure: Figure
) -> None:
    """On her phone, from More to the file: numbers, two steps, six names, a day to answer by; nothing is left to fill in by hand."""
    Household(fresh_server.url).set_up(who="child", age="under_13", person_name="Robin")
    page = fresh_page_for("light", "phone")
    sign_in(page)
    reader, fingers = Reader(page), Fingers(page)
    page.goto("/more")
    reader.read("more")
    fingers.tap("main a[href='/care/letters']")
    arrive(page, "/care/letters")
    reader.read("letters")
    fingers.tap("form[action='/care/letters/new/us-504-request'] button")
    page.wait_for_url("**/care/letters/*-*")
    strokes = 0
    for name, text in {"measure.walk_min": "3", "measure.sit_min": "25", **TYPED}.items():
        field = page.locator(f"[name='{name}']")
        fold = page.locator("details:not([open])", has=field)
        if fold.count():
            fingers.tap(fold.locator("summary").first)
        page.locator(f"[name='{name}']").fill("")
        fingers.type(f"[name='{name}']", text)
        strokes += len(text)
    for step in ("sch-passing-time", "sch-break-card"):
        chip = page.locator(f"label:has(> input[name=steps][value={step}])")
        fold = page.locator("details:not([open])", has=chip)
        if fold.count():
            fingers.tap(fold.locator("summary").first)
        fingers.tap(chip)
    fold = page.locator("details:not([open])", has=page.locator("[name=reply_by]"))
    if fold.count():
        fingers.tap(fold.locator("summary").first)
    page.fill("[name=reply_by]", "2030-01-07")
    fingers.count += 2
    page.locator("[data-letter-page]", has_text="What we ask for").wait_for()
    reader.read("letter")
    with page.expect_download() as printed:
        fingers.tap("button[value=pdf]")
    words = " ".join(part.extract_text() for part in PdfReader(printed.value.path()).pages)
    assert "………" not in words
    for said in (
        "Walking: about 3 minutes",
        "504 request: Robin Rowan",
        "Oak Hill Middle School",
        "Ms. Ortiz",
        "Parent or adult student, date",
    ):
        assert said in " ".join(words.split()), said
    doing = (fingers.count * SECONDS_A_TAP + strokes * KEYSTROKE) / 60
    minutes, slow = (doing + reader.words.total() / speed for speed in (WORDS_A_MINUTE, SLOW_WORDS_A_MINUTE))
    figure("a parent's first letter by touch: interactions", fingers.count)
    figure("a parent's first letter by touch: words", reader.words.total())
    figure(f"a parent's first letter by touch: minutes at {WORDS_A_MINUTE} words a minute", f"{minutes:.1f}")
    figure(
        f"a parent's first letter by touch: minutes at {SLOW_WORDS_A_MINUTE} words a minute", f"{slow:.1f}"
    )
    assert minutes <= MINUTES_TO_A_LETTER
