"""Answers as the columns that `score_laterality` and `dialdown laterality` read: one row a picture."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import IO, Any

from dialdown.intake.cells import guarded
from dialdown.training.recognise.models import RecogniseAnswer
from dialdown.training.recognise.own.dealing import POSTURE as OWN

NAMES = (
    "person", "session", "started_at", "kind", "part", "view", "posture", "angle_deg", "direction", "side", "response", "rt_ms",
    "correct", "device",
)  # fmt: skip


def columns(answers: Iterable[RecogniseAnswer]) -> dict[str, list[Any]]:
    """The columns `NAMES`; None = not known. `rt_ms` in ms and only where its clock can be trusted; a skipped picture is neither right
    nor wrong; how an own photo is turned was not measured.
    """
    rows = [_row(one) for one in answers]
    return {name: [row[k] for row in rows] for k, name in enumerate(NAMES)}


def write_responses(answers: Iterable[RecogniseAnswer], out: IO[str]) -> None:
    """The same as a CSV table, an empty field where a value is not known."""
    table = csv.writer(out, lineterminator="\n")
    table.writerow(NAMES)
    table.writerows(map(_row, answers))


def _row(one: RecogniseAnswer) -> tuple[Any, ...]:
    session, own = one.session, one.posture == OWN
    return (
        str(session.person_id), str(session.pk), session.at.isoformat(), session.kind, one.part, one.view, one.posture,
        None if own else one.angle_deg, None if own else one.direction or None, one.side, one.response or None,
        one.rt_ms if one.usable else None, int(one.correct) if one.response else None, guarded(session.device) or None,
    )  # fmt: skip
