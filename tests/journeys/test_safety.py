"""Help now and New or different pain: before any login, without a network, without a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import set_up_by_touch, wait_for_offline_pages
from tests.servers.chromium import pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.servers.chromium import PageFor
    from tests.servers.household import Household
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.live]

SAFETY = {"/help-now": "Help now", "/new-pain": "New or different pain?"}


def _opens(page: Page, path: str) -> None:
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200
    assert page.inner_text("h1").strip()
    # A number to call, or a doctor to see: the page itself and not the one that says "no network".
    assert page.locator("main a[href^='tel:'], main li").count() > 3


@pytest.mark.parametrize("path", SAFETY)
@pytest.mark.parametrize("js", [True, False], ids=["script", "no script"])
def test_before_any_login(fresh_page_for: PageFor, path: str, js: bool) -> None:
    page = fresh_page_for("light", "phone", js=js)
    page.context.clear_cookies()
    _opens(page, path)
    assert page.context.cookies() == []
    for answer in (page.request.get(path), page.request.get(path + "?country=GB")):
        assert answer.status == 200
        assert "set-cookie" not in answer.headers


def test_offline_and_before_any_login(fresh_page_for: PageFor, fresh_server: LiveServer) -> None:
    page = fresh_page_for("light", "phone")
    page.context.clear_cookies()
    page.goto("/setup")
    wait_for_offline_pages(page, *SAFETY)
    fresh_server.kill()
    for path in SAFETY:
        _opens(page, path)
        # Styled: what the page names was kept with it.
        assert page.evaluate("[...document.styleSheets].every((sheet) => sheet.cssRules.length > 0)")


def test_offline_when_signed_in_from_every_page(fresh_page_for: PageFor, fresh_server: LiveServer) -> None:
    page = fresh_page_for("dark", "phone")
    set_up_by_touch(page)
    wait_for_offline_pages(page)
    fresh_server.kill()
    page.goto("/history")
    expect(page.locator("main")).to_contain_text("needs the network")
    page.tap("a[href='/help-now']")
    page.wait_for_url("**/help-now*")
    assert page.locator("main a[href^='tel:']").count() > 3
    page.goto("/")
    page.tap("a[href^='/new-pain']")
    page.wait_for_url("**/new-pain")
    assert page.locator("main li").count() > 3


def test_on_every_page_one_tap_away(page_for: PageFor) -> None:
    page = page_for("light", "phone")
    for path in ("/", "/history", "/insights", "/more", "/settings", "/goals"):
        page.goto(path)
        for address in SAFETY:
            assert page.locator(f"a[href^='{address}']:visible").count() >= 1, f"{path}: no way to {address}"


SMUGGLED = """async () => {
  const reports = [];
  document.addEventListener('securitypolicyviolation', (e) => reports.push(e.effectiveDirective));
  const picture = new Image();
  await new Promise((done) => { picture.onerror = picture.onload = done; picture.src = 'http://elsewhere.test/p.png'; });
  await fetch('http://elsewhere.test/').catch(() => 0);
  const script = document.createElement('script');
  script.textContent = 'document.title = "ran"';
  document.head.append(script);
  document.body.setAttribute('style', 'color: red');
  await new Promise((done) => setTimeout(done, 100));
  return [document.title, ...new Set(reports)];
}"""


def test_no_page_can_reach_another_machine(
    browser: Browser, shared_server: LiveServer, household: Household
) -> None:
    """What somebody smuggled into a real page is stopped by the page's own policy, and makes a test red."""
    refused: list[str] = []

    def open_it() -> None:
        with pages(browser, shared_server.url, household) as page_for:
            page = page_for("light", "phone")
            page.goto("/")
            refused.extend(page.evaluate(SMUGGLED))

    with pytest.raises(AssertionError, match="policy violation"):
        open_it()
    assert refused[0] != "ran"
    assert {"connect-src", "img-src", "script-src-elem", "style-src-attr"} <= set(refused)
