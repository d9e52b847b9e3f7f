"""The weekly checks of left or right, worded for the reader."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.training.recognise import words

if TYPE_CHECKING:
    from dialdown.science.laterality_results import Cell, Interval
    from dialdown.training.recognise.checks import Checks

# With fewer sessions `Change.specific` is None.
FEWEST = 4


@dataclass(frozen=True)
class CheckRow:
    """One check: its day, and right answers, mean time and both in one number, of the part and of the one beside it."""

    day: str
    own: tuple[str, str, str]
    beside: tuple[str, str, str]


@dataclass(frozen=True)
class CheckCard:
    """The checks of one part: what they say together, sentence by sentence, and each of them."""

    label: str
    control: str
    says: list[str]
    rows: list[CheckRow]
    # Whether there are enough checks for right answers and time in one number.
    balanced: bool


def check_card(found: Checks) -> CheckCard:
    """The card of a part."""
    label, control = words.part(found.part), words.part(found.control)
    rows = [
        CheckRow(
            formats.date_format(one.day, "j M Y"), (*_figures(one.own), _balance(one.own_balance)),
            (*_figures(one.beside), _balance(one.beside_balance)),
        )
        for one in found.checks
    ]  # fmt: skip
    enough = any(not math.isnan(one.own_balance) for one in found.checks)
    return CheckCard(label, control, _says(found, label, control), rows, enough)


def _says(found: Checks, label: str, control: str) -> list[str]:
    change, said = found.change, list[str]()
    named = {"part": label, "control": control, "n": change.sessions}
    if found.beside_practised:
        said.append(
            _(
                "You practise %(control)s too. So these checks cannot tell what is more than getting used to the pictures."
            )
            % named
        )
    elif change.specific is None:
        said.append(
            _("From %(n)d checks on, this says what changed beyond %(control)s.") % {**named, "n": FEWEST}
        )
    elif change.specific:
        said += [
            sentence % {**named, **_ends(interval, factor)}
            for interval, factor, sentence in (
                (change.time_percent, 1.0, _faster(change.time_percent)),
                (change.accuracy, 100.0, _righter(change.accuracy)),
            )
            if interval.low > 0 or interval.high < 0
        ]
    else:
        said.append(
            _(
                "Beyond %(control)s, nothing is clear yet over %(n)d checks. That is common, and no reason to push."
            )
            % named
        )
    if change.own_time_percent.value == change.own_time_percent.value:
        said.append(
            _(
                "%(part)s alone, first check to last: time %(value)s %% (%(low)s to %(high)s). Everyone gets quicker with practice."
            )
            % {**named, **_ends(change.own_time_percent, 1.0)}
        )
    if found.elsewhere:
        said.append(
            ngettext(
                "%(n)d check on another device is left out: times there differ by themselves.",
                "%(n)d checks on other devices are left out: times there differ by themselves.",
                found.elsewhere,
            )
            % {"n": found.elsewhere}
        )
    return said


def _faster(interval: Interval) -> str:
    if interval.value < 0:
        return _(
            "Quicker than %(control)s explains: %(value)s %% (likely %(low)s to %(high)s) over %(n)d checks."
        )
    return _("Slower than %(control)s explains: %(value)s %% (likely %(low)s to %(high)s) over %(n)d checks.")


def _righter(interval: Interval) -> str:
    if interval.value > 0:
        return _(
            "More right than %(control)s explains: %(value)s of 100 pictures (likely %(low)s to %(high)s) over %(n)d checks."
        )
    return _(
        "Fewer right than %(control)s explains: %(value)s of 100 pictures (likely %(low)s to %(high)s) over %(n)d checks."
    )


def _ends(interval: Interval, factor: float) -> dict[str, str]:
    return {
        name: _signed(factor * value)
        for name, value in (("value", interval.value), ("low", interval.low), ("high", interval.high))
    }


def _signed(value: float) -> str:
    """Whole numbers; an end just beside 0 keeps its sign and a decimal."""
    places = 0 if abs(value) >= 0.5 else 1
    return ("−" if value < 0 else "+") + formats.number_format(round(abs(value), places), places)


def _balance(value: float) -> str:
    if math.isnan(value):
        return "–"
    return ("−" if value < 0 else "+") + formats.number_format(round(abs(value), 1), 1)


def _figures(cell: Cell) -> tuple[str, str]:
    share, time = cell.accuracy, cell.mean_rt_ms
    right = _("%(n)d %% (%(low)d to %(high)d)") % {
        "n": round(share.value * 100), "low": round(share.low * 100), "high": round(share.high * 100),
    }  # fmt: skip
    if math.isnan(time.low):
        return right, "–"
    value, low, high = (
        formats.number_format(round(one / 1000, 1), 1) for one in (time.value, time.low, time.high)
    )
    return right, _("%(s)s s (%(low)s to %(high)s)") % {"s": value, "low": low, "high": high}
