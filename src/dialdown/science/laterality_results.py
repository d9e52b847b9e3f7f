"""What the scoring of left-or-right answers says: plain frozen records, as JSON and as a data frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from dialdown.science.pattern_results import frame_of, plain


@dataclass(frozen=True)
class Interval:
    """A value with its 95 % interval; NaN = not known."""

    value: float
    low: float
    high: float

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"value": plain(self.value), "low": plain(self.low), "high": plain(self.high)}


@dataclass(frozen=True)
class Cell:
    """One person, part and side. `n` = answered; times of correct answers after trimming, in ms."""

    person: str | None
    group: str | None
    part: str | None
    side: str | None
    n: int
    accuracy: Interval
    mean_rt_ms: Interval
    median_rt_ms: float
    iqr_ms: float


@dataclass(frozen=True)
class Curve:
    """One person, part, view and angle (degrees clockwise); else as `Cell`."""

    person: str | None
    part: str | None
    view: str | None
    angle_deg: float
    n: int
    accuracy: Interval
    mean_rt_ms: Interval
    median_rt_ms: float
    iqr_ms: float


@dataclass(frozen=True)
class SideCurve:
    """As `Curve`, for one side that was shown."""

    person: str | None
    part: str | None
    view: str | None
    side: str | None
    angle_deg: float
    n: int
    accuracy: Interval
    mean_rt_ms: Interval
    median_rt_ms: float
    iqr_ms: float


@dataclass(frozen=True)
class MedialLateral:
    """Mean time of pictures that point outwards minus of those that point to the midline, in ms; positive = outwards slower."""

    person: str | None
    part: str | None
    view: str | None
    difference_ms: Interval


@dataclass(frozen=True)
class SingleCase:
    """One person against the controls of the file (Crawford & Howell 1998): t > 0 = slower, p two-sided, z in SDs of the controls."""

    person: str | None
    part: str | None
    side: str | None
    t: float
    p: float
    z: float


@dataclass(frozen=True)
class Scores:
    """Speed and accuracy in one number: bis (no unit), ies and lisas in ms, rcs = correct per second."""

    person: str | None
    bis: float
    ies: float
    lisas: float
    rcs: float


@dataclass(frozen=True)
class Change:
    """A part against the control part over the sessions that have both, along a straight line from the first to the last.

    `time_percent` = change of time beyond that of the control part (negative = faster); `accuracy` = change of the share of
    correct answers beyond it; both at 98 % so that together they are wrong in at most 4 of 100. `specific`: one of them excludes 0;
    None when there are fewer than four sessions with both parts. `own_time_percent`, `own_accuracy`: this part alone, 95 %, first against
    last session; `reliable`: one of these is larger than two measurements of the same person differ by themselves.
    """

    person: str | None
    part: str | None
    control_part: str
    sessions: int
    time_percent: Interval
    accuracy: Interval
    specific: bool | None
    own_time_percent: Interval
    own_accuracy: Interval
    reliable: bool | None


@dataclass(frozen=True)
class Laterality:
    """Everything that `laterality --json` prints. `trimmed`: correct answers that each rule left out of the times."""

    cells: tuple[Cell, ...]
    curves: tuple[Curve, ...]
    side_curves: tuple[SideCurve, ...]
    medial_lateral: tuple[MedialLateral, ...]
    single_case: tuple[SingleCase, ...]
    scores: tuple[Scores, ...]
    change: tuple[Change, ...]
    trimmed: dict[str, int]
    warnings: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The JSON document: never NaN, not known = None."""
        parts = {name: _rows(getattr(self, name)) for name in _TABLES}
        return parts | {"trimmed": dict(self.trimmed), "warnings": list(self.warnings)}

    def to_frame(self) -> Any:
        """The cells as a data frame (pandas, else polars); ImportError when neither is installed."""
        rows: list[dict[str, Any]] = []
        for cell in self.cells:
            row: dict[str, Any] = {}
            for field in fields(cell):
                value = getattr(cell, field.name)
                if isinstance(value, Interval):
                    row |= {
                        field.name: value.value,
                        f"{field.name}_low": value.low,
                        f"{field.name}_high": value.high,
                    }
                else:
                    row[field.name] = value
            rows.append(row)
        return frame_of(rows, list(rows[0]) if rows else [field.name for field in fields(Cell)])


_TABLES = ("cells", "curves", "side_curves", "medial_lateral", "single_case", "scores", "change")


def _rows(records: Sequence[Any]) -> list[dict[str, Any]]:
    return [
        {field.name: _json(getattr(record, field.name)) for field in fields(record)} for record in records
    ]


def _json(value: object) -> Any:
    return value.to_dict() if isinstance(value, Interval) else plain(value)
