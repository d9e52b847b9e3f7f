"""Making further logins: a code that is handed over, and the login that is made with it."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from dialdown.people import audit, places, sharing
from dialdown.people.access import Denied, own_grants, runs_machine, sight
from dialdown.people.logins.models import Invitation
from dialdown.people.models import Account, AuditEvent, Grant, Membership, Offer, Person
from dialdown.people.scopes import DEFAULTS
from dialdown.people.services import create_person, open_diary
from dialdown.people.setup_code import ALPHABET

# Typed within a week: 12 of 30 are 59 bits, and tries are counted.
LENGTH, GROUP, DAYS = 12, 4, 7


class NoSuchInvitation(Exception):
    """The code is wrong, used, or too old; which of them is not told."""


@dataclass(frozen=True)
class Newcomer:
    """What somebody told who makes a login with a code. `age` and `person_name` only for a diary of their own."""

    username: str
    password: str
    age: str = ""
    birth_month: dt.date | None = None
    person_name: str = ""
    zone: str = "UTC"
    country: str = ""


def led_by(account: Account) -> list[Person]:
    """The children for whom this login leads: it writes as their parent."""
    leading = Grant.objects.filter(
        sharing.open_at(timezone.now()),
        account_id=account.pk,
        audience=Grant.Audience.PARENT,
        may_write=True,
    )
    return [grant.person for grant in leading.select_related("person")]


def has_own_login(person: Person) -> bool:
    """True once the child signs in for herself."""
    return own_grants(person.pk).exists()


@transaction.atomic
def invite_own(*, host: Account) -> str:
    """A code for somebody new with a diary of their own. Only whoever runs the machine may. Raises Denied."""
    if not runs_machine(host):
        raise Denied
    return _make(kind=Invitation.Kind.OWN, made_by=host)


@transaction.atomic
def invite_host(*, host: Account) -> str:
    """A code for somebody who only runs the machine and has no diary. Raises Denied."""
    if not runs_machine(host):
        raise Denied
    return _make(kind=Invitation.Kind.HOST, made_by=host)


@transaction.atomic
def invite_child(*, parent: Account, person: Person, ends_lead: bool) -> str:
    """A code for the child whose diary it is. The codes before stop working. Raises Denied."""
    if person not in led_by(parent) or has_own_login(person):
        raise Denied
    Invitation.objects.filter(person=person, used_at__isnull=True).update(revoked_at=timezone.now())
    return _make(kind=Invitation.Kind.CHILD, made_by=parent, person=person, ends_lead=ends_lead)


def _make(**fields: object) -> str:
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    Invitation.objects.create(
        code_digest=_digest(code), expires_at=timezone.now() + dt.timedelta(days=DAYS), **fields
    )
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def kind_of(code: str) -> str | None:
    """What a code is for: a kind of invitation, "offer" (a diary that somebody opens), or None."""
    found = _open().filter(code_digest=_digest(code)).values_list("kind", flat=True).first()
    if found:
        return found
    offered = Offer.objects.filter(code_digest=sharing.code_digest(code), open_until__gt=timezone.now())
    return "offer" if offered.exists() else None


@transaction.atomic
def join(*, code: str, newcomer: Newcomer) -> Account:
    """Make the login that a code stands for, once. Raises NoSuchInvitation."""
    invitation = _open().select_for_update().filter(code_digest=_digest(code)).first()
    if invitation is None:
        return _take_offer(code, newcomer)
    if invitation.kind == Invitation.Kind.CHILD:
        account = _child(invitation, newcomer)
    elif invitation.kind == Invitation.Kind.HOST:
        account = _host(invitation, newcomer)
    else:
        account = _own(invitation, newcomer)
    invitation.used_at, invitation.used_by = timezone.now(), account
    invitation.save(update_fields=["used_at", "used_by"])
    return account


def _take_offer(code: str, newcomer: Newcomer) -> Account:
    account = Account.objects.create_user(
        newcomer.username, newcomer.password, display_name=newcomer.username
    )
    try:
        sharing.accept(account=account, code=code)
    except sharing.NoSuchOffer:
        # The transaction is given up, and the login with it.
        raise NoSuchInvitation from None
    return account


def _own(invitation: Invitation, newcomer: Newcomer) -> Account:
    if not runs_machine(invitation.made_by):
        raise NoSuchInvitation
    leads = newcomer.age == "under_13"
    account = Account.objects.create_user(
        newcomer.username, newcomer.password, display_name=newcomer.username
    )
    create_person(
        account=account, role=Membership.Role.PARENT if leads else Membership.Role.OWNER,
        display_name=newcomer.person_name if leads else newcomer.username, zone=newcomer.zone, country=newcomer.country,
        age_group=newcomer.age, age_told_on=timezone.localdate(timezone=places.zone_info(newcomer.zone)), birth_month=newcomer.birth_month,
    )  # fmt: skip
    return account


def _host(invitation: Invitation, newcomer: Newcomer) -> Account:
    if not runs_machine(invitation.made_by):
        raise NoSuchInvitation
    account = Account.objects.create_user(
        newcomer.username, newcomer.password, display_name=newcomer.username
    )
    Membership.objects.create(account=account, person=None, role=Membership.Role.HOST)
    return account


def _child(invitation: Invitation, newcomer: Newcomer) -> Account:
    person, parent = invitation.person, invitation.made_by
    if person is None or person not in led_by(parent) or has_own_login(person):
        raise NoSuchInvitation
    account = Account.objects.create_user(
        newcomer.username, newcomer.password, display_name=person.display_name
    )
    open_diary(account=account, person=person)
    audit.record(
        subject=person.pk,
        kind=AuditEvent.Kind.OTHER,
        viewer=account,
        about={"what": "own_login", "by": str(parent)},
    )
    if invitation.ends_lead:
        end_lead(owner=account, person=person)
    return account


@transaction.atomic
def end_lead(*, owner: Account, person: Person, by: Account | None = None) -> None:
    """The diary is hers: whoever led sees the weekly summary from now on, which she can end, too. Raises Denied.

    `by` = a parent who gives up the own lead; the record then says so.
    """
    if not sight(owner, person.pk).own:
        raise Denied
    leads = Grant.objects.filter(
        sharing.open_at(timezone.now()), person=person, audience=Grant.Audience.PARENT, may_write=True
    )
    if by is not None:
        leads = leads.filter(account=by)
    for lead in leads.select_related("account"):
        sharing.revoke(viewer=by or owner, grant=lead)
        if lead.account_id is not None:
            sharing.open_to(
                viewer=owner, person=person, account_id=lead.account_id, scopes=DEFAULTS["parent"], by=by
            )


def _open() -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=timezone.now(), made_by__is_active=True
    )


def _digest(code: str) -> str:
    plain = "".join(code.lower().split()).replace("-", "")
    # Keyed with this machine's own key, which is not in the database: a copy of it alone is nothing to try codes on.
    return salted_hmac("dialdown.people.invitation", plain, algorithm="sha256").hexdigest()
