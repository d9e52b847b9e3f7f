"""A page without encryption that gives one thing: the authority's certificate, for a phone to trust."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template

from dialdown import __version__

FILE = "/dialdown.crt"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}  # fmt: skip
PAGE = Path(__file__).with_name("phone.html")
STYLE = Path(__file__).with_name("phone.css")


class _Answer(BaseHTTPRequestHandler):
    server_version = "Dialdown"
    sys_version = ""
    timeout = 10
    pages: dict[str, Callable[[], tuple[str, bytes]]] = {}

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def _answer(self, *, body: bool) -> None:
        found = self.pages.get(self.path.partition("?")[0])
        kind, data = found() if found else ("text/plain; charset=utf-8", b"Nothing here.\n")
        self.send_response(200 if found else 404)
        for name, value in {**HEADERS, "Content-Type": kind, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        if body:
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """No request is ever logged."""


def page(address: str, fingerprint: str) -> bytes:
    """The page for a phone; `address` is where Dialdown itself is."""
    text = Template(PAGE.read_text(encoding="utf-8"))
    return text.substitute(address=address, fingerprint=fingerprint, version=__version__).encode()


def serve(*, host: str, port: int, certificate: Path, address: str, fingerprint: str) -> ThreadingHTTPServer:
    """Answer in a thread of its own until `shutdown` is called. Raises OSError when the port is taken."""
    pages = {
        "/": lambda: ("text/html; charset=utf-8", page(address, fingerprint)),
        "/phone.css": lambda: ("text/css; charset=utf-8", STYLE.read_bytes()),
        FILE: lambda: ("application/x-x509-ca-cert", certificate.read_bytes()),
    }
    server = ThreadingHTTPServer((host, port), type("Answer", (_Answer,), {"pages": pages}))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True, name="page for phones").start()
    return server
