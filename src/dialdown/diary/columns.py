"""The map of a table as a form: a row for each column of the file, and how dates are written."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from dialdown.diary import selectors
from dialdown.diary.import_formats import ImportProblem
from dialdown.diary.keeping.factors import slug
from dialdown.diary.models import ImportBatch
from dialdown.diary.table_import import mapping_of
from dialdown.intake.csv_text import CsvText, read_bytes
from dialdown.intake.dates import ISO
from dialdown.intake.definitions import Definitions
from dialdown.intake.mapping import PAIN_PREFIX, ColumnMap, Mapping, OwnFactor
from dialdown.intake.regions import regions
from dialdown.intake.table import guess_table
from dialdown.intake.table_error import TableError

OWN, LEAVE_OUT = "own", ""
DATE_FORMATS = (
    ISO,
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d.%m.%y",
    "%Y/%m/%d",
    "%d-%m-%Y",
)
EXAMPLES = 3


@dataclass(frozen=True)
class Column:
    """One column of the file, as the form shows it."""

    index: int
    name: str
    label: str
    chosen: str
    own: str
    zero: bool
    low: str
    high: str
    examples: str


@dataclass(frozen=True)
class Form:
    """What the page needs to let her choose."""

    columns: list[Column]
    date: str
    time: str
    date_format: str
    formats: list[dict[str, str]]
    names: list[dict[str, str]]
    time_names: list[dict[str, str]]
    answers: list[dict[str, str]]
    places: list[dict[str, str]]


def _table(batch: ImportBatch, path: Path) -> tuple[CsvText, Mapping, Definitions]:
    definitions = selectors.definitions(batch.person_id)
    try:
        chosen = mapping_of(batch)
        text = CsvText(read_bytes(path, batch.file_name), batch.file_name, chosen and chosen.delimiter)
        return text, guess_table(path, definitions, mapping=chosen, file=batch.file_name), definitions
    except TableError as error:
        raise ImportProblem(str(error)) from None


def form(batch: ImportBatch, path: Path) -> Form:
    """The form as the present map fills it. Raises ImportProblem when the file is no table."""
    text, mapping, definitions = _table(batch, path)
    try:
        rows = [cells for (_line, cells), _n in zip(text.rows(), range(200), strict=False)]
    except TableError as error:
        raise ImportProblem(str(error)) from None
    columns = [
        _column(index, name, text, mapping, rows)
        for index, name in enumerate(text.header) if name not in (mapping.date, mapping.time)
    ]  # fmt: skip
    named = [{"key": name, "label": text.column(index)} for index, name in enumerate(text.header)]
    return Form(
        columns, mapping.date or "", mapping.time or "", mapping.date_format,
        [{"key": f, "label": _example(f)} for f in dict.fromkeys((*DATE_FORMATS, mapping.date_format))], named,
        [name for name in named if name["key"]],
        [{"key": d.key, "label": _label(d)} for d in definitions],
        [{"key": PAIN_PREFIX + r.id, "label": r.label} for r in regions().values()],
    )  # fmt: skip


def may_choose(batch: ImportBatch, path: Path) -> bool:
    """True when a table that cannot be read as it is has columns and rows to choose from."""
    try:
        text, _mapping, _definitions = _table(batch, path)
        return len(text.header) > 1 and next(iter(text.rows()), None) is not None
    except (ImportProblem, TableError):
        return False


def _label(definition: Any) -> str:
    return f"{definition.label} ({definition.unit})" if definition.unit else definition.label


def _example(format: str) -> str:
    return dt.date(2026, 1, 31).strftime(format)


def _column(index: int, name: str, text: CsvText, mapping: Mapping, rows: list[list[str]]) -> Column:
    found = mapping.columns.get(name)
    seen = list(dict.fromkeys(cells[index] for cells in rows if cells[index]))[:EXAMPLES]
    low, high = (f"{n:g}" for n in found.scale) if found and found.scale else ("", "")
    own = found.own if found else None
    return Column(
        index, name, text.column(index), OWN if own else found.key if found else LEAVE_OUT, (own.label or own.name) if own else "",
        bool(found and found.zero_is_missing), low, high, ", ".join(cell[:30] for cell in seen),
    )  # fmt: skip


def chosen(batch: ImportBatch, path: Path, posted: Dictionary[str, str]) -> Mapping:
    """The map that a filled-in form says. Raises ImportProblem."""
    text, mapping, definitions = _table(batch, path)
    known = {d.key for d in definitions} | {PAIN_PREFIX + r for r in regions()}
    columns: dict[str, ColumnMap] = {}
    ignored: list[str] = []
    names = set(text.header)
    date = posted.get("date", mapping.date or "")
    time = posted.get("time", "")
    for index, name in enumerate(text.header):
        if name == date or (time and name == time):
            continue
        answer = posted.get(f"column.{index}", LEAVE_OUT)
        if answer == LEAVE_OUT or (answer != OWN and answer not in known):
            ignored.append(name)
            continue
        before = mapping.columns.get(name)
        if answer == OWN:
            column = before if before and before.own else ColumnMap("", _own(name, index))
            column = replace(column, key=column.own.key if column.own else column.key)
        else:
            column = ColumnMap(answer)
        kept = before.zero_is_missing if before else False
        zero = (kept or True) if posted.get(f"zero.{index}") else False
        columns[name] = replace(column, zero_is_missing=zero, scale=_scale(posted, index, text.column(index)))
    if date not in names:
        raise ImportProblem(_("Choose the column with the dates."))
    return replace(
        mapping, columns=columns, ignore=tuple(ignored), date=date, time=time or None,
        date_format=posted.get("date_format") or ISO,
    )  # fmt: skip


def _own(name: str, index: int) -> OwnFactor:
    return OwnFactor(slug(name) if name else f"column_{index + 1}", name[:80])


def _scale(posted: Dictionary[str, str], index: int, name: str) -> tuple[float, float] | None:
    low, high = (posted.get(f"{end}.{index}", "").strip().replace(",", ".") for end in ("low", "high"))
    if not low and not high:
        return None
    try:
        ends = (float(low), float(high))
    except ValueError:
        ends = (math.nan, math.nan)
    if not all(map(math.isfinite, ends)) or ends[0] == ends[1]:
        raise ImportProblem(
            _("%(column)s: give its lowest and its highest number, or neither.") % {"column": name}
        )
    return ends


__all__ = ["LEAVE_OUT", "OWN", "Column", "Form", "chosen", "form"]
