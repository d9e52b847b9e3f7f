"""A device with a finger and a passkey inside, in Python: answers the questions of the pages like a browser does.

Written from WebAuthn Level 3, byte by byte, and not with the library that judges the answers on the server.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client

ORIGIN = "http://localhost"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
PASSKEY, ADD, CONFIRM = "/accounts/passkey/", "/accounts/passkeys/add/", "/accounts/confirm/passkey/"


def text(raw: bytes) -> str:
    """Bytes as browsers send them."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Device:
    """One passkey. `unlocks` is what the browser derives from its secret; with `prf=False` it derives nothing."""

    def __init__(self, *, prf: bool = True) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(16)
        self.flags = PRESENT | VERIFIED
        self.handle = ""
        self.raw = os.urandom(32)
        self.unlocks = text(hmac.digest(self.raw, b"derived", "sha256")) if prf else ""

    def _client_data(self, kind: str, options: dict[str, Any]) -> bytes:
        told = {"type": kind, "challenge": options["challenge"], "origin": ORIGIN, "crossOrigin": False}
        return json.dumps(told).encode()

    def _data(self, rp: str, more: int = 0) -> bytes:
        return hashlib.sha256(rp.encode()).digest() + bytes([self.flags | more]) + bytes(4)

    def _attested(self) -> bytes:
        """Whose passkey it is (nobody's make), its name, and its public key as COSE: EC2, ES256, P-256."""
        point = self.key.public_key().public_numbers()
        x, y = (one.to_bytes(32, "big") for one in (point.x, point.y))
        cose = bytes.fromhex("a5010203262001215820") + x + bytes.fromhex("225820") + y
        return bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cose

    def _with_secret(self, answer: dict[str, Any]) -> dict[str, str]:
        # A script that sent too much: what the passkey itself gave must not be kept.
        answer["clientExtensionResults"] = {
            "credProps": {"rk": True},
            "prf": {"results": {"first": text(self.raw)}},
        }
        return {"credential": json.dumps(answer), **({"unlocks": self.unlocks} if self.unlocks else {})}

    def made(self, options: dict[str, Any]) -> dict[str, str]:
        """The fields of a form for a new passkey."""
        self.handle = options["user"]["id"]
        data = self._client_data("webauthn.create", options)
        auth = self._data(options["rp"]["id"], ATTESTED) + self._attested()
        # CBOR: {"fmt": "none", "attStmt": {}, "authData": bytes}
        told = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58" + bytes([len(auth)]) + auth
        response = {
            "clientDataJSON": text(data),
            "attestationObject": text(told),
            "transports": ["internal"],
        }
        return self._with_secret(
            {"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response}
        )

    def used(self, options: dict[str, Any]) -> dict[str, str]:
        """The fields of a form for a passkey that is used."""
        data = self._client_data("webauthn.get", options)
        auth = self._data(options["rpId"])
        signed = self.key.sign(auth + hashlib.sha256(data).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": text(data), "authenticatorData": text(auth), "signature": text(signed),
            "userHandle": self.handle,
        }  # fmt: skip
        return self._with_secret(
            {"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response}
        )

    def add(self, client: Client, password: str, **fields: str) -> Any:
        """Make the passkey on the page for it, after the password."""
        client.post(f"/accounts/confirm/?next={ADD}", {"password": password, "next": ADD})
        options = json.loads(client.get(ADD).context["options"])["publicKey"]
        return client.post(ADD, {"name": "My phone", **self.made(options), **fields})

    def sign_in(self, client: Client) -> Any:
        """Sign in with the passkey alone."""
        asked = client.get(PASSKEY, headers={"accept": "application/json"}).json()
        return client.post(PASSKEY, self.used(asked["request_options"]["publicKey"]))

    def confirm(self, client: Client, **fields: str) -> Any:
        """Use it on the page that asks for it once more."""
        options = json.loads(client.get(CONFIRM).context["options"])["publicKey"]
        return client.post(CONFIRM, {**self.used(options), "next": "/private", **fields})

    def second_step(self, client: Client) -> Any:
        """Use it after the password."""
        page = client.get("/accounts/second-step/")
        options = json.loads(page.context["options"])["publicKey"]
        return client.post("/accounts/second-step/", self.used(options))
