"""Work the volume out once, store it with its date and version, and keep what she chose about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from dialdown.insights import records, services
from dialdown.insights.volume import answer as working
from dialdown.insights.volume import loads
from dialdown.insights.volume.models import VolumeChoice
from dialdown.intake.records import BadInput, Problem
from dialdown.people.access import require

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person


def choice(*, viewer: Viewer, person: Person) -> tuple[bool, str]:
    """Whether the volume is shown, and by which load ("" = the one known on most days). Raises Denied."""
    require(viewer, person.pk)
    row = VolumeChoice.objects.filter(person=person).first()
    return (True, "") if row is None else (row.shown, row.load)


@transaction.atomic
def choose(*, viewer: Viewer, person: Person, shown: bool | None = None, load: str | None = None) -> None:
    """Show the volume or take it away, or go by another load. Raises BadInput or Denied."""
    require(viewer, person.pk, write=True)
    if load is not None and not loads.known(load):
        raise BadInput([Problem("load", _("Choose one of the loads."))])
    row, _made = VolumeChoice.objects.select_for_update().get_or_create(person=person)
    if shown is not None:
        row.shown = shown
    if load is not None:
        row.load = load
    row.typed_by_id = viewer.pk
    row.save()


def volume_answer(*, viewer: Viewer, person: Person) -> services.Result:
    """The volume, stored until the diary changes; what it says is kept with its date and version."""
    load = _chosen(viewer, person)

    def work() -> dict[str, Any]:
        made = working.answer(viewer, person, load)
        if said := _said(made):
            services.keep_said(
                viewer=viewer, person=person, outcome=f"volume:{made['load']}", said=records.said(said)
            )
        return made

    return services.stored(viewer=viewer, person=person, name=_name(load), work=work)


def _said(made: dict[str, Any]) -> list[dict[str, Any]]:
    """What an answer says: one line, or one a side."""
    told = {made["load"]: made} if made["state"] == "told" else {}
    told |= {
        f"{loads.TOUCH}_{side}": one for side, one in made.get("sides", {}).items() if one["state"] == "told"
    }
    return [
        {"key": key, "label": key, "verdict": one["change"]["verdict"], "later": None, "effect": one["change"]["now"]}
        for key, one in told.items()
    ]  # fmt: skip


def kept_volume_answer(*, viewer: Viewer, person: Person) -> services.Result | None:
    """The volume if it has been worked out for the diary as it stands; never works anything out."""
    return services.kept(viewer=viewer, person=person, name=_name(_chosen(viewer, person)))


def _chosen(viewer: Viewer, person: Person) -> str:
    """The load to go by. What other rooms lend is looked at, also where the answer is a stored one."""
    require(viewer, person.pk).tell(settings.VOLUME_SCOPES)
    return choice(viewer=viewer, person=person)[1]


def _name(load: str) -> str:
    return f"volume:{load}"
