"""Where: how often each place was marked. Left and right stand apart; a side that was not said stays unsaid."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.diary.selectors import RegionDay
from dialdown.insights.charts.drawing import NARROW, WIDE, Picture
from dialdown.insights.figures import Figure, label_words, number_words
from dialdown.insights.periods import Span
from dialdown.intake.regions import regions

MOST = 10
ROW = 48


@dataclass(frozen=True)
class Place:
    """One place over a span: days marked, days with a number, and their middle."""

    region: str
    side: str
    label: str
    days: int
    rated: int
    middle: float | None


def places(marks: list[RegionDay], span: Span) -> list[Place]:
    """The places of a span, most often marked first. A place rated 0 was free of pain and does not count as marked."""
    grouped: dict[tuple[str, str], list[float | None]] = {}
    for mark in marks:
        if span.first <= mark.day <= span.last and mark.pain != 0:
            grouped.setdefault((mark.region, mark.side), []).append(mark.pain)
    found = []
    for (region, side), pains in grouped.items():
        rated = [p for p in pains if p is not None]
        name = str(_(regions()[region].label)) if region in regions() else region
        if side == "middle":
            name = _("%(place)s (middle)") % {"place": name}
        elif side not in ("left", "right"):
            name = _("%(place)s (side not stated)") % {"place": name}
        found.append(
            Place(region, side, name, len(pains), len(rated), statistics.median(rated) if rated else None)
        )
    return sorted(found, key=lambda p: (-p.days, p.region, p.side))


def draw(marks: list[RegionDay], span: Span, entry_days: int) -> Figure:
    """Bars for the ten places that were marked most often."""
    found = places(marks, span)
    shown = found[:MOST]
    most = [p.label for p in found if p.days == found[0].days]
    words = {"place": " · ".join(most[:3]), "n": found[0].days}
    finding = (
        ngettext("Marked most: %(place)s, %(n)s day.", "Marked most: %(place)s, %(n)s days.", words["n"])
        % words
    )
    if len(most) > 1:
        finding = (
            ngettext(
                "Marked most: %(place)s, %(n)s day each.",
                "Marked most: %(place)s, %(n)s days each.",
                words["n"],
            )
            % words
        )
    if len(found) > MOST:
        finding += " " + _("Drawn: the first 10 places. The table has all of them.")
    heading = _("Where")
    marked = len({mark.day for mark in marks if span.first <= mark.day <= span.last and mark.pain != 0})
    days = ngettext(
        "A place on %(n)s of %(all)s day with an entry", "A place on %(n)s of %(all)s days with an entry", entry_days
    ) % {"n": marked, "all": entry_days}  # fmt: skip
    label = label_words(heading, span)
    return Figure(
        key="places", heading=heading, finding=finding, days=days,
        narrow=_picture(NARROW, shown, span).svg(label, "narrow"), wide=_picture(WIDE, shown, span).svg(label, "wide"),
        legend=[("d2", _("days marked"))],
        table_head=[_("Place"), _("Days marked"), _("Days with a number"), _("Middle")],
        table_rows=[[p.label, str(p.days), str(p.rated), number_words(p.middle) if p.middle is not None else "–"] for p in found],
        source=marks[0].source,
    )  # fmt: skip


def _picture(width: int, shown: list[Place], span: Span) -> Picture:
    picture = Picture(width, ROW * len(shown) + 6, span.first, span.last, 1.0)
    most = max(p.days for p in shown)
    for i, place in enumerate(shown):
        y = 4 + i * ROW
        full = (width - 52) * place.days / most
        picture.text(0, y + 13, place.label, "start")
        picture.add(f'<rect class="d2" x="0" y="{y + 22}" width="{max(full, 2):.1f}" height="12" rx="3"/>')
        picture.text(max(full, 2) + 8, y + 33, str(place.days), "start", "lab")
    return picture
