"""Where a ladder stands: the goes and the choices in the order of their time, one rule after the other. No Django."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from dialdown.training.rules import Decision, Facts, decide
from dialdown.training.touch.ladders import FULL_SECONDS, START_SECONDS, Ladder

# Pain that rises by this much makes the next go shorter (0 to 10; a rise of 1 is within what people call the same).
RISE = 2
MOST_A_DAY = 3
# When the question how it is an hour later is worth asking: from an hour on, until the day is over.
LATER_AFTER = dt.timedelta(minutes=50)
LATER_UNTIL = dt.timedelta(hours=6)


@dataclass(frozen=True)
class Step:
    """A rung of the ladder (from 1) and the seconds of one go."""

    rung: int = 1
    seconds: int = START_SECONDS


@dataclass(frozen=True)
class Go:
    """What the rules read of a go."""

    id: uuid.UUID
    at: dt.datetime
    day: dt.date
    rung: int
    planned: int
    done: int
    before: float | None = None
    after: float | None = None
    later: float | None = None
    felt: str = ""
    skin: str = "okay"

    @property
    def finished(self) -> bool:
        """True when all the planned seconds were done."""
        return self.done >= self.planned > 0

    @property
    def rise(self) -> float | None:
        """Pain right after minus pain before; None when either was not said."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def rise_later(self) -> float | None:
        """Pain an hour later minus pain before."""
        return None if self.before is None or self.later is None else self.later - self.before

    @property
    def went_well(self) -> bool:
        """Done in full, skin calm, nobody said that it was too much, pain up by less than 2 as far as it was said."""
        rises = [rise for rise in (self.rise, self.rise_later) if rise is not None]
        return (
            self.finished
            and self.skin == "okay"
            and self.felt in ("", "okay")
            and all(rise < RISE for rise in rises)
        )


@dataclass(frozen=True)
class Choice:
    """A change by hand; `go` is set when it takes the change after that go back."""

    id: uuid.UUID
    at: dt.datetime
    kind: str
    go: uuid.UUID | None = None


@dataclass(frozen=True)
class Turn:
    """One go or choice with the step before and after it, and the rule that moved it."""

    at: dt.datetime
    before: Step
    after: Step
    rule: str
    go: Go | None = None
    choice: Choice | None = None
    kept: Choice | None = None

    @property
    def moved(self) -> bool:
        """True when the next go is another one than this was."""
        return self.before != self.after


@dataclass(frozen=True)
class Stand:
    """The next go of a ladder, how it came about, and whether the place rests until tomorrow."""

    step: Step
    turns: tuple[Turn, ...]
    rests_until: dt.date | None = None

    def last_turn(self) -> Turn | None:
        """The latest go or choice."""
        return self.turns[-1] if self.turns else None

    def done_on(self, day: dt.date) -> int:
        """How many goes of a day did touch something."""
        return sum(
            1 for turn in self.turns if turn.go is not None and turn.go.day == day and turn.go.done > 0
        )


def stand(ladder: Ladder, goes: Iterable[Go], choices: Iterable[Choice]) -> Stand:
    """The state of a ladder after everything that happened on it."""
    kept = {choice.go: choice for choice in choices if choice.kind == "keep"}
    happened: list[Go | Choice] = [*goes, *(choice for choice in choices if choice.kind != "keep")]
    happened.sort(key=lambda one: (one.at, str(one.id)))
    now, turns, good, rests = Step(), [], set[dt.date](), None
    for one in happened:
        if isinstance(one, Choice):
            after = _by_hand(ladder, now, one.kind)
            turns.append(Turn(one.at, now, after, "touch.hand", choice=one))
        else:
            if one.went_well and one.rung == now.rung and one.planned >= FULL_SECONDS:
                good.add(one.day)
            decision = decide("touch", "practice_done", _facts(ladder, one, now, len(good)))
            assert decision is not None, "the last row of the table holds for every go"
            back = kept.get(one.id)
            after = now if back else _moved(ladder, now, decision)
            turns.append(
                Turn(one.at, now, after, "touch.kept" if back else decision.rule.id, go=one, kept=back)
            )
            if not back and "rest_days" in decision.rule.amounts:
                rests = one.day + dt.timedelta(days=int(decision.amount("rest_days")))
        if after.rung != now.rung:
            good = set()
        now = after
    return Stand(now, tuple(turns), rests)


def _facts(ladder: Ladder, go: Go, now: Step, good_days: int) -> Facts:
    return {
        "skin": go.skin, "felt": go.felt, "finished": go.finished, "pain_rise": go.rise, "pain_rise_later": go.rise_later,
        # A go of a step that is over (done offline, sent later) moves nothing up.
        "this_step": go.rung == now.rung and go.planned >= now.seconds,
        "seconds": now.seconds, "good_days": good_days, "last_rung": now.rung >= len(ladder.things),
    }  # fmt: skip


def _moved(ladder: Ladder, now: Step, decision: Decision) -> Step:
    amounts = decision.rule.amounts
    if decision.action == "step_up":
        return Step(now.rung, min(now.seconds + int(amounts["seconds"]), int(amounts["most"])))
    if decision.action == "step_back":
        shorter = max(_whole(now.seconds * amounts["share"]), START_SECONDS)
        return Step(max(now.rung - int(amounts.get("rungs", 0)), 1), shorter)
    if decision.action == "next":
        return Step(min(now.rung + 1, len(ladder.things)), START_SECONDS)
    return now


def _whole(seconds: float) -> int:
    """Down to whole steps of five, so that nobody counts 17 seconds."""
    return int(seconds // START_SECONDS) * START_SECONDS


def _by_hand(ladder: Ladder, now: Step, kind: str) -> Step:
    if kind == "softer":
        return Step(max(now.rung - 1, 1), START_SECONDS if now.rung == 1 else now.seconds)
    return Step(min(now.rung + 1, len(ladder.things)), START_SECONDS)
