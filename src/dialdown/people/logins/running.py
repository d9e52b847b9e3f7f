"""What whoever runs the machine does with logins: see that they are there, let one rest. Nothing of any diary."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from dialdown.people import audit
from dialdown.people.access import Denied, own_grants, runs_machine
from dialdown.people.logins import invitations, opened, second_step
from dialdown.people.models import Account, AuditEvent, Membership, Person


@dataclass(frozen=True)
class Row:
    """One login as whoever runs the machine sees it."""

    id: uuid.UUID
    name: str
    email: str
    roles: tuple[str, ...]
    second_step: bool
    last: dt.datetime | None
    rests: bool
    me: bool
    runs: bool


def logins(host: Account) -> list[Row]:
    """Every login that can sign in, by name. Raises Denied for everybody else."""
    if not runs_machine(host):
        raise Denied
    rows = Account.objects.able_to_sign_in().annotate(last=Max("known_on__used_at")).order_by("username")
    labels = dict(Membership.Role.choices) | {Membership.Role.OWNER: _("Own diary")}
    kinds: dict[uuid.UUID, set[str]] = {}
    for account_id, role in Membership.objects.values_list("account_id", "role"):
        kinds.setdefault(account_id, set()).add(role)
    return [
        Row(
            row.pk, row.username, row.email, tuple(str(labels[role]) for role in sorted(kinds.get(row.pk, ()))),
            second_step.is_on(row), row.last, not row.is_active, row.pk == host.pk,
            row.is_active and Membership.Role.HOST in kinds.get(row.pk, ()),
        )
        for row in rows
    ]  # fmt: skip


@transaction.atomic
def set_resting(*, host: Account, account_id: uuid.UUID, rests: bool) -> Account:
    """Switch a login off or on. Not one's own, or nobody could switch it on again. Raises Denied."""
    account = Account.objects.able_to_sign_in().filter(pk=account_id).first()
    if not runs_machine(host) or account is None or account.pk == host.pk:
        raise Denied
    if account.is_active == rests:
        account.is_active = not rests
        account.save(update_fields=["is_active"])
        if rests:
            opened.end_others(None, account)
        about = {"what": "rests" if rests else "wakes"}
        audit.record(subject=account.pk, kind=AuditEvent.Kind.OTHER, viewer=host, about=about)
    return account


@transaction.atomic
def give_up(*, host: Account) -> None:
    """Stop running the machine; somebody else has to be there who does. Raises Denied."""
    hosts = Membership.objects.filter(role=Membership.Role.HOST, account__is_active=True)
    # Locked, so that two who give up at once do not leave nobody.
    list(hosts.select_for_update(of=("self",)).order_by("pk"))
    if not hosts.filter(account=host).exists() or not hosts.exclude(account=host).exists():
        raise Denied
    hosts.filter(account=host).delete()
    audit.record(subject=host.pk, kind=AuditEvent.Kind.OTHER, viewer=host, about={"what": "runs_no_more"})


@transaction.atomic
def end_own_lead(*, parent: Account, person: Person) -> bool:
    """A parent gives up the lead; False while the child has no login of her own."""
    child = own_grants(person.pk).select_related("account").first()
    if child is None or child.account is None:
        return False
    invitations.end_lead(owner=child.account, person=person, by=parent)
    return True
