"""Forms of the team, of visits and their questions, and of tests that were done."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from dialdown.care.records.forms import Clock, Day, RowForm, Words
from dialdown.care.visits.models import TeamMember, TestDone, Visit, VisitQuestion

PHONE = RegexValidator(
    r"^\+?[0-9 ()/.\-]{3,40}$", _("Numbers, spaces and a + in front. Try +44 20 7946 0000.")
)


class TeamMemberForm(RowForm):
    """Somebody who helps."""

    name = Words(80, label=_("Name"))
    place = Words(120, label=_("Where"), required=False)
    phone = Words(40, label=_("Phone"), required=False, validators=[PHONE])
    email = forms.EmailField(max_length=120, label=_("E-mail"), required=False,
                             error_messages={"invalid": _("That is no e-mail address. Try name@example.org.")})  # fmt: skip
    note = Words(200, label=_("When and how"), required=False, help_text=_("Mondays, for example."))

    class Meta:
        model = TeamMember
        fields = ("name", "role", "place", "phone", "email", "note")
        labels = {"role": _("Part in the team")}


class VisitForm(RowForm):
    """An appointment, before and after."""

    title = Words(120, label=_("With whom or what"))
    day = Day(label=_("Day"))
    clock = Clock(label=_("Time"))
    place = Words(120, label=_("Where"), required=False)
    agreed = Words(
        2000, rows=4, label=_("What was agreed"), required=False, help_text=_("Afterwards, in your words.")
    )

    class Meta:
        model = Visit
        fields = ("title", "member", "day", "clock", "place", "agreed")
        labels = {"member": _("Somebody of the team")}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        member: Any = self.fields["member"]
        member.queryset = TeamMember.objects.filter(person_id=self.person_id, removed_at__isnull=True)
        member.empty_label = _("Nobody named")


class VisitQuestionForm(RowForm):
    """Something to ask, and what was answered."""

    text = Words(300, label=_("Question"))
    answer = Words(2000, rows=3, label=_("Answer"), required=False, help_text=_("Afterwards."))

    class Meta:
        model = VisitQuestion
        fields = ("text", "answer")


class TestDoneForm(RowForm):
    """A test that was done."""

    what = Words(120, label=_("Which test"))
    day = Day(label=_("Day"))
    place = Words(120, label=_("Where"), required=False)
    result = Words(1000, rows=3, label=_("Result, as it stands on the paper"), required=False)

    class Meta:
        model = TestDone
        fields = ("what", "day", "place", "result")
