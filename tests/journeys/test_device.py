"""What stays on a device, whose it is, and when it goes."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.diary import Diary
from tests.journeys.hands import label_of, sign_in, wait_for_offline_pages, wait_to_hear, wait_until
from tests.servers.household import NAME, PASSWORD, Household

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.servers.chromium import PageFor
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.live]

KEPT = """async () => {
  const found = {pages: [], text: '', databases: [], storage: JSON.stringify([{...localStorage}, {...sessionStorage}])};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const path = new URL(request.url).pathname;
      if (path.startsWith('/static/')) continue;
      found.pages.push(path);
      found.text += await (await cache.match(request)).text();
    }
  }
  for (const {name} of await indexedDB.databases()) {
    const database = await new Promise((done) => { indexedDB.open(name).onsuccess = (e) => done(e.target.result); });
    for (const store of database.objectStoreNames) {
      const all = database.transaction(store).objectStore(store).getAll();
      const rows = await new Promise((done) => { all.onsuccess = () => done(all.result); });
      if (rows.length) found.databases.push([name, store, rows.length]);
      const plain = (key, value) => value instanceof ArrayBuffer ? String.fromCharCode(...new Uint8Array(value)) : value;
      found.text += JSON.stringify(rows, plain);
    }
    database.close();
  }
  found.pages.sort();
  return found;
}"""
CALM = {f"/calm{page}" for page in ("", "/breathing", "/relaxing", "/grounding", "/ideas")}
PUBLIC = {"/help-now", "/new-pain", "/offline/page", "/manifest.webmanifest", "/theme", "/refreshed"} | CALM
SECOND = """
import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dialdown.server.settings")
import django
django.setup()
from dialdown.people import services
from dialdown.people.models import Account
services.create_person(account=Account.objects.create_user(sys.argv[1], sys.argv[2], display_name=sys.argv[1]), display_name=sys.argv[1])
"""


def second_login(server: LiveServer) -> str:
    """Another login with a diary of its own on the same machine; returns its name."""
    name = "Sam"
    done = subprocess.run(
        [sys.executable, "-c", SECOND, name, PASSWORD],
        env=server.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return name


def _check_in(page: Page, value: int, note: str = "") -> None:
    page.goto("/")
    page.tap(
        label_of("values.function", value)
        if _quick(page)
        else "fieldset:has([name='values.function']) .ctl .btn >> nth=-1"
    )
    if note:
        page.fill('[name="values.note"]', note)
    page.tap(".saving button.main")


def _quick(page: Page) -> bool:
    return page.locator('form[data-checkin="quick"]').count() > 0


def _cut_off(page: Page) -> None:
    """The network lets pages through and swallows what is sent: the worst kind of café."""
    page.context.route("**/api/entries/**", lambda route: route.abort())


def test_what_waits_is_sealed_and_gone_once_it_is_sent(home_page_for: PageFor, diary: Diary) -> None:
    page = home_page_for()
    page.goto("/")
    wait_for_offline_pages(page)
    _cut_off(page)
    _check_in(page, 7, "a very private sentence")
    wait_to_hear(page, "Saved on this phone")
    kept = page.evaluate(KEPT)
    assert ["dialdown", "items", 1] in kept["databases"]
    assert "private sentence" not in kept["text"] + kept["storage"]
    assert diary.entries() == []
    page.context.unroute("**/api/entries/**")
    page.goto("/more")
    diary.wait_for(1)
    assert diary.one().values["note"] == "a very private sentence"
    wait_until(
        lambda: not [row for row in page.evaluate(KEPT)["databases"] if row[1] == "items"], "nothing waits"
    )


def test_the_network_goes_and_comes_while_the_page_is_open(home_page_for: PageFor, diary: Diary) -> None:
    page = home_page_for()
    page.goto("/?mode=quick")
    wait_for_offline_pages(page)
    page.context.set_offline(True)
    page.tap(label_of("values.function", 6))
    wait_to_hear(page, "Saved on this phone")
    page.tap(label_of("values.pain_now", 2))
    page.wait_for_timeout(600)
    assert diary.entries() == []
    page.context.set_offline(False)
    assert diary.wait_until("pain_now", 2).values == {"function": 6, "pain_now": 2}
    wait_to_hear(page, "Everything is up to date")


def test_taken_back_before_it_was_sent(home_page_for: PageFor, diary: Diary) -> None:
    page = home_page_for()
    page.goto("/?mode=quick")
    wait_for_offline_pages(page)
    page.context.set_offline(True)
    page.tap(label_of("values.function", 6))
    wait_to_hear(page, "Saved on this phone")
    page.tap("[data-undo]")
    wait_to_hear(page, "Taken back")
    page.context.set_offline(False)
    page.goto("/more")
    wait_until(
        lambda: not [row for row in page.evaluate(KEPT)["databases"] if row[1] == "items"], "nothing waits"
    )
    assert diary.entries() == []


def test_signing_out_asks_about_what_was_not_sent(fresh_page_for: PageFor, fresh_server: LiveServer) -> None:
    Household(fresh_server.url).set_up()
    diary = Diary(fresh_server)
    page = fresh_page_for()
    sign_in(page)
    wait_for_offline_pages(page)
    _cut_off(page)
    _check_in(page, 7)
    wait_to_hear(page, "Saved on this phone")
    # Asked, and not signed out.
    page.goto("/more")
    page.tap("form[data-logout] > button")
    question = page.locator("form[data-logout] [data-message]")
    question.filter(has_text="1 check-in is not sent yet").wait_for()
    # Sent: then it goes by itself.
    page.context.unroute("**/api/entries/**")
    page.tap("[data-send]")
    diary.wait_for(1)
    page.locator("[data-send]").wait_for(state="hidden")
    _cut_off(page)
    page.goto("/?again=1")
    page.tap(".ctl .btn:visible >> nth=-1")
    page.tap(".saving button.main")
    wait_to_hear(page, "Saved on this phone")
    page.goto("/accounts/logout/")
    page.tap("form[data-logout] > button")
    question.filter(has_text="1 check-in is not sent yet").wait_for()
    page.tap("[data-discard]")
    page.wait_for_url("**/accounts/login/")
    _nothing_of(page, NAME)
    diary.wait_for(1)
    assert page.request.get("/history", max_redirects=0).status == 302


def _nothing_of(page: Page, *names: str) -> None:
    kept = page.evaluate(KEPT)
    assert kept["databases"] == []
    assert set(kept["pages"]) <= PUBLIC, kept["pages"]
    session = page.evaluate("fetch('/api/session').then((answer) => answer.json())")
    marks = [*names, *(str(session[key]) for key in ("account", "person") if session[key]), "data-account"]
    for mark in marks:
        assert not re.search(rf"\b{re.escape(mark)}\b", kept["text"] + kept["storage"]), mark


def test_a_shared_device_keeps_nothing(fresh_page_for: PageFor, fresh_server: LiveServer) -> None:
    Household(fresh_server.url).set_up()
    page = fresh_page_for()
    sign_in(page, shared=True)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto("/")
    page.fill('[name="values.note"]', "a very private sentence")
    page.tap(".saving button.main")
    # An ordinary form: the page is loaded anew.
    page.locator("#toasts", has_text="Saved").wait_for()
    for path in ("/", "/history", "/more"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
    _nothing_of(page, NAME, "sentence")
    assert Diary(fresh_server).one().values == {"note": "a very private sentence"}
    # The sign-in ends with the browser: its cookie has no date.
    assert next(c for c in page.context.cookies() if c.get("name") == "dialdown").get("expires") == -1
    fresh_server.kill()
    page.goto("/")
    expect(page.locator("main")).to_contain_text("needs the network")
    expect(page.locator("form[data-checkin]")).to_have_count(0)


@pytest.fixture
def two_logins(fresh_server: LiveServer) -> str:
    Household(fresh_server.url).set_up()
    return second_login(fresh_server)


def test_two_logins_never_send_each_others(
    two_logins: str, fresh_page_for: PageFor, fresh_server: LiveServer
) -> None:
    diary = Diary(fresh_server)
    page = fresh_page_for()
    sign_in(page)
    wait_for_offline_pages(page)
    _cut_off(page)
    _check_in(page, 7, "from Robin")
    wait_to_hear(page, "Saved on this phone")
    # Robin's session ends without a sign-out: it ran out.
    page.context.clear_cookies(name="dialdown")
    page.context.unroute("**/api/entries/**")
    sign_in(page, name=two_logins)
    page.wait_for_load_state("networkidle")
    assert page.inner_text("#queue") == ""
    _check_in(page, 7, "from Sam")
    wait_to_hear(page, "Saved")
    assert diary.wait_until("note", "from Sam")
    # What the worker kept is Sam's form, not Robin's.
    session = page.evaluate("fetch('/api/session').then((answer) => answer.json())")
    wait_until(
        lambda: f'data-account="{session["account"]}"' in page.evaluate(
            "caches.match('/offline/today').then((found) => found ? found.text() : '')"
        ),
        "Sam's own form is kept",
    )  # fmt: skip
    # Signing out tells Sam that somebody else's waits, and not what it says.
    page.goto("/more")
    page.tap("form[data-logout] > button")
    page.locator("[data-message]", has_text="1 check-in of somebody else is not sent yet").wait_for()
    page.tap("[data-send]")
    page.wait_for_load_state("networkidle")
    assert len(diary.entries()) == 1
    page.context.clear_cookies(name="dialdown")
    sign_in(page)
    notes = {entry.values["note"]: entry for entry in diary.wait_for(2)}
    assert set(notes) == {"from Robin", "from Sam"}
    owners = dict(
        fresh_server.query(
            "SELECT e.id, p.display_name FROM diary_entry e JOIN people_person p ON p.id = e.person_id"
        )
    )
    assert {str(name) for name in owners.values()} == {NAME, two_logins}


def test_a_session_that_ran_out_keeps_what_was_saved(home_page_for: PageFor, diary: Diary) -> None:
    page = home_page_for()
    page.goto("/?mode=quick")
    wait_for_offline_pages(page)
    page.context.clear_cookies(name="dialdown")
    page.tap(label_of("values.function", 6))
    wait_to_hear(page, "Sign in to send them")
    assert diary.entries() == []
    sign_in(page)
    assert diary.wait_for(1)[0].values == {"function": 6}
