"""The one page for a clinician: four weeks beside the four before, what she does first, each with its days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialdown.care.blocks import Moving, Practice, Verdicts, moving_block, practice_block, verdicts_block
from dialdown.care.chosen import Chosen
from dialdown.care.clinical.reading import Examined, newest
from dialdown.care.facts import VOICE, Fact
from dialdown.care.in_short import Answer, asked_of, in_short, in_short_empty
from dialdown.care.medicines.doctor import DoctorLine, doctor_lines
from dialdown.care.practised import Practised, practised_block
from dialdown.care.shown import Shown, shown
from dialdown.care.signs import TOUCH, sign_facts
from dialdown.care.stretches import FOUR_WEEKS, attendance, interval_words, level, part
from dialdown.care.volume_facts import OnPage, on_page
from dialdown.diary import selectors as diary
from dialdown.insights import services as insights
from dialdown.insights.figures import number_words
from dialdown.people.access import require_daily

if TYPE_CHECKING:
    from dialdown.diary.selectors import DaySeries
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person

# Which pictures of Insights stand on the page, in their order.
PICTURES = ("function", "volume", "pain", "places")
FACTS = (
    ("function", gettext_lazy("Did what was wanted, 0–10")),
    ("hours_up", gettext_lazy("Up and about, hours a day")),
    ("sleep_hours", gettext_lazy("Sleep, hours a night")),
    ("pain_now", gettext_lazy("Pain now, 0–10")),
    ("pain_worst", gettext_lazy("Worst pain, 0–10")),
)
# Days up to the last that a range learns from: how far a bad day carries over.
LEARNT = 3 * FOUR_WEEKS


@dataclass(frozen=True)
class OnePage:
    """Everything on the page."""

    shown: Shown | None
    facts: list[Fact] = field(default_factory=list[Fact])
    figures: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    map: dict[str, Any] | None = None
    signs: list[Fact] = field(default_factory=list[Fact])
    medicine: list[DoctorLine] = field(default_factory=list[DoctorLine])
    moving: Moving | None = None
    practice: list[Practice] | None = None
    practised: Practised | None = None
    verdicts: list[Verdicts] = field(default_factory=list[Verdicts])
    short: list[Answer] = field(default_factory=list[Answer])
    asks: list[str] = field(default_factory=list[str])
    examined: Examined | None = None
    chosen: Chosen = field(default_factory=Chosen)


def one_page(viewer: Viewer, person: Person, chosen: Chosen | None = None) -> OnePage:
    """The page as this viewer may see it, with what was chosen. Raises Denied for who may see no day."""
    require_daily(viewer, person.pk)
    wanted = chosen or Chosen()
    span = diary.span(viewer, person.pk)
    today = diary.today_of(person)
    moving = moving_block(viewer, person) if "moving" in wanted else None
    practice = practice_block(viewer, person) if "moving" in wanted else None
    since = today - dt.timedelta(days=FOUR_WEEKS - 1)
    practised = practised_block(viewer, person, since, today) if "moving" in wanted else None
    asks = asked_of(viewer, person)
    medicine = doctor_lines(viewer, person) if "medicine" in wanted else []
    examined = newest(viewer, person.pk) if "examined" in wanted else None
    if span is None:
        return OnePage(
            None, medicine=medicine, moving=moving, practice=practice, practised=practised,
            short=in_short_empty(viewer, person, asked=asks) if "short" in wanted else [],
            asks=asks if "asks" in wanted else [], examined=examined, chosen=wanted,
        )  # fmt: skip
    first, last = span
    made = insights.figures(viewer=viewer, person=person, period=wanted.period).data
    keys = ["school_hours", "school_hours_planned", *(key for key, _words in (*FACTS, *TOUCH))]
    series = diary.day_series(viewer, person.pk, keys, last - dt.timedelta(days=LEARNT - 1), last)
    facts = _school(series, last) + [
        fact for key, words in FACTS if key in series for fact in _facts(str(words), series[key], last)
    ]
    verdicts = verdicts_block(viewer, person) if {"patterns", "short"} & wanted.sections else []
    loud = on_page(viewer, person) if "volume" in wanted else OnPage()
    figures = [
        figure for key in PICTURES if key in wanted for figure in [*made["figures"], *loud.figures] if figure["key"] == key
    ]  # fmt: skip
    places = made["map"] if "places" in wanted else None
    # The picture of the volume is of the whole diary and says so itself.
    drawn = places is not None or any(figure["key"] != "volume" for figure in figures)
    of = shown(
        diary.calendar(viewer, person.pk, first, last), first, last, today,
        dt.date.fromisoformat(made["span"]["first"]) if drawn else None,
    )  # fmt: skip
    short = in_short(viewer, person, series, of, asked=asks, found=_counted(verdicts))
    return OnePage(
        of,
        [*(facts if "facts" in wanted else []), *(Fact(f.name, VOICE.get(f.source, "?"), f.value, f.about) for f in loud.facts)],
        figures, places,
        sign_facts(viewer, person, series, last) if "signs" in wanted else [],
        medicine, moving, practice, practised, verdicts if "patterns" in wanted else [],
        short if "short" in wanted else [], asks if "asks" in wanted else [], examined, wanted,
    )  # fmt: skip


def _counted(verdicts: list[Verdicts]) -> tuple[int, int] | None:
    """Patterns found of those looked at; None when nothing was looked at yet."""
    rows = [row for one in verdicts for row in one.rows]
    return (sum(row["verdict"] == "found" for row in rows), len(rows)) if rows else None


def _voices(series: DaySeries) -> list[tuple[str, dict[dt.date, float]]]:
    """Her own line first, then everybody else's apart from it."""
    return [(series.source, series.days), *series.others.items()]


def _facts(name: str, series: DaySeries, last: dt.date) -> list[Fact]:
    found: list[Fact] = []
    for source, days in _voices(series):
        now, before = part(days, last), part(days, last, 1)
        if now:
            value = number_words(sum(now) / len(now))
            if before:
                value += " " + _("(was %(value)s)") % {"value": number_words(sum(before) / len(before))}
            about = [interval_words(series, level(days, last)), _days(len(now))]
            found.append(Fact(name, VOICE.get(source, "?"), value, " · ".join(about)))
    return found


def _school(series: dict[str, DaySeries], last: dt.date) -> list[Fact]:
    if "school_hours" not in series:
        return []
    found: list[Fact] = []
    for source, _own in _voices(series["school_hours"]):
        said = attendance(series["school_hours"], series.get("school_hours_planned"), last, source)
        if said.told:
            value = _("%(n)s of %(all)s") % {"n": said.there, "all": said.of}
            about = " · ".join([said.basis, _days(said.told)])
            found.append(Fact(_("School days, 4 weeks"), VOICE.get(source, "?"), value, about))
    return found


def _days(number: int) -> str:
    return _("%(n)s of 28 days") % {"n": number}


def range_words(page: OnePage) -> str:
    """Which days its numbers and pictures are of, for the head of the page; "" for an empty diary."""
    return "" if page.shown is None else page.shown.words
