"""Touch practice, a lesson and the calm pages: by touch, by keyboard, without script, without a network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import (
    FOCUSED,
    Fingers,
    Keys,
    hold_time,
    label_of,
    sign_in,
    wait_for_offline_pages,
    wait_until,
)
from tests.servers.household import Household

if TYPE_CHECKING:
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


def test_a_go_by_touch_with_the_clock(fresh_page_for: PageFor, fresh_server: LiveServer) -> None:
    address = practising(fresh_server)
    page = fresh_page_for("light", "phone")
    sign_in(page)
    hold_time(page)
    page.goto(address)
    hands = Fingers(page)
    # The clock does not start before the skin was looked at.
    hands.tap("[data-start]")
    page.clock.run_for(1_000)
    expect(page.locator("[data-stop]")).to_be_hidden()
    expect(page.locator("[data-left]")).to_have_text("5")
    hands.tap("label.choice >> nth=0")
    hands.tap("[data-start]")
    page.locator("[data-stop]").wait_for()
    page.clock.run_for(5_000)
    expect(page.locator("[data-start]")).to_be_visible()
    expect(page.locator("[data-said]")).to_have_text("Time. That is it.")
    hands.tap(label_of("felt", "okay"))
    hands.tap("[data-save]")
    page.wait_for_url("**/train/touch?kept=*")
    expect(page.locator(".ladder")).to_contain_text("10 seconds")
    assert [tuple(row) for row in fresh_server.query(GOES)] == [(5, "okay", "okay", None, None)]


def test_stop_is_one_tap_and_keeps_what_was_done(fresh_page_for: PageFor, fresh_server: LiveServer) -> None:
    address = practising(fresh_server)
    page = fresh_page_for("light", "phone")
    sign_in(page)
    hold_time(page)
    page.goto(address)
    page.tap("label.choice >> nth=0")
    page.tap("[data-start]")
    page.locator("[data-stop]").wait_for()
    page.clock.run_for(2_500)
    expect(page.locator("[data-left]")).to_have_text("3")
    page.tap("[data-stop]")
    expect(page.locator("[data-said]")).to_have_text("Stopped. That is fine.")
    expect(page.locator("[name=done]")).to_have_value("2")
    page.tap("[data-save]")
    page.wait_for_url("**/train/touch?kept=*")
    expect(page.locator(".ladder .num")).to_contain_text("5 seconds")


def test_a_go_by_keyboard_alone(fresh_page_for: PageFor, fresh_server: LiveServer) -> None:
    address = practising(fresh_server)
    page = fresh_page_for("quiet", "desktop")
    sign_in(page)
    hold_time(page)
    page.goto(address)
    keys = Keys(page)
    keys.reach("[name=skin]")
    keys.press("Space")
    keys.reach("[data-start]")
    keys.press("Enter")
    # Stop has the focus while the clock runs; afterwards the next question has it.
    wait_until(lambda: page.evaluate(FOCUSED, "[data-stop]"), "Stop has the focus")
    page.clock.run_for(5_000)
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
    expect(page.locator("[data-start]")).to_be_hidden()
    expect(page.get_by_text("Count slowly to 5")).to_be_visible()
    page.tap("label.choice >> nth=0")
    page.tap(label_of("felt", "too_much"))
    page.tap("[data-save]")
    page.locator(".toast", has_text="It was too much").wait_for()
    expect(page.locator("main")).to_contain_text("It was too much, so the next go is half as long.")
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
    expect(page.locator("main")).to_contain_text("You are offline.")
    page.tap("label.choice >> nth=0")
    page.tap(label_of("felt", "too_much"))
    page.tap("[data-save]")
    page.locator("[data-message]", has_text="Saved on this phone").wait_for()
    # Lessons and calm pages open too, and the pacer counts.
    page.goto("/learn/skills/worry")
    expect(page.locator("[data-lesson=worry]")).to_be_visible()
    expect(page.locator("[data-lesson=loud]")).to_be_hidden()
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
    # A caption stands for some seconds: a slow machine must not miss it.
    hold_time(page)
    page.add_init_script("window.AudioContext = class { constructor() { window.sounded = true; } }")
    page.goto("/calm/grounding")
    keys = Keys(page)
    keys.reach("#ground-5 [data-start]")
    keys.press("Enter")
    caption = page.locator("#ground-5 [data-caption]")
    expect(caption).to_have_text("You are here. Let us look around.")
    expect(caption).to_have_attribute("aria-live", "polite")
    keys.reach("#ground-5 [data-next]")
    keys.press("Enter")
    expect(caption).to_contain_text("five things")
    # Only one plays at a time, and none makes a sound that nobody asked for.
    page.locator("#kind-voice [data-start]").press("Enter")
    expect(page.locator("#ground-5 [data-start]")).to_be_visible()
    assert page.evaluate("window.sounded") is None


def test_reduced_motion_leaves_the_words_of_the_pacer(
    fresh_page_for: PageFor, fresh_server: LiveServer
) -> None:
    practising(fresh_server)
    page = fresh_page_for("light", "phone")
    page.emulate_media(reduced_motion="reduce")
    hold_time(page)
    page.goto("/calm/breathing")
    page.tap("[data-start]")
    expect(page.locator("[data-word]")).to_have_text("Breathe in")
    expect(page.locator(".pacer svg circle").first).to_be_hidden()
