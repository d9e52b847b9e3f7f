"""Bring in a run of the open hand task (PsychoPy): one session among hers, that moves no level and asks nothing."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import uuid
import zlib
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialdown.diary.models import ImportBatch
from dialdown.diary.services import Holding, ImportProblem, Kind
from dialdown.intake import psychopy_hljt
from dialdown.intake.laterality_csv import read_laterality
from dialdown.intake.table_error import TableError
from dialdown.people.access import Operator, sight
from dialdown.people.models import Person, SaidBy
from dialdown.science.laterality_table import directions, responses
from dialdown.training.recognise.dealing import AIM
from dialdown.training.recognise.documents import LONGEST_MS
from dialdown.training.recognise.models import RecogniseAnswer, RecogniseSession
from dialdown.training.stimuli.bank import Item, bank, difficulty

SCOPE = "train"
PART, POSTURE, DEVICE = "hand", "psychopy", "PsychoPy"
MOST = 3000
LONGEST_HEADER = 1 << 16
# How PsychoPy writes when a run began, in the versions of the last years.
STARTED = (
    "%Y-%m-%d_%Hh%M.%S.%f",
    "%Y-%m-%d_%Hh%M.%S",
    "%Y_%b_%d_%H%M",
    "%Y-%b-%d_%H%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
)
DIRECTIONS = {1: "lateral", -1: "medial", 0: ""}


@dataclass(frozen=True)
class Run:
    """A run that was read: when it began by the clock of the person, its answers, and what a reader has to know."""

    id: uuid.UUID
    at: dt.datetime
    answers: tuple[dict[str, Any], ...]
    said: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.answers)

    def to_dict(self) -> dict[str, Any]:
        """As plain data for pages and `--json`."""
        return {
            "rows": len(self),
            "started_at": self.at.isoformat(),
            "session": str(self.id),
            "said": list(self.said),
        }


class PsychopyImport:
    """A raw run of the open Hand Laterality Judgement Task."""

    key = "psychopy"

    def recognises(self, path: Path) -> bool:
        """A table with the columns of such a run."""
        with path.open("rb") as file:
            head = file.readline(LONGEST_HEADER).decode("utf-8-sig", "replace")
        return psychopy_hljt.is_run([cell.strip(' "') for cell in re.split("[,;\t]", head.strip())])

    def open(self, batch: ImportBatch, path: Path, mapping: object = None) -> Run:
        """The whole run, checked, and may this login write practice?"""
        seen = sight(Operator() if batch.by_operator else batch.typed_by, batch.person_id)
        if SCOPE not in seen or not seen.may_write:
            raise ImportProblem(f"{batch.file_name}: practice of this diary is not yours to write")
        if not settings.SWITCHES["imagery"]:
            raise ImportProblem(f"{batch.file_name}: practice with pictures is switched off on this machine")
        if not self.recognises(path):
            raise ImportProblem(
                f"{batch.file_name}: is no PsychoPy run of the test of hands; expected the file that PsychoPy wrote"
            )
        try:
            with path.open("rb") as file:
                table = read_laterality(file)
        except TableError as error:
            raise ImportProblem(str(error).replace(path.name, batch.file_name)) from None
        return _run(batch.file_name, batch.person, table.columns, table.notes)

    def look(self, batch: ImportBatch, opened: Run) -> Holding:
        """One go on one day, and whether it is here."""
        here = RecogniseSession.objects.filter(pk=opened.id).exists()
        day = batch.person.day_of(opened.at)
        kinds = [Kind(_("Goes of left or right, from PsychoPy"), 1, int(here))]
        return Holding(kinds, 1, day, day, len(opened), opened.to_dict())

    def write(self, batch: ImportBatch, opened: Run, progress: Any) -> dict[str, Any]:
        """Store the session when it is not here; one that she took out stays out."""
        batch.rows_total = len(opened)
        with transaction.atomic():
            added = not RecogniseSession.objects.filter(pk=opened.id).exists()
            if added:
                _store(batch, opened)
        batch.content = zlib.compress(json.dumps([str(opened.id)] if added else []).encode())
        if progress is not None:
            progress(len(opened))
        counts = {"rows_added": int(added), "rows_same": int(not added), "rows_kept": 0}
        return {**counts, **opened.to_dict()}

    def take_out(self, batch: ImportBatch) -> int:
        """Remove the session that this file brought."""
        if batch.content is None:
            return 0
        ids = [uuid.UUID(pk) for pk in json.loads(zlib.decompress(bytes(batch.content)))]
        found = RecogniseSession.objects.filter(
            pk__in=ids, person_id=batch.person_id, kind=RecogniseSession.Kind.BROUGHT
        )
        number = found.count()
        found.delete()
        return number


def _run(file: str, person: Person, columns: dict[str, list[Any]], notes: list[str]) -> Run:
    rows = len(columns["side"])
    people = {who for who in columns["person"] if who}
    if not rows:
        raise ImportProblem(
            f"{file}: holds no answers of the test; expected a run that was played to its end"
        )
    if len(people) > 1 or len(set(columns["started_at"])) > 1:
        raise ImportProblem(f"{file}: holds more than one run; expected one file for each run, of one person")
    if rows > MOST:
        raise ImportProblem(f"{file}: holds {rows} answers; expected at most {MOST} in one run")
    at = _started(file, columns["started_at"][0], ZoneInfo(person.zone))
    data = responses(columns)
    towards = [int(sign) for sign in directions(data)]
    answers = tuple(_answer(columns, row, towards[row]) for row in range(rows))
    told = json.dumps(
        [
            at.isoformat(),
            [[one[name] for name in ("view", "angle_deg", "side", "response", "rt_ms")] for one in answers],
        ]
    )
    conflict = _conflict(columns, towards)
    return Run(
        uuid.uuid5(person.pk, f"{POSTURE} {told}"), at, answers, tuple(s for s in (conflict, *notes) if s)
    )


def _started(file: str, raw: Any, zone: ZoneInfo) -> dt.datetime:
    for form in STARTED:
        try:
            at = dt.datetime.strptime(str(raw), form).replace(tzinfo=zone)
        except ValueError:
            continue
        if dt.datetime(2000, 1, 1, tzinfo=dt.UTC) <= at <= timezone.now() + dt.timedelta(days=1):
            return at
    raise ImportProblem(f'{file}, column "date": expected when the run began, got {str(raw)[:40]!r}')


def _answer(columns: dict[str, list[Any]], row: int, towards: int) -> dict[str, Any]:
    view, side, ms = str(columns["view"][row] or "")[:20], columns["side"][row], columns["rt_ms"][row]
    angle, response = round(columns["angle_deg"][row]) % 360, columns["response"][row] or ""
    known = view if view in bank().views(PART) else bank().views(PART)[0]
    like = bank().of(PART, view=known)
    item = Item(
        f"{PART}/{POSTURE}/{view}", PART, POSTURE, view, 0.0, like[0].level, fmean(one.base for one in like)
    )
    direction: Any = DIRECTIONS[towards]
    timed = bool(response) and not math.isnan(ms) and 0 < ms <= LONGEST_MS
    return {
        "number": row, "item": item.id, "part": PART, "view": view, "posture": POSTURE, "angle_deg": angle, "side": side,
        "direction": direction, "tone": 0, "light": 0, "difficulty": difficulty(item, angle, direction or None), "response": response,
        "onset_ms": 0.0, "rt_ms": float(ms) if timed else None, "usable": timed, "way": "key",
    }  # fmt: skip


def _conflict(columns: dict[str, list[Any]], towards: list[int]) -> str:
    """One sentence when the file calls medial what is lateral by the fingers, or the other way round; else empty."""
    said = [{"lateral": 1, "medial": -1}.get(word or "", 0) for word in columns["direction"]]
    both = [(ours, theirs) for ours, theirs in zip(towards, said, strict=True) if ours and theirs]
    opposite = sum(ours != theirs for ours, theirs in both)
    if not opposite:
        return ""
    return _(
        "This file’s words for where the fingers point are the opposite of ours for %(n)d of %(of)d pictures; its words were left out, "
        "and a right hand turned clockwise counts as pointing outwards (a left one mirrored), seen from the palm and from the back alike."
    ) % {"n": opposite, "of": len(both)}


def _store(batch: ImportBatch, run: Run) -> None:
    session = RecogniseSession.objects.create(
        pk=run.id, person_id=batch.person_id, kind=RecogniseSession.Kind.BROUGHT, part=PART, seed=0, level=1, ability=0.0, aim=AIM,
        planned=len(run), at=run.at, zone=batch.person.zone, day=run.at.date(), ended=RecogniseSession.Ended.WHOLE, device=DEVICE,
        saved_at=run.at, said_by=SaidBy.IMPORT, typed_by_id=batch.typed_by_id,
    )  # fmt: skip
    RecogniseAnswer.objects.bulk_create(
        RecogniseAnswer(pk=uuid.uuid5(session.pk, str(one["number"])), session=session, **one)
        for one in run.answers
    )
