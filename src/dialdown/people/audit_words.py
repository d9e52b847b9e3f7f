"""Audit events as sentences that the owner reads."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialdown.people.models import AuditEvent
from dialdown.people.scopes import words

if TYPE_CHECKING:
    from django.utils.functional import Promise

# Pages by the name of their address. One without an entry here is told by that name.
PAGES: dict[str, str | Promise] = {
    "today": gettext_lazy("today"), "history": gettext_lazy("the calendar"), "day": gettext_lazy("a day"),
    "entry": gettext_lazy("a check-in"), "entry_places": gettext_lazy("the body map of a check-in"),
    "put_entry": gettext_lazy("a check-in"), "delete_entry": gettext_lazy("a check-in taken out"),
    "goals": gettext_lazy("goals"), "wins": gettext_lazy("small wins"), "factors": gettext_lazy("own factors"),
    "events": gettext_lazy("what began and ended"), "insights": gettext_lazy("Insights"), "patterns": gettext_lazy("patterns"),
    "clearance": gettext_lazy("whether a doctor looked"), "settings": gettext_lazy("settings"), "move": gettext_lazy("Move"),
    "train": gettext_lazy("Train"), "writing": gettext_lazy("whether writing helps"), "import": gettext_lazy("what was brought in"),
    "export": gettext_lazy("what can be taken out"), "export_archive": gettext_lazy("the whole archive"),
    "export_table": gettext_lazy("the table"), "care_week": gettext_lazy("the weekly summary"),
    "care_one_page": gettext_lazy("the one page"), "care_school": gettext_lazy("the page for school"),
    "care_acknowledge": gettext_lazy("the page for school was read"), "care_people": gettext_lazy("the list of people"),
    "care_note": gettext_lazy("a note"), "care_note_delete": gettext_lazy("a note taken out"),
    "school_sheet": gettext_lazy("the plan for school"), "shared": gettext_lazy("the page of the link"),
    "shared_acknowledge": gettext_lazy("the page for school was read"),
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One line of the list: an icon, a sentence, what was open, and when (UTC)."""

    icon: str
    words: str
    scopes: str
    at: dt.datetime


def page_words(page: str) -> str:
    """A page as people call it."""
    return str(PAGES.get(page) or page.replace("_", " ").replace("-", " ") or _("a page"))


def told(event: AuditEvent, *, me: object = None) -> Told:
    """An event in words; `me` is the id of the login that reads them."""
    who = _("You") if me is not None and event.who_id == me else _who(event)
    values = {
        "who": who,
        "page": event.page if event.kind == AuditEvent.Kind.COMMAND else page_words(event.page),
        "to": str(event.about.get("to", "")) or _("somebody"),
    }
    kinds = AuditEvent.Kind
    icon, sentence = {
        kinds.LOOK: ("eye", _("%(who)s looked at %(page)s")),
        kinds.WROTE: ("pencil", _("%(who)s wrote: %(page)s")),
        kinds.EXPORT: ("download", _("%(who)s took out %(page)s as a file")),
        kinds.COMMAND: ("server", _("%(who)s used the command “%(page)s” on the machine")),
        kinds.GRANT: ("share-2", _("%(who)s opened the diary to %(to)s")),
        kinds.GRANT_ENDED: ("x", _("%(who)s ended what %(to)s could see")),
        kinds.LINK_OPENED: ("external-link", _("%(who)s opened the link")),
        kinds.SIGN_IN: ("key-round", _("%(who)s signed in")),
        kinds.PASSWORD: ("lock", _("%(who)s set a new password")),
    }.get(event.kind, ("info", "%(who)s: %(page)s"))
    return Told(icon, sentence % values, ", ".join(words(event.scopes)), event.at)


def _who(event: AuditEvent) -> str:
    if event.audience == "host" or (event.who_id is None and not event.who):
        return _("Whoever runs this machine")
    return event.who or _("Somebody with a link")
