"""The e-mail address of a login. Nothing is sent to it; it must not be the parent's by mistake."""

from __future__ import annotations

from dialdown.people.models import Account


def set_address(account: Account, email: str) -> None:
    """Remember an address, or none ("")."""
    account.email = email.strip()
    account.save(update_fields=["email"])


def shared_address(account: Account, email: str) -> bool:
    """True when another login has this address too: whoever reads that mailbox may be taken for both."""
    return bool(email) and Account.objects.filter(email__iexact=email).exclude(pk=account.pk).exists()
