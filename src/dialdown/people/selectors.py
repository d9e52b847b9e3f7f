"""Reads about people. Every selector takes the viewer and starts at a grant."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from dialdown.people import audit
from dialdown.people.access import (
    Denied,
    open_at,
    open_grants,
    own_grants,
    people_visible_to,
    require,
    require_answers,
    runs_machine,
    sight,
)
from dialdown.people.audit_words import Told, told
from dialdown.people.health_links import has_its_end_in_a_picture
from dialdown.people.logins import ages, notices
from dialdown.people.models import (
    Account,
    AuditEvent,
    Grant,
    Membership,
    NewPainReport,
    Offer,
    Person,
    SaidBy,
    SignInNotice,
    SignOff,
)
from dialdown.people.scopes import split
from dialdown.people.sharing import changeable, may_share, name_of, preview, require_share

if TYPE_CHECKING:
    from dialdown.people.access import Operator, Viewer

# What the page shows at once; earlier ones are asked for.
MOST_SIGN_INS = 50


def set_up() -> bool:
    """True once somebody can sign in."""
    global _set_up
    # Accounts are never all removed while the server runs, so a yes stays a yes.
    _set_up = _set_up or Account.objects.able_to_sign_in().exists()
    return _set_up


_set_up = False


def visible_to(viewer: Viewer) -> list[Person]:
    """The people the viewer may see anything of."""
    return list(people_visible_to(viewer))


def person(viewer: Viewer, person_id: uuid.UUID) -> Person:
    """One person; raises Denied when the viewer has no grant. Her name alone is no look into her diary."""
    if not sight(viewer, person_id):
        raise Denied
    return Person.objects.get(pk=person_id)


def find(viewer: Viewer, name: str) -> list[Person]:
    """The people the viewer sees whose name is exactly `name`, or whose id it is."""
    try:
        wanted = people_visible_to(viewer).filter(pk=uuid.UUID(name))
    except ValueError:
        wanted = people_visible_to(viewer).filter(display_name=name)
    return list(wanted)


def exists(viewer: Viewer, person_id: uuid.UUID) -> bool:
    """True when there is a person of this id, whoever may see her: nobody may be made a second time."""
    return Person.objects.filter(pk=person_id).exists()


def names_of(viewer: Viewer, person_id: uuid.UUID, account_ids: Iterable[str]) -> list[tuple[str, str]]:
    """The logins that typed in a person's diary, as (id, name). Raises Denied."""
    require_answers(viewer, person_id)
    return [(str(a.pk), str(a)) for a in Account.objects.filter(pk__in=list(account_ids)).order_by("pk")]


def own_person(viewer: Viewer) -> Person | None:
    """The diary a login opens first: the one it may write in, its own before others."""
    grants = open_grants(viewer).filter(may_write=True).values("person_id")
    people = list(Person.objects.filter(pk__in=grants).order_by("created_at"))
    owned = set(
        Membership.objects.filter(
            account_id=getattr(viewer, "pk", None), role=Membership.Role.OWNER
        ).values_list("person_id", flat=True)
    )
    return next((p for p in people if p.pk in owned), people[0] if people else None)


def source_words(said_by: str) -> str:
    """Whose words a value is, for a sentence: by you, by a parent, brought in."""
    return str(SaidBy(said_by).label)


def role(viewer: Viewer, person_id: uuid.UUID) -> str | None:
    """What the viewer is to a person (owner, parent, clinician), or None."""
    found = (
        Membership.objects.filter(account_id=getattr(viewer, "pk", None), person_id=person_id)
        .values_list("role", flat=True)
        .first()
    )
    return found


def voice(viewer: Viewer, person_id: uuid.UUID) -> SaidBy:
    """Whose words the viewer's answers are when nobody says otherwise: the owner's own, a parent's, a clinician's."""
    what = role(viewer, person_id)
    return {Membership.Role.PARENT: SaidBy.PARENT, Membership.Role.CLINICIAN: SaidBy.CLINICIAN}.get(
        what, SaidBy.SELF
    )


def sign_in_notices(viewer: Viewer, session_key: str) -> list[SignInNotice]:
    """What this login should hear of its other sessions (and did not yet)."""
    if not isinstance(viewer, Account):
        return []
    return notices.unseen(viewer, session_key)


def age_review_due(viewer: Viewer, whose: Person | None) -> int | None:
    """13, 16 or 18 when the owner should look again at who sees what, else None."""
    if whose is None or not isinstance(viewer, Account):
        return None
    return ages.due_for(viewer, whose)


def grown_up(viewer: Viewer, whose: Person | None) -> int | None:
    """13, 16 or 18 for a parent who still leads for somebody of that age without an own login, else None."""
    if whose is None or role(viewer, whose.pk) != Membership.Role.PARENT:
        return None
    seen = sight(viewer, whose.pk)
    return None if not seen.may_write or own_grants(whose.pk).exists() else ages.passed(whose, whose.today())


def age_runs_out(viewer: Viewer, whose: Person | None) -> bool:
    """True for whoever keeps the diary of a child whose age group was told almost a year ago; not on the child's own screen."""
    if whose is None or not whose.age_runs_out(whose.today()):
        return False
    return sight(viewer, whose.pk).may_write and not child_screen(viewer, whose)


def child_screen(viewer: Viewer, whose: Person | None) -> bool:
    """True for the own login of a child under 13: big, few words."""
    if whose is None or not whose.under_13(whose.today()):
        return False
    return role(viewer, whose.pk) == Membership.Role.OWNER


def idle_minutes(viewer: Viewer) -> int:
    """After how many minutes without a click this login is signed out; 0 = never."""
    clinician = Membership.objects.filter(
        account_id=getattr(viewer, "pk", None), role=Membership.Role.CLINICIAN
    )
    return settings.CLINICIAN_IDLE_MINUTES if clinician.exists() else 0


def seen_by_others(viewer: Viewer, person_id: uuid.UUID) -> frozenset[str]:
    """The groups of a person of which somebody beside the viewer may see anything now, by login or by link."""
    require(viewer, person_id)
    rows = Grant.objects.filter(open_at(timezone.now()), person_id=person_id)
    others = rows.exclude(account_id=getattr(viewer, "pk", None))
    return frozenset(
        split(scope)[0] for scopes in others.values_list("scopes", flat=True) for scope in scopes
    )


@dataclass(frozen=True)
class Opened:
    """Somebody a diary is open to, as the owner's page shows them."""

    grant: Grant
    name: str


def opened_to(viewer: Viewer, person_id: uuid.UUID) -> list[Opened]:
    """Everybody else who may see something of a person now, oldest first. Raises Denied for who may not share."""
    require_share(viewer, person_id)
    rows = Grant.objects.filter(open_at(timezone.now()), person_id=person_id)
    others = rows.exclude(account_id=getattr(viewer, "pk", None)).exclude(audience=Grant.Audience.SELF)
    return [
        Opened(grant, name_of(grant))
        for grant in others.select_related("account").order_by("created_at", "id")
    ]


def offers(viewer: Viewer, person_id: uuid.UUID) -> list[Offer]:
    """Codes that nobody has typed yet. Raises Denied for who may not share."""
    require_share(viewer, person_id)
    return list(
        Offer.objects.filter(person_id=person_id, open_until__gt=timezone.now()).order_by("created_at")
    )


@dataclass(frozen=True)
class WayIn:
    """One way into a diary that is open now: whose, for whom, by `login`, `link` or `code`, and until when (None: till ended)."""

    person: Person
    to: str
    by: str
    until: dt.datetime | None


def ways_in(viewer: Operator) -> list[WayIn]:
    """Every way into every diary for somebody else than whose it is, codes that nobody has typed yet, too.

    For whoever runs the machine, after a backup was restored: what was ended since it was made is open again.
    """
    now, found = timezone.now(), list[WayIn]()
    for whose in visible_to(viewer):
        require(viewer, whose.pk)
        # One that begins later is on its way, too.
        holding = Q(ends_at__isnull=True) | Q(ends_at__gt=now)
        grants = Grant.objects.filter(holding, person_id=whose.pk, revoked_at__isnull=True)
        grants = grants.exclude(audience=Grant.Audience.SELF)
        found += [
            WayIn(whose, name_of(grant), "login" if grant.account_id else "link", grant.ends_at)
            for grant in grants.select_related("account").order_by("created_at", "id")
            if grant.account is None or grant.account.is_active
        ]
        codes = Offer.objects.filter(person_id=whose.pk, open_until__gt=now).order_by("created_at", "id")
        found += [WayIn(whose, code.label, "code", code.open_until) for code in codes]
    return found


def members_without(viewer: Viewer, person_id: uuid.UUID) -> list[Membership]:
    """Parents and clinicians with a login to whom nothing is open. Raises Denied for who may not share."""
    require_share(viewer, person_id)
    seeing = Grant.objects.filter(open_at(timezone.now()), person_id=person_id, account__isnull=False)
    found = Membership.objects.filter(
        person_id=person_id, role__in=("parent", "clinician"), account__is_active=True
    )
    return list(
        found.exclude(account__in=seeing.values("account")).select_related("account").order_by("created_at")
    )


def looks(viewer: Viewer, person_id: uuid.UUID, limit: int = 200, before: int | None = None) -> list[Told]:
    """Who looked, and what was opened and ended, newest first, in words; of those before a number when one is given.

    Raises Denied for who may not share.
    """
    require_share(viewer, person_id)
    return _told(person_id, getattr(viewer, "pk", None), limit, before)


def own_sign_ins(viewer: Viewer, before: int | None = None) -> list[Told]:
    """Sign-ins and new passwords of the viewer's own login, newest first, in words; before a number as in `looks`."""
    own = getattr(viewer, "pk", None)
    return _told(own, own, MOST_SIGN_INS, before) if own else []


def _told(subject: uuid.UUID, me: object, limit: int, before: int | None) -> list[Told]:
    rows = AuditEvent.objects.filter(subject=subject).order_by("-number")
    rows = rows if before is None else rows.filter(number__lt=before)
    return [told(event, me=me) for event in rows[:limit]]


def last_look(viewer: Viewer, person_id: uuid.UUID, page: str) -> dt.datetime | None:
    """When the viewer last looked at a page of a person, as the record of looks has it."""
    require(viewer, person_id)
    own = getattr(viewer, "pk", None)
    found = AuditEvent.objects.filter(subject=person_id, who_id=own, page=page).order_by("-number").first()
    return found.at if found and own else None


def grant_of(viewer: Viewer, person_id: uuid.UUID) -> Grant | None:
    """The grant through which the viewer sees a person: the one that ends last. None when she owns the diary."""
    found = list(open_grants(viewer).filter(person_id=person_id).order_by("created_at"))
    if not found or any(grant.audience == Grant.Audience.SELF for grant in found):
        return None
    endless = [grant for grant in found if grant.ends_at is None]
    return endless[0] if endless else max(found, key=lambda grant: grant.ends_at)


def chain_problems() -> list[str]:
    """What is wrong with the record of who looked, a sentence each; empty when it is whole."""
    return list(audit.problems())


@dataclass(frozen=True)
class Clearance:
    """Has a doctor looked at this pain? `open` = Train and Move may be used.

    `new_pain_on` is the day of the last report in the person's own time zone.
    """

    open: bool
    sign_off: SignOff | None
    new_pain: NewPainReport | None
    new_pain_on: dt.date | None = None


def clearance(viewer: Viewer, person_id: uuid.UUID) -> Clearance:
    """The state of the clearance question.

    A report of new pain outranks every earlier clearance, and a doctor who looked before it has not seen that pain.
    Open with the line of pain, which it is about, and with what it shuts. Raises Denied.
    """
    if not require(viewer, person_id).new_pain:
        raise Denied
    signed = (
        SignOff.objects.filter(person_id=person_id, what=SignOff.CLEARANCE)
        .order_by("-created_at", "-id")
        .first()
    )
    report = NewPainReport.objects.filter(person_id=person_id).order_by("-created_at", "-id").first()
    day = _day_of(report) if report else None
    seen = report is None or day is None or _looked_at(signed, report, day)
    return Clearance(signed is not None and seen, signed, report, day)


def _looked_at(signed: SignOff | None, report: NewPainReport, day: dt.date) -> bool:
    """Whether a doctor looked at the pain that was reported on a day: said after it, and not of a look before it."""
    return signed is not None and signed.created_at > report.created_at and signed.on >= day


def locks(viewer: Viewer, person_id: uuid.UUID) -> list[tuple[dt.date, dt.date | None]]:
    """The days on which new pain kept Train and Move closed, as (first, last); None: they are closed now."""
    require(viewer, person_id)
    whose = Person.objects.get(pk=person_id)
    signed = list(
        SignOff.objects.filter(person_id=person_id, what=SignOff.CLEARANCE).order_by("created_at", "id")
    )
    found: list[tuple[dt.date, dt.date | None]] = []
    for report in NewPainReport.objects.filter(person_id=person_id).order_by("created_at", "id"):
        first = whose.day_of(report.created_at)
        looked = next((s for s in signed if _looked_at(s, report, first)), None)
        # A later word that corrects the day of that look to one before the pain closes what it had opened, as `clearance` does.
        last = (
            None
            if looked is None or not _looked_at(signed[-1], report, first)
            else whose.day_of(looked.created_at) - dt.timedelta(days=1)
        )
        if last is None or last >= first:
            found.append((first, last))
    return found


def new_pain_reports(viewer: Viewer, person_id: uuid.UUID) -> list[tuple[dt.datetime, dt.date]]:
    """Every report of new pain, oldest first: its moment, and its day in the person's own time zone."""
    require(viewer, person_id)
    whose = Person.objects.get(pk=person_id)
    rows = NewPainReport.objects.filter(person_id=person_id).order_by("created_at", "id")
    return [(row.created_at, whose.day_of(row.created_at)) for row in rows]


def sign_offs(viewer: Viewer, person_id: uuid.UUID, what: str) -> dict[str, SignOff]:
    """The latest sign-off of everything whose name begins with `what`, by that name."""
    require(viewer, person_id)
    found = SignOff.objects.filter(person_id=person_id, what__startswith=what).order_by("created_at", "id")
    return {row.what: row for row in found}


def _day_of(report: NewPainReport) -> dt.date:
    return report.person.day_of(report.created_at)


__all__ = [
    "Clearance", "Denied", "Opened", "Told", "age_review_due", "age_runs_out", "chain_problems", "changeable", "child_screen", "clearance",
    "exists", "find", "grant_of", "grown_up", "has_its_end_in_a_picture", "idle_minutes", "last_look", "looks", "may_share",
    "members_without",
    "name_of", "names_of", "offers", "opened_to", "own_person", "own_sign_ins", "person", "preview",
    "require_share", "role", "runs_machine", "seen_by_others", "set_up", "sign_in_notices", "sign_offs",
    "source_words", "visible_to",
]  # fmt: skip
