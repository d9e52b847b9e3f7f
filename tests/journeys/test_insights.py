"""Insights: what takes longer comes by itself, says that it is on its way, and is a link where no script or network is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.servers.chromium import pages
from tests.servers.household import Household

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.live]
PARTS = (("Patterns in your diary", "Look for patterns"), ("Your volume", "Look at your volume"))


def test_patterns_and_volume_come_by_themselves(browser: Browser, fresh_server: LiveServer) -> None:
    home = Household(fresh_server.url).set_up().keep_diary(60)
    with pages(browser, fresh_server.url, home) as page_for:
        plain = page_for(js=False)
        plain.goto("/insights")
        for heading, link in PARTS:
            expect(plain.locator("main").get_by_role("link", name=link)).to_be_visible()
            assert plain.locator("main h2", has_text=heading).count() == 1
        page, held = page_for(), []
        # A machine that takes its time: the first part is held back until it was said that it is on its way.
        page.route("**/insights/patterns", lambda route: held.append(route))
        page.goto("/insights")
        waiting = page.locator("[data-fragment='/insights/patterns'] [role=status]")
        expect(waiting).to_have_text("Working it out")
        expect(waiting).to_be_visible()
        (route,) = held
        route.continue_()
        expect(waiting).to_have_count(0)
        for heading, link in PARTS:
            expect(page.locator("main h2", has_text=heading).first).to_be_visible()
            expect(page.get_by_role("link", name=link)).to_have_count(0)
        assert page.url.endswith("/insights")


def test_without_an_answer_the_link_stays(browser: Browser, fresh_server: LiveServer) -> None:
    home = Household(fresh_server.url).set_up().keep_diary(5)
    with pages(browser, fresh_server.url, home) as page_for:
        page = page_for()

        def cut(route: Route) -> None:
            route.abort()

        page.route("**/insights/patterns", cut)
        with page.expect_event("requestfailed"):
            page.goto("/insights")
        link = page.get_by_role("link", name="Look for patterns")
        expect(link).to_be_visible()
        page.unroute("**/insights/patterns")
        link.click()
        page.wait_for_url("**/insights/patterns")
        expect(page.locator("main h2", has_text="Patterns in your diary").first).to_be_visible()
