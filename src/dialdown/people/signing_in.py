"""Sign-ins and new passwords become audit events of the login they are about."""

from __future__ import annotations

from typing import Any

from dialdown.people import audit
from dialdown.people.models import Account, AuditEvent


def signed_in(sender: Any, user: Account, **_more: Any) -> None:
    """Somebody signed in, whichever way."""
    audit.record(subject=user.pk, kind=AuditEvent.Kind.SIGN_IN, viewer=user)


def password_changed(sender: Any, user: Account, **_more: Any) -> None:
    """A login got a new password from whoever is signed in with it."""
    audit.record(subject=user.pk, kind=AuditEvent.Kind.PASSWORD, viewer=user)
