"""The papers of the made-up teenager: a medicine, helps, the team, two visits, a flare plan and a letter's draft."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dialdown.people.models import Account, Person

FLARE_PLAN = {
    "first_steps": "Sit down, feet on the floor\nBreathe slowly for two minutes\nWarm drink",
    "kit": "Blanket\nSlow playlist\nSoft ball",
}
# Made up like everything else here: said once more where a page could be printed.
MADE_UP = "made up"


def fill(account: Account, person: Person, today: dt.date, *, tablet_from: dt.date) -> None:
    """One of each, as a family would have it after some months; the tablet since `tablet_from`."""
    from dialdown.care import services
    from dialdown.care.letters import keeping as letters

    def day(back: int) -> str:
        return (today - dt.timedelta(days=back)).isoformat()

    def keep(key: str, of: Any = None, **given: Any) -> Any:
        return services.keep(
            viewer=account, kind=services.KINDS[key], person=person, given=given, of=of
        )  # fmt: skip

    tablet = keep(
        "medicine",
        nickname="Night tablet",
        name="amitriptyline",
        role="daily",
        began_on=tablet_from.isoformat(),
    )
    keep("dose", tablet, amount="one, as on the label", from_on=tablet_from.isoformat())
    for back in (1, 2, 3):
        keep("taken", tablet, day=day(back), clock="20:30")
    keep(
        "effect",
        tablet,
        day=(tablet_from + dt.timedelta(days=8)).isoformat(),
        kind="side",
        text="Dry mouth in the morning",
    )
    keep("aid", kind="aid", name="Crutches for long ways", until=day(-21), then="one crutch, then none")
    physio = keep("member", name=f"Sam Reed ({MADE_UP})", role="physio")
    keep("member", name=f"Dr Noor Haddad ({MADE_UP})", role="psychologist")
    past = keep("visit", title="Physiotherapy", member=str(physio.pk), day=day(20), clock="15:30")
    keep("question", past, text="May I swim?", answer="Yes, begin with ten minutes twice a week")
    keep(
        "question",
        past,
        text="Why is my foot cold at night?",
        answer="Nerves also steer the small vessels; keep moving it",
    )
    coming = keep("visit", title="Pain clinic", day=day(-12), clock="10:00")
    keep("question", coming, text="When can I stop the crutches?")
    keep("question", coming, text="What do I tell my school?")
    keep("test", what="Blood count", day=day(300), result="as expected")
    services.keep_plan(viewer=account, person=person, given=FLARE_PLAN)
    draft = letters.begin(viewer=account, person=person, kind="general")
    typed = letters.Typed(
        values={"recipient": "Head of year", "author": f"Alex ({MADE_UP})"}, measures={"walk_min": 12},
        steps=[{"id": "sch-passing-time"}, {"id": "sch-one-contact"}], review_on=today + dt.timedelta(days=60),
    )  # fmt: skip
    letters.save(viewer=account, letter_id=draft.pk, typed=typed)
