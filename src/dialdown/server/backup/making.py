"""Make a backup: everything at one moment, sealed, under a dated name; older ones go when there are enough."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from dialdown import __version__
from dialdown.export import backup_names
from dialdown.export.snapshot import one_moment
from dialdown.server.atomic_file import write_whole
from dialdown.server.backup import lines, rows, sealing
from dialdown.server.config import Config
from dialdown.server.mistakes import Mistake

RECIPIENT = "backup-recipient"


@dataclass(frozen=True)
class Backup:
    """A dated backup in a folder."""

    path: Path
    made_at: dt.datetime


def recipient(config: Config) -> str | None:
    """The public key that backups are sealed for: the setting, else the one `backup --new-key` left, else None."""
    if config.backup_recipient:
        return config.backup_recipient
    try:
        return (config.data / RECIPIENT).read_text(encoding="ascii").strip() or None
    except (FileNotFoundError, UnicodeDecodeError):
        return None


def new_key(config: Config, *, out: Path, secret: str) -> str:
    """Make a key pair: what opens goes to `out`, what seals stays here. Returns the public key. Raises Mistake."""
    if config.backup_recipient:
        raise Mistake("backup_recipient is set already; take that setting away to make a new key here")
    identity, public = sealing.new_key()
    with write_whole(out, force=False) as file:
        file.write(sealing.key_file(identity, secret))
    with write_whole(config.data / RECIPIENT, force=True) as file:
        file.write(f"{public}\n".encode())
    return public


def folder(config: Config) -> Path:
    """The folder of the backups, made when missing, for its owner only. Raises Mistake."""
    path = config.backup_folder
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Mistake(
            f"{path}: {(error.strerror or str(error)).lower()}; expected a folder that can be written"
        ) from None
    return path


def kept(path: Path) -> list[Backup]:
    """The dated backups in a folder, newest first."""
    found: list[Backup] = []
    for one in path.glob("dialdown-*.age") if path.is_dir() else ():
        made_at = backup_names.made_at(one.name)
        if made_at is not None:
            found.append(Backup(one, made_at))
    return sorted(found, key=lambda backup: backup.made_at, reverse=True)


def make(*, path: Path, to: str | None, secret: str | None = None, force: bool = False) -> dict[str, Any]:
    """Write a backup of everything to `path`; returns what is in it. Raises Mistake and leaves nothing then."""
    with write_whole(path, force=force) as file:
        try:
            with sealing.sealed(file, to=to, secret=secret) as stream, one_moment():
                contents = lines.write(stream, _head(), _tables())
        except DatabaseError as error:
            raise Mistake(f"the database cannot be read ({error}); nothing was written") from None
        file.flush()
        size = os.fstat(file.fileno()).st_size
    return {
        "file": str(path), "bytes": size, "made_at": contents.head["made_at"], "sealed_for": to,
        "tables": len(contents.tables), "rows": contents.rows,
    }  # fmt: skip


def make_dated(config: Config, *, to: str) -> dict[str, Any]:
    """One more dated backup; those beyond `backup_keep` go. Raises Mistake."""
    place = folder(config)
    done = make(path=place / backup_names.name_of(timezone.now()), to=to)
    gone = kept(place)[config.backup_keep :]
    for old in gone:
        old.path.unlink(missing_ok=True)
    return {**done, "removed": [old.path.name for old in gone]}


def _head() -> dict[str, Any]:
    return {
        "dialdown": "backup", "format": lines.FORMAT, "version": __version__,
        "made_at": timezone.now().astimezone(dt.UTC).isoformat(timespec="seconds"),
        "engine": connection.vendor, "migrations": dict(newest_steps()),
        # Second steps of sign-in are kept under it: without it their codes would stop working.
        "secret_key": settings.SECRET_KEY,
    }  # fmt: skip


def newest_steps() -> list[tuple[str, str]]:
    """The last migration of every room, as applied here."""
    return sorted(MigrationLoader(connection).graph.leaf_nodes())


def _tables() -> Iterator[tuple[str, list[str], Iterator[str]]]:
    for model in rows.tables():
        names = rows.columns(model)
        yield model._meta.db_table, names, rows.lines(model, names)
