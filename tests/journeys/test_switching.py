"""One phone, several people: switched and locked by touch and by keyboard; what was not sent stays with its writer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.journeys.diary import Diary
from tests.journeys.hands import Fingers, Keys, hold_time
from tests.servers.chromium import pages
from tests.servers.fixtures import running
from tests.servers.household import NAME, PASSWORD, Household

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, StorageState

    from tests.servers.chromium import PageFor
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.live]

PIN, OTHER = "491738", "Sam"


def at(page: Page, path: str) -> None:
    """Wait until exactly this page is open."""
    page.wait_for_url(lambda url: urlsplit(url).path == path)


def whoever(page: Page) -> str | None:
    return page.evaluate("fetch('/api/session').then((a) => a.json()).then((s) => s.account)")


def sign_in(page: Page, name: str) -> None:
    page.goto("/accounts/login/")
    page.fill("#id_login", name)
    page.fill("#id_password", PASSWORD)
    page.check("[name=listed]", force=True)
    page.click("button.main")
    at(page, "/")


def second_person(page: Page) -> None:
    """Whoever runs the machine invites Sam, who makes a login on the same phone."""
    page.goto("/logins/invite")
    page.check("[name=kind][value=own]", force=True)
    page.click("form[action='/logins/invite'] button.main")
    code = page.inner_text(".paper")
    lock(page)
    enter_code(page, code)
    page.check("[name=age][value=adult]", force=True)
    page.fill("#id_username", OTHER)
    page.fill("#id_password", PASSWORD)
    page.click("button.main")
    at(page, "/")


def enter_code(page: Page, code: str) -> None:
    page.goto("/join")
    page.fill("#id_code", code)
    page.click("form[action='/join'] button.main")
    page.locator("#id_username").wait_for()


def lock(page: Page) -> None:
    page.click("form[data-lock] button")
    at(page, "/switch")


def set_pin(page: Page) -> None:
    page.goto("/accounts/pin/")
    if "/confirm/" in page.url:
        page.fill("#id_password", PASSWORD)
        page.click("button.main")
    page.fill("#id_pin", PIN)
    page.click("form:has(#id_pin) button.main")
    at(page, "/accounts/security/")


def household(page: Page, server: LiveServer) -> None:
    """Robin and Sam on one phone, each with a number; locked."""
    Household(server.url).set_up()
    sign_in(page, NAME)
    set_pin(page)
    second_person(page)
    set_pin(page)
    lock(page)


@pytest.fixture(scope="module")
def lived_in(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[LiveServer, StorageState]]:
    """A server with that household, and what their phone knows: made once, as it takes many passwords."""
    with running(tmp_path_factory.mktemp("phone")) as server:
        with pages(browser, server.url) as make:
            page = make("light", "phone")
            household(page, server)
            known = page.context.storage_state()
        yield server, known


@pytest.fixture
def their_server(lived_in: tuple[LiveServer, StorageState]) -> LiveServer:
    return lived_in[0]


@pytest.fixture
def their_page_for(browser: Browser, lived_in: tuple[LiveServer, StorageState]) -> Iterator[PageFor]:
    """`page_for` of their phone, locked."""
    server, known = lived_in
    with pages(browser, server.url) as make:
        yield lambda *look, **more: make(*look, **({"storage_state": known} | more))


def test_by_touch(their_page_for: PageFor) -> None:
    page = their_page_for("light", "phone")
    page.goto("/switch")
    fingers = Fingers(page)
    fingers.tap(f"text={NAME}")
    fingers.type("#id_pin", PIN)
    fingers.tap("button.main")
    at(page, "/")
    robin = whoever(page)
    page.goto("/history")
    # The lock: nothing is on the screen any more, and the back button brings nothing back.
    fingers.tap("form[data-lock] button")
    at(page, "/switch")
    assert whoever(page) is None
    page.go_back()
    expect(page).to_have_url(re.compile(r"/accounts/login/|/switch(\?|$)"))
    expect(page.locator("h1")).not_to_contain_text("History")
    page.goto("/switch")
    fingers.tap(f"text={OTHER}")
    fingers.type("#id_pin", PIN)
    fingers.tap("button.main")
    at(page, "/")
    assert whoever(page) not in (None, robin)
    # Straight over to the other one, without locking first.
    page.goto("/switch")
    fingers.tap(f"text={NAME}")
    fingers.type("#id_pin", PIN)
    fingers.tap("button.main")
    at(page, "/")
    assert whoever(page) == robin


def test_by_keyboard(their_page_for: PageFor) -> None:
    page = their_page_for("light", "desktop")
    page.goto("/switch")
    keys = Keys(page)
    keys.reach(".names a")
    keys.press("Enter")
    page.locator("#id_pin").wait_for()
    keys.reach("#id_pin")
    keys.type(PIN)
    keys.press("Enter")
    at(page, "/")
    assert whoever(page)
    keys.reach("form[data-lock] button")
    keys.press("Enter")
    at(page, "/switch")
    assert whoever(page) is None
    # A wrong number says so in place, and the password is one fold away.
    keys.reach(".names a")
    keys.press("Enter")
    page.locator("#id_pin").wait_for()
    keys.reach("#id_pin")
    keys.type("000001")
    keys.press("Enter")
    page.locator(".err").first.wait_for()
    keys.reach("summary")
    keys.press("Enter")
    keys.reach("#id_password")
    keys.type(PASSWORD)
    keys.press("Enter")
    at(page, "/")
    assert whoever(page)


def test_without_script(their_page_for: PageFor) -> None:
    page = their_page_for("light", "phone", js=False)
    page.goto("/switch")
    page.tap(f"text={NAME}")
    page.fill("#id_pin", PIN)
    page.tap("button.main")
    at(page, "/")
    page.tap("form[data-lock] button")
    at(page, "/switch")
    page.goto("/history")
    expect(page).to_have_url(re.compile("/accounts/login/"))


def test_what_was_not_sent_waits_for_the_one_who_wrote_it(
    their_page_for: PageFor, their_server: LiveServer
) -> None:
    page = their_page_for("light", "phone")
    fingers = Fingers(page)

    def come_in(name: str) -> None:
        page.goto("/switch")
        fingers.tap(f"text={name}")
        fingers.type("#id_pin", PIN)
        fingers.tap("button.main")
        at(page, "/")

    come_in(NAME)
    # The network is gone for check-ins only: the phone keeps one.
    page.context.route("**/api/entries/**", lambda route: route.abort())
    page.goto("/?again=1&mode=quick")
    page.locator('label:has(> input[name="values.function"][value="7"])').first.tap()
    page.get_by_text("Saved on this phone").first.wait_for()
    fingers.tap("form[data-lock] button")
    at(page, "/switch")
    come_in(OTHER)
    page.context.unroute("**/api/entries/**")
    page.goto("/settings")
    page.wait_for_timeout(1500)
    # Sam is in, the network is back, and nothing of Robin's was sent or shown.
    assert Diary(their_server).entries() == []
    assert "waits on this phone" not in page.inner_text("main")
    come_in(NAME)
    entry = Diary(their_server).wait_for(1)[0]
    assert entry.values["function"] == 7


def test_a_clinicians_screen_says_so_and_leaves(their_page_for: PageFor) -> None:
    # Two other computers, which know nobody.
    owner = their_page_for("light", "desktop", storage_state=None)
    sign_in(owner, NAME)
    owner.goto("/sharing")
    form = owner.locator("form[action='/sharing/offer']")
    form.locator("[name=audience][value=clinician]").check(force=True)
    form.locator("[name=label]").fill("Dr Okafor")
    form.locator("button.main, button").last.click()
    code = owner.inner_text(".paper")

    page = their_page_for("light", "desktop", storage_state=None)
    hold_time(page)
    enter_code(page, code)
    page.fill("#id_username", "Okafor")
    page.fill("#id_password", PASSWORD)
    page.click("button.main")
    page.wait_for_url(lambda url: urlsplit(url).path != "/join")
    page.goto("/settings")
    note = page.locator("[data-idle]")
    page.clock.fast_forward(14 * 60 * 1000 - 10_000)
    expect(note).to_be_hidden()
    page.clock.fast_forward(20_000)
    expect(note).to_be_visible()
    # Any key stays.
    page.keyboard.press("Shift")
    expect(note).to_be_hidden()
    page.clock.fast_forward(15 * 60 * 1000 + 10_000)
    page.wait_for_url("**/accounts/login/?idle=1")
