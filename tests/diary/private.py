"""A household in which Robin has a key of her own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialdown.people.models import Account
from dialdown.people.sealing import keys

if TYPE_CHECKING:
    from tests.diary.household import Home

WORDS = "four quiet plain words"


def with_key(home: Home) -> Home:
    """The same household: Robin's private part has a key and is open for `home.robin`."""
    keys.come_in(account=home.robin, passphrase=WORDS)
    return home


def closed(login: Account) -> Account:
    """The same login in another session, where no key is open."""
    return Account.objects.get(pk=login.pk)
