"""Set-up on the real server: several at once, and in a browser with and without script."""

from __future__ import annotations

import re
import threading
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import pytest
from playwright.sync_api import expect

from tests.access.households import PASSWORD
from tests.servers.chromium import PageFor
from tests.servers.live import LiveServer

pytestmark = [pytest.mark.live, pytest.mark.slow]


def test_of_many_browsers_at_once_exactly_one_sets_up(fresh_server: LiveServer) -> None:
    start, signed_in = threading.Barrier(4), []

    def one(n: int) -> None:
        jar = CookieJar()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        page = browser.open(f"{fresh_server.url}/setup").read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token is not None
        told = {
            "csrfmiddlewaretoken": token[1],
            "who": "me",
            "age": "adult",
            "username": f"name{n}",
            "password": PASSWORD,
        }
        start.wait()
        browser.open(f"{fresh_server.url}/setup", urllib.parse.urlencode(told).encode()).read()
        if any(cookie.name == "dialdown" for cookie in jar):
            signed_in.append(n)

    threads = [threading.Thread(target=one, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(signed_in) == 1


@pytest.mark.browser
def test_step_by_step_with_script(fresh_page_for: PageFor) -> None:
    page = fresh_page_for(timezone_id="Asia/Tokyo")
    page.goto("/")

    def onwards() -> None:
        link = page.get_by_role("link", name="Next")
        step = str(link.get_attribute("href"))
        link.click()
        page.locator(f"[id='{step[1:]}']").wait_for()

    page.get_by_role("radio", name="My child").check(force=True)
    onwards()
    page.get_by_role("radio", name="13 to 17").check(force=True)
    expect(page.get_by_text("Nobody is watching this diary")).to_be_visible()
    onwards()
    page.get_by_role("radio", name="Yes").check(force=True)
    page.get_by_label("Who looked?").fill("Dr. Ellis")
    # Enter goes on instead of sending what was never seen; Back comes back to what was typed.
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Where the diary lives").wait_for()
    page.go_back()
    page.get_by_role("heading", name="What would help?").wait_for()
    expect(page.get_by_label("Who looked?")).to_have_value("Dr. Ellis")
    page.get_by_label("When?").fill("2025-11-20")
    onwards()
    onwards()
    expect(page.get_by_text("Now hand over the device")).to_be_visible()
    expect(page.get_by_label("Your child’s name")).to_be_hidden()
    page.get_by_label("Your name").fill("Mika")
    secret = page.get_by_label("Password", exact=True)
    secret.fill(PASSWORD)
    expect(secret).to_have_attribute("type", "password")
    page.get_by_label("Show it").check(force=True)
    expect(secret).to_have_attribute("type", "text")
    page.get_by_role("button", name="Make the first login").click()
    page.wait_for_url("**/start")
    page.goto("/settings")
    expect(page.get_by_label("Time zone")).to_have_value("Asia/Tokyo")
    page.goto("/clearance")
    expect(page.get_by_text("Said by a parent")).to_be_visible()


@pytest.mark.browser
def test_as_one_form_without_script(fresh_page_for: PageFor) -> None:
    page = fresh_page_for(js=False)
    page.goto("/")
    expect(page.get_by_role("link", name="Next")).to_have_count(0)
    page.get_by_role("radio", name="My child").check(force=True)
    page.get_by_role("button", name="Make the first login").click()
    expect(page.get_by_role("heading", name="Please look at this again")).to_be_visible()
    page.get_by_role("radio", name="Under 13").check(force=True)
    page.get_by_label("Country").select_option("NZ")
    page.get_by_label("Your child’s name").fill("Mika")
    page.get_by_label("Your name").fill("Kim")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Make the first login").click()
    page.wait_for_url("**/start")
    expect(page.get_by_text("Mika’s diary")).to_be_visible()
    page.goto("/settings")
    expect(page.get_by_label("Time zone")).to_have_value("Pacific/Auckland")
    # Out and in again on a shared device.
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Name", exact=True).fill("kim")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Other people use this device").check(force=True)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    cookie = next(c for c in page.context.cookies() if c["name"] == "dialdown")
    assert cookie["expires"] == -1
