"""A disk that is full or read-only: a check-in is refused loudly or stored whole, and nothing of before is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dialdown.server.backup import sealing
from tests.servers.fixtures import running
from tests.servers.household import CUT, Household

if TYPE_CHECKING:
    from tests.report import Figure
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.live, pytest.mark.slow, pytest.mark.database]

SIZE = 12 << 20


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of twelve megabytes. Skipped where this user may not mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=700", "tmpfs", str(place)],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("no leave to mount a small disk here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


def _send(household: Household, number: int) -> tuple[dict[str, Any], int]:
    """One long check-in; 0 when there was no answer."""
    document = household.document(function=number % 11, food="w" * 480)
    try:
        return document, household.put(document, timeout=30).status
    except CUT:
        return document, 0


def _here(server: LiveServer) -> set[str]:
    return {str(row[0]).replace("-", "") for row in server.query("SELECT id FROM diary_entry")}


def test_a_full_disk(small_disk: Path, figure: Figure) -> None:
    if os.environ.get("DIALDOWN_TEST_ENGINE") == "postgres":
        pytest.skip("PostgreSQL keeps its files elsewhere")
    with running(small_disk / "data") as server:
        household = Household(server.url).set_up()
        stored: list[str] = []
        refused: list[str] = []
        filler = small_disk / "filler"
        for number in range(12):
            document, status = _send(household, number)
            assert status == 201
            stored.append(document["id"])
        # Fill it to the last byte.
        with filler.open("wb", buffering=0) as file:
            try:
                while file.write(b"x" * 4096):
                    pass
            except OSError:
                pass
        for number in range(40):
            document, status = _send(household, number)
            (stored if status in (200, 201) else refused).append(document["id"])
            # Never a yes for what is not there, never a broken page for what cannot be helped.
            assert status in (0, 200, 201, 500, 503), status
        assert refused, "the disk did not get full"
        # A backup says so, and leaves no half file.
        out = small_disk / "out.age"
        done = server.run("backup", "--recipient", sealing.new_key()[1], "--out", str(out))
        assert done.returncode == 1
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
        assert not out.exists()
        filler.unlink()
        document, status = _send(household, 5)
        assert status == 201, "room again, and she can go on without a restart"
        stored.append(document["id"])
        server.kill()
        server.start()
        here = _here(server)
        assert {pk.replace("-", "") for pk in stored} <= here
        assert not {pk.replace("-", "") for pk in refused} & here
        assert "no such" not in server.log()
        half = server.query(
            "SELECT COUNT(*) FROM diary_entry WHERE id NOT IN (SELECT entry_id FROM diary_value) AND deleted_at IS NULL"
        )
        assert half == [(0,)]
        assert server.run("doctor", "--json").returncode in (0, 1)
    figure("check-ins stored around a full disk, all of them there", len(stored))
    figure("check-ins refused on a full disk, none of them there", len(refused))


KILLED_WRITER = """import os, sys
if sys.argv[2]:
    from sqlcipher3 import dbapi2 as driver
else:
    import sqlite3 as driver
writer = driver.connect(sys.argv[1])
if sys.argv[2]:
    writer.execute(f"PRAGMA key = \\"x'{sys.argv[2]}'\\"")
writer.execute("PRAGMA user_version = 7"); os._exit(0)"""


def nothing_starts(server: LiveServer) -> None:
    """Nothing starts on a disk that cannot be written, and each command says so in one sentence."""
    told = server.run("doctor")
    assert told.returncode == 1
    wrong = [line for line in told.stdout.splitlines() if line.startswith("WRONG data folder")]
    (sentence,) = wrong or told.stderr.strip().splitlines()
    assert f"{server.data} cannot be written" in sentence
    started = server.run("serve", "--no-open", "--port", "0", timeout=30)
    assert started.returncode == 1
    assert f"{server.data} cannot be written" in started.stderr
    assert len(started.stderr.strip().splitlines()) == 1, started.stderr


def test_a_disk_that_became_read_only(small_disk: Path) -> None:
    if os.environ.get("DIALDOWN_TEST_ENGINE") == "postgres":
        pytest.skip("PostgreSQL keeps its files elsewhere")
    with running(small_disk / "data") as server:
        household = Household(server.url).set_up()
        document, status = _send(household, 1)
        assert status == 201
        server.stop()
        subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
        nothing_starts(server)
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
        # A log beside the database, as a killed server leaves it: then the database can still be read.
        subprocess.run([sys.executable, "-c", KILLED_WRITER, str(server.file), server.raw_key], check=True)
        assert list(server.data.glob("*-wal"))
        subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
        nothing_starts(server)
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
        server.start()
        assert document["id"].replace("-", "") in _here(server)
        assert _send(Household(server.url).sign_in(), 2)[1] == 201
