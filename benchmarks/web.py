"""Ten years of diary, server on one core; its time is what its processes used of the core, in steps of 10 ms.

The diary is made (the same for the same day), and the real server is started. The time of a view also holds what other
programs took of the core meanwhile: on a quiet machine the two are nearly the same.
"""

from __future__ import annotations

import datetime as dt
import gzip
import http.client
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import urljoin, urlsplit

from benchmarks.table import Line, percentile
from dialdown.uuid7 import uuid7
from tests.servers.household import NAME, PASSWORD, ZONE, Household
from tests.servers.live import LiveServer

YEARS, FACTORS, SEED = 10, 20, 1
VIEWS, CHANGES = 60, 20
LIMIT, LIMIT_AFTER_CHANGE, LIMIT_TRANSFER = 0.2, 1.5, 100.0
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
EMPTY: Mapping[str, str] = {}
PART = {"X-Fragment": "1"}
FONTS = (".woff2", ".woff")


@dataclass
class Timed:
    """Seconds of each answer, as the browser waits for it and as the server's processes work on it."""

    wall: list[float] = field(default_factory=list[float])
    work: list[float] = field(default_factory=list[float])


def fill() -> None:
    """Ten years of diary for somebody who signs in with the password on standard input (a process of its own)."""
    from dialdown.server.start import setup

    setup()
    from tests.insights import long_diary

    today = dt.datetime.now(dt.UTC).date()
    made = long_diary.start(
        NAME, sys.stdin.readline().strip(), zone=ZONE, last=today - dt.timedelta(days=1), days=round(365.25 * YEARS),
        factors=FACTORS, seed=SEED,
    )  # fmt: skip
    print(f"{made} entries", file=sys.stderr)


@contextmanager
def one_core() -> Iterator[None]:
    """What is started meanwhile stays on one core; this process keeps the others (Linux; elsewhere all cores)."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    core = max(before)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before - {core} or before)


def worked(group: int) -> float:
    """Seconds of processor that a process group has used, its ended children included (Linux; elsewhere 0)."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, IndexError, ValueError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[2]) == group:
                total += sum(int(ticks) for ticks in fields[11:15])
    return total / TICKS


class Reader:
    """Keeps one connection open, as a browser does."""

    def __init__(self, server: LiveServer, household: Household) -> None:
        self.server, self.household = server, household
        self.group = server.group
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        self._cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in household.cookies)

    def get(self, path: str, headers: Mapping[str, str] = EMPTY) -> tuple[bytes, str]:
        """The body as it came over the wire and its encoding."""
        self._connection.request(
            "GET", path, headers={"Cookie": self._cookies, "Accept-Encoding": "gzip", **headers}
        )
        answer = self._connection.getresponse()
        body = answer.read()
        assert answer.status == 200, (path, answer.status)
        return body, answer.headers.get("Content-Encoding", "")

    def time(
        self,
        path: str,
        times: int,
        before: Callable[[], None] | None = None,
        headers: Mapping[str, str] = EMPTY,
    ) -> Timed:
        """`times` views of a page, each after `before` (which is not counted)."""
        found = Timed()
        for _ in range(times):
            if before is not None:
                before()
            used, start = worked(self.group), time.perf_counter()
            self.get(path, headers)
            found.wall.append(time.perf_counter() - start)
            found.work.append(worked(self.group) - used)
        return found

    def change(self) -> None:
        """A check-in, so that nothing that is stored holds any longer."""
        moment = dt.datetime.now(dt.UTC)
        document = self.household.document(moment, function=int(moment.microsecond % 11), sleep_hours=8)
        assert self.household.put({**document, "id": str(uuid7())}).status == 201


def transfer(reader: Reader) -> float:
    """Kilobytes that Today takes, gzipped, with all it loads but fonts."""
    body, encoding = reader.get("/")
    page = gzip.decompress(body).decode() if encoding == "gzip" else body.decode()
    parts = {
        urlsplit(urljoin("/", found)).path
        for tag in re.findall(r"<(?:link|script|img|use|source)\b[^>]*>", page)
        if not re.search(r'rel="(?:manifest|icon|apple-touch-icon|preload|alternate)"', tag)
        for found in re.findall(r'(?:href|src)="([^"#]+)', tag)
    }
    total = len(body)
    for path in sorted(part for part in parts if not part.endswith(FONTS)):
        total += len(reader.get(path)[0])
    return total / 1000


def lines_of(what: str, timed: Timed, limit: float | None) -> list[Line]:
    """Median and 95th percentile of one page, and of the server's work on it, which is what the limit is about."""
    return [
        Line(f"{what}: half of the views within", median(timed.wall), "s"),
        Line(f"{what}: 95 % of the views within", percentile(timed.wall, 0.95), "s"),
        Line(f"{what}: server time, mean", sum(timed.work) / len(timed.work), "s"),
        Line(f"{what}: server time, 95 % of the views within", percentile(timed.work, 0.95), "s", limit),
    ]


def measure() -> list[Line]:
    """All pages on ten years of diary."""
    with tempfile.TemporaryDirectory() as folder:
        server = LiveServer(Path(folder))
        environment = server.environment | {"DJANGO_SETTINGS_MODULE": "dialdown.server.settings"}
        made = subprocess.run(
            [sys.executable, "-m", "benchmarks.web", "--fill"], input=PASSWORD, text=True, env=environment, check=True,
            stderr=subprocess.PIPE,
        )  # fmt: skip
        entries = int(re.findall(r"(\d+) entries", made.stderr)[-1])
        try:
            with one_core():
                server.start()
            reader = Reader(server, Household(server.url).sign_in())
            return [Line(f"diary that is read, {entries} entries, from", YEARS, "years"), *_pages(reader)]
        finally:
            server.stop()


def _pages(reader: Reader) -> list[Line]:
    # Before today is written, when Today holds the whole check-in.
    loaded = transfer(reader)
    first = reader.time("/insights/patterns", 1, headers=PART)
    for path in ("/", "/history", "/insights", "/insights?period=all"):
        reader.time(path, 3)
    lines = lines_of("Today", reader.time("/", VIEWS), LIMIT)
    lines += lines_of("History", reader.time("/history", VIEWS), LIMIT)
    lines += lines_of("Insights (6 months), stored", reader.time("/insights", VIEWS), LIMIT)
    lines += lines_of("Insights (all), stored", reader.time("/insights?period=all", VIEWS), LIMIT)
    lines += lines_of(
        "Insights (6 months), first view after a change",
        reader.time("/insights", CHANGES, reader.change),
        LIMIT_AFTER_CHANGE,
    )
    lines += lines_of(
        "Insights (all), first view after a change",
        reader.time("/insights?period=all", CHANGES, reader.change),
        LIMIT_AFTER_CHANGE,
    )
    patterns = reader.time("/insights/patterns", CHANGES // 2, reader.change, headers=PART)
    lines += lines_of(
        f"Patterns of {FACTORS} factors (asked for by the page that is shown), after a change", patterns, None
    )
    lines.append(Line("Patterns, the very first of a server that was just started", first.wall[0], "s"))
    lines.append(
        Line("Today, transferred with all it loads but fonts, gzipped", loaded, "kB", LIMIT_TRANSFER)
    )
    return lines


if __name__ == "__main__":
    assert sys.argv[1:] == ["--fill"], "python -m benchmarks web"
    fill()
