"""What was done: stored once, whoever sends it how often. Less than planned is as good as any."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialdown.activity.activities import shipped
from dialdown.activity.amounts import LONGEST, MOST
from dialdown.activity.keeping.doors import is_zone, may_write, plan_of, touch, voice
from dialdown.activity.models import Done, Plan
from dialdown.intake.records import EARLIEST, BadInput, Problem, diary_day
from dialdown.people.access import Denied

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

Stored = Literal["created", "updated", "same", "newer", "deleted"]
# A clock that is a little ahead must not stop anyone; a day further in the future is a slip.
AHEAD = dt.timedelta(days=1, hours=14)
# After taking one back, a delivery that was still on its way stays without effect.
TICK = dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class SavedDone:
    """What became of a save: the row, and whether it was new, changed, the same, or older than the stored one."""

    done: Done
    stored: Stored


@dataclass(frozen=True)
class _Wanted:
    at: dt.datetime
    zone: str
    day: dt.date
    amount: int
    how: str
    saved_at: dt.datetime


def save_done(*, viewer: Viewer, done_id: uuid.UUID, document: Mapping[str, Any]) -> SavedDone:
    """Store what was done from its plain document (`plan`, `at`, `zone`, `amount`, `how`, `saved_at`, `day`).

    Sending the same again changes nothing; the later `saved_at` wins. Raises BadInput or Denied.
    """
    try:
        plan = plan_of(viewer, uuid.UUID(str(document.get("plan"))))
    except ValueError:
        raise BadInput([Problem("plan", "expected a UUID")]) from None
    wanted = _checked(document, plan)
    try:
        with transaction.atomic():
            return _store(viewer, done_id, plan, wanted)
    except IntegrityError:
        # Two deliveries of one new row met: the other one is stored now, so this one is a repeat.
        with transaction.atomic():
            return _store(viewer, done_id, plan, wanted)


def _store(viewer: Viewer, done_id: uuid.UUID, plan: Plan, wanted: _Wanted) -> SavedDone:
    stored = Done.objects.select_for_update().filter(pk=done_id).first()
    if stored is not None and stored.plan_id != plan.pk:
        raise Denied
    if stored is not None and (stored.deleted_at is not None or stored.saved_at >= wanted.saved_at):
        same = stored.saved_at == wanted.saved_at and stored.deleted_at is None
        return SavedDone(stored, "same" if same else "newer")
    fields = {**vars(wanted), "typed_by": viewer, "said_by": voice(viewer, plan.person)}
    if stored is None:
        done = Done(pk=done_id, plan=plan, **fields)
        done.save(force_insert=True)
    else:
        done = stored
        for name, value in fields.items():
            setattr(done, name, value)
        done.save(update_fields=list(fields))
    touch(plan.person_id)
    return SavedDone(done, "updated" if stored is not None else "created")


@transaction.atomic
def delete_done(*, viewer: Viewer, done_id: uuid.UUID, deleted: bool = True) -> Done:
    """Take what was written down back, or bring it back. Raises Denied when there is none of that id."""
    done = Done.objects.select_for_update().filter(pk=done_id).select_related("plan").first()
    if done is None:
        raise Denied
    may_write(viewer, done.plan.person_id)
    done.deleted_at = timezone.now() if deleted else None
    done.saved_at += TICK
    done.save(update_fields=["deleted_at", "saved_at"])
    touch(done.plan.person_id)
    return done


def _checked(document: Mapping[str, Any], plan: Plan) -> _Wanted:
    problems: list[Problem] = []

    def read(name: str, parse: Any) -> Any:
        try:
            return parse(document.get(name))
        except (TypeError, ValueError, OverflowError):
            problems.append(Problem(name, _("We couldn’t read that.")))
            return None

    zone = read("zone", _zone)
    at = read("at", _instant)
    saved_at = read("saved_at", _instant)
    amount = read("amount", lambda raw: _amount(raw, plan))
    how = read("how", lambda raw: Done.How(str(raw or Done.How.TYPED)))
    day = read("day", lambda raw: _day(raw)) if document.get("day") else None
    if not problems:
        found = day or diary_day(at, zone)
        if at > timezone.now() + AHEAD or found > (timezone.now() + AHEAD).date():
            problems.append(Problem("day", _("That day lies in the future.")))
    if problems:
        raise BadInput(problems)
    return _Wanted(at, zone, day or diary_day(at, zone), amount, str(how), saved_at)


def _zone(raw: Any) -> str:
    if not isinstance(raw, str) or not is_zone(raw):
        raise ValueError
    return ZoneInfo(raw).key


def _instant(raw: Any) -> dt.datetime:
    found = dt.datetime.fromisoformat(str(raw))
    if found.tzinfo is None or not EARLIEST.year < found.year <= 9998:
        raise ValueError
    return found


def _day(raw: Any) -> dt.date:
    found = dt.date.fromisoformat(str(raw))
    if not EARLIEST < found <= dt.date(9998, 1, 1):
        raise ValueError
    return found


def _amount(raw: Any, plan: Plan) -> int:
    most = LONGEST if shipped()[plan.activity].timed else MOST
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 <= raw <= most:
        raise ValueError
    return raw
