"""The bodies of `dialdown backup` and `dialdown restore`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dialdown.server.backup import sealing
from dialdown.server.mistakes import Mistake

if TYPE_CHECKING:
    from pyrage import x25519

Secret = Callable[[str], str]


def backup(
    *,
    out: Path | None,
    recipient: str | None,
    passphrase: bool,
    new_key: Path | None,
    force: bool,
    secret: Secret,
    check: Secret,
) -> dict[str, Any]:
    """Make a backup as the command line asks. `check` looks at a new passphrase. Raises Mistake."""
    from dialdown.server.backup import making
    from dialdown.server.config import config

    here = config()
    if passphrase and (recipient or new_key):
        raise Mistake("--passphrase: expected either a passphrase or a key, not both")
    if passphrase:
        if out is None:
            raise Mistake("--passphrase: expected --out with the file to write")
        chosen = check(secret("A passphrase for this backup (twelve letters or more)"))
        _tell_everybody()
        return making.make(path=out, to=None, secret=chosen, force=force)
    if recipient:
        sealing.recipient(recipient)
    if new_key is not None:
        if recipient:
            raise Mistake("--new-key: expected either a new key or --recipient, not both")
        if new_key.exists():
            raise Mistake(f"{new_key}: is there already; expected a new name")
        chosen = secret("A passphrase for the key file (empty: none)")
        recipient = making.new_key(here, out=new_key, secret=chosen)
    to = recipient or making.recipient(here)
    if to is None:
        raise Mistake(
            "no key to seal backups with yet; expected --new-key FILE (kept away from this machine), --recipient or --passphrase"
        )
    _tell_everybody()
    if out is not None:
        return making.make(path=out, to=to, force=force)
    return making.make_dated(here, to=to)


def _tell_everybody() -> None:
    """A backup that is asked for holds every diary: each of them reads that in the list of looks."""
    from dialdown.people import selectors as people
    from dialdown.people.access import Operator, require
    from dialdown.people.models import Grant

    for person in people.visible_to(Operator()):
        require(Operator(), person.pk).tell([Grant.ALL])


@dataclass(frozen=True)
class Opened:
    """A backup that was checked from end to end, and what opens it."""

    path: Path
    key: x25519.Identity | None
    secret: str | None
    head: dict[str, Any]


def open_backup(path: Path, *, key_file: Path | None, secret: Secret) -> Opened:
    """Check a whole backup before anything is touched. Raises Mistake."""
    from dialdown.server.backup import lines

    if not path.is_file():
        raise Mistake(f"{path}: expected a backup that can be read")
    key, word = None, None
    if sealing.needs_passphrase(path):
        word = secret(f"The passphrase of {path.name}")
    elif key_file is not None:
        protected = sealing.needs_passphrase(key_file)
        key = sealing.read_key(key_file, secret(f"The passphrase of {key_file.name}") if protected else None)
    contents = lines.check(path, key=key, secret=word)
    return Opened(path, key, word, contents.head)


@contextmanager
def leave_nothing(data: Path | None) -> Iterator[None]:
    """When a restore into a folder that was not there ends early, the folder goes again."""
    folder = Path(data or os.environ.get("DIALDOWN_DATA") or ".").expanduser()
    fresh = (data is not None or "DIALDOWN_DATA" in os.environ) and (
        not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    )
    try:
        yield
    except BaseException:
        if fresh:
            from django.db import connections

            connections.close_all()
            shutil.rmtree(folder, ignore_errors=True)
        raise


def restore(opened: Opened) -> dict[str, Any]:
    """Restore what was checked. Raises Mistake."""
    from dialdown.server.backup import restoring

    if restoring.anybody_here():
        raise Mistake(
            "this installation holds a diary already; expected an empty data folder (--data) or database to restore into"
        )
    restoring.prepare(opened.head, opened.path.name)
    return restoring.restore(opened.path, key=opened.key, secret=opened.secret)
