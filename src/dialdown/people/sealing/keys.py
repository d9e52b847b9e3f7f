"""A person's key pair: made with her first sign-in, opened by her words, wrapped anew when they change."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from dialdown.people import audit, database_log
from dialdown.people.models import Account, AuditEvent, Membership, PasskeyBox, Person, SealingKey
from dialdown.people.sealing.boxes import CannotOpen, Opener, Sealer, new_pair, public_of, unwrap, wrap

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

PASSPHRASE, CODE = "passphrase", "code"
# (person, what opens what is sealed so far, what seals it from now on)
Reseal = Callable[[uuid.UUID, Opener | None, Sealer], None]


class Doubted(ValueError):
    """The key that was open here is not the one that seals now: her own words have to say which one is hers."""


def key_of(person_id: uuid.UUID) -> SealingKey | None:
    """The key pair of a person, or None: then nothing of hers is sealed yet."""
    return SealingKey.objects.filter(pk=person_id).first()


def sealer(person_id: uuid.UUID, *, viewer: Viewer = None, hold: bool = False) -> Sealer | None:
    """What seals a save for a person; None while she has no key. Needs nobody's words.

    Where her key is open for `viewer` it seals to that one: whoever holds the database can write another public key
    into it. Raises Doubted when the two differ and her words have not said which is hers.
    `hold`: a key that is being made right now is waited for, so that nothing stays outside it (in a transaction only).
    """
    if hold:
        Person.objects.select_for_update().get(pk=person_id)
    public = _publics([person_id]).get(person_id)
    private = opened(viewer).get(person_id)
    if private is not None:
        own = public_of(private)
        if public is None or public not in (own, exchanged(viewer).get(person_id)):
            raise Doubted
        public = own
    elif person_id in doubted(viewer):
        raise Doubted
    return None if public is None else Sealer(public, person_id)


def _publics(people: Iterable[uuid.UUID]) -> dict[uuid.UUID, bytes]:
    found = SealingKey.objects.filter(pk__in=list(people)).values_list("pk", "public")
    return {pk: bytes(public) for pk, public in found}


def opener(viewer: Viewer, person_id: uuid.UUID) -> Opener | None:
    """What opens a person's private answers for this viewer; None when the key is not open here."""
    private = opened(viewer).get(person_id)
    return None if private is None else Opener(private, person_id)


def opened(viewer: Viewer) -> dict[uuid.UUID, bytes]:
    """The private keys that are open for a viewer, by person: in memory only, as long as one request or command."""
    return getattr(viewer, "opened_keys", {})


def hold(viewer: Viewer, found: dict[uuid.UUID, bytes]) -> None:
    """Keep keys open for this viewer for as long as the object lives."""
    viewer.opened_keys = {**opened(viewer), **found}  # type: ignore[union-attr]
    viewer.exchanged_keys = _without(exchanged(viewer), found)  # type: ignore[union-attr]
    viewer.doubted_keys = _without(doubted(viewer), found)  # type: ignore[union-attr]


def _without(kept: Mapping[uuid.UUID, bytes], found: Mapping[uuid.UUID, bytes]) -> dict[uuid.UUID, bytes]:
    return {pk: key for pk, key in kept.items() if pk not in found}


def exchanged(viewer: Viewer) -> dict[uuid.UUID, bytes]:
    """The public keys that stand in the database in place of those that a viewer's own words opened, by person."""
    return getattr(viewer, "exchanged_keys", {})


def doubted(viewer: Viewer) -> dict[uuid.UUID, bytes]:
    """Private keys that this viewer came with and that do not fit what seals now, by person: they open nothing here."""
    return getattr(viewer, "doubted_keys", {})


def hold_fitting(
    viewer: Viewer, found: dict[uuid.UUID, bytes], seen: Mapping[uuid.UUID, bytes] | None = None
) -> dict[uuid.UUID, bytes]:
    """Keep those keys open that fit; returns them. The others are doubted, until her own words say which is hers.

    `seen`: foreign public keys (see `exchanged`) that her words have already been held against.
    """
    publics, seen = _publics(found), seen or {}
    fits = fitting(found)
    still = {pk: found[pk] for pk, public in seen.items() if pk in found and publics.get(pk) == public}
    hold(viewer, {**fits, **still})
    viewer.exchanged_keys = {**exchanged(viewer), **{pk: seen[pk] for pk in still}}  # type: ignore[union-attr]
    unsure = _without(found, opened(viewer))
    viewer.doubted_keys = {**doubted(viewer), **unsure}  # type: ignore[union-attr]
    return {**fits, **still}


def _proved(account: Account, found: dict[uuid.UUID, bytes]) -> None:
    """Her own words opened these: they are hers, whatever public key stands in the database."""
    hold(account, found)
    publics = _publics(found)
    foreign = {pk: publics[pk] for pk, private in found.items() if publics[pk] != public_of(private)}
    account.exchanged_keys = {**exchanged(account), **foreign}  # type: ignore[attr-defined]
    note_exchanged(foreign)


def note_exchanged(foreign: Mapping[uuid.UUID, bytes]) -> None:
    """Tell each person's list, once for each foreign key, that it stands in the place of hers."""
    for person_id, public in foreign.items():
        about = {"what": "key_exchanged", "key": hashlib.sha256(public).hexdigest()[:16]}
        if not AuditEvent.objects.filter(subject=person_id, about__key=about["key"]).exists():
            audit.record(subject=person_id, kind=AuditEvent.Kind.OTHER, about=about)


def owned(account: Account) -> list[Person]:
    """The people whose private part belongs to a login."""
    owners = Membership.objects.filter(account=account, role=Membership.Role.OWNER, person__isnull=False)
    return list(Person.objects.filter(pk__in=owners.values("person_id")).order_by("created_at"))


@transaction.atomic
def make(*, account: Account, person: Person, passphrase: str) -> bytes:
    """A key pair for a person who has none, wrapped by her passphrase; what lies there unsealed is sealed with it."""
    # Two first sign-ins at once make one key.
    Person.objects.select_for_update().get(pk=person.pk)
    before = key_of(person.pk)
    if before is not None:
        return _by_passphrase(before, passphrase)
    private, public = new_pair()
    SealingKey.objects.create(
        person=person,
        account=account,
        public=public,
        by_passphrase=wrap(private, passphrase, PASSPHRASE, person.pk),
    )
    _reseal(person.pk, None)
    return private


def _by_passphrase(key: SealingKey, passphrase: str) -> bytes:
    return unwrap(bytes(key.by_passphrase or b""), passphrase, PASSPHRASE, key.pk)


def come_in(*, account: Account, passphrase: str) -> dict[uuid.UUID, bytes]:
    """Whoever has just proved this passphrase: the private keys it opens; made where there is none yet."""
    found: dict[uuid.UUID, bytes] = {}
    for person in owned(account):
        try:
            key = key_of(person.pk)
            found[person.pk] = (
                _by_passphrase(key, passphrase)
                if key
                else make(account=account, person=person, passphrase=passphrase)
            )
        except CannotOpen:
            # The passphrase was given anew by whoever runs the machine: it opens the login, not the private part.
            continue
    _proved(account, found)
    return found


def open_with(*, account: Account, words: str) -> dict[uuid.UUID, bytes]:
    """The private keys that a passphrase or a code on paper opens; none when it is neither."""
    found: dict[uuid.UUID, bytes] = {}
    for key in SealingKey.objects.filter(person__in=owned(account)):
        private = _by_words(key, words)
        if private is not None:
            found[key.pk] = private
    _proved(account, found)
    return found


def _by_words(key: SealingKey, words: str) -> bytes | None:
    for kind, wrapped, said in (
        (PASSPHRASE, key.by_passphrase, words),
        (CODE, key.by_code, plain_code(words)),
    ):
        try:
            return unwrap(bytes(wrapped or b""), said, kind, key.pk)
        except CannotOpen:
            continue
    return None


def open_for(*, person_id: uuid.UUID, words: str) -> Opener:
    """For a command: what opens one person's private answers with her passphrase or code. Raises CannotOpen."""
    key = key_of(person_id)
    private = None if key is None else _by_words(key, words)
    if private is None:
        raise CannotOpen("these words do not open the private part")
    return Opener(private, person_id)


def plain_code(typed: str) -> str:
    """A code as it was typed, without case, spaces and dashes."""
    return "".join(typed.lower().split()).replace("-", "")


def new_passphrase(*, account: Account, passphrase: str) -> None:
    """Wrap the keys that are open for this login by its new passphrase; the old one opens them no more."""
    for person_id, private in opened(account).items():
        SealingKey.objects.filter(pk=person_id, person__in=owned(account)).update(
            by_passphrase=wrap(private, passphrase, PASSPHRASE, person_id), account=account
        )


def new_code(*, account: Account, code: str) -> bool:
    """Let a code on paper open the private part too. False when the key is not open here, so that it cannot."""
    mine = {person.pk for person in owned(account)}
    for person_id, private in opened(account).items():
        if person_id in mine:
            SealingKey.objects.filter(pk=person_id).update(
                by_code=wrap(private, plain_code(code), CODE, person_id)
            )
    without = SealingKey.objects.filter(pk__in=mine - opened(account).keys())
    # The code before has stopped working as a code; it must not go on as a key.
    without.update(by_code=None)
    return not without.exists()


@transaction.atomic
def renew(*, account: Account, person: Person, passphrase: str) -> bytes:
    """A new key pair; everything that is sealed is sealed anew with it. Raises CannotOpen when the old one is closed.

    Whoever copied the old key, or knows the words that open it, reads nothing from now on. The code on paper has to
    be made anew.
    """
    old = opener(account, person.pk)
    if old is None:
        raise CannotOpen("open the private part first")
    return _replace(account, person, passphrase, old)


@transaction.atomic
def begin_again(*, account: Account, person: Person, passphrase: str) -> bytes:
    """A new key pair without the old one: what was sealed can never be read again and is removed."""
    return _replace(account, person, passphrase, None)


def _replace(account: Account, person: Person, passphrase: str, old: Opener | None) -> bytes:
    private, public = new_pair()
    SealingKey.objects.update_or_create(
        person=person,
        defaults={
            "account": account, "public": public, "by_passphrase": wrap(private, passphrase, PASSPHRASE, person.pk),
            "by_code": None, "made_at": timezone.now(),
        },
    )  # fmt: skip
    # Passkeys that opened the old key are still wanted; each gets its box back when it is used while this is open.
    PasskeyBox.objects.filter(key_id=person.pk).update(wrapped=None)
    _reseal(person.pk, old)
    hold(account, {person.pk: private})
    return private


def _reseal(person_id: uuid.UUID, old: Opener | None) -> None:
    """Seal everything of a person with her present key. What `old` cannot open is removed."""
    new = sealer(person_id)
    for path in settings.SEALED_STORES:
        reseal: Reseal = import_string(path)
        reseal(person_id, old, new)
    transaction.on_commit(_clear_log)


def _clear_log() -> None:
    """What stood unsealed must not lie on in the write-ahead log."""
    if not connection.in_atomic_block:
        database_log.empty()


def fitting(found: dict[uuid.UUID, bytes]) -> dict[uuid.UUID, bytes]:
    """The private keys that open what is sealed now; one that was replaced elsewhere is not among them."""
    publics = _publics(found)
    return {pk: private for pk, private in found.items() if publics.get(pk) == public_of(private)}


def locked(viewer: Viewer, person_id: uuid.UUID) -> bool:
    """True for the owner of a private part that is not open here; others are not told."""
    if person_id in opened(viewer):
        return False
    return SealingKey.objects.filter(
        pk=person_id, account_id=getattr(viewer, "pk", None) or uuid.UUID(int=0)
    ).exists()


def needs_code(account: Account, person_id: uuid.UUID) -> bool:
    """True when a forgotten passphrase would lose this login's private part."""
    return SealingKey.objects.filter(pk=person_id, account=account, by_code__isnull=True).exists()
