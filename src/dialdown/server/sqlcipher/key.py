"""The key of an encrypted database: 32 random bytes in a file, bare or under a passphrase."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

BYTES = 32
MAX_FILE = 64 << 10
# RFC 9106, second recommended choice: 64 MB of memory, three passes.
COST = {"time": 3, "memory_kib": 64 << 10, "lanes": 4}
MEANT_FOR = b"dialdown database key 1"
# A key file could ask for any cost; more than this is not ours.
MOST = {"time": 20, "memory_kib": 1 << 20, "lanes": 16}


class KeyProblem(ValueError):
    """A key file that cannot be used; one sentence."""


def new() -> bytes:
    """A new random key."""
    return secrets.token_bytes(BYTES)


def wrapped(key: bytes, passphrase: str) -> bytes:
    """The contents of a key file: the key bare (empty passphrase), or sealed under Argon2id of the passphrase."""
    if not passphrase:
        return json.dumps({"format": 1, "key": key.hex()}).encode() + b"\n"
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = AESGCM(_stretch(passphrase, salt, COST)).encrypt(nonce, key, MEANT_FOR)
    document = {
        "format": 1,
        "argon2id": COST | {"salt": salt.hex()},
        "nonce": nonce.hex(),
        "sealed": sealed.hex(),
    }
    return json.dumps(document).encode() + b"\n"


def needs_passphrase(path: Path) -> bool:
    """True when the key in this file is under a passphrase. Raises KeyProblem."""
    return "key" not in _read(path)


def unwrapped(path: Path, passphrase: str) -> bytes:
    """The key in a file. Raises KeyProblem."""
    document = _read(path)
    try:
        if "key" in document:
            key = bytes.fromhex(document["key"])
        else:
            cost = {name: int(document["argon2id"][name]) for name in COST}
            if any(not 1 <= cost[name] <= MOST[name] for name in COST):
                raise ValueError
            stretched = _stretch(passphrase, bytes.fromhex(document["argon2id"]["salt"]), cost)
            key = AESGCM(stretched).decrypt(
                bytes.fromhex(document["nonce"]), bytes.fromhex(document["sealed"]), MEANT_FOR
            )
        if len(key) != BYTES:
            raise ValueError
    except InvalidTag:
        raise KeyProblem(f"{path}: the passphrase does not open the database key") from None
    except (KeyError, TypeError, ValueError):
        raise KeyProblem(f"{path}: expected a key file that Dialdown wrote") from None
    return key


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            document = json.loads(file.read(MAX_FILE))
    except OSError as error:
        raise KeyProblem(
            f"{path}: {(error.strerror or str(error)).lower()}; expected the key file of the encrypted database"
        ) from None
    except (ValueError, RecursionError):
        raise KeyProblem(f"{path}: expected a key file that Dialdown wrote") from None
    if not isinstance(document, dict) or document.get("format") != 1:
        raise KeyProblem(f"{path}: expected a key file that Dialdown wrote")
    return document


def _stretch(passphrase: str, salt: bytes, cost: dict[str, int]) -> bytes:
    return hash_secret_raw(
        passphrase.encode(), salt, time_cost=cost["time"], memory_cost=cost["memory_kib"], parallelism=cost["lanes"],
        hash_len=BYTES, type=Type.ID,
    )  # fmt: skip
