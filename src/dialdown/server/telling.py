"""What a command reads of people is told to them, whichever command it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError

from dialdown.people import services, witness
from dialdown.server.mistakes import Mistake

# The server answers pages, and those tell for themselves.
SERVING = frozenset({"serve", "demo"})


@contextmanager
def told(command: str) -> Iterator[None]:
    """Watch one command, and write down at its end whose diary it read or wrote, also when it ended badly.

    Raises Mistake when that cannot be written, say on a full disk.
    """
    if command in SERVING:
        yield
        return
    with witness.watching() as seen:
        try:
            yield
        except BaseException:
            # It has said itself what went wrong, often that the disk is full.
            with suppress(DatabaseError):
                services.record_command(seen, command=command)
            raise
        try:
            services.record_command(seen, command=command)
        except DatabaseError as error:
            raise Mistake(
                f"{command}: done, but it could not be written into the list of who looked: {error}; run it again "
                "when the database can be written"
            ) from None
