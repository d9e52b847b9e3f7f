"""Moving, touch practice, skills and needing this less: every page by keyboard alone, on a quiet screen, and without a network."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import Keys, arrive, wait_for_offline_pages, wait_until
from tests.journeys.test_moving import amounts, done_on, moving
from tests.journeys.walks import by_keyboard, quiet
from tests.servers.chromium import pages
from tests.servers.fixtures import running
from tests.servers.household import Household

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.report import Figure
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.slow]

# A laptop at 200 %: a bar that stays below has the most to lie over.
NARROW = {"width": 640, "height": 450}
NOT_SENT = "What you wrote is still here"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One server for this file."""
    with running(tmp_path_factory.mktemp("ways")) as running_server:
        yield running_server


@pytest.fixture(scope="module")
def home(server: LiveServer) -> Household:
    """Robin, with plans, a plan on paper in each state, a programme to come, a ladder of touch and a lesson's exercise."""
    found = Household(server.url).set_up().move()
    assert found.post("/train/touch", where="foot.left").status == 200
    assert found.post("/learn/skills/worry", **{"answers.thought": "Everybody will stare"}).status == 200
    return found


def ids(server: LiveServer, table: str) -> list[str]:
    """The rows of a table, the oldest first."""
    rows = server.query(f"SELECT id FROM {table} ORDER BY created_at")  # noqa: S608 - names from the tests
    return [str(uuid.UUID(str(row[0]))) for row in rows]


def usual(server: LiveServer) -> list[str]:
    """Every page of this issue, as it is in the usual week."""
    plans, papers = ids(server, "activity_plan"), ids(server, "activity_prescription")
    ladder = ids(server, "training_touchladder")[0]
    return [
        "/start", "/move", "/move/new", "/move/rules", "/move/prescriptions", "/move/prescriptions/code", "/move/programme", "/prescribe/paper",
        "/review", "/watch", "/pace", "/getting-back", *(f"/move/{plan}" for plan in plans), f"/move/{plans[0]}/timer",
        f"/move/{plans[0]}/done?less=1", *(f"/move/prescriptions/{paper}" for paper in papers), "/train", "/train/touch",
        f"/train/touch/ladders/{ladder}", f"/train/touch/go?ladder={ladder}", "/learn/skills", "/learn/skills/worry", "/learn/skills/strain",
        "/calm", "/calm/breathing", "/calm/relaxing", "/calm/grounding", "/calm/ideas", "/offline/move", "/offline/touch", "/offline/skills",
        "/offline/page",
    ]  # fmt: skip


def unusual(server: LiveServer, home: Household) -> Iterator[tuple[str, list[str]]]:
    """One state after the other that is not the usual week, with the pages that look different in it."""
    plan = f"/move/{ids(server, 'activity_plan')[0]}"
    day = dt.datetime.now(dt.UTC).date()
    assert home.post("/getting-back").status == 200
    yield "getting back", ["/move", plan, "/getting-back"]
    stay = {"starts_on": day.isoformat(), "ends_on": (day + dt.timedelta(days=9)).isoformat()}
    assert home.post("/move/programme", name="Clinic", **stay).status == 200
    yield "in a programme", ["/move", "/move/programme", "/train", "/train/touch"]
    for column in ("starts_on", "ends_on"):
        server.days_earlier("activity_programme", column, 10)
    yield "on the way home", ["/move", "/move/programme", "/move/programme/hand-over"]
    assert home.post("/pace", stage="light").status == 200
    yield "light watch", ["/watch", "/pace"]
    assert home.post("/pace", stage="resting").status == 200
    yield "resting", ["/", "/move", plan, "/pace"]
    assert home.post("/clearance", what="new").status == 200
    yield "new pain", ["/start", "/getting-back", "/offline/move"]


def as_usual(home: Household) -> None:
    """A doctor has looked, and every day is asked: whatever a test left behind."""
    day = dt.datetime.now(dt.UTC).date().isoformat()
    looked = {"what": "looked", "by_whom": "Our GP", "on": day, "said_by": "self"}
    assert home.post("/clearance", **looked).status == 200
    assert home.post("/pace", stage="every_day").status == 200


def test_every_page_by_keyboard_on_a_quiet_screen(
    browser: Browser, server: LiveServer, home: Household, figure: Figure
) -> None:
    """Whatever can be tapped is reached, seen and pressed by keys; nothing moves, and no colour is louder than the theme's own."""
    problems: list[str] = []
    walked = 0
    with pages(browser, server.url, home) as page_for:
        page = page_for("quiet", "desktop", reduced_motion="no-preference")
        page.set_viewport_size(NARROW)  # pyright: ignore[reportArgumentType]

        def walk(state: str, paths: list[str]) -> None:
            nonlocal walked
            for path in paths:
                page.goto(path)
                opened = urlsplit(page.url).path
                assert opened == path.partition("?")[0], (path, opened)
                found = quiet(page) + by_keyboard(page)
                problems.extend(f"{path} ({state}): {problem}" for problem in found)
                walked += 1

        as_usual(home)
        walk("usual", usual(server))
        for state, paths in unusual(server, home):
            walk(state, paths)
    assert problems == []
    figure("pages and states walked by keyboard on a quiet screen", walked)


def not_sent(page: Page) -> None:
    """The page has stayed, and a sentence says so."""
    expect(page.locator("main [role=status]", has_text=NOT_SENT)).to_be_visible()


def on_the_way(page: Page, server: LiveServer) -> None:
    """This device holds what it may need, and the network goes."""
    wait_for_offline_pages(
        page, "/offline/move", "/offline/touch", "/offline/skills", "/calm/breathing", "/offline/page"
    )
    page.context.set_offline(True)


def test_without_a_network_a_plan_is_followed_by_keyboard(
    browser: Browser, server: LiveServer, home: Household
) -> None:
    """Today leads to Move; Done, less and the clock are kept there and sent later, and every page that is not kept says so."""
    as_usual(home)
    before = amounts(server)
    plan = ids(server, "activity_plan")[0]
    with pages(browser, server.url, home) as page_for:
        page = page_for("quiet", "desktop")
        page.goto("/move")
        on_the_way(page, server)
        keys = Keys(page)
        # I did less, on the page that was open: the amount is asked here.
        keys.reach(f"main a[href='/move/{plan}/done?less=1']")
        keys.press("Enter")
        expect(page.locator(f"[data-plan='{plan}'] h2")).to_be_focused()
        less = f"[data-plan='{plan}'] form[data-timed]"
        done = page.locator(f"[data-plan='{plan}'] form:not([data-timed]) button").bounding_box()
        as_large = page.locator(f"{less} button").bounding_box()
        assert done
        assert as_large
        assert (as_large["width"], as_large["height"]) == (done["width"], done["height"])
        keys.reach(f"{less} button")
        keys.press("Enter")
        expect(page.locator(f"{less} [role=alert]")).to_have_text("Write an amount, like 2 minutes.")
        expect(page.locator(f"{less} [name=minutes]")).to_be_focused()
        keys.type("1")
        keys.press("Enter")
        expect(page.locator(f"{less} + [role=status]")).to_contain_text("Saved on this phone")
        expect(page.locator(f"{less} [role=alert]")).to_have_count(0)
        assert amounts(server) == before
        for path in (f"/move/{plan}/timer", f"/move/{plan}", "/move"):
            page.goto(path)
            expect(page.locator("main")).to_contain_text("You are offline")
            expect(page.locator(f"[data-plan='{plan}'] [data-start]")).to_be_enabled()
        for path in ("/move/programme", "/move/new", "/review", "/pace", "/train", "/start"):
            page.goto(path)
            expect(page.locator("main")).to_contain_text("This page needs the network")
        page.goto("/")
        keys.reach("main a[href='/move']")
        keys.press("Enter")
        expect(page.locator(f"[data-plan='{plan}']")).to_be_visible()
        keys.reach(f"form[data-move='{plan}']:not([data-timed]) button")
        keys.press("Space")
        expect(page.locator(f"form[data-move='{plan}']:not([data-timed]) + [role=status]")).to_contain_text(
            "Saved on this phone"
        )
        page.context.set_offline(False)
        wait_until(lambda: len(amounts(server)) == len(before) + 2, "both are sent when the network is back")
        assert amounts(server)[-2:] == [(60, "less"), (amounts(server)[-1][0], "all")]


def test_a_form_that_cannot_be_sent_stays_as_it_is(browser: Browser, fresh_server: LiveServer) -> None:
    """Without a network, and with a network but nobody at home: a sentence, and every word is still there."""
    home = moving(fresh_server)
    with pages(browser, fresh_server.url, home) as page_for:
        page = page_for("quiet", "phone")
        page.goto("/move/programme")
        wait_for_offline_pages(page)
        page.fill("[name=name]", "Day hospital")
        page.context.set_offline(True)
        page.tap("form[action='/move/programme'] button")
        not_sent(page)
        page.context.set_offline(False)
        fresh_server.stop()
        page.fill("[name=starts_on]", "2031-01-06")
        page.tap("form[action='/move/programme'] button")
        not_sent(page)
        expect(page.locator("[name=name]")).to_have_value("Day hospital")
        expect(page.locator("[name=starts_on]")).to_have_value("2031-01-06")
        fresh_server.start()
        page.fill("[name=ends_on]", "2031-01-24")
        page.tap("form[action='/move/programme'] button")
        expect(page.locator("main")).to_contain_text("24 January 2031")
        assert fresh_server.query("SELECT name FROM activity_programme") == [("Day hospital",)]


def test_what_is_kept_for_later_follows_what_was_changed(browser: Browser, fresh_server: LiveServer) -> None:
    """A plan that was just begun opens without a network, and new pain closes it there, too."""
    home = Household(fresh_server.url).set_up()
    looked = {"what": "looked", "by_whom": "Our GP", "on": "2026-01-05", "said_by": "self"}
    assert home.post("/clearance", **looked).status == 200
    kept = "caches.match('/offline/move').then((found) => found ? found.text() : '')"
    with pages(browser, fresh_server.url, home) as page_for:
        page = page_for("light", "phone")
        page.goto("/move/new")
        wait_for_offline_pages(page, "/offline/move")
        page.tap("button[value=walk]")
        arrive(page, "/move")
        wait_until(lambda: "data-plan" in page.evaluate(kept), "the new plan is kept")
        page.goto("/clearance")
        with page.expect_navigation():
            page.tap("form:has([name=what][value=new]) button")
        wait_until(
            lambda: "data-plan" not in page.evaluate(kept), "no plan is kept while a doctor has not looked"
        )
        page.context.set_offline(True)
        page.goto("/move")
        expect(page.locator("main")).to_contain_text("You are offline")
        expect(done_on(page)).to_have_count(0)


# Every way in which a page can be no use by keyboard, or louder than quiet.
WRONG = """<html data-theme="quiet"><style>[data-theme=quiet]{TOKENS} * {color: var(--c1); background: none; border: 0} a:focus, button:focus {outline: 2px solid}
.bare:focus {outline: none} .slow {transition: color 1s} .loud {color: #f00} .over {position: fixed; inset: 70% 0 0 0}</style>
<a href="#content">Skip</a><main id="content" tabindex="-1"><a class="bare" href="/bare">bare</a> <button tabindex="-1">unreached</button>
<div style="cursor: pointer">only a hand</div> <label>of nothing</label> <button class="deaf">deaf</button> <p class="loud slow">loud</p>
<a href="/under" style="position: fixed; bottom: 20px">under</a></main><div class="over"></div></html>"""


def test_the_walk_finds_what_is_wrong(browser: Browser) -> None:
    """A page made wrong on purpose: each of its faults is named."""
    tokens = "".join(f"--c{number}: rgb(0, 0, {number});" for number in range(1, 31))
    context = browser.new_context(viewport={"width": 640, "height": 450})
    page = context.new_page()
    page.set_content(WRONG.replace("TOKENS", tokens))
    # A button that swallows its keys.
    page.evaluate(
        "document.querySelector('.deaf').addEventListener('keydown', (event) => event.key !== 'Tab' && event.preventDefault())"
    )
    found = "\n".join(quiet(page))
    assert "a colour of its own: rgb(255, 0, 0) of p.loud slow" in found
    assert "changes slowly: p.loud slow" in found
    assert found.count("\n") == 1, found
    found = "\n".join(by_keyboard(page))
    for fault in ("no visible focus: <a /bare> bare", "something lies over it: <a /under> under", "Enter does nothing: <button > deaf",
                  "a label of nothing: of nothing", "not reached: <button > unreached", "only for a pointer: <div >"):  # fmt: skip
        assert fault in found, (fault, found)
    context.close()
