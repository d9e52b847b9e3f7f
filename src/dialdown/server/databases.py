"""The database: SQLite in the data folder by default, PostgreSQL by URL."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import dj_database_url

from dialdown.server.config import ConfigError

# WAL lets people read while somebody writes; FULL keeps what was acknowledged through a power cut.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    " PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;",
}


def database(url: str) -> dict[str, Any]:
    """Django's settings for `url` (sqlite:///path or postgres://...). Raises ConfigError otherwise."""
    scheme = urlsplit(url).scheme
    if scheme not in ("sqlite", "postgres", "postgresql"):
        raise ConfigError(f"database: {scheme or url!r}; expected sqlite:///path or postgresql://...")
    try:
        settings = dict(dj_database_url.parse(url))
    except ValueError as error:
        raise ConfigError(f"database: {error}; expected sqlite:///path or postgresql://...") from None
    if scheme == "sqlite":
        settings["OPTIONS"] = SQLITE_OPTIONS
    else:
        settings["CONN_MAX_AGE"] = 60
        settings["CONN_HEALTH_CHECKS"] = True
    return settings
