"""Writes about people."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict, Unpack

from django.contrib.auth.password_validation import validate_password
from django.db import connection, transaction
from django.utils import timezone

from dialdown.people import places
from dialdown.people.access import Operator, require
from dialdown.people.audit import erase as erase_audit
from dialdown.people.audit import record, record_command, record_page
from dialdown.people.database_log import empty as empty_log
from dialdown.people.erasing import erase_person
from dialdown.people.health_links import (
    NoSuchLink,
    WrongPasscode,
    file_key,
    make_health_link,
    open_health_link,
    open_link,
    secret_of,
)
from dialdown.people.logins import changes
from dialdown.people.models import (
    Account,
    AuditEvent,
    Grant,
    Membership,
    NewPainReport,
    Person,
    SaidBy,
    SignOff,
)
from dialdown.people.sharing import (
    NoSuchOffer,
    accept,
    again,
    change,
    change_offer,
    end,
    make_link,
    make_offer,
    open_to,
    revoke,
    withdraw,
)

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

# What a parent who leads for a child under 13 opens: all but what is private by default.
PARENT_LED = [
    "function",
    "pain",
    "body",
    "sleep",
    "senses",
    "food",
    "medicine",
    "illness",
    "factors",
    "goals",
    "move",
    "train",
    "visits",
    "school",
]


@transaction.atomic
def create_person(
    *,
    account: Account | None,
    role: str = Membership.Role.OWNER,
    display_name: str,
    zone: str = "UTC",
    **fields: object,
) -> Person:
    """A person with her diary, opened to `account` by a grant that says so in the database.

    Without an account (made by an import on the command line) nobody can open it yet.
    """
    person = Person.objects.create(display_name=display_name, zone=zone, **fields)
    if account is not None:
        open_diary(account=account, person=person, role=role)
    return person


@transaction.atomic
def open_diary(*, account: Account, person: Person, role: str = Membership.Role.OWNER) -> None:
    """Open a diary to the login that made it, or brought it along from another machine."""
    Membership.objects.create(account=account, person=person, role=role)
    own = role == Membership.Role.OWNER
    Grant.objects.create(
        person=person, account=account, scopes=[Grant.ALL] if own else PARENT_LED, may_write=True, made_by=account,
        audience=Grant.Audience.SELF if own else Grant.Audience.PARENT,
    )  # fmt: skip


def note_typist(*, account_id: uuid.UUID, display_name: str) -> None:
    """A name for whoever typed on another machine, when that login is not here. Nobody can sign in with it."""
    if Account.objects.filter(pk=account_id).exists():
        return
    account = Account(
        pk=account_id, username=f"archive-{account_id}", display_name=display_name[:60], is_active=False
    )
    account.set_unusable_password()
    account.save(force_insert=True)


@transaction.atomic
def first_account(
    *,
    username: str,
    password: str,
    role: str,
    person_name: str,
    zone: str,
    country: str,
    age_group: str,
    limb_module: bool,
    birth_month: dt.date | None = None,
) -> tuple[Account, Person]:
    """First-run set-up: one login, one person, one grant. `role` is owner or parent.

    A diary of exactly that name that was imported before and that nobody can open yet becomes hers.
    """
    account = Account.objects.create_user(
        username, password, display_name=person_name if role == "owner" else username
    )
    # Whoever sets the machine up also runs it; that role alone opens no diary.
    Membership.objects.create(account=account, person=None, role=Membership.Role.HOST)
    told = {
        "zone": zone, "country": country, "age_group": age_group, "age_told_on": timezone.localdate(timezone=places.zone_info(zone)),
        "limb_module": limb_module, "birth_month": birth_month,
    }  # fmt: skip
    waiting = Person.objects.filter(display_name=person_name, memberships__isnull=True, is_demo=False).first()
    if waiting is None:
        return account, create_person(account=account, role=role, display_name=person_name, **told)
    # A diary that was brought in on the command line before anyone could sign in: this is its person.
    Person.objects.filter(pk=waiting.pk).update(**told)
    open_diary(account=account, person=waiting, role=role)
    return account, Person.objects.get(pk=waiting.pk)


class AlreadySetUp(Exception):
    """The first login exists: set-up is over."""


class Household(TypedDict):
    """What set-up was told, all of it."""

    username: str
    password: str
    role: str
    person_name: str
    zone: str
    country: str
    age_group: str
    limb_module: bool
    birth_month: dt.date | None
    doctor: DoctorLooked | None


@dataclass(frozen=True)
class DoctorLooked:
    """What set-up was told about the clearance question: who looked, when, and who says so."""

    by_whom: str
    on: dt.date
    said_by: str


@transaction.atomic
def set_up_household(**told: Unpack[Household]) -> tuple[Account, Person]:
    """Everything that first-run set-up makes, or nothing. Raises AlreadySetUp when somebody was first."""
    if connection.vendor == "postgresql":
        # SQLite writes one at a time anyway; here two set-ups at once would both find no login.
        with connection.cursor() as cursor:
            cursor.execute(f'LOCK TABLE "{Account._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE')
    if Account.objects.able_to_sign_in().exists():
        raise AlreadySetUp
    doctor = told.pop("doctor")
    account, person = first_account(**told)
    if doctor is not None:
        record_clearance(
            viewer=account, person=person, by_whom=doctor.by_whom, on=doctor.on, said_by=doctor.said_by
        )
    return account, person


def hold(*, person_id: uuid.UUID) -> None:
    """Lock the row of a person for this transaction: of two taps at once, the second sees what the first one did.

    Before any other lock of the transaction. What only points to the person is not held up.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person_id)


@transaction.atomic
def set_password(*, username: str, password: str) -> Account:
    """A new password for a login, given by whoever runs the machine; every session of that login ends.

    Raises Account.DoesNotExist, or ValidationError when the password is not allowed.
    """
    account = Account.objects.get_by_natural_key(username)
    validate_password(password, account)
    account.set_password(password)
    account.save(update_fields=["password"])
    record(subject=account.pk, kind=AuditEvent.Kind.PASSWORD, viewer=Operator())
    changes.password_changed(account=account, request=None)
    return account


def set_look(*, account: Account, theme: str, motion: bool) -> None:
    """Remember the screen a login wants, and whether things may move gently."""
    account.theme, account.motion = theme, motion
    account.save(update_fields=["theme", "motion"])


def set_theme(*, account: Account, theme: str) -> None:
    """Remember the screen a login wants."""
    account.theme = theme
    account.save(update_fields=["theme"])


def set_about(
    *, viewer: Viewer, person: Person, check_in: str, limb_module: bool, country: str, zone: str,
    birth_month: dt.date | None, paused_until: dt.date | None,
) -> None:  # fmt: skip
    """What Settings holds about a person. A birth month outranks the age group that set-up was told."""
    require(viewer, person.pk, write=True)
    person.check_in, person.limb_module, person.country, person.zone = check_in, limb_module, country, zone
    person.birth_month, person.paused_until = birth_month, paused_until
    person.save(update_fields=["check_in", "limb_module", "country", "zone", "birth_month", "paused_until"])


def record_clearance(
    *, viewer: Viewer, person: Person, by_whom: str, on: dt.date, said_by: str = SaidBy.SELF
) -> SignOff:
    """A person says that a clinician has looked at the pain: who, when, and who says so."""
    require(viewer, person.pk, write=True)
    return SignOff.objects.create(
        person=person, what=SignOff.CLEARANCE, by_whom=by_whom, on=on, said_by=said_by, typed_by=viewer
    )


def record_sign_off(
    *, viewer: Viewer, person: Person, what: str, by_whom: str, on: dt.date, said_by: str = SaidBy.SELF
) -> SignOff:
    """Somebody answers for something other than the pain: what (up to 40 letters), who, when, and who says so."""
    require(viewer, person.pk, write=True)
    return SignOff.objects.create(
        person=person, what=what, by_whom=by_whom, on=on, said_by=said_by, typed_by=viewer
    )


def report_new_pain(*, viewer: Viewer, person: Person, said_by: str = SaidBy.SELF) -> NewPainReport:
    """New or different pain: locks Train and Move until the next clearance."""
    require(viewer, person.pk, write=True)
    return NewPainReport.objects.create(person=person, said_by=said_by, typed_by=viewer)


__all__ = [
    "PARENT_LED", "AlreadySetUp", "DoctorLooked", "Household", "NoSuchLink", "NoSuchOffer", "WrongPasscode",
    "accept", "again", "change", "change_offer", "create_person",
    "empty_log", "end", "erase_audit", "erase_person", "file_key", "first_account",
    "make_health_link", "make_link", "make_offer", "note_typist", "open_diary", "open_health_link", "open_link",
    "open_to", "record", "record_clearance", "record_command", "record_page", "report_new_pain", "revoke",
    "secret_of", "set_about", "set_look", "set_password", "set_theme", "set_up_household", "withdraw",
]  # fmt: skip
