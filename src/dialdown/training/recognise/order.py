"""What the next session of a part is: sessions in the order of their time, one row of the table after the other. No Django."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from dialdown.training.rules import Decision, Facts, decide
from dialdown.training.rules import shipped as table

WHAT = "recognise"
# Sides are even when neither is right this much more often than the other (share of answers).
EVEN = 0.15
HIGHEST = 5


@dataclass(frozen=True)
class Session:
    """What the rules read of a session. `right` and `left`: share of right answers by the side that was shown, or None."""

    id: uuid.UUID
    at: dt.datetime
    day: dt.date
    level: int
    planned: int
    done: int
    left: float | None = None
    right: float | None = None
    before: float | None = None
    after: float | None = None
    later: float | None = None
    sign: bool = False
    weekly: bool = False
    # It felt odd, or made dizzy.
    odd: bool = False

    @property
    def rise(self) -> float | None:
        """Pain right after minus pain before; None when either was not said."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def rise_later(self) -> float | None:
        """Pain an hour later minus pain before."""
        return None if self.before is None or self.later is None else self.later - self.before

    @property
    def accuracy(self) -> float | None:
        """Share of right answers, both sides alike."""
        return None if self.left is None or self.right is None else (self.left + self.right) / 2


@dataclass(frozen=True)
class Turn:
    """One session with the level before it and the row of the table that it met."""

    session: Session
    level: int
    rule: str


@dataclass(frozen=True)
class Stand:
    """The next session: level 1 to 5, pictures; until when pictures rest."""

    level: int
    dose: int
    turns: tuple[Turn, ...] = ()
    rests_until: dt.date | None = None

    def rests(self, today: dt.date) -> bool:
        """True while pictures rest."""
        return self.rests_until is not None and today < self.rests_until

    def done_on(self, day: dt.date) -> int:
        """Sessions of a day with an answer."""
        return sum(1 for turn in self.turns if turn.session.day == day and turn.session.done > 0)


def stand(sessions: Iterable[Session]) -> Stand:
    """Where a part stands after all its sessions."""
    first = table()["recognise.first"].amounts
    level, dose, calm, rests = 1, int(first["dose"]), 0, None
    turns: list[Turn] = []
    for one in sorted(sessions, key=lambda one: (one.at, str(one.id))):
        calm = calm + 1 if _good(one, level) else (calm if one.weekly else 0)
        decision = decide(WHAT, "practice_done", _facts(one, level, dose, calm))
        assert decision is not None, "the last row of the table holds for every session"
        turns.append(Turn(one, level, decision.rule.id))
        if "rest_days" in decision.rule.amounts:
            rests = one.day + dt.timedelta(days=int(decision.amount("rest_days")))
        before = level
        level, dose = _moved(level, dose, decision)
        if level != before or decision.action == "step_back":
            calm = 0
    return Stand(level, dose, tuple(turns), rests)


def _good(one: Session, level: int) -> bool:
    """80 % or more, sides even, pain not up: three of these move on."""
    amounts = table()["recognise.next"].amounts
    if one.weekly or one.level != level or one.accuracy is None or one.done < one.planned:
        return False
    assert one.left is not None
    assert one.right is not None
    rises = [rise for rise in (one.rise, one.rise_later) if rise is not None]
    return (
        one.accuracy >= float(amounts["accuracy"])
        and abs(one.left - one.right) <= EVEN
        and all(rise < 1 for rise in rises)
        and not one.odd
    )


def _facts(one: Session, level: int, dose: int, calm: int) -> Facts:
    return {
        "sign": one.sign, "odd": one.odd, "pain_rise": one.rise, "pain_rise_later": one.rise_later, "good": calm, "level": level,
        "dose": dose, "weekly": one.weekly, "whole": one.done >= one.planned,
    }  # fmt: skip


def _moved(level: int, dose: int, decision: Decision) -> tuple[int, int]:
    amounts, first = decision.rule.amounts, table()["recognise.first"].amounts
    if decision.action == "step_back":
        shorter = max(int(dose * amounts.get("share", 1)), int(first["least"]))
        return max(level - int(amounts.get("steps", 0)), 1), shorter
    if decision.action == "step_up":
        return level, min(dose + int(amounts["dose"]), int(amounts["most"]))
    if decision.action == "next":
        return min(level + 1, HIGHEST), dose
    return level, dose
