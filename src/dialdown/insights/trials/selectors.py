"""Reads of personal trials. A trial is open to whoever sees her own factors and its outcome day by day."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from dialdown.diary import selectors as diary
from dialdown.insights.trials.models import PersonalTrial
from dialdown.insights.trials.running import Standing, standing
from dialdown.people import selectors as people
from dialdown.people.access import Denied, Sight, require

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person
    from dialdown.science import TrialAnswer, UpsAndDowns

SCOPE = "factors"


def _may_see(sight: Sight, person: Person, outcome: str) -> bool:
    """True when this leave opens a trial that is measured by `outcome`."""
    found = diary.definitions(person.pk).get(outcome)
    return found is not None and sight.line(SCOPE) and sight.line(found.scope)


def trials(viewer: Viewer, person: Person) -> list[Standing]:
    """Every trial of a person that the viewer may see, newest first."""
    sight = require(viewer, person.pk)
    rows = [
        trial
        for trial in PersonalTrial.objects.filter(person=person).prefetch_related("dones")
        if _may_see(sight, person, trial.outcome)
    ]
    return _standings(viewer, person, rows)


def trial(viewer: Viewer, person: Person, trial_id: uuid.UUID) -> Standing:
    """One trial. Raises Denied when there is none that the viewer may see."""
    sight = require(viewer, person.pk)
    found = PersonalTrial.objects.filter(pk=trial_id, person=person).prefetch_related("dones").first()
    if found is None or not _may_see(sight, person, found.outcome):
        raise Denied
    return _standings(viewer, person, [found])[0]


def open_trial(viewer: Viewer, person: Person) -> Standing | None:
    """The trial that is not over yet; there is one at a time."""
    return next((one for one in trials(viewer, person) if not one.finished), None)


def one_is_open(viewer: Viewer, person: Person) -> bool:
    """True while any trial of the person is not over, also one whose outcome this viewer does not see."""
    require(viewer, person.pk)
    rows = list(PersonalTrial.objects.filter(person=person).prefetch_related("dones"))
    return any(not one.finished for one in _standings(viewer, person, rows))


def _standings(viewer: Viewer, person: Person, rows: list[PersonalTrial]) -> list[Standing]:
    if not rows:
        return []
    today = diary.today_of(person)
    reports = people.new_pain_reports(viewer, person.pk)
    under_18 = person.under_18(today)
    found: list[Standing] = []
    for row in rows:
        report = next((day for at, day in reports if at >= row.created_at), None)
        done = {one.day: one.adhered for one in row.dones.all()}
        found.append(standing(row, today=today, under_18=under_18, new_pain_on=report, done=done))
    return found


def ups_and_downs(viewer: Viewer, person: Person, outcome: str) -> UpsAndDowns | None:
    """How an outcome of hers moves by itself; None when there are too few days (42)."""
    from dialdown.science import ups_and_downs as learn

    days = _days(viewer, person, outcome)
    return learn(list(days.values()), list(days)) if days else None


def _days(viewer: Viewer, person: Person, outcome: str) -> dict[dt.date, float]:
    found = diary.day_series(viewer, person.pk, [outcome]).get(outcome)
    return dict(sorted(found.days.items())) if found else {}


def rows(viewer: Viewer, found: Standing) -> list[dict[str, object]]:
    """The days of a trial that were lived, as rows of TRIAL.csv with what was noted and the outcome."""
    numbers = _days(viewer, found.trial.person, found.trial.outcome)
    return [
        {
            "date": day.date.isoformat(), "pair": day.pair, "block": day.block, "arm": day.arm, "phase": day.phase,
            "adhered": int(found.done[day.date]) if day.date in found.done else None, "outcome": numbers.get(day.date),
        }
        for day in found.lived
    ]  # fmt: skip


def answer(viewer: Viewer, found: Standing) -> TrialAnswer | None:
    """What came out; None while it can still go on (an early look would change what people do) or when nothing was lived."""
    from dialdown.insights.trials.outcomes import better_is
    from dialdown.science import analyse_trial

    table = rows(viewer, found) if found.settled else []
    if len({row["arm"] for row in table}) < 2:
        return None
    columns = {name: [row[name] for row in table] for name in table[0]}
    return analyse_trial(
        columns, arms=found.arms, smallest=found.trial.smallest, better_is=better_is(found.trial.outcome)
    )


__all__ = ["Standing", "answer", "one_is_open", "open_trial", "rows", "trial", "trials", "ups_and_downs"]
