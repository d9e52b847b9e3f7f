"""Reads of recognise. Every function takes the viewer and shows what her grants allow."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from dialdown import science as ds
from dialdown.people.access import Denied, require
from dialdown.training.later import sign, to_ask
from dialdown.training.recognise import order
from dialdown.training.recognise.ability import ability_after
from dialdown.training.recognise.columns import columns
from dialdown.training.recognise.dealing import AIM, Deal, control_of, weekly_count
from dialdown.training.recognise.models import RecogniseAnswer, RecogniseSession
from dialdown.training.recognise.own.dealing import POSTURE as OWN
from dialdown.training.recognise.weekly import week
from dialdown.training.stages.facts import Recognised, Week, Went
from dialdown.training.stimuli.bank import bank
from dialdown.training.told import told

if TYPE_CHECKING:
    from dialdown.people.access import Sight, Viewer
    from dialdown.people.models import Person

SCOPE = "train"
WEEK = dt.timedelta(days=7)
WINDOW = dt.timedelta(days=14)
FEWEST_FOR_OUTWARDS = 320


@dataclass(frozen=True)
class PartStand:
    """A part with what its next session is."""

    part: str
    stand: order.Stand
    ability: float
    today: dt.date
    weekly_due: bool
    ask_later: RecogniseSession | None
    sight: Sight

    def sentence(self, rule_id: str) -> str:
        """The sentence of the row that a session met, as far as the viewer may know."""
        return told(rule_id, sees_pain=self.sight.line("pain"))

    @property
    def rests(self) -> bool:
        """True while pictures of this part rest."""
        return self.stand.rests(self.today)

    @property
    def begun(self) -> bool:
        """True after the first session."""
        return bool(self.stand.turns)

    def deal(self, seed: int, *, weekly: bool = False, aim: float = AIM) -> Deal:
        """The list of the next session."""
        count = weekly_count(self.part) if weekly else self.stand.dose
        kind = RecogniseSession.Kind.WEEKLY if weekly else RecogniseSession.Kind.TRAINING
        return Deal(seed, kind.value, self.part, count, self.stand.level, round(self.ability, 2), aim)


@dataclass(frozen=True)
class Side:
    """One part and side over the last 14 days. Shares 0 to 1, seconds; 95 % intervals; `seconds` None while there are too few."""

    part: str
    side: str
    count: int
    share: tuple[float, float, float]
    seconds: tuple[float, float, float] | None


@dataclass(frozen=True)
class Turned:
    """One part, view, side and turn (degrees clockwise), as `Side`."""

    part: str
    view: str
    side: str
    angle: int
    count: int
    share: tuple[float, float, float]
    seconds: tuple[float, float, float] | None


@dataclass(frozen=True)
class Outwards:
    """One part and view: mean time of pictures that point outwards minus that of those that point inwards, in seconds; 95 % interval."""

    part: str
    view: str
    seconds: tuple[float, float, float]


def recognise_part(viewer: Viewer, person: Person, part: str) -> PartStand:
    """One part. Raises Denied, KeyError when there are no pictures of it."""
    bank().of(part)
    return next(one for one in recognise_parts(viewer, person) if one.part == part)


def recognise_parts(viewer: Viewer, person: Person) -> list[PartStand]:
    """Every part that has pictures, in the order of the bank. Raises Denied; empty where imagery is switched off."""
    seen = require(viewer, person.pk)
    if SCOPE not in seen:
        raise Denied
    if not settings.SWITCHES["imagery"]:
        return []
    now = timezone.now()
    today = person.day_of(now)
    sessions = list(_practised(person.pk).prefetch_related("answers"))
    return [
        _stand(part, [one for one in sessions if one.part == part], now, today, seen) for part in bank().parts
    ]


def recognise_session(viewer: Viewer, session_id: uuid.UUID) -> RecogniseSession:
    """One session, also one that was taken out. Raises Denied."""
    found = RecogniseSession.objects.filter(pk=session_id).first()
    if found is None or SCOPE not in require(viewer, found.person_id):
        raise Denied
    return found


def recognise_sessions(viewer: Viewer, person_id: uuid.UUID) -> list[RecogniseSession]:
    """The sessions with their answers, newest first. Raises Denied."""
    if SCOPE not in require(viewer, person_id):
        raise Denied
    return list(_sessions(person_id).order_by("-at", "-id").prefetch_related("answers"))


def recognise_sides(viewer: Viewer, person: Person) -> list[Side]:
    """Answers of the last 14 days by part and side: only her own, beside nobody else's."""
    if SCOPE not in require(viewer, person.pk):
        raise Denied
    since = timezone.now() - WINDOW
    recent = _sessions(person.pk).filter(at__gte=since)
    return sides(RecogniseAnswer.objects.filter(session__in=recent).select_related("session"))


def sides(answers: Iterable[RecogniseAnswer]) -> list[Side]:
    """Share of right answers and mean time of right ones (trimmed as `score_laterality` does), by part and side."""
    table = columns(one for one in answers if one.response)
    if not table["part"]:
        return []
    found = []
    for cell in ds.score_laterality(table).cells:
        share, seconds = cell.accuracy, _seconds(cell.mean_rt_ms)
        found.append(
            Side(str(cell.part), str(cell.side), cell.n, (share.value, share.low, share.high), seconds)
        )
    return found


def turns(answers: Iterable[RecogniseAnswer]) -> list[Turned]:
    """As `sides`, by part, view, side and turn. Own pictures are left out: how they are turned was not measured."""
    table = columns(one for one in answers if one.response and one.posture != OWN)
    if not table["part"]:
        return []
    return [
        Turned(
            str(one.part), str(one.view), str(one.side), round(one.angle_deg), one.n,
            (one.accuracy.value, one.accuracy.low, one.accuracy.high), _seconds(one.mean_rt_ms),
        )
        for one in ds.score_laterality(table).side_curves
    ]  # fmt: skip


def outwards(answers: Iterable[RecogniseAnswer]) -> list[Outwards]:
    """Outwards against inwards, for parts with at least `FEWEST_FOR_OUTWARDS` times of right answers: of fewer it is mostly luck.

    For adults alone: under 18 the difference is often absent, and that means nothing.
    """
    table = columns(
        one for one in answers if one.response and one.usable and one.correct and one.posture != OWN
    )
    many = Counter(table["part"])
    return [
        Outwards(str(one.part), str(one.view), found)
        for one in (ds.score_laterality(table).medial_lateral if table["part"] else ())
        if many[one.part] >= FEWEST_FOR_OUTWARDS and (found := _seconds(one.difference_ms)) is not None
    ]


def _seconds(time: Any) -> tuple[float, float, float] | None:
    known = np.isfinite(time.value) and np.isfinite(time.low)
    return (time.value / 1000, time.low / 1000, time.high / 1000) if known else None


def for_stages(person_id: uuid.UUID, part: str, side: str) -> Recognised:
    """What the stages need of a part whose `side` hurts. Whoever asks has looked at the leave to see practice."""
    sessions = list(_practised(person_id).filter(part=part).prefetch_related("answers"))
    weeks: list[Week] = []
    goes: list[Went] = []
    for one in sessions:
        answers = list(one.answers.all())
        # Opened and left again is no practice.
        if not any(a.response for a in answers):
            continue
        goes.append(
            Went(one.at, one.day, one.before, one.after, one.later, one.ended != RecogniseSession.Ended.WHOLE)
        )
        if one.kind == RecogniseSession.Kind.WEEKLY and one.ended == RecogniseSession.Ended.WHOLE:
            block = [
                (a.side, a.correct, a.rt_ms)
                for a in answers
                if a.part == part and a.usable and a.rt_ms is not None
            ]
            interval = week(block, side)
            if interval is not None:
                weeks.append(Week(one.day, *interval))
    since = timezone.now() - WINDOW
    recent = [
        a.correct
        for one in sessions
        if one.at >= since
        for a in one.answers.all()
        if a.part == part and a.response
    ]
    rests = order.stand(_seen(one) for one in sessions).rests_until
    return Recognised(tuple(goes), tuple(weeks), sum(recent) / len(recent) if recent else None, rests)


def _sessions(person_id: uuid.UUID) -> QuerySet[RecogniseSession]:
    return RecogniseSession.objects.filter(person_id=person_id, deleted_at__isnull=True)


def _practised(person_id: uuid.UUID) -> QuerySet[RecogniseSession]:
    """Without what came from another program: that was not planned by a level, and moves none."""
    return _sessions(person_id).exclude(kind=RecogniseSession.Kind.BROUGHT)


def _stand(
    part: str, sessions: list[RecogniseSession], now: dt.datetime, today: dt.date, seen: Sight
) -> PartStand:
    answered = [
        (a.difficulty, a.correct)
        for one in sessions
        for a in one.answers.all()
        if a.response and a.part == part
    ]
    checks = [
        one.at
        for one in sessions
        if one.kind == RecogniseSession.Kind.WEEKLY and one.ended == RecogniseSession.Ended.WHOLE
    ]
    due = bool(sessions) and (not checks or now - checks[-1] >= WEEK)
    return PartStand(
        part, order.stand(_seen(one) for one in sessions), ability_after(answered), today, due, _ask(sessions, now), seen
    )  # fmt: skip


def _seen(one: RecogniseSession) -> order.Session:
    answers = [a for a in one.answers.all() if a.response and a.part == one.part]
    share = {
        side: sum(a.correct for a in answers if a.side == side) / count
        if (count := sum(a.side == side for a in answers))
        else None
        for side in ("left", "right")
    }
    done = one.answers.all()
    return order.Session(
        one.pk, one.at, one.day, one.level, one.planned, len(done), share["left"], share["right"], one.before, one.after, one.later,
        sign(one), one.kind == RecogniseSession.Kind.WEEKLY, one.odd or one.dizzy,
    )  # fmt: skip


def _ask(sessions: list[RecogniseSession], now: dt.datetime) -> RecogniseSession | None:
    """The latest session, when something was answered in it and it is about an hour ago: it is asked once each time."""
    last = sessions[-1] if sessions else None
    begun = last is not None and any(answer.response for answer in last.answers.all())
    return last if begun and to_ask(last, now) else None


__all__ = [
    "PartStand", "Side", "control_of", "for_stages", "recognise_part", "recognise_parts", "recognise_session", "recognise_sessions",
    "recognise_sides", "sides", "turns",
]  # fmt: skip
