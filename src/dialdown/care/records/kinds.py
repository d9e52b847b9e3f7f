"""Every kind of row with its form: one registry from kind to class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from dialdown.care.claims.forms import ClaimCallForm, ClaimForm, CostForm
from dialdown.care.clinical.forms import RuleItemsForm
from dialdown.care.flare.forms import FlareContactForm
from dialdown.care.medicines.forms import AidForm, DoseForm, EffectForm, MedicineForm, TakenForm
from dialdown.care.visits.forms import TeamMemberForm, TestDoneForm, VisitForm, VisitQuestionForm

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from dialdown.care.records.forms import RowForm
    from dialdown.care.records.models import Kept

# What a viewer's leave must name: the group of medicines, or that she keeps the diary.
MEDICINE, KEEPER = "medicine", "keeper"


@dataclass(frozen=True)
class Kind:
    """One kind of row. `parent` is the field of the row it hangs on; `home` is where a save leads back to."""

    key: str
    form: type[RowForm]
    heading: str | Promise
    home: str
    parent: str = ""
    scope: str = KEEPER

    @property
    def model(self) -> type[Kept]:
        """The stored model."""
        return self.form._meta.model

    def back(self, row: Kept) -> str:
        """The page of a row."""
        return self.home.format(id=row.pk, of=getattr(row, f"{self.parent}_id") if self.parent else "")


KINDS = {
    kind.key: kind
    for kind in (
        Kind("medicine", MedicineForm, _("Medicine"), "/care/medicines/{id}", scope=MEDICINE),
        Kind("dose", DoseForm, _("Amount"), "/care/medicines/{of}", "medicine", MEDICINE),
        Kind("taken", TakenForm, _("Taken"), "/care/medicines/{of}", "medicine", MEDICINE),
        Kind("effect", EffectForm, _("What you noticed"), "/care/medicines/{of}", "medicine", MEDICINE),
        Kind("aid", AidForm, _("Aid or comfort"), "/care/aids"),
        Kind("member", TeamMemberForm, _("Somebody of the team"), "/care/team"),
        Kind("visit", VisitForm, _("Visit"), "/care/visits/{id}"),
        Kind("question", VisitQuestionForm, _("Question"), "/care/visits/{of}", "visit"),
        Kind("test", TestDoneForm, _("Test you had"), "/care/tests"),
        Kind("rules", RuleItemsForm, _("What an examination recorded"), "/care/adult-rules"),
        Kind("claim", ClaimForm, _("Claim"), "/care/claims/{id}"),
        Kind("call", ClaimCallForm, _("Call or letter"), "/care/claims/{of}", "claim"),
        Kind("cost", CostForm, _("Cost"), "/care/costs"),
        Kind("contact", FlareContactForm, _("Whom I tell"), "/flare/plan"),
    )
}
# Where the page of a row that is gone leads instead.
LISTS = {"medicine": "/care/medicines", "visit": "/care/visits", "claim": "/care/claims"}
