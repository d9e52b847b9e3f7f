"""Write a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from dialdown.server.mistakes import Mistake


@contextmanager
def write_whole(path: Path, *, force: bool) -> Iterator[IO[bytes]]:
    """A stream that becomes `path` when everything has reached the disk; otherwise nothing is left.

    Only the owner can read it. Raises Mistake when it exists (unless `force`) or cannot be written.
    """
    if path.is_dir():
        raise Mistake(f"{path}: is a folder; expected the name of a file")
    if path.exists() and not force:
        raise Mistake(f"{path}: is there already; expected a new name, or --force to replace it")
    name = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as stream:
            name = stream.name
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(name, path)
        name = None
        _settle(path.parent)
    except OSError as error:
        raise Mistake(
            f"{path}: {(error.strerror or str(error)).lower()}; expected a place that can be written"
        ) from None
    finally:
        if name is not None:
            with suppress(OSError):
                os.unlink(name)


def _settle(folder: Path) -> None:
    """Write the new name to the disk too (not everywhere possible, and then not needed)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
