"""The paper pack: a week by hand, the plan and the touch ladder to tick, left/right cards, the mirror at home, the flare card."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialdown.activity import selectors as moving
from dialdown.care.flare import reading as flares
from dialdown.care.flare.suggestions import suggestions
from dialdown.care.paper.cards import FRONT, PAGES, cards
from dialdown.care.paper.document import Block, Document, heading, items, small, table, text, two_columns
from dialdown.care.paper.gaps import printable
from dialdown.care.records.doors import may_keep
from dialdown.people.access import require
from dialdown.training import selectors as training

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person

SHEETS = {
    "week": gettext_lazy("A week by hand"),
    "plan": gettext_lazy("Plan and touch practice, to tick"),
    "cards": gettext_lazy("Left or right, on cards"),
    "mirror": gettext_lazy("The mirror at home"),
    "flare": gettext_lazy("Flare card"),
}
# What a paper week asks, what she did first; key of the diary, words, unit. The same rows stand on the page that takes it in.
ROWS = (
    ("function", gettext_lazy("Did what I wanted, 0–10"), "scale"),
    ("school_hours", gettext_lazy("School or work, hours"), "amount"),
    ("hours_up", gettext_lazy("Up and about, hours"), "amount"),
    ("walking_minutes", gettext_lazy("Walking, minutes"), "amount"),
    ("sleep_hours", gettext_lazy("Slept, hours"), "amount"),
    ("pain_worst", gettext_lazy("Worst pain, 0–10 (may stay empty)"), "scale"),
    ("win", gettext_lazy("A small win"), "text"),
    ("note", gettext_lazy("Note"), "text"),
)
# Height of a row to write in, in millimetres: as it is liked, and as it may become before a sheet takes another page.
TALL, LOW = 11.0, 5.6
# What is left of a page of ladders and plans below its title and first words, and what each table takes beside its rows.
ROOM, BESIDE = 215.0, 19.0
BREAK = Block("break")


def pack(viewer: Viewer, person: Person, sheets: list[str], *, today: dt.date) -> Document:
    """The chosen sheets, each on a page of its own, with gaps for letters that cannot be printed. Raises Denied for whoever does not
    keep the diary."""
    return printable(_whole(viewer, person, sheets, today=today))[0]


def cannot_print(viewer: Viewer, person: Person, sheets: list[str], *, today: dt.date) -> list[str]:
    """What of the chosen sheets no font has: there a gap will be, or an emoji left out. Raises Denied."""
    # Cards hold our own words alone, and many pictures.
    own = [name for name in (sheets or SHEETS) if name != "cards"]
    return printable(_whole(viewer, person, own, today=today))[1]


def _whole(viewer: Viewer, person: Person, sheets: list[str], *, today: dt.date) -> Document:
    may_keep(viewer, person.pk)
    makers = {"week": _week, "plan": _plan, "cards": _cards, "mirror": _mirror, "flare": _flare}
    blocks: list[Block] = []
    wanted = [name for name in SHEETS if name in sheets] or list(SHEETS)
    # Practice of left and right can be switched off for a machine.
    wanted = [name for name in wanted if name != "cards" or settings.SWITCHES["imagery"]]
    for name in wanted:
        begins = FRONT if name == "cards" else BREAK
        blocks += ([begins] if blocks else []) + makers[name](viewer, person, today)
    footer = _(
        "Printed with Dialdown on %(day)s. Not a medical device. In danger or with new pain: a doctor, whatever this page says."
    ) % {"day": date_format(today, "j F Y")}
    return Document(
        person.display_name,
        tuple(blocks),
        footer=footer,
        pages=_pages(wanted),
        parts=tuple(part for name in wanted for part in [name] * (PAGES if name == "cards" else 1)),
    )


def _pages(wanted: list[str]) -> int:
    """A page for each sheet, those of the cards, and an empty one where their first front would be the back of another sheet."""
    if "cards" not in wanted:
        return len(wanted)
    return len(wanted) + PAGES - 1 + wanted.index("cards") % 2


def _days(today: dt.date) -> list[dt.date]:
    monday = today - dt.timedelta(days=today.weekday())
    return [monday + dt.timedelta(days=n) for n in range(7)]


def _week(viewer: Viewer, person: Person, today: dt.date) -> list[Block]:
    head = [_("Week of"), *(date_format(day, "D") for day in _days(today))]
    rows = [
        ["", *[""] * 7],
        *([str(words), *[""] * 7] for _key, words, _kind in ROWS),
    ]
    rows[0][0] = _("Date")
    return [
        heading(str(SHEETS["week"])),
        text(
            _("What you did comes first. Leave out what you like. One number or a few words a box is enough.")
        ),
        table(head, rows, [2.1, *[1.0] * 7], tall=TALL),
        small(
            _(
                "To bring it in later: Paper week, on the page for paper. It takes about two minutes with the keyboard."
            )
        ),
    ]


def _plan(viewer: Viewer, person: Person, today: dt.date) -> list[Block]:
    week = [date_format(day, "D") for day in _days(today)]
    blocks = [
        heading(str(SHEETS["plan"])),
        text(
            _(
                "Tick a day when at least the smaller amount was done. On a loud day the smaller amount is the plan."
            )
        ),
    ]
    rows: list[list[str]] = []
    if "move" in require(viewer, person.pk):
        last = moving.today_of(person)
        plans = moving.plan_lines(viewer, person, last, last)
        rows = [[one.title, f"{one.floor} – {one.ceiling}", *[""] * 7] for one in plans if one.floor]
    ladders = training.touch_ladders(viewer, person.pk) if "train" in require(viewer, person.pk) else []
    number = len(rows) + sum(len(one.ladder.things) for one in ladders)
    tables = len(ladders) + bool(rows)
    tall = max(LOW, min(TALL, (ROOM - BESIDE * tables) / number)) if number else TALL
    if rows:
        blocks.append(
            table([_("Plan"), _("Smaller – larger"), *week], rows, [1.6, 1.6, *[0.7] * 7], tall=tall)
        )
    for one in ladders:
        blocks += [
            heading(_("Touch practice: %(where)s") % {"where": one.where}),
            table(
                [_("Step"), _("Thing"), *week],
                [[str(step + 1), _(thing), *[""] * 7] for step, thing in enumerate(one.ladder.things)],
                [0.5, 3.4, *[0.6] * 7],
                tall=min(tall, TALL * 0.8),
            ),
        ]
    if len(blocks) == 2:
        blocks.append(text(_("No plan and no ladder is open yet. Write your own:")))
        blocks.append(
            table(
                [_("Plan"), _("Smaller – larger"), *week],
                [["", "", *[""] * 7] for _row in range(5)],
                [1.6, 1.6, *[0.7] * 7],
                tall=TALL,
            )
        )
    return blocks


def _cards(_viewer: Viewer, _person: Person, today: dt.date) -> list[Block]:
    return cards(today)


def _mirror(viewer: Viewer, person: Person, today: dt.date) -> list[Block]:
    week = [date_format(day, "D") for day in _days(today)]
    return [
        heading(str(SHEETS["mirror"])),
        text(
            _(
                "A mirror in the middle, the side that hurts behind it, the other side in front. "
                "You look into the mirror and see two sides that work."
            )
        ),
        items(
            [
                _(
                    "Begin only when the first two steps, left or right and imagine, are behind you, and your therapist agrees."
                ),
                _(
                    "Take off rings and watches, cover marks that only one side has. Sit so that you see only the mirror side."
                ),
                _("Just look, for a minute or two. That is enough for the first days."),
                _("Then move both sides together, small and slow, for two minutes. Later a little larger."),
                _("Stop, look away and rest if it feels odd, sick or louder. Next time go one step back."),
            ]
        ),
        table(
            [_("Minutes"), *week],
            [[_("Just looked"), *[""] * 7], [_("Moved both"), *[""] * 7]],
            [1.6, *[1.0] * 7],
            tall=TALL,
        ),
        small(
            _(
                "Studies are small and were done with adults, most with one painful limb (Moseley 2004, doi 10.1016/j.pain.2004.01.006; "
                "Bowering 2013, doi 10.1016/j.jpain.2012.09.007). Our suggestion: agree it with your therapist."
            )
        ),
    ]


def _flare(viewer: Viewer, person: Person, today: dt.date) -> list[Block]:
    ours = suggestions()
    # Without a plan of her own it says what the card on the screen says.
    plan = flares.plan(viewer, person) or ours
    blocks = [
        heading(str(SHEETS["flare"])),
        text(_("One step at a time.")),
        *_listed(_("First"), plan.first_steps),
        *_listed(_("My kit"), plan.kit),
        small(ours.warmth),
    ]
    if plan.tiny_move:
        blocks += [heading(_("One tiny move")), text(plan.tiny_move)]
    told = [
        f"{one.contact.name}{f', {one.contact.address}' if one.contact.address else ''}: “{one.contact.message}”"
        for one in flares.contacts(viewer, person)
    ]
    if told:
        blocks += [heading(_("Whom I tell")), items(told)]
    helped = [
        _("%(what)s: %(n)s of %(all)s times") % {"what": one.what, "n": one.helped, "all": one.tried}
        for one in flares.what_helped(viewer, person)
    ]
    if helped:
        blocks += [heading(_("What helped before")), items(helped)]
    blocks += _listed(_("Getting back: the first 3 days"), plan.getting_back)
    signs = _lines_of("care/paper/same_day.txt")
    *numbers, looked_at = _lines_of("care/paper/help_lines.txt", country=person.country)
    return [
        *blocks,
        heading(_("A doctor the same day")),
        items(signs),
        text(_("A known pain does not make these safe.")),
        heading(_("Help by phone")),
        items(numbers),
        small(looked_at),
    ]


def _listed(title: str, lines: Iterable[str]) -> list[Block]:
    """A part of the plan under its heading; nothing of one that she left empty."""
    told = list(lines)
    return [heading(title), two_columns(told)] if told else []


def _lines_of(template: str, **context: str) -> list[str]:
    """Words of a room that comes later, a line each."""
    return [line for line in render_to_string(template, context).splitlines() if line.strip()]
