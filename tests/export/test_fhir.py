"""`dialdown export --format fhir`: every number of the diary for a clinic's software, through the gate of a link, nothing private."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dialdown.cli import app
from dialdown.diary import services as diary
from dialdown.export.health_link.bundle import DAYS, packed, resources
from dialdown.people.access import Operator
from dialdown.people.models import Account, Person
from dialdown.people.sealing import keys
from tests.access.households import grant
from tests.export import diaries
from tests.export.test_health_link import numbers, table

pytestmark = [pytest.mark.django_db, pytest.mark.database]
WORDS = "four quiet plain words"
TODAY = dt.datetime.now(dt.UTC).date()
LONG_AGO = TODAY - dt.timedelta(days=DAYS + 30)


def fill(account: Account, person: Person) -> None:
    for day in (LONG_AGO, TODAY - dt.timedelta(days=1)):
        values = {
            "pain_now": 3,
            "sleep_hours": 7.5,
            "mood": "low",
            "energy": 2,
            "note": "marmot",
            "period": True,
        }
        diary.save_entry(viewer=account, document=diaries.document(person, day, values=values))
    diary.add_event(viewer=account, person=person, kind="medicine", title="tapir", starts_on=LONG_AGO)


@pytest.fixture(params=["not sealed yet", "sealed"])
def robin(request: Any) -> tuple[Account, Person]:
    account, person = diaries.owner()
    if request.param == "sealed":
        keys.come_in(account=account, passphrase=WORDS)
    fill(account, person)
    return account, person


def export(out: Path, *more: str) -> Any:
    words = ["export", "--person", "Robin", "--format", "fhir", "--out", str(out)]
    return CliRunner().invoke(app, [*words, *more], input=f"{WORDS}\n")


def private_words(text: str) -> set[str]:
    hers = [one for one in table().values() if one.sealed]
    assert {one.key for one in hers} == {"mood", "energy", "fog", "note", "period"}
    return {word for word in ("marmot", *(f'"{one.label}"' for one in hers)) if word in text}


def test_the_whole_diary_and_nothing_private(robin: tuple[Account, Person], tmp_path: Path) -> None:
    out = tmp_path / "robin.json"
    done = export(out, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    found = json.loads(out.read_text(encoding="utf-8"))
    assert (found["resourceType"], found["type"]) == ("Bundle", "collection")
    assert told["rows"] == {"resources": len(found["entry"])}
    assert told["private"] == "never"
    # A link sends twelve weeks; a file that is hers holds all of it.
    assert set(numbers(found, table()["pain_now"].label)) == {
        day.isoformat() for day in (LONG_AGO, TODAY - dt.timedelta(days=1))
    }
    text = out.read_text(encoding="utf-8")
    assert "tapir" in text
    assert private_words(text) == set()
    assert out.stat().st_mode & 0o077 == 0


def test_her_passphrase_opens_nothing_in_a_file_for_others(
    robin: tuple[Account, Person], tmp_path: Path
) -> None:
    out = tmp_path / "robin.json"
    done = export(out, "--private")
    assert done.exit_code == 0, done.output
    assert "never in a file of this kind" in done.output
    assert private_words(out.read_text(encoding="utf-8")) == set()
    # Not with her key open either, whoever holds it.
    if keys.key_of(robin[1].pk) is not None:
        opened = keys.open_for(person_id=robin[1].pk, words=WORDS)
        keys.hold(robin[0], {robin[1].pk: opened.private})
    assert private_words(packed(resources(robin[0], robin[1])).decode()) == set()


def test_others_get_what_was_opened_to_them(robin: tuple[Account, Person]) -> None:
    ward = Account.objects.create_user("ward", None, display_name="Ward")
    grant(ward, robin[1], ["sleep:line"], audience="clinician")
    found = packed(resources(ward, robin[1])).decode()
    assert "93832-4" in found
    assert not any(word in found for word in ("72514-3", "tapir", "marmot"))
    assert len(resources(Operator(), robin[1])) > len(resources(ward, robin[1]))
