"""The one page as a PDF. It stays one page: letters get smaller first, then long lists are cut and say so."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.care.clinical.reading import caution as adults
from dialdown.care.one_page import OnePage, one_page, range_words
from dialdown.care.paper.engine import Paper, fitted, unprintable
from dialdown.care.paper.gaps import emoji_in, filled, without, words_in
from dialdown.care.paper.pictures import for_paper
from dialdown.care.practised import caution

if TYPE_CHECKING:
    from dialdown.care.blocks import Moving, Practice, Verdicts
    from dialdown.care.chosen import Chosen
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person

SIZES = (9.5, 9.0, 8.5, 8.0)
# Rows of each list, widest first: a short list that is there beats a long one on a second page.
CUTS = (12, 8, 5, 3, 2, 1)
# With lists as short as this the pictures get smaller.
SMALL_PICTURES_FROM = 5
# With lists as short as this the volume keeps its number and range, and gives up its picture.
NO_PICTURE_FROM = 3
# With lists as short as this one pattern of each outcome is left.
ONE_PATTERN_FROM = 2
# With one row a list, function keeps its picture and pain gives its up: function comes first.
ONE_PICTURE_FROM = 1


@dataclass(frozen=True)
class Made:
    """The PDF and whether lists had to be cut; `pages` is more than one only when even that was not enough."""

    paper: Paper
    cut: bool


def one_page_paper(viewer: Viewer, person: Person, chosen: Chosen | None = None, *, today: dt.date) -> Made:
    """The page as this viewer may see it. Raises Denied, or NoLetter."""
    page = one_page(viewer, person, chosen)
    found: Paper | None = None
    for most in CUTS:
        data = told(page, person, today, most)
        emoji = emoji_in("\n".join(words_in(data)))
        data = without(data, emoji) if emoji else data
        found = fitted("one_page", data, made_on=today, sizes=SIZES)
        if found.pages == 1:
            return Made(found, cut=most != CUTS[0] or data["cut"])
    assert found is not None
    return Made(found, cut=True)


def cannot_print(page: OnePage, person: Person, *, today: dt.date) -> tuple[str, list[str]]:
    """Letters of the page that keep it from being printed ("" = none), and emoji that it is printed without."""
    words = "\n".join(words_in(told(page, person, today, CUTS[0])))
    emoji = emoji_in(words)
    return unprintable(filled(words, emoji)), sorted(emoji)


def told(page: OnePage, person: Person, today: dt.date, most: int) -> dict[str, Any]:
    """Everything on the page as plain data, no list longer than `most` rows."""
    under = range_words(page) or _("Nothing was written in the diary yet, or nothing of it is open to you.")
    age = person.age(today)
    title = person.display_name + (f" · {_('%(n)s years') % {'n': age}}" if age else "")
    medicine = [m for m in page.medicine if m.ends_on is None] + [
        m for m in page.medicine if m.ends_on is not None
    ]
    left = len(medicine) - most
    sides, sat = (page.practised.sides, page.practised.sittings) if page.practised else ([], [])
    # A row of patterns is the tallest of all: its words stay beside its numbers, whatever else has to give way.
    rows = most if most > ONE_PATTERN_FROM else 1
    given_up = {
        key for key, least in (("volume", NO_PICTURE_FROM), ("pain", ONE_PICTURE_FROM)) if most <= least
    }
    kept = [one for one in page.figures if one["key"] not in given_up]
    examined = page.examined.lines if page.examined else []
    cut = (
        max(left, len(page.asks) - most, len(sides) - most, len(sat) - most, len(examined) - most) > 0
        or any(len(one.rows) > rows for one in page.verdicts)
        or len(kept) < len(page.figures)
    )
    return {
        "title": title,
        "under": f"{under} · " + _("printed %(day)s") % {"day": date_format(today, "j F Y")},
        "words": _words(page),
        "short": [{"question": one.question, "answer": one.answer} for one in page.short],
        "facts": [{"name": f.name, "voice": f.voice, "value": f.value, "days": f.days} for f in page.facts],
        "figures": [
            {
                **for_paper(one["wide"]),
                "heading": one["heading"],
                "finding": one["finding"],
                "days": one["days"],
                "legend": [words for _key, words in one["legend"]],
            }
            for one in kept
            if one["key"] != "places"
        ],
        "verdicts": [_verdicts(one, rows) for one in page.verdicts],
        "care": _care(page.verdicts, rows),
        "moving": _moving(page.moving, most),
        "more-moving": _more(len(page.moving.plans) - most if page.moving else 0),
        "practice": _practice(page.practice, most),
        "sided": [[one.where, one.share, one.time, one.answers] for one in sides[:most]],
        "more-sided": _more(len(sides) - most),
        "sat": [f"{one.where}, {one.stage}: {one.times}" for one in sat[:most]],
        "more-sat": _more(len(sat) - most),
        "more-practice": _more(len(page.practice or []) - most),
        "more-signs": _more(len(page.signs) - 2 * most),
        "signs": [
            {"name": f.name, "voice": f.voice, "value": f.value, "days": f.days}
            for f in page.signs[: 2 * most]
        ],
        "map": _map(page),
        "map-note": _map_note(page),
        "medicine": [
            {
                "title": m.name,
                "voice": m.voice,
                "when": _("ended %(day)s") % {"day": date_format(m.ends_on, "j M Y")}
                if m.ends_on is not None
                else _("since %(day)s") % {"day": date_format(m.starts_on, "j M Y")}
                if m.starts_on is not None
                else _("first day not written"),
                "notes": m.notes,
            }
            for m in medicine[:most]
        ],
        "more-medicine": _more(left),
        "asks": page.asks[:most],
        "more-asks": _more(len(page.asks) - most),
        "examined": [[title, said] for title, said in examined[:most]],
        "examined-by": page.examined.by if page.examined else "",
        "more-examined": _more(len(examined) - most),
        "show-asks": "asks" in page.chosen,
        "note": _note(),
        "cut": cut,
        "tight": most <= SMALL_PICTURES_FROM,
    }


def _more(left: int) -> str:
    return ngettext("and %(n)s more", "and %(n)s more", left) % {"n": left} if left > 0 else ""


def _words(page: OnePage) -> dict[str, Any]:
    last = "" if page.shown is None else date_format(page.shown.diary.last, "j M Y")
    return {
        "moving": _("Moving"),
        "moving-head": [_("Plan"), _("Now"), _("Floor to ceiling"), _("Done of planned, 4 weeks to today")],
        "practice": _("Touch practice"),
        "sided": _("Left or right, imagine, mirror"),
        "sided-head": [_("Part"), _("Right answers"), _("Time"), _("Answers")],
        "sat-head": _("Sittings in 4 weeks to today"),
        "sided-note": caution(),
        "practice-head": [_("Place"), _("Step"), _("Goes, 4 weeks to today")],
        "places": _("Where"),
        "signs": _("Left against right"),
        "sign-head": [_("Days with"), _("4 weeks to %(day)s") % {"day": last}, _("4 before")],
        "home": _("Seen at home, not an examination."),
        "medicine": _("Medicine"),
        "asks": _("Questions and goals"),
        "agreed": _("Agreed today:"),
        "examined": _("What an examination recorded"),
        "adults": adults(),
        "pattern-head": [_("Factor"), _("Answer"), _("Numbers")],
    }


def _verdicts(one: Verdicts, most: int) -> dict[str, Any]:
    words = {
        "found": _("Found"),
        "unsure": _("Unsure"),
        "waits": _("Waits for your clinician"),
        "nothing": _("Nothing so far"),
    }
    rows = [
        {
            "label": row["label"],
            "change": row["change"],
            "verdict": row["verdict"],
            "verdict-words": words[row["verdict"]],
            # Never the numbers alone: what is said beside them keeps anybody from leaving something out because of them.
            "numbers": " ".join([row["sentence"], *row["doubts"], " · ".join(row["numbers"])]),
        }
        for row in one.rows[:most]
    ]
    left = len(one.rows) - len(rows)
    note = one.why_not or _("From this diary alone, by what goes together in time. It names no cause.")
    if left:
        note = ngettext("and %(n)s more", "and %(n)s more", left) % {"n": left} + ". " + note
    return {
        "heading": _("What goes with it: %(outcome)s") % {"outcome": one.outcome},
        "rows": rows,
        "note": note,
    }


def _care(verdicts: list[Verdicts], most: int) -> str:
    """What has to stand beside the findings on the page, once for all of them: most say the same."""
    return " ".join(
        dict.fromkeys(words for one in verdicts for row in one.rows[:most] for words in row["care"])
    )


def _moving(moving: Moving | None, most: int) -> list[list[str]]:
    return [
        [
            line.title,
            str(line.amount)
            if line.state == "running"
            else _("rests")
            if line.state in ("programme", "locked", "resting")
            else _("measuring")
            if line.state == "measuring"
            else str(line.amount),
            f"{line.floor} – {line.ceiling}",
            f"{line.sum.done_words} / {line.sum.planned_words}",
        ]
        for line in (moving.plans[:most] if moving else [])
    ]


def _practice(practice: list[Practice] | None, most: int) -> list[list[str]]:
    return [
        [
            f"{one.where}: {one.thing}",
            one.step,
            ngettext("%(n)s on %(days)s day", "%(n)s on %(days)s days", one.days)
            % {"n": one.goes, "days": one.days},
        ]
        for one in (practice or [])[:most]
    ]


def _map(page: OnePage) -> list[dict[str, str]]:
    if page.map is None:
        return []
    names = {"front": _("Front"), "back": _("Back")}
    return [{**for_paper(svg), "name": names[view]} for view, svg in page.map["views"].items()]


def _map_note(page: OnePage) -> str:
    if page.map is None:
        return ""
    said = _(
        "Darker where more days are marked; the darkest is %(n)s days. "
        "Seen from the front, the left of the picture is the right side of the body."
    ) % {"n": page.map["most"]}
    if page.map["unsided"]:
        said += " " + _("Also, side not stated: %(places)s.") % {"places": ", ".join(page.map["unsided"])}
    return said


def _note() -> str:
    return _(
        "Who said it: S self, P parent, C clinician, D device, I brought in; never mixed. Means over the days with an answer. "
        "Self-reported, not a diagnosis. This diary is not watched between visits."
    )
