"""What a command reads of people is told to them, whichever command it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dialdown.people import services, witness

# The server answers pages, and those tell for themselves.
SERVING = frozenset({"serve", "demo"})


@contextmanager
def told(command: str) -> Iterator[None]:
    """Watch one command, and write down at its end whose diary it read or wrote, also when it ended badly."""
    if command in SERVING:
        yield
        return
    with witness.watching() as seen:
        try:
            yield
        finally:
            services.record_command(seen, command=command)
