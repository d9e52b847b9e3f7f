"""Age around a stream: sealed for a key that may lie elsewhere, or with a passphrase."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import pyrage
from pyrage import x25519

from dialdown.server.backup.passphrase import AGE, Unopened, open_sealed, seal
from dialdown.server.mistakes import Mistake

# How an age file with a passphrase goes on after its first line.
WITH_PASSPHRASE = b"-> scrypt "
IDENTITY = "AGE-SECRET-KEY-"
MAX_KEY = 64 << 10
# A passphrase is put on in one piece, so a backup under one stays in memory.
MAX_IN_MEMORY = 512 << 20


def new_key() -> tuple[str, str]:
    """A new key pair: the identity, which opens, and the recipient, which only seals."""
    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def recipient(text: str) -> x25519.Recipient:
    """The public key `age1…`. Raises Mistake."""
    try:
        return x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError:
        raise Mistake(f"{text.strip()[:80]!r}: expected a public key like age1…") from None


def key_file(identity: str, secret: str) -> bytes:
    """The contents of a key file: the identity, under a passphrase unless that is empty."""
    text = f"# Opens Dialdown's backups. Keep it away from the machine.\n{identity}\n".encode()
    return seal(text, secret) if secret else text


def needs_passphrase(path: Path) -> bool:
    """True for a backup or a key file that a passphrase opens."""
    try:
        with path.open("rb") as file:
            return file.read(len(AGE) + len(WITH_PASSPHRASE)).startswith(AGE + WITH_PASSPHRASE)
    except OSError as error:
        raise Mistake(
            f"{path}: {(error.strerror or str(error)).lower()}; expected a file that can be read"
        ) from None


def read_key(path: Path, secret: str | None) -> x25519.Identity:
    """The identity in a key file. Raises Mistake."""
    protected = needs_passphrase(path)
    with path.open("rb") as file:
        data = file.read(MAX_KEY + 1)
    if len(data) > MAX_KEY:
        raise Mistake(f"{path}: expected a key file, found something larger")
    if protected:
        try:
            data = open_sealed(data, secret or "")
        except Unopened as why:
            raise Mistake(f"{path}: {why}") from None
    for line in data.decode("ascii", "replace").splitlines():
        if line.startswith(IDENTITY):
            try:
                return x25519.Identity.from_str(line.strip())
            except pyrage.IdentityError:
                break
    raise Mistake(f"{path}: expected a key file with a line {IDENTITY}…")


@contextmanager
def sealed(out: IO[bytes], *, to: str | None, secret: str | None) -> Iterator[IO[bytes]]:
    """A stream whose bytes reach `out` sealed: for the recipient `to`, or under the passphrase `secret`."""
    if to is None:
        memory = io.BytesIO()
        yield memory
        out.write(seal(memory.getvalue(), secret or ""))
        return
    key = recipient(to)
    with _through(lambda source: pyrage.encrypt_io(source, out, [key])) as stream:
        yield stream


@contextmanager
def _through(work: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """A stream into a thread that reads it. What went wrong there is raised here."""
    source, target = os.pipe()
    wrong: list[BaseException] = []

    def run() -> None:
        with os.fdopen(source, "rb") as stream:
            try:
                work(stream)
            except BaseException as error:
                wrong.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        with os.fdopen(target, "wb") as stream:
            yield stream
    except BrokenPipeError:
        # The thread stopped reading; its own reason counts.
        pass
    finally:
        thread.join()
    if wrong:
        raise wrong[0]


@contextmanager
def opened(path: Path, *, key: x25519.Identity | None, secret: str | None) -> Iterator[IO[bytes]]:
    """What a sealed file holds, as a stream. Raises Mistake (also while it is read) with one sentence."""
    with path.open("rb") as file:
        start = file.read(len(AGE))
        if start != AGE:
            raise Mistake(f"{path}: expected a Dialdown backup (a file sealed with age)")
        file.seek(0)
        try:
            if needs_passphrase(path):
                if path.stat().st_size > MAX_IN_MEMORY:
                    raise Mistake(f"{path}: expected at most {MAX_IN_MEMORY >> 20} MB under a passphrase")
                with io.BytesIO(open_sealed(file.read(), secret or "")) as memory:
                    yield memory
                return
            if key is None:
                raise Mistake(f"{path}: is sealed for a key; expected --key with the file that opens it")
            with _unsealing(file, key) as stream:
                yield stream
        except Unopened as why:
            raise Mistake(f"{path}: {why}") from None
        except pyrage.DecryptError as error:
            raise Mistake(f"{path}: {_reason(str(error))}") from None


def _reason(said: str) -> str:
    if "matching keys" in said:
        return "this key does not open it; expected the key that it was sealed for"
    return "is damaged or not whole; expected a backup as it was written"


@contextmanager
def _unsealing(file: IO[bytes], key: x25519.Identity) -> Iterator[IO[bytes]]:
    source, target = os.pipe()
    wrong: list[BaseException] = []

    def run() -> None:
        with suppress(BrokenPipeError), os.fdopen(target, "wb") as stream:
            try:
                pyrage.decrypt_io(file, stream, [key])
            except BrokenPipeError:
                # Whoever reads has seen enough.
                return
            except Exception as error:
                # What is wrong with the file comes as one of several kinds.
                wrong.append(pyrage.DecryptError(str(error)))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        with os.fdopen(source, "rb") as stream:
            yield stream
    except (EOFError, ValueError, OSError):
        thread.join()
        # The stream broke off because it could not be opened: that is the reason to tell.
        if wrong:
            raise wrong[0] from None
        raise
    finally:
        thread.join()
    if wrong:
        raise wrong[0]
