"""Left or right from Train to the end: double taps, a turned screen, a lost network, a closed tab, two tabs. Nothing lost, nothing twice."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from dialdown.training.recognise.dealing import FITTING, Deal, pictures
from dialdown.training.stimuli.bank import FOLDER, bank, drawings
from tests.journeys.hands import sign_in, wait_for_offline_pages, wait_until
from tests.servers.household import Household

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from tests.servers.chromium import PageFor
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.live]
SESSIONS = "SELECT id, ended, planned FROM training_recognisesession ORDER BY at, id"
ANSWERS = "SELECT session_id, number, response, rt_ms, usable FROM training_recogniseanswer ORDER BY session_id, number"
SHOWN = "[...document.querySelectorAll('[data-canvas]')].some(one => one.style.opacity === '1')"
# How much of the picture in the middle is something else than the ground.
DRAWN = """() => { const one = [...document.querySelectorAll('[data-canvas]')].find(one => one.style.opacity === '1');
  const { width, height } = one, data = one.getContext('2d').getImageData(0, 0, width, height).data;
  let other = 0; for (let i = 0; i < data.length; i += 4) other += Math.abs(data[i] - data[0]) + Math.abs(data[i + 2] - data[2]) > 24;
  return other / (width * height); }"""


NO_WEBGL = """const get = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  return String(kind).startsWith('webgl') ? null : get.call(this, kind, ...more); };"""


def practising(server: LiveServer) -> None:
    home = Household(server.url).set_up()
    looked = {"what": "looked", "by_whom": "Our GP", "on": "2026-01-05", "said_by": "self"}
    assert home.post("/clearance", **looked).status == 200


def shown(page: Page, one: bool = True) -> None:
    """A picture is shown, or none is."""
    wait_until(
        lambda: page.evaluate(SHOWN) is one, "a picture is there" if one else "the picture is gone", 30
    )


def begin(page: Page) -> None:
    """Start without the words after each picture: the next one comes sooner."""
    page.locator("[name=feedback]").uncheck(force=True)
    page.tap("[data-start]")
    # The pictures of the whole go are prepared first; a machine without a graphics card takes its time.
    page.locator("[data-phase=run]").wait_for(timeout=90_000)


TWICE = """one => { for (const isPrimary of [false, true, true])
  one.dispatchEvent(new PointerEvent('pointerdown', { isPrimary, button: 0, bubbles: true })); }"""
TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"


def so_far(page: Page) -> int:
    """Pictures that were answered or skipped."""
    return int(page.evaluate("document.querySelector('[data-bar]').value"))


def counted(page: Page, count: int) -> None:
    """The answer counts, and its picture is gone."""
    wait_until(lambda: so_far(page) == count, f"{count} pictures are done", 30)
    page.evaluate(TWO_FRAMES)


def answered(page: Page, count: int, *, twice: bool = False) -> None:
    """`count` answers; `twice` = a second finger, the first one, and the first one again at once."""
    for number in range(so_far(page), so_far(page) + count):
        shown(page)
        side = page.locator(f"[data-side={'left' if number % 2 else 'right'}]")
        if twice:
            side.evaluate(TWICE)
        else:
            side.tap()
        counted(page, number + 1)


def rows(server: LiveServer, count: int) -> list[list[int]]:
    """The numbers of the answers of each session, once there are `count` in all."""
    wait_until(lambda: len(server.query(ANSWERS)) >= count, f"{count} answers are stored", 40)
    found: dict[str, list[int]] = {}
    for session, number, *_more in server.query(ANSWERS):
        found.setdefault(str(session), []).append(number)
    return list(found.values())


def test_a_session_from_train_to_the_end(fresh_page_for: PageFor, fresh_server: LiveServer) -> None:
    practising(fresh_server)
    page = fresh_page_for("light", "phone")
    sign_in(page)
    page.goto("/train")
    page.get_by_text("Feet · 2 minutes").tap()
    begin(page)
    shown(page)
    assert 0.02 < page.evaluate(DRAWN) < 0.9
    answered(page, 3, twice=True)
    shown(page)
    page.tap("[data-skip]")
    counted(page, 4)
    # A turned screen and a pause: the picture comes again, its time is marked.
    shown(page)
    page.set_viewport_size({"width": 844, "height": 390})
    page.tap("[data-pause]")
    expect(page.locator("[data-said]")).to_have_text("Paused. Take your time.")
    page.set_viewport_size({"width": 390, "height": 844})
    page.tap("[data-pause]")
    answered(page, 16)
    page.locator("[data-phase=after]").wait_for()
    expect(page.locator("[data-result]")).to_contain_text("19 pictures,")
    page.tap("[data-save]")
    page.wait_for_url("**/train?kept=*")
    expect(page.locator(".path")).to_contain_text("The next go stays the same.")
    assert rows(fresh_server, 20) == [list(range(20))]
    assert [tuple(row)[1:] for row in fresh_server.query(SESSIONS)] == [("whole", 20)]
    stored = fresh_server.query(ANSWERS)
    assert [row[2] for row in stored].count("") == 1
    assert not stored[4][4]
    assert all(row[3] > 0 for row in stored if row[2])


def test_a_lost_network_a_closed_tab_and_two_tabs(fresh_page_for: PageFor, fresh_server: LiveServer) -> None:
    practising(fresh_server)
    page = fresh_page_for("light", "phone")
    sign_in(page)
    page.goto("/")
    wait_for_offline_pages(page, "/offline/recognise")
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto("/train/recognise")
    page.bring_to_front()
    begin(page)
    answered(page, 3)
    page.context.set_offline(True)
    answered(page, 2)
    # Gone in the middle: what was answered is on the device. The other tab plays a session of its own.
    page.close()
    begin(other)
    answered(other, 4)
    other.context.set_offline(False)
    other.tap("[data-stop]")
    other.tap("[data-save]")
    other.wait_for_url("**/train?kept=*", timeout=30_000)
    assert sorted(rows(fresh_server, 9)) == [list(range(4)), list(range(5))]
    assert {row[1] for row in fresh_server.query(SESSIONS)} == {"running", "stopped"}


def test_on_a_shared_device_a_closed_tab_loses_no_answer(
    fresh_page_for: PageFor, fresh_server: LiveServer
) -> None:
    practising(fresh_server)
    page = fresh_page_for("light", "phone")
    sign_in(page, shared=True)
    page.goto("/train/recognise")
    begin(page)
    answered(page, 1)
    assert rows(fresh_server, 1) == [[0]]
    # The tab is closed the moment after: nothing that must first be asked for would come back in time.
    page.route("**/api/session", lambda _asked: None)
    answered(page, 2)
    other = page.context.new_page()
    page.close()
    assert rows(fresh_server, 3) == [[0, 1, 2]]
    other.goto("/train")
    assert other.evaluate("indexedDB.databases().then((all) => all.length)") == 0


def test_without_a_network_from_the_start_and_without_webgl(
    fresh_page_for: PageFor, fresh_server: LiveServer
) -> None:
    practising(fresh_server)
    page = fresh_page_for("quiet", "phone")
    page.add_init_script(NO_WEBGL)
    sign_in(page)
    page.goto("/")
    wait_for_offline_pages(page, "/offline/recognise")
    page.context.set_offline(True)
    page.goto("/train/recognise")
    expect(page.locator("main")).to_contain_text("You are offline.")
    begin(page)
    shown(page)
    assert 0.02 < page.evaluate(DRAWN) < 0.9
    answered(page, 2)
    for number, key in ((3, "f"), (4, "ArrowRight")):
        shown(page)
        page.keyboard.press(key)
        counted(page, number)
    page.keyboard.press("Escape")
    page.locator("[data-phase=after]").wait_for()
    page.tap("[data-save]")
    page.locator("[data-message]", has_text="Saved on this phone").wait_for()
    page.context.set_offline(False)
    page.goto("/train")
    assert [len(one) for one in rows(fresh_server, 4)] == [4]


def test_without_webgl_a_go_of_any_level_comes_to_its_end(
    fresh_page_for: PageFor, fresh_server: LiveServer
) -> None:
    """In depth and tilted, before a busy ground: each has its drawing, and what is kept is the skin tone of that."""
    practising(fresh_server)
    page = fresh_page_for("light", "phone", service_workers="block")
    page.add_init_script(NO_WEBGL)
    sign_in(page)
    deal = Deal(3, "training", "hand", 12, 5)
    places = pictures(deal)
    assert {place[FITTING]["view"] for place in places} == set(bank().views("hand"))

    def dealt(route: Route) -> None:
        answer = route.fetch()
        names = "".join(
            f'<data data-picture="{name}" data-src="/static/training/stimuli/flat/{name}"></data>'
            for name in drawings(spec for place in places for spec in place)
        )
        given = json.dumps({"deal": deal.to_dict() | {"planned": 12}, "places": places, "flare": None})
        text, changed = re.subn(
            r'(<script id="deal" type="application/json">).*?(</script>)',
            lambda found: found[1] + given + found[2] + names,
            answer.text(),
        )
        assert changed == 1
        route.fulfill(response=answer, body=text)

    page.route("**/train/recognise?part=hand", dealt)
    page.goto("/train/recognise?part=hand")
    begin(page)
    shown(page)
    assert page.evaluate(DRAWN) > 0.1
    answered(page, 12)
    page.locator("[data-phase=after]").wait_for()
    page.tap("[data-save]")
    page.wait_for_url("**/train?kept=*")
    assert [row[1:] for row in fresh_server.query(SESSIONS)] == [("whole", 12)]
    tones = {one["file"]: one["tone"] for one in json.loads((FOLDER / "flat/flat.json").read_text())}
    stored = fresh_server.query("SELECT item, tone, light FROM training_recogniseanswer ORDER BY number")
    assert [item for item, _tone, _light in stored] == [place[0]["item"] for place in places]
    assert [(tone, light) for _item, tone, light in stored] == [
        (tones[name], 0) for place in places for name in drawings([place[0]])
    ]


def test_the_page_plays_a_session_by_itself_and_keeps_nothing(
    fresh_page_for: PageFor, fresh_server: LiveServer
) -> None:
    practising(fresh_server)
    page = fresh_page_for("dark", "desktop")
    sign_in(page)
    page.goto("/train/recognise?part=hand&play=alone")
    page.locator("[name=feedback]").uncheck(force=True)
    page.click("[data-start]")
    page.locator("[data-phase=after]").wait_for(timeout=90_000)
    said = page.locator("[data-result]").inner_text()
    assert "20 pictures," in said
    assert "Nothing was kept." in said
    assert fresh_server.query(SESSIONS) == []


SAID = "document.querySelector('[data-said]').innerText"
AWAY = """away => { Object.defineProperty(document, 'hidden', { configurable: true, value: away });
  document.dispatchEvent(new Event('visibilitychange')); }"""
# Another window comes to the front, and goes again; this page stays in sight.
ELSEWHERE = """elsewhere => { document.hasFocus = () => !elsewhere;
  window.dispatchEvent(new Event(elsewhere ? 'blur' : 'focus')); }"""
# Every word that is said after a picture: it goes with the next one, and a slow machine may look too late.
HEARD = """() => { window.heard = []; const said = document.querySelector('[data-said]');
  new MutationObserver(() => said.textContent && heard.push(said.textContent)).observe(said, { childList: true, characterData: true, subtree: true }); }"""
# The side that is marked, read in the moment of the press, which comes when it is the turn of `side`.
ONE_SWITCH = """(side) => new Promise(done => { const look = () => {
    const marked = document.querySelector('[data-side].next')?.dataset.side;
    if (marked !== side) return setTimeout(look, 10);
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'x', bubbles: true }));
    done(marked); };
  look(); })"""


def test_keys_a_page_that_is_put_away_and_what_is_said(
    fresh_page_for: PageFor, fresh_server: LiveServer
) -> None:
    practising(fresh_server)
    page = fresh_page_for("dark", "desktop")
    sign_in(page)
    page.goto("/train/recognise?part=foot")
    page.locator("[data-start]").press("Enter")
    page.locator("[data-phase=run]").wait_for(timeout=90_000)
    page.evaluate(HEARD)
    for number, key in enumerate(("f", "ArrowRight", "j", "ArrowLeft")):
        shown(page)
        page.keyboard.press(key)
        counted(page, number + 1)
    shown(page)
    said = page.evaluate("heard")
    page.evaluate(AWAY, True)
    assert page.evaluate(SAID) == "Paused. Take your time."
    shown(page, False)
    page.evaluate(AWAY, False)
    # Coming back starts nothing by itself.
    page.keyboard.press("p")
    shown(page)
    page.keyboard.press("f")
    counted(page, 5)
    shown(page)
    page.keyboard.press("s")
    counted(page, 6)
    page.keyboard.press("Escape")
    page.locator("[data-phase=after]").wait_for()
    page.click("[data-save]")
    page.wait_for_url("**/train?kept=*")
    assert rows(fresh_server, 6) == [list(range(6))]
    stored = fresh_server.query(
        "SELECT side, response, usable, way, rt_ms, away FROM training_recogniseanswer ORDER BY number"
    )
    assert [row[1] for row in stored] == ["left", "right", "right", "left", "left", ""]
    words = {"left": "That was a left one.", "right": "That was a right one."}
    assert said == ["Yes." if row[1] == row[0] else words[row[0]] for row in stored[:4]]
    assert [bool(row[2]) for row in stored[:5]] == [True] * 4 + [False]
    assert [row[3] for row in stored] == ["key"] * 6
    # Put away once, while the fifth was open.
    assert [row[5] for row in stored] == [0, 0, 0, 0, 1, 0]
    assert fresh_server.query(SESSIONS)[0][1] == "stopped"


def test_behind_another_window_no_time_counts(fresh_page_for: PageFor, fresh_server: LiveServer) -> None:
    """Whether that window came to the front while the picture was open or before it."""
    practising(fresh_server)
    page = fresh_page_for("light", "desktop")
    sign_in(page)
    page.goto("/train/recognise?part=foot")
    page.locator("[data-start]").press("Enter")
    page.locator("[data-phase=run]").wait_for(timeout=90_000)
    for number, elsewhere in enumerate(("", "open", "before", "")):
        if elsewhere == "before":
            page.evaluate(ELSEWHERE, True)
        shown(page)
        if elsewhere == "open":
            page.evaluate(ELSEWHERE, True)
        page.evaluate(ELSEWHERE, False)
        page.keyboard.press("f")
        counted(page, number + 1)
    page.keyboard.press("Escape")
    page.locator("[data-phase=after]").wait_for()
    page.click("[data-save]")
    page.wait_for_url("**/train?kept=*")
    stored = fresh_server.query("SELECT usable, away FROM training_recogniseanswer ORDER BY number")
    # The page itself was never hidden.
    assert [(bool(usable), away) for usable, away in stored] == [(True, 0), (False, 0), (False, 0), (True, 0)]


def test_one_switch_takes_the_side_that_is_marked(fresh_page_for: PageFor, fresh_server: LiveServer) -> None:
    practising(fresh_server)
    page = fresh_page_for("quiet", "phone")
    sign_in(page)
    page.goto("/train/recognise?part=hand")
    page.locator("[name=switch]").check(force=True)
    begin(page)
    marked = []
    for number in range(3):
        shown(page)
        # The second press waits for the turn of the left one to end.
        marked.append(page.evaluate(ONE_SWITCH, "right" if number == 1 else "left"))
        counted(page, number + 1)
    shown(page)
    # Anywhere else is a press, too; stopping stays stopping.
    page.locator("[data-stage]").tap()
    counted(page, 4)
    page.tap("[data-stop]")
    page.tap("[data-save]")
    page.wait_for_url("**/train?kept=*")
    assert rows(fresh_server, 4) == [list(range(4))]
    stored = fresh_server.query("SELECT response, usable, way FROM training_recogniseanswer ORDER BY number")
    assert [row[0] for row in stored[:3]] == marked == ["left", "right", "left"]
    assert {(bool(row[1]), row[2]) for row in stored} == {(False, "switch")}


def test_two_tabs_in_turn_are_two_sessions(fresh_page_for: PageFor, fresh_server: LiveServer) -> None:
    practising(fresh_server)
    one = fresh_page_for("light", "phone")
    sign_in(one)
    other = one.context.new_page()
    for tab in (one, other):
        tab.goto("/train/recognise?part=foot")
        tab.bring_to_front()
        begin(tab)
    for count in (2, 4):
        for tab in (one, other):
            tab.bring_to_front()
            if tab.locator("[data-pause-on]").is_visible():
                tab.tap("[data-pause]")
            answered(tab, count - so_far(tab))
    for tab in (one, other):
        tab.bring_to_front()
        tab.tap("[data-stop]")
        tab.tap("[data-save]")
        tab.wait_for_url("**/train?kept=*")
    assert rows(fresh_server, 8) == [list(range(4))] * 2
