"""axe on every page of signing in that a walk over the addresses does not reach: behind a password, or once only.

`make test` walks there once, on a phone, and looks three times at each page; `make long` walks in every theme and size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests import pages
from tests.journeys.test_switching import at, sign_in
from tests.judges.test_axe import WALKS, judged
from tests.servers.household import NAME, PASSWORD, Household

if TYPE_CHECKING:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import Browser, Page

    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.slow]


@pytest.fixture(scope="module")
def axe() -> Axe:
    from axe_playwright_python.sync_playwright import Axe

    return Axe()


def confirmed(page: Page, path: str) -> None:
    """Open a page that asks for the password first."""
    page.goto(path)
    if "/confirm/" in page.url:
        page.fill("#id_password", PASSWORD)
        page.click("button.main")
        at(page, path)


@pytest.mark.parametrize(("theme", "size"), WALKS)
def test_every_page_of_signing_in(
    browser: Browser, fresh_server: LiveServer, axe: Axe, theme: str, size: str
) -> None:
    from tests.servers.chromium import pages as opened

    Household(fresh_server.url).set_up()
    problems: list[str] = []
    with opened(browser, fresh_server.url.replace("127.0.0.1", "localhost")) as page_for:
        page = page_for(theme, size)

        def judge(where: str) -> None:
            pages.unfold(page)
            problems.extend(judged(axe, page, f"{where} {theme} {size}"))

        def look(path: str) -> None:
            if urlsplit(page.url).path != path:
                confirmed(page, path)
            judge(path)

        for path in ("/accounts/login/", "/accounts/recover/", "/join"):
            look(path)
        page.goto("/join")
        page.click("button.main")
        page.locator(".err").first.wait_for()
        look("/join")
        sign_in(page, NAME)
        page.goto("/accounts/pin/")
        judge("confirm")
        for path in (
            "/accounts/pin/", "/accounts/security/", "/accounts/devices/", "/accounts/address/", "/accounts/passkeys/add/",
            "/accounts/code-app/add/", "/accounts/recovery-code/", "/logins", "/logins/invite", "/age-review", "/mine",
        ):  # fmt: skip
            look(path)
        page.goto("/accounts/recovery-code/")
        page.click("form button.main")
        page.locator(".paper").wait_for()
        judge("a recovery code")
        confirmed(page, "/accounts/pin/")
        page.fill("#id_pin", "111111")
        page.click("form:has(#id_pin) button.main")
        page.locator(".err").first.wait_for()
        look("/accounts/pin/")
        page.fill("#id_pin", "491738")
        page.click("form:has(#id_pin) button.main")
        at(page, "/accounts/security/")
        page.click("form[data-lock] button")
        at(page, "/switch")
        look("/switch")
        page.click(".names a")
        page.wait_for_url("**/switch/*")
        page.fill("#id_pin", "000001")
        page.click("button.main")
        page.locator(".err").first.wait_for()
        judge("a wrong number")
    assert problems == []
