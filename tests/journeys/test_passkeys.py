"""Passkeys in Chromium with a virtual authenticator: made, used to sign in, and as the second step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.servers.household import NAME, PASSWORD, Household

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.servers.chromium import PageFor
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.live]

DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@contextmanager
def at_localhost(browser: Browser, server: LiveServer) -> Iterator[PageFor]:
    """Browsers know passkeys for names only: `localhost`, not 127.0.0.1."""
    from tests.servers.chromium import pages

    with pages(browser, server.url.replace("127.0.0.1", "localhost")) as make:
        yield make


class Authenticator:
    """The finger or face of a device that does not exist."""

    def __init__(self, page: Page) -> None:
        self.cdp = page.context.new_cdp_session(page)
        self.cdp.send("WebAuthn.enable")
        self.id = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]

    def verified(self, yes: bool) -> None:
        """Whether the finger fits."""
        self.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": yes})

    def held(self) -> list[dict[str, object]]:
        """The passkeys on the device."""
        return self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"]


def arrive(page: Page, path: str) -> None:
    """Wait until exactly this page is open."""
    page.wait_for_url(lambda url: urlsplit(url).path == path)


def sign_in_with_password(page: Page) -> None:
    page.goto("/accounts/login/")
    page.fill("#id_login", NAME)
    page.fill("#id_password", PASSWORD)
    page.click("button.main")


def confirm(page: Page) -> None:
    """The password once more."""
    page.fill("#id_password", PASSWORD)
    page.click("button.main")


def make_passkey(page: Page) -> None:
    page.goto("/accounts/passkeys/add/")
    confirm(page)
    page.fill("#id_name", "My phone")
    page.click("form[data-passkey] button.main")
    arrive(page, "/accounts/recovery-code/")


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.click("form[data-logout] button.main")
    arrive(page, "/accounts/login/")


def test_a_passkey_is_made_and_signs_in_alone(browser: Browser, fresh_server: LiveServer) -> None:
    Household(fresh_server.url).set_up()
    with at_localhost(browser, fresh_server) as page_for:
        page = page_for()
        device = Authenticator(page)
        sign_in_with_password(page)
        arrive(page, "/")
        make_passkey(page)
        held = device.held()
        assert len(held) == 1
        assert held[0]["isResidentCredential"]
        assert held[0]["rpId"] == "localhost"
        page.goto("/accounts/security/")
        expect(page.get_by_text("My phone")).to_be_visible()

        sign_out(page)
        page.locator("form[data-passkey]").wait_for(state="visible")
        page.tap("form[data-passkey] button")
        arrive(page, "/")
        assert page.evaluate("fetch('/api/session').then((a) => a.json()).then((s) => s.account)")


def test_a_page_that_was_asked_for_opens_after_the_passkey(
    browser: Browser, fresh_server: LiveServer
) -> None:
    Household(fresh_server.url).set_up()
    with at_localhost(browser, fresh_server) as page_for:
        page = page_for()
        Authenticator(page)
        sign_in_with_password(page)
        arrive(page, "/")
        make_passkey(page)
        sign_out(page)
        page.goto("/settings")
        page.locator("form[data-passkey]").wait_for(state="visible")
        page.tap("form[data-passkey] button")
        arrive(page, "/settings")


def test_the_password_alone_is_not_enough_any_more(browser: Browser, fresh_server: LiveServer) -> None:
    Household(fresh_server.url).set_up()
    with at_localhost(browser, fresh_server) as page_for:
        page = page_for()
        device = Authenticator(page)
        sign_in_with_password(page)
        arrive(page, "/")
        make_passkey(page)
        sign_out(page)
        sign_in_with_password(page)
        arrive(page, "/accounts/second-step/")
        # Nothing opens meanwhile: every page leads back here.
        page.goto("/settings")
        arrive(page, "/accounts/second-step/")
        # A finger that does not fit: words, and another try.
        device.verified(False)
        page.tap("form[data-passkey] button")
        page.locator("[data-problem]").wait_for(state="visible")
        device.verified(True)
        page.tap("form[data-passkey] button")
        arrive(page, "/")
        assert page.evaluate("fetch('/api/session').then((a) => a.json()).then((s) => s.account)")


def test_a_passkey_confirms_and_is_taken_away_again(browser: Browser, fresh_server: LiveServer) -> None:
    Household(fresh_server.url).set_up()
    with at_localhost(browser, fresh_server) as page_for:
        page = page_for("light", "desktop")
        Authenticator(page)
        sign_in_with_password(page)
        arrive(page, "/")
        make_passkey(page)
        sign_out(page)
        page.click("form[data-passkey] button")
        arrive(page, "/")
        page.goto("/accounts/pin/")
        page.wait_for_url("**/accounts/confirm/**")
        page.click("text=Use a passkey")
        page.click("form[data-passkey] button")
        arrive(page, "/accounts/pin/")
        page.goto("/accounts/security/")
        page.click("text=My phone")
        page.click("text=Remove this passkey")
        # By its name: the page before has a button of the same look.
        page.get_by_role("button", name="Remove it").click()
        arrive(page, "/accounts/security/")
        expect(page.get_by_text("My phone")).to_be_hidden()
        sign_out(page)
        sign_in_with_password(page)
        arrive(page, "/")


def test_by_keyboard_alone(browser: Browser, fresh_server: LiveServer) -> None:
    from tests.journeys.hands import Keys

    Household(fresh_server.url).set_up()
    with at_localhost(browser, fresh_server) as page_for:
        page = page_for("light", "desktop")
        Authenticator(page)
        sign_in_with_password(page)
        arrive(page, "/")
        make_passkey(page)
        sign_out(page)
        keys = Keys(page)
        keys.reach("form[data-passkey] button")
        keys.press("Enter")
        arrive(page, "/")


def test_at_a_number_instead_of_a_name_nothing_is_promised(
    fresh_page_for: PageFor, fresh_server: LiveServer
) -> None:
    Household(fresh_server.url).set_up()
    page = fresh_page_for()
    page.goto("/accounts/login/")
    assert page.locator("form[data-passkey]").count() == 0
    sign_in_with_password(page)
    arrive(page, "/")
    page.goto("/accounts/security/")
    expect(page.get_by_text("Browsers allow passkeys only")).to_be_visible()
