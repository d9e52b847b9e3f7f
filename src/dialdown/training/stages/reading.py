"""Reads of the stages. Every function takes the viewer and shows what her grants allow."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from dialdown.diary import selectors as diary
from dialdown.people import selectors as people
from dialdown.people.access import Denied, require
from dialdown.people.models import Membership
from dialdown.training.later import sign, to_ask
from dialdown.training.recognise.reading import for_stages
from dialdown.training.stages import order
from dialdown.training.stages.book import Doses, book
from dialdown.training.stages.facts import IMAGINE, MIRROR, Chose, Recognised, Sat
from dialdown.training.stages.models import Sitting, StageChoice, StagePath
from dialdown.training.stages.progress import Interval, WeekRow, by_week, imagined_against_moved
from dialdown.training.told import tells_of_pain, told

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person

SCOPE = "train"


@dataclass(frozen=True)
class Gate:
    """Whether a stage is open, and the sentence that says why (worded for the reader)."""

    open: bool
    sentence: str
    rule: str


@dataclass(frozen=True)
class PathStand:
    """A path with where it stands today: the same for all who look. `sees_pain`: the viewer may also see pain."""

    row: StagePath
    stand: order.Stand
    sittings: tuple[Sitting, ...]
    recognised: Recognised
    today: dt.date
    doses: Doses
    ask_later: Sitting | None
    asked: bool
    accuracy_asked: bool
    programme: bool = False
    sees_pain: bool = False
    # False when everything that was chosen for it was taken back, and nothing was done.
    chosen: bool = True

    @property
    def where(self) -> str:
        """ "Foot, left"."""
        return f"{self.row.get_part_display()}, {self.row.get_side_display()}"

    @property
    def stage(self) -> str:
        """The stage she is at."""
        return self.stand.stage

    @property
    def imagine(self) -> Gate:
        """The gate of imagine."""
        return self.gate(IMAGINE)

    @property
    def mirror(self) -> Gate:
        """The gate of mirror."""
        return self.gate(MIRROR)

    def gate(self, stage: str) -> Gate:
        """Whether a stage is open, and why as far as the viewer may know."""
        rule, is_open = self.stand.gates[stage].rule, self.stand.open(stage)
        if self.sees_pain or not tells_of_pain(rule):
            return Gate(is_open, _(rule.sentence).format(**self.stand.missing[stage]), rule.id)
        closed = _("Not open yet. The reason is not shown to you.")
        return Gate(is_open, _("This stage is open.") if is_open else closed, "")

    def sentence(self, rule_id: str) -> str:
        """The sentence of the row that a sitting met, as far as the viewer may know."""
        return told(rule_id, sees_pain=self.sees_pain)

    def weeks(self) -> list[WeekRow]:
        """The three stages week by week, the latest first."""
        return by_week(self.recognised, [_sat(one) for one in self.sittings])

    def imagined_against_moved(self) -> Interval | None:
        """Imagined over moved time of the side that does not hurt; None while there are too few pairs."""
        pairs = [pair for one in self.sittings for pair in zip(one.imagined, one.moved, strict=False)]
        return imagined_against_moved([a for a, _b in pairs], [b for _a, b in pairs])

    @property
    def rests(self) -> bool:
        """True while pictures and mirror rest."""
        recognise = self.recognised.rests_until
        return (
            self.programme
            or self.stand.rests(self.today)
            or (recognise is not None and self.today < recognise)
        )

    def enough(self, stage: str) -> bool:
        """True when the sittings of today are as many as the doses say."""
        return self.stand.sat_on(self.today, stage) >= self.doses.a_day


def stage_paths(viewer: Viewer, person_id: uuid.UUID) -> list[PathStand]:
    """The paths of a person; empty where imagery is switched off or practice is not shown to the viewer.

    A side that was chosen by mistake and taken back before its first sitting is not shown; choosing it again brings it back.
    """
    if not settings.SWITCHES["imagery"] or SCOPE not in require(viewer, person_id):
        return []
    rows = StagePath.objects.filter(person_id=person_id).select_related("person")
    return [one for one in (_stand(viewer, row) for row in rows) if one.chosen]


def stage_path(viewer: Viewer, path_id: uuid.UUID) -> PathStand:
    """One path. Raises Denied."""
    row = StagePath.objects.select_related("person").filter(pk=path_id).first()
    if row is None or SCOPE not in require(viewer, row.person_id):
        raise Denied
    return _stand(viewer, row)


def sitting(viewer: Viewer, sitting_id: uuid.UUID) -> Sitting:
    """One sitting, also one that was taken out. Raises Denied."""
    found = Sitting.objects.select_related("path").filter(pk=sitting_id).first()
    if found is None or SCOPE not in require(viewer, found.path.person_id):
        raise Denied
    return found


def may_open(viewer: Viewer, person: Person) -> bool:
    """True for the person's clinician, and for an adult in her own diary."""
    if opens_as_clinician(viewer, person.pk):
        return True
    role = people.role(viewer, person.pk)
    return role == Membership.Role.OWNER and not person.under_18(person.today())


def opens_as_clinician(viewer: Viewer, person_id: uuid.UUID) -> bool:
    """True for a clinician whose grant holds practice."""
    sight = require(viewer, person_id)
    clinician = people.role(viewer, person_id) == Membership.Role.CLINICIAN or sight.audience == "clinician"
    return clinician and SCOPE in sight


def _stand(viewer: Viewer, row: StagePath) -> PathStand:
    now = timezone.now()
    today = row.person.day_of(now)
    sittings = tuple(row.sittings.filter(deleted_at__isnull=True))
    choices = _standing(list(row.choices.all()))
    asked = [c for c in choices if c.kind == StageChoice.Kind.ACCURACY]
    accuracy_asked = bool(asked and asked[-1].yes) and not row.person.under_18(today)
    known = for_stages(row.person_id, row.part, row.side)
    pain = diary.pain_beside_practice(viewer, row.person_id, today - dt.timedelta(days=400))
    found = order.stand(
        known, [_sat(one) for one in sittings], [_chose(one) for one in choices], today, pain=pain, accuracy_asked=accuracy_asked,
    )  # fmt: skip
    programme = row.person.in_programme(today)
    doses = next((c.doses for c in reversed(choices) if c.kind == StageChoice.Kind.DOSES), row.doses)
    later = None if programme or not sittings else _ask(sittings[-1], now)
    return PathStand(
        row, found, sittings, known, today, book().doses.get(doses, book().doses["home"]), later,
        any(c.kind == StageChoice.Kind.ANSWERS for c in choices), accuracy_asked, programme,
        require(viewer, row.person_id).line("pain"), bool(choices or sittings),
    )  # fmt: skip


def _sat(one: Sitting) -> Sat:
    return Sat(
        one.pk, one.at, one.day, one.stage, one.step, one.planned, one.done, one.ended, one.before, one.after, one.later,
        sign(one),
    )  # fmt: skip


def _standing(choices: list[StageChoice]) -> list[StageChoice]:
    """Without what was taken back."""
    undone = {one.undoes_id for one in choices}
    return [one for one in choices if one.kind != StageChoice.Kind.UNDONE and one.pk not in undone]


def _chose(one: StageChoice) -> Chose:
    clinician = one.said_by == "clinician"
    return Chose(one.pk, one.at, one.day, one.kind, one.stage, one.yes, clinician)


def _ask(last: Sitting, now: dt.datetime) -> Sitting | None:
    """The latest sitting, when it did begin and is about an hour ago: it is asked once each time."""
    return last if last.done > 0 and to_ask(last, now) else None
