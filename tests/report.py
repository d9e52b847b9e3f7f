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
HEAD = """# Long run

Made by `make long` at the full counts: the faults and the leak test on SQLite, then the whole suite on PostgreSQL. Not edited by hand.
"""


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
    parser.addoption("--add-report", metavar="FILE", help="the same, behind what an earlier run wrote there")


def pytest_configure(config: pytest.Config) -> None:
    more = config.getoption("--add-report")
    path = more or config.getoption("--write-report")
    # Worker processes send their results to the one that was called, and only that one writes.
    if path and "PYTEST_XDIST_WORKER" not in os.environ:
        what = "whole suite" if config.args == config.getini("testpaths") else " ".join(config.args)
        config.pluginmanager.register(_Report(Path(path), what, behind=bool(more)))


class _Report:
    def __init__(self, path: Path, what: str, *, behind: bool) -> None:
        self._path, self._what, self._behind = path, what, behind
        self._started = time.monotonic()
        self._figures: dict[tuple[str, str], str] = {}
        self._outcomes: Counter[str] = Counter()
        self._failed: list[str] = []
        self._again: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            self._outcomes[report.outcome] += 1
        if report.failed:
            self._failed.append(report.nodeid)
        if report.outcome == "rerun":
            self._again.append(report.nodeid)
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
        head = self._path.read_text(encoding="utf-8") if self._behind and self._path.exists() else HEAD
        self._path.write_text(f"{head}\n{self._text()}", encoding="utf-8")

    def _text(self) -> str:
        minutes = (time.monotonic() - self._started) / 60
        outcomes = ", ".join(f"{number} {word}" for word, number in sorted(self._outcomes.items()))
        parts = [
            f"Python {platform.python_version()}",
            *(f"{name} {version(name)}" for name in PACKAGES),
        ]
        today = dt.datetime.now(dt.UTC).date().isoformat()
        lines = [
            f"## {', '.join(_database())}: {self._what}",
            "",
            f"{today} · {os.cpu_count()} cores · {minutes:.0f} minutes · {outcomes}",
            "",
            " · ".join(parts),
            "",
            *(f"Failed: `{name}`\n" for name in self._failed),
            *(f"Tried a second time: `{name}`\n" for name in self._again),
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
