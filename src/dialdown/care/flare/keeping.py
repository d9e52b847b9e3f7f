"""Writes about flares. What these functions return has been stored."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialdown.care.flare.forms import LONGEST_LINE, FlarePlanForm
from dialdown.care.flare.models import Flare, FlarePlan
from dialdown.care.records.doors import may_keep
from dialdown.diary.selectors import today_of
from dialdown.diary.services import said_by_default, touch
from dialdown.intake.records import BadInput, Problem, diary_day
from dialdown.people import selectors as people
from dialdown.people.access import Denied
from dialdown.people.places import is_zone

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person

# A device's clock may be ahead by this much.
AHEAD = dt.timedelta(days=1)
FIRST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
# More than a plan holds, for what was added on the day.
MOST_TRIED = 24


class UnfitPlan(ValueError):
    """What was given for a plan does not fit; `form` says what and where."""

    def __init__(self, form: FlarePlanForm) -> None:
        super().__init__("does not fit")
        self.form = form


@transaction.atomic
def keep_plan(*, viewer: Viewer, person: Person, given: Mapping[str, Any]) -> FlarePlan:
    """Keep the flare plan, made today. Raises UnfitPlan or Denied."""
    may_keep(viewer, person.pk)
    form = FlarePlanForm(given)
    if not form.is_valid():
        raise UnfitPlan(form)
    told = {
        **form.cleaned_data, "made_on": today_of(person), "saved_at": timezone.now(), "typed_by": viewer,
        "said_by": said_by_default(viewer=viewer, person=person),
    }  # fmt: skip
    plan, _made = FlarePlan.objects.update_or_create(person=person, defaults=told)
    touch(person.pk)
    return plan


@dataclass(frozen=True)
class SavedFlare:
    """A stored flare and what happened: `stored` = created, updated, same, newer or deleted."""

    flare: Flare
    stored: Literal["created", "updated", "same", "newer", "deleted"]


def _instant(raw: object) -> dt.datetime | None:
    try:
        value = raw if isinstance(raw, dt.datetime) else dt.datetime.fromisoformat(str(raw))
    except ValueError:
        return None
    if value.tzinfo is None or not FIRST <= value <= timezone.now() + AHEAD:
        return None
    return value


def _texts(raw: object) -> list[str] | None:
    if not isinstance(raw, list) or len(raw) > MOST_TRIED:
        return None
    if not all(
        isinstance(text, str) and 0 < len(text) <= LONGEST_LINE and "\x00" not in text for text in raw
    ):
        return None
    return list(dict.fromkeys(raw))


@transaction.atomic
def save_flare(
    *, viewer: Viewer, flare_id: uuid.UUID, person_id: uuid.UUID, document: Mapping[str, Any]
) -> SavedFlare:
    """Store a flare with what was tried; repeating it changes nothing, and the later version stays.

    `document`: at, zone, saved_at, tried, helped. Raises BadInput or Denied.
    """
    may_keep(viewer, person_id)
    person = people.person(viewer, person_id)
    at, saved_at = _instant(document.get("at")), _instant(document.get("saved_at"))
    tried, helped = _texts(document.get("tried")), _texts(document.get("helped"))
    zone = str(document.get("zone", ""))
    wrong = [
        Problem(where, words)
        for where, bad, words in (
            ("at", at is None, _("We couldn’t read that time.")), ("saved_at", saved_at is None, _("We couldn’t read that time.")),
            ("zone", not is_zone(zone), _("We don’t know that time zone.")),
            ("tried", tried is None, _("Expected short texts.")), ("helped", helped is None, _("Expected short texts.")),
        )
        if bad
    ]  # fmt: skip
    if wrong or at is None or saved_at is None or tried is None or helped is None:
        raise BadInput(wrong)
    stored = Flare.objects.select_for_update().filter(pk=flare_id).first()
    if stored is not None and stored.person_id != person_id:
        raise Denied
    if stored is not None and stored.saved_at >= saved_at:
        return SavedFlare(stored, "same" if stored.saved_at == saved_at else "newer")
    told = {
        "at": at, "zone": zone, "day": diary_day(at, zone), "saved_at": saved_at, "deleted_at": None,
        "tried": list(dict.fromkeys([*tried, *helped])), "helped": helped, "typed_by": viewer,
        "said_by": said_by_default(viewer=viewer, person=person),
    }  # fmt: skip
    row, made = Flare.objects.update_or_create(pk=flare_id, person=person, defaults=told)
    touch(person_id)
    return SavedFlare(row, "created" if made else "updated")


@transaction.atomic
def take_flare_out(*, viewer: Viewer, flare_id: uuid.UUID) -> SavedFlare:
    """Take a flare back. Raises Denied."""
    row = Flare.objects.select_for_update().filter(pk=flare_id).first()
    if row is None:
        raise Denied
    may_keep(viewer, row.person_id)
    row.deleted_at = row.deleted_at or timezone.now()
    row.save(update_fields=["deleted_at"])
    touch(row.person_id)
    return SavedFlare(row, "deleted")


def unfit(row: Flare) -> str:
    """Why a flare from elsewhere could not have been written here; "" when it could."""
    if not is_zone(row.zone):
        return f"zone: {row.zone[:40]!r} is not a time zone"
    if _texts(row.tried) is None or _texts(row.helped) is None or not set(row.helped) <= set(row.tried):
        return "tried, helped: expected short texts, and what helped among what was tried"
    return ""
