"""What the database holds, read past the server."""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dialdown.people.sealing.boxes import Opener, unwrap
from tests.servers.household import PASSWORD

if TYPE_CHECKING:
    from tests.servers.live import LiveServer

ENTRIES = "SELECT id, day, mode, said_by, entered_later FROM diary_entry WHERE deleted_at IS NULL ORDER BY id"
VALUES = 'SELECT entry_id, "key", number, "text", tags, skipped, sealed FROM diary_value'
KEYS = "SELECT k.person_id, k.by_passphrase, e.id FROM people_sealingkey k JOIN diary_entry e ON e.person_id = k.person_id"
REGIONS = "SELECT entry_id, region FROM diary_regionmark ORDER BY region"


@dataclass(frozen=True)
class Entry:
    """One moment as it is stored."""

    id: str
    day: str
    mode: str
    said_by: str
    entered_later: bool
    values: dict[str, Any]
    skipped: frozenset[str]
    regions: tuple[str, ...]


def _id(stored: Any) -> str:
    return str(uuid.UUID(str(stored)))


class Diary:
    """The rows of one server's database."""

    def __init__(self, server: LiveServer) -> None:
        self._server = server
        self._openers: dict[bytes, Opener] = {}

    def _boxes(self) -> dict[str, Opener]:
        """What opens the private answers of each entry: her password does."""
        found: dict[str, Opener] = {}
        for person, wrapped, entry in self._server.query(KEYS):
            if bytes(wrapped) not in self._openers:
                private = unwrap(bytes(wrapped), PASSWORD, "passphrase", uuid.UUID(_id(person)))
                self._openers[bytes(wrapped)] = Opener(private, uuid.UUID(_id(person)))
            found[_id(entry)] = self._openers[bytes(wrapped)]
        return found

    def entries(self) -> list[Entry]:
        """Every entry that was not taken out, oldest id first."""
        # First: what was stored with an entry is there once the entry is.
        found = [(_id(row[0]), *row[1:]) for row in self._server.query(ENTRIES)]
        values: dict[str, dict[str, Any]] = {}
        skipped: dict[str, set[str]] = {}
        rows = self._server.query(VALUES)
        # After the rows: whatever has an answer by then has its entry.
        openers = self._boxes()
        for entry, key, number, text, tags, passed, box in rows:
            if box is not None:
                told = json.loads(openers[_id(entry)].open(bytes(box), uuid.UUID(_id(entry)), key))
                if told.get("skipped"):
                    skipped.setdefault(_id(entry), set()).add(key)
                elif "answer" in told:
                    values.setdefault(_id(entry), {})[key] = told["answer"]
                continue
            if passed:
                skipped.setdefault(_id(entry), set()).add(key)
                continue
            many = json.loads(tags) if isinstance(tags, str) else tags
            # A choice has a number too, for analyses; what was said is its text.
            said = text or (many if number is None else number)
            values.setdefault(_id(entry), {})[key] = said
        regions: dict[str, list[str]] = {}
        for entry, region in self._server.query(REGIONS):
            regions.setdefault(_id(entry), []).append(region)
        return [
            Entry(id, str(day), mode, said_by, bool(later), values.get(id, {}), frozenset(skipped.get(id, ())),
                  tuple(regions.get(id, ())))
            for id, day, mode, said_by, later in found
        ]  # fmt: skip

    def one(self) -> Entry:
        """The only entry."""
        entries = self.entries()
        assert len(entries) == 1, entries
        return entries[0]

    def wait_for(self, number: int, seconds: float = 40) -> list[Entry]:
        """The entries, once there are `number` of them."""
        deadline = time.monotonic() + seconds
        while len(entries := self.entries()) != number and time.monotonic() < deadline:
            time.sleep(0.05)
        assert len(entries) == number, entries
        return entries

    def wait_until(self, key: str, value: Any, seconds: float = 40) -> Entry:
        """The only entry, once it is there and its answer to `key` is `value`."""
        deadline = time.monotonic() + seconds
        while (
            not ((found := self.entries()) and found[0].values.get(key) == value)
            and time.monotonic() < deadline
        ):
            time.sleep(0.05)
        assert len(found) == 1, found
        assert found[0].values.get(key) == value, found
        return found[0]
