"""Reads of touch practice. Every function takes the viewer and shows what her grants allow."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from dialdown.people.access import Denied, require
from dialdown.training.models import TouchChoice, TouchGo, TouchLadder
from dialdown.training.told import told
from dialdown.training.touch import steps
from dialdown.training.touch.ladders import Ladder, book
from dialdown.training.touch.words import where

if TYPE_CHECKING:
    from dialdown.people.access import Sight, Viewer

SCOPE = "train"


@dataclass(frozen=True)
class TouchStand:
    """A ladder of a person with where it stands now, in her own zone."""

    row: TouchLadder
    ladder: Ladder
    stand: steps.Stand
    today: dt.date
    sight: Sight
    # The latest go whose pain rose and that was about an hour ago: worth asking once.
    ask_later: steps.Go | None
    # An intensive programme has the say today: our own doses and questions rest.
    programme: bool = False

    @property
    def sees_pain(self) -> bool:
        """True when the viewer may also see pain: asked only where a number or a reason would be told."""
        return self.sight.line("pain")

    def sentence(self, rule_id: str) -> str:
        """The sentence of the row that a go met, as far as the viewer may know."""
        return told(rule_id, sees_pain=self.sees_pain)

    @property
    def thing(self) -> str:
        """What the next go touches with (English, goes through gettext)."""
        return self.ladder.thing(self.stand.step.rung)

    @property
    def where(self) -> str:
        """Place and side in words."""
        return where(self.row.place, self.row.side)

    @property
    def rests(self) -> bool:
        """True while the place rests."""
        until = self.stand.rests_until
        return until is not None and self.today < until

    @property
    def today_count(self) -> int:
        """Goes of today."""
        return self.stand.done_on(self.today)

    def done_between(self, first: dt.date, last: dt.date) -> tuple[int, int]:
        """Goes that touched something from `first` to `last`, and on how many days."""
        goes = [turn.go for turn in self.stand.turns if turn.go is not None and turn.go.done]
        days = [go.day for go in goes if first <= go.day <= last]
        return len(days), len(set(days))

    @property
    def enough_today(self) -> bool:
        """True after the third go of a day."""
        return self.today_count >= steps.MOST_A_DAY


def touch_ladders(viewer: Viewer, person_id: uuid.UUID) -> list[TouchStand]:
    """The ladders of a person that are not put away; empty when practice is not shown to the viewer."""
    return [one for one in all_touch_ladders(viewer, person_id) if one.row.put_away_at is None]


def all_touch_ladders(viewer: Viewer, person_id: uuid.UUID) -> list[TouchStand]:
    """Every ladder, the ones that were put away too."""
    seen = require(viewer, person_id)
    if SCOPE not in seen:
        return []
    rows = (
        TouchLadder.objects.filter(person_id=person_id).select_related("person").prefetch_related("choices")
    )
    goes: dict[uuid.UUID, list[TouchGo]] = {}
    for go in TouchGo.objects.filter(ladder__person_id=person_id, deleted_at__isnull=True):
        goes.setdefault(go.ladder_id, []).append(go)
    return [_stand(row, goes.get(row.pk, []), list(row.choices.all()), seen) for row in rows]


def touch_ladder(viewer: Viewer, ladder_id: uuid.UUID) -> TouchStand:
    """One ladder. Raises Denied."""
    row = TouchLadder.objects.select_related("person").filter(pk=ladder_id).first()
    if row is None:
        raise Denied
    seen = require(viewer, row.person_id)
    if SCOPE not in seen:
        raise Denied
    return _stand(row, list(row.goes.filter(deleted_at__isnull=True)), list(row.choices.all()), seen)


def touch_go(viewer: Viewer, go_id: uuid.UUID) -> TouchGo:
    """One go, also one that was taken out. Raises Denied."""
    go = TouchGo.objects.select_related("ladder").filter(pk=go_id).first()
    if go is None or SCOPE not in require(viewer, go.ladder.person_id):
        raise Denied
    return go


def standing(choices: list[TouchChoice]) -> list[TouchChoice]:
    """Choices by hand without what was taken back. They are those of one ladder."""
    undone = {one.undoes_id for one in choices}
    return [one for one in choices if one.kind != TouchChoice.Kind.UNDONE and one.pk not in undone]


def taken_back(viewer: Viewer, ladder_id: uuid.UUID) -> list[TouchChoice]:
    """The rows that took a choice back, each with what it names. Raises Denied."""
    row = touch_ladder(viewer, ladder_id).row
    return list(row.choices.filter(kind=TouchChoice.Kind.UNDONE).select_related("undoes"))


def _stand(row: TouchLadder, goes: list[TouchGo], choices: list[TouchChoice], seen: Sight) -> TouchStand:
    ladder = book().ladders[row.place]
    now = timezone.now()
    found = steps.stand(
        ladder,
        [steps.Go(g.pk, g.at, g.day, g.rung, g.planned, g.done, g.before, g.after, g.later, g.felt, g.skin) for g in goes],
        [steps.Choice(c.pk, c.at, c.kind, c.go_id) for c in standing(choices)],
    )  # fmt: skip
    last = next((turn.go for turn in reversed(found.turns) if turn.go is not None), None)
    today = row.person.day_of(now)
    programme = row.person.in_programme(today)
    return TouchStand(row, ladder, found, today, seen, None if programme else _asked(last, now), programme)


def _asked(last: steps.Go | None, now: dt.datetime) -> steps.Go | None:
    if last is None or last.later is not None or last.rise is None or last.rise < steps.RISE:
        return None
    return last if steps.LATER_AFTER <= now - last.at <= steps.LATER_UNTIL else None
