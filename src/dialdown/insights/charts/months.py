"""Month by month: the middle value and the middle half, always beside how many days it rests on."""

from __future__ import annotations

from dialdown.diary.selectors import DaySeries
from dialdown.insights.charts.drawing import NARROW, WIDE, Picture
from dialdown.insights.figures import Figure, days_line, number_words, step_words
from dialdown.insights.periods import Bucket, Span, buckets, within
from django.utils.translation import gettext as _

# A month with fewer days than this is drawn as an open dot without a middle half.
FEW = 8


def draw(series: DaySeries, span: Span, *, skipped: int = 0) -> Figure:
    """Pain by month over the whole span."""
    months = buckets(series.days, span, "month")
    days = within(series.days, span)
    finding = _("Each bar is the middle half of a month, the dot its middle day. Months with few days say little.")
    if months:
        last = months[-1]
        finding = _("%(month)s: in the middle %(value)s, over %(n)s days, %(missing)s without an answer.") % {
            "month": step_words(last, "month"), "value": number_words(last.middle), "n": last.n, "missing": last.missing,
        } + " " + finding  # fmt: skip
    heading = _("Month by month")
    return Figure(
        key="months", heading=heading, finding=finding, days=days_line(len(days), span.days, series.source, skipped),
        narrow=_picture(NARROW, months[-12:], series).svg(f"{heading}. {finding}", "narrow"),
        wide=_picture(WIDE, months[-36:], series).svg(f"{heading}. {finding}", "wide"),
        legend=[("b2", _("middle half")), ("d2", _("middle day")), ("o2", _("fewer than %(n)s days") % {"n": FEW})],
        table_head=[_("Month"), _("Middle"), _("Middle half"), _("Days"), _("Without an answer")],
        table_rows=[
            [step_words(b, "month"), number_words(b.middle), f"{number_words(b.low)} – {number_words(b.high)}", str(b.n), str(b.missing)]
            for b in months
        ],
    )  # fmt: skip


def _picture(width: int, months: list[Bucket], series: DaySeries) -> Picture:
    top = series.definition.max or 10.0
    first = months[0].first.replace(day=1) if months else next(iter(series.days))
    picture = Picture(width, 200, first, months[-1].last if months else first, top)
    picture.value_axis((0, top / 2, top))
    picture.time_axis()
    for b in months:
        if b.n < FEW:
            picture.dot(b.centre, b.middle, "o2", 4)
            continue
        start, end = picture.x(b.first), picture.x((b.last - first).days + 1.0)
        third = (end - start) * 0.22
        y, height = picture.y(b.high), max(2.0, picture.y(b.low) - picture.y(b.high))
        picture.add(f'<rect class="b2" x="{start + third:.1f}" y="{y:.1f}" width="{end - start - 2 * third:.1f}" height="{height:.1f}" rx="3"/>')
        picture.dot(b.centre, b.middle, "d2", 4 if width == WIDE or len(months) < 16 else 2.5)
    return picture
