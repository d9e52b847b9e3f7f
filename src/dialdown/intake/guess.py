"""The map of a table that came without one, or the rest of a map that leaves columns out."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from dialdown.intake.cells import CellReader, number
from dialdown.intake.definitions import OWN_PREFIX, Definitions, shipped
from dialdown.intake.mapping import EVERYTHING_ELSE, PAIN_PREFIX, ColumnMap, Mapping, OwnFactor
from dialdown.intake.records import EARLIEST, SAID_BY
from dialdown.intake.regions import regions
from dialdown.intake.table_error import TableError, Unfit, quote

# Read whatever the cells look like: a cell that does not fit is an error, not another meaning.
CORE = (
    "pain_now", "pain_worst", "pain_mean", "function", "school_hours", "school_hours_planned", "hours_up",
    "sleep_hours", "sleep_quality", "mood", "energy", "fog", "steps", "period", "ill", "note",
)  # fmt: skip
# Columns of our own export, and the one of a cohort, that are no answers.
NOT_ANSWERS = ("zone", "said_by", "entered_later", "skipped", "places", "person")
# Before the name of an answer that is about a week and so is no day's: our own export writes it there.
WEEK = "week."
NOT_RECORDED = "NA"
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def guess_mapping(
    header: Sequence[str],
    sample: Sequence[Sequence[str]],
    *,
    definitions: Definitions | None = None,
    base: Mapping | None = None,
    decimal_comma: bool = False,
    file: str = "table",
    header_line: int = 1,
) -> Mapping:
    """A map for every column of `header`, from its name and the cells of some rows.

    `base` is kept and completed. Known names become answers and places, other columns of numbers become
    factors of type amount, the rest is ignored. Raises TableError for `pain.` with an unknown place.
    """
    base = base or Mapping()
    known = definitions or shipped()
    guess = _Guess(header, sample, known, base, decimal_comma)
    _one_separator(header, base, known, file, header_line)
    columns: dict[str, ColumnMap] = {}
    ignored: list[str] = []
    for index, name in enumerate(header):
        if name in base.columns:
            columns[name] = base.columns[name]
        elif (name in (guess.date, guess.time) and (name or index == 0)) or name == guess.said_by:
            continue
        elif not name or name in base.ignore or EVERYTHING_ELSE in base.ignore or _no_answer(name):
            ignored.append(name)
        elif name.startswith(PAIN_PREFIX):
            if name.removeprefix(PAIN_PREFIX) not in regions():
                expected = "a place on the body map, like pain.front-left-knee"
                raise TableError(file, header_line, name, expected, quote(name))
            columns[name] = ColumnMap(name)
        else:
            found = guess.column(index, name)
            if found is None:
                ignored.append(name)
            else:
                columns[name] = found
    # Columns of the map that the file does not have stay in it: their reader says so.
    columns.update({name: column for name, column in base.columns.items() if name not in columns})
    return replace(
        base, columns=columns, date=guess.date, time=guess.time, said_by_column=guess.said_by, missing=guess.missing,
        ignore=base.ignore if EVERYTHING_ELSE in base.ignore else tuple(dict.fromkeys(ignored)),
    )  # fmt: skip


class _Guess:
    def __init__(
        self,
        header: Sequence[str],
        sample: Sequence[Sequence[str]],
        definitions: Definitions,
        base: Mapping,
        comma: bool,
    ) -> None:
        self.header, self.sample, self.definitions, self.comma = header, sample, definitions, comma
        self.base_missing, self.ignored = set(base.missing), set(base.ignore)
        free = [name for name in header if name not in base.columns and name not in base.ignore]
        self.date = base.date if base.date is not None else self._date(free)
        self.time = base.time if base.time is not None else _named(free, "time")
        self.said_by = base.said_by_column if base.said_by_column is not None else self._voices(free)
        self.claimed = {column.key for column in base.columns.values()}
        # A name that is exactly a key has the first right to it.
        self.exact = {name for name in free if definitions.get(name)}
        self.slugs = Counter(_slug(name) for name in header)
        self.missing = base.missing
        if NOT_RECORDED not in self.missing and any(self._marked(i) for i in range(len(header))):
            self.missing = (*base.missing, NOT_RECORDED)

    def column(self, index: int, name: str) -> ColumnMap | None:
        """What a column is, or None when it is text that no answer is made of."""
        key = self._key(index, name)
        if key is not None and key not in self.claimed:
            self.claimed.add(key)
            return ColumnMap(key)
        if not self._numbers(index):
            return None
        slug = _slug(name)
        own = (
            slug
            if self.slugs[slug] == 1 and OWN_PREFIX + slug not in self.claimed
            else f"{slug}_{_mark(name)}"
        )
        self.claimed.add(OWN_PREFIX + own)
        return ColumnMap(OWN_PREFIX + own, OwnFactor(own, label=name.removeprefix(OWN_PREFIX)[:80]))

    def _key(self, index: int, name: str) -> str | None:
        lower = name.lower()
        if name in self.definitions.entries:
            return name if name in CORE or self._fits(index, name) else None
        # "Pain now" is pain_now.
        known = lower.replace(" ", "_")
        if known in self.definitions.entries and known not in self.exact:
            return known if self._fits(index, known) else None
        # `pain` alone is what tables of one number a day call it. On another scale than 0 to 10 the map
        # has to say so; a factor called pain would only hide it.
        if lower == "pain" and "pain_mean" not in self.exact:
            return "pain_mean"
        for own in self.definitions.group("own"):
            if own.key == OWN_PREFIX + _slug(name) or own.label.lower() == lower:
                return own.key if self._fits(index, own.key) else None
        return None

    def _date(self, free: list[str]) -> str | None:
        named = _named(free, "date")
        if named is not None or not self.header or self.header[0]:
            return named
        first = [row[0] for row in self.sample if row[0]]
        return "" if first and all(_ISO.fullmatch(text) for text in first) else None

    def _voices(self, free: list[str]) -> str | None:
        """The column that says of each row who said it; one that holds anything else is something else."""
        named = _named(free, "said_by")
        if named is None or EVERYTHING_ELSE in self.ignored:
            return None
        index = self.header.index(named)
        said = {row[index].lower() for row in self.sample if row[index] not in self.base_missing}
        return named if said <= {*SAID_BY, "", NOT_RECORDED.lower()} else None

    def _cells(self, index: int) -> list[str]:
        empty = {*self.base_missing, "", NOT_RECORDED}
        return [row[index] for row in self.sample if row[index] not in empty]

    def _marked(self, index: int) -> bool:
        return any(row[index] == NOT_RECORDED for row in self.sample) and self._numbers(index)

    def _numbers(self, index: int) -> bool:
        return self._most(index, lambda cell: number(cell, decimal_comma=self.comma))

    def _fits(self, index: int, key: str) -> bool:
        reader = CellReader(index, key, ColumnMap(key), self.definitions, decimal_comma=self.comma)
        return self._most(index, lambda cell: reader.read(cell, EARLIEST))

    def _most(self, index: int, read: Callable[[str], object]) -> bool:
        """True when at least half of the cells can be read; the others will be said to be wrong."""
        cells = self._cells(index)
        fine = 0
        for cell in cells:
            try:
                read(cell)
                fine += 1
            except Unfit:
                continue
        return fine > 0 and fine * 2 >= len(cells)


def _one_separator(header: Sequence[str], base: Mapping, known: Definitions, file: str, line: int) -> None:
    """Raises TableError for a name that is several: a comma where the others have a semicolon would be read as a decimal comma."""
    named = {*base.columns, *base.ignore, base.date, base.time, base.said_by_column}
    for name in header:
        parts = re.split(r"[,;\t]", name)
        if (
            len(parts) > 1
            and not {name, EVERYTHING_ELSE} & named
            and all(part.strip() in known.entries for part in parts)
        ):
            raise TableError(file, line, None, "the same separator between all names of columns", quote(name))


def _no_answer(name: str) -> bool:
    return name.lower() in NOT_ANSWERS or name.lower().startswith(WEEK)


def _named(header: list[str], wanted: str) -> str | None:
    if wanted in header:
        return wanted
    return next((name for name in header if name.lower() == wanted), None)


def _slug(name: str) -> str:
    """The name as a key: plain small letters; the same as for a factor made by hand."""
    plain = (
        unicodedata.normalize("NFKD", name.removeprefix(OWN_PREFIX))
        .encode("ascii", "ignore")
        .decode()
        .lower()
    )
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:60] or "factor"


def _mark(name: str) -> str:
    """Tells names apart that make the same key, whatever else the file holds."""
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:8]
