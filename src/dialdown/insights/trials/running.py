"""Where a trial stands today: its days, what is open of them, and whether it is over."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialdown.insights.trials.rules import needs_clinician

if TYPE_CHECKING:
    from dialdown.insights.trials.models import PersonalTrial
    from dialdown.science.trials_plan import TrialDay, TrialPlan


@dataclass(frozen=True)
class Standing:
    """A trial and its days as of `today`.

    `state`: waits (for a clinician), ahead, running, over (all days lived), stopped (by hand), new_pain (ended by
    a report). `done` what was noted by day. `ended_on` the last day that counts when it ended early.
    """

    trial: PersonalTrial
    plan: TrialPlan
    today: dt.date
    state: str
    # False while a clinician has not said yes where one has to: then no day of it was begun.
    may_begin: bool
    done: dict[dt.date, bool]
    ended_on: dt.date | None

    @property
    def arms(self) -> tuple[str, str]:
        """What is usual, and what is set against it."""
        return self.trial.usual, self.trial.other

    @property
    def finished(self) -> bool:
        """True once nothing is added any more, so that looking changes nothing."""
        return self.state in ("over", "stopped", "new_pain")

    @property
    def settled(self) -> bool:
        """True once it cannot go on any more: an early end can be taken back on its day, so what came out waits for the next."""
        return self.finished and not (self.state == "stopped" and self.ended_on == self.today)

    @property
    def day(self) -> TrialDay | None:
        """Today's day of a running trial."""
        return (
            next((d for d in self.plan.days if d.date == self.today), None)
            if self.state == "running"
            else None
        )

    @property
    def lived(self) -> tuple[TrialDay, ...]:
        """The days up to today or the early end; later ones stay hidden while it runs."""
        if not self.may_begin:
            return ()
        last = self.ended_on or self.today
        return tuple(d for d in self.plan.days if d.date <= last)

    @property
    def noted(self) -> int:
        """How many of the lived days were noted."""
        return len([day for day in self.lived if day.date in self.done])

    @property
    def shown_pairs(self) -> int:
        """Pairs whose order may be seen: those that have begun a block, block by block."""
        return self.lived[-1].pair if self.lived else 0


def standing(
    trial: PersonalTrial, *, today: dt.date, under_18: bool, new_pain_on: dt.date | None, done: dict[dt.date, bool]
) -> Standing:  # fmt: skip
    """Work out where a trial stands; `new_pain_on` the first report of new pain since it was drawn."""
    from dialdown.science import plan_trial

    plan = plan_trial(
        arms=(trial.usual, trial.other), start=trial.starts_on, seed=trial.seed, pairs=trial.pairs,
        block_days=trial.block_days, washout_days=trial.washout_days,
    )  # fmt: skip
    may_begin = trial.sign_off_id is not None or not needs_clinician(trial.kinds, under_18=under_18)
    state, ended = _state(trial, plan.end, today, may_begin=may_begin, new_pain_on=new_pain_on)
    return Standing(trial, plan, today, state, may_begin, done, ended)


def _state(
    trial: PersonalTrial, end: dt.date, today: dt.date, *, may_begin: bool, new_pain_on: dt.date | None
) -> tuple[str, dt.date | None]:  # fmt: skip
    if new_pain_on is not None and new_pain_on <= min(end, trial.stopped_on or end):
        return "new_pain", new_pain_on
    if trial.stopped_on is not None:
        return "stopped", trial.stopped_on
    if not may_begin:
        return "waits", None
    if today > end:
        return "over", None
    return ("running" if today >= trial.starts_on else "ahead"), None
