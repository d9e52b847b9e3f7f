"""Patterns with her mood: worked out while her key is open, stored sealed, and nothing of it anywhere else."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from dialdown.diary import services as diary
from dialdown.insights import services
from dialdown.insights.models import PatternRecord, StoredResult
from dialdown.people.models import Account, Person
from dialdown.people.sealing import keys
from tests.export import diaries

pytestmark = [pytest.mark.django_db, pytest.mark.database]
WORDS = "four quiet plain words"


@pytest.fixture
def mine() -> tuple[Account, Person]:
    """Two months in which function follows mood."""
    account, person = diaries.owner()
    keys.come_in(account=account, passphrase=WORDS)
    rng, low = random.Random(1), True
    for n in range(60):
        values = {"function": 3 if low else 8, "sleep_hours": rng.randint(5, 9)}
        low = rng.random() < 0.5
        values["mood"] = "low" if low else "good"
        day = diaries.BEGIN + dt.timedelta(days=n)
        diary.save_entry(viewer=account, document=diaries.document(person, day, values=values))
    return account, person


def factors(viewer: Any, person: Person) -> set[str]:
    return {
        row["key"]
        for one in services.pattern_answer(viewer=viewer, person=person).data["answers"]
        for row in one["rows"]
    }


def stored() -> str:
    return str(
        [*StoredResult.objects.values("name", "scopes", "result"), *PatternRecord.objects.values("said")]
    )


def test_mood_is_looked_at_only_while_her_key_is_open(mine: tuple[Account, Person]) -> None:
    account, person = mine
    assert {"mood", "sleep_hours"} <= factors(account, person)
    assert "Mood" not in stored()
    assert "mood" not in str([*PatternRecord.objects.values("said")])
    away = Account.objects.get(pk=account.pk)
    assert "mood" not in factors(away, person)
    assert "sleep_hours" in factors(away, person)
    # Each has what is its own, again and again.
    assert "mood" in factors(account, person)
    assert "mood" not in factors(away, person)
    kept = services.kept_pattern_answer(viewer=account, person=person)
    assert kept is not None
    assert "mood" in str(kept.data)


def test_pictures_are_stored_sealed_and_come_back_the_same(mine: tuple[Account, Person]) -> None:
    account, person = mine
    first = services.figures(viewer=account, person=person, period="6m")
    again = services.figures(viewer=account, person=person, period="6m")
    assert again.data == first.data
    assert set(StoredResult.objects.get(name="figures:6m").result) == {"sealed"}


def test_a_new_key_works_everything_out_again(mine: tuple[Account, Person]) -> None:
    account, person = mine
    factors(account, person)
    keys.renew(account=account, person=person, passphrase=WORDS)
    assert not StoredResult.objects.exists()
    assert "mood" in factors(account, person)


def test_a_stored_result_that_was_changed_is_worked_out_again(mine: tuple[Account, Person]) -> None:
    account, person = mine
    services.figures(viewer=account, person=person, period="6m")
    other = StoredResult.objects.get(name="figures:6m")
    StoredResult.objects.create(
        person=person, name="figures:1y", scopes=other.scopes, language=other.language, diary_version=other.diary_version,
        app_version=other.app_version, result=other.result,
    )  # fmt: skip
    # A box of one result is not taken for another one.
    assert services.figures(viewer=account, person=person, period="1y").data["span"]["days"] == 60
