"""Installations without a server: a data folder, a database of its own, commands on it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.servers import postgres
from tests.servers.live import LiveServer, command

ENGINES = ("sqlite", "sqlcipher", "postgres")


@contextmanager
def installation(folder: Path, engine: str) -> Iterator[LiveServer]:
    """An installation on `engine`, not started. PostgreSQL: skipped when this machine has none."""
    if engine != "postgres":
        server = LiveServer(folder)
        yield server.encrypt() if engine == "sqlcipher" else server
        server.stop()
        return
    if postgres.binaries() is None and not os.environ.get("DIALDOWN_TEST_DATABASE"):
        pytest.skip("no PostgreSQL here")
    database = postgres.fresh_database(_cluster())
    server = LiveServer(folder, database=database)
    try:
        yield server
    finally:
        server.stop()
        postgres.drop_database(database)


def _cluster() -> str:
    """The cluster of this run, started when nobody did yet."""
    if postgres.SERVER_URL not in os.environ:
        os.environ[postgres.SERVER_URL] = postgres.start()
    return os.environ[postgres.SERVER_URL]


def run(
    *arguments: str, data: Path, timeout: float = 120, **environment: str
) -> subprocess.CompletedProcess[str]:
    """A command on a data folder, with plain SQLite unless the environment says otherwise."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DIALDOWN_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        command(*arguments), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout, check=False,
        env=kept | {"DIALDOWN_DATA": str(data), "DIALDOWN_NO_BROWSER": "1"} | environment,
    )  # fmt: skip


def document(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The JSON that a command printed; the test is red when it did not end well."""
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def refused(done: subprocess.CompletedProcess[str], words: str) -> None:
    """One line on stderr with these words, exit code 1."""
    assert done.returncode == 1, (done.stdout, done.stderr)
    assert words in done.stderr, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
