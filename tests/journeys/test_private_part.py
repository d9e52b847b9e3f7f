"""Her private part on a phone: open after the password, locked by a tap, read again with the password; by keyboard, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.judges.test_axe import problems_of
from tests.servers.chromium import pages
from tests.servers.household import PASSWORD, Household

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.journeys.diary import Diary
    from tests.servers.chromium import PageFor
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.live]
NOTE = "a marmot on the hill"


@pytest.fixture
def own_page_for(browser: Browser, shared_home: LiveServer, home: Household) -> Iterator[PageFor]:
    """Robin on another device, so that what is locked here stays open for the other journeys."""
    with pages(browser, shared_home.url, Household(shared_home.url).sign_in()) as make:
        yield make


def test_locked_and_opened_again(own_page_for: PageFor, home: Household, diary: Diary) -> None:
    told = home.document(function=5, note=NOTE, mood="low") | {"mode": "full"}
    assert home.put(told).status == 201
    page = own_page_for("light", "phone")
    entry = f"/entries/{told['id']}"
    page.goto(entry)
    expect(page.locator('[name="values.note"]')).to_have_value(NOTE)
    page.goto("/private")
    page.get_by_role("button", name="Lock it now").press("Enter")
    page.get_by_text("To read what you wrote, type your password.").wait_for()
    assert problems_of(Axe(), page, "/private, locked") == []
    page.goto(entry)
    expect(page.locator('[name="values.note"]')).to_have_value("")
    assert NOTE not in page.content()
    assert problems_of(Axe(), page, "an entry, locked") == []
    # A correction meanwhile, by the script's way: what she cannot see stays.
    page.get_by_label("How much of what you wanted?").first.press("ArrowRight")
    page.get_by_role("button", name="Save changes").click()
    page.locator("[data-message]").get_by_text("Saved").first.wait_for()
    page.goto(entry)
    page.get_by_role("link", name="Open it").click()
    page.get_by_label("Your password, or the code from your paper").fill("not this one")
    page.keyboard.press("Enter")
    page.get_by_text("That does not open it.").wait_for()
    page.get_by_label("Your password, or the code from your paper").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{entry}")
    expect(page.locator('[name="values.note"]')).to_have_value(NOTE)
    stored = diary.one()
    assert (stored.values["note"], stored.values["mood"]) == (NOTE, "low")


@pytest.mark.parametrize(("theme", "size"), [("quiet", "phone"), ("dark", "desktop")])
def test_the_locked_page_in_other_looks(
    own_page_for: PageFor, home: Household, theme: str, size: str
) -> None:
    page = own_page_for(theme, size)
    page.context.clear_cookies(name="private")
    page.goto("/private")
    page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
    assert problems_of(Axe(), page, f"/private, locked, {theme}, {size}") == []


def test_without_a_script(own_page_for: PageFor, home: Household, diary: Diary) -> None:
    told = home.document(function=5, note=NOTE) | {"mode": "full"}
    assert home.put(told).status == 201
    page = own_page_for("light", "phone", js=False)
    page.context.clear_cookies(name="private")
    page.goto(f"/entries/{told['id']}")
    page.get_by_role("button", name="Save changes").click()
    page.wait_for_url("**/history/*")
    assert diary.one().values["note"] == NOTE
    page.goto("/private")
    page.get_by_label("Your password, or the code from your paper").fill(PASSWORD)
    page.get_by_role("button", name="Open it").click()
    page.get_by_text("Open for you").wait_for()
