"""Own factors: what a person wants to note that the shipped table does not have."""

from __future__ import annotations

import re
import unicodedata
import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from dialdown.diary.changes import touch
from dialdown.diary.keeping.goals import words
from dialdown.diary.models import Factor
from dialdown.intake.definitions import KINDS, OWN_PREFIX, own_factor
from dialdown.intake.records import BadInput, Problem
from dialdown.people.access import Denied, require
from dialdown.people.models import Person
from dialdown.people.services import hold

if TYPE_CHECKING:
    from dialdown.people.access import Viewer


def slug(label: str) -> str:
    """A key made from a name."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:60] or "factor"


def _require(viewer: Viewer, person_id: uuid.UUID) -> None:
    if "factors" not in require(viewer, person_id, write=True):
        raise Denied


def _same_name(person_id: uuid.UUID, label: str, *, but: uuid.UUID | None = None) -> Factor | None:
    return Factor.objects.filter(person_id=person_id, label__iexact=label).exclude(pk=but).first()


@transaction.atomic
def add_factor(
    *, viewer: Viewer, person: Person, label: str, type: str, unit: str = "", kind: str = ""
) -> Factor:
    """Something new to note. One that is no longer asked and has the same name is asked again.

    `kind` is what kind of thing it is ("" = behaviour, or what it was): patterns ask the same day only of what
    cannot answer to it, weather and calendar. The key is made once from the name and never changes; answers stay
    with it whatever it is called later.
    """
    _require(viewer, person.pk)
    name = words(label, where="label", longest=80)
    if type not in Factor.Type.values:
        raise BadInput([Problem("type", _("Choose how you want to answer."))])
    if kind and kind not in KINDS:
        raise BadInput([Problem("kind", _("Choose what kind of thing it is."))])
    unit = " ".join(str(unit or "").split())
    if len(unit) > 20 or "\x00" in unit:
        raise BadInput([Problem("unit", _("Up to 20 letters fit, like “minutes”."))])
    hold(person_id=person.pk)
    old = _same_name(person.pk, name)
    if old is not None:
        if old.asked or old.type != type:
            raise BadInput([Problem("label", _("You have that one already. Try another name."))])
        old.asked = True
        changed, old.kind = bool(kind) and kind != old.kind, kind or old.kind
        old.save(update_fields=["asked", "kind"])
        if changed:
            # What was worked out went by the other kind.
            touch(person.pk)
        return old
    stem = OWN_PREFIX + slug(name)
    taken = set(Factor.objects.filter(person=person, key__startswith=stem).values_list("key", flat=True))
    key = next(k for k in (stem, *(f"{stem}_{n}" for n in range(2, len(taken) + 3))) if k not in taken)
    # Read once, so that a wrong type or kind is found here and not in every form.
    own_factor(key, name, type, unit=unit)
    factor = Factor.objects.create(
        person=person, key=key, label=name, type=type, unit=unit if type in ("amount", "count") else "",
        kind=kind or "behaviour",
    )  # fmt: skip
    touch(person.pk)
    return factor


def _factor(viewer: Viewer, factor_id: uuid.UUID) -> Factor:
    factor = Factor.objects.filter(pk=factor_id).first()
    if factor is None:
        raise Denied
    _require(viewer, factor.person_id)
    return factor


@transaction.atomic
def rename_factor(*, viewer: Viewer, factor_id: uuid.UUID, label: str) -> Factor:
    """Another name; the answers stay."""
    factor = _factor(viewer, factor_id)
    name = words(label, where=f"label.{factor.pk}", longest=80)
    if _same_name(factor.person_id, name, but=factor.pk) is not None:
        raise BadInput([Problem(f"label.{factor.pk}", _("You have that one already. Try another name."))])
    factor.label = name
    factor.save(update_fields=["label"])
    touch(factor.person_id)
    return factor


@transaction.atomic
def set_factor_asked(*, viewer: Viewer, factor_id: uuid.UUID, asked: bool) -> Factor:
    """Ask for it in the check-in, or stop asking; what was noted stays."""
    factor = _factor(viewer, factor_id)
    factor.asked = asked
    factor.save(update_fields=["asked"])
    return factor
