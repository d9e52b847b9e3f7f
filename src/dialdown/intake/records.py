"""Validated records: the one shape of a diary moment, whatever door it came in by.

A form, the offline queue, a table and an archive all become the same plain document, and
`parse_document` turns it into an `EntryRecord` or says in one sentence each what is wrong.
"""

from __future__ import annotations

import datetime as dt
import math
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast
from zoneinfo import ZoneInfo

from dialdown.intake.definitions import Definition, Definitions, Option
from dialdown.intake.regions import regions

ENTRY_MODES = ("quick", "full", "weekly", "off", "import", "device")
SAID_BY = ("self", "parent", "clinician", "device", "import")
REMEMBERED = ("well", "roughly", "barely")
EARLIEST = dt.date(1900, 1, 1)
# Nothing a person counts in a day is larger, and sums of it stay finite.
LARGEST = 1e12

Answer = float | bool | str | tuple[str, ...]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where it stands and what was expected, in plain words."""

    where: str
    message: str


class BadInput(ValueError):
    """Input that cannot be stored. `problems` has one row for each thing that is wrong."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.where}: {p.message}" for p in self.problems))


@dataclass(frozen=True)
class RegionRecord:
    """A picked place on the body map; `pain` 0-10 or None; tags from the definitions."""

    region: str
    side: str
    pain: float | None = None
    quality: tuple[str, ...] = ()
    brings_on: tuple[str, ...] = ()
    own_word: str = ""


@dataclass(frozen=True)
class SignRecord:
    """A left-right sign with its answer, its instrument reading, or both."""

    kind: str
    side: str
    answer: str | None = None
    reading: float | None = None


@dataclass(frozen=True)
class EntryRecord:
    """One moment of a diary, checked against the definitions.

    `at` is the instant with its offset; `day` the diary day it counts for; `saved_at` the instant
    the person saved it (on her device), which decides between two versions of one entry.
    """

    id: uuid.UUID
    at: dt.datetime
    zone: str
    day: dt.date
    mode: str
    said_by: str
    saved_at: dt.datetime
    values: Mapping[str, Answer]
    skipped: frozenset[str] = frozenset()
    regions: tuple[RegionRecord, ...] = ()
    signs: tuple[SignRecord, ...] = ()
    remembered: str | None = None
    # Private answers that are stored and that the writer could not see: they stay as they are.
    sealed: frozenset[str] = frozenset()

    def to_document(self) -> dict[str, Any]:
        """The plain document (JSON types only) that `parse_document` reads back unchanged."""
        return {
            "id": str(self.id), "at": self.at.isoformat(), "zone": self.zone, "day": self.day.isoformat(),
            "mode": self.mode, "said_by": self.said_by, "saved_at": self.saved_at.isoformat(),
            "remembered": self.remembered,
            "values": {k: list(v) if isinstance(v, tuple) else v for k, v in sorted(self.values.items())},
            "skipped": sorted(self.skipped), "sealed": sorted(self.sealed),
            "regions": [
                {
                    "region": r.region, "side": r.side, "pain": r.pain, "quality": list(r.quality),
                    "brings_on": list(r.brings_on), "own_word": r.own_word,
                }
                for r in self.regions
            ],
            "signs": [{"kind": s.kind, "side": s.side, "answer": s.answer, "reading": s.reading} for s in self.signs],
        }  # fmt: skip

    @property
    def empty(self) -> bool:
        """True when nothing was answered, nothing was skipped and nothing stays."""
        return not (self.values or self.skipped or self.regions or self.signs or self.sealed)


def _plain(number: float) -> str:
    return f"{number:g}"


def parse_number(raw: object, definition: Definition) -> float:
    """A finite number inside the limits of `definition`; ValueError in plain words otherwise."""
    if isinstance(raw, bool) or raw is None:
        raise ValueError("expected a number")
    try:
        number = float(raw.strip().replace(",", ".") if isinstance(raw, str) else cast(Any, raw))
    except OverflowError:
        raise ValueError("expected a finite number") from None
    except (TypeError, ValueError):
        raise ValueError(f"{str(raw)[:40]!r} is not a number") from None
    if not math.isfinite(number):
        raise ValueError("expected a finite number")
    if abs(number) > LARGEST:
        raise ValueError(f"{_plain(number)} is more than a diary can count")
    low, high = definition.min, definition.max
    if (low is not None and number < low) or (high is not None and number > high):
        if low is not None and high is not None:
            raise ValueError(f"{_plain(number)} is outside {_plain(low)} to {_plain(high)}")
        side = (
            f"below {_plain(low)}"
            if low is not None and number < low
            else f"above {_plain(cast(float, high))}"
        )
        raise ValueError(f"{_plain(number)} is {side}")
    if definition.type == "count" and number != math.floor(number):
        raise ValueError(f"{_plain(number)} is not a whole number")
    return number


_YES = {"1", "true", "yes", "on", "y"}
_NO = {"0", "false", "no", "off", "n"}


def _yes_no(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    word = str(raw).strip().lower()
    word = word.removesuffix(".0")
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError(f"{str(raw)[:40]!r} is neither yes nor no")


def _tags(raw: object, options: tuple[Option, ...]) -> tuple[str, ...]:
    given = [raw] if isinstance(raw, str) else list(cast(Iterable[object], raw or ()))
    known = [option.key for option in options]
    for tag in given:
        if tag not in known:
            raise ValueError(f"{str(tag)[:40]!r} is not one of {', '.join(known)}")
    # Order of the table, each once: the same answer is always stored the same way.
    return tuple(key for key in known if key in given)


def _choice_number(text: str, definition: Definition) -> str:
    """A choice given as a number: its option, or the number as text where the choice is a 0-10 scale too."""
    try:
        number: float | None = float(text)
    except ValueError:
        number = None
    if number is not None:
        for option in definition.options:
            if option.value == number:
                return option.key
        if definition.min is not None and definition.max is not None:
            return f"{parse_number(number, definition):.15g}"
    raise ValueError(f"{text[:40]!r} is not one of {', '.join(option.key for option in definition.options)}")


def parse_answer(raw: object, definition: Definition) -> Answer | None:
    """The stored form of one answer, or None when nothing was answered (empty text or list).

    Raises ValueError with what was expected.
    """
    if raw is None or raw == "" or raw == [] or raw == ():
        return None
    if definition.type in ("scale", "amount", "count"):
        return parse_number(raw, definition)
    if definition.type == "yes_no":
        return _yes_no(raw)
    if definition.type == "choices":
        return _tags(raw, definition.options) or None
    if isinstance(raw, list):
        raise ValueError("expected one answer")
    text = str(raw).strip()
    if definition.type == "choice":
        return text if definition.option(text) else _choice_number(text, definition)
    if definition.max is not None and len(text) > definition.max:
        raise ValueError(f"{len(text)} characters; at most {int(definition.max)} fit")
    return _storable(text) or None


def _storable(text: str) -> str:
    """The text, when every database and file can hold it: no zero byte, no half of a pair of codes."""
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("holds a character that cannot be stored")
    return text


def parse_document(document: Mapping[str, Any], definitions: Definitions) -> EntryRecord:
    """Check a plain document against the definitions.

    Raises `BadInput` that names every field that is wrong; nothing is half read.
    """
    problems: list[Problem] = []

    def attempt(where: str, read: Any) -> Any:
        try:
            return read()
        except (ValueError, TypeError, KeyError, OverflowError) as error:
            problems.append(Problem(where, str(error)))
            return None

    entry_id = attempt("id", lambda: _uuid(document.get("id")))
    at = attempt("at", lambda: _instant(document.get("at")))
    zone = attempt("zone", lambda: _zone(document.get("zone")))
    # What follows from a field that is wrong is not said to be wrong as well.
    given_day = document.get("day") not in (None, "")
    day: Any = (
        attempt("day", lambda: _day(document.get("day"), at, zone)) if given_day or (at and zone) else None
    )
    saved_at = attempt("saved_at", lambda: _instant(document["saved_at"])) if document.get("saved_at") else at
    mode = attempt("mode", lambda: _one_of(document.get("mode") or "full", ENTRY_MODES))
    said_by = attempt("said_by", lambda: _one_of(document.get("said_by") or "self", SAID_BY))
    remembered = document.get("remembered") or None
    if remembered is not None:
        remembered = attempt("remembered", lambda: _one_of(remembered, REMEMBERED))
    values: dict[str, Answer] = {}
    for key, raw in _mapping(document.get("values"), "values", problems).items():
        definition = definitions.get(str(key))
        if definition is None:
            problems.append(Problem(f"values.{str(key)[:60]}", "is not something this diary knows"))
            continue
        answer = attempt(
            f"values.{key}", lambda raw=raw, definition=definition: parse_answer(raw, definition)
        )
        if answer is not None:
            values[definition.key] = answer
    skipped: set[str] = set()
    for key in _listing(document.get("skipped"), "skipped", problems):
        if definitions.get(str(key)) is None:
            problems.append(Problem("skipped", f"{str(key)[:40]!r} is not something this diary knows"))
        else:
            skipped.add(str(key))
    stays = {str(key) for key in _listing(document.get("sealed"), "sealed", problems)}
    # A definition may have gone since; what is stored under it stays anyway.
    stays = {key for key in stays if (found := definitions.get(key)) is not None and found.sealed}
    marks = [
        attempt(f"regions.{i}", lambda row=row: _region(row, definitions))
        for i, row in enumerate(_listing(document.get("regions"), "regions", problems))
    ]
    signs = [
        attempt(f"signs.{i}", lambda row=row: _sign(row, definitions))
        for i, row in enumerate(_listing(document.get("signs"), "signs", problems))
    ]
    picked = [m.region for m in marks if m is not None]
    if len(set(picked)) != len(picked):
        problems.append(Problem("regions", "a place stands there twice"))
    shown = [(s.kind, s.side) for s in signs if s is not None]
    if len(set(shown)) != len(shown):
        problems.append(Problem("signs", "a sign stands there twice for one side"))
    if problems:
        raise BadInput(problems)
    return EntryRecord(
        id=entry_id, at=at, zone=zone, day=day, mode=mode, said_by=said_by, saved_at=saved_at, values=values,
        # An answer wins over a skip: she answered after all.
        skipped=frozenset(skipped - set(values)), regions=tuple(m for m in marks if m),
        signs=tuple(s for s in signs if s and (s.answer is not None or s.reading is not None)),
        remembered=remembered, sealed=frozenset(stays - skipped - set(values)),
    )  # fmt: skip


def _mapping(raw: object, where: str, problems: list[Problem]) -> Mapping[Any, Any]:
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        problems.append(Problem(where, "expected a set of named answers"))
        return {}
    return cast(Mapping[Any, Any], raw)


def _listing(raw: object, where: str, problems: list[Problem]) -> list[Any]:
    if raw is None:
        return []
    if not isinstance(raw, (list, tuple)):
        problems.append(Problem(where, "expected a list"))
        return []
    return list(cast(Iterable[Any], raw))


def _uuid(raw: object) -> uuid.UUID:
    try:
        return uuid.UUID(str(raw))
    except ValueError:
        raise ValueError("expected a UUID") from None


def _instant(raw: object) -> dt.datetime:
    if isinstance(raw, dt.datetime):
        moment = raw
    else:
        try:
            moment = dt.datetime.fromisoformat(str(raw))
        except ValueError:
            raise ValueError("expected a date and time like 2026-01-31T18:30:00+01:00") from None
    if moment.tzinfo is None:
        raise ValueError("the time needs its offset, like +01:00")
    if not EARLIEST.year <= moment.year <= 9998:
        raise ValueError(f"expected a year from {EARLIEST.year} on")
    return moment


def _zone(raw: object) -> str:
    name = str(raw or "UTC")
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{name[:40]!r} is not a time zone like Europe/Berlin") from None
    return name


def diary_day(at: dt.datetime, zone: str) -> dt.date:
    """The calendar date of `at` in its own zone: the day it counts for unless she says otherwise."""
    return at.astimezone(ZoneInfo(zone)).date()


def _day(raw: object, at: dt.datetime | None, zone: str | None) -> dt.date:
    if raw in (None, ""):
        if at is None or zone is None:
            raise ValueError("expected a date like 2026-01-31")
        return diary_day(at, zone)
    try:
        day = raw if isinstance(raw, dt.date) else dt.date.fromisoformat(str(raw))
    except ValueError:
        raise ValueError(f"{str(raw)[:40]!r} is not a date like 2026-01-31") from None
    if day < EARLIEST:
        raise ValueError(f"expected a date from {EARLIEST.isoformat()} on")
    return day


def _one_of(raw: object, allowed: tuple[str, ...]) -> str:
    if raw not in allowed:
        raise ValueError(f"{str(raw)[:40]!r} is not one of {', '.join(allowed)}")
    return str(raw)


def _region(row: Any, definitions: Definitions) -> RegionRecord:
    if not isinstance(row, Mapping):
        raise ValueError("expected a place with its name")
    given = cast(Mapping[str, Any], row)
    region = regions().get(str(given.get("region")))
    if region is None:
        raise ValueError(f"{str(given.get('region'))[:40]!r} is not a place on the body map")
    pain = given.get("pain")
    word = str(given.get("own_word") or "").strip()
    if len(_storable(word)) > 60:
        raise ValueError("the own word may have 60 characters")
    side = str(given.get("side") or region.side)
    # A drawn place has its side in its name; only an undrawn one may be said to lie in the middle.
    if side != region.side and not (region.side == "not_stated" and side == "middle"):
        raise ValueError(f"side {side!r} does not fit {region.id}")
    return RegionRecord(
        region.id, side, None if pain in (None, "") else parse_number(pain, definitions.region_pain),
        _tags(given.get("quality"), definitions.region_quality),
        _tags(given.get("brings_on"), definitions.region_brings_on), word,
    )  # fmt: skip


def _sign(row: Any, definitions: Definitions) -> SignRecord:
    if not isinstance(row, Mapping):
        raise ValueError("expected a sign with its side")
    given = cast(Mapping[str, Any], row)
    sign = definitions.signs.get(str(given.get("kind")))
    if sign is None:
        raise ValueError(f"{str(given.get('kind'))[:40]!r} is not a sign this diary knows")
    side = _one_of(given.get("side"), ("left", "right", "middle", "not_stated"))
    answer = given.get("answer") or None
    if answer is not None:
        answer = _one_of(answer, tuple(option.key for option in sign.options))
    reading = given.get("reading")
    number = None
    if reading not in (None, ""):
        if sign.reading is None:
            raise ValueError(f"{sign.key} has no reading")
        number = parse_number(reading, sign.reading)
    return SignRecord(sign.key, side, answer, number)
