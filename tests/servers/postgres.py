"""A PostgreSQL cluster of the tests' own: fresh, on a unix socket only, gone at exit."""

from __future__ import annotations

import atexit
import os
import pwd
import re
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

# The variable that tells worker processes and fixtures where the cluster of this run is.
SERVER_URL = "DIALDOWN_TEST_SERVER_URL"
OLDEST = 14
SUPERUSER = "postgres"
NEEDED = (
    "the tests need PostgreSQL 14 or newer: install Debian's package postgresql, "
    "or name a database with DIALDOWN_TEST_DATABASE"
)
# The cluster lives for one run: what protects data through a power cut only costs time here.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100")


def _major(folder: Path) -> int:
    """The major version of the server in `folder`; 0 when there is none."""
    try:
        said = subprocess.run([folder / "initdb", "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return 0
    match = re.search(r"(\d+)", said.stdout)
    return int(match[1]) if match else 0


def _candidates() -> Iterable[Path]:
    with suppress(OSError, subprocess.CalledProcessError):
        said = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True)
        yield Path(said.stdout.strip())
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major, reverse=True)


def binaries() -> Path | None:
    """The folder of a PostgreSQL server that is new enough, or None."""
    return next((folder for folder in _candidates() if _major(folder) >= OLDEST), None)


class Cluster:
    """A running cluster; `url(name)` addresses one of its databases."""

    def __init__(self, bin_folder: Path) -> None:
        self._bin = bin_folder
        # A socket's path may have 107 characters: a deep TMPDIR would not do.
        self.folder = Path(tempfile.mkdtemp(prefix="dialdown-pg-", dir="/tmp"))
        self._as = ["runuser", "-u", SUPERUSER, "--"] if os.geteuid() == 0 else []
        if self._as:
            owner = pwd.getpwnam(SUPERUSER)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self._data = self.folder / "data"
        atexit.register(self.stop)
        self._run("initdb", "-D", self._data, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--no-sync")
        settings = [f"-c {setting}" for setting in (*FAST, f"unix_socket_directories={self.folder}")]
        self._run(
            "pg_ctl", "-D", self._data, "-l", self.folder / "log", "-w", "-t", "60",
            "-o", " ".join([*settings, "-c listen_addresses=''"]), "start",
        )  # fmt: skip

    def _run(self, program: str, *arguments: object, timeout: float = 120) -> None:
        # Output goes to a file, not to a pipe: the server inherits it and would keep a pipe open for ever.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                [*self._as, str(self._bin / program), *map(str, arguments)],
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, timeout=timeout,
                cwd="/", env=os.environ | {"LC_ALL": "C.UTF-8"}, check=False,
            )  # fmt: skip
            if done.returncode:
                output.seek(0)
                raise RuntimeError(f"{program} ended with {done.returncode}: {output.read()[-2000:]}")

    def url(self, name: str = "postgres") -> str:
        """The address of the database `name`."""
        return f"postgresql://{SUPERUSER}@{quote(str(self.folder), safe='')}:5432/{name}"

    def stop(self) -> None:
        """Stops the server and removes its folder; a second call does nothing."""
        if not self.folder.exists():
            return
        if (self._data / "postmaster.pid").exists():
            with suppress(RuntimeError, subprocess.TimeoutExpired):
                self._run("pg_ctl", "-D", self._data, "-w", "-m", "immediate", "stop", timeout=30)
        shutil.rmtree(self.folder, ignore_errors=True)


def start() -> str:
    """The URL of a database to test on: `DIALDOWN_TEST_DATABASE`, else in a cluster started here.

    Raises RuntimeError with one sentence when there is no PostgreSQL.
    """
    named = os.environ.get("DIALDOWN_TEST_DATABASE")
    if named:
        return named
    folder = binaries()
    if folder is None:
        raise RuntimeError(NEEDED)
    return Cluster(folder).url()


def fresh_database(server_url: str, *, template: str = "template1") -> str:
    """Makes a database beside the one in `server_url`, empty or like `template`, and returns its URL."""
    import psycopg

    name = f"dialdown_{uuid.uuid4().hex}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


def drop_database(url: str) -> None:
    """Removes a database made by `fresh_database`, with whatever is still connected to it."""
    import psycopg

    name = urlsplit(url).path.removeprefix("/")
    with psycopg.connect(urlunsplit(urlsplit(url)._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
