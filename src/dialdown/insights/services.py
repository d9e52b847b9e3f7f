"""Work pictures and answers out once, store them, and hand them out while the diary stands still."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import get_language

from dialdown import __version__
from dialdown.diary import selectors as diary
from dialdown.insights import composing, patterns
from dialdown.insights.models import StoredResult
from dialdown.intake.definitions import shipped
from dialdown.people.access import require

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dialdown.people.access import Viewer
    from dialdown.people.models import Person


@dataclass(frozen=True)
class Result:
    """A stored result and when it was worked out."""

    data: dict[str, Any]
    made_at: dt.datetime


def figures(*, viewer: Viewer, person: Person, period: str) -> Result:
    """The pictures of a period, stored until the diary changes."""
    return _stored(viewer, person, f"figures:{period}", lambda: composing.figures(viewer, person.pk, period))


def pattern_answer(*, viewer: Viewer, person: Person) -> Result:
    """The patterns answer, stored until the diary changes."""
    under_18, pain_off = _asked(person)
    name = _pattern_name(person)
    return _stored(
        viewer, person, name, lambda: patterns.answer(viewer, person.pk, under_18=under_18, pain_off=pain_off)
    )


def kept_pattern_answer(*, viewer: Viewer, person: Person) -> Result | None:
    """The patterns answer if it has been worked out for the diary as it stands; never works anything out."""
    found = _kept(viewer, person, _pattern_name(person)).first()
    return None if found is None else Result(found.result, found.created_at)


def _asked(person: Person) -> tuple[bool, bool]:
    """Whether she is under 18, and whether pain is off: both change the answer."""
    return person.under_18(diary.today_of(person)), person.check_in == "off"


def _pattern_name(person: Person) -> str:
    under_18, pain_off = _asked(person)
    return f"patterns{':under_18' if under_18 else ''}{':pain_off' if pain_off else ''}"


def _key(viewer: Viewer, person: Person, name: str) -> dict[str, Any]:
    # Every scope by itself: "all" today must not open a scope that comes later.
    sight = require(viewer, person.pk)
    scopes = ",".join(scope for scope in sorted(shipped().scopes) if scope in sight)
    return {"person": person, "name": name, "scopes": scopes, "language": get_language() or "en"}


def _kept(viewer: Viewer, person: Person, name: str) -> QuerySet[StoredResult]:
    version = diary.version(person.pk)
    return StoredResult.objects.filter(
        **_key(viewer, person, name), diary_version=version, app_version=__version__
    )


def _stored(viewer: Viewer, person: Person, name: str, work: Callable[[], dict[str, Any]]) -> Result:
    # Read before the work: a change that comes meanwhile must make this result old.
    version = diary.version(person.pk)
    found = _kept(viewer, person, name).first()
    if found is None:
        made = {
            "result": work(),
            "diary_version": version,
            "app_version": __version__,
            "created_at": timezone.now(),
        }
        found, _created = StoredResult.objects.update_or_create(**_key(viewer, person, name), defaults=made)
    return Result(found.result, found.created_at)
