"""What stands in the menu. An address that does not exist (yet, or on this machine) is left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import is_valid_path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from dialdown.people.access import Sight


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


HISTORY = Item(
    "history",
    "/history",
    icon="calendar-days",
    label=_("History"),
    help=_("Open or correct any day."),
    covers=("/history/", "/entries/"),
)
# Five fit beside each other on a phone, with "More".
TABS = (
    Item("today", "/", icon="sun", label=_("Today"), covers=("/entries/",)),
    Item(
        "move",
        "/move",
        icon="footprints",
        label=_("Move"),
        covers=("/move/", "/review", "/pace", "/getting-back"),
    ),
    Item("train", "/train", icon="brain", label=_("Train"), covers=("/train/",)),
    Item("insights", "/insights", icon="chart-spline", label=_("Insights"), covers=("/insights/",)),
)
# A child under 13: today, her own page, and nothing else.
CHILD = (
    Item("today", "/", icon="sun", label=_("Today"), covers=("/entries/",)),
    Item("mine", "/mine", icon="lock", label=_("Just mine")),
)
# How many rooms fit between the page made for somebody and "People".
BESIDE = 2
MORE = Item("more", "/more", icon="ellipsis", label=_("More"))


def for_others(person_id: object, seen: Sight) -> tuple[Item, ...]:
    """The tabs of somebody who may look into a diary and not write: the page made for them first, two rooms beside it."""
    page = f"/people/{person_id}"
    label = _("One page") if seen.audience == "clinician" else _("Week")
    first = Item("seen", page, icon="eye", label=label, covers=(f"{page}/",))
    people = Item("people", "/people", icon="users", label=_("People"))
    return (first, *_rooms(seen)[:BESIDE], people, MORE)


def left_over(seen: Sight) -> tuple[Item, ...]:
    """The rooms that are open to somebody and did not fit into her tabs: they stand behind "More"."""
    return () if seen.may_write else tuple(_rooms(seen)[BESIDE:])


def _rooms(seen: Sight) -> list[Item]:
    """What she may look into, most needed first. The page made for her shows the pictures of Insights already."""
    wanted = {
        "move": seen.named("move"), "train": seen.named("train"), "insights": seen.daily, "history": seen.answers,
    }  # fmt: skip
    return [tab for tab in (*TABS, HISTORY) if wanted.get(tab.key)]


# Only for whoever keeps the diary.
KEEPERS = frozenset({"care", "flare", "letters", "paper"})
# The page behind "More", group by group.
DIARY = (
    HISTORY,
    Item(
        "care",
        "/care",
        icon="heart-handshake",
        label=_("Care"),
        help=_("Medicines, visits, papers."),
        covers=("/care/",),
    ),
    Item(
        "flare",
        "/flare/plan",
        icon="waves",
        label=_("My flare plan"),
        help=_("For a loud day."),
        covers=("/flare",),
    ),
    Item(
        "letters",
        "/care/letters",
        icon="file-check",
        label=_("Letters"),
        help=_("For school, work, insurers, doctors."),
    ),
    Item("paper", "/care/paper", icon="table", label=_("On paper"), help=_("Print sheets, enter a week.")),
    Item("learn", "/learn", icon="info", label=_("Learn"), help=_("Questions, answers, sources.")),
    Item(
        "skills",
        "/learn/skills",
        icon="sprout",
        label=_("Skills"),
        help=_("Short lessons, calm pages."),
    ),
    Item("goals", "/goals", icon="target", label=_("My goals"), help=_("Up to three.")),
    Item(
        "factors",
        "/factors",
        icon="list-plus",
        label=_("My factors"),
        help=_("What you note each day."),
    ),
    Item(
        "events",
        "/events",
        icon="git-compare-arrows",
        label=_("What began and ended"),
        help=_("To compare before and after."),
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
        help=_("From another app or a table."),
    ),
    Item(
        "export",
        "/export",
        icon="download",
        label=_("Take it with me"),
        help=_("Everything, in one file."),
    ),
)
PEOPLE = (
    Item(
        "private",
        "/private",
        icon="lock",
        label=_("Only yours"),
        help=_("Mood, notes, period: sealed."),
    ),
    Item(
        "sharing",
        "/sharing",
        icon="share-2",
        label=_("Who sees what"),
        help=_("You choose. You see who looked."),
    ),
    Item("people", "/people", icon="users", label=_("People"), help=_("Whose diary is open here.")),
    Item(
        "switch",
        "/switch",
        icon="smartphone",
        label=_("Switch person"),
        help=_("On a shared phone."),
    ),
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
        "security",
        "/accounts/security/",
        icon="key-round",
        label=_("Signing in"),
        help=_("Password, passkey, devices."),
    ),
    Item(
        "outgoing",
        "/outgoing",
        icon="server",
        label=_("What leaves this machine"),
        help=_("Every request, by name."),
    ),
    Item(
        "machine",
        "/machine",
        icon="shield-check",
        label=_("This machine"),
        help=_("Its address, and phones at home."),
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
