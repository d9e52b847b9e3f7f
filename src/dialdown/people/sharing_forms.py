"""The forms of "Who sees what": words and checks, no writing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialdown.people import places
from dialdown.people.models import Grant, Offer, Person
from dialdown.people.scopes import BY_KEY, EACH, GROUPS, LEVELS, LINE, SCHOOL, WEEK, scope, split
from dialdown.people.sharing import LONGEST_LINK

# A day after this one has no day after it.
LAST = dt.date(9998, 12, 31)
NAME_MISSING = _("Please type a name, as you call them.")
OFF = "off"
# The topics that most people open; the others are folded away.
FIRST = ("function", "move", "goals", "pain", "body", "medicine", "visits")


class UntilForm(forms.Form):
    """Until when something is open; empty: until it is ended.

    `stands` = the end that it has: neither its own day nor a form without the field moves it.
    """

    until = forms.DateField(
        required=False, error_messages={"invalid": _("We couldn’t read that date. Try 20 Nov 2026.")}
    )

    def __init__(
        self, data: Any = None, *, person: Person, stands: dt.datetime | None = None, **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.person, self.stands = person, stands

    def clean_until(self) -> dt.datetime | None:
        """The end of the chosen day where the person lives."""
        if "until" not in self.data:
            return self.stands
        day = self.cleaned_data["until"]
        if day is None:
            return None
        if day > LAST:
            raise forms.ValidationError(
                _("That day is too far away. Choose an earlier one, or leave it empty.")
            )
        if day == self.person.last_day(self.stands):
            return self.stands
        end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), places.zone_info(self.person.zone))
        if end <= timezone.now():
            raise forms.ValidationError(_("That day has passed. Choose a later one."))
        return end


class LinkUntilForm(UntilForm):
    """The same for a link, which always ends."""

    def clean_until(self) -> dt.datetime:
        end = super().clean_until()
        if end is None:
            raise forms.ValidationError(_("A link always ends. Choose its last day."))
        if end > timezone.now() + LONGEST_LINK:
            raise forms.ValidationError(_("A link works for a year at most. Choose an earlier day."))
        return end


class OfferForm(UntilForm):
    """Who gets a code for an own login, and until when."""

    AUDIENCES = (
        ("parent", Grant.Audience.PARENT.label, _("Weekly: what you did, small wins, moving, the next visit. No pain, nothing live.")),
        ("clinician", Grant.Audience.CLINICIAN.label, _("One page: what you did, pain as a line, medicine, moving, your questions.")),
        ("other", Grant.Audience.OTHER.label, _("A weekly summary of what you did.")),
    )  # fmt: skip

    audience = forms.ChoiceField(
        choices=[row[:2] for row in AUDIENCES], error_messages={"required": _("Please choose who it is.")}
    )
    label = forms.CharField(max_length=60, error_messages={"required": NAME_MISSING})


class LinkForm(forms.Form):
    """Who gets a link, and for how long."""

    AUDIENCES = (
        ("school", Grant.Audience.SCHOOL.label, _("Your hard-day plan and its review date. Nothing of the diary.")),
        ("clinician", Grant.Audience.CLINICIAN.label, _("The one page.")),
        ("other", Grant.Audience.OTHER.label, _("A weekly summary of what you did.")),
    )  # fmt: skip
    DAYS = (("7", _("7 days")), ("30", _("30 days")), ("180", _("half a year")))

    audience = forms.ChoiceField(
        choices=[row[:2] for row in AUDIENCES], error_messages={"required": _("Please choose who it is.")}
    )
    label = forms.CharField(max_length=60, error_messages={"required": NAME_MISSING})
    days = forms.ChoiceField(choices=DAYS)


def chosen_scopes(sent: QueryDict) -> list[str]:
    """The scopes that the topic fields of a form name; what is off or unknown is left out."""
    found: list[str] = []
    for group in GROUPS:
        level = sent.get(f"topic.{group.key}", OFF)
        if level in (WEEK, LINE) and level in group.levels:
            found.append(scope(group.key, level))
        elif level == "each":
            found.append(group.key)
    return found


def topics(grant: Grant | Offer, chosen: list[str] | None = None) -> list[dict[str, Any]]:
    """The topic fields of one grant, or of a code that waits to become one: name, words, and its levels with the one that holds marked.

    `chosen` = scopes that were chosen in a form and not saved: they are marked instead.
    """
    held = {}
    for name in grant.scopes if chosen is None else chosen:
        group, level = split(name)
        held[group] = level if group not in held else min(held[group], level, key=(EACH, LINE, WEEK).index)
    groups = [BY_KEY[SCHOOL]] if grant.audience == "school" else GROUPS
    return [
        {
            "key": group.key, "label": group.label, "help": group.help, "first": group.key in FIRST or len(groups) == 1,
            "value": (held[group.key] or "each") if group.key in held else OFF,
            "options": [{"key": OFF, "label": _("Off")}, *({"key": level or "each", "label": LEVELS[level]} for level in group.levels)],
        }
        for group in groups
    ]  # fmt: skip
