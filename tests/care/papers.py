"""Short ways to write papers down, and one of every kind."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.test import Client
from django.utils import timezone

from dialdown.care import services
from dialdown.care.flare.models import Flare
from dialdown.care.records.models import Kept
from dialdown.people.models import Account, Person
from dialdown.uuid7 import uuid7


def keep(
    viewer: Account, person: Person, key: str, of: Kept | None = None, row: Kept | None = None, **given: Any
) -> Any:
    """A row of a kind, from what a form would send."""
    return services.keep(viewer=viewer, kind=services.KINDS[key], person=person, given=given, of=of, row=row)


def words(page: Client, path: str) -> str:
    """What a page says that is there."""
    answer = page.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def flare(viewer: Account, person: Person, *, tried: list[str], helped: list[str], ago: int = 0) -> Flare:
    """A flare some days ago."""
    at = (timezone.now() - dt.timedelta(days=ago)).isoformat()
    told = {"at": at, "saved_at": at, "zone": "UTC", "tried": tried, "helped": helped}
    return services.save_flare(viewer=viewer, flare_id=uuid7(), person_id=person.pk, document=told).flare


def fill(
    viewer: Account,
    person: Person,
    mark: str = "",
    medicine_mark: str = "",
    day: dt.date | None = None,
    *,
    asked: str = "",
) -> dict[str, uuid.UUID]:
    """One of every kind; the texts hold a mark, those of medicines another, and the question `asked` when it is given."""
    on = (day or timezone.now().date()).isoformat()
    medicine = keep(
        viewer,
        person,
        "medicine",
        nickname=f"Night tablet {medicine_mark}",
        name="amitriptyline",
        role="daily",
        began_on=on,
    )
    dose = keep(viewer, person, "dose", medicine, amount=f"as written {medicine_mark}", from_on=on)
    taken = keep(viewer, person, "taken", medicine, day=on, clock="20:00")
    effect = keep(viewer, person, "effect", medicine, day=on, kind="side", text=f"dry mouth {medicine_mark}")
    aid = keep(
        viewer, person, "aid", kind="aid", name=f"Shower chair {mark}", until=on, then="stand for half"
    )
    member = keep(viewer, person, "member", name=f"Jo {mark}", role="psychologist", phone="+44 20 7946 0000")
    visit = keep(
        viewer, person, "visit", title=f"Pain clinic {mark}", member=str(member.pk), day=on, clock="15:30"
    )
    question = keep(viewer, person, "question", visit, text=f"Can I swim? {asked or mark}")
    test = keep(viewer, person, "test", what=f"Blood count {mark}", day=on, result="as expected")
    rules = keep(viewer, person, "rules", day=on, examiner="Dr Ellis", items=["budapest.seen.sensory"])
    claim = keep(viewer, person, "claim", title=f"Programme {mark}", state="sent", deadline=on)
    call = keep(viewer, person, "call", claim, day=on, way="call", said=f"They call back {mark}")
    cost = keep(viewer, person, "cost", what=f"Train {mark}", day=on, paid="12.50", back="", currency="EUR")
    contact = keep(
        viewer,
        person,
        "contact",
        name=f"Mum {mark}",
        way="sms",
        address="+44 7700 900123",
        message="I am okay.",
    )
    services.keep_plan(
        viewer=viewer, person=person, given={"first_steps": f"Breathe {mark}", "kit": "Blanket\nPlaylist"}
    )
    loud = flare(viewer, person, tried=["Blanket", "Playlist"], helped=["Blanket"])
    return {
        "medicine": medicine.pk, "dose": dose.pk, "taken": taken.pk, "effect": effect.pk, "aid": aid.pk, "member": member.pk,
        "visit": visit.pk, "question": question.pk, "test": test.pk, "rules": rules.pk, "claim": claim.pk, "call": call.pk,
        "cost": cost.pk, "contact": contact.pk, "flare": loud.pk,
    }  # fmt: skip
