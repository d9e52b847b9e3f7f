"""`serve --tls`: settings for it, its certificate, the page for phones, renewal while it runs."""

from __future__ import annotations

import os
import signal
import threading
from dataclasses import dataclass
from pathlib import Path

from dialdown.server.mistakes import Mistake
from dialdown.server.tls import authority, phones

# What the server's processes are told; nobody else sets these.
PHONES = "DIALDOWN_TLS_PHONES"
FINGERPRINT = "DIALDOWN_TLS_FINGERPRINT"
EVERY = 12 * 3600.0


@dataclass(frozen=True)
class Tls:
    """A running authority: its files and where phones come to trust it."""

    files: authority.Files
    phones: str


def prepare(*, data: Path, hosts: tuple[str, ...], host: str, port: int) -> Tls:
    """Make or renew the certificate and open the page for phones on the next port.

    Changes the environment, so that settings that are read after this know of it. Raises Mistake.
    """
    wanted = authority.served(hosts, host)
    try:
        files = authority.ensure(data / "tls", wanted)
    except OSError as error:
        raise Mistake(f"{data / 'tls'}: {error.strerror}; expected a folder that can be written") from None
    here = next((a for a in authority.own_addresses() if ":" not in a), None) or "127.0.0.1"
    here = here if host in ("0.0.0.0", "::") else host
    shown = f"[{here}]" if ":" in here else here
    for given in range(port + 1, port + 20):
        try:
            phones.serve(
                host=host, port=given, certificate=files.authority, address=f"https://{shown}:{port}/",
                fingerprint=authority.fingerprint(files),
            )  # fmt: skip
            break
        except OSError:
            continue
    else:
        raise Mistake(f"{host}: no free port after {port} for the page that phones need")
    names = [*wanted.names, *(f"[{a}]" if a.version == 6 else str(a) for a in wanted.addresses)]
    os.environ |= {
        "DIALDOWN_HTTPS": "1", "DIALDOWN_PROXIES": os.environ.get("DIALDOWN_PROXIES", ""),
        "DIALDOWN_HOSTS": ",".join(dict.fromkeys((*hosts, *names))),
        PHONES: f"http://{shown}:{given}/", FINGERPRINT: authority.fingerprint(files),
    }  # fmt: skip
    return Tls(files, os.environ[PHONES])


def keep_fresh(*, data: Path, hosts: tuple[str, ...], host: str) -> None:
    """Twice a day: renew what runs out, or what a new address of this machine needs, and take it into use."""

    def run() -> None:
        files = authority.Files(data / "tls")
        while not threading.Event().wait(EVERY):
            before = files.certificate.read_bytes()
            authority.ensure(files.folder, authority.served(hosts, host))
            if files.certificate.read_bytes() != before and hasattr(signal, "SIGHUP"):
                # The server lets new workers read the new file, one after the other.
                os.kill(os.getpid(), signal.SIGHUP)

    threading.Thread(target=run, daemon=True, name="certificate").start()
