"""What a trial may be measured by: function first; never anything private."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from dialdown.diary import selectors as diary
from dialdown.insights.outcomes import is_pain

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person

KEYS = (
    "function", "hours_up", "school_hours", "walking_minutes", "sleep_hours", "sleep_quality", "pain_now", "pain_worst",
    "pain_mean",
)  # fmt: skip
LOWER = ("pain_now", "pain_worst", "pain_mean")
# Choices for the smallest change that matters; the middle one is chosen at first.
SMALLEST = {
    "school_hours": (0.5, 1.0, 2.0), "hours_up": (0.5, 1.0, 2.0), "sleep_hours": (0.5, 1.0, 1.5),
    "walking_minutes": (5.0, 10.0, 20.0),
}  # fmt: skip
POINTS = (0.5, 1.0, 1.5)


def label(key: str) -> str:
    """An outcome that stands alone."""
    return {
        "function": _("How much of what I wanted"), "hours_up": _("Hours up and about"),
        "school_hours": _("Hours of school or work"), "walking_minutes": _("Minutes of walking"),
        "sleep_hours": _("Hours of sleep"), "sleep_quality": _("How sleep was"), "pain_now": _("Pain right now"),
        "pain_worst": _("The worst pain of the day"), "pain_mean": _("Pain on average"),
    }[key]  # fmt: skip


def choices(viewer: Viewer, person: Person) -> list[str]:
    """What can be chosen: function always, the rest when it is in the diary; no pain while pain is off."""
    known = diary.day_series(viewer, person.pk, KEYS)
    return [
        key
        for key in KEYS
        if (key == "function" or key in known) and not (person.check_in == "off" and is_pain(key))
    ]


def better_is(key: str) -> str:
    """Which direction is good."""
    return "lower" if key in LOWER else "higher"


def steps(key: str) -> tuple[float, ...]:
    """Choices for the smallest change that matters."""
    return SMALLEST.get(key, POINTS)
