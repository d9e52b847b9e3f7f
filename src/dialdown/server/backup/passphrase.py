"""Files of age under a passphrase, whose work does not depend on how busy a machine is.

Source of the format: https://age-encryption.org/v1. The work of the age library is what it measures at that
moment, for writing and for what it will read (ADR 0030). Any age program opens what is written here.
"""

from __future__ import annotations

import hmac
import os
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

# The first line of every age file.
AGE = b"age-encryption.org/v1\n"
# Powers of two. 18 is what age itself takes: 256 MB, which the smallest machines have.
WORK = 18
# Files of other age programs are read up to 4 GB.
MOST_WORK = 22
CHUNK = 64 << 10
TAG = 16

# 16 and 32 bytes in Base64; the last letter has one way to be written only.
_16 = rb"([A-Za-z0-9+/]{21}[AQgw])"
_32 = rb"([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048])"
_HEADER = re.compile(rb"%s-> scrypt %s ([1-9][0-9]?)\n%s\n---(?= %s\n)" % (re.escape(AGE), _16, _32, _32))


class Unopened(Exception):
    """Why a file does not open, as the rest of a sentence that begins with its name."""


def seal(plain: bytes, secret: str) -> bytes:
    """An age file that the passphrase `secret` opens."""
    salt, file_key, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    wrapped = ChaCha20Poly1305(_stretched(secret, salt, WORK)).encrypt(bytes(12), file_key, None)
    head = b"%s-> scrypt %s %d\n%s\n---" % (AGE, _text(salt), WORK, _text(wrapped))
    cipher = ChaCha20Poly1305(_derived(file_key, b"payload", nonce))
    sealed = (cipher.encrypt(count, chunk, None) for count, chunk in _chunks(plain, CHUNK))
    return b"".join((head, b" ", _text(_mac(file_key, head)), b"\n", nonce, *sealed))


def open_sealed(sealed: bytes, secret: str) -> bytes:
    """What an age file holds under the passphrase `secret`. Raises Unopened."""
    damaged = Unopened("is damaged or not whole; expected a file as it was written")
    found = _HEADER.match(sealed)
    if found is None:
        raise damaged
    salt, wrapped, mac = (_bytes(found[at]) for at in (1, 3, 4))
    work = int(found[2])
    if work > MOST_WORK:
        raise Unopened(f"asks for 2 to the power of {work} of work; expected at most {MOST_WORK}")
    try:
        file_key = ChaCha20Poly1305(_stretched(secret, salt, work)).decrypt(bytes(12), wrapped, None)
    except MemoryError:
        raise Unopened(f"needs {1 << work >> 10} MB of free memory to open; this machine has less") from None
    except InvalidTag:
        raise Unopened("this passphrase does not open it") from None
    body = found.end() + len(" ") + len(found[4]) + len("\n")
    nonce, payload = sealed[body : body + 16], memoryview(sealed)[body + 16 :]
    if len(file_key) != 16 or len(nonce) != 16 or not hmac.compare_digest(mac, _mac(file_key, found[0])):
        raise damaged
    cipher = ChaCha20Poly1305(_derived(file_key, b"payload", nonce))
    try:
        plain = [cipher.decrypt(count, chunk, None) for count, chunk in _chunks(payload, CHUNK + TAG)]
    except InvalidTag:
        raise damaged from None
    # An empty chunk belongs to an empty file only.
    if len(plain) > 1 and not plain[-1]:
        raise damaged
    return b"".join(plain)


def _stretched(secret: str, salt: bytes, work: int) -> bytes:
    salt = b"age-encryption.org/v1/scrypt" + salt
    return Scrypt(salt=salt, length=32, n=1 << work, r=8, p=1).derive(secret.encode())


def _derived(file_key: bytes, purpose: bytes, salt: bytes = b"") -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=purpose).derive(file_key)


def _mac(file_key: bytes, head: bytes) -> bytes:
    return hmac.digest(_derived(file_key, b"header"), head, "sha256")


def _chunks(data: bytes | memoryview, size: int) -> Iterator[tuple[bytes, bytes | memoryview]]:
    """Each piece of `size` bytes with its nonce, which marks the last one: a file cut between two does not open."""
    starts = range(0, len(data) or 1, size)
    for number, at in enumerate(starts):
        yield number.to_bytes(11) + bytes([at == starts[-1]]), data[at : at + size]


def _text(data: bytes) -> bytes:
    return b64encode(data).rstrip(b"=")


def _bytes(text: bytes) -> bytes:
    return b64decode(text + b"=" * (-len(text) % 4))
