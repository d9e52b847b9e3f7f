"""What you do: amounts a day, as bars that start at zero. Only days with an answer count."""

from __future__ import annotations

from dialdown.diary.selectors import DaySeries
from dialdown.insights.charts.drawing import NARROW, WIDE, Picture, ticks
from dialdown.insights.figures import Figure, days_line, number_words, recent, step_words
from dialdown.insights.periods import Bucket, Span, buckets, within
from django.utils.translation import gettext as _

# The first of these that the diary holds is shown: what she does comes before what a device counts.
ORDER = ("school_hours", "hours_up", "walking_minutes", "steps")


def draw(series: DaySeries, span: Span, *, planned: DaySeries | None = None) -> Figure:
    """Amount a day of one definition; with `planned`, the planned amount as a second bar outline."""
    unit = str(series.definition.unit)
    days = within(series.days, span)
    steps = buckets(series.days, span)
    label = str(_(series.definition.label))
    finding = recent(steps, days, span.last, unit)
    if planned is not None:
        asked = within(planned.days, span)
        both = [day for day in days if asked.get(day)]
        if both:
            done, wanted = sum(days[d] for d in both), sum(asked[d] for d in both)
            finding += " " + _("On days with a plan: %(done)s of %(wanted)s, over %(n)s days.") % {
                "done": number_words(done), "wanted": number_words(wanted, unit), "n": len(both)}  # fmt: skip
    return Figure(
        key="doing", heading=_("What you do"), finding=f"{label}. {finding}",
        days=days_line(len(days), span.days, series.source),
        narrow=_picture(NARROW, steps, span).svg(f"{label}. {finding}", "narrow"),
        wide=_picture(WIDE, steps, span).svg(f"{label}. {finding}", "wide"),
        legend=[("d1", _("%(what)s a day, mean of days with an answer") % {"what": label})],
        table_head=[_("When"), _("A day") + (f" ({unit})" if unit else ""), _("Days"), _("Without an answer")],
        table_rows=[[step_words(b, span.step), number_words(b.mean), str(b.n), str(b.missing)] for b in steps],
    )  # fmt: skip


def _picture(width: int, steps: list[Bucket], span: Span) -> Picture:
    marks = ticks(max((b.mean for b in steps), default=0.0))
    picture = Picture(width, 190, span.first, span.last, marks[-1])
    picture.value_axis(marks)
    picture.time_axis()
    for b in steps:
        start, end = picture.x(b.first), picture.x((b.last - span.first).days + 1.0)
        picture.bar(start, end, b.mean, "d1")
    if span.step == "day":
        recorded = {b.first for b in steps}
        picture.missing(day for day in span.dates() if day not in recorded)
    return picture
