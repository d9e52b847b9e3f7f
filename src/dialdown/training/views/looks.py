"""Small pieces of the practice pages, worded for the reader."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from dialdown.training.models import TouchChoice, TouchGo, TouchLadder
from dialdown.training.selectors import TouchStand
from dialdown.training.touch import steps
from dialdown.training.touch.ladders import FULL_SECONDS, START_SECONDS, book
from dialdown.training.touch.words import side, where

WEEKS = 8


def seconds(count: int) -> str:
    """A length in words."""
    if count >= FULL_SECONDS and count % FULL_SECONDS == 0:
        minutes = count // FULL_SECONDS
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    return ngettext("%(n)d second", "%(n)d seconds", count) % {"n": count}


@dataclass(frozen=True)
class Card:
    """A ladder as its card shows it."""

    id: uuid.UUID
    where: str
    thing: str
    length: str
    rung: int
    rungs: int
    then: str
    care: str
    today: str
    rests: bool
    enough: bool
    softest: bool
    last: bool
    why: str
    keep: uuid.UUID | None
    ask_later: uuid.UUID | None
    programme: bool = False


def card(one: TouchStand) -> Card:
    """The card of a ladder."""
    step, ladder = one.stand.step, one.ladder
    turn = one.stand.last_turn()
    count = one.today_count
    return Card(
        one.row.pk, where(one.row.place, one.row.side), _(one.thing), seconds(step.seconds), step.rung, len(ladder.things),
        _(ladder.then), _(ladder.care) if ladder.care else "",
        ngettext("%(n)d go today", "%(n)d goes today", count) % {"n": count} if count else "",
        one.rests, one.enough_today, step.rung == 1, step.rung == len(ladder.things),
        one.sentence(turn.rule) if turn else "",
        turn.go.id if turn and turn.go and turn.moved else None,
        # It is asked after a rise only, so that it is asked tells of one.
        one.ask_later.id if one.ask_later and one.sees_pain else None, one.programme,
    )  # fmt: skip


@dataclass(frozen=True)
class GoForm:
    """What a go's form carries in its hidden fields, and how long the next one is after a rise."""

    ladder: uuid.UUID
    rung: int
    planned: int
    planned_words: str
    shorter: int
    rise: int
    pain: bool


def go_form(one: TouchStand, asks_pain: bool) -> GoForm:
    """The form of the next go."""
    step = one.stand.step
    shorter = max(step.seconds // 2 // START_SECONDS * START_SECONDS, START_SECONDS)
    return GoForm(one.row.pk, step.rung, step.seconds, seconds(step.seconds), shorter, steps.RISE, asks_pain)


@dataclass(frozen=True)
class Place:
    """A place that can be begun, with the sides that are not there yet."""

    label: str
    options: tuple[tuple[str, str], ...]


def places(rows: Iterable[TouchLadder]) -> list[Place]:
    """Places and sides without an open ladder, as (value, words)."""
    there = {(row.place, row.side) for row in rows if row.put_away_at is None}
    found: list[Place] = []
    for ladder in book().ladders.values():
        free = [key for key in ladder.sides if (ladder.place, key) not in there]
        if ladder.place == "whole":
            free = [key for key in free if key == "middle"]
        if free:
            options = tuple(
                (f"{ladder.place}.{key}", side(ladder.place, key) or _(ladder.label)) for key in free
            )
            found.append(Place(_(ladder.label), options))
    return found


@dataclass(frozen=True)
class HistoryRow:
    """A go or a change by hand in the list."""

    id: uuid.UUID
    when: str
    what: str
    how: str
    sentence: str
    moved: bool
    kept: uuid.UUID | None
    is_go: bool
    # An answer an hour later can be taken back by itself; a choice that was taken back already cannot.
    later: bool = False
    may_undo: bool = True


def history(one: TouchStand, taken_back: Iterable[TouchChoice] = ()) -> list[HistoryRow]:
    """Everything that happened on a ladder, newest first; a choice that was taken back beside its taking back."""
    zone = ZoneInfo(one.row.person.zone)
    rows = [(turn.at, _row(one, turn, zone)) for turn in one.stand.turns]
    for back in taken_back:
        if back.undoes is None:
            continue
        what = str(back.undoes.get_kind_display())
        rows.append((back.undoes.at, _choice_row(back.undoes, what, zone)))
        rows.append((back.at, _choice_row(back, _("Taken back: %(what)s") % {"what": what}, zone)))
    return [row for _at, row in sorted(rows, key=lambda pair: pair[0], reverse=True)]


def _choice_row(choice: TouchChoice, what: str, zone: ZoneInfo) -> HistoryRow:
    said = str(choice.get_said_by_display())
    return HistoryRow(choice.pk, _when(choice.at, zone), what, said, "", False, None, False, may_undo=False)


def _row(one: TouchStand, turn: steps.Turn, zone: ZoneInfo) -> HistoryRow:
    sentence = one.sentence(turn.rule)
    if turn.go is None:
        assert turn.choice is not None
        what = _(one.ladder.thing(turn.after.rung))
        return HistoryRow(
            turn.choice.id, _when(turn.at, zone), capfirst(what), "", sentence, False, None, False
        )
    go = turn.go
    if go.skin == TouchGo.Skin.NOT_TODAY:
        what = _("The skin was looked at")
    else:
        what = _("%(thing)s, %(length)s") % {
            "thing": _(one.ladder.thing(go.rung)),
            "length": seconds(go.done),
        }
    return HistoryRow(
        go.id, _when(go.at, zone), capfirst(what), _how(go, one), sentence, turn.moved and turn.kept is None,
        turn.kept.id if turn.kept else None, True, later=go.later is not None,
    )  # fmt: skip


def _how(go: steps.Go, one: TouchStand) -> str:
    said: list[str] = []
    if go.before is not None and go.after is not None and one.sees_pain:
        said.append(
            _("pain %(before)s before, %(after)s after")
            % {"before": _number(go.before), "after": _number(go.after)}
        )
    if go.later is not None and one.sees_pain:
        said.append(_("%(later)s an hour later") % {"later": _number(go.later)})
    if go.felt:
        said.append(str(TouchGo.Felt(go.felt).label).lower())
    return ", ".join(said)


def _number(value: float) -> str:
    return formats.number_format(round(value, 1), decimal_pos=0 if value == int(value) else 1)


def _when(at: dt.datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    day = formats.date_format(local.date(), pgettext("date format", "j F"))
    return f"{day}, {formats.time_format(local.time(), pgettext('time format', 'H:i'))}"


@dataclass(frozen=True)
class Week:
    """How much touch a week held. `share` is of the fullest week, 0 to 100."""

    begins: str
    goes: int
    minutes: str
    share: int


def weeks(one: TouchStand) -> list[Week]:
    """The last weeks with a go, oldest first; a week without one is not drawn."""
    total, goes = Counter[dt.date](), Counter[dt.date]()
    for turn in one.stand.turns:
        if turn.go is not None and turn.go.done:
            monday = turn.go.day - dt.timedelta(days=turn.go.day.weekday())
            total[monday] += turn.go.done
            goes[monday] += 1
    shown = sorted(total)[-WEEKS:]
    most = max((total[day] for day in shown), default=1)
    return [
        Week(
            formats.date_format(day, pgettext("date format", "j F")), goes[day],
            formats.number_format(round(total[day] / 60, 1), decimal_pos=1), round(100 * total[day] / most),
        )
        for day in shown
    ]  # fmt: skip
