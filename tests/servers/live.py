"""The real server as a process of its own, on a fresh data folder: for browser journeys and for faults."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, cast

START_SECONDS = 60.0
STOP_SECONDS = 15.0


def free_port() -> int:
    """A port on this machine that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def command(*arguments: str) -> list[str]:
    """The command line of `dialdown` in the environment that runs the tests."""
    return [sys.executable, "-c", "from dialdown.cli import main; main()", *arguments]


class LiveServer:
    """`dialdown serve` on `data`; `url` is its origin. After `kill`, `start` uses the same data and port."""

    def __init__(
        self, data: Path, *, database: str | None = None, demo: bool = False, tls: bool = False
    ) -> None:
        self.data = data
        self.port = free_port()
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self._demo = demo
        self._tls = tls
        self._database = database
        self._process: subprocess.Popen[bytes] | None = None
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (open as long as the server)

    def encrypt(self) -> LiveServer:
        """Before the first start: the database is encrypted as a whole, its key bare in the data folder."""
        from dialdown.server.sqlcipher import key

        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.data / "database-key").write_bytes(key.wrapped(key.new(), ""))
        (self.data / "database-key").chmod(0o600)
        self._database = f"sqlcipher:///{self.data / 'dialdown-encrypted.sqlite3'}"
        return self

    @property
    def environment(self) -> dict[str, str]:
        """The process's environment: nothing of the caller's own installation reaches it."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DIALDOWN_")}
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        kept |= {"DIALDOWN_DATA": str(self.data), "DIALDOWN_NO_BROWSER": "1"}
        if self._database:
            kept["DIALDOWN_DATABASE"] = self._database
        return kept

    def start(self) -> LiveServer:
        """Starts and waits for /healthz. Raises RuntimeError with the server's last words."""
        arguments = ["demo"] if self._demo else ["serve", "--no-open"]
        if self._tls:
            arguments += ["--tls", "--host", "127.0.0.1"]
        self._process = subprocess.Popen(
            command(*arguments, "--port", str(self.port)),
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=subprocess.STDOUT,
            env=self.environment,
            # A group of its own, so that the server's workers die with it.
            start_new_session=True,
        )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"the server ended with {self._process.returncode}: {self.log()[-3000:]}")
            if self.healthy():
                return self
            time.sleep(0.05)
        self.kill()
        raise RuntimeError(f"no answer from the server in {START_SECONDS:.0f} s: {self.log()[-3000:]}")

    def healthy(self) -> bool:
        """True when /healthz answers."""
        try:
            # Only whether it is up; who vouches for it is what its tests are about.
            trust = ssl._create_unverified_context() if self._tls else None  # noqa: S323
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5, context=trust) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def log(self) -> str:
        """What the server printed so far."""
        self._log.seek(0)
        return self._log.read().decode(errors="replace")

    @property
    def group(self) -> int:
        """The process group of the server and its workers."""
        assert self._process is not None
        return self._process.pid

    def memory(self) -> int:
        """The bytes that the server and its workers take; what they share counts once (Linux)."""
        total = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                group = int(stat.read_text().rpartition(")")[2].split()[2])
                if self._process is not None and group == self._process.pid:
                    rollup = (stat.parent / "smaps_rollup").read_text().splitlines()
                    total += sum(int(line.split()[1]) for line in rollup if line.startswith("Pss:")) * 1024
        return total

    def run(self, *arguments: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """Runs another `dialdown` command on the same data."""
        return subprocess.run(
            command(*arguments), stdin=subprocess.DEVNULL, capture_output=True, text=True,
            env=self.environment, timeout=timeout, check=False,
        )  # fmt: skip

    @property
    def file(self) -> Path:
        """The file that holds the database, where it is one."""
        return self.data / ("dialdown-encrypted.sqlite3" if self._encrypted else "dialdown.sqlite3")

    @property
    def raw_key(self) -> str:
        """What opens an encrypted file, in hexadecimal; "" for one that is not."""
        from dialdown.server.sqlcipher import key

        return key.unwrapped(self.data / "database-key", "").hex() if self._encrypted else ""

    @property
    def _encrypted(self) -> bool:
        return (self._database or "").startswith("sqlcipher:")

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """What the database itself says, past the server."""
        if self._encrypted:
            return self._query_encrypted(sql)
        if self._database:
            import psycopg

            with psycopg.connect(self._database) as connection:
                return connection.execute(sql.encode()).fetchall()
        with closing(sqlite3.connect(self.file)) as connection:
            return connection.execute(sql).fetchall()

    def days_earlier(self, table: str, column: str, days: int) -> None:
        """Moves a date column of every row, past the server."""
        change = f"UPDATE {table} SET {column} = "  # noqa: S608 - names from the tests
        if self._database and not self._encrypted:
            import psycopg

            with psycopg.connect(self._database) as connection:
                connection.execute(f"{change}{column} - {days}".encode())
            return
        with closing(sqlite3.connect(self.data / "dialdown.sqlite3", timeout=20)) as base, base:
            base.execute(f"{change}date({column}, '-{days} days')")

    def _query_encrypted(self, sql: str) -> list[tuple[Any, ...]]:
        from sqlcipher3 import dbapi2

        with closing(cast(Any, dbapi2).connect(str(self.file))) as connection:
            connection.execute(f"PRAGMA key = \"x'{self.raw_key}'\"")
            return connection.execute(sql).fetchall()

    def _signal(self, number: int) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)

    def kill(self) -> None:
        """`kill -9` of the server and its workers."""
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait(STOP_SECONDS)
            self._process = None

    def stop(self) -> None:
        """Asks the server to end; kills what is still there after a while."""
        if self._process is None:
            return
        self._signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_SECONDS)
        self.kill()
