"""What stands in the menu. An address that does not exist (yet, or on this machine) is left out."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import is_valid_path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Item:
    """One entry: where it leads, its icon and its words."""

    key: str
    path: str
    icon: str
    label: str | Promise
    help: str | Promise = ""
    covers: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        """True when `path` belongs to this entry."""
        return path == self.path or any(path.startswith(start) for start in self.covers)


TABS = (
    Item("today", "/", icon="sun", label=_("Today"), covers=("/entries/",)),
    Item("history", "/history", icon="calendar-days", label=_("History"), covers=("/history/",)),
    Item("insights", "/insights", icon="chart-spline", label=_("Insights"), covers=("/insights/",)),
)
MORE = Item("more", "/more", icon="ellipsis", label=_("More"))

# The page behind "More", group by group.
DIARY = (
    Item("goals", "/goals", icon="target", label=_("My goals"), help=_("Up to three, in small steps.")),
    Item(
        "factors",
        "/factors",
        icon="list-plus",
        label=_("My factors"),
        help=_("Things you want to write down each day."),
    ),
    Item(
        "events",
        "/events",
        icon="git-compare-arrows",
        label=_("What began and ended"),
        help=_("So that before and after can be told apart."),
    ),
    Item(
        "writing",
        "/writing",
        icon="pen-line",
        label=_("Does writing help?"),
        help=_("Keep it, do less, or pause."),
    ),
    Item(
        "import",
        "/import",
        icon="file-up",
        label=_("Bring in data"),
        help=_("A table or a diary from another app."),
    ),
    Item(
        "export",
        "/export",
        icon="download",
        label=_("Take it with me"),
        help=_("Everything, in a file that is yours."),
    ),
)
PEOPLE = (
    Item(
        "sharing",
        "/sharing",
        icon="share-2",
        label=_("Who sees what"),
        help=_("You choose. You see who looked."),
    ),
    Item("people", "/people", icon="users", label=_("People"), help=_("Whose diary is open here.")),
    Item(
        "clearance",
        "/clearance",
        icon="stethoscope",
        label=_("Has a doctor looked?"),
        help=_("When, and who."),
    ),
)
MACHINE = (
    Item("settings", "/settings", icon="settings", label=_("Settings"), help=_("Check-in, screen, sign-in.")),
    Item(
        "outgoing",
        "/outgoing",
        icon="server",
        label=_("What leaves this machine"),
        help=_("Every request, by name."),
    ),
    Item(
        "what-this-is",
        "/what-this-is",
        icon="info",
        label=_("What this is for"),
        help=_("And what it is not."),
    ),
)


def shown(items: tuple[Item, ...]) -> list[Item]:
    """The entries whose address exists."""
    return [item for item in items if is_valid_path(item.path)]


def active(items: list[Item], path: str) -> str:
    """The key of the entry that `path` belongs to; the last one holds whatever is left."""
    return next((item.key for item in items if item.holds(path)), items[-1].key if items else "")
