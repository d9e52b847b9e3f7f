"""Audit events as sentences that the owner reads."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialdown.people.audit_pages import PAGES
from dialdown.people.models import AuditEvent
from dialdown.people.scopes import words

if TYPE_CHECKING:
    from django.utils.functional import Promise

# Events beside looking and opening, by what they are about.
NOTED: dict[str, tuple[str, str | Promise]] = {
    "own_login": ("key-round", gettext_lazy("%(who)s has a login of their own now, made with %(by)s")),
    "age_review": ("eye", gettext_lazy("%(who)s looked again at who sees what, at %(age)s")),
    "link_tries": ("lock", gettext_lazy("%(who)s lost the link after ten wrong passcodes")),
    "key_exchanged": ("lock", gettext_lazy("%(who)s exchanged the key of your private part")),
    "rests": ("moon", gettext_lazy("%(who)s switched this login off")),
    "wakes": ("sun", gettext_lazy("%(who)s switched this login on again")),
    "runs_no_more": ("server", gettext_lazy("%(who)s no longer runs this machine")),
    "weather_on": ("external-link", gettext_lazy("%(who)s switched the weather on: this machine asks for it outside")),
    "weather_station": ("sun", gettext_lazy("%(who)s brought in a weather station’s table in place of the service")),
    "weather_off": ("x", gettext_lazy("%(who)s switched the weather off")),
    "weather_forgotten": ("x", gettext_lazy("%(who)s switched the weather off and had it forgotten")),
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One line of the list: an icon, a sentence, what was open, when (UTC), and its number in the chain."""

    icon: str
    words: str
    scopes: str
    at: dt.datetime
    number: int = 0


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
        "by": str(event.about.get("by", "")) or _("a parent"),
        "age": str(event.about.get("age", "")) or "–",
        "label": str(event.about.get("label", "")) or _("somebody"),
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
    }.get(event.kind) or NOTED.get(str(event.about.get("what", "")), ("info", "%(who)s: %(page)s"))
    if event.kind == kinds.EXPORT and event.page == "page_file":
        sentence = _("%(who)s took out %(page)s, for %(label)s")
    if event.kind == kinds.LINK_OPENED and event.about.get("recipient"):
        values["recipient"] = str(event.about["recipient"])
        sentence = _("%(who)s opened the link, for “%(recipient)s”")
    return Told(icon, str(sentence) % values, ", ".join(words(event.scopes)), event.at, event.number)


def _who(event: AuditEvent) -> str:
    if event.audience == "host" or (event.who_id is None and not event.who):
        return _("Whoever runs this machine")
    return event.who or _("Somebody with a link")
