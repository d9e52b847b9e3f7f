"""From the first start of a real server, through set-up, to a saved check-in: four ways."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.journeys.diary import Diary, Entry
from tests.journeys.hands import (
    KEYSTROKE,
    POINTING,
    THINKING,
    Fingers,
    Keys,
    arrive,
    label_of,
    set_up_by_touch,
    wait_for_offline_pages,
    wait_to_hear,
    wait_until,
)
from tests.servers.household import NAME, PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.report import Figure
    from tests.servers.chromium import PageFor
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.live]

# What a full check-in may cost, all answers of a day together.
MOST = 20
ZONE = ZoneInfo("Europe/London")


def _check(entry: Entry) -> None:
    assert entry.values["function"] == 7
    assert entry.values["school_hours"] == 3.5
    assert entry.values["pain_now"] == 4
    assert entry.values["pain_worst"] == 6
    assert entry.values["sleep_hours"] == 8
    assert entry.values["sleep_quality"] == "good"
    assert entry.values["mood"] == "so_so"
    assert entry.values["wins"] == ["outside"]
    assert entry.values["note"] == "Met Alex"
    assert entry.regions == ("front-left-knee", "front-right-hand")
    assert (entry.mode, entry.said_by, entry.entered_later) == ("full", "self", False)
    assert entry.day in {
        (dt.datetime.now(ZONE) - dt.timedelta(minutes=ago)).date().isoformat() for ago in (0, 10)
    }


def test_by_touch(fresh_page_for: PageFor, fresh_server: LiveServer, figure: Figure) -> None:
    page = fresh_page_for("light", "phone")
    set_up = set_up_by_touch(page)
    page.tap("#menu a[href='/']")
    fingers = Fingers(page)
    page.locator("input[type=range]").first.wait_for()
    fingers.type('[name="values.school_hours"]', "3.5")
    fingers.line("function", 7)
    fingers.line("pain_now", 4)
    fingers.line("pain_worst", 6)
    fingers.tap("#front-left-knee")
    fingers.tap("#front-right-hand")
    fingers.tap(label_of("values.wins", "outside"))
    fingers.type('[name="values.sleep_hours"]', "8")
    fingers.tap(label_of("values.sleep_quality", "good"))
    fingers.tap(label_of("values.mood", "so_so"))
    fingers.type('[name="values.note"]', "Met Alex")
    fingers.tap(".saving button.main")
    wait_to_hear(page, "Saved")
    _check(Diary(fresh_server).wait_for(1)[0])
    figure("interactions of a full check-in by touch", fingers.count)
    figure("interactions of first-run set-up by touch", set_up.count)
    seconds = set_up.count * (POINTING + THINKING) + len(NAME + PASSWORD) * KEYSTROKE
    figure("first-run set-up by touch, keystroke-level model without reading, seconds", round(seconds))
    assert seconds < 60
    assert fingers.count <= MOST


def _set_up_by_keyboard(page: Page) -> None:
    keys = Keys(page)
    page.goto("/")
    page.wait_for_url("**/setup")
    keys.reach("[name=who]")
    keys.press("Space")
    for step in (2, 3, 4, 5):
        keys.reach(f"a[href='#{step}']")
        keys.press("Enter")
        page.wait_for_function("(id) => document.activeElement.id === id", arg=f"h{step}")
        if step == 2:
            keys.reach("[name=age]")
            keys.press("ArrowDown", "ArrowDown", "Space")
        if step == 3:
            keys.reach("[name=doctor]")
            keys.press("ArrowDown")
    keys.reach("#id_username")
    keys.type(NAME)
    keys.reach("#id_password")
    keys.type(PASSWORD)
    keys.press("Enter")
    arrive(page, "/start")
    keys.reach("main a[href='/']")
    keys.press("Enter")
    page.wait_for_url("**/")


def test_by_keyboard(fresh_page_for: PageFor, fresh_server: LiveServer, figure: Figure) -> None:
    page = fresh_page_for("light", "desktop")
    _set_up_by_keyboard(page)
    keys = Keys(page)
    page.locator("input[type=range]").first.wait_for()
    keys.reach('[name="values.school_hours"]')
    keys.type("3.5")
    for key, value in (("function", 7), ("pain_now", 4), ("pain_worst", 6)):
        keys.reach(f'fieldset:has([name="values.{key}"]) input[type=range]')
        keys.press(*["ArrowRight"] * value)
    # The body map is one stop; arrows walk from place to place.
    keys.reach("#places .map .r")
    for place in ("front-left-knee", "front-right-hand"):
        _walk_to(page, place)
        keys.press("Space")
    keys.reach('[name="values.wins"][value=outside]')
    keys.press("Space")
    keys.reach('[name="values.sleep_hours"]')
    keys.type("8")
    keys.reach('[name="values.sleep_quality"]')
    keys.press("ArrowUp")
    keys.reach('[name="values.mood"]')
    keys.press("ArrowDown")
    keys.reach('[name="values.note"]')
    keys.type("Met Alex")
    keys.reach(".saving button.main")
    keys.press("Enter")
    wait_to_hear(page, "Saved")
    _check(Diary(fresh_server).wait_for(1)[0])
    figure("interactions of a full check-in by keyboard", keys.count)
    assert keys.count <= MOST


def _walk_to(page: Page, place: str, most: int = 40) -> None:
    """Arrow keys towards a place: always the direction in which it lies farther away."""
    for _ in range(most):
        way = page.evaluate(
            """(id) => {
              const at = document.activeElement, to = document.getElementById(id);
              if (at === to) return null;
              const middle = (e) => { const b = e.getBBox(); return [b.x + b.width / 2, b.y + b.height / 2]; };
              const [x, y] = middle(at), [tx, ty] = middle(to);
              if (Math.abs(tx - x) > Math.abs(ty - y)) return tx > x ? 'ArrowRight' : 'ArrowLeft';
              return ty > y ? 'ArrowDown' : 'ArrowUp';
            }""",
            place,
        )
        if way is None:
            return
        page.keyboard.press(way)
    raise AssertionError(f"{place} is not reached by {most} arrows")


def test_without_javascript(fresh_page_for: PageFor, fresh_server: LiveServer) -> None:
    page = fresh_page_for("light", "phone", js=False)
    page.goto("/")
    assert page.url.endswith("/setup")
    page.tap(label_of("who", "me"))
    page.tap(label_of("age", "adult"))
    page.select_option("#id_country", "GB")
    page.tap(label_of("doctor", "no"))
    page.fill("#id_username", NAME)
    page.fill("#id_password", PASSWORD)
    page.tap("button.main:has-text('Make the first login')")
    arrive(page, "/start")
    page.tap("main a[href='/']")
    page.wait_for_url("**/")
    page.fill('[name="values.school_hours"]', "3.5")
    for key, value in (("function", 7), ("pain_now", 4), ("pain_worst", 6), ("wins", "outside"),
                       ("sleep_quality", "good"), ("mood", "so_so")):  # fmt: skip
        page.tap(label_of(f"values.{key}", value))
    page.tap("details[data-list] > summary")
    for place in ("front-left-knee", "front-right-hand"):
        page.tap(label_of("regions", place))
    page.fill('[name="values.sleep_hours"]', "8")
    page.fill('[name="values.note"]', "Met Alex")
    page.tap(".saving button.main")
    page.locator("#toasts", has_text="You did 7 of 10").wait_for()
    diary = Diary(fresh_server)
    _check(diary.one())
    # Undo, and the undo of that.
    page.tap("#toasts button:has-text('Undo')")
    page.locator("#toasts", has_text="Taken back").wait_for()
    assert diary.entries() == []
    page.tap("#toasts button:has-text('Undo')")
    page.locator("#toasts", has_text="as it was before").wait_for()
    _check(diary.one())


def test_offline_then_online(fresh_page_for: PageFor, fresh_server: LiveServer) -> None:
    """The machine at home goes away; the check-in is kept on the phone, and arrives when it is back."""
    page = fresh_page_for("light", "phone")
    set_up_by_touch(page)
    page.tap("[data-quiet] button")
    expect(page.locator("html")).to_have_attribute("data-theme", "quiet")
    wait_for_offline_pages(page)
    known = "caches.match('/theme').then((found) => found?.text())"
    wait_until(lambda: page.evaluate(known) == "quiet", "the worker knows the theme")
    fresh_server.kill()
    page.goto("/")
    # The kept page, in the theme of before.
    expect(page.locator("main")).to_contain_text("You are offline")
    expect(page.locator("html")).to_have_attribute("data-theme", "quiet")
    fingers = Fingers(page)
    page.locator("input[type=range]").first.wait_for()
    fingers.type('[name="values.school_hours"]', "3.5")
    for key, value in (("function", 7), ("pain_now", 4), ("pain_worst", 6)):
        fingers.line(key, value)
    fingers.tap("#front-left-knee")
    fingers.tap("#front-right-hand")
    fingers.tap(label_of("values.wins", "outside"))
    fingers.type('[name="values.sleep_hours"]', "8")
    fingers.tap(label_of("values.sleep_quality", "good"))
    fingers.tap(label_of("values.mood", "so_so"))
    fingers.type('[name="values.note"]', "Met Alex")
    fingers.tap(".saving button.main")
    wait_to_hear(page, "Saved on this phone")
    # Loaded anew it says so too.
    page.goto("/")
    page.locator("#queue", has_text="1 check-in waits on this phone").wait_for()
    fresh_server.start()
    page.goto("/")
    _check(Diary(fresh_server).wait_for(1)[0])
    page.wait_for_function("() => document.getElementById('queue').textContent === ''")
