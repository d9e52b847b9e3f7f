"""The volume page: what it says of a diary whose gain is known, what it says when it cannot, and the switch."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from django.utils import timezone

from benchmarks.truth.volume import Case, diary, seed
from dialdown.insights.figures import day_words
from dialdown.insights.volume import flares
from tests.diary.household import browser
from tests.insights import pictures

if TYPE_CHECKING:
    from tests.diary.household import Home

pytestmark = [pytest.mark.django_db, pytest.mark.database]
START = dt.date(2024, 3, 1)


def write(
    home: Home, days: int = 365, truth: str = "logistic fall", *, load: str | None = "steps", seed_of: int = 3
) -> None:
    """A made-up diary whose volume falls from 1.3 to .4, written past the form."""
    from dialdown.diary.changes import touch
    from dialdown.diary.models import Entry, Value

    _gain, amount, pain = diary(Case(truth, days), seed(Case(truth, days), seed_of))
    steps = (4000 + 900 * amount).clip(0).round()
    entries: list[Entry] = []
    for i in range(days):
        day = START + dt.timedelta(days=i)
        at = dt.datetime.combine(day, dt.time(18), dt.UTC)
        entries.append(
            Entry(
                person=home.person, at=at, zone="UTC", day=day, mode="full", typed_by=home.robin, saved_at=at
            )
        )
    Entry.objects.bulk_create(entries)
    values = [
        Value(entry=entry, key="pain_now", number=float(pain[i]), said_by="self", typed_by=home.robin)
        for i, entry in enumerate(entries)
        if np.isfinite(pain[i])
    ]
    if load:
        values += [
            Value(entry=entry, key=load, number=float(steps[i]), said_by="self", typed_by=home.robin)
            for i, entry in enumerate(entries)
        ]
    Value.objects.bulk_create(values)
    touch(home.person.pk)


def text(home: Home, path: str = "/insights/volume") -> str:
    answer = browser(home.robin).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_falling_volume_is_drawn_and_said_in_words(home: Home) -> None:
    write(home)
    page = text(home)
    assert "Quieter than then." in page
    drawn = re.findall(r'<svg class="(?:narrow|wide)" .*?</svg>', page, re.DOTALL)
    assert len(drawn) == 2
    assert all(pictures.numbers(svg) and 'class="b1"' in svg and "axis one" in svg for svg in drawn)
    # No pain on the same axes.
    assert not any('class="p2"' in svg or 'class="l2"' in svg for svg in drawn)
    assert "Four months is still a rough view" not in page
    assert "Steps the day before" in page
    # What is said is kept with its date and version.
    from dialdown import __version__
    from dialdown.insights.models import PatternRecord

    record = PatternRecord.objects.get(person=home.person, outcome="volume:steps")
    assert record.said["steps"]["verdict"] == "quieter"
    assert record.app_version == __version__
    assert f"(version {__version__})" in page
    # The card on Insights shows the stored answer.
    assert "Quieter than then." in text(home, "/insights")


def test_a_short_diary_gets_a_date_and_what_she_does_at_the_same_pain(home: Home) -> None:
    write(home, days=100, truth="flat")
    page = text(home)
    assert "No line yet." in page
    assert "at the earliest" in page
    assert '<svg class="narrow"' not in page


def test_a_load_that_does_nothing_is_refused_with_what_is_left(home: Home) -> None:
    from dialdown.diary.changes import touch
    from dialdown.diary.models import Value

    write(home, days=200, truth="flat")
    rng = np.random.default_rng(3)
    rows = list(Value.objects.filter(key="steps"))
    for row in rows:
        row.number = float(rng.integers(2000, 6000))
    Value.objects.bulk_update(rows, ["number"])
    touch(home.person.pk)
    page = text(home)
    assert "No line yet." in page
    # Never "as much as": what is not clear is said to be not clear.
    assert (
        "Whether you do more or less at the same pain than in the first two months is not clear yet" in page
    )
    # How often it is worked out stands beside it, with the day of the next answer: 200 days hold three whole stretches.
    assert "Worked out anew every 60 days" in page
    assert f"Next: {day_words(START + dt.timedelta(days=239))}." in page


def test_without_a_load_it_is_flare_size_and_says_so(home: Home) -> None:
    write(home, days=200, truth="flat", load=None)
    page = text(home)
    assert "Flare size, not volume." in page
    assert "Worked out anew every 60 days" in page
    assert "Quieter" not in page


def test_one_switch_puts_it_away_and_back(home: Home) -> None:
    write(home, days=130, truth="flat")
    client = browser(home.robin)
    assert client.post("/insights/volume/choice", {"shown": "0"}).status_code == 302
    assert "The volume is put away." in text(home)
    assert "Your volume" not in text(home, "/insights")
    client.post("/insights/volume/choice", {"shown": "1"})
    assert "Your volume" in text(home, "/insights")
    answer = client.post("/insights/volume/choice", {"load": "chores"}, follow=True)
    assert "Choose one of the loads." in answer.content.decode()


def test_pain_off_has_no_volume(home: Home) -> None:
    write(home, days=130, truth="flat")
    home.person.check_in = "off"
    home.person.save()
    assert "Pain is off, so there is no volume." in text(home)
    assert "Your volume" not in text(home, "/insights")


def test_a_deployment_can_switch_it_off(home: Home, settings: object) -> None:
    write(home, days=130, truth="flat")
    settings.SWITCHES = {"patterns": True, "volume": False, "imagery": True}  # type: ignore[attr-defined]
    client = browser(home.robin)
    assert client.get("/insights/volume").status_code == 404
    assert "Your volume" not in text(home, "/insights")


def test_somebody_who_may_not_see_pain_sees_no_volume(home: Home) -> None:
    write(home)
    answer = browser(home.lee).get("/insights/volume")
    assert "Quieter" not in answer.content.decode()
    assert '<svg class="narrow"' not in answer.content.decode()


def test_flares_settle_in_a_median_with_its_range(home: Home) -> None:
    from dialdown.insights import selectors

    write(home)
    found = selectors.flares_of(viewer=home.robin, person=home.person)
    assert found is not None
    assert len(found.flares) >= 5
    words = selectors.settle_words(found)
    page = text(home)
    assert words in page
    assert flares.recovery_words(found) in page
    assert "Counted as a flare: a day at least" in page
    assert selectors.flares_of(viewer=home.lee, person=home.person) is None
    more = selectors.flares_of(viewer=home.robin, person=home.person, spreads=1.5)
    assert more is not None
    assert browser(home.robin).get("/insights/volume?spreads=1.5").status_code == 200
    assert browser(home.robin).get("/insights/volume?spreads=9").status_code == 404


def test_what_helped_stands_beside_how_flares_settle_anyway(home: Home) -> None:
    from dialdown.care.models import Flare

    write(home, days=130)
    assert "What you said helped" not in text(home)
    now = timezone.now()
    Flare.objects.create(
        person=home.person, at=now, day=now.date(), saved_at=now, zone="UTC", tried=["Blanket", "Music"], helped=["Blanket"]
    )  # fmt: skip
    page = text(home)
    beside = page.split("Your flares</h2>")[1]
    assert "Blanket" in beside
    assert "helped 1 of 1 time" in beside
    assert "most flares settle by themselves" in beside
    # What she tried is hers: who may not keep her papers does not read it here.
    assert flares.helped_before(home.lee, home.person) == []


def check_touch(home: Home, *, pain: bool = True) -> None:
    """A touch check a week over a year, mostly in weekly check-ins: it hurts less and less on the left, as ever on the right."""
    from dialdown.diary.changes import touch
    from dialdown.diary.models import Entry, Value

    rng = np.random.default_rng(5)
    for week in range(52):
        day = START + dt.timedelta(days=7 * week)
        at = dt.datetime.combine(day, dt.time(17), dt.UTC)
        mode = "full" if week % 4 == 0 else "weekly"
        entry = Entry.objects.create(
            person=home.person, at=at, zone="UTC", day=day, mode=mode, typed_by=home.robin, saved_at=at
        )
        for key, middle in (("touch_check_left", 8 - week / 10), ("touch_check_right", 5)):
            number = float(np.clip(round(rng.normal(middle, 0.9)), 0, 10))
            Value.objects.create(entry=entry, key=key, number=number, said_by="self", typed_by=home.robin)
    touch(home.person.pk)


def test_the_touch_check_is_a_load_of_its_own_side_by_side(home: Home) -> None:
    from dialdown.insights.models import PatternRecord

    check_touch(home)
    page = text(home)
    left, right = page.split("<h3>Left</h3>")[1].split("<h3>Right</h3>")
    assert "Quieter than then." in left
    assert "Not clear yet." in right
    assert page.count('<svg class="narrow"') == 2
    assert "52 touches" in left
    said = PatternRecord.objects.get(person=home.person, outcome="volume:touch_check").said
    assert said["touch_check_left"]["verdict"] == "quieter"
    assert "Quieter than then." in text(home, "/insights")
    # Beside a load that varies it is a choice.
    write(home)
    assert "Steps the day before" in text(home)
    answer = browser(home.robin).post("/insights/volume/choice", {"load": "touch_check"})
    assert answer.status_code == 302
    assert "<h3>Left</h3>" in text(home)
    assert "is no load" not in str(
        browser(home.robin).post("/insights/volume/choice", {"load": "tea"}).content
    )


def test_what_move_planned_is_a_load_without_the_days_that_answer_to_pain(home: Home) -> None:
    from dialdown.activity import selectors as move
    from dialdown.activity.models import Plan, PlanFact
    from dialdown.diary import selectors as diary_selectors

    today = diary_selectors.today_of(home.person)
    begins = today - dt.timedelta(days=100)
    plan = Plan.objects.create(
        person=home.person, activity="walk", begins=begins, first=300, typed_by=home.robin
    )
    flare = today - dt.timedelta(days=20)
    PlanFact.objects.create(
        person=home.person, plan=plan, kind="flare", day=flare, until=flare, typed_by=home.robin
    )
    title, unit, days = move.planned_loads(home.robin, home.person)["move.walk"]
    assert (title, unit) == ("Walking", "minutes")
    assert days[begins] == 5.0
    assert flare not in days
    assert len(days) > 80
    # Who does not see her days of moving gets none of it.
    assert move.planned_loads(home.lee, home.person) == {}
    write(home, load=None)
    PlanFact.objects.all().delete()
    page = text(home)
    assert "Walking: the amount planned in Move for the day" in page
