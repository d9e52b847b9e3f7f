"""The server makes a backup a day when it has a key to seal with; clocks that jump change nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import timezone

from dialdown.export import backup_names
from dialdown.server.backup import daily, making, sealing
from dialdown.server.config import Config, config

NOW = dt.datetime(2026, 3, 29, 0, 30, tzinfo=dt.UTC)


@pytest.fixture
def here(tmp_path: Path) -> Config:
    return replace(
        config(), data=tmp_path, backup_folder=tmp_path / "backups", backup_recipient=sealing.new_key()[1],
        backup_daily=True, backup_keep=3, demo=False,
    )  # fmt: skip


def _made(here: Config, at: dt.datetime) -> Path:
    here.backup_folder.mkdir(exist_ok=True)
    path = here.backup_folder / backup_names.name_of(at)
    path.write_bytes(b"")
    return path


def test_one_a_day(here: Config) -> None:
    assert daily.due(here, NOW)
    _made(here, NOW)
    assert not daily.due(here, NOW + dt.timedelta(hours=23, minutes=59))
    assert daily.due(here, NOW + dt.timedelta(hours=24))


def test_the_night_of_the_clock_change_is_a_day_like_others(here: Config) -> None:
    """Stamps are UTC: the hour that is missing or there twice does not count."""
    for change in (
        dt.datetime(2026, 3, 29, 0, 30, tzinfo=dt.UTC),
        dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC),
    ):
        made = _made(here, change)
        assert not daily.due(here, change + dt.timedelta(hours=23))
        assert daily.due(here, change + dt.timedelta(hours=24))
        made.unlink()


def test_a_clock_that_was_ahead_for_a_while_stops_no_backup(here: Config) -> None:
    _made(here, NOW + dt.timedelta(days=4000))
    assert daily.due(here, NOW)
    _made(here, NOW)
    assert not daily.due(here, NOW + dt.timedelta(hours=1))


def test_no_key_no_demo_not_wanted(here: Config) -> None:
    assert not daily.due(replace(here, backup_recipient=None), NOW)
    assert not daily.due(replace(here, demo=True), NOW)
    assert not daily.due(replace(here, backup_daily=False), NOW)


@pytest.mark.django_db(transaction=True)
def test_made_when_due(here: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daily, "connection", type("Kept", (), {"close": lambda self: None})())
    monkeypatch.setattr(daily, "close_old_connections", lambda: None)
    assert daily.make_when_due(here)
    assert not daily.make_when_due(here)
    (made,) = making.kept(here.backup_folder)
    assert abs((timezone.now() - made.made_at).total_seconds()) < 60


@pytest.mark.django_db(transaction=True)
def test_a_problem_is_logged_and_nothing_is_left(here: Config, caplog: pytest.LogCaptureFixture) -> None:
    here.backup_folder.write_text("a file where the folder should be")
    assert not daily.make_when_due(here)
    assert "no backup was made" in caplog.text
    assert not [path for path in here.data.iterdir() if path != here.backup_folder]
