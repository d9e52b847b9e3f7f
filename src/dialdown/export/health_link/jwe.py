"""A file as compact JWE with a key that both sides know: `dir`, A256GCM, deflated (RFC 7516, RFC 7518)."""

from __future__ import annotations

import base64
import json
import secrets
import zlib

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

IV_BYTES, TAG_BYTES = 12, 16
# A deflate stream without a head, as RFC 7516 asks for.
RAW = -15


def encrypt(content: bytes, key: bytes, content_type: str) -> str:
    """`content` under a key of 32 bytes; the type of the content stands in the protected head."""
    head = text(
        json.dumps({"alg": "dir", "enc": "A256GCM", "zip": "DEF", "cty": content_type}, separators=(",", ":")).encode()
    )  # fmt: skip
    packer = zlib.compressobj(wbits=RAW)
    packed = packer.compress(content) + packer.flush()
    nonce = secrets.token_bytes(IV_BYTES)
    sealed = AESGCM(key).encrypt(nonce, packed, head.encode("ascii"))
    # Nothing stands for the key: both sides have it.
    return ".".join((head, "", text(nonce), text(sealed[:-TAG_BYTES]), text(sealed[-TAG_BYTES:])))


def text(data: bytes) -> str:
    """Base64 for addresses, without its padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
