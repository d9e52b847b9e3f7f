"""Bring the database up to date and start the web server."""

from __future__ import annotations

import contextlib
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from dialdown.science.kernel_cache import never_compiled

if TYPE_CHECKING:
    from dialdown.server.tls.running import Tls


def setup(*, migrate: bool = True, look_only: bool = False) -> None:
    """Load Django for the settings in the environment and migrate the database when needed.

    With `look_only` nothing changes: no database is made, none is migrated, and the rights of files stay as they are.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dialdown.server.settings")
    import django

    django.setup()
    from django.db import DatabaseError, connection

    from dialdown.server.config import ConfigError
    from dialdown.server.databases import is_there
    from dialdown.server.tables import bring_up_to_date

    if look_only and not is_there():
        return
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        raise ConfigError(unwritable() or f"database: {error}; expected one that can be opened") from None
    if look_only:
        return
    if migrate:
        bring_up_to_date()
    if connection.vendor == "sqlite":
        # The diary is for its owner's eyes, whatever the umask was.
        for path in Path(connection.settings_dict["NAME"]).parent.glob("*.sqlite3*"):
            with contextlib.suppress(OSError):
                path.chmod(0o600)


def unwritable() -> str:
    """The sentence when the data folder cannot be written (no leave to, or a disk mounted read-only); empty when it can."""
    from dialdown.server.config import config

    where = config().data
    # One that is not there yet is made by whatever does more than look.
    if not where.exists() or os.access(where, os.W_OK | os.X_OK):
        return ""
    return f"data folder: {where} cannot be written; expected one that can, for the user who runs dialdown"


def free_port(host: str, port: int) -> int:
    """`port` when it can be had (0: any free one). Raises OSError with a sentence when it is taken."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise OSError(f"{host}:{port}: {error.strerror}; expected a free port (try --port 0)") from None
        return int(probe.getsockname()[1])


def own_tls(host: str, port: int) -> Tls:
    """A certificate of this machine's own, before the settings are read for good. Raises Mistake."""
    from dialdown.server.config import ConfigError, config
    from dialdown.server.mistakes import Mistake
    from dialdown.server.tls import running

    try:
        here = config()
    except ConfigError as error:
        raise Mistake(str(error)) from None
    hosts = tuple(name for name in here.hosts if name not in ("localhost", "127.0.0.1", "[::1]"))
    found = running.prepare(data=here.data, hosts=hosts, host=host, port=port)
    running.keep_fresh(data=here.data, hosts=hosts, host=host)
    config.cache_clear()
    return found


def address(host: str, port: int, *, tls: bool = False) -> str:
    """The address to type into a browser on this machine."""
    name = ("localhost" if tls else "127.0.0.1") if host in ("0.0.0.0", "::") else host
    return f"{'https' if tls else 'http'}://{'[' + name + ']' if ':' in name else name}:{port}/"


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
    # Only whether somebody answers; nothing is told, so nobody's certificate has to be trusted.
    context = ssl._create_unverified_context() if url.startswith("https:") else None  # noqa: S323
    for _ in range(100):
        with (
            contextlib.suppress(urllib.error.URLError, OSError),
            urllib.request.urlopen(f"{url}healthz", timeout=1, context=context),
        ):
            webbrowser.open(url)
            return
        time.sleep(0.1)


def _compile_beside() -> None:
    """On a machine that never did: the numbers room is compiled beside the server, so that no page waits half a minute for it."""
    if not never_compiled():
        return
    with contextlib.suppress(OSError):
        beside = subprocess.Popen(
            [sys.executable, "-m", "dialdown.science.ready"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        threading.Thread(target=beside.wait, daemon=True).start()


def serve(*, host: str, port: int, open_browser: bool, tls: Tls | None = None) -> None:
    """Run until stopped. One process with four threads on SQLite, one process a core on PostgreSQL."""
    from django.db import connection
    from granian.constants import Interfaces, SSLProtocols
    from granian.log import LogLevels
    from granian.server import Server

    from dialdown.diary import imports
    from dialdown.server.backup import daily
    from dialdown.server.config import config

    # What a process that is gone left in the middle of an import is taken out before anybody looks.
    imports.sweep()
    sqlite = connection.vendor == "sqlite"
    connection.close()
    daily.start(config())
    _compile_beside()
    if open_browser and os.environ.get("DIALDOWN_NO_BROWSER") != "1":
        threading.Thread(
            target=_open_when_up, args=(address(host, port, tls=tls is not None),), daemon=True
        ).start()
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
        ssl_cert=tls.files.certificate if tls else None,
        ssl_key=tls.files.key if tls else None,
        ssl_protocol_min=SSLProtocols.tls12,
    ).serve()
