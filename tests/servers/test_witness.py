"""The browser fixtures see what they are there to see."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from tests.servers.chromium import SIZES, pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

BODIES = {
    "/good": "<p>fine</p><script src='/good.js'></script>",
    "/good.js": "document.title = 'ran'",
    "/off-origin": "<img src='http://elsewhere.test/pixel.png' alt=''>",
    "/other-port": "<img src='http://127.0.0.1:9/pixel.png' alt=''>",
    "/inline": "<p style='color: red'>against the policy</p>",
    "/error": "<script src='/error.js'></script>",
    "/error.js": "throw new Error('on purpose')",
}


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = BODIES.get(self.path, "").encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if self.path.endswith(".js") else "text/html")
        self.send_header("Content-Security-Policy", "default-src 'self'; img-src *")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: a test's output is its own."""


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("size", SIZES)
def test_a_good_page_passes(browser: Browser, origin: str, size: str) -> None:
    with pages(browser, origin) as page_for:
        page = page_for("dark", size)
        page.goto("/good")
        assert page.title() == "ran"
        assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")


def test_without_javascript_no_script_runs(browser: Browser, origin: str) -> None:
    with pages(browser, origin) as page_for:
        page = page_for(js=False)
        page.goto("/good")
        assert page.title() == ""


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/off-origin", "request off-origin: http://elsewhere.test/pixel.png"),
        ("/other-port", "request off-origin: http://127.0.0.1:9/pixel.png"),
        ("/inline", "policy violation"),
        ("/error", "script error: .*on purpose"),
    ],
)
def test_a_bad_page_makes_its_test_red(browser: Browser, origin: str, path: str, reason: str) -> None:
    with pytest.raises(AssertionError, match=reason), pages(browser, origin) as page_for:
        page_for().goto(path)
