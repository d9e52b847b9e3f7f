"""What happens when somebody has signed in, whichever way: how long it lasts, what the browser remembers, who is told."""

from __future__ import annotations

import datetime as dt
from typing import TypedDict

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from dialdown.people.current import open_session
from dialdown.people.logins import device
from dialdown.people.logins.models import KnownLogin, SignInNotice
from dialdown.people.models import Account
from dialdown.people.sealing import passkeys
from dialdown.people.sealing import session as private_part

ARRIVING, LISTED = "arriving", "listed"


class Wishes(TypedDict):
    """What the sign-in form was told, kept while a second step is asked."""

    shared: bool
    listed: bool


def announce(request: HttpRequest, *, shared: bool, listed: bool) -> None:
    """Keep what the form was told until the sign-in is complete."""
    request.session[ARRIVING] = Wishes(shared=shared, listed=listed)


def complete(request: HttpRequest, response: HttpResponse, account: Account) -> None:
    """The last step of every sign-in."""
    wishes: Wishes | None = request.session.pop(ARRIVING, None)
    known = _known(request, account)
    if wishes and wishes["listed"] and not known.listed:
        known.listed = True
        known.save(update_fields=["listed"])
    shared = bool(wishes and wishes["shared"])
    if shared:
        # Pages of whoever was here before. Not the storage: what she wrote and could not send yet lies there.
        response.headers["Clear-Site-Data"] = '"cache"'
    open_session(request, shared=shared)
    request.session[LISTED] = known.listed
    # Sign-ins that were begun and left, and sessions that ran out: nobody else clears them away.
    request.session.clear_expired()
    device.keep(response, request, lasting=known.listed or not shared)


def proved(request: HttpRequest, account: Account, passphrase: str) -> None:
    """A password was right: it opens the private part, too. A number does not; a passkey does when she lets it."""
    private_part.come_in(request, account, passphrase)


def proved_by_passkey(
    request: HttpRequest, account: Account, passkey: Authenticator, secret: bytes | None
) -> bool:
    """A passkey's signature was right. False when she lets it open the private part and it could not, here."""
    private_part.keep(request, account, passkeys.used(account=account, passkey=passkey, secret=secret))
    return passkey.pk not in passkeys.wanted(account) or passkeys.is_open(account)


def _known(request: HttpRequest, account: Account) -> KnownLogin:
    digest, words = device.digest(device.secret_for(request)), device.words_of(request)
    before = KnownLogin.objects.filter(account=account)
    # As long as the browser keeps its side.
    before.filter(used_at__lt=timezone.now() - dt.timedelta(seconds=device.KEPT)).delete()
    first_ever = not before.exists()
    known, made = KnownLogin.objects.get_or_create(
        account=account, device_digest=digest, defaults={"device": words}
    )
    if made and not first_ever:
        tell(account, SignInNotice.What.NEW_DEVICE, request)
    if not made:
        known.used_at, known.device = timezone.now(), words
        known.save(update_fields=["used_at", "device"])
    return known


def tell(account: Account, what: str, request: HttpRequest | None = None) -> None:
    """A notice on the next page of every other session of a login."""
    SignInNotice.objects.create(
        account=account, what=what,
        device=device.words_of(request) if request else "",
        session_key=(request.session.session_key or "") if request else "",
    )  # fmt: skip
