"""Bring the database up to date and start the web server."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path


def setup() -> None:
    """Load Django for the settings in the environment and migrate the database when needed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dialdown.server.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    from dialdown.server.config import ConfigError

    try:
        connection.ensure_connection()
    except DatabaseError as error:
        raise ConfigError(f"database: {error}; expected one that can be opened") from None
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
    if connection.vendor == "sqlite":
        # The diary is for its owner's eyes, whatever the umask was.
        for path in Path(connection.settings_dict["NAME"]).parent.glob("*.sqlite3*"):
            with contextlib.suppress(OSError):
                path.chmod(0o600)


def free_port(host: str, port: int) -> int:
    """`port` when it can be had (0: any free one). Raises OSError with a sentence when it is taken."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise OSError(f"{host}:{port}: {error.strerror}; expected a free port (try --port 0)") from None
        return int(probe.getsockname()[1])


def address(host: str, port: int) -> str:
    """The address to type into a browser on this machine."""
    name = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    return f"http://{'[' + name + ']' if ':' in name else name}:{port}/"


def set_up_code(host: str) -> str | None:
    """The code that set-up asks for, when others could reach this machine before its owner does; else None."""
    from django.conf import settings

    from dialdown.people import selectors, setup_code

    folder = settings.DATA_FOLDER
    if selectors.set_up():
        setup_code.remove(folder)
        return None
    code = (
        setup_code.make(folder)
        if setup_code.reachable(host, settings.ALLOWED_HOSTS)
        else setup_code.read(folder)
    )
    return setup_code.shown(code) if code else None


def _open_when_up(url: str) -> None:
    for _ in range(100):
        with (
            contextlib.suppress(urllib.error.URLError, OSError),
            urllib.request.urlopen(f"{url}healthz", timeout=1),
        ):
            webbrowser.open(url)
            return
        time.sleep(0.1)


def serve(*, host: str, port: int, open_browser: bool) -> None:
    """Run until stopped. One process with four threads on SQLite, one process a core on PostgreSQL."""
    from django.db import connection
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    from dialdown.diary import imports

    # What a process that is gone left in the middle of an import is taken out before anybody looks.
    imports.sweep()
    sqlite = connection.vendor == "sqlite"
    connection.close()
    if open_browser and os.environ.get("DIALDOWN_NO_BROWSER") != "1":
        threading.Thread(target=_open_when_up, args=(address(host, port),), daemon=True).start()
    Server(
        "dialdown.server.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1 if sqlite else max(1, os.cpu_count() or 1),
        blocking_threads=4,
        # No request is ever logged: the two safety pages leave no trace anywhere.
        log_access=False,
        log_level=LogLevels.warning,
        websockets=False,
    ).serve()
