"""From the fields of a check-in form to the plain document of one moment.

A field is named by the path of its answer (`values.pain_now`, `regions.front-left-knee.pain`), so a
form, the offline queue and the API all speak of the same document.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.http import QueryDict

from dialdown.intake.definitions import Definitions
from dialdown.people.models import Person
from dialdown.uuid7 import uuid7

PLAIN = ("id", "at", "zone", "day", "mode", "said_by", "saved_at", "remembered")
# A number that a slider or a stepper may start from, but that nobody chose.
UNSET = ""


def _last(post: QueryDict, name: str) -> str:
    # A form ends its lines with CR LF, a script with LF: the same words stay the same.
    given = [text.strip().replace("\r\n", "\n") for text in post.getlist(name) if text.strip()]
    return given[-1] if given else UNSET


def document(
    post: QueryDict, *, person: Person, definitions: Definitions, now: dt.datetime
) -> dict[str, Any]:
    """The document that the fields spell; empty fields are left out (not answered).

    Without a script nothing fills the moment in, so it is now, in the person's zone. One skip may name
    several keys, with spaces between.
    """
    found: dict[str, Any] = {name: _last(post, name) for name in PLAIN}
    found["zone"] = found["zone"] or person.zone
    found["at"] = found["at"] or person.local(now).isoformat()
    found["saved_at"] = found["saved_at"] or now.isoformat()
    found["id"] = found["id"] or str(uuid7())
    found["person"] = str(person.pk)
    skipped = {key for names in post.getlist("skipped") for key in names.split()}
    values: dict[str, Any] = {}
    for name in post:
        if name.startswith("values."):
            key = name.removeprefix("values.")
            definition = definitions.get(key)
            many = definition is not None and definition.type == "choices"
            answer: Any = [text for text in post.getlist(name) if text.strip()] if many else _last(post, name)
            # Here the skip was tapped on the same card, and what it hides is not an answer any more.
            if answer and key not in skipped:
                values[key] = answer
    found["values"], found["skipped"] = values, sorted(skipped)
    # Private answers that the form did not show, because her key was not open.
    found["sealed"] = sorted({key for names in post.getlist("sealed") for key in names.split()})
    found["regions"] = [
        region_row(post, region) for region in dict.fromkeys(post.getlist("regions")) if region
    ]
    found["signs"] = _signs(post, definitions)
    return found


def region_row(post: QueryDict, region: str) -> dict[str, Any]:
    """One picked place with what was said about it."""
    stem = f"regions.{region}."
    return {
        "region": region,
        "pain": _last(post, stem + "pain") or None,
        "quality": [text for text in post.getlist(stem + "quality") if text],
        "brings_on": [text for text in post.getlist(stem + "brings_on") if text],
        "own_word": _last(post, stem + "own_word"),
    }


def _signs(post: QueryDict, definitions: Definitions) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for kind in definitions.signs:
        for side in ("left", "right", "middle", "not_stated"):
            answer, reading = (
                _last(post, f"signs.{kind}.{side}.answer"),
                _last(post, f"signs.{kind}.{side}.reading"),
            )
            if answer or reading:
                rows.append(
                    {"kind": kind, "side": side, "answer": answer or None, "reading": reading or None}
                )
    return rows


def blank(person: Person, *, mode: str, day: dt.date | None = None) -> dict[str, Any]:
    """The document of a moment that nothing has been said about yet."""
    return {
        "id": str(uuid7()), "person": str(person.pk), "at": UNSET, "zone": UNSET, "day": day.isoformat() if day else UNSET,
        "mode": mode, "said_by": UNSET, "saved_at": UNSET, "remembered": None,
        "values": {}, "skipped": [], "sealed": [], "regions": [], "signs": [],
    }  # fmt: skip


def merged(
    stored: Mapping[str, Any],
    posted: Mapping[str, Any],
    *,
    asked: Collection[str],
    body_map: bool,
    sides: Collection[str],
) -> dict[str, Any]:
    """A stored document with what its form says put in; what the form does not ask stays as it was.

    `sides` are the sides of signs that the form asks (none when the limb module is off).
    """
    # What was asked without being shown stays, unless it was answered anew.
    unseen = {*posted["sealed"]} - {*posted["values"], *posted["skipped"]}
    kept = {key: value for key, value in stored["values"].items() if key not in asked or key in unseen}
    passed = [key for key in stored["skipped"] if key not in asked or key in unseen]
    other_signs = [row for row in stored["signs"] if row["side"] not in sides]
    # A form names a place without its side; the middle of one that has no side in its name was said before.
    said = {row["region"]: row["side"] for row in stored["regions"]}
    regions = [{**row, "side": said.get(row["region"])} for row in posted["regions"]]
    return {
        **stored, "said_by": posted["said_by"], "remembered": posted.get("remembered") or stored["remembered"],
        "values": {**kept, **posted["values"]}, "skipped": sorted({*passed, *posted["skipped"]}),
        "regions": regions if body_map else stored["regions"], "signs": [*other_signs, *posted["signs"]],
    }  # fmt: skip
