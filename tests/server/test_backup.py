"""A backup of a household that goes on writing is restored whole, on every database and from each to each."""

from __future__ import annotations

import os
import random
import threading
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dialdown.server.backup import sealing
from tests.counts import count
from tests.servers.household import CUT, NAME, Household
from tests.servers.installations import ENGINES, document, installation, refused, run

if TYPE_CHECKING:
    from tests.report import Figure
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.live, pytest.mark.slow]

OWN = os.environ.get("DIALDOWN_TEST_ENGINE", "sqlite")
DAYS = count(test=20, long=700)


class _Writing(threading.Thread):
    """Sends check-ins until told to stop."""

    def __init__(self, household: Household) -> None:
        super().__init__(daemon=True)
        self._household = household
        self.enough = threading.Event()
        self.documents: list[dict[str, Any]] = []

    def run(self) -> None:
        while not self.enough.is_set():
            one = self._household.document(function=random.randint(0, 10), note="written meanwhile")
            try:
                if self._household.put(one, timeout=5).status in (200, 201):
                    self.documents.append(one)
            except CUT:
                return


@pytest.fixture
def key(tmp_path: Path) -> tuple[Path, str]:
    """A key file that lies elsewhere, and the public key."""
    identity, recipient = sealing.new_key()
    path = tmp_path / "key.txt"
    path.write_bytes(sealing.key_file(identity, ""))
    return path, recipient


def end(household: Household, server: LiveServer, label: str) -> None:
    """Whose diary it is ends what somebody of this name may see."""
    ((grant,),) = server.query(f"SELECT id FROM people_grant WHERE label = '{label}'")  # noqa: S608 - names of this file
    assert household.post(f"/sharing/{uuid.UUID(str(grant))}/end").status == 200


@pytest.mark.database
@pytest.mark.parametrize("into", ENGINES)
def test_restored_whole_on_every_database(
    fresh_server: LiveServer, tmp_path: Path, key: tuple[Path, str], into: str, figure: Figure
) -> None:
    household = Household(fresh_server.url).set_up().keep_diary(DAYS).live_in()
    for label in ("Ms Lee", "Mr Gray"):
        assert household.post("/sharing/link", audience="school", label=label, days="7").status == 200
    end(household, fresh_server, "Mr Gray")
    before = fresh_server.query("SELECT COUNT(*) FROM diary_entry")[0][0]
    writing = _Writing(household)
    writing.start()
    made = tmp_path / "everything.age"
    done = document(fresh_server.run("backup", "--recipient", key[1], "--out", str(made), "--json"))
    writing.enough.set()
    writing.join(15)
    assert b"written meanwhile" not in made.read_bytes()
    end(household, fresh_server, "Ms Lee")
    with installation(tmp_path / "elsewhere", into) as other:
        started = time.monotonic()
        told = document(other.run("restore", str(made), "--key", str(key[0]), "--json"))
        took = time.monotonic() - started
        assert told["rows"] == done["rows"]
        assert (told["from"], told["into"]) == tuple(
            "postgresql" if engine == "postgres" else "sqlite" for engine in (OWN, into)
        )
        # Ended since: alive again in what was restored, and said so; ended before: over.
        alive = {(way["to"], way["by"]) for way in told["open"]}
        assert ("Ms Lee", "link") in alive
        assert not {to for to, _by in alive} & {"Mr Gray", NAME}
        told_to = "SELECT COUNT(*) FROM people_auditevent WHERE kind = 'command' AND page = 'restore'"
        assert other.query(told_to) == [(1,)]
        kept = other.query("SELECT COUNT(*) FROM diary_entry")[0][0]
        # One moment: everything from before, and what came meanwhile wholly or not at all.
        assert before <= kept <= before + len(writing.documents)
        ids = {str(row[0]).replace("-", "") for row in other.query("SELECT entry_id FROM diary_value")}
        assert len(ids) >= kept - len(writing.documents)
        # It is a whole installation: she signs in and goes on.
        other.start()
        again = Household(other.url).sign_in()
        assert again.put(again.document(function=5)).status == 201
        assert sum(again.put(one).body["stored"] == "same" for one in writing.documents) == kept - before
        # And what is written from it holds the same rows again.
        assert document(other.run("doctor", "--json"))["ok"]
    figure(f"seconds to restore {told['rows']} rows from {OWN} into {into}", f"{took:.1f}")
    assert took < 60


def test_nothing_is_restored_over_a_diary(
    fresh_server: LiveServer, tmp_path: Path, key: tuple[Path, str]
) -> None:
    Household(fresh_server.url).set_up()
    made = tmp_path / "everything.age"
    document(fresh_server.run("backup", "--recipient", key[1], "--out", str(made), "--json"))
    refused(fresh_server.run("restore", str(made), "--key", str(key[0])), "holds a diary already")
    assert fresh_server.query("SELECT COUNT(*) FROM people_person") == [(1,)]


def test_the_machine_cannot_read_its_own_backups(tmp_path: Path) -> None:
    """With `--new-key` the identity goes elsewhere: nothing in the data folder opens what lies there."""
    data, key_file = tmp_path / "data", tmp_path / "stick" / "key.age"
    key_file.parent.mkdir()
    word = tmp_path / "word"
    word.write_text("a word of the family\n")
    done = document(
        run("backup", "--new-key", str(key_file), "--passphrase-file", str(word), "--json", data=data)
    )
    assert sealing.needs_passphrase(key_file)
    assert (data / "backup-recipient").read_text().strip() == done["sealed_for"]
    assert not any(
        b"AGE-SECRET-KEY" in path.read_bytes() for path in [key_file, *data.rglob("*")] if path.is_file()
    )
    refused(run("restore", done["file"], data=tmp_path / "new"), "expected --key")
    assert not (tmp_path / "new").exists()
    told = document(
        run("restore", done["file"], "--key", str(key_file), "--passphrase-file", str(word), "--json",
            data=tmp_path / "new")
    )  # fmt: skip
    assert told["rows"] == done["rows"]
    # A second key would make older backups need another file: only on purpose, with a new name.
    refused(run("backup", "--new-key", str(key_file), data=data), "is there already")


def test_a_passphrase_alone(tmp_path: Path) -> None:
    word, wrong = tmp_path / "word", tmp_path / "wrong"
    word.write_text("pears on the window sill\n")
    wrong.write_text("apples on the window sill\n")
    made = tmp_path / "one.age"
    arguments = ("backup", "--passphrase", "--out", str(made))
    refused(run("backup", "--passphrase", "--passphrase-file", str(word), data=tmp_path / "a"), "--out")
    done = document(run(*arguments, "--passphrase-file", str(word), "--json", data=tmp_path / "a"))
    refused(
        run("restore", str(made), "--passphrase-file", str(wrong), data=tmp_path / "b"), "does not open it"
    )
    told = document(run("restore", str(made), "--passphrase-file", str(word), "--json", data=tmp_path / "b"))
    assert told["rows"] == done["rows"]
    short = tmp_path / "short"
    short.write_text("pears\n")
    refused(run(*arguments, "--force", "--passphrase-file", str(short), data=tmp_path / "a"), "twelve")


def test_dated_ones_are_kept_for_a_while(tmp_path: Path, key: tuple[Path, str]) -> None:
    data = tmp_path / "data"
    folder = data / "backups"
    folder.mkdir(parents=True)
    for day in range(1, 10):
        (folder / f"dialdown-2024-01-{day:02}T030000Z.age").write_bytes(b"old")
    (folder / "hers.age").write_bytes(b"not ours")
    done = document(run("backup", "--recipient", key[1], "--json", data=data, DIALDOWN_BACKUP_KEEP="3"))
    names = sorted(path.name for path in folder.iterdir())
    assert names == [
        "dialdown-2024-01-08T030000Z.age", "dialdown-2024-01-09T030000Z.age", Path(done["file"]).name, "hers.age"
    ]  # fmt: skip
    assert len(done["removed"]) == 7
    if os.name == "posix":
        assert folder.stat().st_mode & 0o077 == 0 or folder.stat().st_mode & 0o777 == 0o755
        assert Path(done["file"]).stat().st_mode & 0o077 == 0
