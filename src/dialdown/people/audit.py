"""The record of who looked: written once, chained by hashes, a chain for every person and every login."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from dialdown.people import append_only
from dialdown.people.access import LinkHolder, Operator
from dialdown.people.models import Account, AuditEvent, AuditHead, Grant

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.people.witness import Look, Witness

# The same look again within this time is the same look: the list stays readable.
FOLD = dt.timedelta(minutes=10)
# A blank form that a browser fetches by itself each hour, for the time without a network: told once a day, and only when it
# names something of hers.
KEPT_BLANK = {"offline_today": dt.timedelta(days=1)}
HASHED = (
    "id",
    "subject",
    "number",
    "at",
    "kind",
    "who_id",
    "who",
    "audience",
    "page",
    "scopes",
    "about",
    "previous",
)


def digest(event: AuditEvent) -> str:
    """SHA-256 over the canonical content of an event, the hash before it included."""
    content = {name: getattr(event, name) for name in HASHED}
    content["at"] = event.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def record(
    *,
    subject: uuid.UUID,
    kind: str,
    viewer: Viewer = None,
    audience: str = "",
    page: str = "",
    scopes: Iterable[str] = (),
    about: dict[str, Any] | None = None,
) -> AuditEvent:
    """Add an event to the chain of a person or login. `viewer` did it; `about` holds plain JSON values."""
    who_id, who = _name(viewer)
    with transaction.atomic():
        head = _head(subject)
        event = AuditEvent(
            subject=subject, number=head.length + 1, at=timezone.now(), kind=kind, who_id=who_id, who=who[:80],
            audience=Grant.Audience.HOST if isinstance(viewer, Operator) else audience, page=page[:80],
            scopes=sorted(scopes), about=about or {}, previous=head.hash,
        )  # fmt: skip
        event.hash = digest(event)
        event.save(force_insert=True)
        AuditHead.objects.filter(pk=subject).update(length=event.number, hash=event.hash)
    return event


def _head(subject: uuid.UUID) -> AuditHead:
    """The end of a chain, held until the transaction is over: no two events get one number."""
    if connection.vendor != "sqlite":
        found = AuditHead.objects.select_for_update().filter(pk=subject).first()
        if found is not None:
            return found
        try:
            with transaction.atomic():
                AuditHead.objects.create(pk=subject)
        except IntegrityError:
            pass  # Somebody else began this chain just now.
        return AuditHead.objects.select_for_update().get(pk=subject)
    # SQLite writes one at a time, and a transaction here begins with its turn (BEGIN IMMEDIATE).
    return AuditHead.objects.get_or_create(pk=subject)[0]


def _name(viewer: Viewer) -> tuple[uuid.UUID | None, str]:
    if isinstance(viewer, Account):
        return viewer.pk, str(viewer)
    if isinstance(viewer, LinkHolder):
        label = Grant.objects.filter(pk=viewer.key).values_list("label", flat=True).first()
        return viewer.key, label or ""
    return None, ""


def record_page(witness: Witness, *, page: str, read: bool, export: bool) -> None:
    """What a page that was answered read (or wrote) of others. Her own reading is hers; what is taken out is told."""
    for look in witness.looks.values():
        # Inside a page the operator is the program itself, working out what somebody else's leave then shows.
        if (
            isinstance(look.viewer, Operator)
            or (page in KEPT_BLANK and not look.scopes)
            or (look.own and not (export and look.scopes))
        ):
            continue
        kind = AuditEvent.Kind.EXPORT if export else AuditEvent.Kind.LOOK if read else AuditEvent.Kind.WROTE
        if export or not _told_already(look, kind, page):
            _record_look(look, kind, page)


def record_command(witness: Witness, *, command: str) -> None:
    """What a command read of people. Every run is told: nothing is folded."""
    for look in witness.looks.values():
        _record_look(look, AuditEvent.Kind.COMMAND, command)


def _record_look(look: Look, kind: str, page: str) -> None:
    record(
        subject=look.person_id,
        kind=kind,
        viewer=look.viewer,
        audience=look.audience,
        page=page,
        scopes=look.scopes,
    )


def _told_already(look: Look, kind: str, page: str) -> bool:
    who_id, _who = _name(look.viewer)
    before = AuditEvent.objects.filter(
        subject=look.person_id,
        who_id=who_id,
        kind=kind,
        page=page,
        at__gt=timezone.now() - KEPT_BLANK.get(page, FOLD),
    ).values_list("scopes", flat=True)
    return any(look.scopes <= set(scopes) for scopes in before)


def problems() -> Iterator[str]:
    """What is wrong with the record: links that do not hold, numbers that are not there, triggers that are gone."""
    if not append_only.in_place():
        yield "the database would let audit events be changed: its triggers are gone"
    heads = {head.pk: head for head in AuditHead.objects.all()}
    last: AuditEvent | None = None
    for event in AuditEvent.objects.order_by("subject", "number").iterator(2000):
        if last is not None and last.subject != event.subject:
            yield from _end(last, heads)
            last = None
        before = (last.number, last.hash) if last is not None else (0, "")
        place = f"event {event.number} about {event.subject}"
        if event.number != before[0] + 1:
            yield f"{place}: expected number {before[0] + 1}, an event before it is gone"
        elif event.previous != before[1]:
            yield f"{place}: does not follow the event before it"
        if event.hash != digest(event):
            yield f"{place}: was changed after it was written"
        last = event
    if last is not None:
        yield from _end(last, heads)
    for head in heads.values():
        if head.length:
            yield f"events about {head.pk}: all {head.length} are gone"


def _end(last: AuditEvent, heads: dict[Any, AuditHead]) -> Iterator[str]:
    head = heads.pop(last.subject, None)
    if head is None or (head.length, head.hash) != (last.number, last.hash):
        yield f"events about {last.subject}: the last ones are gone, or the note of the last one was changed"


def erase(*, subject: uuid.UUID) -> int:
    """Remove the whole chain of a person or login that is being erased; returns how many events it had."""
    with transaction.atomic(), append_only.lifted():
        number, _by_model = AuditEvent.objects.filter(subject=subject).delete()
        AuditHead.objects.filter(pk=subject).delete()
    return number
