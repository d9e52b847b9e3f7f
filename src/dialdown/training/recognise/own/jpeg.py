"""The one form in which a picture is taken: a square JPEG with nothing but the picture in it. No Django.

The page draws a photo anew and takes every note of the encoder away (frontend/recognise/bare.ts). Here every byte up to the picture
itself must belong to a table that is needed to draw it: place, time, device, a thumbnail, a comment, a profile or anything behind
the end is refused, whatever it holds.
"""

from __future__ import annotations

import base64
import binascii
from typing import Literal

SIDE = 512
MOST_BYTES = 250_000
# What such a file begins with, for a word that names it.
KINDS = (
    (b"\x89PNG", "png"), (b"RIFF", "webp"), (b"GIF8", "gif"), (b"BM", "bmp"), (b"%PDF", "pdf"), (b"II*\x00", "tiff"), (b"MM\x00*", "tiff"),
)  # fmt: skip
Reason = Literal["none", "huge", "drawing", "other", "cut", "notes", "size"]
SOI, EOI, SOS, DQT, DHT, DRI = 0xD8, 0xD9, 0xDA, 0xDB, 0xC4, 0xDD
# Baseline and progressive.
FRAMES = (0xC0, 0xC2)
NOTES = (*range(0xE0, 0xF0), 0xFE)
RESTARTS = range(0xD0, 0xD8)
# A progressive picture has about ten scans with a table each.
MOST_SEGMENTS = 64


class NotAPicture(ValueError):
    """Not such a file; `reason` says why in one of a few words."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


def decoded(text: str) -> bytes:
    """The bytes of a picture as a form sends them (base64). Raises NotAPicture."""
    if not text:
        raise NotAPicture("none")
    if len(text) > MOST_BYTES * 4 // 3 + 8:
        raise NotAPicture("huge")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NotAPicture("other") from None


def checked(data: bytes) -> bytes:
    """`data`, when it is such a picture whole. Raises NotAPicture."""
    if not data:
        raise NotAPicture("none")
    if len(data) > MOST_BYTES:
        raise NotAPicture("huge")
    if not data.startswith(b"\xff\xd8"):
        start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        raise NotAPicture("drawing" if start.startswith((b"<svg", b"<?xml", b"<!doctype")) else "other")
    _walk(data)
    return data


def _walk(data: bytes) -> None:
    """Every segment in its place, from the first byte to the last."""
    at, framed, scanned = 2, False, False
    for _number in range(MOST_SEGMENTS):
        marker, at = _marker(data, at)
        if marker == EOI:
            if not (framed and scanned):
                raise NotAPicture("cut")
            if at != len(data):
                raise NotAPicture("notes")
            return
        if marker in NOTES:
            raise NotAPicture("notes")
        body, at = _body(data, at)
        if marker in FRAMES and not framed:
            _frame(body)
            framed = True
        elif marker == SOS and framed:
            at = _scan(data, body, at)
            scanned = True
        elif not _table(marker, body):
            raise NotAPicture("other")
    raise NotAPicture("other")


def _marker(data: bytes, at: int) -> tuple[int, int]:
    if at + 2 > len(data):
        raise NotAPicture("cut")
    if data[at] != 0xFF:
        raise NotAPicture("other")
    return data[at + 1], at + 2


def _body(data: bytes, at: int) -> tuple[bytes, int]:
    if at + 2 > len(data):
        raise NotAPicture("cut")
    length = int.from_bytes(data[at : at + 2], "big")
    if length < 2:
        raise NotAPicture("other")
    if at + length > len(data):
        raise NotAPicture("cut")
    return data[at + 2 : at + length], at + length


def _frame(body: bytes) -> None:
    if len(body) < 6 or body[0] != 8 or body[5] not in (1, 3) or len(body) != 6 + 3 * body[5]:
        raise NotAPicture("other")
    if (int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")) != (SIDE, SIDE):
        raise NotAPicture("size")


def _scan(data: bytes, body: bytes, at: int) -> int:
    """Where the marker behind the picture's own bytes stands."""
    if not body or body[0] not in (1, 2, 3) or len(body) != 4 + 2 * body[0]:
        raise NotAPicture("other")
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise NotAPicture("cut")
        if data[at + 1] != 0 and data[at + 1] not in RESTARTS:
            return at
        at += 2


def _table(marker: int, body: bytes) -> bool:
    """True for a table that is needed to draw, filled to its last byte."""
    if marker == DRI:
        return len(body) == 2
    if marker not in (DQT, DHT) or not body:
        return False
    at = 0
    while at < len(body):
        if marker == DQT:
            at += 1 + (128 if body[at] >> 4 else 64)
        else:
            at += 17 + sum(body[at + 1 : at + 17])
    return at == len(body)
