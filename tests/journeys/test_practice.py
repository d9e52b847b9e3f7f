"""Touch practice, a lesson and the calm pages: by touch, by keyboard, without script, without a network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.journeys.hands import FOCUSED, Fingers, Keys, label_of, sign_in, wait_for_offline_pages, wait_until
from tests.servers.household import Household

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.servers.chromium import PageFor
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.live]
GOES = "SELECT done, felt, skin, before, after FROM training_touchgo WHERE deleted_at IS NULL ORDER BY at"


def practising(server: LiveServer) -> str:
    """Robin on a fresh server, with touch practice of a foot begun; the address of the next go."""
    home = Household(server.url).set_up()
    looked = {"what": "looked", "by_whom": "Our GP", "on": "2026-01-05", "said_by": "self"}
    assert home.post("/clearance", **looked).status == 200
    assert home.post("/train/touch", where="foot.left").status == 200
    found = re.search(r"/train/touch/go\?ladder=[0-9a-f-]{36}", home.page("/train/touch"))
    assert found
    return found[0]


def stopped_after(page: Page, seconds: int) -> None:
    """The seconds of the clock have run."""
    wait_until(lambda: int(page.locator("[data-left]").inner_text()) <= 5 - seconds, "the clock runs")


def test_a_go_by_touch_with_the_clock(fresh_page_for: PageFor, fresh_server: LiveServer) -> None:
    address = practising(fresh_server)
    page = fresh_page_for("light", "phone")
    sign_in(page)
    page.goto(address)
    hands = Fingers(page)
    # The clock does not start before the skin was looked at.
    hands.tap("[data-start]")
    assert page.locator("[data-stop]").is_hidden()
    hands.tap("label.choice >> nth=0")
    hands.tap("[data-start]")
    page.locator("[data-start]").wait_for(state="visible", timeout=9000)
    assert page.locator("[data-said]").inner_text() == "Time. That is it."
    hands.tap(label_of("felt", "okay"))
    hands.tap("[data-save]")
    page.wait_for_url("**/train/touch?kept=*")
    assert "10 seconds" in page.locator(".ladder").inner_text()
    assert [tuple(row) for row in fresh_server.query(GOES)] == [(5, "okay", "okay", None, None)]


def test_stop_is_one_tap_and_keeps_what_was_done(fresh_page_for: PageFor, fresh_server: LiveServer) -> None:
    address = practising(fresh_server)
    page = fresh_page_for("light", "phone")
    sign_in(page)
    page.goto(address)
    page.tap("label.choice >> nth=0")
    page.tap("[data-start]")
    stopped_after(page, 2)
    page.tap("[data-stop]")
    assert page.locator("[data-said]").inner_text() == "Stopped. That is fine."
    assert int(page.locator("[name=done]").input_value()) in (2, 3)
    page.tap("[data-save]")
    page.wait_for_url("**/train/touch?kept=*")
    assert "5 seconds" in page.locator(".ladder .num").inner_text()


def test_a_go_by_keyboard_alone(fresh_page_for: PageFor, fresh_server: LiveServer) -> None:
    address = practising(fresh_server)
    page = fresh_page_for("quiet", "desktop")
    sign_in(page)
    page.goto(address)
    keys = Keys(page)
    keys.reach("[name=skin]")
    keys.press("Space")
    keys.reach("[data-start]")
    keys.press("Enter")
    # Stop has the focus while the clock runs; afterwards the next question has it.
    wait_until(lambda: page.evaluate(FOCUSED, "[data-stop]"), "Stop has the focus")
    wait_until(lambda: page.evaluate(FOCUSED, "[name=felt]"), "the next question has the focus")
    keys.press("Space")
    keys.reach("[data-save]")
    keys.press("Enter")
    page.wait_for_url("**/train/touch?kept=*")
    assert fresh_server.query(GOES)[0][:3] == (5, "okay", "okay")


def test_a_go_without_script(fresh_page_for: PageFor, fresh_server: LiveServer) -> None:
    address = practising(fresh_server)
    page = fresh_page_for("light", "phone", js=False)
    sign_in(page)
    page.goto(address)
    assert page.locator("[data-start]").is_hidden()
    assert page.get_by_text("Count slowly to 5").is_visible()
    page.tap("label.choice >> nth=0")
    page.tap(label_of("felt", "too_much"))
    page.tap("[data-save]")
    page.locator(".toast", has_text="It was too much").wait_for()
    assert "It was too much, so the next go is half as long." in page.locator("main").inner_text()
    assert fresh_server.query(GOES)[0][:3] == (5, "too_much", "okay")


def test_a_go_without_a_network_is_sent_later_and_once(
    fresh_page_for: PageFor, fresh_server: LiveServer
) -> None:
    address = practising(fresh_server)
    page = fresh_page_for("light", "phone")
    sign_in(page)
    page.goto("/")
    wait_for_offline_pages(page, "/offline/touch", "/offline/skills", "/calm/breathing", "/calm/grounding")
    page.context.set_offline(True)
    page.goto(address)
    assert "You are offline." in page.locator("main").inner_text()
    page.tap("label.choice >> nth=0")
    page.tap(label_of("felt", "too_much"))
    page.tap("[data-save]")
    page.locator("[data-message]", has_text="Saved on this phone").wait_for()
    # Lessons and calm pages open too, and the pacer counts.
    page.goto("/learn/skills/worry")
    assert page.locator("[data-lesson=worry]").is_visible()
    assert page.locator("[data-lesson=loud]").is_hidden()
    page.fill("#worry-thought", "a cloud")
    page.tap("[data-exercise=worry] button.main")
    page.locator("[data-exercise=worry] [data-message]", has_text="Saved on this phone").wait_for()
    page.goto("/calm/breathing")
    page.tap("[data-start]")
    wait_until(lambda: page.locator(".pacer circle.in").count() >= 2, "the dots count")
    page.context.set_offline(False)
    page.goto("/train/touch")
    wait_until(lambda: fresh_server.query(GOES), "the go arrives")
    wait_until(lambda: fresh_server.query("SELECT lesson FROM learn_lessonnote"), "the exercise arrives")
    assert [tuple(row[:3]) for row in fresh_server.query(GOES)] == [(5, "too_much", "okay")]
    assert [row[0] for row in fresh_server.query("SELECT lesson FROM learn_lessonnote")] == ["worry"]


def test_captions_come_one_by_one_silent_and_by_keyboard(
    fresh_page_for: PageFor, fresh_server: LiveServer
) -> None:
    practising(fresh_server)
    page = fresh_page_for("light", "phone")
    page.add_init_script("window.AudioContext = class { constructor() { window.sounded = true; } }")
    page.goto("/calm/grounding")
    keys = Keys(page)
    keys.reach("#ground-5 [data-start]")
    keys.press("Enter")
    caption = page.locator("#ground-5 [data-caption]")
    assert caption.inner_text() == "You are here. Let us look around."
    assert caption.get_attribute("aria-live") == "polite"
    keys.reach("#ground-5 [data-next]")
    keys.press("Enter")
    assert "five things" in caption.inner_text()
    # Only one plays at a time, and none makes a sound that nobody asked for.
    page.locator("#kind-voice [data-start]").press("Enter")
    assert page.locator("#ground-5 [data-start]").is_visible()
    assert page.evaluate("window.sounded") is None


def test_reduced_motion_leaves_the_words_of_the_pacer(
    fresh_page_for: PageFor, fresh_server: LiveServer
) -> None:
    practising(fresh_server)
    page = fresh_page_for("light", "phone")
    page.emulate_media(reduced_motion="reduce")
    page.goto("/calm/breathing")
    page.tap("[data-start]")
    assert page.locator(".pacer svg circle").first.is_hidden()
    assert page.locator("[data-word]").inner_text() == "Breathe in"
