"""The body of `dialdown encrypt`: the plain database of the data folder becomes an encrypted one."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from dialdown.server.atomic_file import write_whole
from dialdown.server.config import ENCRYPTED, PLAIN
from dialdown.server.mistakes import Mistake
from dialdown.server.sqlcipher import key as keys

BLOCK = 1 << 20


def encrypt(*, folder: Path, key_file: Path, passphrase: str) -> dict[str, Any]:
    """Write the encrypted database and its key, compare both, then write over the plain one. Raises Mistake.

    Nothing may have the database open. Until everything was compared the plain one stays as it is.
    """
    if importlib.util.find_spec("sqlcipher3") is None:
        raise Mistake(
            "encrypt: expected the extra parts for encrypted databases; install dialdown[encrypted]"
        )
    plain, target = folder / PLAIN, folder / ENCRYPTED
    if target.exists():
        raise Mistake(f"{target}: is there already; the database is encrypted")
    if not plain.is_file():
        raise Mistake(f"{plain}: expected the plain database of this data folder")
    key = keys.new()
    with write_whole(key_file, force=False) as file:
        file.write(keys.wrapped(key, passphrase))
    unfinished = folder / f".{ENCRYPTED}.unfinished"
    try:
        with _alone(plain) as connection:
            rows = _copy(connection, unfinished, key)
        _settle(unfinished)
        os.replace(unfinished, target)
    except BaseException:
        key_file.unlink(missing_ok=True)
        raise
    finally:
        unfinished.unlink(missing_ok=True)
    _write_over(plain)
    return {
        "database": str(target),
        "key_file": str(key_file),
        "under_passphrase": bool(passphrase),
        "rows": rows,
    }


@contextmanager
def _alone(plain: Path) -> Iterator[Any]:
    """A connection to the plain database while nobody else has it open."""
    dbapi2: Any = import_module("sqlcipher3.dbapi2")
    with closing(dbapi2.connect(str(plain), timeout=1, isolation_level=None)) as connection:
        try:
            # Leaving the write-ahead log is possible only for whoever is alone; what stands in it is written out.
            (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
            if mode != "delete":
                raise Mistake(f"{plain}: is in use; stop the server first")
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        except dbapi2.OperationalError as error:
            raise Mistake(f"{plain}: is in use ({error}); stop the server first") from None
        except dbapi2.DatabaseError as error:
            raise Mistake(f"{plain}: {error}; expected a whole SQLite database") from None
        yield connection


def _copy(connection: Any, target: Path, key: bytes) -> int:
    target.unlink(missing_ok=True)
    with suppress(OSError):
        target.touch(mode=0o600)
    try:
        connection.execute("ATTACH DATABASE ? AS encrypted KEY ?", (str(target), f"x'{key.hex()}'"))
        connection.execute("SELECT sqlcipher_export('encrypted')")
        names = [
            name for (name,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
        ]
        total = 0
        for name in names:
            quoted = '"' + name.replace('"', '""') + '"'
            before, after = (
                connection.execute(f"SELECT COUNT(*) FROM {schema}.{quoted}").fetchone()[0]  # noqa: S608
                for schema in ("main", "encrypted")
            )
            if before != after:
                raise Mistake(
                    f"table {name}: {after} of {before} rows arrived; the plain database stays as it is"
                )
            total += after
        ((said,),) = connection.execute("PRAGMA encrypted.integrity_check(1)").fetchall()
        if said != "ok":
            raise Mistake(f"the encrypted copy is not whole ({said}); the plain database stays as it is")
        connection.execute("DETACH DATABASE encrypted")
    except Mistake:
        raise
    except Exception as error:
        raise Mistake(f"the copy did not work ({error}); the plain database stays as it is") from None
    return total


def _settle(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _write_over(plain: Path) -> None:
    """Zeros over the plain files, then away with them. A flash disk may keep old copies out of reach; the docs say so."""
    for path in (plain, plain.with_name(f"{plain.name}-wal"), plain.with_name(f"{plain.name}-shm")):
        if not path.exists():
            continue
        with path.open("rb+") as file:
            for _ in range(0, path.stat().st_size, BLOCK):
                file.write(bytes(BLOCK))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
