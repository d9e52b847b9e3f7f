"""What stops or pauses a sitting of mirror by itself, and Esc."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.cameras import FLAGS, looking_at, write_columns
from tests.journeys.hands import FOCUSED, Keys, hold_time, wait_until
from tests.journeys.stages import at_the_next_step, paths
from tests.journeys.test_mirror import to_sitting

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.servers.chromium import PageFor
    from tests.servers.household import Household
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.usefixtures("rested")]
SATS = "SELECT planned, done, ended FROM training_sitting WHERE stage = 'mirror' AND how <> 'pictures' AND deleted_at IS NULL ORDER BY at"
# Thirty pictures a second, and ten of them while `window.slow` is true. Told by a timer: no standstill of the camera is one of the page.
SLOWING = """
  let shown = 0, last = performance.now();
  HTMLVideoElement.prototype.requestVideoFrameCallback = (call) => setTimeout(() => {
    const now = performance.now();
    shown += (now - last) * (window.slow ? 0.01 : 0.03);
    last = now;
    call(now, { captureTime: now, expectedDisplayTime: now + 60, presentedFrames: Math.round(shown) });
  }, 33);
"""


def test_escape_stops_wherever_the_focus_is(
    stage_page_for: PageFor, stage_server: LiveServer, robin: Household
) -> None:
    page = stage_page_for("light", "desktop")
    hold_time(page)
    to_sitting(page, paths(robin)[0], "mirror")
    page.clock.run_for(61_000)
    # In the middle of the question of the minute; Space presses what has the focus, Esc stops.
    keys = Keys(page)
    keys.reach("[data-answer=fine]")
    keys.press("Space")
    page.locator("[data-check]").wait_for(state="hidden")
    expect(page.locator("[data-phase=sit]")).to_be_visible()
    keys.reach("[data-sound]")
    keys.press("Escape")
    expect(page.locator("[data-said]")).to_have_text("Stopped. That is fine.")
    wait_until(lambda: [row[2] for row in stage_server.query(SATS)] == ["self"], "the sitting is kept")
    assert 61 <= stage_server.query(SATS)[0][1] < 120


def test_a_minute_in_which_nobody_answers_pauses_it_and_the_time_waits(
    stage_page_for: PageFor, stage_server: LiveServer, robin: Household
) -> None:
    at_the_next_step(robin, paths(robin)[0], "mirror")
    page = stage_page_for("light", "phone")
    hold_time(page)
    to_sitting(page, paths(robin)[0], "mirror")
    # The length stands there from the first moment, not from the first tick on.
    expect(page.locator("[data-time]")).to_have_text("0:00 / 3:00")
    page.clock.run_for(59_900)
    expect(page.locator("[data-check]")).to_be_hidden()
    page.clock.run_for(200)
    expect(page.locator("[data-check]")).to_be_visible()
    page.clock.run_for(59_800)
    expect(page.locator("[data-paused]")).to_be_hidden()
    page.clock.run_for(200)
    expect(page.locator("[data-why]")).to_have_text(re.compile("^Nobody answered for a minute"))
    expect(page.locator("[data-time]")).to_have_text("2:00 / 3:00")
    page.clock.run_for(90_000)
    expect(page.locator("[data-time]")).to_have_text("2:00 / 3:00")
    # Going on is an answer: the last minute runs, and ends by itself.
    page.locator("[data-on]").tap()
    expect(page.locator("[data-paused]")).to_be_hidden()
    expect(page.locator("[data-check]")).to_be_hidden()
    page.clock.run_for(61_000)
    expect(page.locator("[data-said]")).to_have_text("That was the time. Well sat.")
    wait_until(
        lambda: (180, 180, "time") in [tuple(row) for row in stage_server.query(SATS)], "the sitting is kept"
    )


def paused(page: Page) -> bool:
    return page.locator("[data-paused]").is_visible()


def test_a_picture_that_stutters_for_two_seconds_in_a_sitting_pauses_it(
    browser: Browser, stage_server: LiveServer, robin: Household, tmp_path: Path
) -> None:
    from tests.servers.chromium import pages

    clip = write_columns(tmp_path / "columns.y4m", frames=30)
    with looking_at(browser, clip, *FLAGS) as running, pages(running, stage_server.url, robin) as make:
        page = make("light", "phone")
        page.add_init_script(SLOWING)
        to_sitting(page, paths(robin)[0])
        page.wait_for_timeout(2500)
        assert not paused(page)
        page.evaluate("window.slow = true")
        page.locator("[data-why]", has_text="Fewer than 15 pictures a second").wait_for()
        expect(page.locator("[data-picture].neutral")).to_have_count(1)
        assert page.evaluate("document.querySelector('[data-shown]').srcObject") is None
        stands = page.locator("[data-time]").inner_text()
        page.wait_for_timeout(1500)
        assert page.locator("[data-time]").inner_text() == stands
        wait_until(lambda: page.evaluate(FOCUSED, "[data-on]"), "Go on has the focus")
        page.evaluate("window.slow = false")
        page.locator("[data-on]").tap()
        page.locator("[data-picture]:not(.neutral)").wait_for()
        wait_until(lambda: page.locator("[data-time]").inner_text() != stands, "the time goes on")
        assert not paused(page)
