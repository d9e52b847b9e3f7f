"""What was erased does not lie on in the database's log: a reader holds it back, is told of, and outlasted."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from dialdown.export.erasing import services as erasing
from dialdown.people import database_log
from dialdown.people.sealing import keys
from dialdown.server.backup import daily
from dialdown.server.config import config

CANARY = b"kingfisher-over-the-weir"
pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite’s own log")


class RealFile:
    """A database as ours, in a file, with a writer and somebody else who reads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.writer, self.reader = self._opened(), self._opened()
        self.do(self.writer, "CREATE TABLE told (words TEXT)")
        for _n in range(40):
            self.do(self.writer, f"INSERT INTO told VALUES ('{CANARY.decode()}')")  # noqa: S608 - a word of this test

    def _opened(self) -> BaseDatabaseWrapper:
        made = connection.copy()
        made.settings_dict["NAME"] = str(self.folder / "real.sqlite3")
        return made

    @staticmethod
    def do(who: BaseDatabaseWrapper, statement: str) -> list[tuple[Any, ...]]:
        with who.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if statement.startswith(("SELECT", "PRAGMA")) else []

    def read_on(self) -> None:
        """Somebody begins to read, and goes on."""
        self.do(self.reader, "BEGIN")
        assert self.do(self.reader, "SELECT COUNT(*) FROM told") == [(40,)]

    def holds(self) -> bool:
        return any(CANARY in path.read_bytes() for path in self.folder.iterdir())

    @property
    def waits(self) -> bool:
        return (self.folder / database_log.MARKER).exists()


@pytest.fixture
def real(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, django_db_blocker: Any
) -> Iterator[RealFile]:
    settings.DATA_FOLDER = tmp_path
    with django_db_blocker.unblock():
        made = RealFile(tmp_path)
        for module in (database_log, erasing, keys):
            monkeypatch.setattr(module, "connection", made.writer)
        monkeypatch.setattr(database_log, "PATIENCE", 0.3)
        monkeypatch.setattr(daily.imports, "forget_old", lambda: None)
        monkeypatch.setattr(daily, "make_when_due", lambda _config: False)
        yield made
        made.reader.close()
        made.writer.close()


def test_without_a_reader_nothing_waits(real: RealFile) -> None:
    real.do(real.writer, "DELETE FROM told")
    assert erasing.scrub()
    assert not real.waits
    assert not real.holds()


def test_a_reader_holds_it_back_until_a_turn_of_the_server(
    real: RealFile, caplog: pytest.LogCaptureFixture
) -> None:
    plain = real.holds()
    real.read_on()
    real.do(real.writer, "DELETE FROM told")
    with caplog.at_level(logging.WARNING):
        assert not erasing.scrub()
    assert real.waits
    assert real.holds() == plain
    assert CANARY.decode() not in caplog.text
    # Still reading at the next turn: it waits on.
    daily.turn(config())
    assert real.waits
    real.do(real.reader, "COMMIT")
    daily.turn(config())
    assert not real.waits
    assert not real.holds()
    # Whoever writes next waits as long as ever.
    assert real.do(real.writer, "PRAGMA busy_timeout") == [(20_000,)]


def test_sealing_anew_leaves_the_same_word_for_the_server(real: RealFile) -> None:
    real.read_on()
    real.do(real.writer, "DELETE FROM told")
    keys._clear_log()
    assert real.waits
    real.do(real.reader, "COMMIT")
    keys._clear_log()
    assert not real.waits
    assert not real.holds()


def test_a_turn_without_anything_that_waits_leaves_the_log_alone(
    real: RealFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def emptied() -> bool:
        raise AssertionError

    monkeypatch.setattr(database_log, "_emptied", emptied)
    daily.turn(config())


def test_a_marker_that_cannot_be_left_is_logged_and_told_all_the_same(
    real: RealFile, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.DATA_FOLDER = real.folder / "nowhere"
    real.read_on()
    real.do(real.writer, "DELETE FROM told")
    assert not erasing.scrub()
    assert "log-to-empty: No such file or directory" in caplog.text
