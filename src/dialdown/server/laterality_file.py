"""The body of `dialdown laterality`: a file of answers in, scores out. Needs no database."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dialdown.intake.laterality_csv import read_laterality
from dialdown.intake.table_error import TableError
from dialdown.server.mistakes import Mistake


def trim_rule(told: str) -> str:
    """The rule as it was told. Raises ValueError when it is none: then the command was called wrongly, whatever the file."""
    from dialdown.science.laterality_trimming import limits

    limits(told)
    return told


def score(*, file: Path, control_part: str | None, trim: str) -> dict[str, Any]:
    """The document of `laterality --json`. Raises Mistake."""
    from dialdown.science import score_laterality

    try:
        table = read_laterality(file)
        found = score_laterality(table.columns, control_part=control_part, trim=trim).to_dict()
    except TableError as error:
        raise Mistake(str(error)) from None
    except ValueError as error:
        raise Mistake(f"{file.name}: {error}") from None
    found["warnings"] = [*table.notes, *found["warnings"]]
    return found


def lines(found: Mapping[str, Any]) -> list[str]:
    """Accuracy and time of each part and side; then what changed beside the control part."""
    made = [
        f"{_named(cell, 'person', 'part', 'side')}: {cell['n']} answered, right {_share(cell['accuracy'])}, "
        f"{_time(cell['mean_rt_ms'])}"
        for cell in found["cells"]
    ]
    made += [
        f"{_named(row, 'person', 'part', 'view')}: pointing outwards {_signed(row['difference_ms'])} ms"
        for row in found["medial_lateral"]
        if row["difference_ms"]["low"] is not None
    ]
    for row in found["change"]:
        words = {
            True: "a change of its own",
            False: "no specific change",
            None: "not enough sessions to tell",
        }
        made.append(f"{_named(row, 'person', 'part')} beside {row['control_part']}: {words[row['specific']]}")
    if found["trimmed"]:
        made.append(
            "Left out of the times: "
            + ", ".join(f"{count} {rule}" for rule, count in found["trimmed"].items())
        )
    return made or ["no answers in this file"]


def _named(row: Mapping[str, Any], *keys: str) -> str:
    return ", ".join(str(row[key]) for key in keys if row[key] is not None) or "all"


def _share(interval: Mapping[str, float | None]) -> str:
    if interval["value"] is None or interval["low"] is None or interval["high"] is None:
        return "not known"
    return f"{interval['value']:.0%} ({interval['low']:.0%} to {interval['high']:.0%})"


def _time(interval: Mapping[str, float | None]) -> str:
    if interval["value"] is None:
        return "no times"
    span = "" if interval["low"] is None else f" ({interval['low']:.0f} to {interval['high']:.0f})"
    return f"{interval['value']:.0f} ms{span}"


def _signed(interval: Mapping[str, float]) -> str:
    return f"{interval['value']:+.0f} ({interval['low']:+.0f} to {interval['high']:+.0f})"
