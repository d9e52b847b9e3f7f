"""How a private answer is sealed: with a person's public key, for her private key alone.

Each save gets a key of its own, sealed to her by HPKE (RFC 9180: X25519, HKDF-SHA256, AES-256-GCM). Answers are
sealed under it by AES-256-GCM, each bound to whom and what it belongs to: moved elsewhere it does not open.
Her private key is wrapped by words she knows, stretched by Argon2id (RFC 9106), and, when she lets it, by the secret
of a passkey (HKDF, RFC 5869).
"""

from __future__ import annotations

import os
import struct
import uuid

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
VERSION = b"\x01"
KEY, NONCE, TAG, SALT = 32, 12, 16, 16
# Version, encapsulated key, sealed key of the save with its tag.
HEAD = len(VERSION) + 32 + KEY + TAG
# Argon2id: passes, memory in KiB, lanes. The second choice of RFC 9106 is 3, 64 MiB, 4.
COST = (3, 64 << 10, 4)
DEAREST = (10, 1 << 20, 16)
_COST = struct.Struct(">HIB")


class CannotOpen(ValueError):
    """Another key, other words, or something that was changed or moved: nothing of it is read."""


Bound = str | uuid.UUID


def _context(*bound: Bound) -> bytes:
    """What a box belongs to, each part with its length, so that no two lists read the same."""
    parts = [part.bytes if isinstance(part, uuid.UUID) else part.encode() for part in bound]
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def new_pair() -> tuple[bytes, bytes]:
    """A private key and its public key, 32 bytes each."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def public_of(private: bytes) -> bytes:
    """The public key that belongs to a private one."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


class Sealer:
    """Seals what is written for one person in one save. Whoever may write can; it opens nothing."""

    def __init__(self, public: bytes, person_id: uuid.UUID) -> None:
        key = os.urandom(KEY)
        self._person_id = person_id
        sealed = SUITE.encrypt(
            key, X25519PublicKey.from_public_bytes(public), info=_context("save", person_id)
        )
        self._head = VERSION + sealed
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, *bound: Bound) -> bytes:
        """A box of `len(plain)` + 109 bytes that opens only with her key and for the same `bound`."""
        nonce = os.urandom(NONCE)
        context = self._head + _context(self._person_id, *bound)
        return self._head + nonce + self._cipher.encrypt(nonce, plain, context)


class Opener:
    """Opens what was sealed for one person. Lives as long as one request or command."""

    def __init__(self, private: bytes, person_id: uuid.UUID) -> None:
        self.private = private
        self._key = X25519PrivateKey.from_private_bytes(private)
        self._person_id = person_id
        # The answers of one save share a key: it is opened once.
        self._saves: dict[bytes, AESGCM] = {}

    def __repr__(self) -> str:
        # Never the key: this may stand in a traceback.
        return f"Opener({self._person_id})"

    def open(self, box: bytes, *bound: Bound) -> bytes:
        """What is in a box. Raises CannotOpen."""
        head, nonce, rest = box[:HEAD], box[HEAD : HEAD + NONCE], box[HEAD + NONCE :]
        if len(rest) < TAG or not head.startswith(VERSION):
            raise CannotOpen("not a sealed answer")
        try:
            cipher = self._saves.get(head) or self._save(head)
            return cipher.decrypt(nonce, rest, head + _context(self._person_id, *bound))
        except InvalidTag:
            raise CannotOpen("another key, or changed or moved since it was sealed") from None

    def _save(self, head: bytes) -> AESGCM:
        try:
            key = SUITE.decrypt(head[len(VERSION) :], self._key, info=_context("save", self._person_id))
        except ValueError:
            # A point of the curve that no key pair has.
            raise CannotOpen("not a sealed answer") from None
        self._saves[head] = found = AESGCM(key)
        return found


def wrap(private: bytes, words: str, *bound: Bound) -> bytes:
    """A private key, locked with words (a passphrase, a code): 84 bytes. Takes about a tenth of a second."""
    head = VERSION + _COST.pack(*COST) + os.urandom(SALT)
    nonce = os.urandom(NONCE)
    locked = AESGCM(_stretched(words, head)).encrypt(nonce, private, head + _context("wrap", *bound))
    return head + nonce + locked


def unwrap(wrapped: bytes, words: str, *bound: Bound) -> bytes:
    """The private key again. Raises CannotOpen."""
    size = len(VERSION) + _COST.size + SALT
    head, nonce, locked = wrapped[:size], wrapped[size : size + NONCE], wrapped[size + NONCE :]
    if len(locked) != KEY + TAG or not head.startswith(VERSION):
        raise CannotOpen("not a wrapped key")
    try:
        return AESGCM(_stretched(words, head)).decrypt(nonce, locked, head + _context("wrap", *bound))
    except InvalidTag:
        raise CannotOpen("other words") from None


def _stretched(words: str, head: bytes) -> bytes:
    cost = _COST.unpack(head[len(VERSION) : len(VERSION) + _COST.size])
    if any(asked > most or asked < 1 for asked, most in zip(cost, DEAREST, strict=True)):
        raise CannotOpen("not a wrapped key")
    passes, memory, lanes = cost
    return hash_secret_raw(words.encode(), head[-SALT:], passes, memory, lanes, KEY, Type.ID)


def wrap_by(private: bytes, secret: bytes, *bound: Bound) -> bytes:
    """A private key, locked with a secret of 32 bytes that nobody can guess: 77 bytes, each time others."""
    head, nonce = VERSION + os.urandom(SALT), os.urandom(NONCE)
    return head + nonce + _from_secret(secret, head, bound).encrypt(nonce, private, _context("wrap", *bound))


def unwrap_by(wrapped: bytes, secret: bytes, *bound: Bound) -> bytes:
    """The private key again. Raises CannotOpen."""
    size = len(VERSION) + SALT
    head, nonce, locked = wrapped[:size], wrapped[size : size + NONCE], wrapped[size + NONCE :]
    if len(locked) != KEY + TAG or not head.startswith(VERSION):
        raise CannotOpen("not a wrapped key")
    try:
        return _from_secret(secret, head, bound).decrypt(nonce, locked, _context("wrap", *bound))
    except InvalidTag:
        raise CannotOpen("another secret") from None


def _from_secret(secret: bytes, head: bytes, bound: tuple[Bound, ...]) -> AESGCM:
    if len(secret) != KEY:
        raise CannotOpen("not a secret")
    # What was sent is not the key itself: each box has its own, from its own salt.
    return AESGCM(HKDF(hashes.SHA256(), KEY, salt=head, info=_context("wrap by", *bound)).derive(secret))


def lock(plain: bytes, secret: bytes, *bound: Bound) -> bytes:
    """Lock something under a random secret of 32 bytes."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(secret).encrypt(nonce, plain, _context("lock", *bound))


def unlock(locked: bytes, secret: bytes, *bound: Bound) -> bytes:
    """The same the other way. Raises CannotOpen."""
    try:
        return AESGCM(secret).decrypt(locked[:NONCE], locked[NONCE:], _context("lock", *bound))
    except (InvalidTag, ValueError):
        raise CannotOpen("another secret") from None
