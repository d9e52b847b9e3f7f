"""The demo: signed in on the first page, marked, and gone afterwards."""

from __future__ import annotations

import datetime as dt
import os
import signal
import sqlite3
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest

from dialdown.server.demo import robin, run
from dialdown.uuid7 import uuid7
from tests.servers.live import LiveServer, command

BANNER = "Demo: a made-up household on a real published diary. Nothing is kept."


class _Demo(LiveServer):
    """`dialdown demo` instead of `dialdown serve`."""

    def start(self) -> _Demo:
        self.process = subprocess.Popen(
            command("demo", "--port", str(self.port)), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env=self.environment, start_new_session=True,
        )  # fmt: skip
        # The first start of a version makes the database.
        deadline = time.monotonic() + 180
        while not self.healthy():
            assert self.process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        return self


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Demo]:
    server = _Demo(tmp_path_factory.mktemp("mine")).start()
    yield server
    os.killpg(server.process.pid, signal.SIGTERM)
    server.process.wait(30)


@pytest.mark.live
def test_it_opens_signed_in_and_says_what_it_is(demo: _Demo) -> None:
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    for path, words in (
        ("/", "Robin (made up)"),
        ("/people", "Participant 1 (real, published)"),
        ("/history", ""),
        ("/care", "Night tablet"),
        ("/care", "When can I stop the crutches?"),
        ("/flare/plan", "Slow playlist"),
        ("/care/letters", "/care/letters/"),
    ):
        page = opener.open(demo.url + path, timeout=60).read().decode()
        assert BANNER in page
        assert words in page


@pytest.mark.live
def test_a_data_folder_is_never_touched(demo: _Demo) -> None:
    assert list(demo.data.iterdir()) == []


def test_the_made_up_diary_is_always_the_same_and_fits() -> None:
    person, day = uuid7(), dt.date(2026, 3, 1)
    first, again = list(robin.moments(person, day)), list(robin.moments(person, day))
    assert first == again
    assert 200 < len(first) < robin.DAYS
    assert first[-1]["day"] == "2026-03-01"
    days = [moment["day"] for moment in first]
    assert days == sorted(set(days))


@pytest.mark.django_db
def test_a_visitor_from_elsewhere_is_not_signed_in(settings: Any, rf: Any) -> None:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpResponse

    from dialdown.people.models import Account
    from dialdown.server.demo.sign_in import come_in

    Account.objects.create_user("demo", "four quiet plain words")
    request = rf.get("/", REMOTE_ADDR="192.168.1.20")
    request.user = AnonymousUser()
    come_in(lambda request: HttpResponse("x"))(request)
    assert not request.user.is_authenticated


def test_a_later_start_moves_the_made_up_diary_on(tmp_path: Path) -> None:
    path = tmp_path / "demo.sqlite3"
    made_for = dt.date.today() - dt.timedelta(days=10)  # noqa: DTZ011
    with closing(sqlite3.connect(path)) as base, base:
        base.execute(f"PRAGMA user_version = {made_for.toordinal()}")
        base.execute("CREATE TABLE people_person (id, display_name)")
        base.execute("INSERT INTO people_person VALUES ('r', ?), ('p', 'Participant 1')", [robin.NAME])
        for table in {*run.DAYS, *run.TIMES}:
            names = [*run.DAYS.get(table, ()), *run.TIMES.get(table, ())]
            owner = run.THROUGH[table].split()[0] if table in run.THROUGH else "person_id"
            base.execute(f"CREATE TABLE {table} ({owner}, id, {', '.join(names)})")
        base.execute("INSERT INTO diary_goal (person_id, id) VALUES ('r', 'g')")
        base.execute("INSERT INTO diary_goalrating (goal_id, week) VALUES ('g', '2026-01-05')")
        base.execute(
            "INSERT INTO diary_entry (person_id, day, at) VALUES ('r', '2026-01-05', '2026-01-05 19:00:00'), ('p', '2020-01-01', '2020-01-01 19:00:00')"
        )
    run._move_on(path)
    with closing(sqlite3.connect(path)) as base:
        assert base.execute("SELECT day, at FROM diary_entry").fetchall() == [
            ("2026-01-15", "2026-01-15 19:00:00"), ("2020-01-01", "2020-01-01 19:00:00"),
        ]  # fmt: skip
        # Still a Monday.
        assert base.execute("SELECT week FROM diary_goalrating").fetchall() == [("2026-01-12",)]
