"""Where this installation keeps its data and what is switched on.

Order: environment variables `DIALDOWN_*`, then `dialdown.toml` in the data folder, then the defaults.
"""

from __future__ import annotations

import os
import secrets
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

SWITCHES = ("patterns", "volume", "imagery")
ON, OFF = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


class ConfigError(ValueError):
    """A setting that cannot be used; the message names it and says what was expected."""


@dataclass(frozen=True)
class Config:
    """The settings of one installation."""

    data: Path
    database: str
    secret_key: str
    hosts: tuple[str, ...]
    https: bool
    demo: bool
    debug: bool
    switches: dict[str, bool] = field(default_factory=dict[str, bool])


def data_folder() -> Path:
    """The data folder: `DIALDOWN_DATA`, else the user's own data folder. Made when missing, owner only."""
    folder = Path(os.environ.get("DIALDOWN_DATA") or user_data_path("Dialdown", appauthor=False))
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ConfigError(
            f"data folder {folder}: {error.strerror}; expected a folder that can be written"
        ) from None
    return folder


def _toml(folder: Path) -> dict[str, Any]:
    path = folder / "dialdown.toml"
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: {error}; expected TOML like patterns = true") from None


def _flag(name: str, table: dict[str, Any], default: bool) -> bool:
    raw = os.environ.get(f"DIALDOWN_{name.upper()}", table.get(name, default))
    word = str(raw).strip().lower()
    if word in ON or word in OFF:
        return word in ON
    raise ConfigError(f"{name}: {raw!r}; expected true or false")


def _secret_key(folder: Path) -> str:
    """The key that signs sessions, made once and kept beside the data, readable by the owner only."""
    path = folder / "secret-key"
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        pass
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 32:
        raise ConfigError(
            f"{path}: the key is too short; delete the file to make a new one (everyone signs in again)"
        )
    return key


def _names(raw: object) -> list[str]:
    if isinstance(raw, list) and all(isinstance(name, str) for name in raw):
        return raw
    raise ConfigError(f'hosts: {raw!r}; expected a list of names like ["diary.example"]')


@cache
def config() -> Config:
    """The settings, read once a process. Raises ConfigError with one sentence."""
    folder = data_folder()
    table = _toml(folder)
    hosts = os.environ.get("DIALDOWN_HOSTS") or ",".join(_names(table.get("hosts", [])))
    # Names only: on which address the server listens is not a question of trust.
    names = tuple(host.strip() for host in hosts.split(",") if host.strip())
    return Config(
        data=folder,
        database=os.environ.get("DIALDOWN_DATABASE") or str(table.get("database") or f"sqlite:///{folder / 'dialdown.sqlite3'}"),
        secret_key=_secret_key(folder),
        hosts=("localhost", "127.0.0.1", "[::1]", *names),
        https=_flag("https", table, False), demo=_flag("demo", table, False), debug=_flag("debug", table, False),
        switches={name: _flag(name, table, True) for name in SWITCHES},
    )  # fmt: skip
