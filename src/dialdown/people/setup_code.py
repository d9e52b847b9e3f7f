"""The one-time code that set-up asks for when others could reach this machine first.

It is printed where the server was started and lies in the data folder, so only whoever runs the machine has it.
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from django.http import HttpRequest
from django.http.request import split_domain_port

FILE = "setup-code"
# No letters or digits that look alike on a screen; 8 of 30 are about 39 bits.
ALPHABET = "abcdefghjkmnpqrstuvwxyz2345679"
LENGTH = 8
# In a request's META, by server.proxies: something stood between the visitor and us, whoever it was.
CAME_THROUGH = "dialdown.came_through"
THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost", "[::1]"})


def reachable(host: str, names: Iterable[str] = ()) -> bool:
    """True when a server that listens on `host` and answers to `names` may be reached by other machines."""
    return host not in THIS_MACHINE or any(name not in THIS_MACHINE for name in names)


def make(folder: Path) -> str:
    """The code in `folder`, made when there is none yet. Readable by the owner only."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    try:
        with os.fdopen(os.open(folder / FILE, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(f"{code}\n")
    except FileExistsError:
        # A server that starts again asks for the code that it printed before.
        return read(folder) or code
    return code


def read(folder: Path) -> str | None:
    """The code that set-up asks for, or None."""
    try:
        return (folder / FILE).read_text(encoding="ascii").strip() or None
    except (FileNotFoundError, UnicodeDecodeError):
        return None


def remove(folder: Path) -> None:
    """Forget the code: set-up is done."""
    (folder / FILE).unlink(missing_ok=True)


def wanted(request: HttpRequest, folder: Path) -> str | None:
    """The code this request has to give, or None when it comes from this very machine and none was made."""
    host, _port = split_domain_port(request.get_host())
    # A proxy on this machine makes everybody look as if they sat at it.
    local = (
        request.META.get("REMOTE_ADDR", "") in THIS_MACHINE and host in THIS_MACHINE
        and not request.META.get(CAME_THROUGH)
    )  # fmt: skip
    code = read(folder)
    return code or (None if local else make(folder))


def same(code: str, typed: str) -> bool:
    """Compares without telling by the time taken; case, spaces and dashes do not matter."""
    plain = "".join(typed.lower().split()).replace("-", "")
    return hmac.compare_digest(code.encode(), plain.encode())


def shown(code: str) -> str:
    """The code in two halves, easier to type."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"
