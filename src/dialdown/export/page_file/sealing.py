"""The file itself: a page sealed with a code that is said aloud, and the script that opens it with that code.

PBKDF2-HMAC-SHA-256 (a million rounds) over the digits gives the key of AES-256-GCM: the two that every browser has.
Twenty random digits are 66 bits, the rounds add 20: out of reach for a file that can never be called back.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

DIGITS, GROUP = 20, 4
ROUNDS = 1_000_000
MEANT_FOR = b"dialdown page file 1"
SCRIPT = Path(__file__).with_name("open.js")
STYLE = Path(__file__).with_name("file.css")
SHEETS = (
    "ui/tokens.css",
    "ui/kit.css",
    "ui/app.css",
    "ui/bodymap.css",
    "insights/insights.css",
    "care/care.css",
)
FONT = re.compile(r"@font-face\s*\{[^}]*\}")
ICON = re.compile(r'href="[^"]*sprite\.svg[^"#]*#(i-[\w-]+)"')
SYMBOL = re.compile(r'<symbol id="(i-[\w-]+)".*?</symbol>', re.DOTALL)


@dataclass(frozen=True)
class Code:
    """The digits that are said aloud."""

    digits: str

    @property
    def groups(self) -> list[str]:
        """Four at a time, as one says them."""
        return [self.digits[start : start + GROUP] for start in range(0, len(self.digits), GROUP)]


def new_code() -> Code:
    """A random code."""
    return Code("".join(secrets.choice("0123456789") for _ in range(DIGITS)))


def page_file(*, code: Code, title: str, body: str) -> bytes:
    """The whole file: `title` and `body` (HTML that was rendered here) are readable with the code only."""
    body, symbols = _own_icons(body)
    content = json.dumps({"title": title, "body": symbols + body}).encode()
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    key = hashlib.pbkdf2_hmac("sha256", code.digits.encode(), salt, ROUNDS)
    sealed = AESGCM(key).encrypt(nonce, content, MEANT_FOR)
    script, style = SCRIPT.read_text(encoding="utf-8"), _style()
    return render_to_string(
        "export/page_file/file.html",
        {
            "script": script, "script_hash": _hash(script), "style": style, "style_hash": _hash(style), "rounds": ROUNDS,
            "salt": _text(salt), "nonce": _text(nonce), "sealed": _text(sealed), "meant_for": MEANT_FOR.decode(),
            "digits": DIGITS,
        },
    ).encode()  # fmt: skip


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _read(name: str) -> str:
    path = finders.find(name)
    assert isinstance(path, str), f"{name} is missing from the package"
    return Path(path).read_text(encoding="utf-8")


@cache
def _style() -> str:
    """The kit's style without its fonts, which would be further files."""
    return "\n".join([*(FONT.sub("", _read(name)) for name in SHEETS), STYLE.read_text(encoding="utf-8")])


def _own_icons(body: str) -> tuple[str, str]:
    """The page with its icons inside instead of in a file beside it."""
    used = set(ICON.findall(body))
    sprite = _read("ui/sprite.svg")
    symbols = "".join(match[0] for match in SYMBOL.finditer(sprite) if match[1] in used)
    hidden = f'<svg hidden aria-hidden="true">{symbols}</svg>' if symbols else ""
    return ICON.sub(r'href="#\1"', body), hidden
