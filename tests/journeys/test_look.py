"""How a page looks from its first byte: theme, room, and nothing cut off."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests import pages
from tests.journeys.hands import Fingers, wait_to_hear, wait_until

if TYPE_CHECKING:
    from tests.journeys.diary import Diary
    from tests.servers.chromium import PageFor
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.live]

GROUND = "getComputedStyle(document.body).backgroundColor"
# Everything that reaches beyond the window, and every word that is cut off inside its box.
CUT = """() => {
  const width = document.documentElement.clientWidth, found = [];
  if (document.scrollingElement.scrollWidth > width) found.push(`sideways by ${document.scrollingElement.scrollWidth - width} px`);
  const named = (e) => `${e.tagName.toLowerCase()}.${[...e.classList].join('.')} "${e.textContent.trim().slice(0, 40)}"`;
  for (const e of document.querySelectorAll('body *')) {
    if (!e.checkVisibility({checkOpacity: true, checkVisibilityCSS: true}) || e.closest('svg, .vh, .skip, .tw, select')) continue;
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    if (box.width < 2 || box.height < 2 || style.position === 'fixed' && box.bottom < 0) continue;
    if (box.right > width + 1 || box.left < -1) {
      // A table or a chart may be moved sideways inside its own frame.
      let frame = e.parentElement;
      while (frame && !/auto|scroll/.test(getComputedStyle(frame).overflowX)) frame = frame.parentElement;
      if (!frame || frame === document.body || frame === document.documentElement) found.push(`outside: ${named(e)}`);
    }
    const words = [...e.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    const hides = (over) => /hidden|clip/.test(over);
    if (words && (hides(style.overflowX) && e.scrollWidth > e.clientWidth + 1 || hides(style.overflowY) && e.scrollHeight > e.clientHeight + 1)) {
      found.push(`cut: ${named(e)}`);
    }
  }
  return [...new Set(found)].slice(0, 5);
}"""


def _tag(html: str) -> str:
    found = re.search(r"<html[^>]*>", html)
    assert found
    return found[0]


def test_the_quiet_screen_is_there_from_the_first_byte(home_page_for: PageFor, diary: Diary) -> None:
    page = home_page_for("light", "phone")
    page.goto("/")
    assert 'data-theme="light"' in _tag(page.content())
    ground = page.evaluate(GROUND)
    # A half-filled form stays as it is.
    page.fill('[name="values.note"]', "half a")
    with page.expect_response("**/settings/theme"):
        page.tap("[data-quiet] button")
    wait_until(lambda: page.evaluate(GROUND) != ground, "another ground")
    expect(page.locator('[name="values.note"]')).to_have_value("half a")
    expect(page.locator("[data-quiet] button")).to_have_attribute("aria-pressed", "true")
    for path in ("/", "/history", "/help-now", "/new-pain", "/offline/page", "/not-there"):
        assert 'data-theme="quiet"' in _tag(page.request.get(path).text()), path
    quiet = page.evaluate(GROUND)
    page.goto("/history")
    assert page.evaluate(GROUND) == quiet
    with page.expect_response("**/settings/theme"):
        page.tap("[data-quiet] button")
    wait_until(lambda: page.evaluate(GROUND) == ground, "the ground of before")
    assert 'data-theme="light"' in _tag(page.request.get("/").text())


def test_the_quiet_screen_without_javascript(home_page_for: PageFor) -> None:
    page = home_page_for("light", "phone", js=False)
    page.goto("/history")
    with page.expect_navigation():
        page.tap("[data-quiet] button")
    assert page.url.endswith("/history")
    assert 'data-theme="quiet"' in _tag(page.content())


def test_nothing_moves_when_the_script_starts(home_page_for: PageFor) -> None:
    """What the browser itself counts as layout shift, on a first visit (the font comes over the wire) and later."""
    page = home_page_for("light", "phone", service_workers="block")
    page.add_init_script(
        """window.shift = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((e) => (window.shift += e.value)))
          .observe({type: 'layout-shift', buffered: true});"""
    )
    for path in ("/", "/?mode=quick", "/"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(300)
        # 0.1 is what the web vitals call good.
        assert page.evaluate("window.shift") < 0.1, path


# 200 % on a laptop of 1280, 400 % of the same, and the smallest phone.
@pytest.mark.parametrize(("width", "height"), [(640, 450), (320, 568)], ids=["200 %", "400 %"])
def test_zoomed_in_nothing_is_cut_off(
    page_for: PageFor, shared_server: LiveServer, width: int, height: int
) -> None:
    page = page_for("light", "desktop", viewport={"width": width, "height": height}, device_scale_factor=2)
    found = [
        f"{path}: {problem}" for path in pages.visit(page, shared_server) for problem in page.evaluate(CUT)
    ]
    assert found == []


def test_large_letters_do_not_cut_anything(page_for: PageFor) -> None:
    """The browser's own letter size doubled, as somebody with tired eyes sets it."""
    page = page_for("light", "phone")
    found: list[str] = []
    for path in ("/?again=1", "/history", "/more", "/help-now", "/new-pain", "/settings"):
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        found += [f"{path}: {problem}" for problem in page.evaluate(CUT) if problem.startswith("sideways")]
    assert found == []


def test_a_finger_finds_every_target(page_for: PageFor) -> None:
    """Nothing that is tapped on Today is smaller than 44 px, but links inside a sentence, and the number between two buttons."""
    page = page_for("light", "phone")
    page.goto("/?again=1")
    pages.unfold(page)
    small = page.evaluate(
        """() => [...document.querySelectorAll('a, button, summary, label.chip > span, input.in, input[type=range]')]
          .filter((e) => e.checkVisibility() && !e.closest('p, figcaption') && !e.classList.contains('skip'))
          .map((e) => [e.getBoundingClientRect(), e])
          .filter(([box]) => Math.min(box.width, box.height) < 43.5)
          .map(([box, e]) => `${e.tagName} ${e.className} "${e.textContent.trim().slice(0, 30)}" ${box.width | 0}x${box.height | 0}`)"""
    )
    assert small == []


def test_a_warning_before_leaving_is_not_needed(home_page_for: PageFor, diary: Diary) -> None:
    """Every tap of a full check-in is lost only until Save; the page says what is not saved yet."""
    page = home_page_for()
    page.goto("/")
    fingers = Fingers(page)
    page.locator("input[type=range]").first.wait_for()
    fingers.line("function", 5)
    fingers.tap(".saving button.main")
    wait_to_hear(page, "Saved")
    fingers.line("function", 6)
    wait_to_hear(page, "Changed. Not saved yet.")
    fingers.tap(".saving button.main")
    wait_until(lambda: diary.one().values.get("function") == 6, "the change is stored")
