"""How a plan is put into words for its pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.activity import amounts, quotas
from dialdown.activity.activities import Activity, shipped
from dialdown.activity.models import PlanFact
from dialdown.activity.prescribing import STOP_RULES
from dialdown.activity.selectors import Standing
from dialdown.training import selectors as training

UNDO_WITHIN = dt.timedelta(days=28)
# The steps that a form offers, in percent of the baseline a week.
SHARES = (10, 15, 20)


@dataclass(frozen=True)
class Card:
    """One plan as a card: the amount of today in words, and everything around it."""

    standing: Standing
    id: str
    title: str
    icon: str
    timed: bool
    amount: str
    target: int
    floor: str
    ceiling: str
    state: str
    line: str
    done: str
    done_enough: bool
    over: bool
    sentence: str
    who: str
    next_step: str
    next_amount: str
    weekly: str
    share: int
    measured: str

    @property
    def open(self) -> bool:
        """True when there is an amount for today."""
        return self.standing.day.today is not None


def day_words(day: dt.date) -> str:
    """A day as a sentence names it: Monday 24 November."""
    return date_format(day, "l j F")


def title(standing: Standing) -> str:
    """What the plan is about."""
    return str(_(standing.activity.title))


def card(standing: Standing) -> Card:
    """A plan as its card shows it."""
    day, activity, course = standing.day, standing.activity, standing.course
    done = standing.done_today
    # What changed today says why; what changed before stands on the plan's own page.
    fresh = standing.turn is not None and standing.turn.day == day.day
    sentence = turn_words(standing.turn, standing) if standing.turn is not None and fresh else ""
    step = ""
    after = ""
    if course.next_step is not None and day.amount is not None:
        step = day_words(course.next_step)
        after = amounts.words(_after(standing), activity)
    return Card(
        standing=standing, id=str(standing.plan.pk), title=title(standing), icon=activity.icon, timed=activity.timed,
        amount=amounts.words(day.today, activity), target=day.today or 0, floor=amounts.words(day.floor, activity),
        ceiling=amounts.words(day.ceiling, activity), state=day.state, line=state_line(standing),
        done="" if done is None else amounts.words(done, activity), done_enough=done is not None and done >= (day.floor or 0),
        over=done is not None and day.state != "measuring" and day.ceiling is not None and done > day.ceiling, sentence=sentence,
        who=standing.prescription.who if standing.prescription else "", next_step=step, next_amount=after,
        weekly=weekly_words(standing), share=share_of(standing), measured=measured_words(standing),
    )  # fmt: skip


def _after(standing: Standing) -> int:
    amount, step = standing.day.amount or 0, standing.course.step
    top = standing.prescription.ceiling if standing.prescription else standing.plan.top
    return amount + step if top is None else min(amount + step, max(top, amount))


def weekly_words(standing: Standing) -> str:
    """How much more a week is, before there is a baseline too; "" for what a clinician wrote: that stands in its terms."""
    course = standing.course
    if standing.prescription is not None:
        return ""
    if not course.step:
        return _("Then a little more each week")
    return step_words((course.step, course.every), standing.activity)


def step_words(step: tuple[int, int], activity: Activity) -> str:
    """A step (its amount, the weeks from one to the next) in words."""
    amount, every = step
    return ngettext("%(amount)s more each week", "%(amount)s more every %(n)d weeks", every) % {
        "amount": amounts.words(amount, activity), "n": every}  # fmt: skip


def share_of(standing: Standing) -> int:
    """The share of the baseline that a step is in a week, in percent; the chosen one until there is a baseline."""
    course = standing.course
    return round(100 * course.step / course.every / course.baseline) if course.baseline else course.share


def shares(standing: Standing) -> list[tuple[int, str]]:
    """The steps to choose from: percent of the baseline a week, and what each of them is once there is a baseline."""
    course, activity = standing.course, standing.activity
    unit: quotas.Unit = "seconds" if activity.timed else "count"
    said: list[tuple[int, str]] = []
    for share in sorted({*SHARES, course.share}):
        step = quotas.weekly_step(course.baseline, share / 100, unit) if course.baseline else None
        said.append((share, step_words(step, activity) if step else ""))
    return said


def state_line(standing: Standing) -> str:
    """The line under the amount."""
    return {
        "measuring": _("At least this much. Do what is usual, and write it down."),
        "plan": _("Good day or hard day: the same amount."),
        "flare": _("Today the floor. It counts in full."),
        "getting_back": _("Getting back: three floor days."),
        "ask": _("This plan was written until now. The amount stays; ask at the next visit."),
        "locked": _("Moving by plan waits until a doctor has looked."),
        "programme": _("The programme has its own plan. Yours rests until it ends."),
        "resting": _("Resting. Nothing is asked, everything is kept."),
    }[standing.day.state]


def measured_words(standing: Standing) -> str:
    """How the baseline came about, or how far measuring is."""
    course, activity = standing.course, standing.activity
    if standing.day.state == "measuring":
        n = len(course.measured)
        return ngettext("%(n)d day measured. Three are enough, seven are better.",
                        "%(n)d days measured. Three are enough, seven are better.", n) % {"n": n}  # fmt: skip
    if course.baseline is None or standing.prescription is not None:
        return ""
    return _("Baseline %(amount)s.") % {"amount": amounts.words(course.baseline, activity)}


def turn_words(turn: quotas.Turn, standing: Standing) -> str:
    """The sentence of a rule, filled in."""
    places = dict(turn.places)
    if "baseline" in places:
        places["baseline"] = amounts.words(int(places["baseline"]), standing.activity)
    return training.sentence(turn.rule, **places)


@dataclass(frozen=True)
class TurnRow:
    """One change of a plan as its list shows it, with what takes it back (a fact, or the day of a change by the calendar)."""

    day: str
    sentence: str
    change: str
    ours: bool
    undo: str = ""
    keep: str = ""


def turns(standing: Standing, most: int = 12) -> list[TurnRow]:
    """The newest changes first; each with its Undo where there is something to take back."""
    found: list[TurnRow] = []
    for turn in reversed(standing.course.turns):
        fact = standing.facts.get(turn.fact)
        recent = standing.day.day - turn.day <= UNDO_WITHIN
        plain = fact is not None and fact.kind not in (
            PlanFact.Kind.PRESCRIBED, PlanFact.Kind.OWN, PlanFact.Kind.RESTING,
        )  # fmt: skip
        change = ""
        if turn.before is not None and turn.after is not None and turn.before != turn.after:
            change = _("%(before)s → %(after)s") % {
                "before": amounts.words(turn.before, standing.activity), "after": amounts.words(turn.after, standing.activity),
            }  # fmt: skip
        found.append(
            TurnRow(
                day_words(turn.day),
                turn_words(turn, standing),
                change,
                training.rule(turn.rule).ours,
                turn.fact if plain and recent else "",
                turn.day.isoformat() if turn.can_keep and recent and not standing.prescription else "",
            )
        )
    return found[:most]


def prescription_rows(prescription: Any) -> list[tuple[str, str]]:
    """The terms of a prescription as label and value."""
    activity = shipped()[prescription.activity]

    def said(amount: int) -> str:
        return amounts.words(amount, activity)

    weekly = _("%(step)s more each week, up to the ceiling") % {"step": said(prescription.weekly)}
    rows = [
        (_("Amount"), said(prescription.amount)), (_("Floor, on hard days"), said(prescription.floor)),
        (_("Ceiling"), said(prescription.ceiling)), (_("Each week"), weekly if prescription.weekly else _("stays the same")),
        (_("After an illness"), _("stays for a week") if prescription.hold_after_illness else _("goes on as written")),
        (_("Look at it again"), date_format(prescription.review_on, "j F Y")),
    ]  # fmt: skip
    if prescription.note:
        rows.append((_("Note"), prescription.note))
    return rows


def stop_words(keys: list[str]) -> list[str]:
    """Stop rules in words."""
    return [str(STOP_RULES[key]) for key in keys if key in STOP_RULES]
