"""Month by month: the middle value and the middle half, always beside how many days it rests on."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.diary.selectors import DaySeries
from dialdown.insights.charts.drawing import NARROW, RIGHT, WIDE, Picture, month_name
from dialdown.insights.figures import (
    Figure,
    label_words,
    number_words,
    others,
    series_line,
    step_words,
)
from dialdown.insights.outcomes import outcome_name
from dialdown.insights.periods import Bucket, Span, buckets

# A month with fewer days than this is drawn as an open dot without a middle half.
FEW = 8
# So many months fit on a phone with their days below; the table has all of them.
MOST = 12


def draw(series: DaySeries, span: Span, *, skipped: frozenset[dt.date] = frozenset()) -> Figure:
    """One 0-10 answer by month."""
    months = buckets(series.days, span, "month")
    last = months[-1]
    words = {"month": step_words(last, "month"), "value": number_words(last.middle), "n": last.n}
    finding = ngettext(
        "%(month)s: %(value)s in the middle, over %(n)s day.", "%(month)s: %(value)s in the middle, over %(n)s days.", last.n
    ) % words  # fmt: skip
    if last.n < FEW:
        finding += " " + _("That is few, so it says little.")
    # By the calendar, so that a year without entries is not skipped over.
    year, month = divmod(last.first.year * 12 + last.first.month - MOST, 12)
    shown = [b for b in months if b.last >= last.first.replace(year=year, month=month + 1, day=1)]
    if len(shown) < len(months):
        finding += " " + _("Drawn: the last 12 months. The table has all of them.")
    heading = _("Month by month: %(what)s") % {"what": outcome_name(series.definition.key, series.definition)}
    label = label_words(heading, Span("", shown[0].first, last.last))
    half = (
        [("b2", _("middle half of the days")), ("p2", _("middle"))] if any(b.n >= FEW for b in shown) else []
    )
    few = [("o2", _("fewer than %(n)s days") % {"n": FEW})] if any(b.n < FEW for b in shown) else []
    return Figure(
        key="months", heading=heading, finding=finding, days=series_line(series, span, skipped),
        narrow=_picture(NARROW, shown, series).svg(label, "narrow"), wide=_picture(WIDE, shown, series).svg(label, "wide"),
        legend=[*half, *few, ("n", _("below: days with an answer"))],
        table_head=[_("Month"), _("Middle"), _("Middle half"), _("Days"), _("Without an answer")],
        table_rows=[
            [step_words(b, "month"), number_words(b.middle), f"{number_words(b.low)} – {number_words(b.high)}", str(b.n), str(b.missing)]
            for b in months
        ],
        source=series.source, others=others(series, span),
    )  # fmt: skip


def _picture(width: int, shown: list[Bucket], series: DaySeries) -> Picture:
    top = series.definition.max or 10.0
    months = (
        (shown[-1].first.year - shown[0].first.year) * 12 + shown[-1].first.month - shown[0].first.month + 1
    )
    picture = Picture(width, 222, shown[0].first, shown[-1].last, top, bottom=56)
    picture.value_axis((0, top / 2, top))
    room = (width - picture.left - RIGHT) / months
    taken = 0.0
    for b in shown:
        at = (b.first.year - shown[0].first.year) * 12 + b.first.month - shown[0].first.month
        centre = picture.left + room * (at + 0.5)
        wide = min(room * 0.56, 40.0)
        if b.n >= FEW:
            picture.box(centre - wide / 2, centre + wide / 2, b.low, b.high, "b2")
        shape = "d2" if b.n >= FEW else "o2"
        picture.add(f'<circle class="{shape}" cx="{centre:.1f}" cy="{picture.y(b.middle):.1f}" r="4"/>')
        picture.text(centre, picture.height - 8, str(b.n))
        name = str(b.first.year) if b.first.month == 1 else month_name(b.first.month)
        if centre - len(name) * 4.5 > taken:
            picture.text(centre, picture.height - 30, name)
            taken = centre + len(name) * 4.5 + 6
    return picture
