"""A file under a passphrase: age's own format, the same work everywhere, and nothing changed opens."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given
from hypothesis import strategies as st

from dialdown.server.backup import passphrase, sealing
from dialdown.server.backup.passphrase import CHUNK, TAG, Unopened, open_sealed, seal
from dialdown.server.mistakes import Mistake

WORD = "pears on the wíndow sill"
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1]


@pytest.fixture
def little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """The least that the age library takes, so it opens this however busy the machine is."""
    monkeypatch.setattr(passphrase, "WORK", 10)


@pytest.fixture(scope="module")
def three_chunks() -> bytes:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passphrase, "WORK", 10)
        return seal(b"a" * CHUNK + b"b" * CHUNK + b"c" * 100, WORD)


def _body(sealed: bytes) -> int:
    """Where the chunks begin."""
    return re.search(rb"\n--- .{43}\n", sealed).end() + 16  # type: ignore[union-attr]


@pytest.mark.usefixtures("little_work")
@pytest.mark.parametrize("size", SIZES)
def test_any_age_program_opens_it(size: int) -> None:
    plain = os.urandom(size)
    made = seal(plain, WORD)
    assert pyrage.passphrase.decrypt(made, WORD) == plain
    assert open_sealed(made, WORD) == plain
    assert seal(plain, WORD) != made


def test_what_another_age_program_wrote_opens() -> None:
    plain = os.urandom(CHUNK + 1)
    assert open_sealed(pyrage.passphrase.encrypt(plain, WORD), WORD) == plain


def test_the_work_is_the_same_however_busy_the_machine_is() -> None:
    """The age library measures: 2^16 was seen beside other work where 2^19 is usual."""
    assert re.match(rb"age-encryption.org/v1\n-> scrypt \S{22} 18\n", seal(b"x", WORD))


def _work(work: bytes) -> Callable[[bytes], bytes]:
    return lambda made: made.replace(b" 10\n", b" " + work + b"\n", 1)


def _swapped(made: bytes) -> bytes:
    body, one = _body(made), CHUNK + TAG
    return made[:body] + made[body + one : body + 2 * one] + made[body : body + one] + made[body + 2 * one :]


CHANGED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "nothing": (lambda _: b"", "damaged"),
    "only a head": (lambda made: made[: _body(made) - 16], "damaged"),
    "no chunk": (lambda made: made[: _body(made)], "damaged"),
    "cut between two chunks": (lambda made: made[: _body(made) + 2 * (CHUNK + TAG)], "damaged"),
    "cut": (lambda made: made[:-1], "damaged"),
    "goes on": (lambda made: made + b"x", "damaged"),
    "chunks in another order": (_swapped, "damaged"),
    "a second way in": (lambda made: made.replace(b"\n---", b"\n-> X25519 x\nx\n---", 1), "damaged"),
    "no work": (_work(b"0"), "damaged"),
    "a zero before": (_work(b"010"), "damaged"),
    "less work": (_work(b"9"), "passphrase does not open"),
    "a day of work": (_work(b"40"), "at most 22"),
    "endless work": (_work(b"9" * 40), "damaged"),
}


@pytest.mark.parametrize("what", CHANGED)
def test_what_was_changed_does_not_open(three_chunks: bytes, what: str) -> None:
    change, words = CHANGED[what]
    made = change(three_chunks)
    assert made != three_chunks
    with pytest.raises(Unopened, match=words):
        open_sealed(made, WORD)


@given(st.data())
def test_not_one_bit_may_differ(three_chunks: bytes, data: st.DataObject) -> None:
    """Of the head, where each letter means something else, or of all."""
    last = data.draw(st.sampled_from([_body(three_chunks), len(three_chunks)])) - 1
    made = bytearray(three_chunks)
    made[data.draw(st.integers(0, last))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Unopened):
        open_sealed(bytes(made), WORD)


def test_an_empty_chunk_behind_a_whole_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rightly sealed, by another program: the format leaves one form for the same bytes."""
    monkeypatch.setattr(passphrase, "WORK", 10)
    monkeypatch.setattr(os, "urandom", bytes)
    whole = seal(b"a" * CHUNK, WORD)
    cipher = ChaCha20Poly1305(passphrase._derived(bytes(16), b"payload", bytes(16)))

    def chunk(at: int, plain: bytes, *, last: bool) -> bytes:
        return cipher.encrypt(at.to_bytes(11) + bytes([last]), plain, None)

    head = whole[: _body(whole)]
    assert head + chunk(0, b"a" * CHUNK, last=True) == whole
    two = head + chunk(0, b"a" * CHUNK, last=False)
    assert open_sealed(two + chunk(1, b"b", last=True), WORD) == b"a" * CHUNK + b"b"
    with pytest.raises(Unopened, match="damaged"):
        open_sealed(two + chunk(1, b"", last=True), WORD)


def test_a_key_file_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    file = tmp_path / "key.age"
    file.write_bytes(sealing.key_file(sealing.new_key()[0], WORD))
    with pytest.raises(Mistake, match=r"key\.age: this passphrase does not open it"):
        sealing.read_key(file, "apples")
    file.write_bytes(file.read_bytes().replace(b" 18\n", b" 24\n", 1))
    with pytest.raises(Mistake, match="expected at most 22"):
        sealing.read_key(file, WORD)
    file.write_bytes(file.read_bytes()[:-1].replace(b" 24\n", b" 18\n", 1))
    with pytest.raises(Mistake, match="damaged or not whole"):
        sealing.read_key(file, WORD)


def test_a_machine_with_too_little_memory_says_so(three_chunks: bytes, tmp_path: Path) -> None:
    """Not that the passphrase is wrong."""
    file = tmp_path / "large.age"
    file.write_bytes(_work(b"21")(three_chunks))
    code = f"""
from pathlib import Path
from dialdown.server.backup.passphrase import Unopened, open_sealed
try:
    open_sealed(Path({str(file)!r}).read_bytes(), {WORD!r})
except Unopened as why:
    print(why)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30)),
    )  # fmt: skip
    assert done.stdout == "needs 2048 MB of free memory to open; this machine has less\n"
