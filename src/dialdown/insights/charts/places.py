"""Where: how often each place was marked. Left and right stand apart; a side that was not said stays unsaid."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from dialdown.diary.selectors import RegionDay
from dialdown.insights.charts.drawing import NARROW, WIDE, Picture
from dialdown.insights.figures import Figure, number_words
from dialdown.insights.periods import Span
from dialdown.intake.regions import regions
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST = 10
ROW = 40


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
        name = regions()[region].label if region in regions() else region
        label = _(name) if side in ("left", "right") else _("%(place)s (side not stated)") % {"place": _(name)}
        found.append(Place(region, side, label, len(pains), len(rated), statistics.median(rated) if rated else None))
    return sorted(found, key=lambda p: (-p.days, p.region, p.side))


def draw(marks: list[RegionDay], span: Span, entry_days: int) -> Figure:
    """Bars for the ten places that were marked most often."""
    found = places(marks, span)
    shown = found[:MOST]
    first = shown[0]
    finding = ngettext("%(place)s was marked most: %(n)s day.", "%(place)s was marked most: %(n)s days.", first.days) % {
        "place": first.label, "n": first.days}  # fmt: skip
    heading = _("Where")
    days = ngettext("%(n)s day with an entry", "%(n)s days with an entry", entry_days) % {"n": entry_days}
    return Figure(
        key="places", heading=heading, finding=finding, days=days,
        narrow=_picture(NARROW, shown, span).svg(f"{heading}. {finding}", "narrow"),
        wide=_picture(WIDE, shown, span).svg(f"{heading}. {finding}", "wide"),
        legend=[("d2", _("days marked"))],
        table_head=[_("Place"), _("Days marked"), _("Days with a number"), _("Middle")],
        table_rows=[[p.label, str(p.days), str(p.rated), number_words(p.middle) if p.middle is not None else "–"] for p in found],
    )  # fmt: skip


def _picture(width: int, shown: list[Place], span: Span) -> Picture:
    picture = Picture(width, ROW * len(shown) + 6, span.first, span.last, 1.0)
    most = max(p.days for p in shown)
    for i, place in enumerate(shown):
        y = 4 + i * ROW
        full = (width - 52) * place.days / most
        picture.text(0, y + 13, place.label, "start")
        picture.add(f'<rect class="d2" x="0" y="{y + 19}" width="{max(full, 2):.1f}" height="12" rx="3"/>')
        picture.text(max(full, 2) + 8, y + 30, str(place.days), "start", "lab")
    return picture
