"""What was said before, so that a changed answer can say what changed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown import __version__
from dialdown.insights.figures import limit_up, number_words
from dialdown.insights.models import PatternRecord
from dialdown.insights.sealing import OPEN
from dialdown.intake.definitions import shipped
from dialdown.intake.records import LARGEST

# Changes that are named one by one; more are counted.
NAMED = 6
# What is kept of each factor; `bound`, the limit that was said, since it is among what changed.
PARTS = {"label", "verdict", "later", "effect"}
NUMBERS = ("effect", "bound")
LONGEST_KEY, LONGEST_TEXT = 80, 200


@dataclass(frozen=True)
class Change:
    """One factor of which something else is said now; None = it was not asked about."""

    key: str
    label: str
    before: dict[str, Any] | None
    now: dict[str, Any] | None


@dataclass(frozen=True)
class History:
    """From when on an outcome's answers stand as they do, by which version, and what was different before.

    `instead_of` names the outcome that was spoken of in its place until then, "" where there was none.
    """

    since: dt.datetime
    version: str
    changes: tuple[Change, ...]
    instead_of: str = ""


def said(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What an answer says, without words: verdict, effect or limit, and what later days said, by factor."""
    return {
        row["key"]: {
            "label": row["label"], "verdict": row["verdict"], "later": row["later"],
            "effect": None if row["effect"] is None else round(row["effect"], 2),
            "bound": _limit(row.get("bar")),
        }
        for row in rows
    }  # fmt: skip


def _limit(bar: Mapping[str, float] | None) -> float | None:
    """The limit that a bar draws, as it is said."""
    return limit_up(bar["bound"]) if bar and "bound" in bar else None


def keep(person_id: uuid.UUID, outcome: str, scopes: str, now: dict[str, dict[str, Any]]) -> None:
    """Store what is said, unless it is what was said last."""
    last = _rows(person_id, outcome, scopes).last()
    if last is None or _bare(last.said) != _bare(now):
        PatternRecord.objects.create(
            person_id=person_id, outcome=outcome, scopes=scopes, app_version=__version__, said=now,
            created_at=timezone.now(),
        )  # fmt: skip


def history(person_id: uuid.UUID, outcome: str, scopes: str, places: Collection[str] = ()) -> History | None:
    """How the present answer differs from the one before it.

    `places` are outcomes of which one only is ever spoken of: the one that was, until this outcome took its place.
    """
    found = list(_rows(person_id, outcome, scopes).order_by("-created_at", "-id")[:2])
    if not found:
        return None
    if len(found) == 2:
        return History(found[0].created_at, found[0].app_version, _changes(found[1].said, found[0].said))
    others = [key for key in places if key != outcome]
    earlier = PatternRecord.objects.filter(
        person_id=person_id, outcome__in=others, scopes=scopes, created_at__lte=found[0].created_at
    )
    last = earlier.order_by("created_at", "id").last() if others else None
    return History(found[0].created_at, found[0].app_version, (), "" if last is None else last.outcome)


def _rows(person_id: uuid.UUID, outcome: str, scopes: str) -> Any:
    return PatternRecord.objects.filter(person_id=person_id, outcome=outcome, scopes=scopes)


def _bare(said: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[Any, ...]]:
    """Without the names, which may change without a change of what is said."""
    return {key: (one["verdict"], one["later"], one["effect"], one.get("bound")) for key, one in said.items()}


def _changes(before: dict[str, Any], now: dict[str, Any]) -> tuple[Change, ...]:
    keys = [*now, *(key for key in before if key not in now)]
    old, new = _bare(before), _bare(now)
    return tuple(
        Change(key, (now.get(key) or before[key])["label"], before.get(key), now.get(key))
        for key in keys
        if old.get(key) != new.get(key)
    )


def with_private(scopes: str) -> bool:
    """True for what was said while private answers were read: with them other things may be found."""
    return scopes.split(",")[-1] == OPEN


def unfit(row: PatternRecord) -> str:
    """Why what an archive says was said cannot have been; "" when it can. Nothing of a private answer is ever kept."""
    private = {definition.key for definition in shipped().sealed}
    if not row.outcome or row.outcome in private:
        return f"outcome: {row.outcome[:40]!r} is not kept"
    for key, one in row.said.items():
        if key in private or not 0 < len(key) <= LONGEST_KEY:
            return f"said: {key[:40]!r} is not kept"
        if not isinstance(one, dict) or one.keys() - {"bound"} != PARTS or not _reads(one):
            return f"said: {key[:40]!r} is not what an answer says"
    return ""


def _reads(one: Mapping[str, Any]) -> bool:
    """True when the page can show it: texts, and numbers that a diary can count."""
    texts = [one["label"], one["verdict"], *([] if one["later"] is None else [one["later"]])]
    numbers = [one[key] for key in NUMBERS if one.get(key) is not None]
    return all(isinstance(text, str) and len(text) <= LONGEST_TEXT for text in texts) and all(
        isinstance(n, (int, float)) and not isinstance(n, bool) and abs(n) <= LARGEST for n in numbers
    )


def verdict_words(verdict: str) -> str:
    """A verdict as it stands on its tag."""
    return {
        "found": _("Found"), "unsure": _("Unsure"), "nothing": _("Nothing so far"), "waits": _("Waits for your clinician"),
    }.get(verdict, _("Not enough yet"))  # fmt: skip


def change_words(changes: tuple[Change, ...], signed: Any) -> list[str]:
    """What changed, a sentence a factor; `signed` writes a difference with its sign."""
    lines: list[str] = []
    # What is new and says nothing yet is named in one line.
    quiet = [c for c in changes if c.before is None and c.now and c.now["verdict"] in ("nothing", "not_yet")]
    if quiet:
        lines.append(_("New: %(things)s.") % {"things": ", ".join(change.label for change in quiet)})
    told = [change for change in changes if change not in quiet]
    for change in told[:NAMED]:
        before, now = change.before, change.now
        if now is None:
            lines.append(_("%(thing)s is not looked at any more.") % {"thing": change.label})
        elif before is None:
            lines.append(
                _("%(thing)s is new: %(now)s.")
                % {"thing": change.label, "now": verdict_words(now["verdict"])}
            )
        elif before["verdict"] != now["verdict"]:
            words = {
                "thing": change.label,
                "before": verdict_words(before["verdict"]),
                "now": verdict_words(now["verdict"]),
            }
            lines.append(_("%(thing)s: was “%(before)s”, is “%(now)s”.") % words)
        elif before["later"] != now["later"] and now["later"]:
            later = (
                _("%(thing)s held up on later days.")
                if now["later"] == "held up"
                else _("%(thing)s did not hold up on later days.")
            )
            lines.append(later % {"thing": change.label})
        elif before["effect"] is not None and now["effect"] is not None and now["verdict"] != "waits":
            words = {"thing": change.label, "before": signed(before["effect"]), "now": signed(now["effect"])}
            lines.append(_("%(thing)s: was %(before)s, is %(now)s.") % words)
        elif before.get("bound") and now.get("bound"):
            words = {
                "thing": change.label,
                "before": number_words(before["bound"]),
                "now": number_words(now["bound"]),
            }
            lines.append(_("%(thing)s: less than %(before)s before, less than %(now)s now.") % words)
    if len(told) > NAMED:
        more = len(told) - NAMED
        lines.append(ngettext("And %(n)s more.", "And %(n)s more.", more) % {"n": more})
    return lines
