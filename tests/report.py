"""Figures that tests measure, gathered into one committed report by `make long`."""

from __future__ import annotations

import datetime as dt
import os
import platform
import time
from collections import Counter
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.servers.postgres import SERVER_URL

Figure = Callable[[str, object], None]
PACKAGES = ("Django", "numpy", "scipy", "numba", "granian", "hypothesis", "playwright")
KEY = "figure"


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """`figure("acknowledged check-ins lost after 200 kills", 0)` puts a line into the report."""

    def note(what: str, value: object) -> None:
        record_property(KEY, [what, str(value)])

    return note


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-report", metavar="FILE", help="write the measured figures into this Markdown file"
    )


def pytest_configure(config: pytest.Config) -> None:
    path = config.getoption("--write-report")
    # Worker processes send their results to the one that was called, and only that one writes.
    if path and "PYTEST_XDIST_WORKER" not in os.environ:
        config.pluginmanager.register(_Report(Path(path)))


class _Report:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._started = time.monotonic()
        self._figures: dict[tuple[str, str], str] = {}
        self._outcomes: Counter[str] = Counter()
        self._failed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            self._outcomes[report.outcome] += 1
        if report.failed:
            self._failed.append(report.nodeid)
        if report.when == "teardown":
            for name, value in report.user_properties:
                if name == KEY and isinstance(value, (list, tuple)):
                    what, said = value
                    self._figures[report.nodeid.partition("::")[0], what] = said

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._outcomes["not collected"] += 1

    def pytest_sessionfinish(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(self._text(), encoding="utf-8")

    def _text(self) -> str:
        minutes = (time.monotonic() - self._started) / 60
        outcomes = ", ".join(f"{number} {word}" for word, number in sorted(self._outcomes.items()))
        parts = [
            f"Python {platform.python_version()}",
            *(f"{name} {version(name)}" for name in PACKAGES),
            *_database(),
        ]
        today = dt.datetime.now(dt.UTC).date().isoformat()
        lines = [
            "# Long run",
            "",
            "Made by `make long`: the whole suite at the full counts. Not edited by hand.",
            "",
            f"{today} · {os.cpu_count()} cores · {minutes:.0f} minutes · {outcomes}",
            "",
            " · ".join(parts),
            "",
            *(f"Failed: `{name}`\n" for name in self._failed),
            "| Test file | Figure | Measured |",
            "|---|---|---|",
            *(f"| `{file}` | {what} | {said} |" for (file, what), said in sorted(self._figures.items())),
            "",
        ]
        return "\n".join(lines)


def _database() -> list[str]:
    url = os.environ.get(SERVER_URL)
    if not url:
        import sqlite3

        return [f"SQLite {sqlite3.sqlite_version}"]
    import psycopg

    with psycopg.connect(url) as connection:
        row = connection.execute("SHOW server_version").fetchone()
    return [f"PostgreSQL {row[0].split()[0]}"] if row else []
