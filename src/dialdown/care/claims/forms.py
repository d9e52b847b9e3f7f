"""Forms of claims, calls and costs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from dialdown.care.claims.models import Claim, ClaimCall, Cost
from dialdown.care.records.forms import Day, RowForm, Words

LARGEST = Decimal("9999999.99")


class ClaimForm(RowForm):
    """Something that was asked of an insurance."""

    title = Words(120, label=_("What is asked for"))
    insurer = Words(120, label=_("Insurance"), required=False)
    reference = Words(80, label=_("Their number"), required=False)
    sent_on = Day(label=_("Sent on"), required=False)
    deadline = Day(label=_("Next deadline"), required=False)
    note = Words(300, label=_("Note"), required=False)

    class Meta:
        model = Claim
        fields = ("title", "insurer", "reference", "state", "sent_on", "deadline", "note")
        labels = {"state": _("Where it stands")}


class ClaimCallForm(RowForm):
    """A call, a letter or a message."""

    day = Day(label=_("Day"))
    who = Words(80, label=_("With whom"), required=False)
    said = Words(1000, rows=3, label=_("What was said"))
    next_step = Words(200, label=_("What comes next"), required=False)
    deadline = Day(label=_("Until"), required=False)

    class Meta:
        model = ClaimCall
        fields = ("day", "way", "who", "said", "next_step", "deadline")
        labels = {"way": _("How")}


class Money(forms.DecimalField):
    """An amount of money; cleaned to hundredths."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            min_value=0, max_value=LARGEST, decimal_places=2,
            error_messages={"invalid": _("Try an amount like 12.50.")}, **more,
        )  # fmt: skip

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return int(found * 100) if found is not None else 0

    def prepare_value(self, value: Any) -> Any:
        return f"{value / 100:.2f}" if isinstance(value, int) else value


class CostForm(RowForm):
    """What something cost and what came back."""

    what = Words(120, label=_("What for"))
    day = Day(label=_("Day"))
    paid = Money(label=_("Paid"))
    back = Money(label=_("Came back"), required=False)
    currency = Words(3, label=_("Currency"), help_text=_("Three letters, like EUR or USD."),
                     validators=[RegexValidator(r"^[A-Z]{3}$", _("Three capital letters, like EUR or USD."))])  # fmt: skip

    class Meta:
        model = Cost
        fields = ("what", "day", "paid", "back", "currency", "claim")
        labels = {"claim": _("Belongs to")}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        claim: Any = self.fields["claim"]
        claim.queryset = Claim.objects.filter(person_id=self.person_id, removed_at__isnull=True)
        claim.empty_label = _("No claim")
        claim.label_from_instance = lambda row: row.title
        if not self.is_bound and self.instance._state.adding:
            last = Cost.objects.filter(person_id=self.person_id).order_by("-created_at").first()
            if last is not None:
                self.initial.setdefault("currency", last.currency)
