"""Erase a person: every row of hers, whoever typed it, the record about her, and logins that were hers alone."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib.sessions.models import Session
from django.db import transaction

from dialdown.people import audit
from dialdown.people.models import Account, Grant, Membership, Person
from dialdown.people.sharing import require_share

if TYPE_CHECKING:
    from dialdown.people.access import Viewer


@transaction.atomic
def erase_person(*, viewer: Viewer, person_id: uuid.UUID) -> list[uuid.UUID]:
    """Remove a person and everything that hangs on her; returns the logins that went too.

    A login goes when it had this diary only: her own, and those that were here for her alone. Whoever runs the
    machine, and everybody who has another diary, keeps the login. Raises Denied for whoever may not share it.
    """
    require_share(viewer, person_id)
    hers = set(Membership.objects.filter(person_id=person_id).values_list("account_id", flat=True))
    hers |= set(Grant.objects.filter(person_id=person_id).values_list("account_id", flat=True)) - {None}
    Person.objects.filter(pk=person_id).delete()
    audit.erase(subject=person_id)
    kept = set(Membership.objects.filter(account_id__in=hers).values_list("account_id", flat=True))
    kept |= set(Grant.objects.filter(account_id__in=hers).values_list("account_id", flat=True))
    gone = sorted(hers - kept)
    for account_id in gone:
        audit.erase(subject=account_id)
    _end_sessions({str(pk) for pk in hers})
    Account.objects.filter(pk__in=gone).delete()
    return gone


def _end_sessions(accounts: set[str]) -> None:
    """Sessions may hold what was open in them; whoever stays signs in again."""
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") in accounts:
            session.delete()
