"""axe finds nothing on any page: three themes, two sizes, everything unfolded.

`make test` looks at each page once whole, then in two more looks for what theme and size can change; `make long` looks
at everything whole.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests import pages
from tests.counts import SCALE
from tests.servers.chromium import SIZES, THEMES
from tests.servers.chromium import pages as opened

if TYPE_CHECKING:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import Browser, Page

    from tests.report import Figure
    from tests.servers.chromium import PageFor
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.slow]

WHOLE = ("light", "phone")
LOOKED_AT_AGAIN = (("quiet", "phone"), ("dark", "desktop"))
# So that two test processes share the work.
PARTS = 2
# Everything else axe knows depends neither on colours nor on room.
LOOKS = [
    "color-contrast",
    "target-size",
    "scrollable-region-focusable",
    "link-in-text-block",
    "meta-viewport",
]
VIOLATIONS = """(options) => axe.run(options).then(({ violations }) => violations.map(({ id, help, nodes }) =>
  ({ id, help, targets: nodes.slice(0, 4).map((node) => node.target) })))"""
# What a menu leads to cannot be missed by a list that is too short.
LEAST = 25


@pytest.fixture(scope="module")
def axe() -> Axe:
    from axe_playwright_python.sync_playwright import Axe

    return Axe()


def problems_of(axe: Axe, page: Page, where: str, rules: list[str] | None = None) -> list[str]:
    """What axe finds on the page as it stands now."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    # A page whose style sheets are still on the way has no look at all.
    page.wait_for_load_state()
    # A transition that is under way has colours that nobody chose.
    page.evaluate("Promise.allSettled(document.getAnimations().map((moving) => moving.finished))")
    found: list[str] = []
    # Half a megabyte of script goes to a page once, and only what is wrong comes back.
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe.axe_script)
    for violation in page.evaluate(VIOLATIONS, options):
        nodes = "; ".join(" ".join(map(str, target)) for target in violation["targets"])
        found.append(f"{where}: {violation['id']}: {violation['help']}: {nodes}")
    return found


def in_three_looks(axe: Axe, page: Page, where: str) -> list[str]:
    """What axe finds on a page as it came, and in two more looks what theme and size can change."""
    found = problems_of(axe, page, where)
    put_on = "(theme) => { if (theme) document.documentElement.dataset.theme = theme; else delete document.documentElement.dataset.theme; }"
    before = page.evaluate("document.documentElement.dataset.theme")
    for theme, size in LOOKED_AT_AGAIN:
        resize(page, size)
        page.evaluate(put_on, theme)
        found += problems_of(axe, page, f"{where} in {theme} on a {size}", LOOKS)
    # The walk may go on without another page.
    resize(page, WHOLE[1])
    page.evaluate(put_on, before)
    return found


# The themes and sizes in which a walk through other pages than the usual ones is made, and what is looked for on each of its pages.
if SCALE == "long":
    WALKS, judged = [(theme, size) for theme in THEMES for size in SIZES], problems_of
else:
    WALKS, judged = [WHOLE], in_three_looks
THEMES_OF_WALKS = list(dict.fromkeys(theme for theme, _size in WALKS))


def resize(page: Page, size: str) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page(
    page_for: PageFor, shared_server: LiveServer, axe: Axe, figure: Figure, part: int
) -> None:
    page = page_for(*WHOLE)
    problems: list[str] = []
    looked = 0
    for path in pages.visit(page, shared_server, part=part, of=PARTS):
        looked += 1
        problems += in_three_looks(axe, page, path)
    assert problems == []
    assert looked >= LEAST / PARTS
    figure(f"pages and views that axe looked at, part {part + 1} of {PARTS}", looked)


@pytest.mark.long
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", THEMES)
def test_every_page_whole(
    page_for: PageFor, shared_server: LiveServer, axe: Axe, figure: Figure, theme: str, size: str
) -> None:
    page = page_for(theme, size)
    problems = [
        problem for path in pages.visit(page, shared_server) for problem in problems_of(axe, page, path)
    ]
    assert problems == []
    figure("addresses that axe went through in every theme and size", len(pages.addresses(shared_server)))


def test_without_javascript(page_for: PageFor, axe: Axe) -> None:
    """The pads, lists and native fields that stand there without a script."""
    # axe itself needs script: the page is fetched as it is and the product's own script is kept out.
    page = page_for("light", "phone", service_workers="block")
    page.context.route("**/built/app.js*", lambda route: route.abort())
    problems: list[str] = []
    for path in ("/?again=1", "/?again=1&mode=quick", "/settings", "/more"):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
        problems += problems_of(axe, page, path)
    assert problems == []


def test_signed_out(page_for: PageFor, axe: Axe) -> None:
    page = page_for("light", "phone", signed_in=False)
    problems: list[str] = []
    for path in ("/accounts/login/", "/accounts/inactive/", "/offline/today", "/help-now", "/new-pain"):
        page.goto(path)
        pages.unfold(page)
        problems += problems_of(axe, page, path)
    page.goto("/accounts/login/")
    page.fill("#id_login", "nobody")
    page.fill("#id_password", "not the password")
    page.tap("button.main")
    page.locator(".err").first.wait_for()
    problems += problems_of(axe, page, "a sign-in that did not work")
    assert problems == []


def test_what_is_not_the_usual_week(
    browser: Browser, fresh_server: LiveServer, axe: Axe, figure: Figure
) -> None:
    """A begun getting-back plan, a running programme, the way home from it, once a month, Resting: pages of a plan in other states."""
    from tests.journeys.test_moving import moving

    home = moving(fresh_server)
    day = dt.datetime.now(dt.UTC).date()
    row = fresh_server.query("SELECT id FROM activity_plan")[0][0]
    plan = f"/move/{uuid.UUID(str(row))}"
    stay = {
        "name": "Day hospital",
        "starts_on": day.isoformat(),
        "ends_on": (day + dt.timedelta(days=9)).isoformat(),
    }
    problems: list[str] = []
    looked = 0
    with opened(browser, fresh_server.url, home) as page_for:
        page = page_for(*WHOLE)

        def look(state: str, *seen: tuple[str, str]) -> None:
            """Each page says what the state is, and axe finds nothing on it, in any look."""
            nonlocal problems, looked
            for path, words in seen:
                page.goto(path)
                pages.unfold(page)
                expect(page.locator("main"), f"{path} with {state}").to_contain_text(words)
                problems += in_three_looks(axe, page, f"{path} with {state}")
                looked += 1

        assert home.post("/getting-back").status == 200
        back = "Getting back: three floor days."
        look(
            "a begun getting-back plan",
            ("/", back),
            ("/move", back),
            (plan, back),
            ("/getting-back", "They have begun."),
        )
        assert home.post("/move/programme", **stay).status == 200
        rests = "The programme has its own plan."
        look(
            "a running programme", ("/", "Programme time"), ("/move", rests), (plan, rests), ("/move/programme", "Day hospital"),
            ("/train", "The programme has its own practice."),
        )  # fmt: skip
        for column in ("starts_on", "ends_on"):
            fresh_server.days_earlier("activity_programme", column, 10)
        look("the way home", ("/move/programme/hand-over", "Back to school by lessons"))
        assert home.post("/pace", stage="monthly").status == 200
        look("once a month", ("/watch", "this month?"))
        assert home.post("/pace", stage="resting").status == 200
        rests = "Nothing is asked"
        look("Resting", ("/", rests), ("/move", rests), (plan, rests), ("/pace", "As it is now"))
    assert problems == []
    figure("pages that axe looked at in an unusual week", looked)


@pytest.mark.parametrize("theme", THEMES_OF_WALKS)
def test_set_up(browser: Browser, fresh_server: LiveServer, axe: Axe, theme: str) -> None:
    with opened(browser, fresh_server.url) as page_for:
        page = page_for(theme, "phone")
        problems: list[str] = []
        for step in range(1, 6):
            page.goto(f"/setup#{step}")
            problems += judged(axe, page, f"/setup#{step}")
        page.goto("/setup#5")
        page.reload()
        page.tap("[id='5'] button.main")
        page.locator(".err, .note ul").first.wait_for()
        problems += judged(axe, page, "set-up with something missing")
    assert problems == []


def test_what_answers_look_like(page_for: PageFor, axe: Axe) -> None:
    """A check-in that is filled in, saved, skipped, and one that needs another look."""
    problems: list[str] = []
    for theme in THEMES_OF_WALKS:
        page = page_for(theme, "phone")
        page.context.route("**/api/entries/**", lambda route: route.fulfill(
            status=422, content_type="application/json",
            body='{"problems": [{"where": "values.sleep_hours", "message": "Please choose 0 to 24."}]}',
        ))  # fmt: skip
        page.goto("/?again=1")
        for line in page.locator("input[type=range]").all():
            if line.is_visible():
                line.press("ArrowRight")
        page.tap("#front-left-knee")
        page.tap("label:has(.skip-pain)") if page.locator(".skip-pain").count() else None
        page.fill('[name="values.sleep_hours"]', "30")
        page.tap(".saving button.main")
        page.locator(".err[data-problem]").wait_for()
        pages.unfold(page)
        problems += judged(axe, page, f"a check-in in {theme}")
    assert problems == []
