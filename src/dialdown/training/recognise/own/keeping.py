"""Own pictures are added, taken out for good, and sealed anew with a new key. Only by the person herself."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.intake.records import BadInput, Problem
from dialdown.people import selectors as people
from dialdown.people.access import Denied
from dialdown.people.models import Membership
from dialdown.people.sealing import keys
from dialdown.people.sealing.boxes import CannotOpen
from dialdown.people.sealing.words import doubted
from dialdown.training.recognise.own.jpeg import SIDE, NotAPicture, checked, decoded
from dialdown.training.recognise.own.models import OwnPicture
from dialdown.training.stimuli.bank import bank

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.people.sealing.boxes import Opener, Sealer

# Nothing else of a body is taken.
PARTS = ("hand", "foot")
SIDES = ("left", "right")
MOST = 24
# What a box belongs to: a box of a note never opens as a picture.
WHAT = "own picture"


def views(part: str) -> tuple[str, ...]:
    """From where a hand or a foot can be looked at, straight on."""
    return tuple(view for view in bank().views(part) if not view.endswith("_tilted"))


def hers_alone(viewer: Viewer, person_id: uuid.UUID) -> None:
    """Raises Denied for everybody but the login of the person herself: no grant opens own pictures."""
    if people.role(viewer, person_id) != Membership.Role.OWNER:
        raise Denied


@transaction.atomic
def add_own_picture(
    *,
    viewer: Viewer,
    person_id: uuid.UUID,
    picture_id: uuid.UUID,
    part: str,
    side: str,
    view: str,
    picture: str,
) -> OwnPicture:
    """Keep one picture (a JPEG in base64), sealed when she has a key. The same id again changes nothing. Raises BadInput, Denied."""
    hers_alone(viewer, person_id)
    if not settings.SWITCHES["imagery"]:
        raise Denied
    stored = OwnPicture.objects.filter(pk=picture_id).first()
    if stored is not None:
        hers_alone(viewer, stored.person_id)
        return stored
    wrong: list[Problem] = []
    if part not in PARTS:
        wrong.append(Problem("part", _("Please choose hand or foot. Nothing else is kept here.")))
    if side not in SIDES:
        wrong.append(Problem("side", _("Please say left or right: nobody but you can know.")))
    if part in PARTS and view not in views(part):
        wrong.append(Problem("view", _("Please say from where it is seen.")))
    jpeg = b""
    try:
        jpeg = checked(decoded(picture))
    except NotAPicture as error:
        wrong.append(Problem("picture", why_not(error)))
    if OwnPicture.objects.filter(person_id=person_id).count() >= MOST:
        full = ngettext("%(n)d picture is as many as fit.", "%(n)d pictures are as many as fit.", MOST) % {
            "n": MOST
        }
        wrong.append(Problem("picture", f"{full} {_('Take one out first.')}"))
    if wrong:
        raise BadInput(wrong)
    made = OwnPicture(pk=picture_id, person_id=person_id, part=part, side=side, view=view, content=jpeg)
    try:
        sealer = keys.sealer(person_id, viewer=viewer, hold=True)
    except keys.Doubted:
        raise BadInput([Problem("picture", doubted())]) from None
    if sealer is not None:
        seal(made, sealer)
    made.save(force_insert=True)
    return made


def why_not(error: NotAPicture) -> str:
    """What is wrong with a file, in words."""
    return {
        "none": _("Choose a photo first."),
        "huge": _("That picture is too large to keep. Nothing was kept. Please choose it again on this page, which makes it small."),
        "drawing": _("That is a drawing (SVG), and a drawing can carry a program. Only a photo is taken."),
        "other": _("That is no photo we can keep. Nothing was kept. Please choose another one on this page."),
        "cut": _("The picture did not arrive whole. Nothing was kept. Please add it once more."),
        "notes": _("Something else was in that file beside the picture: a place, a time or a device. Nothing was kept."),
        "size": _("The picture has to be %(n)d by %(n)d points, as this page makes it. Nothing was kept.") % {"n": SIDE},
    }[error.reason]  # fmt: skip


@transaction.atomic
def take_own_picture_out(*, viewer: Viewer, picture_id: uuid.UUID) -> None:
    """Take a picture out for good: its bytes are overwritten, nothing brings it back. Raises Denied."""
    found = OwnPicture.objects.select_for_update().filter(pk=picture_id).first()
    if found is None:
        raise Denied
    hers_alone(viewer, found.person_id)
    found.delete()


def seal(picture: OwnPicture, sealer: Sealer) -> None:
    """Put the bytes of a picture into its box."""
    assert picture.content is not None
    picture.sealed, picture.content = sealer.seal(bytes(picture.content), WHAT, picture.pk), None


def opened(picture: OwnPicture, opener: Opener | None) -> bytes | None:
    """The JPEG; None while her key is not open here, or when no key opens it."""
    if picture.sealed is None:
        return bytes(picture.content or b"") or None
    try:
        return opener.open(bytes(picture.sealed), WHAT, picture.pk) if opener is not None else None
    except CannotOpen:
        return None


def reseal(person_id: uuid.UUID, old: Opener | None, new: Sealer) -> None:
    """Seal all of a person's pictures anew, one by one; what the old key does not open is removed."""
    for picture_id in list(OwnPicture.objects.filter(person_id=person_id).values_list("pk", flat=True)):
        picture = OwnPicture.objects.get(pk=picture_id)
        content = opened(picture, old)
        if content is None:
            picture.delete()
            continue
        picture.content = content
        seal(picture, new)
        picture.save(update_fields=["content", "sealed"])
