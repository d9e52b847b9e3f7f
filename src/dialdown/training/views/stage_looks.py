"""The stages as their pages show them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _

from dialdown.training.later import answered
from dialdown.training.selectors import PathStand
from dialdown.training.stages.book import book
from dialdown.training.stages.facts import IMAGINE, MIRROR, STEPS
from dialdown.training.stages.models import Sitting, StageChoice
from dialdown.training.stages.words import StepWords, amount, good_side, limb, step


@dataclass(frozen=True)
class StageCard:
    """One stage of a path: open or why not, the next sitting, and what may be changed."""

    stage: str
    label: str
    help: str
    number: int
    open: bool
    why: str
    step: StepWords
    length: str
    enough: bool
    may_step: bool
    first_step: bool
    link: str


@dataclass(frozen=True)
class PathCard:
    """A path with its stages."""

    id: uuid.UUID
    where: str
    limb: str
    good: str
    rests: bool
    programme: bool
    stages: tuple[StageCard, ...]
    why: str
    doses: str
    doses_label: str
    ask_later: uuid.UUID | None
    # Whether it also asks for pain: without a number from before, one from later says nothing.
    ask_pain: bool
    asked: bool
    accuracy_asked: bool


def path_card(one: PathStand) -> PathCard:
    """The card of a path."""
    last = one.stand.turns[-1] if one.stand.turns else None
    return PathCard(
        one.row.pk, one.where, limb(one.row.part, one.row.side), limb(one.row.part, good_side(one.row.side)), one.rests,
        one.programme, tuple(stage_card(one, stage) for stage in (IMAGINE, MIRROR)), one.sentence(last.rule) if last else "",
        one.doses.id, _(one.doses.label), one.ask_later.pk if one.ask_later else None,
        one.ask_later is not None and one.ask_later.before is not None, one.asked, one.accuracy_asked,
    )  # fmt: skip


def stage_card(one: PathStand, stage: str) -> StageCard:
    """The card of one stage."""
    gate, dose = one.gate(stage), one.stand.doses[stage]
    label, text, number = {
        IMAGINE: (_("Imagine"), _("Picture the move, without moving."), 2),
        MIRROR: (_("Mirror"), _("Watch your other side. Camera or a real mirror: both are good."), 3),
    }[stage]
    return StageCard(
        stage, label, text, number, gate.open, "" if gate.open else gate.sentence, step(stage, dose.step, one.row.part),
        amount(stage, dose.amount), one.enough(stage), dose.may_step(stage), dose.step == first(stage),
        f"/train/{stage}?path={one.row.pk}",
    )  # fmt: skip


def first(stage: str) -> str:
    """The first step of a stage."""
    return STEPS[stage][0]


@dataclass(frozen=True)
class Row:
    """One line of the history: a sitting or a choice."""

    id: uuid.UUID
    is_sitting: bool
    may_undo: bool
    when: str
    what: str
    how: str
    sentence: str
    # What was said an hour later can be taken back by itself.
    later: bool = False


def history(one: PathStand, choices: list[StageChoice]) -> list[Row]:
    """Sittings and choices of a path, newest first."""
    rules = {turn.sat.id: turn.rule for turn in one.stand.turns}
    undone = {choice.undoes_id for choice in choices}
    known = {choice.pk: choice for choice in choices}
    part = one.row.part
    sats = [
        (
            sat.at,
            Row(
                sat.pk,
                True,
                True,
                _when(sat.day),
                _what(sat, part),
                _how(sat, one.sees_pain),
                one.sentence(rules[sat.pk]),
                answered(sat),
            ),
        )
        for sat in one.sittings
    ]
    chosen = [
        (
            choice.at,
            Row(
                choice.pk,
                False,
                choice.kind != "undone" and choice.pk not in undone,
                _when(choice.day),
                _chosen(choice, known.get(choice.undoes_id)),
                _said(choice),
                "",
            ),
        )
        for choice in choices
    ]
    return [row for _at, row in sorted([*sats, *chosen], key=lambda pair: pair[0], reverse=True)]


def _when(day: object) -> str:
    return formats.date_format(day, "j M Y")


def _what(sat: Sitting, part: str) -> str:
    label = _("Imagine") if sat.stage == IMAGINE else _("Mirror")
    return f"{label}: {step(sat.stage, sat.step, part).name}, {_length(sat)}"


def _length(sat: Sitting) -> str:
    if sat.stage == IMAGINE:
        return amount(IMAGINE, sat.done)
    return _("%(minutes)d min %(seconds)02d s") % {"minutes": sat.done // 60, "seconds": sat.done % 60}


def _how(sat: Sitting, sees_pain: bool) -> str:
    found = [sat.get_how_display()] if sat.stage == MIRROR else []
    if sat.ended == Sitting.Ended.PAIN and not sees_pain:
        found.append(str(Sitting.Ended.SELF.label))
    elif sat.ended != Sitting.Ended.TIME:
        found.append(sat.get_ended_display())
    numbers = [f"{one:g}" for one in (sat.before, sat.after, sat.later) if one is not None]
    if numbers and sees_pain:
        found.append(_("pain %(numbers)s") % {"numbers": " → ".join(numbers)})
    if sat.counted is not None:
        found.append(_("%(n)d movements") % {"n": sat.counted})
    found += [
        word
        for word, on in (
            (_("colour"), sat.colour),
            (_("swelling"), sat.swelling),
            (_("felt odd"), sat.odd),
            (_("colour an hour later"), sat.later_colour),
            (_("swelling an hour later"), sat.later_swelling),
        )
        if on
    ]
    return " · ".join(found)


def _chosen(choice: StageChoice, undone: StageChoice | None = None) -> str:
    if undone is not None:
        return _("Taken back: %(what)s") % {"what": _chosen(undone)}
    stage = {IMAGINE: _("Imagine"), MIRROR: _("Mirror")}.get(choice.stage, "")
    doses = book().doses.get(choice.doses)
    return {
        "answers": _("Questions answered: a talk comes first") if choice.yes else _("Questions answered"),
        "open": _("%(stage)s opened by hand") % {"stage": stage},
        "step": _("%(stage)s: the next step") % {"stage": stage},
        "easier": _("%(stage)s: the step before") % {"stage": stage},
        "accuracy": _("80 % right is asked for") if choice.yes else _("80 % right is no longer asked for"),
        "doses": _("How often: %(doses)s") % {"doses": _(doses.label) if doses else ""},
        "undone": _("Taken back"),
    }[choice.kind]


def _said(choice: StageChoice) -> str:
    return choice.get_said_by_display()
