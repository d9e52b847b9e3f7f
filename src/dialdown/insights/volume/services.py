"""Work the volume out once, store it with its date and version, and keep what she chose about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from dialdown.insights import records, services
from dialdown.insights.volume import answer as working
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
    if load is not None and load not in ("", *working.LOADS):
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
    load = choice(viewer=viewer, person=person)[1]

    def work() -> dict[str, Any]:
        made = working.answer(viewer, person.pk, load)
        if made["state"] == "told":
            change = made["change"]
            said = {
                "key": made["load"], "label": made["load"], "verdict": change["verdict"], "later": None,
                "effect": change["now"],
            }  # fmt: skip
            services.keep_said(
                viewer=viewer, person=person, outcome=f"volume:{made['load']}", said=records.said([said])
            )
        return made

    return services.stored(viewer=viewer, person=person, name=_name(load), work=work)


def kept_volume_answer(*, viewer: Viewer, person: Person) -> services.Result | None:
    """The volume if it has been worked out for the diary as it stands; never works anything out."""
    return services.kept(viewer=viewer, person=person, name=_name(choice(viewer=viewer, person=person)[1]))


def _name(load: str) -> str:
    return f"volume:{load}"
