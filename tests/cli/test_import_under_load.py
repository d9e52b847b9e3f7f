"""A large import beside people who check in, and one whose process dies."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.counts import count
from tests.servers.household import NAME, Household
from tests.servers.live import command

if TYPE_CHECKING:
    from tests.report import Figure
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.live, pytest.mark.database]

ROWS = count(quick=2_000, test=6_000, long=100_000)
KILLS = count(test=3, long=40)
WRITERS = 4


def _table(folder: Path, rows: int) -> Path:
    """One row an hour, so that many fit into the past."""
    begin = dt.datetime(2010, 1, 1)  # noqa: DTZ001 - the clock on the wall
    path = folder / "large.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("date,time,pain_now,sleep_hours,steps,tea\n")
        for row in range(rows):
            at = begin + dt.timedelta(hours=row)
            file.write(f"{at:%Y-%m-%d,%H:%M},{row % 11},{row % 12},{row % 9000},{row % 3}\n")
    return path


class _Writer(threading.Thread):
    """Checks in again and again; notes how long each took and what was refused."""

    def __init__(self, household: Household) -> None:
        super().__init__(daemon=True)
        self._household, self.over = household, threading.Event()
        self.seconds: list[float] = []
        self.refused: list[object] = []

    def run(self) -> None:
        while not self.over.is_set():
            begin = time.monotonic()
            answer = self._household.put(self._household.document(function=random.randint(0, 10)))
            self.seconds.append(time.monotonic() - begin)
            if answer.status not in (200, 201):
                self.refused.append(answer)
            self.over.wait(random.uniform(0.05, 0.2))


def test_a_diary_stays_writable(fresh_server: LiveServer, tmp_path: Path, figure: Figure) -> None:
    household = Household(fresh_server.url).set_up()
    writers = [_Writer(household) for _ in range(WRITERS)]
    table = _table(tmp_path, ROWS)
    for writer in writers:
        writer.start()
    begin = time.monotonic()
    done = fresh_server.run("import", str(table), "--person", NAME, timeout=1800)
    took = time.monotonic() - begin
    for writer in writers:
        writer.over.set()
        writer.join(60)
    assert done.returncode == 0, done.stderr
    assert [writer.refused for writer in writers if writer.refused] == []
    seconds = sorted(second for writer in writers for second in writer.seconds)
    figure("rows brought in meanwhile", ROWS)
    figure("seconds the import took", round(took, 1))
    figure("check-ins saved meanwhile", len(seconds))
    figure("slowest check-in, seconds", round(seconds[-1], 2))
    figure("slowest check-in of 99 in 100, seconds", round(seconds[len(seconds) * 99 // 100], 2))
    imported = fresh_server.query("SELECT COUNT(*) FROM diary_entry WHERE mode = 'import'")
    own = fresh_server.query("SELECT COUNT(*) FROM diary_entry WHERE mode <> 'import'")
    assert (imported, own) == ([(ROWS,)], [(len(seconds),)])
    assert seconds[-1] < 5 if ROWS < 100_000 else seconds[-1] < 1


def test_a_killed_import_leaves_nothing_after_the_next_start(
    fresh_server: LiveServer, tmp_path: Path, figure: Figure
) -> None:
    Household(fresh_server.url).set_up()
    fresh_server.stop()
    table = _table(tmp_path, 4_000)
    half = 0
    for _ in range(KILLS):
        process = subprocess.Popen(
            command("import", str(table), "--person", NAME), env=fresh_server.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and process.poll() is None:
            if fresh_server.query("SELECT COUNT(*) FROM diary_entry")[0][0]:
                time.sleep(random.uniform(0, 0.2))
                break
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)
        half += 0 < fresh_server.query("SELECT COUNT(*) FROM diary_entry")[0][0] < 4_000
        fresh_server.start()
        left = fresh_server.query(
            "SELECT (SELECT COUNT(*) FROM diary_entry), (SELECT COUNT(*) FROM diary_value),"
            " (SELECT COUNT(*) FROM diary_factor), (SELECT COUNT(*) FROM diary_importbatch WHERE state IN ('running', 'leaving'))"
        )
        assert left == [(0, 0, 0, 0)] or left[0][0] == 4_000
        fresh_server.stop()
        if left[0][0]:
            break
    assert half
    fresh_server.start()
    assert fresh_server.run("import", str(table), "--person", NAME).returncode == 0
    assert fresh_server.query("SELECT COUNT(*) FROM diary_entry") == [(4_000,)]
    figure("imports that were killed half-way", half)
