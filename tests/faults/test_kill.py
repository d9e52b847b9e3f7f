"""`kill -9` while check-ins and a file arrive: every acknowledged one is there, and a file is in or it is not."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.counts import count
from tests.servers import live
from tests.servers.household import CUT, NAME, Household

if TYPE_CHECKING:
    from pathlib import Path

    from tests.report import Figure
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.live, pytest.mark.database]

# A kill before anything arrived would show nothing.
AT_LEAST = 4
LATER = 1 / count(quick=10, test=10, long=50)
ROWS = count(test=1500, long=3000)
KILLS = count(test=20, long=200, quick=3)


class _Writer(threading.Thread):
    """Sends check-ins until the server dies; remembers those that were acknowledged."""

    def __init__(self, household: Household) -> None:
        super().__init__(daemon=True)
        self._household = household
        self.acknowledged: list[dict[str, Any]] = []
        self.refused: list[object] = []
        self.longest = 0.0

    def run(self) -> None:
        while True:
            document = self._household.document(function=random.randint(0, 10), note="a check-in")
            started = time.monotonic()
            try:
                answer = self._household.put(document, timeout=5)
            except CUT:
                return
            self.longest = max(self.longest, time.monotonic() - started)
            (self.acknowledged if answer.status in (200, 201) else self.refused).append(document)


def test_every_acknowledged_check_in_is_there(fresh_server: LiveServer, figure: Figure) -> None:
    household = Household(fresh_server.url).set_up()
    acknowledged: list[dict[str, Any]] = []
    for _ in range(KILLS):
        writers = [_Writer(household) for _ in range(2)]
        for writer in writers:
            writer.start()
        deadline = time.monotonic() + 30
        while sum(len(writer.acknowledged) for writer in writers) < AT_LEAST and time.monotonic() < deadline:
            time.sleep(0.005)
        # Never at the same point of a transaction.
        time.sleep(random.uniform(0, 0.2))
        fresh_server.kill()
        for writer in writers:
            writer.join(15)
            assert not writer.is_alive()
            assert writer.refused == []
            acknowledged += writer.acknowledged
        fresh_server.start()
    assert len(acknowledged) >= KILLS * AT_LEAST
    # Sending one again changes nothing when it is there, and makes it when it was lost.
    lost = [document["id"] for document in acknowledged if household.put(document).body["stored"] != "same"]
    figure("times the server was killed", KILLS)
    figure("check-ins acknowledged before a kill", len(acknowledged))
    figure("of these lost", len(lost))
    assert lost == []


def _table(folder: Path, rows: int) -> Path:
    """A plain diary table of `rows` days."""
    first = dt.date(2015, 1, 1)
    lines = [f"{first + dt.timedelta(days=n)},{n % 11},{n % 9}" for n in range(rows)]
    path = folder / "years.csv"
    path.write_text("\n".join(["date,pain,sleep", *lines]) + "\n", encoding="utf-8")
    return path


def test_an_import_beside_check_ins(fresh_server: LiveServer, tmp_path: Path, figure: Figure) -> None:
    """Years of diary come in while she checks in: both are there, neither waits for the other to the end."""
    household = Household(fresh_server.url).set_up()
    table = _table(tmp_path, ROWS)
    writers = [_Writer(household) for _ in range(2)]
    for writer in writers:
        writer.start()
    done = fresh_server.run("import", str(table), "--person", NAME, timeout=300)
    while sum(len(writer.acknowledged) for writer in writers) < AT_LEAST:
        time.sleep(0.01)
    fresh_server.kill()
    for writer in writers:
        writer.join(15)
    assert done.returncode == 0, done.stderr
    assert [writer.refused for writer in writers] == [[], []]
    acknowledged = [document for writer in writers for document in writer.acknowledged]
    fresh_server.start()
    assert fresh_server.query("SELECT COUNT(*) FROM diary_entry WHERE mode = 'import'") == [(ROWS,)]
    assert [d["id"] for d in acknowledged if household.put(d).body["stored"] != "same"] == []
    figure("check-ins acknowledged while a file of years came in", len(acknowledged))
    longest = max(writer.longest for writer in writers)
    figure("longest wait of a check-in meanwhile, seconds", f"{longest:.2f}")
    # Far below the 20 seconds after which a browser gives up, on a machine that is busy with other things too.
    assert longest < 5


def test_a_killed_import_is_all_or_nothing_and_can_be_repeated(
    fresh_server: LiveServer, tmp_path: Path, figure: Figure
) -> None:
    Household(fresh_server.url).set_up()
    table = _table(tmp_path, ROWS)
    command = [*live.command("import", str(table), "--person", NAME)]
    kills, after = 0, 0.2
    while True:
        process = subprocess.Popen(
            command,
            env=fresh_server.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            # A little later each time, until it was fast enough: so a kill falls into every part of the work.
            process.wait(after)
            break
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)
        kills, after = kills + 1, after + LATER
        # Whoever comes next takes out what was left behind, before anything else.
        assert fresh_server.run("import", str(table), "--person", NAME, "--dry-run").returncode == 0
        ((kept,),) = fresh_server.query("SELECT COUNT(*) FROM diary_entry")
        assert kept in (0, ROWS)
    assert kills >= 3
    figure("times an import was killed", kills)
    assert fresh_server.run("import", str(table), "--person", NAME, timeout=300).returncode == 0
    assert fresh_server.query("SELECT COUNT(*), COUNT(DISTINCT day) FROM diary_entry") == [(ROWS, ROWS)]
