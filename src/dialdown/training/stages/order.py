"""Where a path stands: goes, sittings and choices in the order of their time, one row of the table after the other. No Django."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dialdown.training.rules import Decision, Facts, decide
from dialdown.training.rules import shipped as table
from dialdown.training.stages.facts import (
    IMAGINE,
    MIRROR,
    ORDER,
    RECOGNISE,
    STEPS,
    Chose,
    Recognised,
    Sat,
    Week,
    Went,
)

Event = Went | Sat | Chose
WEEK = dt.timedelta(days=7)
# As `stages.away` has it: shorter gaps are not remembered.
MONTH = 28
# A weekly check tells of now for two weeks; two of them are compared when they are at least five days apart.
RECENT, APART = dt.timedelta(days=14), dt.timedelta(days=5)


@dataclass(frozen=True)
class Dose:
    """What the next sitting of a stage is: its step, how long (pictures or seconds), and calm ones so far."""

    step: str
    amount: int
    calm: int = 0
    calm_of_step: int = 0
    last_calm: int = 0

    def may_step(self, stage: str) -> bool:
        """True when the next step of the stage may be chosen."""
        found = decide(
            stage, "step_asked", {"calm_of_step": self.calm_of_step, "last": self.step == STEPS[stage][-1]}
        )
        return found is not None and found.action == "next"


@dataclass(frozen=True)
class Turn:
    """One sitting and the row of the table that it met."""

    sat: Sat
    rule: str
    stage: str


@dataclass(frozen=True)
class Stand:
    """Where a path stands. `gates` says for imagine and mirror which row of the table decides, and what is missing."""

    stage: str
    gates: Mapping[str, Decision]
    missing: Mapping[str, Facts]
    doses: Mapping[str, Dose]
    turns: tuple[Turn, ...]
    rests_until: dt.date | None = None

    def open(self, stage: str) -> bool:
        """True when a sitting of the stage may begin."""
        return stage == RECOGNISE or self.gates[stage].action == "next"

    def rests(self, today: dt.date) -> bool:
        """True while pictures and mirror rest."""
        return self.rests_until is not None and today < self.rests_until

    def sat_on(self, day: dt.date, stage: str) -> int:
        """Sittings of a stage on a day that did begin."""
        return sum(
            1 for turn in self.turns if turn.sat.day == day and turn.sat.stage == stage and turn.sat.done > 0
        )


def first_dose(stage: str) -> Dose:
    """The first sitting of a stage."""
    amount = int(table()[f"{stage}.first"].amounts["dose"])
    return Dose(STEPS[stage][0], amount, last_calm=amount)


@dataclass
class _Path:
    recognised: Recognised
    pain: Mapping[dt.date, float]
    accuracy_asked: bool
    level: int = 0
    since: dt.datetime | None = None
    asked: bool = False
    caution: bool = False
    last: dt.date | None = None
    away: int = 0
    stops: int = 0
    rests: dt.date | None = None
    practised: dict[str, list[tuple[dt.datetime, dt.date]]] = field(
        default_factory=lambda: {s: [] for s in ORDER}
    )
    doses: dict[str, Dose] = field(default_factory=lambda: {s: first_dose(s) for s in STEPS})
    turns: list[Turn] = field(default_factory=list[Turn])

    def passes(self, day: dt.date) -> None:
        """Days went by: after a month away, left or right is looked at first."""
        gap = (day - self.last).days if self.last else 0
        self.away = max(self.away, gap if gap >= MONTH else 0)
        self.last = day

    def facts(self, stage: str, day: dt.date) -> Facts:
        """What the rows about opening a stage look at, on a day."""
        before = ORDER[ORDER.index(stage) - 1]
        held = self.level >= ORDER.index(stage)
        counted = [day for at, day in self.practised[before] if self.since is None or at > self.since]
        if self.level < ORDER.index(before):
            counted = []
        weeks = self._weeks(day)
        return {
            "asked": self.asked, "caution": self.caution, "days_away": self.away, "held": held,
            "days": (day - counted[0]).days if counted else 0, "goes": len(counted), "weeks": len(weeks),
            "even": len(weeks) > 1 and weeks[-1].meets(weeks[-2]), "next_day_pain_rise": self._next_day(day),
            "accuracy_asked": self.accuracy_asked, "accuracy": self.recognised.accuracy or 0.0,
            "before_open": self.level >= ORDER.index(before),
        }  # fmt: skip

    def _weeks(self, day: dt.date) -> list[Week]:
        """The weekly checks that count on a day: the last one, unless it is old, and the one a week or so before it."""
        recent = [one for one in self.recognised.weeks if day - RECENT <= one.begins <= day]
        if not recent:
            return []
        last = recent[-1].begins
        return [
            *[one for one in self.recognised.weeks if last - 2 * RECENT <= one.begins <= last - APART][-1:],
            recent[-1],
        ]

    def _next_day(self, day: dt.date) -> float | None:
        """The largest rise of pain from a day with practice to the day after it, in the last seven days."""
        one = dt.timedelta(days=1)
        days = {on for goes in self.practised.values() for _at, on in goes if day - WEEK <= on < day}
        rises = [
            self.pain[on + one] - self.pain[on] for on in days if on in self.pain and on + one in self.pain
        ]
        return max(rises, default=None)

    def gate(self, stage: str, day: dt.date) -> tuple[Decision, Facts]:
        """The row that decides whether a stage is open on a day."""
        facts = self.facts(stage, day)
        found = decide("stages", "stage_asked", facts)
        assert found is not None, "the last row about a stage always holds"
        return found, facts

    def went(self, go: Went) -> None:
        self.passes(go.day)
        self.away = 0
        self.practised[RECOGNISE].append((go.at, go.day))

    def chose(self, choice: Chose) -> None:
        if choice.kind == "answers":
            self.asked, self.caution = True, choice.caution
        elif choice.kind == "open":
            self.passes(choice.day)
            self.away = 0
            self.caution = self.caution and not choice.clinician
            self.level, self.since = max(self.level, ORDER.index(choice.stage)), choice.at
        elif choice.kind == "step" and self.doses[choice.stage].may_step(choice.stage):
            now = self.doses[choice.stage]
            self.doses[choice.stage] = Dose(
                _step(choice.stage, now.step, 1), now.amount, last_calm=now.last_calm
            )
        elif choice.kind == "easier":
            self._easier(choice.stage)

    def _easier(self, stage: str) -> None:
        now = self.doses[stage]
        self.doses[stage] = Dose(_step(stage, now.step, -1), now.amount, last_calm=now.last_calm)

    def sat(self, sat: Sat) -> None:
        self.passes(sat.day)
        wanted = ORDER.index(sat.stage)
        if wanted > self.level and self.gate(sat.stage, sat.day)[0].action == "next":
            self.level, self.since = wanted, sat.at
        # One that was stopped before its first picture or second is no practice.
        if sat.done > 0:
            self.practised[sat.stage].append((sat.at, sat.day))
        self.stops = self.stops + 1 if sat.stopped else 0
        decision = decide(sat.stage, "sitting_done", self._seen(sat))
        assert decision is not None, "the last row about a sitting always holds"
        self._follow(sat, decision)
        self.turns.append(Turn(sat, decision.rule.id, ORDER[self.level]))

    def _seen(self, sat: Sat) -> Facts:
        now = self.doses[sat.stage]
        # Ended for pain: "2 more or over" was said during the sitting, whatever was rated afterwards.
        rise = max(sat.rise or 0.0, 2.0) if sat.ended == "pain" else sat.rise
        return {
            "sign": sat.sign, "pain_rise": rise, "pain_rise_later": sat.rise_later, "stops": self.stops, "stopped": sat.stopped,
            "calm": now.calm + 1, "dose": now.amount, "this_step": sat.step == now.step and sat.planned >= now.amount,
        }  # fmt: skip

    def _follow(self, sat: Sat, decision: Decision) -> None:
        now, amounts = self.doses[sat.stage], decision.rule.amounts
        if "rest_days" in amounts:
            self.rests = sat.day + dt.timedelta(days=int(amounts["rest_days"]))
        if decision.action == "step_back":
            amount = max(
                int(now.amount * amounts.get("share", 1)), int(table()[f"{sat.stage}.first"].amounts["least"])
            )
            step = _step(sat.stage, now.step, -int(amounts.get("steps", 0)))
            self.doses[sat.stage] = Dose(step, amount, last_calm=min(now.last_calm, amount))
            if "stages" in amounts and self.level >= ORDER.index(sat.stage):
                self.level, self.since, self.stops = max(ORDER.index(sat.stage) - 1, 0), sat.at, 0
                # Back to the first dose, here and in the stages after it, unless a dose was smaller already.
                for stage in ORDER[ORDER.index(sat.stage) :]:
                    first = first_dose(stage)
                    amount = min(first.amount, self.doses[stage].amount)
                    self.doses[stage] = Dose(first.step, amount, last_calm=amount)
        elif decision.action == "resume":
            self.doses[sat.stage] = Dose(
                now.step, now.last_calm, calm_of_step=now.calm_of_step, last_calm=now.last_calm
            )
        elif decision.action == "step_up":
            amount = min(now.amount + int(amounts["dose"]), int(amounts["most"]))
            self.doses[sat.stage] = Dose(now.step, amount, 0, now.calm_of_step + 1, now.amount)
        elif decision.rule.id.endswith(".up-a-bit"):
            # Nothing is taken away; three calm ones in a row are counted anew.
            self.doses[sat.stage] = Dose(now.step, now.amount, 0, now.calm_of_step, now.last_calm)
        elif decision.rule.id.endswith(".calm"):
            self.doses[sat.stage] = Dose(now.step, now.amount, now.calm + 1, now.calm_of_step + 1, now.amount)


def _step(stage: str, step: str, by: int) -> str:
    steps = STEPS[stage]
    return steps[min(max(steps.index(step) + by, 0), len(steps) - 1)]


def stand(
    recognised: Recognised, sats: Iterable[Sat], choices: Iterable[Chose], today: dt.date, *,
    pain: Mapping[dt.date, float] | None = None, accuracy_asked: bool = False,
) -> Stand:  # fmt: skip
    """Where a path stands on a day. `pain` is her own rating of each day, 0 to 10, as far as she keeps one."""
    path = _Path(recognised, pain or {}, accuracy_asked)
    events: list[Event] = [*recognised.goes, *sats, *choices]
    for event in sorted(events, key=lambda one: (one.at, ORDER[0] if isinstance(one, Went) else str(one.id))):
        if isinstance(event, Went):
            path.went(event)
        elif isinstance(event, Sat):
            path.sat(event)
        else:
            path.chose(event)
    if path.last is not None:
        path.passes(max(today, path.last))
    gates, missing = {}, {}
    for stage in (IMAGINE, MIRROR):
        gates[stage], missing[stage] = path.gate(stage, today)
    return Stand(ORDER[path.level], gates, missing, path.doses, tuple(path.turns), path.rests)


__all__ = ["Dose", "Stand", "Turn", "Week", "first_dose", "stand"]
