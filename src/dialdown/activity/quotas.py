"""Amounts by the calendar: what a plan says for each day. Pure, and free of pain.

A plan is replayed from facts (it was measured, she was ill, a doctor looked, somebody signed a change) and from the
amounts that were done. Nothing here can take a rating in: the same facts give the same amounts, on good days and hard
ones. Amounts are whole numbers of the activity's unit (seconds, or a count). Start at 80 % of the mean of 3 to 7
measured days and steps of 10 to 20 % of it a week: Therapeutic Guidelines (Australia), worked example of a time-based
quota. Which action follows which event is no code but the table of rules in `training`.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from dialdown.training.rules import Decision, Facts

    Decide = Callable[[str, str, Facts], Decision | None]

DAY, WEEK = dt.timedelta(days=1), dt.timedelta(days=7)
GRAINS = (600, 300, 60, 30, 15, 5, 1)
LEAST_STEP, MOST_STEP = 0.1, 0.2
STEP_GRAIN = 0.4

Unit = Literal["seconds", "count"]
# What moves a plan: facts of one day, and pauses that last from a day to a day.
Kind = Literal[
    "ill", "flare", "relapse", "hand", "floor", "step", "start_now", "measure", "keep", "prescribed", "own",
    "locked", "programme", "resting",
]  # fmt: skip
PAUSES: tuple[Kind, ...] = ("locked", "programme", "resting")
BEGINS: dict[Kind, str] = {"locked": "locked", "programme": "programme_begins", "resting": "resting"}
State = Literal["measuring", "plan", "flare", "getting_back", "ask", "locked", "programme", "resting"]


@dataclass(frozen=True)
class Terms:
    """What a clinician wrote: `amount` from the first day, `weekly` more each week, never under `floor` or over `ceiling`."""

    amount: int
    floor: int
    ceiling: int
    weekly: int = 0
    review_on: dt.date | None = None
    hold_after_illness: bool = True
    who: str = ""


@dataclass(frozen=True)
class Fact:
    """Something that happened on `day`; for a pause, to and with `until` (None: it lasts).

    `amount` is in the unit of the plan; of a `step` it is the share of a weekly step in percent (10 to 20).
    """

    kind: Kind
    day: dt.date
    until: dt.date | None = None
    amount: int | None = None
    terms: Terms | None = None
    id: str = ""


@dataclass(frozen=True)
class Setting:
    """How a plan was begun: the unit, the first floor, the share of a weekly step (0.1 to 0.2), an amount to stay at."""

    unit: Unit
    begins: dt.date
    first: int
    step_share: float = 0.1
    top: int | None = None


@dataclass(frozen=True)
class Day:
    """One day of a plan. In a pause there is no amount; `today` is what is asked on this day (the floor on a floor day)."""

    day: dt.date
    state: State
    floor: int | None
    amount: int | None
    ceiling: int | None
    today: int | None


@dataclass(frozen=True)
class Turn:
    """A change of the plan: on which day, by which rule, and what the amount was and is.

    `fact` names what may be undone. With `can_keep` it is the calendar's own change: a fact `keep` of its day undoes it.
    """

    day: dt.date
    rule: str
    before: int | None
    after: int | None
    places: Mapping[str, int | str] = field(default_factory=dict[str, "int | str"])
    fact: str = ""
    steps: bool = False
    can_keep: bool = False


@dataclass(frozen=True)
class Course:
    """All days of a plan to and with the last one asked for, and every turn."""

    days: tuple[Day, ...]
    turns: tuple[Turn, ...]
    baseline: int | None
    measured: tuple[int, ...]
    # One step: its amount, the share of the baseline a week in percent, and the weeks from one to the next.
    step: int
    share: int
    every: int
    next_step: dt.date | None


def grain(baseline: float, unit: Unit) -> int:
    """The fineness of amounts: at most a tenth of the baseline, so that a step of 10 to 20 % is a whole number of it."""
    if unit == "count":
        return 1
    return next((size for size in GRAINS if size <= LEAST_STEP * baseline), 1)


def weekly_step(baseline: float, share: float, unit: Unit) -> tuple[int, int]:
    """A step and the weeks between two steps: 10 to 20 % of the baseline a week; one whole more, but rarer, when that is less.

    It is finer than the amounts (whole numbers of at most 4 % of the baseline), so that 10, 15 and 20 % are three steps.
    """
    size = grain(STEP_GRAIN * baseline, unit)
    least, most = (
        math.ceil(LEAST_STEP * baseline / size - 1e-9),
        math.floor(MOST_STEP * baseline / size + 1e-9),
    )
    if most < 1:
        return size, math.ceil(size / (MOST_STEP * baseline))
    return min(most, max(least, round(share * baseline / size), 1)) * size, 1


def down(amount: float, size: int) -> int:
    """The next amount of that fineness that is not more; at least one."""
    return max(size, math.floor(amount / size + 1e-9) * size)


def course(
    setting: Setting, facts: Sequence[Fact], done: Mapping[dt.date, int], through: dt.date, decide: Decide
) -> Course:
    """Replay a plan to and with `through`. `done` holds the amount of each day with one (0 counts as written down)."""
    replay = _Replay(setting, facts, done, decide)
    for day in _each(setting.begins, through):
        replay.one(day)
    return replay.result()


def _each(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    return (first + dt.timedelta(days=n) for n in range((last - first).days + 1))


class _Replay:
    def __init__(
        self, setting: Setting, facts: Sequence[Fact], done: Mapping[dt.date, int], decide: Decide
    ) -> None:
        self.setting, self.done, self._decide = setting, done, decide
        self.on: dict[dt.date, list[Fact]] = {}
        for fact in facts:
            if fact.kind not in PAUSES:
                self.on.setdefault(fact.day, []).append(fact)
        self.pauses = sorted(
            (f for f in facts if f.kind in PAUSES), key=lambda f: (PAUSES.index(f.kind), f.day)
        )
        self.days: list[Day] = []
        self.turns: list[Turn] = []
        self.amount = self.floor = setting.first
        self.ceiling = setting.first * 2
        self.share = setting.step_share
        self.own_floor: int | None = None
        self.baseline: float | None = None
        self.size, self.step, self.every = 1, 0, 1
        self.measuring = True
        self.restarting = False
        self.measured: list[int] = []
        self.measuring_since = self.anchor = self.stepped = self.active = setting.begins
        self.least, self.most = 3, 7
        self.terms: Terms | None = None
        self.last_ill: dt.date | None = None
        self.opened: dt.date | None = None
        self.pause: Fact | None = None
        self.pause_since = setting.begins
        self.flare_run = 0
        self.back_from: dt.date | None = None

    # --- one day ----------------------------------------------------------------------------------

    def one(self, day: dt.date) -> None:
        if day == self.setting.begins:
            self._turn(day, self.decide("begins", {}), None)
        self._pauses(day)
        for fact in self.on.get(day, ()):
            self._fact(day, fact)
        if self.pause is None:
            self._catch_up(day)
        self.days.append(self._shown(day))
        if day in self.done:
            self.active = day
            if self.measuring and self.pause is None:
                self.measured.append(self.done[day])

    def decide(self, event: str, facts: Facts) -> Decision | None:
        return self._decide("move", event, facts)

    def _turn(
        self, day: dt.date, decision: Decision | None, before: int | None, fact: str = "", *, steps: bool = False,
        can_keep: bool = False, **places: int | str,
    ) -> None:  # fmt: skip
        if decision is not None:
            self.turns.append(Turn(day, decision.rule.id, before, self.amount, places, fact, steps, can_keep))

    def _kept(self, day: dt.date, *, start: bool = False, step: bool = False) -> bool:
        """True when what the calendar is about to change on this day was taken back; that is the turn then."""
        kept = next((f for f in self.on.get(day, ()) if f.kind == "keep"), None)
        if kept is not None:
            self._turn(day, self.decide("step_undone", {"start": start, "step": step}), self.amount, kept.id)
        return kept is not None

    def _pauses(self, day: dt.date) -> None:
        now = next((f for f in self.pauses if f.day <= day and (f.until is None or day <= f.until)), None)
        if now is not None and (self.pause is None or self.pause.kind != now.kind):
            self.pause_since = day if self.pause is None else self.pause_since
            self._turn(day, self.decide(BEGINS[now.kind], {}), self.amount, now.id)
        elif now is None and self.pause is not None:
            self._over(day, self.pause)
        self.pause = now

    def _over(self, day: dt.date, pause: Fact) -> None:
        self.opened = day
        paused = (day - self.pause_since).days
        measures = False
        if pause.kind == "programme":
            # What a clinician wrote goes on where it stood, however long the programme was.
            decision = self.decide("programme_ends", {"days_paused": paused if self.terms is None else 0})
            measures = decision is not None and decision.action == "measure"
            if measures and self._kept(day):
                decision = None
            elif measures:
                self._measure(day, decision)
            self.active = day
        else:
            decision = self.decide("opened", {}) if pause.kind == "locked" else None
        self._turn(day, decision, self.amount, can_keep=measures)

    def _fact(self, day: dt.date, fact: Fact) -> None:
        before = self.amount
        if fact.kind == "ill":
            self.last_ill = max(fact.until or day, self.last_ill or day)
            self._turn(day, self.decide("ill", {}), before, fact.id)
        elif fact.kind == "relapse":
            self.back_from = day
            self._turn(day, self.decide("relapse", {}), before, fact.id)
        elif fact.kind == "hand" and fact.amount and self.terms is None:
            amount = self._to_top(fact.amount)
            self._set(day, amount, amount if self.baseline is None else self.baseline)
            self._turn(day, self.decide("changed_by_hand", {}), before, fact.id)
        elif fact.kind == "floor" and fact.amount and self.terms is None:
            self._own_floor(fact.amount)
            facts = {"floor": True, "first": self.baseline is None}
            self._turn(day, self.decide("changed_by_hand", facts), before, fact.id)
        elif fact.kind == "step" and fact.amount and self.terms is None:
            self.share = fact.amount / 100
            if self.baseline is not None:
                self.step, self.every = weekly_step(self.baseline, self.share, self.setting.unit)
            self._turn(day, self.decide("changed_by_hand", {"step_size": True}), before, fact.id)
        elif fact.kind == "measure" and self.terms is None:
            decision = self.decide("changed_by_hand", {"to_measuring": True})
            self._measure(day, decision)
            self._turn(day, decision, before, fact.id)
        elif fact.kind == "start_now" and self.measuring and len(self.measured) >= self.least:
            self._start(day, fact.id)
        elif fact.kind == "prescribed" and fact.terms is not None:
            self._follow(day, fact.terms)
            self._turn(day, self.decide("prescribed", {}), before, fact.id, who=fact.terms.who)
        elif fact.kind == "own" and self.terms is not None:
            self.terms, amount = None, self._to_top(self.amount)
            self._set(day, amount, max(amount, 1))
            self._turn(day, self.decide("changed_by_hand", {"to_own_rules": True}), before, fact.id)

    def _catch_up(self, day: dt.date) -> None:
        away = (day - self.active).days - 1
        if self.terms is None and not (self.measuring and self.restarting):
            decision = self.decide("away", {"days_away": away})
            if decision is not None and self.measuring:
                self.measured = []
            elif decision is not None and self._kept(day):
                self.active = day
            elif decision is not None:
                self._measure(day, decision)
                self._turn(day, decision, self.amount, can_keep=True)
        if self.terms is None and self.measuring:
            waited = (day - self.measuring_since).days
            if len(self.measured) >= self.most or (len(self.measured) >= self.least and waited >= self.most):
                self._start(day)
        elif (day - self.anchor).days > 0 and (day - self.anchor).days % 7 == 0:
            self._week(day)
        if self.terms is not None and self.terms.review_on == day:
            self._turn(day, self.decide("review_day", {}), self.amount)

    # --- what changes the amount ------------------------------------------------------------------

    def _measure(self, day: dt.date, decision: Decision | None) -> None:
        if decision is None:
            return
        self.restarting = self.baseline is not None
        self.measuring, self.measured, self.measuring_since = True, [], day
        self.least, self.most = int(decision.amount("days_least")), int(decision.amount("days_most"))

    def _start(self, day: dt.date, fact: str = "") -> None:
        """80 % of the mean of the measured days. After a time away never under the floor, when those days reached it (our rule)."""
        days = self.measured[: self.most]
        mean = sum(days) / len(days)
        if mean < 1 or (not fact and self._kept(day, start=True)):
            # Nothing could be done on any of them, or the start was taken back: the floor stays, and it is measured anew.
            self.measured, self.measuring_since = [], day
            return
        decision = self.decide("back" if self.restarting else "measured", {})
        if decision is None:
            return
        before, size = self.amount, grain(mean, self.setting.unit)
        start = down(decision.amount("share") * mean, size)
        if self.restarting and mean >= self.floor:
            start = max(start, down(self.floor, size))
        self._set(day, start, mean)
        self._turn(day, decision, before, fact, can_keep=not fact, baseline=round(mean))

    def _set(self, day: dt.date, amount: int, baseline: float) -> None:
        unit, rule = self.setting.unit, self.decide("measured", {})
        self.baseline, self.measuring, self.restarting = baseline, False, False
        self.size = grain(baseline, unit)
        self.step, self.every = weekly_step(baseline, self.share, unit)
        self.amount = self._to_top(amount)
        self.anchor = self.stepped = day
        self.active = max(self.active, day)
        below = rule.amount("floor_share") if rule else 0.2
        above = rule.amount("ceiling_share") if rule else 0.1
        self.below = max(1, round(below * baseline / self.size)) * self.size
        self.above = max(1, round(above * baseline / self.size)) * self.size
        self._spread()

    def _to_top(self, amount: int) -> int:
        """`amount`, or the amount to stay at where that is less."""
        return min(amount, self.setting.top) if self.setting.top else amount

    def _spread(self) -> None:
        floor = self.own_floor or max(self.size, self.amount - self.below)
        self.floor = min(self.amount, floor)
        self.ceiling = self.amount + self.above

    def _own_floor(self, amount: int) -> None:
        """Until there is a baseline it is what is asked; afterwards the floor of hard days, and the amount stays."""
        if self.baseline is None:
            self.amount = self.floor = amount
            self.ceiling = amount * 2
        else:
            self.own_floor = amount
            self._spread()

    def _follow(self, day: dt.date, terms: Terms) -> None:
        self.terms, self.measuring = terms, False
        self.amount, self.floor, self.ceiling = terms.amount, terms.floor, terms.ceiling
        self.step, self.every, self.anchor, self.stepped = terms.weekly, 1, day, day

    def _week(self, day: dt.date) -> None:
        before = self.amount
        terms, due = self.terms, (day - self.stepped).days >= 7 * self.every
        if not due or (
            terms is not None and (not terms.weekly or (terms.review_on and day >= terms.review_on))
        ):
            return
        decision = self.decide("week_ends", self._week_facts(day))
        if decision is None:
            return
        if decision.action == "step_up" and self._kept(day, step=True):
            return
        if decision.action in ("step_up", "follow"):
            top = self._top()
            self.amount = (
                self.amount + self.step
                if top is None
                else min(self.amount + self.step, max(top, self.amount))
            )
            self.stepped = day
            if terms is None:
                self._spread()
        self._turn(
            day, decision, before, steps=self.amount > before, can_keep=self.amount > before and terms is None,
            **({"who": terms.who} if terms else {}),
        )  # fmt: skip

    def _week_facts(self, day: dt.date) -> dict[str, int | bool | None]:
        ill = (day - self.last_ill).days if self.last_ill is not None and self.last_ill <= day else None
        if self.last_ill is not None and self.last_ill > day:
            ill = 0
        top = self._top()
        facts: dict[str, int | bool | None] = {"at_top": top is not None and self.amount >= top}
        if self.terms is not None:
            return {
                **facts,
                "prescribed": True,
                "days_since_ill": ill if self.terms.hold_after_illness else None,
            }
        week = sum(1 for n in range(1, 8) if day - n * DAY in self.done)
        return {
            **facts, "days_since_ill": ill, "days_done": week, "getting_back": self.back_from is not None,
            "days_since_pause": (day - self.opened).days if self.opened is not None else None,
        }  # fmt: skip

    # --- what is shown ----------------------------------------------------------------------------

    def _shown(self, day: dt.date) -> Day:
        if self.pause is not None:
            self.flare_run = 0
            state: State = (
                "locked"
                if self.pause.kind == "locked"
                else "programme"
                if self.pause.kind == "programme"
                else "resting"
            )
            return Day(day, state, None, None, None, None)
        state = "measuring" if self.measuring else "plan"
        if self.terms is not None and self.terms.review_on is not None and day >= self.terms.review_on:
            state = "ask"
        # The way back goes on by the calendar on flare days, too: they leave every amount as it is.
        back = self._getting_back(day)
        floor_day = self._flare(day) or back
        if floor_day is not None:
            state = floor_day
        today = self.floor if floor_day is not None or self.measuring else self.amount
        return Day(day, state, self.floor, self.amount, self.ceiling, today)

    def _flare(self, day: dt.date) -> State | None:
        fact = next((f for f in self.on.get(day, ()) if f.kind == "flare"), None)
        if fact is None:
            self.flare_run = 0
            return None
        decision = self.decide("flare_day", {"flare_days_before": self.flare_run})
        self.flare_run += 1
        # Said once: further flare days in a row change nothing.
        last = self.turns[-1] if self.turns else None
        if decision is not None and not (
            last and last.rule == decision.rule.id and decision.action != "floor"
        ):
            self._turn(day, decision, self.amount, fact.id)
        return "flare" if decision is not None and decision.action == "floor" else None

    def _getting_back(self, day: dt.date) -> State | None:
        if self.back_from is None:
            return None
        decision = self.decide("relapse", {"floor_days": (day - self.back_from).days})
        if decision is None or decision.action == "floor":
            return "getting_back"
        self.back_from, before = None, self.amount
        if self.terms is not None or self.measuring or self.baseline is None:
            return None
        if not self._kept(day):
            self._set(day, down(decision.amount("share") * self.amount, self.size), self.baseline)
            self._turn(day, decision, before, can_keep=True)
        return None

    def result(self) -> Course:
        return Course(
            tuple(self.days), tuple(self.turns), round(self.baseline) if self.baseline else None,
            tuple(self.measured), self.step, round(100 * self.share), self.every, self._next_step(),
        )  # fmt: skip

    def _next_step(self) -> dt.date | None:
        """The first day on which `_week` could let the amount go up; None when it cannot."""
        last, terms, top = self.days[-1] if self.days else None, self.terms, self._top()
        running = last is not None and last.state in ("plan", "flare", "getting_back") and not self.measuring
        if last is None or not running or not self.step or (top is not None and self.amount >= top):
            return None
        weeks = max(self.every, (last.day - self.stepped).days // 7 + 1)
        coming = self.anchor + (math.ceil(((self.stepped - self.anchor).days + 7 * weeks) / 7)) * WEEK
        if terms is not None and (not terms.weekly or (terms.review_on and coming >= terms.review_on)):
            return None
        return coming

    def _top(self) -> int | None:
        """The amount that is not gone above: the prescription's, else her own."""
        return self.terms.ceiling if self.terms is not None else self.setting.top
