"""A loud day without a network: the plan opens, the pacer counts, what helped waits and arrives once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import sign_in, wait_for_offline_pages, wait_until
from tests.servers.household import Household

if TYPE_CHECKING:
    from tests.servers.chromium import PageFor
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.live]


def test_a_flare_without_a_network(fresh_page_for: PageFor, fresh_server: LiveServer) -> None:
    Household(fresh_server.url).set_up()
    page = fresh_page_for("light", "phone")
    sign_in(page)
    wait_for_offline_pages(page, "/offline/flare")
    # A plan made just now is the one that opens later, though the device had kept an older page.
    page.goto("/flare/plan")
    page.fill("#id_kit", "Blanket\nSlow playlist")
    page.tap("main form button.main")
    page.locator(".toast", has_text="Your flare plan is ready").wait_for()
    kept = (
        "caches.match('/offline/flare').then(a => a && a.text()).then(t => t && t.includes('Slow playlist'))"
    )
    wait_until(lambda: page.evaluate(kept), "the device keeps the new plan")
    page.context.set_offline(True)
    page.goto("/")
    page.goto("/flare?from=/")
    expect(page.locator("html")).to_have_attribute("data-theme", "quiet")
    page.tap("[data-start]")
    wait_until(lambda: page.locator(".pacer circle.in").count() >= 2, "the dots count")
    page.locator("label.chip", has=page.locator("[name=tried][value=Blanket]")).tap()
    page.locator("label.chip", has=page.locator("[name=helped][value=Blanket]")).tap()
    page.tap("[data-flare] button.main")
    page.locator("[data-message]", has_text="Saved on this phone").wait_for()
    # Help and new pain open from here, too.
    page.tap("a:has-text('Help now')")
    page.wait_for_url("**/help-now**")
    page.context.set_offline(False)
    page.goto("/care")
    rows = "SELECT tried, helped FROM care_flare WHERE deleted_at IS NULL"
    wait_until(lambda: fresh_server.query(rows), "the flare arrives")
    assert len(fresh_server.query(rows)) == 1
    page.goto("/flare")
    page.get_by_text("helped 1 of 1 time").wait_for()
