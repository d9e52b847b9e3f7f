"""Ways to use a page: fingers, a keyboard, or a browser without script. Each counts what it does."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.servers.household import NAME, PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

# Keystroke-level model (Card, Moran and Newell 1980, Commun ACM 23:396): seconds of a keystroke of an average non-secretarial
# typist, of pointing at something and pressing it, and of looking and deciding.
KEYSTROKE, POINTING, THINKING = 0.28, 1.10, 1.35
FOCUSED = """(selector) => {
  const at = document.activeElement;
  return at !== null && at.matches(selector);
}"""
# What somebody who uses a keyboard must see: an outline, or the ring that the body map draws itself.
VISIBLE = """() => {
  const at = document.activeElement;
  const marked = (element) => {
    const style = getComputedStyle(element);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  };
  if (at.matches('.map .r')) return document.querySelector(`.map use[href="#${at.id}"]`) !== null;
  return [at, at.nextElementSibling, at.parentElement].some((near) => near && marked(near));
}"""
# What a reader sees: the name of the page, what is under it, and what stands in its fields. Not the menu, not what only
# a screen reader says, and of a list that is closed only what is chosen.
STANDING = """() => {
  const shown = (element) => element.checkVisibility({ checkVisibilityCSS: true });
  const parts = ['header.top > div:first-child', 'main'].flatMap((at) => [...document.querySelectorAll(at)]);
  const typed = 'textarea, input:not([type=hidden], [type=checkbox], [type=radio], [type=password])';
  const fields = [...document.querySelectorAll(`main :is(${typed})`)].filter(shown).map((field) => field.value);
  const chosen = [...document.querySelectorAll('main select')].filter(shown).map((list) => list.selectedOptions[0]?.text ?? '');
  const unseen = [...document.querySelectorAll('main .vh, main select')];
  unseen.forEach((element) => element.style.setProperty('display', 'none', 'important'));
  const texts = parts.map((part) => part.innerText);
  unseen.forEach((element) => element.style.removeProperty('display'));
  return [...texts, ...fields, ...chosen].join('\\n');
}"""
STATUS = "[data-status]:not([hidden]) [data-message]"


def label_of(name: str, value: object) -> str:
    """The chip of one answer: what a finger touches, as the box itself is drawn away."""
    return f'label:has(> input[name="{name}"][value="{value}"])'


class Fingers:
    """A phone: nothing but taps, and a screen keyboard once a field was tapped.

    A tap is over when the finger is up; what the page makes of it comes a moment later, so whoever looks has to wait for it.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def tap(self, selector: str | Locator, **more: object) -> None:
        """One touch."""
        target = self.page.locator(selector) if isinstance(selector, str) else selector
        target.tap(**more)  # pyright: ignore[reportArgumentType]
        self.count += 1

    def type(self, selector: str, text: str) -> None:
        """A tap into a field, and the words: two interactions."""
        self.tap(selector)
        expect(self.page.locator(selector)).to_be_focused()
        self.page.keyboard.type(text)
        self.count += 1

    def line(self, key: str, value: int) -> None:
        """A tap on the 0 to 10 line, where `value` is."""
        line = self.page.locator(f'fieldset:has([name="values.{key}"]) input[type=range]')
        line.scroll_into_view_if_needed()
        box = line.bounding_box()
        assert box is not None
        thumb = 28  # as wide as kit.css draws it; its middle travels the rest
        x = thumb / 2 + (box["width"] - thumb) * value / 10
        self.tap(line, position={"x": x, "y": box["height"] / 2})
        expect(line).to_have_value(str(value))


class Reader:
    """Somebody who reads every word that stands on a page, and of a page that changed what is new. `words` by part."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.words: Counter[str] = Counter()
        self._known: dict[str, Counter[str]] = {}

    def read(self, part: str) -> None:
        """Read what can be seen now and was not seen on this page before."""
        lines = Counter(line.strip() for line in self.page.evaluate(STANDING).splitlines())
        known = self._known.setdefault(urlsplit(self.page.url).path, Counter())
        self.words[part] += sum(len(line.split()) * times for line, times in (lines - known).items())
        known |= lines


class Keys:
    """A keyboard: no pointer at all. `reach` walks by Tab and checks that the place is visible."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def press(self, *keys: str) -> None:
        """One answer, however many arrows it takes."""
        for key in keys:
            self.page.keyboard.press(key)
        self.count += 1

    def type(self, text: str) -> None:
        """Words into the field that has the focus."""
        self.page.keyboard.type(text)
        self.count += 1

    def reach(self, selector: str, *, back: bool = False, most: int = 120) -> None:
        """Tab until something that matches has the focus."""
        for _ in range(most):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            if self.page.evaluate(FOCUSED, selector):
                assert self.page.evaluate(VISIBLE), f"no visible focus on {selector}"
                return
        raise AssertionError(f"{selector} is not reached by {most} tabs")


def wait_until(holds: Callable[[], object], what: str, seconds: float = 40) -> None:
    """Ask again until it holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.05)


def hold_time(page: Page) -> None:
    """Every page that is opened from now on has a clock that stands, and goes on only by `page.clock.run_for`.

    So the seconds of a page are exact however slow the machine is. Tap, wait for what the tap does, then let the time run.
    """
    # Ahead, so that a slow machine is not past it before it stands, and later than all that was made for the test. As much as a device's
    # clock may well be ahead.
    now = dt.datetime.now(dt.UTC)
    page.clock.install(time=now)
    page.clock.pause_at(now + dt.timedelta(minutes=3))


def arrive(page: Page, path: str) -> None:
    """Wait until exactly this page is open, whatever its query and fragment."""
    page.wait_for_url(lambda url: urlsplit(url).path == path)


def wait_for_offline_pages(page: Page, *paths: str) -> None:
    """Wait until this device can open `paths` without a network: Today when none is named."""
    kept = """async (paths) => {
      await navigator.serviceWorker.ready;
      return (await Promise.all(paths.map((path) => caches.match(path)))).every(Boolean);
    }"""
    wanted = list(paths) or ["/offline/today", "/offline/page", "/help-now", "/new-pain"]
    wait_until(lambda: page.evaluate(kept, wanted), f"kept for offline: {wanted}")


def wait_to_hear(page: Page, words: str) -> None:
    """Wait until the check-in form says `words`."""
    page.locator(STATUS, has_text=words).wait_for()


def sign_in(page: Page, *, name: str = NAME, password: str = PASSWORD, shared: bool = False) -> None:
    """Sign in by the form."""
    page.goto("/accounts/login/")
    page.fill("#id_login", name)
    page.fill("#id_password", password)
    if shared:
        page.locator("label.sw", has_text="Other people use this device").click()
    page.click("button.main")
    page.wait_for_url("**/")


def set_up_by_touch(page: Page, reader: Reader | None = None) -> Fingers:
    """First-run set-up on a phone, as an adult; it ends on the page of the first day. Read as well with a `reader`."""
    fingers = Fingers(page)
    read = reader.read if reader else lambda part: None
    page.goto("/")
    page.wait_for_url("**/setup")
    read("set-up")
    fingers.tap(label_of("who", "me"))
    fingers.tap("[id='1'] a[href='#2']")
    page.locator("[id='2'] h2").wait_for()
    read("set-up")
    fingers.tap(label_of("age", "adult"))
    fingers.tap("[id='2'] a[href='#3']")
    page.locator("[id='3'] h2").wait_for()
    read("set-up")
    fingers.tap(label_of("doctor", "no"))
    fingers.tap("[id='3'] a[href='#4']")
    page.locator("[id='4'] h2").wait_for()
    read("set-up")
    fingers.tap("[id='4'] a[href='#5']")
    page.locator("[id='5'] h2").wait_for()
    read("set-up")
    fingers.type("#id_username", NAME)
    fingers.type("#id_password", PASSWORD)
    fingers.tap("[id='5'] button.main")
    arrive(page, "/start")
    return fingers
