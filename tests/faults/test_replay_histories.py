"""Any history of one queue: what was sent again, out of order or cut off leaves each entry once, at its newest."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.test import Client
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from dialdown.diary.models import Entry, Value
from dialdown.people import services as people
from dialdown.people.models import Account
from dialdown.uuid7 import uuid7
from tests.counts import count

pytestmark = [pytest.mark.database, pytest.mark.slow]

START = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


class OneQueue(RuleBasedStateMachine):
    """A device that saves, edits and takes back, and a network that repeats, reorders and drops."""

    saved = Bundle("saved")
    on_the_way = Bundle("on the way")

    @initialize()
    def somebody(self) -> None:
        name = f"robin-{uuid.uuid4().hex}"
        account = Account.objects.create(username=name, display_name=name)
        self.person = people.create_person(account=account, display_name=name)
        self.client = Client()
        self.client.force_login(account)
        self.clock = START
        # What the server was told so far, by id: the newest version, None once it was taken back.
        self.told: dict[str, tuple[str, int]] = {}
        self.gone: set[str] = set()

    def _document(self, id: str, function: int) -> dict[str, Any]:
        self.clock += dt.timedelta(seconds=1)
        return {
            "id": id, "person": str(self.person.pk), "at": START.isoformat(), "zone": "UTC", "day": "2026-03-01",
            "mode": "quick", "said_by": "self", "saved_at": self.clock.isoformat(), "values": {"function": function},
        }  # fmt: skip

    @rule(target=saved, function=st.integers(0, 10))
    def save(self, function: int) -> Any:
        return self._document(str(uuid7()), function)

    @rule(target=saved, older=saved, function=st.integers(0, 10))
    def edit(self, older: dict[str, Any], function: int) -> Any:
        return self._document(older["id"], function)

    @rule(target=on_the_way, document=saved, times=st.integers(1, 5))
    def send(self, document: dict[str, Any], times: int) -> Any:
        return multiple(*[document] * times)

    @rule(document=consumes(on_the_way))
    def arrives(self, document: dict[str, Any]) -> None:
        answer = self.client.put(
            f"/api/entries/{document['id']}", json.dumps(document), content_type="application/json"
        )
        assert answer.status_code in (200, 201), answer.content
        said, id = answer.json()["stored"], document["id"]
        known = self.told.get(id)
        assert (said == "created") == (known is None)
        if known is None or document["saved_at"] > known[0]:
            # An edit that is newer than what was taken back brings the entry back.
            self.told[id] = (document["saved_at"], document["values"]["function"])
            self.gone.discard(id)
        elif id in self.gone:
            # Sent before it was taken back: it does not come again.
            assert said == "newer"
        else:
            assert said in ("same", "newer")

    @rule(document=consumes(on_the_way))
    def is_lost(self, document: dict[str, Any]) -> None:
        """Cut off on the way: nothing was heard of it."""

    @rule(document=consumes(on_the_way))
    def is_cut(self, document: dict[str, Any]) -> None:
        body = json.dumps(document)
        answer = self.client.put(
            f"/api/entries/{document['id']}", body[: len(body) // 2], content_type="application/json"
        )
        assert answer.status_code in (400, 422)

    @rule(document=saved, times=st.integers(1, 3))
    def taken_back(self, document: dict[str, Any], times: int) -> None:
        id = document["id"]
        # The device takes back its newest version: an older one cannot be under way from elsewhere.
        if id not in self.told or self.clock.isoformat() != self.told[id][0]:
            return
        for _ in range(times):
            assert self.client.delete(f"/api/entries/{id}").status_code == 200
        self.gone.add(id)

    @invariant()
    def each_is_there_once_and_newest(self) -> None:
        if not hasattr(self, "person"):
            return
        rows = Entry.objects.filter(person=self.person)
        assert {str(pk) for pk in rows.values_list("pk", flat=True)} == set(self.told)
        here = {str(pk) for pk in rows.filter(deleted_at=None).values_list("pk", flat=True)}
        assert here == set(self.told) - self.gone
        values = Value.objects.filter(entry__person=self.person, entry__deleted_at=None)
        stored = {str(entry): number for entry, number in values.values_list("entry_id", "number")}
        assert stored == {id: function for id, (_, function) in self.told.items() if id in here}


@pytest.mark.django_db
def test_any_history() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        OneQueue,
        settings=settings(max_examples=count(test=25, long=400), stateful_step_count=count(test=25, long=50)),
    )
