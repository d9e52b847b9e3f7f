"""How exact a time is, beside jsPsych 8 in the same browser: trusted presses, and a listener of its own in both pages.

Truth = the timestamp of the press minus the timestamp of the frame in which the picture appeared. A press lasts 80 ms, so whoever
waits for the end of it (`click`) is late by that. Each picture is ready before its frame, and none is drawn while one is open.
"""

from __future__ import annotations

import random
import re
import statistics
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.counts import SCALE
from tests.journeys.hands import sign_in, wait_until
from tests.servers.household import Household

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from tests.report import Figure
    from tests.servers.chromium import PageFor
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.live]
MODULES = Path(__file__).resolve().parents[2] / "frontend/node_modules"
TRIALS, KEY_TRIALS, BROKEN_TRIALS, BODY_TRIALS, PRESS_MS = 12, 8, 4, 8, 80
# The frame of a change that is made inside a frame is that frame; of one made between frames, the next.
LISTENER = """
const shown = () => [...document.querySelectorAll('[data-canvas]')].some(one => one.style.opacity === '1') || !!document.querySelector('#picture');
const truth = window.truth = { onsets: [], inputs: [], frames: [] };
let was = false, frame = 0, inside = false, waiting = false;
const turn = at => {
  truth.frames.push(at - frame); frame = at; inside = true;
  if (waiting) { truth.onsets.push(at); waiting = false; }
  setTimeout(() => { inside = false; });
  requestAnimationFrame(turn);
};
requestAnimationFrame(turn);
const looked = () => { const now = shown(); if (now && !was) { if (inside) truth.onsets.push(frame); else waiting = true; } was = now; };
addEventListener('DOMContentLoaded', () =>
  new MutationObserver(looked).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['style'] }));
for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, event => was && !event.repeat && truth.inputs.push(event.timeStamp), true);
"""
JSPSYCH = """count => { const task = initJsPsych();
  window.ended = task.run(Array.from({ length: count }, () => ({ type: jsPsychHtmlButtonResponse, post_trial_gap: 400, choices: ['Left', 'Right'],
    stimulus: '<canvas id="picture" width="384" height="384" style="background:#888"></canvas>' })))
    .then(() => task.data.get().values().map(row => row.rt)); }"""


def close_enough(errors: list[float], frame: float) -> bool:
    """At most one frame and 2 ms away, and steady."""
    return max(abs(error) for error in errors) <= frame + 2 and statistics.stdev(errors) < 5


def appeared(page: Page, count: int) -> None:
    wait_until(lambda: page.evaluate("window.truth.onsets.length") >= count, f"picture {count} appeared", 30)


def press(page: Page, left: str, count: int, rng: random.Random, key: str = "") -> None:
    """`count` presses of 80 ms, of `key` when there is one, at moments of their own after each picture appeared."""
    for number in range(count):
        appeared(page, number + 1)
        if key:
            page.wait_for_timeout(rng.uniform(120, 400))
            page.keyboard.down(key)
            page.wait_for_timeout(PRESS_MS)
            page.keyboard.up(key)
            continue
        box = page.locator(left).first.bounding_box()
        assert box
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(rng.uniform(120, 400))
        page.mouse.down()
        page.wait_for_timeout(PRESS_MS)
        page.mouse.up()


def errors(told: list[float], truth: dict[str, list[float]], count: int) -> tuple[list[float], float]:
    """What was told minus the truth, and the usual time between two frames, in ms."""
    true = [at - onset for onset, at in zip(truth["onsets"], truth["inputs"], strict=False)][:count]
    assert len(true) == len(told) == count
    return [one - other for one, other in zip(told, true, strict=True)], statistics.median(
        truth["frames"][1:]
    )


def prepared_outside(page: Page, truth: dict[str, list[float]], count: int) -> list[float]:
    """How long each picture took to be ready, in ms: before its frame, and not while the one before was open. At 384 points."""
    assert page.evaluate("document.querySelector('[data-canvas]').width") == 384
    made = page.evaluate("performance.getEntriesByName('picture').map(one => [one.startTime, one.duration])")
    assert len(made) > count
    for number, (started, lasted) in enumerate(made[:count]):
        assert started + lasted <= truth["onsets"][number]
        assert number == 0 or started >= truth["inputs"][number - 1]
    return [lasted for _started, lasted in made]


def ours(
    page: Page, count: int, seed: int, part: str = "hand", key: str = ""
) -> tuple[list[float], float, list[float]]:
    """Errors of what the page sends, the time of a frame, and how long each picture took to be ready, in ms."""
    sent: list[dict[str, Any]] = []
    page.on(
        "request",
        lambda request: sent.append(request.post_data_json) if "/api/recognise/" in request.url else None,
    )
    page.add_init_script(LISTENER)
    page.goto(f"/train/recognise?part={part}")
    page.locator("[name=feedback]").uncheck(force=True)
    page.click("[data-start]")
    press(page, "[data-side=left]", count, random.Random(seed), key)
    wait_until(
        lambda: page.evaluate("document.querySelector('[data-bar]').value") == count, "the last answer counts"
    )
    page.keyboard.press("Escape")
    truth = page.evaluate("window.truth")
    prepared = prepared_outside(page, truth, count)
    page.click("[data-save]")
    page.wait_for_url("**/train?kept=*")
    last = max(sent, key=lambda body: len(body["answers"]))
    return *errors([one["rt_ms"] for one in last["answers"]], truth, count), prepared


def theirs(page: Page, count: int, seed: int) -> tuple[list[float], float]:
    """The same of a jsPsych task with two buttons."""
    page.add_init_script(LISTENER)
    page.route(
        "**/blank",
        lambda route: route.fulfill(
            body="<!doctype html><title>jsPsych</title><body>", content_type="text/html"
        ),
    )
    page.goto("/blank")
    for name in (
        "jspsych/dist/index.browser.js",
        "@jspsych/plugin-html-button-response/dist/index.browser.js",
    ):
        page.add_script_tag(path=MODULES / name)
    page.evaluate(JSPSYCH, count)
    press(page, ".jspsych-html-button-response-button, .jspsych-btn", count, random.Random(seed))
    return errors(page.evaluate("window.ended"), page.evaluate("window.truth"), count)


def clicking(route: Route) -> None:
    """The trainer as it would be if it waited for the end of a press."""
    answer = route.fetch()
    text, changed = re.subn(r"(\w+)\.isPrimary&&\1\.button===0&&", "", answer.text())
    assert changed == 1
    route.fulfill(response=answer, body=text.replace('"pointerdown"', '"click"'))


def test_times_are_exact_and_pictures_are_ready_before(
    fresh_page_for: PageFor, fresh_server: LiveServer, figure: Figure
) -> None:
    home = Household(fresh_server.url).set_up()
    assert (
        home.post("/clearance", what="looked", by_whom="Our GP", on="2026-01-05", said_by="self").status
        == 200
    )
    page = fresh_page_for("light", "desktop", service_workers="block")
    sign_in(page)
    own, frame, prepared = ours(page, TRIALS, 1)
    other, _frame = theirs(
        fresh_page_for("light", "desktop", signed_in=False, bypass_csp=True, service_workers="block"),
        TRIALS,
        1,
    )
    broken = page.context.new_page()
    broken.route("**/built/recognise*.js*", clicking)
    late, _frame, _prepared = ours(broken, BROKEN_TRIALS, 2)
    keyed, _frame, _prepared = ours(page.context.new_page(), KEY_TRIALS, 4, key="f")
    _errors, _frame, of_body = ours(page.context.new_page(), BODY_TRIALS, 3, part="back")
    figure("left or right: time of a frame, ms", f"{frame:.1f}")
    for whose, found in (("ours", own), ("ours by key", keyed), ("jsPsych", other), ("ours by click", late)):
        said = f"{statistics.mean(found):.2f}, SD {statistics.stdev(found):.2f}"
        figure(f"left or right: error of a time, {whose}, ms", said)
    figure("left or right: a picture is ready within (median), ms", f"{statistics.median(prepared):.0f}")
    figure("left or right: one of the body (median), ms", f"{statistics.median(of_body):.0f}")
    assert close_enough(own, frame)
    assert close_enough(keyed, frame)
    assert not close_enough(late, frame)
    assert statistics.mean(map(abs, own)) < statistics.mean(map(abs, other))
    assert statistics.stdev(own) < statistics.stdev(other)
    # A time of the machine, not of the code: only where nothing else runs.
    if SCALE == "long":
        assert statistics.median(prepared) < 60
        assert statistics.median(of_body) < 80
