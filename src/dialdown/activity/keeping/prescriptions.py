"""Prescriptions: offered by a clinician or brought on paper, accepted or answered by the person, one in use an activity."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialdown.activity import prescribing
from dialdown.activity.keeping.doors import (
    SCOPE,
    checked_words,
    may_write,
    open_for_moving,
    today_of,
    touch,
    voice,
)
from dialdown.activity.keeping.plans import begin_plan
from dialdown.activity.models import Plan, PlanFact, Prescription
from dialdown.activity.prescribing import Written
from dialdown.intake.records import BadInput, Problem
from dialdown.people import selectors as people
from dialdown.people.access import Denied, require
from dialdown.people.models import Membership, Person
from dialdown.people.services import hold

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

State, Kind = Prescription.State, PlanFact.Kind


def may_prescribe(viewer: Viewer, person_id: uuid.UUID) -> bool:
    """True for a clinician whose grant holds moving. An offer changes nothing before it is accepted."""
    sight = require(viewer, person_id)
    clinician = people.role(viewer, person_id) == Membership.Role.CLINICIAN or sight.audience == "clinician"
    return clinician and SCOPE in sight


@transaction.atomic
def offer(*, viewer: Viewer, person: Person, written: Written, who: str) -> Prescription:
    """A clinician's offer from their own login. Raises Denied for anyone else, BadInput for what makes no sense."""
    if not may_prescribe(viewer, person.pk):
        raise Denied
    return _offer(viewer, person, written, who, Prescription.Via.ACCOUNT)


@transaction.atomic
def bring_code(*, viewer: Viewer, person: Person, code: str, who: str) -> Prescription:
    """A prescription from paper, typed in by the person or a parent; it still has to be accepted.

    The same code again is the same offer. Raises BadInput for a slip, or for a paper that is over.
    """
    may_write(viewer, person.pk)
    written = prescribing.from_code(code)
    if written.review_on <= today_of(person):
        raise BadInput(
            [Problem("code", _("This paper was meant until an earlier day. Ask at the next visit."))]
        )
    if written.written_on > today_of(person) + dt.timedelta(days=1):
        raise BadInput([Problem("code", _("This paper begins later. Look at its date."))])
    return _offer(viewer, person, written, who, Prescription.Via.CODE)


def _offer(viewer: Viewer, person: Person, written: Written, who: str, via: str) -> Prescription:
    prescribing.check(written)
    name = checked_words(who, where="who", longest=80)
    note = checked_words(written.note, where="note", longest=200) if written.note.strip() else ""
    terms = {
        "activity": written.activity, "amount": written.amount, "floor": written.floor, "ceiling": written.ceiling,
        "weekly": written.weekly, "hold_after_illness": written.hold_after_illness, "stop_rules": list(written.stop_rules),
        "note": note, "who": name, "written_on": written.written_on, "review_on": written.review_on, "via": via,
    }  # fmt: skip
    open_ones = Prescription.objects.filter(person=person, activity=written.activity)
    same = open_ones.filter(state__in=(State.OFFERED, State.ACCEPTED), **terms).first()
    if same is not None:
        return same
    found = Prescription.objects.create(
        person=person, typed_by=viewer, replaces=in_use(person.pk, written.activity), **terms
    )
    touch(person.pk)
    return found


def in_use(person_id: uuid.UUID, activity: str) -> Prescription | None:
    """The one prescription of an activity that is in use."""
    return Prescription.objects.filter(person_id=person_id, activity=activity, state=State.ACCEPTED).last()


def _mine(viewer: Viewer, prescription_id: uuid.UUID) -> Prescription:
    """For a change: its person is locked first and then the row, everywhere in this order. Raises Denied."""
    person_id = Prescription.objects.filter(pk=prescription_id).values_list("person_id", flat=True).first()
    if person_id is None:
        raise Denied
    may_write(viewer, person_id)
    hold(person_id=person_id)
    found = (
        Prescription.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(pk=prescription_id)
        .first()
    )
    if found is None:
        raise Denied
    return found


@transaction.atomic
def accept(*, viewer: Viewer, prescription_id: uuid.UUID) -> Plan:
    """The person says yes: the plan follows it from today. One that was in use is kept as an old version."""
    found = _mine(viewer, prescription_id)
    open_for_moving(viewer, found.person_id)
    if found.state == State.ACCEPTED:
        return begin_plan(viewer=viewer, person=found.person, activity=found.activity, first=found.floor)
    if found.state != State.OFFERED:
        raise BadInput([Problem("state", _("This was answered already."))])
    before = in_use(found.person_id, found.activity)
    if before is not None:
        before.state = State.REPLACED
        before.save(update_fields=["state"])
    plan = begin_plan(viewer=viewer, person=found.person, activity=found.activity, first=found.floor)
    found.state, found.answered_at, found.replaces = State.ACCEPTED, timezone.now(), before
    found.save(update_fields=["state", "answered_at", "replaces"])
    PlanFact.objects.create(
        person=found.person, plan=plan, prescription=found, kind=Kind.PRESCRIBED, day=today_of(found.person),
        said_by=voice(viewer, found.person), typed_by=viewer,
    )  # fmt: skip
    return plan


@transaction.atomic
def decline(*, viewer: Viewer, prescription_id: uuid.UUID, why_not: str) -> Prescription:
    """The person says no, and why: the clinician reads it."""
    found = _mine(viewer, prescription_id)
    if found.state != State.OFFERED:
        raise BadInput([Problem("state", _("This was answered already."))])
    found.why_not = checked_words(why_not, where="why_not", longest=200)
    found.state, found.answered_at = State.DECLINED, timezone.now()
    found.save(update_fields=["state", "answered_at", "why_not"])
    touch(found.person_id)
    return found


@transaction.atomic
def reopen(*, viewer: Viewer, prescription_id: uuid.UUID) -> Prescription:
    """Take an answer back: it waits again, and what was in use before is in use again. One that was ended is in use again."""
    found = _mine(viewer, prescription_id)
    if found.state == State.ENDED:
        return _go_on(viewer, found)
    if found.state == State.ACCEPTED:
        PlanFact.objects.filter(prescription=found, undone_at__isnull=True).update(undone_at=timezone.now())
        before = found.replaces
        if before is not None and before.state == State.REPLACED:
            before.state = State.ACCEPTED
            before.save(update_fields=["state"])
    elif found.state != State.DECLINED:
        raise BadInput([Problem("state", _("There is no answer to take back."))])
    found.state, found.answered_at, found.why_not = State.OFFERED, None, ""
    found.save(update_fields=["state", "answered_at", "why_not"])
    touch(found.person_id)
    return found


def _go_on(viewer: Viewer, found: Prescription) -> Prescription:
    """An ending is taken back: the plan follows it as if it had not been ended."""
    open_for_moving(viewer, found.person_id)
    if in_use(found.person_id, found.activity) is not None:
        raise BadInput([Problem("state", _("Another one is in use now. End that one first."))])
    PlanFact.objects.filter(
        person_id=found.person_id, plan__activity=found.activity, kind=Kind.OWN, created_at__gte=found.answered_at,
        undone_at__isnull=True,
    ).update(undone_at=timezone.now())  # fmt: skip
    found.state = State.ACCEPTED
    found.save(update_fields=["state"])
    touch(found.person_id)
    return found


@transaction.atomic
def end(*, viewer: Viewer, prescription_id: uuid.UUID) -> Prescription:
    """The person ends a prescription that is in use: the same amount goes on as her own plan."""
    found = _mine(viewer, prescription_id)
    if found.state != State.ACCEPTED:
        raise BadInput([Problem("state", _("This one is not in use."))])
    plan = Plan.objects.filter(person=found.person, activity=found.activity, put_away_on__isnull=True).last()
    found.state, found.answered_at = State.ENDED, timezone.now()
    found.save(update_fields=["state", "answered_at"])
    if plan is not None:
        PlanFact.objects.create(
            person=found.person, plan=plan, kind=Kind.OWN, day=today_of(found.person), said_by=voice(viewer, found.person),
            typed_by=viewer,
        )  # fmt: skip
    touch(found.person_id)
    return found
