"""What patterns are asked about: function, pain, and what else she chose; each with its share of the error budget."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dialdown.diary.selectors import DaySeries
from dialdown.intake.definitions import Definition

FEWEST = 42
FDR = 0.10
# Answers that can be asked about besides: numbers a day that are no pain, and one yes or no.
FURTHER = ("hours_up", "school_hours", "walking_minutes", "touch_left", "touch_right", "medicine_extra")
MOST_FURTHER = 3
# What is done, looked at beside how it hurts. Beside what is done itself it would be a part of the answer.
DONE = ("walking_minutes", "hours_up", "school_hours")


@dataclass(frozen=True)
class Question:
    """One outcome of a diary: its days, and the share of luck among what is found that it may have."""

    key: str
    days: dict[dt.date, float]
    fdr: float


def budgets() -> tuple[float, float, float]:
    """Budgets of the main outcome, the second one, and of all further ones together (see `further_budget`).

    The sum is at most that of three outcomes however many are added, and adding one takes nothing from
    those before it: so a person without any pattern is *ever* told something with at most 15 %,
    whatever she adds and when.
    """
    from dialdown.science import outcome_budgets

    main, second, third = outcome_budgets(3, FDR)
    return main, second, third


def further_budget(place: int) -> float:
    """Budget of the further outcome at a place, counted from 0: half of what those before it left."""
    return budgets()[2] / 2 ** (place + 1)


def questions(
    function: dict[dt.date, float] | None,
    pain: tuple[str, dict[dt.date, float]] | None,
    further: Sequence[tuple[str, int]],
    series: Mapping[str, DaySeries],
) -> list[Question]:
    """The outcomes in the order they are shown: function first, pain second, then the further ones (key and place).

    The main outcome is whichever of function and pain had enough days first. That is settled once and
    for all by the diary itself, so that the larger budget is never spent twice.
    """
    main, second, _rest = budgets()
    found: list[Question] = []
    pain_leads = pain is not None and _enough(pain[1]) < _enough(function or {})
    if function:
        found.append(Question("function", function, second if pain_leads else main))
    if pain is not None and pain[1]:
        found.append(Question(*pain, main if pain_leads or not function else second))
    found += [
        Question(key, series[key].days, further_budget(place)) for key, place in further if key in series
    ]
    return found


def _enough(days: Mapping[dt.date, float]) -> dt.date:
    """The day on which there were enough days, or one that never comes."""
    ordered = sorted(days)
    return ordered[FEWEST - 1] if len(ordered) >= FEWEST else dt.date.max


def outcome_name(key: str, definition: Definition | None = None) -> str:
    """The outcome inside a sentence."""
    names = {
        "function": _("how much of what you wanted you did"), "pain_now": _("pain right now"),
        "pain_worst": _("the worst pain of a day"), "pain_mean": _("pain on average"),
        "highest": _("pain at the highest place"), "hours_up": _("hours up and about"),
        "school_hours": _("hours of school or work"), "walking_minutes": _("minutes of walking"),
        "touch_left": _("light touch on the left"), "touch_right": _("light touch on the right"),
        "medicine_extra": _("days with extra medicine"),
    }  # fmt: skip
    return names.get(key) or (str(_(definition.label)) if definition else key)


def unit(key: str, *, one: bool = False) -> str:
    """What an effect on an outcome is counted in; `one` = after the number 1."""
    if one:
        return {
            "hours_up": _("hour"), "school_hours": _("hour"), "sleep_hours": _("hour"), "walking_minutes": _("minute"),
            "touch_left": _("step"), "touch_right": _("step"), "medicine_extra": _("day in 100"),
        }.get(key, _("point"))  # fmt: skip
    return {
        "hours_up": _("hours"), "school_hours": _("hours"), "sleep_hours": _("hours"), "walking_minutes": _("minutes"),
        "touch_left": _("steps"), "touch_right": _("steps"), "medicine_extra": _("days in 100"),
    }.get(key, _("points"))  # fmt: skip


def unit_after(key: str, number: str) -> str:
    """What a written number of an outcome is counted in: +1 minute, 2 minutes."""
    return unit(key, one=number.lstrip("+-\u2212") == "1")


def more_is_better(key: str) -> bool:
    """True for what a person does; False for pain and for touch that hurts."""
    return key in ("function", "hours_up", "school_hours", "walking_minutes")


def is_yes_no(key: str) -> bool:
    """True for an outcome that a day has or has not; an effect on it is counted in days of a hundred."""
    return key == "medicine_extra"


def is_pain(key: str) -> bool:
    """True for every kind of pain."""
    return key.startswith("pain_") or key == "highest"
