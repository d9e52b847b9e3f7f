"""Writes about people."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from dialdown.people.access import require
from dialdown.people.models import Account, Grant, Membership, NewPainReport, Person, SaidBy, SignOff

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

# What a parent who leads for a child under 13 opens: all but what is private by default.
PARENT_LED = ["function", "pain", "body", "sleep", "senses", "food", "medicine", "illness", "factors", "goals"]


@transaction.atomic
def create_person(
    *, account: Account | None, role: str = Membership.Role.OWNER, display_name: str, zone: str = "UTC", **fields: object
) -> Person:
    """A person with her diary, opened to `account` by a grant that says so in the database.

    Without an account (made by an import on the command line) nobody can open it yet.
    """
    person = Person.objects.create(display_name=display_name, zone=zone, **fields)
    if account is not None:
        Membership.objects.create(account=account, person=person, role=role)
        scopes = [Grant.ALL] if role == Membership.Role.OWNER else PARENT_LED
        Grant.objects.create(person=person, account=account, scopes=scopes, may_write=True, made_by=account)
    return person


@transaction.atomic
def first_account(
    *, username: str, password: str, role: str, person_name: str, zone: str, country: str, age_group: str, limb_module: bool
) -> tuple[Account, Person]:
    """First-run set-up: one login, one person, one grant. `role` is owner or parent."""
    account = Account.objects.create_user(username, password, display_name=person_name if role == "owner" else username)
    # Whoever sets the machine up also runs it; that role alone opens no diary.
    Membership.objects.create(account=account, person=None, role=Membership.Role.HOST)
    person = create_person(
        account=account, role=role, display_name=person_name, zone=zone, country=country,
        age_group=age_group, age_told_on=timezone.now().date(), limb_module=limb_module,
    )  # fmt: skip
    return account, person


def set_theme(*, account: Account, theme: str) -> None:
    """Remember the screen a login wants."""
    account.theme = theme
    account.save(update_fields=["theme"])


def record_clearance(
    *, viewer: Viewer, person: Person, by_whom: str, on: dt.date, said_by: str = SaidBy.SELF
) -> SignOff:
    """A person says that a clinician has looked at the pain: who, when, and who says so."""
    require(viewer, person.pk, write=True)
    return SignOff.objects.create(
        person=person, what=SignOff.CLEARANCE, by_whom=by_whom, on=on, said_by=said_by, typed_by=viewer
    )


def report_new_pain(*, viewer: Viewer, person: Person, said_by: str = SaidBy.SELF) -> NewPainReport:
    """New or different pain: locks Train and Move until the next clearance."""
    require(viewer, person.pk, write=True)
    return NewPainReport.objects.create(person=person, said_by=said_by, typed_by=viewer)


def revoke(*, viewer: Viewer, grant: Grant) -> Grant:
    """End a grant at once. Only someone with leave to write may do so."""
    require(viewer, grant.person_id, write=True)
    grant.revoked_at = timezone.now()
    grant.save(update_fields=["revoked_at"])
    return grant
