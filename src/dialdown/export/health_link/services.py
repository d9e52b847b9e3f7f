"""Make a link, and answer the software that follows it."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import segno
from django.conf import settings
from django.core import signing
from django.utils.safestring import mark_safe

from dialdown.export.health_link import jwe
from dialdown.export.health_link.bundle import bundle
from dialdown.people import selectors as people
from dialdown.people import services
from dialdown.people.access import LinkHolder

if TYPE_CHECKING:
    from dialdown.people.models import Account, Grant, Person

# What the numbers can be of: lines, never single answers.
SCOPES = ("function:line", "pain:line", "body:line", "sleep:line", "medicine:line")
TYPE = "application/fhir+json"
# The standard: an address for a file holds an hour at most.
HOUR = 3600


class Gone(Exception):
    """The link, or the address of a file, does not hold any more."""


@dataclass(frozen=True)
class Made:
    """A link just made, shown once: its address with everything behind the #, and the passcode said aloud."""

    grant: Grant
    address: str
    passcode: str

    @property
    def picture(self) -> str:
        """The address as a picture for a camera, dark on light in every theme."""
        code = segno.make(self.address, error="m")
        # Made from our own address, by attributes only: no style, no script.
        return mark_safe(code.svg_inline(scale=4, border=4, dark="#111", light="#fff", omitsize=True))  # noqa: S308


def offered() -> bool:
    """True where the whole internet reaches this machine, so that a link can be followed."""
    return bool(settings.PUBLIC_ADDRESS)


def make(*, viewer: Account, person: Person, scopes: Iterable[str], label: str, lasts: dt.timedelta) -> Made:
    """A link to numbers of this diary. Raises Denied, WrongScopes, and Gone where no link is offered."""
    if not offered():
        raise Gone
    chosen = [scope for scope in SCOPES if scope in set(scopes)]
    link = services.make_health_link(viewer=viewer, person=person, label=label, scopes=chosen, lasts=lasts)
    ends = link.grant.ends_at
    payload = {
        "url": f"{settings.PUBLIC_ADDRESS}/shl/{link.secret}", "key": jwe.text(services.file_key(link.secret)), "flag": "LP",
        "exp": int(ends.timestamp()) if ends else None, "label": "Dialdown", "v": 1,
    }  # fmt: skip
    packed = jwe.text(json.dumps(payload, separators=(",", ":")).encode())
    # A phone's camera opens the page of the link, which asks for the passcode, too; software reads what is behind the #.
    return Made(link.grant, f"{settings.PUBLIC_ADDRESS}/shared#shlink:/{packed}", link.spoken)


def manifest(*, secret: str, passcode: str, recipient: str, most: int | None) -> dict[str, Any]:
    """What a link leads to: the file itself, or an address for it when it is longer than `most` characters.

    Raises NoSuchLink, WrongPasscode.
    """
    holder = services.open_health_link(secret=secret, passcode=passcode, recipient=recipient)
    sealed = _file(holder, secret)
    if most is None or len(sealed) <= most:
        return {"files": [{"contentType": TYPE, "embedded": sealed}]}
    token = signing.dumps([str(holder.key), secret], salt="health_link", compress=True)
    return {"files": [{"contentType": TYPE, "location": f"{settings.PUBLIC_ADDRESS}/shl/file/{token}"}]}


def file(*, token: str) -> str:
    """The encrypted file behind an address that a manifest gave. Raises Gone."""
    try:
        grant_id, secret = signing.loads(token, salt="health_link", max_age=HOUR)
        return _file(LinkHolder(uuid.UUID(grant_id)), secret)
    except (signing.BadSignature, services.NoSuchLink):
        raise Gone from None


def _file(holder: LinkHolder, secret: str) -> str:
    person = next(iter(people.visible_to(holder)), None)
    if person is None:
        raise services.NoSuchLink
    return jwe.encrypt(bundle(holder, person), services.file_key(secret), TYPE)
