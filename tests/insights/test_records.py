"""An answer has its date and version, and one that changed says what changed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from dialdown.insights import records
from tests.diary.household import browser

if TYPE_CHECKING:
    from tests.diary.household import Home

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def one(
    verdict: str, effect: float | None = None, later: str | None = None, label: str = "Sleep"
) -> dict[str, Any]:
    return {"label": label, "verdict": verdict, "effect": effect, "later": later}


def changes(home: Home, before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    for said in (before, now):
        records.keep(home.person.pk, "function", "all", said)
    found = records.history(home.person.pk, "function", "all")
    assert found is not None
    return records.change_words(found.changes, lambda number: f"{number:+g}")


def test_nothing_before(home: Home) -> None:
    assert records.history(home.person.pk, "function", "all") is None
    records.keep(home.person.pk, "function", "all", {"sleep": one("nothing")})
    found = records.history(home.person.pk, "function", "all")
    assert found is not None
    assert found.changes == ()


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        (one("nothing"), one("found", 0.6), "Sleep: was “Nothing so far”, is “Found”."),
        (one("found", 0.6), one("unsure", 0.6, "did not hold up"), "Sleep: was “Found”, is “Unsure”."),
        (one("found", 0.6), one("found", 0.6, "held up"), "Sleep held up on later days."),
        (one("found", 0.6), one("found", 0.45), "Sleep: was +0.6, is +0.45."),
        (one("nothing"), one("nothing") | {"bound": 0.8}, ""),
        (
            one("nothing") | {"bound": 0.8},
            one("nothing") | {"bound": 0.4},
            "Sleep: less than 0.8 before, less than 0.4 now.",
        ),
        (None, one("nothing"), "New: Sleep."),
        (None, one("found", 0.6), "Sleep is new: Found."),
        (one("nothing"), None, "Sleep is not looked at any more."),
    ],
)
def test_what_changed_is_said(home: Home, before: Any, now: Any, words: str) -> None:
    other = {"steps": one("nothing", label="Steps")}
    assert changes(
        home, other | ({"sleep": before} if before else {}), other | ({"sleep": now} if now else {})
    ) == [words] * bool(words)


def test_the_same_again_is_no_change(home: Home) -> None:
    from dialdown.insights.models import PatternRecord

    for label in ("Sleep", "Night"):
        records.keep(home.person.pk, "function", "all", {"sleep": one("found", 0.6, label=label)})
    assert PatternRecord.objects.count() == 1
    records.keep(home.person.pk, "pain_now", "all", {"sleep": one("nothing")})
    records.keep(home.person.pk, "function", "function", {"sleep": one("nothing")})
    found = records.history(home.person.pk, "function", "all")
    assert found is not None
    assert found.changes == ()


def test_many_changes_are_counted(home: Home) -> None:
    before = {f"f{i}": one("nothing", label=f"F{i}") for i in range(9)}
    lines = changes(home, before, {key: one("found", 1.0, label=key.upper()) for key in before})
    assert len(lines) == 7
    assert lines[-1] == "And 3 more."


def test_the_page_says_since_when_and_what_changed(home: Home) -> None:
    first = dt.datetime(2025, 5, 1, 12, tzinfo=dt.UTC)
    for i in range(60):
        home.save(
            at=first + dt.timedelta(days=i), values={"function": (i * 7) % 11, "sleep_hours": 6 + i % 4}
        )
    client = browser(home.robin)
    page = client.get("/insights/patterns").content.decode()
    assert "These answers stand since" in page
    assert "What changed on" not in page
    for i in range(60, 75):
        home.save(
            at=first + dt.timedelta(days=i),
            values={"function": (i * 7) % 11, "sleep_hours": 6 + i % 4, "hours_up": 3},
        )
    from dialdown.diary import services as diary

    factor = diary.add_factor(viewer=home.robin, person=home.person, label="Swing", type="yes_no")
    home.save(at=first + dt.timedelta(days=76), values={"function": 3, factor.key: True})
    page = client.get("/insights/patterns").content.decode()
    assert "What changed on" in page
    assert "New: Swing." in page


def test_a_food_finding_waits_until_a_clinician_has_looked(home: Home) -> None:
    import random

    from dialdown.diary import services as diary
    from dialdown.diary.changes import touch
    from dialdown.diary.models import Entry, Value

    factor = diary.add_factor(viewer=home.robin, person=home.person, label="Bread", type="yes_no")
    rng = random.Random(2)
    eaten = [float(rng.random() < 0.5) for _ in range(250)]
    for i in range(1, 250):
        at = dt.datetime(2025, 1, 1, 12, tzinfo=dt.UTC) + dt.timedelta(days=i)
        entry = Entry.objects.create(
            person=home.person,
            at=at,
            zone="UTC",
            day=at.date(),
            mode="full",
            saved_at=at,
            typed_by=home.robin,
        )
        function = min(10.0, max(0.0, 6 - 2 * eaten[i - 1] + rng.gauss(0, 0.8)))
        Value.objects.bulk_create(
            Value(entry=entry, key=key, number=number, said_by="self")
            for key, number in (("function", function), (factor.key, eaten[i]))
        )
    touch(home.person.pk)
    client = browser(home.robin)
    page = client.get("/insights/patterns").content.decode()
    assert "Waits for your clinician" in page
    assert "You do less" not in page
    sent = {"factor": str(factor.pk), "by_whom": "Dr Osei", "on": "2025-09-01"}
    for wrong in ({"by_whom": ""}, {"on": "soon"}, {"on": "2999-01-01"}):
        client.post("/insights/sign-off", sent | wrong)
        assert "Waits for your clinician" in client.get("/insights/patterns").content.decode()
    assert client.post("/insights/sign-off", sent | {"factor": str(home.person.pk)}).status_code == 404
    assert browser(home.lee).post("/insights/sign-off", sent).status_code == 404
    client.post("/insights/sign-off", sent)
    page = client.get("/insights/patterns").content.decode()
    row = page[page.index("<h3>Bread") :]
    assert "You do less of what you wanted in the days after." in row
    assert "your plan stays" in row
    assert "Dr Osei looked at it with you on 1 September 2025." in row
    assert "was “Waits for your clinician”, is “Found”" in page
