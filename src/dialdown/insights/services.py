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


def figures(viewer: Viewer, person: Person, period: str) -> Result:
    """The pictures of a period, stored until the diary changes."""
    return _stored(viewer, person, f"figures:{period}", lambda: composing.figures(viewer, person.pk, period))


def pattern_answer(viewer: Viewer, person: Person) -> Result:
    """The patterns answer, stored until the diary changes."""
    under_18 = person.under_18(timezone.now().date())
    return _stored(viewer, person, "patterns", lambda: patterns.answer(viewer, person.pk, under_18=under_18))


def kept_pattern_answer(viewer: Viewer, person: Person) -> Result | None:
    """The patterns answer if it has been worked out for the diary as it stands; never works anything out."""
    found = _kept(viewer, person, "patterns").first()
    return None if found is None else Result(found.result, found.created_at)


def _key(viewer: Viewer, person: Person, name: str) -> dict[str, Any]:
    sight = require(viewer, person.pk)
    scopes = ",".join(sorted({d.scope for d in diary.visible_definitions(viewer, person.pk)}))
    scopes += "+all" if "all" in sight else ""
    return {"person": person, "name": name, "scopes": scopes[:200], "language": get_language() or "en"}


def _kept(viewer: Viewer, person: Person, name: str) -> QuerySet[StoredResult]:
    version = diary.version(person.pk)
    return StoredResult.objects.filter(**_key(viewer, person, name), diary_version=version, app_version=__version__)


def _stored(viewer: Viewer, person: Person, name: str, work: Callable[[], dict[str, Any]]) -> Result:
    # Read before the work: a change that comes meanwhile must make this result old.
    version = diary.version(person.pk)
    found = _kept(viewer, person, name).first()
    if found is None:
        made = {"result": work(), "diary_version": version, "app_version": __version__, "created_at": timezone.now()}
        found, _created = StoredResult.objects.update_or_create(**_key(viewer, person, name), defaults=made)
    return Result(found.result, found.created_at)
