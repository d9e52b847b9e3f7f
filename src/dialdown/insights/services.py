"""Work pictures and answers out once, store them, and hand them out while the diary stands still; and what is kept beside."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dialdown import __version__
from dialdown.diary import selectors as diary
from dialdown.insights import changes, composing, first_thought, patterns, records, sealing
from dialdown.insights.models import (
    AskedOutcome,
    Belief,
    PatternRecord,
    StoredResult,
    VolumeChoice,
    WeatherRow,
    WeatherSetting,
)
from dialdown.insights.outcomes import FURTHER, MOST_FURTHER, is_pain
from dialdown.insights.pain import HIGHEST, PAIN
from dialdown.insights.trials import services as trials
from dialdown.insights.volume.loads import known as known_load
from dialdown.insights.weather.factors import belief_labels
from dialdown.insights.weather.keeping import say_beliefs
from dialdown.insights.weather.keeping import unfit as unfit_weather
from dialdown.intake.definitions import OWN_PREFIX, shipped
from dialdown.intake.records import EARLIEST, BadInput, Problem
from dialdown.people import selectors as people
from dialdown.people import services as accounts
from dialdown.people.access import Denied, require
from dialdown.people.models import SaidBy, SignOff

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dialdown.people.access import Viewer
    from dialdown.people.models import Person

LONGEST_NAME = 80
# Who made a stored result: the version, and a number that grows with the shape of what is stored and with the method behind it.
MADE_BY = f"{__version__}/4"


@dataclass(frozen=True)
class Result:
    """A stored result and when it was worked out."""

    data: dict[str, Any]
    made_at: dt.datetime


def figures(*, viewer: Viewer, person: Person, period: str) -> Result:
    """The pictures of a period, stored until the diary changes."""
    return _stored(viewer, person, f"figures:{period}", lambda: composing.figures(viewer, person.pk, period))


def pattern_answer(*, viewer: Viewer, person: Person) -> Result:
    """The patterns answer, stored until the diary, the weather or what is asked about changes.

    What is said from now on is kept with its date and version, so that the page can say what changed.
    """

    def work() -> dict[str, Any]:
        made = patterns.answer(viewer, person.pk, _asking(viewer, person))
        for one in made["answers"]:
            if one["state"] == "answered":
                said = sealing.without_private(records.said(one["rows"]), diary.definitions(person.pk))
                records.keep(person.pk, one["key"], _seen(viewer, person), said)
        return made

    found = _stored(viewer, person, _pattern_name(person), work)
    return Result(first_thought.held_back(person, found.data), found.made_at)


def kept_pattern_answer(*, viewer: Viewer, person: Person) -> Result | None:
    """The patterns answer if it has been worked out for the diary as it stands; never works anything out.

    Weather is held back, here and above, until she has said what she thinks of it.
    """
    name = _pattern_name(person)
    found = _opened(viewer, person, name, _kept(viewer, person, name).first())
    return None if found is None else Result(first_thought.held_back(person, found.data), found.made_at)


def stored(*, viewer: Viewer, person: Person, name: str, work: Callable[[], dict[str, Any]]) -> Result:
    """A result of another page of Insights, stored until the diary changes."""
    return _stored(viewer, person, name, work)


def kept(*, viewer: Viewer, person: Person, name: str) -> Result | None:
    """The same if it has been worked out for the diary as it stands; never works anything out."""
    return _opened(viewer, person, name, _kept(viewer, person, name).first())


def keep_said(*, viewer: Viewer, person: Person, outcome: str, said: dict[str, dict[str, Any]]) -> None:
    """Keep what an answer says now, with its date and version, unless it is what was said last."""
    records.keep(person.pk, outcome, _seen(viewer, person), said)


def pattern_history(*, viewer: Viewer, person: Person, outcome: str) -> records.History | None:
    """From when on the answer about an outcome stands as it does, and what it changed. Raises Denied."""
    places = (*PAIN, HIGHEST) if is_pain(outcome) else ()
    found = records.history(person.pk, outcome, _seen(viewer, person), places)
    return first_thought.history_held_back(person, found)


@transaction.atomic
def ask_about(*, viewer: Viewer, person: Person, outcomes: list[str]) -> None:
    """Which further outcomes patterns are asked about, beside function and pain. Raises BadInput or Denied.

    One that was ever asked about keeps its place and its share of the error budget.
    """
    require(viewer, person.pk, write=True)
    wanted = list(dict.fromkeys(outcomes))
    if any(key not in FURTHER for key in wanted) or len(wanted) > MOST_FURTHER:
        raise BadInput([Problem("outcomes", _("Choose up to three."))])
    kept = {row.key: row for row in AskedOutcome.objects.select_for_update().filter(person=person)}
    for key in wanted:
        if key not in kept:
            kept[key] = AskedOutcome.objects.create(person=person, key=key, place=len(kept))
    AskedOutcome.objects.filter(person=person).update(asked=False)
    AskedOutcome.objects.filter(person=person, key__in=wanted).update(asked=True)
    changes.changed(person.pk)


@transaction.atomic
def sign_off(
    *, viewer: Viewer, person: Person, factor: uuid.UUID, by_whom: str, on: str, said_by: str = SaidBy.SELF
) -> SignOff:
    """A clinician has looked at a finding about something she eats or does: who and when. Raises BadInput or Denied."""
    require(viewer, person.pk, write=True)
    if factor not in {row.pk for row in diary.factors(viewer, person.pk)}:
        raise Denied
    problems: list[Problem] = []
    name = " ".join(by_whom.split())
    if not 0 < len(name) <= LONGEST_NAME or "\x00" in name:
        problems.append(Problem("by_whom", _("Please say who looked at it.")))
    try:
        day = dt.date.fromisoformat(on.strip())
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= diary.today_of(person):
        problems.append(Problem("on", _("We couldn’t read that date. Try 2025-11-20.")))
    if problems or day is None:
        raise BadInput(problems)
    made = accounts.record_sign_off(
        viewer=viewer, person=person, what=_sign_off_name(factor), by_whom=name, on=day, said_by=said_by
    )
    changes.changed(person.pk)
    return made


def sign_offs(*, viewer: Viewer, person: Person) -> dict[str, SignOff]:
    """Her own factors that a clinician has looked at, by key."""
    kept = people.sign_offs(viewer, person.pk, "factor:")
    named = {_sign_off_name(row.pk): row.key for row in diary.factors(viewer, person.pk)}
    return {named[what]: row for what, row in kept.items() if what in named}


def unfit(*, row: Any) -> str:
    """Why a row of an archive cannot be one of ours; "" when it can."""
    if isinstance(row, Belief) and row.factor not in belief_labels():
        return f"factor: {row.factor[:40]!r} is nothing that is asked about"
    if isinstance(row, AskedOutcome) and row.key not in FURTHER:
        return f"key: {row.key[:40]!r} cannot be asked about"
    if isinstance(row, VolumeChoice) and not known_load(row.load):
        return f"load: {row.load[:40]!r} is no load"
    if isinstance(row, (WeatherRow, WeatherSetting)):
        return unfit_weather(row)
    if isinstance(row, PatternRecord):
        return records.unfit(row)
    return trials.unfit(row=row)


def record_in_file(*, row: dict[str, Any], private: Collection[str], beside: bool) -> dict[str, Any] | None:
    """A row of what patterns said, as a file may hold it now; None when it is not for this file.

    Nothing of the factors and outcomes in `private`, what was found with them only `beside` them, weather once it may be told.
    """
    if row["outcome"] in private or (records.with_private(row["scopes"]) and not beside):
        return None
    said = {key: one for key, one in row["said"].items() if key not in private}
    return {**row, "said": first_thought.said_held_back(row["person_id"], said)}


def _sign_off_name(factor: uuid.UUID) -> str:
    return f"factor:{factor.hex}"


def _asking(viewer: Viewer, person: Person) -> patterns.Asking:
    under_18, pain_off = _asked(person)
    # Counted anew: outcomes of an archive that was read in may hold a place that was taken.
    ever = AskedOutcome.objects.filter(person=person).values_list("key", "asked")
    further = [(key, place) for place, (key, asked) in enumerate(ever) if asked]
    signed = frozenset(key for key in sign_offs(viewer=viewer, person=person) if key.startswith(OWN_PREFIX))
    return patterns.Asking(under_18, pain_off, tuple(further), signed)


def _asked(person: Person) -> tuple[bool, bool]:
    """Whether she is under 18, and whether pain is off: both change the answer."""
    return person.under_18(diary.today_of(person)), person.check_in == "off"


def _pattern_name(person: Person) -> str:
    under_18, pain_off = _asked(person)
    return f"patterns{':under_18' if under_18 else ''}{':pain_off' if pain_off else ''}"


def _scopes(viewer: Viewer, person: Person) -> str:
    # Every scope by itself: "all" today must not open a scope that comes later.
    return require(viewer, person.pk).signature(shipped().scopes)


def _seen(viewer: Viewer, person: Person) -> str:
    """Scopes, and whether private answers were read: with them other things may be found."""
    scopes = _scopes(viewer, person)
    return f"{scopes},{sealing.OPEN}" if sealing.is_open(viewer, person.pk) else scopes


def _key(viewer: Viewer, person: Person, name: str) -> dict[str, Any]:
    seen = _seen(viewer, person)
    return {"person": person, "name": name, "scopes": seen, "language": get_language() or "en"}


def _version(person: Person, name: str) -> int:
    """A number that grows with everything a result depends on; both parts only ever grow."""
    beside = changes.number(person.pk) if name.startswith("patterns") else 0
    return diary.version(person.pk) + beside


def _kept(viewer: Viewer, person: Person, name: str) -> QuerySet[StoredResult]:
    version = _version(person, name)
    return StoredResult.objects.filter(
        **_key(viewer, person, name), diary_version=version, app_version=MADE_BY
    )


def _stored(viewer: Viewer, person: Person, name: str, work: Callable[[], dict[str, Any]]) -> Result:
    # Read before the work: a change that comes meanwhile must make this result old.
    version = _version(person, name)
    found = _opened(viewer, person, name, _kept(viewer, person, name).first())
    if found is None:
        found = Result(work(), timezone.now())
        made = {
            "result": sealing.put_away(viewer, person.pk, name, found.data),
            "diary_version": version,
            "app_version": MADE_BY,
            "created_at": found.made_at,
        }
        StoredResult.objects.update_or_create(**_key(viewer, person, name), defaults=made)
    return found


def _opened(viewer: Viewer, person: Person, name: str, stored: StoredResult | None) -> Result | None:
    data = None if stored is None else sealing.take_out(viewer, person.pk, name, stored.result)
    return None if stored is None or data is None else Result(data, stored.created_at)


__all__ = [
    "Result", "ask_about", "figures", "keep_said", "kept", "kept_pattern_answer", "pattern_answer", "pattern_history", "record_in_file",
    "say_beliefs", "sign_off", "sign_offs", "stored", "unfit",
]  # fmt: skip
