"""Writes of personal trials: draw one, note a day, end it early, and a clinician's word."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from dialdown.diary import selectors as diary
from dialdown.insights.trials import outcomes, rules, selectors
from dialdown.insights.trials.models import PersonalTrial, TrialDone
from dialdown.intake.records import EARLIEST, BadInput, Problem
from dialdown.people import selectors as people
from dialdown.people import services as accounts
from dialdown.people.access import Denied, require
from dialdown.people.models import Person, SaidBy
from dialdown.people.services import hold

if TYPE_CHECKING:
    from dialdown.insights.trials.running import Standing
    from dialdown.people.access import Viewer

LONGEST_NAME, LONGEST_WHO = 60, 80
PAIRS = (6, 8, 10)
# Block and wash-out days that can be chosen.
BLOCKS = {"2": (2, 0), "4": (4, 1), "7": (7, 2)}
LATEST_START = 60


@dataclass(frozen=True)
class Wanted:
    """What the wizard was told. `kinds` as ticked; `takes_away` as answered."""

    usual: str
    other: str
    outcome: str
    kinds: Iterable[str] = ()
    takes_away: bool = False
    pairs: int = PAIRS[1]
    block: str = "7"
    smallest: float = 1.0
    starts_on: str = ""
    by_whom: str = ""
    looked_on: str = ""


def check_what(*, viewer: Viewer, person: Person, wanted: Wanted) -> list[str]:
    """The first step: two arms and an outcome that may be tested, and no new pain that nobody has looked at.

    Returns its kinds. Raises BadInput or Denied.
    """
    require(viewer, person.pk, write=True)
    problems: list[Problem] = []
    arms = (_words(wanted.usual), _words(wanted.other))
    for where, arm in zip(("usual", "other"), arms, strict=True):
        if not 0 < len(arm) <= LONGEST_NAME or "\x00" in arm:
            problems.append(Problem(where, _("Up to 60 letters, at least one.")))
    if not problems and arms[0].casefold() == arms[1].casefold():
        problems.append(Problem("other", _("Both are the same. What would be different?")))
    refused = "taken_away" if wanted.takes_away else rules.refusal(arms)
    if refused:
        problems.append(Problem("what", rules.refusal_words(refused)))
    if any(until is None for _since, until in people.locks(viewer, person.pk)):
        problems.append(
            Problem("what", _("New pain was reported. Nothing is tested until a clinician has looked at it."))
        )
    if wanted.outcome not in outcomes.choices(viewer, person):
        problems.append(Problem("outcome", _("Choose what it may change.")))
    if any(kind not in rules.KINDS for kind in wanted.kinds):
        problems.append(Problem("kinds", _("Choose from the list.")))
    if problems:
        raise BadInput(problems)
    return rules.kinds_of(arms, wanted.kinds)


def draw(*, viewer: Viewer, person: Person, wanted: Wanted, said_by: str = SaidBy.SELF) -> PersonalTrial:
    """Draw the order by coin and keep the protocol. One trial at a time. Raises BadInput or Denied."""
    kinds = check_what(viewer=viewer, person=person, wanted=wanted)
    today = diary.today_of(person)
    problems: list[Problem] = []
    if wanted.pairs not in PAIRS:
        problems.append(Problem("pairs", _("Choose six, eight or ten pairs.")))
    if wanted.block not in BLOCKS:
        problems.append(Problem("block", _("Choose how long a block is.")))
    if wanted.smallest not in outcomes.steps(wanted.outcome):
        problems.append(Problem("smallest", _("Choose the smallest change that would matter to you.")))
    starts_on = _day(wanted.starts_on)
    if starts_on is None or not today <= starts_on <= today + dt.timedelta(days=LATEST_START):
        problems.append(Problem("starts_on", _("Choose a day from today to two months ahead.")))
    needed = rules.needs_clinician(kinds, under_18=person.under_18(today))
    looked = bool(needed and (wanted.by_whom or wanted.looked_on))
    if looked:
        problems += _who_problems(wanted.by_whom, wanted.looked_on, today)
    if problems or starts_on is None:
        raise BadInput(problems)
    block_days, washout_days = BLOCKS[wanted.block]
    # Worked out before anything is locked.
    promised = promise(
        viewer=viewer, person=person, outcome=wanted.outcome, effect=wanted.smallest, pairs=wanted.pairs, block=wanted.block
    )  # fmt: skip
    with transaction.atomic():
        # Locked, so that two taps at once do not draw two.
        hold(person_id=person.pk)
        if selectors.one_is_open(viewer, person):
            raise BadInput([Problem("what", _("One test at a time. The one that runs comes first."))])
        made = PersonalTrial.objects.create(
            person=person, usual=_words(wanted.usual), other=_words(wanted.other), kinds=kinds, outcome=wanted.outcome,
            smallest=wanted.smallest, pairs=wanted.pairs, block_days=block_days, washout_days=washout_days, starts_on=starts_on,
            seed=secrets.randbelow(2**53), said_by=said_by, typed_by=viewer,
            promised=promised,
        )  # fmt: skip
        if looked:
            sign_off(
                viewer=viewer, person=person, trial_id=made.pk, by_whom=wanted.by_whom, on=wanted.looked_on, said_by=said_by
            )  # fmt: skip
    return made


def promise(
    *, viewer: Viewer, person: Person, outcome: str, effect: float, pairs: int, block: str
) -> float | None:
    """The chance of finding a real change of `effect`, from her own ups and downs; None with too few days."""
    from dialdown.science import trial_power

    moves = selectors.ups_and_downs(viewer, person, outcome)
    if moves is None:
        return None
    block_days, washout_days = BLOCKS[block]
    return trial_power(moves, effect=effect, pairs=pairs, block_days=block_days, washout_days=washout_days)


@transaction.atomic
def sign_off(
    *, viewer: Viewer, person: Person, trial_id: uuid.UUID, by_whom: str, on: str, said_by: str = SaidBy.SELF
) -> None:
    """A clinician has looked at the plan of a trial and said yes: who and when. Raises BadInput or Denied."""
    found = _open(viewer, person, trial_id)
    if found.state != "waits":
        raise Denied
    problems = _who_problems(by_whom, on, diary.today_of(person))
    day = _day(on)
    if problems or day is None:
        raise BadInput(problems)
    made = accounts.record_sign_off(
        viewer=viewer, person=person, what=f"trial:{found.trial.pk.hex}", by_whom=_words(by_whom), on=day, said_by=said_by
    )  # fmt: skip
    today = diary.today_of(person)
    # Nothing was lived while it waited: the first day is never in the past.
    PersonalTrial.objects.filter(pk=found.trial.pk).update(
        sign_off=made, starts_on=max(found.trial.starts_on, today)
    )


@transaction.atomic
def note_day(
    *,
    viewer: Viewer,
    person: Person,
    trial_id: uuid.UUID,
    day: str,
    adhered: bool | None,
    said_by: str = SaidBy.SELF,
) -> None:
    """Whether a lived day went as drawn; None takes the note back. Raises BadInput or Denied."""
    found = _open(viewer, person, trial_id)
    on = _day(day)
    if found.state != "running" or on not in {one.date for one in found.lived}:
        raise BadInput([Problem("day", _("That day is not part of the test."))])
    kept = TrialDone.objects.filter(trial=found.trial, day=on)
    if adhered is None:
        kept.delete()
    elif not kept.update(adhered=adhered, said_by=said_by, typed_by=viewer):
        TrialDone.objects.create(trial=found.trial, day=on, adhered=adhered, said_by=said_by, typed_by=viewer)


def stop(*, viewer: Viewer, person: Person, trial_id: uuid.UUID) -> None:
    """End a trial early; what was lived stays and is looked at. Raises Denied."""
    found = _open(viewer, person, trial_id)
    if not found.finished:
        PersonalTrial.objects.filter(pk=found.trial.pk).update(stopped_on=diary.today_of(person))


def go_on(*, viewer: Viewer, person: Person, trial_id: uuid.UUID) -> None:
    """Take an early end back on the day it was made. Raises Denied."""
    found = _open(viewer, person, trial_id)
    if found.state != "stopped" or found.trial.stopped_on != diary.today_of(person):
        raise Denied
    PersonalTrial.objects.filter(pk=found.trial.pk).update(stopped_on=None)


def unfit(*, row: Any) -> str:
    """Why a row of an archive cannot be a trial of ours; "" when it can."""
    if not isinstance(row, PersonalTrial):
        return ""
    kinds = row.kinds if isinstance(row.kinds, list) else [None]
    if any(not isinstance(kind, str) or kind not in rules.KINDS for kind in kinds):
        return "kinds: there is one that is not known"
    if row.outcome not in outcomes.KEYS:
        return f"outcome: {row.outcome[:40]!r} is nothing that a trial is measured by"
    if (row.block_days, row.washout_days) not in BLOCKS.values() or row.pairs not in PAIRS:
        return "pairs, block_days, washout_days: not a plan that is drawn here"
    if row.smallest not in outcomes.steps(row.outcome):
        return "smallest: not a change that can be chosen for this outcome"
    arms = (row.usual, row.other)
    same = arms[0].casefold() == arms[1].casefold()
    if arms != tuple(map(_words, arms)) or not all(arms) or same or rules.refusal(arms):
        return "usual, other: not two arms that can be tested"
    return ""


def _open(viewer: Viewer, person: Person, trial_id: uuid.UUID) -> Standing:
    require(viewer, person.pk, write=True)
    return selectors.trial(viewer, person, trial_id)


def _who_problems(by_whom: str, on: str, today: dt.date) -> list[Problem]:
    name, day = _words(by_whom), _day(on)
    problems: list[Problem] = []
    if not 0 < len(name) <= LONGEST_WHO or "\x00" in name:
        problems.append(Problem("by_whom", _("Please say who looked at it.")))
    if day is None or not EARLIEST <= day <= today:
        problems.append(Problem("looked_on", _("We couldn’t read that date. Try 2025-11-20.")))
    return problems


def _words(text: str) -> str:
    return " ".join(text.split())


def _day(raw: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(raw.strip())
    except ValueError:
        return None
