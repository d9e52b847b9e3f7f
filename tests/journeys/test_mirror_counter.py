"""The counter from the camera to the number that is stored: rendered hands, a whole sitting, what the server keeps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.counts import SCALE
from tests.journeys.cameras import FLAGS, looking_at
from tests.journeys.hands import wait_until
from tests.journeys.moving_hands import AFTER, BEFORE, EACH, MOVEMENTS, NUMBER, write_hands
from tests.journeys.paces import EVEN
from tests.journeys.stages import at_the_next_step, paths, sittings, take_out_all, with_stages
from tests.journeys.test_mirror import to_ready

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.report import Figure
    from tests.servers.household import Household
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.slow]
SATS = "SELECT step, counted FROM training_sitting WHERE how = 'camera' AND deleted_at IS NULL ORDER BY created_at"
MOVED = BEFORE + MOVEMENTS * EACH
# Begins in the rest at the end of the film, so that one whole round is seen.
BEGIN = f"""() => new Promise((begun) => {{ const number = {NUMBER};
  const look = () => {{ const at = number();
    if (at < {MOVED + 5} || at > {MOVED + AFTER // 2}) return setTimeout(look, 20);
    document.querySelector('[data-start]').click(); begun(at); }};
  look(); }})"""
# Every number that the page showed, until the hand rests again; then it is stopped.
WATCHED = f"""() => new Promise((over) => {{ const number = {NUMBER}, seen = []; let moved = false;
  const look = () => {{ const at = number(), said = Number(document.querySelector('[data-count]').textContent);
    if (seen.at(-1) !== said) seen.push(said);
    moved ||= at > {BEFORE} && at < {MOVED};
    if (moved && at > {MOVED + 25} && at < {MOVED + AFTER}) {{
      // Here and not a round trip later: the film goes on, and the hand would move again.
      document.querySelector('[data-stop]').click();
      return over(seen);
    }}
    setTimeout(look, 50); }};
  look(); }})"""


@pytest.fixture(scope="module")
def stage_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    from tests.servers.fixtures import running

    with running(tmp_path_factory.mktemp("counter")) as server:
        yield server


@pytest.fixture(scope="module")
def robin(stage_server: LiveServer) -> Household:
    home = with_stages(stage_server)
    at_the_next_step(home, paths(home)[0], "mirror")
    return home


@pytest.fixture(autouse=True)
def rested(stage_server: LiveServer, robin: Household) -> Iterator[None]:
    """The sittings of days before stay, a day holds only so many."""
    before = sittings(stage_server)
    yield
    take_out_all(stage_server, robin, but=before)


CLIPS = [("palm", True), ("palm", False)] + ([("back", True), ("back", False)] if SCALE == "long" else [])


@pytest.mark.parametrize(("view", "moves"), CLIPS)
def test_eight_movements_are_eight_and_what_rests_or_is_hidden_is_none(
    browser: Browser,
    stage_server: LiveServer,
    robin: Household,
    tmp_path: Path,
    figure: Figure,
    view: str,
    moves: bool,
) -> None:
    from tests.servers.chromium import pages

    film = write_hands(browser, tmp_path, view=view, shown_moves=moves)
    before = len(stage_server.query(SATS))
    with looking_at(browser, film, *FLAGS) as running, pages(running, stage_server.url, robin) as make:
        page = make("light", "phone")
        # Counting is in question here, not how fast this machine shows pictures.
        page.add_init_script(EVEN)
        # The hurting side is the left one, so the right half of an unturned picture is shown.
        page.add_init_script(
            "localStorage.setItem('mirror', JSON.stringify({ mid: 0.5, flipX: false, flipY: false }))"
        )
        page.context.set_default_timeout(60_000)
        to_ready(page, paths(robin)[0])
        page.locator("[data-switch]:visible").tap()
        page.locator("[data-ready]:visible").tap()
        page.locator("[data-start]").wait_for()
        page.evaluate(BEGIN)
        seen = page.evaluate(WATCHED)
        page.locator("[data-phase=after]").wait_for()
        shown = page.locator("[name=counted]").input_value()
        wait_until(lambda: len(stage_server.query(SATS)) > before, "the sitting is kept")
    figure(
        f"movements counted of 8, {view} of the hand, {'shown' if moves else 'hidden half moves, shown half rests'}",
        shown,
    )
    wanted = MOVEMENTS if moves else 0
    # One after the other, never a jump, never back.
    assert seen == list(range(wanted + 1))
    assert (shown, tuple(stage_server.query(SATS)[-1])) == (str(wanted), ("small", wanted))
