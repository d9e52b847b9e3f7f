"""Photos as the page sends them, and as hostile hands would."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import Any

from PIL import Image

NOTES = (*range(0xE0, 0xF0), 0xFE)


def encoded(size: int = 512, colour: str = "#c68f68", **more: Any) -> bytes:
    """A JPEG straight from an encoder, with its notes."""
    drawn = Image.new("RGB", (size, size), colour)
    for at in range(size):
        drawn.putpixel((at, at), (at % 256, 40, 90))
    out = BytesIO()
    drawn.save(out, "JPEG", **more)
    return out.getvalue()


def bare(data: bytes) -> bytes:
    """Without its notes, as frontend/recognise/bare.ts leaves them out."""
    made, at = bytearray(data[:2]), 2
    while data[at + 1] != 0xDA:
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at + 1] not in NOTES:
            made += data[at:end]
        at = end
    return bytes(made + data[at:])


def photo(**more: Any) -> bytes:
    """A picture that is taken."""
    return bare(encoded(**more))


def text(data: bytes) -> str:
    """As the form sends it."""
    return base64.b64encode(data).decode()
