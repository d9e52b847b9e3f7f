"""The open key of a session: in the session only locked, under a secret that only the browser has, in a cookie.

Who copies the database has no cookie; who copies the cookie has no session. Sign-out, a lock and the end of the
session take both away. On the machine that serves, both lie on one disk: there the cookie is for the browser's memory.
"""

from __future__ import annotations

import base64
import json
import secrets
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.utils.functional import SimpleLazyObject

from dialdown.people.sealing import keys
from dialdown.people.sealing import words as keys_words
from dialdown.people.sealing.boxes import KEY, CannotOpen, lock, unlock
from dialdown.people.setup_code import CAME_THROUGH, THIS_MACHINE

if TYPE_CHECKING:
    from dialdown.people.models import Account

IN_SESSION = "private_part"
FRESH = "_private_part_secret"


def cookie_name() -> str:
    """With TLS the name that no other host of the same domain can set."""
    return "__Host-private" if settings.SESSION_COOKIE_SECURE else "private"


def come_in(request: HttpRequest, account: Account, passphrase: str) -> None:
    """A passphrase was proved in this request: open what it opens for as long as the session lasts."""
    keep(request, account, keys.come_in(account=account, passphrase=passphrase))


def keep(request: HttpRequest, account: Account, found: dict[uuid.UUID, bytes]) -> None:
    """Keep the keys open that this login has just opened, in this session; say so when they are not what seals."""
    if not found and not keys.doubted(account):
        return
    if keys.exchanged(account):
        messages.error(request, keys_words.exchanged())
    elif keys.doubted(account):
        messages.error(request, keys_words.doubted())
    setattr(request, FRESH, account)


def close(request: HttpRequest) -> None:
    """Lock the private part in this session; the sign-in stays."""
    request.session.pop(IN_SESSION, None)
    if hasattr(request, FRESH):
        delattr(request, FRESH)
    if request.user.is_authenticated:
        request.user.opened_keys = request.user.exchanged_keys = request.user.doubted_keys = {}  # type: ignore[union-attr]


def is_open(request: HttpRequest, person_id: uuid.UUID) -> bool:
    """True when this session can read a person's private part."""
    return person_id in keys.opened(request.user)


def private_part(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, behind the one that knows who is signed in: opens before the page, puts away after it.

    A page that asks nobody who she is (help now, new pain) reads no session for it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        sent = bool(request.COOKIES.get(cookie_name()))
        if sent:
            who = request.user
            request.user = SimpleLazyObject(lambda: _opened(request, who))
        response = get_response(request)
        fresh = getattr(request, FRESH, None)
        if fresh is not None:
            _store(request, response, fresh)
        elif sent and request.session.accessed and IN_SESSION not in request.session:
            response.delete_cookie(cookie_name(), samesite="Lax")
        return response

    return middleware


def load(request: HttpRequest, account: Account) -> None:
    """Between password and second step nobody is signed in yet: the keys that the password opened a page before."""
    _opened(request, account)


def _opened(request: HttpRequest, who: Any) -> Any:
    """Whoever is signed in, with the keys that session and cookie open together."""
    try:
        secret = base64.urlsafe_b64decode(request.COOKIES[cookie_name()])
        stored = request.session[IN_SESSION]
        account_id, locked = uuid.UUID(stored["account"]), base64.b64decode(stored["locked"])
        if len(secret) != KEY or not who.is_authenticated or who.pk != account_id:
            return who
        told, seen = (
            {uuid.UUID(person): base64.b64decode(key) for person, key in one.items()}
            for one in (
                json.loads(unlock(locked, secret, "session", account_id)),
                stored.get("exchanged", {}),
            )
        )
    except (CannotOpen, ValueError, KeyError, TypeError):
        return who
    keys.hold_fitting(who, told, seen)
    return who


def on_this_machine(request: HttpRequest) -> bool:
    """True when the browser runs on the machine that serves, by the address it opened or the one it comes from."""
    host, _port = split_domain_port(request.get_host())
    return (
        host in THIS_MACHINE or host.startswith("127.") or host.endswith(".localhost")
        # Under another name of the same machine; a proxy on it makes everybody look like that.
        or (request.META.get("REMOTE_ADDR", "") in THIS_MACHINE and not request.META.get(CAME_THROUGH))
    )  # fmt: skip


def _text(found: dict[uuid.UUID, bytes]) -> dict[str, str]:
    return {str(person): base64.b64encode(key).decode() for person, key in found.items()}


def _store(request: HttpRequest, response: HttpResponse, account: Account) -> None:
    secret = secrets.token_bytes(KEY)
    told = json.dumps(_text({**keys.doubted(account), **keys.opened(account)}))
    locked = lock(told.encode(), secret, "session", account.pk)
    request.session[IN_SESSION] = {
        "account": str(account.pk), "locked": base64.b64encode(locked).decode(),
        "exchanged": _text(keys.exchanged(account)),
    }  # fmt: skip
    # A lasting cookie is a file. Beside the database it would be the key beside the lock.
    lasting = not (request.session.get_expire_at_browser_close() or on_this_machine(request))
    response.set_cookie(
        cookie_name(), base64.urlsafe_b64encode(secret).decode(), secure=settings.SESSION_COOKIE_SECURE, httponly=True,
        samesite="Lax", max_age=request.session.get_expiry_age() if lasting else None,
    )  # fmt: skip
