"""`kill -9` while check-ins arrive: every acknowledged one is there afterwards."""

from __future__ import annotations

import random
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.counts import count
from tests.servers.household import CUT, Household

if TYPE_CHECKING:
    from tests.report import Figure
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.live, pytest.mark.database]

# A kill before anything arrived would show nothing.
AT_LEAST = 4
KILLS = count(test=6, long=200)


class _Writer(threading.Thread):
    """Sends check-ins until the server dies; remembers those that were acknowledged."""

    def __init__(self, household: Household) -> None:
        super().__init__(daemon=True)
        self._household = household
        self.acknowledged: list[dict[str, Any]] = []
        self.refused: list[object] = []

    def run(self) -> None:
        while True:
            document = self._household.document(function=random.randint(0, 10), note="a check-in")
            try:
                answer = self._household.put(document, timeout=5)
            except CUT:
                return
            (self.acknowledged if answer.status in (200, 201) else self.refused).append(document)


def test_every_acknowledged_check_in_is_there(fresh_server: LiveServer, figure: Figure) -> None:
    household = Household(fresh_server.url).set_up()
    acknowledged: list[dict[str, Any]] = []
    for _ in range(KILLS):
        writers = [_Writer(household) for _ in range(2)]
        for writer in writers:
            writer.start()
        deadline = time.monotonic() + 30
        while sum(len(writer.acknowledged) for writer in writers) < AT_LEAST and time.monotonic() < deadline:
            time.sleep(0.005)
        # Never at the same point of a transaction.
        time.sleep(random.uniform(0, 0.2))
        fresh_server.kill()
        for writer in writers:
            writer.join(15)
            assert not writer.is_alive()
            assert writer.refused == []
            acknowledged += writer.acknowledged
        fresh_server.start()
    assert len(acknowledged) >= KILLS * AT_LEAST
    # Sending one again changes nothing when it is there, and makes it when it was lost.
    lost = [document["id"] for document in acknowledged if household.put(document).body["stored"] != "same"]
    figure("times the server was killed", KILLS)
    figure("check-ins acknowledged before a kill", len(acknowledged))
    figure("of these lost", len(lost))
    assert lost == []
