"""A sitting that is left by closing the tab, and one that the server does not take: nothing vanishes, nothing is doubled."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import hold_time, label_of, sign_in, wait_for_offline_pages, wait_until
from tests.journeys.stages import paths, take_out_all
from tests.journeys.test_imagine import begin, looked

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.servers.chromium import PageFor
    from tests.servers.household import Household
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.usefixtures("rested")]
SATS = "SELECT id, stage, done, ended, odd FROM training_sitting WHERE deleted_at IS NULL ORDER BY at"
AWAY = """(hidden) => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
  document.dispatchEvent(new Event('visibilitychange')); if (!hidden) delete document.hidden; }"""


def told(server: LiveServer) -> list[tuple[Any, ...]]:
    return [(row[1], row[2], row[3], bool(row[4])) for row in server.query(SATS)]


def stays(server: LiveServer, page: Page, *wanted: tuple[Any, ...]) -> None:
    """It comes to be so, and nothing is added to it by what is opened afterwards."""
    wait_until(lambda: told(server) == list(wanted), f"{wanted}; there is {told(server)}")
    page.goto("/train")
    page.wait_for_timeout(600)
    assert told(server) == list(wanted)


def looking(page: Page, path: str, pictures: int) -> None:
    """In the middle of imagine, after so many pictures."""
    page.goto(f"/train/imagine?path={path}")
    begin(page)
    looked(page, pictures)


def ready(page: Page) -> None:
    """The worker is at work for this page."""
    page.goto("/")
    wait_for_offline_pages(page, "/offline/imagine")
    wait_until(lambda: page.evaluate("navigator.serviceWorker.controller !== null"), "the worker is there")


def test_a_closed_tab_keeps_what_was_done(
    stage_page_for: PageFor, stage_server: LiveServer, robin: Household
) -> None:
    page = stage_page_for("light", "phone")
    ready(page)
    looking(page, paths(robin)[0], 2)
    other = page.context.new_page()
    page.close()
    # No other page of ours is open: the worker sends it.
    wait_until(lambda: told(stage_server) != [], "the sitting arrives")
    stays(stage_server, other, ("imagine", 2, "self", False))


def test_a_closed_tab_without_a_network_is_sent_later(
    stage_page_for: PageFor, stage_server: LiveServer, robin: Household
) -> None:
    page = stage_page_for("light", "phone")
    ready(page)
    page.context.set_offline(True)
    page.goto(f"/train/imagine?path={paths(robin)[1]}")
    begin(page)
    looked(page, 3)
    other = page.context.new_page()
    page.close()
    other.wait_for_timeout(500)
    assert told(stage_server) == []
    other.context.set_offline(False)
    other.goto("/train")
    stays(stage_server, other, ("imagine", 3, "self", False))


def test_a_phone_that_was_put_away_and_taken_up_again_is_one_sitting(
    stage_page_for: PageFor, stage_server: LiveServer, robin: Household
) -> None:
    page = stage_page_for("light", "phone")
    ready(page)
    looking(page, paths(robin)[0], 1)
    page.evaluate(AWAY, True)
    wait_until(lambda: told(stage_server) == [("imagine", 1, "self", False)], "kept as far as it went")
    page.evaluate(AWAY, False)
    looked(page, 3)
    page.locator("[data-said]", has_text="That was the last picture.").wait_for()
    wait_until(lambda: told(stage_server) == [("imagine", 4, "time", False)], "the whole one in its place")
    # An answer that was given and not saved goes with the page.
    page.locator(label_of("odd", "yes")).tap()
    expect(page.locator("[name=odd][value=yes]")).to_be_checked()
    page.reload()
    stays(stage_server, page, ("imagine", 4, "time", True))


def test_a_mirror_whose_page_goes_away_keeps_its_seconds(
    stage_page_for: PageFor, stage_server: LiveServer, robin: Household
) -> None:
    page = stage_page_for("light", "phone")
    ready(page)
    hold_time(page)
    page.goto(f"/train/mirror?path={paths(robin)[0]}")
    page.locator("label.choice:has([name=how][value=mirror]):visible").tap()
    page.locator("label.choice:has([name=today][value=yes]):visible").tap()
    page.locator("[data-go=ready]:visible").tap()
    page.locator("[data-ready]:visible").tap()
    page.locator("[data-start]:visible").tap()
    page.locator("[data-phase=sit]:visible").wait_for()
    page.clock.run_for(2_300)
    expect(page.locator("[data-time]")).to_have_text(re.compile(r"^0:02"))
    other = page.context.new_page()
    page.close()
    wait_until(lambda: told(stage_server) != [], "the sitting arrives")
    stage, done, ended, _odd = told(stage_server)[0]
    assert (stage, ended) == ("mirror", "self")
    assert done == 2
    stays(stage_server, other, (stage, done, ended, False))


def test_a_shared_device_keeps_nothing_and_still_sends_it(
    stage_page_for: PageFor, stage_server: LiveServer, robin: Household
) -> None:
    page = stage_page_for("light", "phone", signed_in=False)
    sign_in(page, shared=True)
    looking(page, paths(robin)[1], 2)
    other = page.context.new_page()
    page.close()
    wait_until(lambda: told(stage_server) == [("imagine", 2, "self", False)], "the sitting arrives")
    other.goto("/train")
    assert other.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    stays(stage_server, other, ("imagine", 2, "self", False))


def opened_by_hand(home: Household, path: str, opened: bool) -> None:
    """The mirror of a path opened by hand, or that choice taken back."""
    if opened:
        assert home.post(f"/train/stages/{path}/change", do="open", stage="mirror").status == 200
        return
    card = home.page("/train/stages").split(f'id="p-{path}"')[1].split("</section>")[0]
    rows = "".join(row for row in card.split("<li>") if "<b>Mirror opened by hand</b>" in row)
    choices = re.findall(r"/train/stages/choices/([0-9a-f-]{36})/undo", rows)
    assert choices
    for choice in choices:
        assert home.post(f"/train/stages/choices/{choice}/undo").status == 200


def test_what_was_not_taken_stays_with_its_reason_until_it_is_sent_or_discarded(
    stage_page_for: PageFor, stage_server: LiveServer, robin: Household
) -> None:
    path = paths(robin)[1]
    page = stage_page_for("light", "phone")
    for ending in ("Try again", "Discard"):
        page.goto(f"/train/imagine?path={path}")
        begin(page)
        # Meanwhile the stage is closed by somebody else.
        opened_by_hand(robin, path, False)
        looked(page, 4)
        reason = "Opens after two weeks and 20 goes"
        page.locator("[data-message]", has_text=reason).wait_for()
        # Saved once more it is the same one.
        page.locator("[data-save]").tap()
        page.locator("#queue", has_text=reason).wait_for()
        page.goto("/train")
        kept = page.locator("#queue .note")
        expect(kept).to_have_count(1)
        expect(kept).to_contain_text("Not taken: what you saved on")
        expect(kept).to_contain_text(reason)
        assert told(stage_server) == []
        opened_by_hand(robin, path, True)
        kept.get_by_role("button", name=ending).tap()
        if ending == "Try again":
            stays(stage_server, page, ("imagine", 4, "time", False))
            take_out_all(stage_server, robin)
        else:
            page.locator("[role=status]", has_text="Taken back.").wait_for()
            stays(stage_server, page)
        expect(page.locator("#queue .note")).to_have_count(0)
