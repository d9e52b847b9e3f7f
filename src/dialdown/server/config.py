"""Where this installation keeps its data and what is switched on.

Order: environment variables `DIALDOWN_*`, then `dialdown.toml` in the data folder, then the defaults.
"""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from platformdirs import user_data_path

PLAIN, ENCRYPTED = "dialdown.sqlite3", "dialdown-encrypted.sqlite3"
SWITCHES = ("patterns", "volume", "imagery")
# Names that nobody outside of the house can reach.
AT_HOME = (".local", ".lan", ".home", ".home.arpa", ".internal", ".localhost", ".localdomain", ".test")
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
    database_key: Path = Path("database-key")
    backup_folder: Path = Path("backups")
    backup_recipient: str | None = None
    backup_keep: int = 14
    backup_daily: bool = True
    # The reverse proxies of our own: only what they say about where a request came from is believed.
    proxies: tuple[str, ...] = ()
    # With `serve --tls`: where phones come to trust this machine, and what they compare.
    tls_phones: str | None = None
    tls_fingerprint: str | None = None
    # After how many minutes without a click a clinician is signed out.
    clinician_idle_minutes: int = 15
    # Where the whole internet reaches this machine, "https://diary.example.org"; "" when it does not.
    address: str = ""


# False while a command only looks: then nothing that is missing is made.
_making: ContextVar[bool] = ContextVar("making", default=True)


@contextmanager
def only_looking() -> Iterator[None]:
    """Make neither folder nor key while the block runs."""
    token = _making.set(False)
    try:
        yield
    finally:
        _making.reset(token)


def data_folder() -> Path:
    """The data folder: `DIALDOWN_DATA`, else the user's own data folder. Made when missing, owner only."""
    folder = Path(os.environ.get("DIALDOWN_DATA") or user_data_path("Dialdown", appauthor=False))
    if not _making.get():
        return folder
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


def _number(name: str, table: dict[str, Any], default: int, *, least: int, most: int) -> int:
    raw = os.environ.get(f"DIALDOWN_{name.upper()}", table.get(name, default))
    word = str(raw).strip()
    if word.isdecimal() and least <= int(word) <= most:
        return int(word)
    raise ConfigError(f"{name}: {raw!r}; expected a whole number from {least} to {most}")


def _secret_key(folder: Path) -> str:
    """The key that signs sessions, made once and kept beside the data, readable by the owner only."""
    path = folder / "secret-key"
    if not _making.get() and not path.exists():
        # Nothing is signed by a command that only looks.
        return secrets.token_urlsafe(48)
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


def _names(raw: object, setting: str = "hosts") -> list[str]:
    if isinstance(raw, list) and all(isinstance(name, str) for name in raw):
        return raw
    raise ConfigError(f'{setting}: {raw!r}; expected a list like ["diary.example"]')


def _proxies(table: dict[str, Any], *, https: bool) -> tuple[str, ...]:
    """The addresses and networks whose word about a visitor's address counts; one on this machine with `https`."""
    given = os.environ.get("DIALDOWN_PROXIES")
    usual = ["127.0.0.1", "::1"] if https else []
    names = given.split(",") if given is not None else _names(table.get("proxies", usual), "proxies")
    found = tuple(name.strip() for name in names if name.strip())
    for name in found:
        try:
            ip_network(name, strict=False)
        except ValueError:
            raise ConfigError(
                f"proxies: {name!r}; expected addresses or networks like 127.0.0.1 or 10.0.0.0/8"
            ) from None
    return found


def _address(table: dict[str, Any], *, https: bool) -> str:
    """The public address, without a path: a name of the internet, over HTTPS."""
    raw = str(os.environ.get("DIALDOWN_ADDRESS") or table.get("address") or "").strip().rstrip("/")
    if not raw:
        return ""
    try:
        parts = urlsplit(raw)
    except ValueError:
        raise ConfigError(
            f"address: {raw!r}; expected a public name like https://diary.example.org"
        ) from None
    name = parts.hostname or ""
    public = "." in name and not name.endswith(AT_HOME) and not _is_number(name)
    if parts.scheme != "https" or not public or raw != f"https://{parts.netloc}" or "@" in parts.netloc:
        raise ConfigError(f"address: {raw!r}; expected a public name like https://diary.example.org")
    if not https:
        raise ConfigError(
            "address: set, but https is not; expected https = true and a proxy that speaks HTTPS"
        )
    return raw


def _is_number(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _own_database(folder: Path) -> str:
    """SQLite in the data folder; the encrypted one once `dialdown encrypt` made it."""
    encrypted = folder / ENCRYPTED
    return f"sqlcipher:///{encrypted}" if encrypted.exists() else f"sqlite:///{folder / PLAIN}"


@cache
def config() -> Config:
    """The settings, read once a process. Raises ConfigError with one sentence."""
    folder = data_folder()
    table = _toml(folder)
    hosts = os.environ.get("DIALDOWN_HOSTS") or ",".join(_names(table.get("hosts", [])))
    # Names only: on which address the server listens is not a question of trust.
    https = _flag("https", table, False)
    address = _address(table, https=https)
    known = [host.strip() for host in hosts.split(",") if host.strip()]
    public: list[str] = [str(urlsplit(address).hostname)] if address else []
    names = (*known, *(name for name in public if name not in known))
    return Config(
        data=folder,
        database=os.environ.get("DIALDOWN_DATABASE") or str(table.get("database") or _own_database(folder)),
        database_key=Path(
            os.environ.get("DIALDOWN_DATABASE_KEY") or str(table.get("database_key") or folder / "database-key")
        ).expanduser(),
        secret_key=_secret_key(folder),
        hosts=("localhost", "127.0.0.1", "[::1]", *names),
        https=https, address=address, demo=_flag("demo", table, False), debug=_flag("debug", table, False),
        switches={name: _flag(name, table, True) for name in SWITCHES},
        backup_folder=Path(
            os.environ.get("DIALDOWN_BACKUP_FOLDER") or str(table.get("backup_folder") or folder / "backups")
        ).expanduser(),
        backup_recipient=os.environ.get("DIALDOWN_BACKUP_RECIPIENT") or table.get("backup_recipient") or None,
        backup_keep=_number("backup_keep", table, 14, least=1, most=10_000),
        backup_daily=_flag("backup_daily", table, True),
        tls_phones=os.environ.get("DIALDOWN_TLS_PHONES"),
        tls_fingerprint=os.environ.get("DIALDOWN_TLS_FINGERPRINT"),
        proxies=_proxies(table, https=https),
        clinician_idle_minutes=_number("clinician_idle_minutes", table, 15, least=1, most=240),
    )  # fmt: skip
