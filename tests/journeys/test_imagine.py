"""Imagine from the stages to the end: by touch, by keyboard, with a beat, without a network. Stored once, and only what was done."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import (
    FOCUSED,
    Fingers,
    Keys,
    hold_time,
    label_of,
    wait_for_offline_pages,
    wait_until,
)
from tests.journeys.stages import at_the_next_step, paths, save_without_network, sittings, take_out_all

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.servers.chromium import PageFor
    from tests.servers.household import Household
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.usefixtures("rested")]
# How much of the canvas is something else than the ground.
DRAWN = """() => { const one = document.querySelector('[data-imagine] canvas'), { width, height } = one;
  const data = one.getContext('2d').getImageData(0, 0, width, height).data;
  let other = 0; for (let i = 0; i < data.length; i += 4) other += Math.abs(data[i] - data[0]) + Math.abs(data[i + 2] - data[2]) > 24;
  return other / (width * height); }"""

PICTURE = "document.querySelector('[data-imagine] canvas').toDataURL()"
# Which picture of the sitting is shown, whether it is asked how it is, and whether it is over.
STANDS = """() => { const form = [...document.querySelectorAll('form[data-imagine]')].find(one => one.checkVisibility());
  return [form.querySelector('[data-number]').textContent, form.querySelector('[data-check]').hidden, form.querySelector('[data-phase=after]').hidden].join(); }"""

# Two voices, one of which would send the words away; what was said, by which, and how often a word before was cut off.
VOICES = """
  window.V = { said: [], cut: 0 };
  const voices = [{ lang: "en-GB", localService: false, name: "away" }, { lang: "en-GB", localService: true, name: "here" }];
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => voices, cancel: () => V.cut++, speak: (one) => V.said.push([one.text, one.voice.name]) } });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


def last(server: LiveServer) -> str:
    """The id of the latest sitting."""
    return str(server.query("SELECT id FROM training_sitting WHERE deleted_at IS NULL ORDER BY at")[-1][0])


def sats(server: LiveServer) -> list[tuple[Any, ...]]:
    """The sittings of today."""
    found = server.query(
        'SELECT step, planned, done, ended, "before", "after", odd, seen, felt, imagined, moved, how, at FROM training_sitting '
        "WHERE stage = 'imagine' AND deleted_at IS NULL ORDER BY at"
    )
    today = max((str(row[12])[:10] for row in found), default="")
    return [tuple(row[:12]) for row in found if str(row[12])[:10] == today]


def times(raw: Any) -> list[float]:
    return json.loads(raw) if isinstance(raw, str) else raw


def once(server: LiveServer, **wanted: Any) -> tuple[Any, ...]:
    """There is one sitting of today and it says this; it stays one."""
    names = (
        "step",
        "planned",
        "done",
        "ended",
        "before",
        "after",
        "odd",
        "seen",
        "felt",
        "imagined",
        "moved",
        "how",
    )

    def told() -> bool:
        return [{name: row[names.index(name)] for name in wanted} for row in sats(server)] == [wanted]

    wait_until(told, f"one sitting that says {wanted}; there is {sats(server)}")
    return sats(server)[0]


def begin(page: Page) -> None:
    """The question of today by touch, and Start once the pictures are there."""
    page.locator("label.choice:has([name=today][value=yes]):visible").tap()
    page.locator("[data-start]:visible:enabled").tap(timeout=30_000)
    page.locator("[data-phase=sit]:visible").wait_for()


def looked(page: Page, count: int) -> None:
    """So many pictures looked at; whenever it is asked in between how it is, it is fine."""
    for _turn in range(count):
        if page.locator("[data-check]:visible").count():
            asked(page, "fine")
        before = page.evaluate(STANDS)
        page.locator("[data-end]:visible").tap()
        # A tap is over before the page has made anything of it: the next one waits for that.
        wait_until(lambda before=before: page.evaluate(STANDS) != before, "the picture was looked at")


def asked(page: Page, answer: str) -> None:
    """Between two pictures it is asked how it is, and nothing else can be pressed but Stop."""
    page.locator("[data-check]:visible").wait_for()
    expect(page.locator("[data-asked]:visible")).to_have_text("How is it so far?")
    for other in ("canvas", "[data-end]", "[data-sore]"):
        expect(page.locator(f"[data-imagine] {other}:visible"), other).to_have_count(0)
    page.locator(f"[data-answer={answer}]:visible").tap()
    expect(page.locator("[data-check]:visible")).to_have_count(0)


def test_a_sitting_by_touch_from_the_stages_to_the_end(
    stage_page_for: PageFor, stage_server: LiveServer, robin: Household
) -> None:
    page = stage_page_for("light", "phone")
    fingers = Fingers(page)
    page.goto("/train/stages")
    fingers.tap(page.locator(f"#p-{paths(robin)[0]} a[href^='/train/imagine']"))
    # Nothing starts before the question of today was answered.
    page.locator("[data-start]:enabled").wait_for(timeout=30_000)
    fingers.tap("[data-start]")
    expect(page.locator("[data-phase=before]")).to_be_visible()
    line = page.locator("fieldset:has([name=before]) input[type=range]")
    box = line.bounding_box()
    assert box
    fingers.tap(line, position={"x": 14 + (box["width"] - 28) * 0.3, "y": box["height"] / 2})
    begin(page)
    wait_until(lambda: 0.02 < page.evaluate(DRAWN) < 0.95, "a picture is drawn", 30)
    expect(page.locator("[data-number]")).to_have_text("Picture 1 of 4")
    expect(page.locator("[data-caption]")).to_have_text("Just look.")
    # Another picture is not one that was done.
    drawn = page.evaluate(PICTURE)
    fingers.tap("[data-skip]")
    wait_until(lambda: page.evaluate(PICTURE) != drawn, "another picture is drawn")
    expect(page.locator("[data-number]")).to_have_text("Picture 1 of 4")
    looked(page, 2)
    asked(page, "bit")
    looked(page, 2)
    expect(page.locator("[data-said]")).to_have_text("That was the last picture. Well done.")
    # Kept before a single answer.
    once(stage_server, done=4, ended="time", before=3, after=None)
    fingers.tap(label_of("odd", "yes"))
    fingers.tap("[data-save]")
    page.wait_for_url("**/train/stages?kept=*")
    once(stage_server, step="watch", planned=4, done=4, ended="time", odd=True, how="pictures")
    assert "A calm sitting. The next one stays the same." in page.locator("main").inner_text()
    assert times(sats(stage_server)[0][9]) == times(sats(stage_server)[0][10]) == []


def test_a_sitting_by_keyboard_alone_in_the_quiet_theme(
    stage_page_for: PageFor, stage_server: LiveServer, robin: Household
) -> None:
    """The other side: each picture is imagined, then moved; both times are kept, in pairs. Six of them, after three calm sittings."""
    path = paths(robin)[0]
    at_the_next_step(robin, path, "imagine")
    page = stage_page_for("quiet", "desktop")
    page.goto(f"/train/imagine?path={path}")
    expect(page.locator("html")).to_have_attribute("data-theme", "quiet")
    keys = Keys(page)
    keys.reach("[name=today]")
    keys.press("Space")
    page.locator("[data-start]:enabled").wait_for(timeout=30_000)
    keys.reach("[data-start]")
    keys.press("Enter")
    for turn in range(6):
        if turn == 3:
            # The question has the focus, so that no Enter too many answers it.
            wait_until(lambda: page.evaluate(FOCUSED, "[data-asked]"), "the question has the focus")
            keys.press("Enter")
            expect(page.locator("[data-check]")).to_be_visible()
            keys.reach("[data-answer=odd]")
            keys.press("Enter")
        for words in ("In your mind: your right hand", "Now for real, slowly: your right hand"):
            # The button that comes next has the focus: a whole sitting is Enter, Enter, Enter.
            wait_until(lambda: page.evaluate(FOCUSED, "[data-begin]"), "I begin has the focus")
            expect(page.locator("[data-caption]")).to_contain_text(words)
            expect(page.locator("[data-number]")).to_have_text(f"Picture {turn + 1} of 6")
            keys.press("Enter")
            wait_until(lambda: page.evaluate(FOCUSED, "[data-end]"), "There and back has the focus")
            page.wait_for_timeout(60)
            keys.press("Enter")
    wait_until(
        lambda: page.evaluate("document.activeElement.matches('[data-phase=after] h2')"), "the end is read"
    )
    keys.reach("[name=seen]")
    keys.press("Space", "ArrowRight", "ArrowRight")
    keys.reach("[name=felt]")
    keys.press("Space", "ArrowRight")
    keys.reach("[data-save]")
    keys.press("Enter")
    page.wait_for_url("**/train/stages?kept=*")
    row = once(stage_server, step="other", planned=6, done=6, ended="time", seen=3, felt=2, odd=True)
    imagined, moved = times(row[9]), times(row[10])
    assert len(imagined) == len(moved) == 6
    assert all(0.04 <= one < 60 for one in [*imagined, *moved])


def test_escape_stops_at_once_and_keeps_what_was_done(
    stage_page_for: PageFor, stage_server: LiveServer, robin: Household
) -> None:
    page = stage_page_for("light", "desktop")
    page.goto(f"/train/imagine?path={paths(robin)[1]}")
    keys = Keys(page)
    keys.reach("[name=today]")
    keys.press("Space")
    page.locator("[data-start]:enabled").wait_for(timeout=30_000)
    keys.reach("[data-start]")
    keys.press("Enter")
    wait_until(lambda: page.evaluate(FOCUSED, "[data-end]"), "the first picture")
    keys.press("Enter")
    expect(page.locator("[data-number]")).to_have_text("Picture 2 of 4")
    keys.press("Escape")
    expect(page.locator("[data-said]")).to_have_text("Stopped. That is fine.")
    once(stage_server, done=1, ended="self")
    # Taken back it is gone, and leaving the page does not bring it back.
    page.locator("[data-undo]:visible").press("Enter")
    page.locator("[data-message]", has_text="Taken back.").wait_for()
    wait_until(lambda: sats(stage_server) == [], "it is taken back")
    page.goto("/train")
    page.wait_for_timeout(500)
    assert sats(stage_server) == []


@pytest.mark.parametrize(("answer", "said", "next_one"), [
    ("pain", "Stopped because it was too sore. That was right.", "It went up by 2 or more. The next sitting is half as long"),
    ("dizzy", "Stopped. Look at something far away for a moment.", "You stopped when you wanted."),
    ("upset", "Stopped. The picture is gone. Breathe for a moment.", "You stopped when you wanted."),
])  # fmt: skip
def test_two_more_dizzy_or_upset_in_between_ends_it_kindly_and_the_rule_follows(
    stage_page_for: PageFor, stage_server: LiveServer, robin: Household, answer: str, said: str, next_one: str
) -> None:
    path = paths(robin)[0]
    page = stage_page_for("light", "phone")
    page.goto(f"/train/imagine?path={path}")
    begin(page)
    looked(page, 2)
    asked(page, answer)
    expect(page.locator("[data-said]")).to_have_text(said)
    once(stage_server, step="watch", planned=4, done=2, ended=answer)
    page.goto("/train/stages")
    card = page.locator(f"#p-{path}")
    assert next_one in card.inner_text()
    assert ("Just watch · 2 pictures" in card.inner_text()) is (answer == "pain")


def test_a_beat_says_when_and_keeps_no_times(
    stage_page_for: PageFor, stage_server: LiveServer, robin: Household
) -> None:
    path = paths(robin)[0]
    at_the_next_step(robin, path, "imagine")
    page = stage_page_for("light", "phone")
    hold_time(page)
    page.goto(f"/train/imagine?path={path}")
    page.locator("label.chip:has([data-paced])").tap()
    page.locator("label.choice:has([name=today][value=yes]):visible").tap()
    expect(page.locator("[data-start]")).to_be_enabled()
    page.locator("[data-start]").tap()
    page.locator("[data-begin]").tap()
    # The first beat stands when the finger has left the button; then the seconds run.
    expect(page.locator("[data-caption]")).to_have_text("There")
    said: list[str] = []
    for _second in range(18):
        said.append(page.locator("[data-caption]").inner_text())
        page.clock.run_for(1000)
    assert [word for n, word in enumerate(said) if n % 3 == 1] == ["There", "And back"] * 3
    # Six beats are one turn: now the other side moves.
    expect(page.locator("[data-caption]")).to_have_text(re.compile(r"^Now for real"))
    page.locator("[data-begin]").tap()
    expect(page.locator("[data-caption]")).to_have_text("There")
    page.clock.run_for(18_500)
    expect(page.locator("[data-number]")).to_have_text("Picture 2 of 6")
    page.locator("[data-stop]").tap()
    row = once(stage_server, step="other", done=1, ended="self")
    assert times(row[9]) == times(row[10]) == []


def test_words_are_said_aloud_by_a_voice_of_the_device_and_always_stand_on_the_screen(
    stage_page_for: PageFor, stage_server: LiveServer, robin: Household
) -> None:
    """What is said is the caption, word for word; a voice that sends words away is never taken; unasked nothing is said."""
    path = paths(robin)[0]
    at_the_next_step(robin, path, "imagine")
    for aloud in (True, False):
        page = stage_page_for("light", "phone")
        page.add_init_script(VOICES)
        page.goto(f"/train/imagine?path={path}")
        if aloud:
            page.locator("label.chip:has([data-voice])").tap()
        begin(page)
        captions: list[str] = []
        for turn in range(6):
            page.locator("[data-begin]:visible").wait_for()
            captions.append(page.locator("[data-caption]").inner_text())
            page.locator("[data-begin]").tap()
            page.wait_for_timeout(30)
            page.locator("[data-end]:visible").tap()
            # After the last one it is asked how it is; before that the next turn stands there.
            page.locator("[data-asked]:visible" if turn == 5 else "[data-begin]:visible").wait_for()
            expect(page.locator("[data-check]")).to_be_visible(visible=turn == 5)
        captions.append(page.locator("[data-asked]").inner_text())
        assert captions[0].startswith("In your mind: your right hand goes there and back, three times.")
        assert captions[1].startswith("Now for real, slowly: your right hand")
        said = page.evaluate("V.said")
        assert said == ([[words, "here"] for words in captions] if aloud else [])
        assert page.evaluate("V.cut") >= len(said)
        page.locator("[data-stop]").tap()
        once(stage_server, step="other", done=3, ended="self")
        take_out_all(stage_server, robin, but=sittings(stage_server) - {last(stage_server)})


def test_without_a_network_it_is_sent_later_and_once(
    stage_page_for: PageFor, stage_server: LiveServer, robin: Household
) -> None:
    page = stage_page_for("quiet", "phone")
    page.goto("/")
    wait_for_offline_pages(page, "/offline/imagine")
    page.context.set_offline(True)
    page.goto(f"/train/imagine?path={paths(robin)[1]}")
    assert "You are offline." in page.locator("main").inner_text()
    # The page without a network holds both paths; the one that was asked for is shown.
    expect(page.locator("[data-phase=before]:visible")).to_have_count(1)
    begin(page)
    form = page.locator("form[data-imagine]:visible")
    expect(form.locator("[data-number]")).to_have_text("Picture 1 of 4")
    looked(page, 2)
    asked(page, "fine")
    form.locator("[data-sore]").tap()
    expect(form.locator("[data-said]")).to_have_text("Stopped because it was too sore. That was right.")
    form.locator(label_of("swelling", "yes")).tap()
    save_without_network(form)
    assert sats(stage_server) == []
    page.context.set_offline(False)
    page.goto("/train")
    once(stage_server, step="watch", planned=4, done=2, ended="pain")
    # And once more, with a page that has nothing left to send.
    page.goto("/train/stages")
    assert "one stage back" in page.locator("main").inner_text()
    page.wait_for_timeout(500)
    once(stage_server, done=2, ended="pain")
