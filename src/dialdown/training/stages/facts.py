"""What the rules of the stages read: goes of recognise, sittings of imagine and mirror, choices. No Django."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

RECOGNISE, IMAGINE, MIRROR = "recognise", "imagine", "mirror"
ORDER = (RECOGNISE, IMAGINE, MIRROR)
# From easy to hard. Never one side alone: what the eyes see and what the hidden side does must not disagree.
STEPS = {IMAGINE: ("watch", "other", "near", "own"), MIRROR: ("look", "small", "larger")}


@dataclass(frozen=True)
class Went:
    """One session of recognise. Pain 0 to 10 or None; `later` is in an hour."""

    at: dt.datetime
    day: dt.date
    before: float | None = None
    after: float | None = None
    later: float | None = None
    stopped: bool = False


@dataclass(frozen=True)
class Week:
    """A weekly block, by the day it was done: the 95 % interval of her sore side minus the other, in log response time."""

    begins: dt.date
    low: float
    high: float

    def meets(self, other: Week) -> bool:
        """True when the two intervals overlap."""
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True)
class Recognised:
    """Everything the stages need of recognise. `accuracy` of the last 14 days is 0 to 1, or None; until when pictures rest."""

    goes: tuple[Went, ...] = ()
    weeks: tuple[Week, ...] = ()
    accuracy: float | None = None
    rests_until: dt.date | None = None


@dataclass(frozen=True)
class Sat:
    """One sitting of imagine or mirror. `planned` and `done` are pictures (imagine) or seconds (mirror).

    `ended`: "time", "self" (she stopped), "pain", "dizzy", "upset". `sign`: a new colour or swelling was seen.
    """

    id: uuid.UUID
    at: dt.datetime
    day: dt.date
    stage: str
    step: str
    planned: int
    done: int
    ended: str = "time"
    before: float | None = None
    after: float | None = None
    later: float | None = None
    sign: bool = False

    @property
    def rise(self) -> float | None:
        """Pain right after minus pain before; None when either was not said."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def rise_later(self) -> float | None:
        """Pain an hour later minus pain before."""
        return None if self.before is None or self.later is None else self.later - self.before

    @property
    def stopped(self) -> bool:
        """True when it did not run its time."""
        return self.ended != "time"


@dataclass(frozen=True)
class Chose:
    """A choice by hand: "open" a stage sooner, "step" (the next step of a stage), "easier", or "answers" (the questions first).

    `caution` belongs to the answers: one of them asks for a talk with a clinician. `clinician`: who chose is one.
    """

    id: uuid.UUID
    at: dt.datetime
    day: dt.date
    kind: str
    stage: str = ""
    caution: bool = False
    clinician: bool = False
