"""Reads of own pictures: for the login of the person herself, and nobody else, whatever was granted."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialdown.people.access import Denied
from dialdown.people.sealing import keys
from dialdown.training.recognise.own.keeping import hers_alone, opened
from dialdown.training.recognise.own.models import OwnPicture

if TYPE_CHECKING:
    from dialdown.people.access import Viewer


@dataclass(frozen=True)
class OwnBank:
    """Her pictures without their bytes. `sealed`: she has a key; `locked`: it is not open here, so that none can be shown."""

    pictures: tuple[OwnPicture, ...]
    sealed: bool
    locked: bool

    def of(self, part: str) -> tuple[OwnPicture, ...]:
        """The pictures of a part that can be shown now."""
        return () if self.locked else tuple(one for one in self.pictures if one.part == part)


def own_bank(viewer: Viewer, person_id: uuid.UUID) -> OwnBank:
    """Everything that is in her bank. Raises Denied for everybody else."""
    hers_alone(viewer, person_id)
    found = tuple(OwnPicture.objects.filter(person_id=person_id).defer("content", "sealed"))
    sealed = keys.key_of(person_id) is not None
    return OwnBank(found, sealed, sealed and keys.opener(viewer, person_id) is None)


def own_picture(viewer: Viewer, picture_id: uuid.UUID) -> bytes:
    """The JPEG of one picture. Raises Denied for everybody else, and while her key is not open here."""
    found = OwnPicture.objects.filter(pk=picture_id).first()
    if found is None:
        raise Denied
    hers_alone(viewer, found.person_id)
    content = opened(found, keys.opener(viewer, found.person_id))
    if content is None:
        raise Denied
    return content
