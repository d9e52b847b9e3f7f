"""A small server that speaks Open-Meteo's documented format, and can be told to misbehave."""

from __future__ import annotations

import datetime as dt
import json
import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

UNITS = {
    "pressure_msl": "hPa", "temperature_2m": "°C", "relative_humidity_2m": "%", "wind_speed_10m": "km/h",
    "precipitation": "mm",
}  # fmt: skip


def value(name: str, at: int) -> float:
    """The weather that this server has: smooth, different every day and every year, the same whenever it is asked."""
    days = at / 86400
    wave = math.sin(days / 3.1) + math.sin(days / 11.7) + math.sin(days * days / 9000.0)
    return {
        "pressure_msl": 1013.0 + 7.0 * wave, "temperature_2m": 10.0 + 4.0 * math.sin(days * 2 * math.pi) + 3.0 * wave,
        "relative_humidity_2m": 70.0 + 8.0 * wave, "wind_speed_10m": 12.0 + 3.0 * wave,
        "precipitation": max(0.0, 0.3 * wave),
    }[name]  # fmt: skip


def answer(query: dict[str, str]) -> dict[str, Any]:
    """What the service answers to a question."""
    first, last = (dt.date.fromisoformat(query[name]) for name in ("start_date", "end_date"))
    start = int(dt.datetime.combine(first, dt.time(), dt.UTC).timestamp())
    times = [start + 3600 * i for i in range(((last - first).days + 1) * 24)]
    names = query["hourly"].split(",")
    return {
        "latitude": float(query["latitude"]) + 0.017, "longitude": float(query["longitude"]) - 0.021,
        "generationtime_ms": 1.2, "utc_offset_seconds": 0, "timezone": "GMT", "timezone_abbreviation": "GMT", "elevation": 38.0,
        "hourly_units": {"time": "unixtime"} | {name: UNITS[name] for name in names},
        "hourly": {"time": times} | {name: [round(value(name, at), 1) for at in times] for name in names},
    }  # fmt: skip


@dataclass
class Server:
    """The running server. `script` = how the next requests are answered, in order; then as documented."""

    url: str = ""
    script: list[str] = field(default_factory=list[str])
    asked: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    paths: list[str] = field(default_factory=list[str])
    headers: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    elsewhere: int = 0


class _Handler(BaseHTTPRequestHandler):
    server_of: Server

    def do_GET(self) -> None:
        here = self.server_of
        parts = urlsplit(self.path)
        if parts.path == "/elsewhere":
            here.elsewhere += 1
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        here.asked.append(query)
        here.paths.append(parts.path)
        here.headers.append(dict(self.headers))
        how = here.script.pop(0) if here.script else "fine"
        body = json.dumps(answer(query)).encode() if "hourly" in query else b"{}"
        status, length, more = 200, len(body), {}
        if how.startswith("status "):
            status = int(how.split()[1])
            body = json.dumps(
                {"error": True, "reason": "Parameter 'start_date' is out of allowed range"}
            ).encode()
            length = len(body)
            more = {"Retry-After": "7"} if status == 429 else {}
        elif how == "redirect":
            status, more, body, length = 302, {"Location": f"{here.url}/elsewhere"}, b"", 0
        elif how == "cut off":
            body = body[: len(body) // 2]
        elif how == "cut off without a length":
            body, length = body[: len(body) // 2], -1
        elif how == "html":
            body = b"<html>Log in to the hotel network</html>"
            length = len(body)
        elif how == "endless":
            length = 1 << 40
        elif how == "drop":
            self.close_connection = True
            self.connection.close()
            return
        elif how == "slow":
            time.sleep(1.0)
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        if length >= 0:
            self.send_header("Content-Length", str(length))
        for name, text in more.items():
            self.send_header(name, text)
        self.end_headers()
        try:
            if how == "endless":
                for _ in range(3000):
                    self.wfile.write(b" " * 65536)
            elif how == "dripping":
                for i in range(0, len(body), 40):
                    self.wfile.write(body[i : i + 40])
                    time.sleep(0.05)
            else:
                self.wfile.write(body)
        except OSError:
            # The client has hung up, as it should.
            pass

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def weather_server() -> Iterator[Server]:
    """A server on a free port of this machine."""
    here = Server()
    handler = type("Handler", (_Handler,), {"server_of": here})
    running = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    running.daemon_threads = True
    here.url = f"http://127.0.0.1:{running.server_address[1]}"
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    try:
        yield here
    finally:
        running.shutdown()
        running.server_close()
