"""Small pieces of the recognise pages, worded for the reader."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from dialdown.training.recognise import words
from dialdown.training.recognise.models import RecogniseSession
from dialdown.training.recognise.reading import Outwards, PartStand, Side, Turned, control_of

# A picture takes about this long with the pause before it, in seconds; only for the words "3 minutes".
EACH = 6
WEEK = dt.timedelta(days=7)
# Fewer answers than this on a side are not drawn.
FEWEST = 10
# Of one turn and side: fewer say nothing that a range could tell.
FEWEST_OF_A_TURN = 5


@dataclass(frozen=True)
class PartCard:
    """One part as the path of Train and the start page show it."""

    part: str
    label: str
    compare: str
    question: str
    count: int
    minutes: int
    level: int
    level_words: str
    why: str
    today: int
    rests: bool
    begun: bool
    weekly_due: bool
    ask_later: uuid.UUID | None
    # Whether it also asks for pain: without a number from before, one from later says nothing.
    ask_pain: bool


def part_card(one: PartStand) -> PartCard:
    """The card of a part."""
    last = one.stand.turns[-1] if one.stand.turns else None
    return PartCard(
        one.part, words.part(one.part), words.part(control_of(one.part)), words.question(one.part), one.stand.dose,
        max(round(one.stand.dose * EACH / 60), 1), one.stand.level, words.level(one.stand.level),
        one.sentence(last.rule) if last else "", one.stand.done_on(one.today), one.rests, one.begun, one.weekly_due,
        one.ask_later.pk if one.ask_later else None, one.ask_later is not None and one.ask_later.before is not None,
    )  # fmt: skip


@dataclass(frozen=True)
class Bar:
    """One part and side of the chart. Shares in whole %, `x`, `low_x` and `high_x` on the drawing; seconds in words or empty."""

    label: str
    percent: int
    low: int
    high: int
    count: int
    seconds: str
    compare: bool
    y: int
    x: float
    low_x: float
    width: float

    @property
    def text_y(self) -> int:
        """Where the label stands."""
        return self.y + 5


LEFT, RIGHT, ROW = 120.0, 312.0, 28


def bars(found: list[Side], practised: set[str]) -> list[Bar]:
    """The chart of both sides, the practised parts first."""
    shown = sorted(found, key=lambda one: (one.part not in practised, one.part, one.side))
    drawn: list[Bar] = []
    for one in shown:
        if one.count < FEWEST:
            continue
        value, low, high = (round(share * 100) for share in one.share)
        at = [LEFT + share * (RIGHT - LEFT) for share in one.share]
        drawn.append(Bar(
            words.side(one.part, one.side), value, low, high, one.count, _seconds(one), one.part not in practised, 22 + ROW * len(drawn),
            round(at[0], 1), round(at[1], 1), round(at[2] - at[1], 1),
        ))  # fmt: skip
    return drawn


def _seconds(one: Side | Turned) -> str:
    if one.seconds is None:
        return ""
    value, low, high = (formats.number_format(round(second, 1), 1) for second in one.seconds)
    return _("%(s)s s (%(low)s to %(high)s)") % {"s": value, "low": low, "high": high}


@dataclass(frozen=True)
class TurnRow:
    """One turn of the table: for each side, share, range, time and pictures in words, or None while there are too few."""

    angle: int
    left: tuple[str, str, int]
    right: tuple[str, str, int]


@dataclass(frozen=True)
class TurnTable:
    """One part and view."""

    title: str
    rows: list[TurnRow]


def turn_tables(found: list[Turned]) -> list[TurnTable]:
    """Right answers and time by turn, a table for each part and view, sides beside each other."""
    cells = {(one.part, one.view, one.angle, one.side): one for one in found}
    names = list(dict.fromkeys((one.part, one.view) for one in found))
    return [
        TurnTable(
            f"{words.part(part)}, {words.view(part, view)}",
            [
                TurnRow(angle, _turned(cells.get((part, view, angle, "left"))), _turned(cells.get((part, view, angle, "right"))))
                for angle in sorted({one.angle for one in found if (one.part, one.view) == (part, view)})
            ],
        )
        for part, view in names
    ]  # fmt: skip


def _turned(one: Turned | None) -> tuple[str, str, int]:
    if one is None or one.count < FEWEST_OF_A_TURN:
        return "–", "–", one.count if one else 0
    value, low, high = (round(share * 100) for share in one.share)
    share = _("%(n)d %% (%(low)d to %(high)d)") % {"n": value, "low": low, "high": high}
    return share, _seconds(one) or "–", one.count


def outwards_rows(found: list[Outwards]) -> list[tuple[str, str]]:
    """Part and view, and how much longer what points outwards takes."""
    rows: list[tuple[str, str]] = []
    for one in found:
        value, low, high = (
            ("−" if second < 0 else "+") + formats.number_format(round(abs(second), 2), 2)
            for second in one.seconds
        )
        words_ = _("%(s)s s (%(low)s to %(high)s)") % {"s": value, "low": low, "high": high}
        rows.append((f"{words.part(one.part)}, {words.view(one.part, one.view)}", words_))
    return rows


def bars_in_words(drawn: list[Bar]) -> str:
    """What the chart shows, read out."""
    return " ".join(
        _("%(where)s %(n)d percent, likely %(low)d to %(high)d.")
        % {"where": one.label, "n": one.percent, "low": one.low, "high": one.high}
        for one in drawn
    )


@dataclass(frozen=True)
class Row:
    """One session in the list."""

    id: uuid.UUID
    when: str
    what: str
    right: str
    pain: str
    signs: str


def row(one: RecogniseSession, *, sees_pain: bool) -> Row:
    """A session in words; its pain only for whoever may see pain."""
    answered = [answer for answer in one.answers.all() if answer.response]
    right = sum(answer.correct for answer in answered)
    at = one.at.astimezone(ZoneInfo(one.zone))
    day = formats.date_format(at.date(), "j M Y")
    when = f"{day}, {formats.time_format(at.time(), pgettext('time format', 'H:i'))}"
    marks = [
        (one.before, _("before %(n)g")),
        (one.after, _("after %(n)g")),
        (one.later, _("an hour later %(n)g")),
    ]
    signs = (
        (one.colour, _("colour")),
        (one.swelling, _("swelling")),
        (one.later_colour, _("colour an hour later")),
        (one.later_swelling, _("swelling an hour later")),
    )
    return Row(
        one.pk, when, f"{words.part(one.part)}, {one.get_kind_display()}",
        _("%(right)d of %(n)d right") % {"right": right, "n": len(answered)},
        ", ".join(word % {"n": pain} for pain, word in marks if pain is not None and sees_pain),
        ", ".join(word for seen, word in signs if seen),
    )  # fmt: skip


def this_week(parts: list[PartStand]) -> str:
    """Sessions of the last seven days in words; empty when there are none."""
    days = [
        turn.session.day
        for one in parts
        for turn in one.stand.turns
        if turn.session.done and one.today - turn.session.day < WEEK
    ]
    if not days:
        return ""
    count = ngettext("%(n)d go of left or right", "%(n)d goes of left or right", len(days)) % {"n": len(days)}
    on = ngettext("on %(n)d day", "on %(n)d days", len(set(days))) % {"n": len(set(days))}
    return f"{count}, {on}."
