"""One line of an archive, checked as strictly as a form: what a row may hold, and what only a diary can hold."""

from __future__ import annotations

import datetime as dt
import json
import math
import uuid
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, models

from dialdown.activity import services as moving
from dialdown.care import services as care
from dialdown.export.tables import BY_NAME, Table
from dialdown.insights import services as insights
from dialdown.intake.definitions import KINDS, OWN_PREFIX, Definitions, is_own_key
from dialdown.intake.records import ENTRY_MODES, LARGEST, REMEMBERED, SAID_BY, BadInput, parse_document
from dialdown.intake.regions import regions
from dialdown.training.selectors import recognise_unfit, stages_unfit, touch_places

FIRST_YEAR, LAST_YEAR = 1900, 9998
LONGEST_LADDER, LONGEST_GO, LONGEST_ANSWER = 99, 3600, 2000
Parse = Callable[[Any], Any]


class Unfit(ValueError):
    """A row that no diary could have written; the text says why."""


def parse_row(table: Table, line: str) -> models.Model:
    """An unsaved row from one line of JSON. Raises Unfit."""
    try:
        given = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Unfit("expected one JSON object") from None
    # Without pairs of backslashes what is left are escapes, not words of hers that look like one.
    escapes = line.replace("\\\\", "").lower()
    if "\\u0000" in escapes or ("\\ud" in escapes and _halves(given)):
        raise Unfit("holds a character that cannot be stored")
    parsers = _parsers(table.name)
    if not isinstance(given, dict) or given.keys() != parsers.keys():
        raise Unfit(f"expected the fields {', '.join(parsers)}")
    values: dict[str, Any] = {}
    for name, parse in parsers.items():
        try:
            values[name] = parse(given[name])
        except (ValueError, TypeError, OverflowError) as error:
            raise Unfit(f"{name}: {error}") from None
    return table.model(**values)


def _halves(given: Any) -> bool:
    """True when a text holds half of a pair of codes, which no file can hold."""
    try:
        json.dumps(given, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def _no_number(text: str) -> None:
    raise ValueError(text)


@cache
def _parsers(table: str) -> dict[str, Parse]:
    """How each field of a table is read, by its name."""
    return {field.attname: _parser(field) for field in BY_NAME[table].fields()}


def _parser(field: models.Field[Any, Any]) -> Parse:
    parse = _filled(field)

    def parse_or_none(raw: Any) -> Any:
        if raw is None:
            if not field.null:
                raise ValueError("is empty")
            return None
        return parse(raw)

    return parse_or_none


def _filled(field: models.Field[Any, Any]) -> Parse:
    """The reader of what is not null."""
    if isinstance(field, (models.ForeignKey, models.UUIDField)):
        return _uuid
    if isinstance(field, models.JSONField):
        return _listing if field.default is list else _named
    if isinstance(field, models.BooleanField):
        return _yes_no
    if isinstance(field, models.DateTimeField):
        return _instant
    if isinstance(field, models.DateField):
        return _day
    if isinstance(field, models.FloatField):
        return _number
    if isinstance(field, models.IntegerField):
        low, high = connection.ops.integer_field_range(field.get_internal_type())
        return lambda raw: _whole(raw, low, high)
    if isinstance(field, (models.CharField, models.TextField)):
        choices = frozenset(str(key) for key, _ in field.flatchoices) or None
        return lambda raw: _text(raw, field.max_length, choices)
    raise TypeError(f"{field}: nothing reads a {type(field).__name__} from an archive yet")


def _uuid(raw: Any) -> uuid.UUID:
    try:
        return uuid.UUID(_text(raw))
    except ValueError:
        raise ValueError("expected a UUID") from None


def _listing(raw: Any) -> list[Any]:
    if not isinstance(raw, list):
        raise ValueError("expected a list")
    return raw


def _named(raw: Any) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise ValueError("expected a set of named values")
    return raw


def _yes_no(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise ValueError("expected true or false")
    return raw


def _instant(raw: Any) -> dt.datetime:
    try:
        value = dt.datetime.fromisoformat(_text(raw))
    except ValueError:
        raise ValueError("expected a time like 2026-01-31T18:30:00+00:00") from None
    if value.tzinfo is None:
        raise ValueError("expected a time with its offset")
    _in_time(value.year)
    return value


def _day(raw: Any) -> dt.date:
    try:
        value = dt.date.fromisoformat(_text(raw))
    except ValueError:
        raise ValueError("expected a date like 2026-01-31") from None
    _in_time(value.year)
    return value


def _in_time(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"expected a year from {FIRST_YEAR} on")


def _number(raw: Any) -> float:
    if isinstance(raw, bool) or not isinstance(raw, (int, float)) or not math.isfinite(raw):
        raise ValueError("expected a number")
    return float(raw)


def _whole(raw: Any, low: int | None, high: int | None) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise ValueError("expected a whole number")
    if (low is not None and raw < low) or (high is not None and raw > high):
        raise ValueError(f"expected a whole number from {low} to {high}")
    return raw


def _text(raw: Any, longest: int | None = None, choices: frozenset[str] | None = None) -> str:
    if not isinstance(raw, str):
        raise ValueError("expected text")
    if longest is not None and len(raw) > longest:
        raise ValueError(f"expected text of at most {longest} characters")
    if choices is not None and raw not in choices:
        raise ValueError(f"expected one of {', '.join(sorted(choices))}")
    return raw


# --- what only a diary can hold -------------------------------------------------------------------


def _zone(row: Any) -> None:
    try:
        ZoneInfo(row.zone)
    except (KeyError, ValueError, OSError):
        raise Unfit(f"zone: {row.zone[:40]!r} is not a time zone") from None


def _entry(row: Any, _: Definitions) -> None:
    _zone(row)
    if row.mode not in ENTRY_MODES:
        raise Unfit(f"mode: {row.mode!r} is not a kind of check-in")
    if row.remembered not in ("", *REMEMBERED):
        raise Unfit(f"remembered: expected one of {', '.join(REMEMBERED)}")


def _factor(row: Any, _: Definitions) -> None:
    if not row.key.startswith(OWN_PREFIX) or row.kind not in KINDS:
        raise Unfit("key, kind: expected a factor of one's own")
    if not is_own_key(row.key):
        raise Unfit(f"key: {row.key[:40]!r}; expected own. and a name of small letters, digits and _")


def _value_row(row: Any, definitions: Definitions) -> None:
    found = definitions.get(row.key)
    if found is None:
        raise Unfit(f"key: {row.key[:40]!r} is not something this diary knows")
    if row.number is not None:
        if abs(row.number) > LARGEST:
            raise Unfit(f"number: {row.number:g} is more than a diary can count")
        low, high = found.min, found.max
        if (low is not None and row.number < low) or (
            high is not None and found.type != "text" and row.number > high
        ):
            raise Unfit(f"number: {row.number:g} does not fit {row.key}")
    _texts("tags", row.tags)
    if set(row.tags) - {option.key for option in found.options}:
        raise Unfit(f"tags: not all of them belong to {row.key}")


def _region(row: Any, definitions: Definitions) -> None:
    found = regions().get(row.region)
    if found is None or (row.side != found.side and (found.side, row.side) != ("not_stated", "middle")):
        raise Unfit(f"region, side: {row.region[:40]!r} {row.side} is not a place on the body map")
    if row.pain is not None and not 0 <= row.pain <= 10:
        raise Unfit(f"pain: {row.pain:g} is outside 0 to 10")
    for name, given, options in (
        ("quality", row.quality, definitions.region_quality), ("brings_on", row.brings_on, definitions.region_brings_on),
    ):  # fmt: skip
        _texts(name, given)
        if set(given) - {option.key for option in options}:
            raise Unfit(f"{name}: expected only {', '.join(option.key for option in options)}")


def _sign(row: Any, definitions: Definitions) -> None:
    if row.kind not in definitions.signs:
        raise Unfit(f"kind: {row.kind!r} is not a sign this diary knows")
    sign = definitions.signs[row.kind]
    if row.answer and row.answer not in {option.key for option in sign.options}:
        raise Unfit(f"answer: {row.answer!r} is no answer to {row.kind}")
    if row.reading is not None and sign.reading is None:
        raise Unfit(f"reading: {row.kind} has none")
    if row.reading is not None and not (sign.reading.min or 0) <= row.reading <= (
        sign.reading.max or LARGEST
    ):
        raise Unfit(f"reading: {row.reading:g} does not fit {row.kind}")


def _revision(row: Any, definitions: Definitions) -> None:
    if row.document is None:
        return
    try:
        parse_document(row.document, definitions)
    except BadInput as error:
        raise Unfit(f"document, {error.problems[0].where}: {error.problems[0].message}") from None


def _import_batch(row: Any, _: Definitions) -> None:
    # Only these are written; one in another state would start to move when the server starts.
    if row.format != "table" or row.state not in ("done", "running", "leaving"):
        raise Unfit("format, state: expected a table that was brought in")


def _replaced_value(row: Any, _: Definitions) -> None:
    # Undoing an import writes these fields back, so nothing else may stand there.
    fields = (
        {"pain", "quality", "brings_on", "own_word"}
        if row.value_id is None
        else {"number", "text", "tags", "skipped"}
    )
    said_by = row.before.get("said_by", "self")
    if (
        (row.value_id is None) == (row.region_id is None)
        or row.before.keys() - {"said_by"} != fields
        or said_by not in SAID_BY
    ):
        raise Unfit(f"before: expected {', '.join(sorted(fields))} of one answer")


def _touch_ladder(row: Any, _: Definitions) -> None:
    ladder = touch_places().get(row.place)
    if ladder is None or row.side not in ladder.sides:
        raise Unfit(f"place, side: {row.place[:40]!r} {row.side} is not a place of touch practice")


def _touch_go(row: Any, _: Definitions) -> None:
    _zone(row)
    for name in ("before", "after", "later"):
        pain = getattr(row, name)
        if pain is not None and not 0 <= pain <= 10:
            raise Unfit(f"{name}: {pain:g} is outside 0 to 10")
    if not 1 <= row.rung <= LONGEST_LADDER or max(row.planned, row.done) > LONGEST_GO:
        raise Unfit("rung, planned, done: more than a go can be")
    if row.skin == "not_today" and row.done:
        raise Unfit("skin: a go on sore skin has no seconds")


def _touch_choice(row: Any, _: Definitions) -> None:
    if (row.kind == "keep") != (row.go_id is not None):
        raise Unfit("kind, go: only a kept step belongs to a go")
    if (row.kind == "undone") != (row.undoes_id is not None):
        raise Unfit("kind, undoes: only a taking back names what it takes back")


def _stages(row: Any, _: Definitions) -> None:
    why = stages_unfit(row)
    if why:
        raise Unfit(why)


def _recognise(row: Any, _: Definitions) -> None:
    why = recognise_unfit(row)
    if why:
        raise Unfit(why)


def _lesson_note(row: Any, _: Definitions) -> None:
    if row.said_by != "self" or not all(
        isinstance(text, str) and len(text) <= LONGEST_ANSWER for text in row.answers.values()
    ):
        raise Unfit("answers: expected texts of the person alone")


def _texts(name: str, values: list[Any]) -> None:
    if not all(isinstance(value, str) for value in values):
        raise Unfit(f"{name}: expected texts")


def _insight(row: Any, _: Definitions) -> None:
    why = insights.unfit(row=row)
    if why:
        raise Unfit(why)


CHECKS: Mapping[str, Callable[[Any, Definitions], None]] = {
    "person": lambda row, _: _zone(row), "entry": _entry, "factor": _factor, "value": _value_row,
    "region_mark": _region, "sign": _sign, "revision": _revision,
    "import_batch": _import_batch, "replaced_value": _replaced_value, "touch_ladder": _touch_ladder,
    "recognise_session": _recognise, "recognise_answer": _recognise, "stage_path": _stages, "sitting": _stages, "stage_choice": _stages,
    "touch_go": _touch_go, "touch_choice": _touch_choice, "lesson_note": _lesson_note,
    "belief": _insight, "asked_outcome": _insight, "volume_choice": _insight,
    "personal_trial": _insight, "weather_setting": _insight, "weather_row": _insight, "pattern_record": _insight,
}  # fmt: skip


def check_meaning(table: Table, row: models.Model, definitions: Definitions) -> None:
    """Raises Unfit for a row that no page could show."""
    check = CHECKS.get(table.name)
    if check is not None:
        check(row, definitions)
    why = moving.unfit(table.name, row) or care.unfit(table.name, row)
    if why:
        raise Unfit(why)
