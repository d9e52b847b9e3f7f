"""The database: SQLite in the data folder by default, the same encrypted as a whole, or PostgreSQL, by URL."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url

from dialdown.server.config import ConfigError, config

# WAL lets people read while somebody writes; FULL keeps what was acknowledged through a power cut; what is deleted
# is written over, so that erasing somebody leaves nothing of her in the file.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    " PRAGMA secure_delete=ON; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;",
}


EXPECTED = "expected sqlite:///path, sqlcipher:///path or postgresql://..."


def database(url: str, key_file: Path) -> dict[str, Any]:
    """Django's settings for `url`; `key_file` opens an encrypted one. Raises ConfigError."""
    scheme = urlsplit(url).scheme
    if scheme not in ("sqlite", "sqlcipher", "postgres", "postgresql"):
        raise ConfigError(f"database: {scheme or url!r}; {EXPECTED}")
    try:
        settings = dict(dj_database_url.parse(url.replace("sqlcipher:", "sqlite:", 1)))
    except ValueError as error:
        raise ConfigError(f"database: {error}; {EXPECTED}") from None
    if scheme == "sqlite":
        settings["OPTIONS"] = SQLITE_OPTIONS
    elif scheme == "sqlcipher":
        settings["ENGINE"] = "dialdown.server.sqlcipher"
        settings["OPTIONS"] = SQLITE_OPTIONS | {"key": _key(key_file)}
        # In memory nothing is encrypted: the tests of an encrypted database use a file.
        settings["TEST"] = {"NAME": f"{settings['NAME']}.test"}
    else:
        settings["CONN_MAX_AGE"] = 60
        settings["CONN_HEALTH_CHECKS"] = True
    return settings


def is_file(settings: dict[str, Any]) -> bool:
    """True when the database is a file of this machine (SQLite, encrypted or not)."""
    return settings["ENGINE"] in ("django.db.backends.sqlite3", "dialdown.server.sqlcipher")


def is_there() -> bool:
    """False when the database is a file that the server would make in its data folder. Looking does not make it."""
    from django.db import connection

    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return True
    file = Path(connection.settings_dict["NAME"])
    # One that cannot be made where it should be is a mistake, which the first look at it says.
    return file.exists() or not (file.parent.exists() or file.parent == config().data)


def _key(file: Path) -> str:
    """The raw key of an encrypted database, in hexadecimal."""
    if importlib.util.find_spec("sqlcipher3") is None:
        raise ConfigError(
            "database: sqlcipher:// needs the extra parts for encrypted databases; install dialdown[encrypted]"
        )
    from dialdown.server.sqlcipher import key

    try:
        passphrase = ""
        if key.needs_passphrase(file):
            passphrase = database_passphrase()
        return key.unwrapped(file, passphrase).hex()
    except key.KeyProblem as error:
        raise ConfigError(str(error)) from None


def needs_passphrase() -> bool:
    """True when the database can only be opened with a passphrase that nobody gave yet."""
    here = config()
    given = {"DIALDOWN_DATABASE_PASSPHRASE", "DIALDOWN_DATABASE_PASSPHRASE_FILE"} & set(os.environ)
    if given or not here.database.startswith("sqlcipher:"):
        return False
    from dialdown.server.sqlcipher import key

    try:
        return key.needs_passphrase(here.database_key)
    except key.KeyProblem as error:
        raise ConfigError(str(error)) from None


def database_passphrase() -> str:
    """`DIALDOWN_DATABASE_PASSPHRASE`, or the first line of the file that `DIALDOWN_DATABASE_PASSPHRASE_FILE` names."""
    given = os.environ.get("DIALDOWN_DATABASE_PASSPHRASE")
    file = os.environ.get("DIALDOWN_DATABASE_PASSPHRASE_FILE")
    if given is not None:
        return given
    if file is None:
        raise ConfigError(
            "the database is encrypted and its key is under a passphrase; expected it from the terminal, in "
            "DIALDOWN_DATABASE_PASSPHRASE or in the file that DIALDOWN_DATABASE_PASSPHRASE_FILE names"
        )
    try:
        return Path(file).read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError):
        raise ConfigError(
            "DIALDOWN_DATABASE_PASSPHRASE_FILE: expected a text file with a passphrase in its first line"
        ) from None
