"""One session as a device sends it, checked field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from dialdown.training.fields import (
    PAINS,
    Fields,
    day_of,
    instant,
    number,
    one_of,
    pain,
    whole,
    yes,
    yes_or_unasked,
    zone,
)
from dialdown.training.recognise.ability import HIGHEST, LOWEST
from dialdown.training.recognise.dealing import SIDES, TOP, control_of
from dialdown.training.recognise.models import RecogniseAnswer, RecogniseSession
from dialdown.training.recognise.own.dealing import POSTURE as OWN
from dialdown.training.stimuli.bank import bank

MOST = 400
LONGEST_MS = 3_600_000.0
# A page that stays open for a month is none.
LATEST_MS = 30 * 86_400_000.0
# What a page can make; the others come by a file.
PRACTISED = (RecogniseSession.Kind.TRAINING.value, RecogniseSession.Kind.WEEKLY.value)
DIRECTIONS = ("", "medial", "lateral")
WAYS = ("", "pointer", "key", "click", "switch")


def parse_session(document: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The fields of a session and of its answers, named as the models name them. Raises BadInput with everything that is wrong."""
    fields = Fields(document)
    read = fields.read
    found: dict[str, Any] = {name: read(name, instant) for name in ("at", "saved_at")}
    found["zone"] = read("zone", zone)
    found["kind"] = read("kind", lambda raw: one_of(raw, PRACTISED))
    found["part"] = read("part", lambda raw: one_of(raw, bank().parts))
    found["ended"] = read("ended", lambda raw: one_of(raw, RecogniseSession.Ended.values))
    found["seed"] = read("seed", lambda raw: whole(raw, 0, 2**53))
    found["level"] = read("level", lambda raw: whole(raw, 1, TOP))
    found["planned"] = read("planned", lambda raw: whole(raw, 1, MOST))
    found["ability"] = read("ability", lambda raw: number(raw, LOWEST, HIGHEST))
    found["aim"] = read("aim", lambda raw: number(raw, 0.5, 0.99))
    found["device"] = read("device", lambda raw: _text(raw, 120))
    found["frame_ms"] = read("frame_ms", lambda raw: None if raw is None else number(raw, 0, 10_000))
    found |= {name: read(name, pain) for name in PAINS}
    found |= {name: read(name, yes) for name in ("colour", "swelling", "odd", "dizzy")}
    found |= {name: read(name, yes_or_unasked) for name in ("later_colour", "later_swelling")}
    answers = read("answers", lambda raw: [_answer(one) for one in _list(raw)]) or []
    twice = len({one["number"] for one in answers}) != len(answers)
    # The weekly check is the same pictures each week: own ones would make it another measurement.
    weekly = found["kind"] == RecogniseSession.Kind.WEEKLY
    if twice or (weekly and any(one["posture"] == OWN for one in answers)):
        fields.wrong("answers", _("We couldn’t read that. Please choose again."))
    fields.check()
    found["day"] = day_of(found["at"], found["zone"])
    found["control_part"] = control_of(found["part"]) if weekly else ""
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
    response = one_of(raw.get("response") or "", ("", *SIDES))
    part = one_of(raw.get("part"), bank().parts)
    late = raw.get("handler_ms")
    return {
        "number": whole(raw.get("number"), 0, MOST), "item": _text(raw.get("item"), 60), "part": part,
        "view": _text(raw.get("view"), 20), "posture": _text(raw.get("posture"), 20), "angle_deg": whole(raw.get("angle_deg"), 0, 359),
        "side": one_of(raw.get("side"), SIDES), "direction": one_of(raw.get("direction") or "", DIRECTIONS),
        "tone": whole(raw.get("tone"), 0, 20), "light": whole(raw.get("light"), 0, 20),
        "difficulty": number(raw.get("difficulty"), -10, 10), "response": response,
        "onset_ms": number(raw.get("onset_ms"), 0, LATEST_MS),
        "rt_ms": number(raw.get("rt_ms"), 0, LONGEST_MS) if response else None,
        "handler_ms": None if late is None else number(late, 0, LONGEST_MS),
        "dropped": whole(raw.get("dropped"), 0, 32_000), "usable": bool(raw.get("usable")),
        "away": whole(raw.get("away"), 0, 32_000), "way": one_of(raw.get("way") or "", WAYS),
    }  # fmt: skip


def _list(raw: Any) -> list[Mapping[str, Any]]:
    if not isinstance(raw, list) or len(raw) > MOST or not all(isinstance(one, Mapping) for one in raw):
        raise ValueError
    return raw


def _text(raw: Any, longest: int) -> str:
    if not isinstance(raw, str) or len(raw) > longest:
        raise ValueError
    return raw
