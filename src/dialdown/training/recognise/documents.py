"""One session as a device sends it, checked field by field."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from dialdown.intake.records import BadInput, Problem
from dialdown.training.recognise.ability import HIGHEST, LOWEST
from dialdown.training.recognise.dealing import SIDES, TOP, control_of
from dialdown.training.recognise.models import RecogniseAnswer, RecogniseSession
from dialdown.training.recognise.own.dealing import POSTURE as OWN
from dialdown.training.stimuli.bank import bank

MOST = 400
LONGEST_MS = 3_600_000.0
# A page that stays open for a month is none.
LATEST_MS = 30 * 86_400_000.0
AHEAD = dt.timedelta(days=1)
FIRST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
# What a page can make; the others come by a file.
PRACTISED = (RecogniseSession.Kind.TRAINING.value, RecogniseSession.Kind.WEEKLY.value)
DIRECTIONS = ("", "medial", "lateral")
WAYS = ("", "pointer", "key", "click", "switch")


def parse_session(document: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The fields of a session and of its answers, named as the models name them. Raises BadInput with everything that is wrong."""
    wrong: list[Problem] = []

    def check(name: str, read: Callable[[Any], Any]) -> Any:
        try:
            return read(document.get(name))
        except (ValueError, TypeError, KeyError, OSError, OverflowError):
            wrong.append(Problem(name, _expected(name)))
            return None

    found: dict[str, Any] = {name: check(name, _instant) for name in ("at", "saved_at")}
    found["zone"] = check("zone", _zone)
    found["kind"] = check("kind", lambda raw: _one_of(raw, PRACTISED))
    found["part"] = check("part", lambda raw: _one_of(raw, bank().parts))
    found["ended"] = check("ended", lambda raw: _one_of(raw, RecogniseSession.Ended.values))
    found["seed"] = check("seed", lambda raw: _whole(raw, 0, 2**53))
    found["level"] = check("level", lambda raw: _whole(raw, 1, TOP))
    found["planned"] = check("planned", lambda raw: _whole(raw, 1, MOST))
    found["ability"] = check("ability", lambda raw: _number(raw, LOWEST, HIGHEST))
    found["aim"] = check("aim", lambda raw: _number(raw, 0.5, 0.99))
    found["device"] = check("device", lambda raw: _text(raw, 120))
    found["frame_ms"] = check("frame_ms", lambda raw: None if raw is None else _number(raw, 0, 10_000))
    for name in ("before", "after", "later"):
        found[name] = check(name, lambda raw: None if raw in (None, "") else _number(raw, 0, 10))
    for name in ("colour", "swelling", "odd", "dizzy"):
        found[name] = bool(document.get(name))
    answers = check("answers", lambda raw: [_answer(one) for one in _list(raw)])
    if answers is not None and len({one["number"] for one in answers}) != len(answers):
        wrong.append(Problem("answers", _expected("answers")))
    # The weekly check is the same pictures each week: own ones would make it another measurement.
    weekly = found["kind"] == RecogniseSession.Kind.WEEKLY
    if weekly and any(one["posture"] == OWN for one in answers or ()):
        wrong.append(Problem("answers", _expected("answers")))
    if wrong:
        raise BadInput(wrong)
    found["day"] = found["at"].astimezone(ZoneInfo(found["zone"])).date()
    found["control_part"] = control_of(found["part"]) if found["kind"] == RecogniseSession.Kind.WEEKLY else ""
    return found, answers


def unfit(row: object) -> str:
    """Why a row of an archive is none that a page could show, or ""."""
    if isinstance(row, RecogniseSession):
        pains = [pain for pain in (row.before, row.after, row.later) if pain is not None]
        if not all(0 <= pain <= 10 for pain in pains):
            return "before, after, later: outside 0 to 10"
        if (
            row.part not in bank().parts
            or not 1 <= row.level <= TOP
            or not LOWEST <= row.ability <= HIGHEST
            or not 0.5 <= row.aim <= 0.99
        ):
            return "part, level, ability, aim: none of a list that could be dealt"
        try:
            ZoneInfo(row.zone)
        except (ValueError, OSError, KeyError):
            return f"zone: {row.zone[:40]!r} is none"
    if isinstance(row, RecogniseAnswer):
        if (
            row.side not in SIDES
            or row.response not in ("", *SIDES)
            or row.direction not in DIRECTIONS
            or row.angle_deg > 359
        ):
            return "side, response, direction, angle_deg: none of an answer"
        if row.rt_ms is not None and not 0 <= row.rt_ms <= LONGEST_MS:
            return "rt_ms: longer than an answer can take"
    return ""


def _answer(raw: Mapping[str, Any]) -> dict[str, Any]:
    response = _one_of(raw.get("response") or "", ("", *SIDES))
    part = _one_of(raw.get("part"), bank().parts)
    return {
        "number": _whole(raw.get("number"), 0, MOST), "item": _text(raw.get("item"), 60), "part": part,
        "view": _text(raw.get("view"), 20), "posture": _text(raw.get("posture"), 20), "angle_deg": _whole(raw.get("angle_deg"), 0, 359),
        "side": _one_of(raw.get("side"), SIDES), "direction": _one_of(raw.get("direction") or "", DIRECTIONS),
        "tone": _whole(raw.get("tone"), 0, 20), "light": _whole(raw.get("light"), 0, 20),
        "difficulty": _number(raw.get("difficulty"), -10, 10), "response": response,
        "onset_ms": _number(raw.get("onset_ms"), 0, LATEST_MS),
        "rt_ms": _number(raw.get("rt_ms"), 0, LONGEST_MS) if response else None,
        "handler_ms": None if raw.get("handler_ms") is None else _number(raw.get("handler_ms"), 0, LONGEST_MS),
        "dropped": _whole(raw.get("dropped"), 0, 32_000), "usable": bool(raw.get("usable")), "way": _one_of(raw.get("way") or "", WAYS),
    }  # fmt: skip


def _expected(where: str) -> str:
    if where in ("before", "after", "later"):
        return _("Try a number from 0 to 10.")
    return _("We couldn’t read that. Please choose again.")


def _instant(raw: Any) -> dt.datetime:
    at = raw if isinstance(raw, dt.datetime) else dt.datetime.fromisoformat(raw)
    if at.tzinfo is None or not FIRST <= at <= timezone.now() + AHEAD:
        raise ValueError
    return at


def _zone(raw: Any) -> str:
    ZoneInfo(_text(raw, 64) or "/")
    return str(raw)


def _list(raw: Any) -> list[Mapping[str, Any]]:
    if not isinstance(raw, list) or len(raw) > MOST or not all(isinstance(one, Mapping) for one in raw):
        raise ValueError
    return raw


def _text(raw: Any, longest: int) -> str:
    if not isinstance(raw, str) or len(raw) > longest:
        raise ValueError
    return raw


def _whole(raw: Any, low: int, high: int) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or not low <= raw <= high:
        raise ValueError
    return raw


def _number(raw: Any, low: float, high: float) -> float:
    if (
        isinstance(raw, bool)
        or not isinstance(raw, (int, float))
        or not math.isfinite(raw)
        or not low <= raw <= high
    ):
        raise ValueError
    return float(raw)


def _one_of(raw: Any, options: Any) -> str:
    if raw not in options:
        raise ValueError
    return str(raw)
