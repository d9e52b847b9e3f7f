"""How before and after is said: what everybody sees, what would have come by itself, and what is left."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.insights.figures import number_words
from dialdown.insights.outcomes import unit_after
from dialdown.insights.pattern_words import signed_words
from dialdown.insights.trials.outcomes import label

if TYPE_CHECKING:
    from dialdown.insights.before_after.selectors import EventChange
    from dialdown.science import BeforeAfter


def row(change: EventChange) -> dict[str, Any]:
    """One outcome of an event, ready for the page."""
    found = change.found
    base = {"key": change.outcome, "label": label(change.outcome), "days": _days(found)}
    if found.by_itself is None or found.beyond is None or found.difference is None:
        return {**base, "answered": False, "sentence": _why_not(found)}
    seen = signed_words(found.change or 0.0)
    return {
        **base, "answered": True, "verdict": "unsure" if found.verdict == "not_clear" else "found", "sentence": _sentence(found),
        "lines": [
            {"label": _("The two weeks just before"), "value": number_words(found.before or 0.0), "more": ""},
            {"label": _("The days after"), "value": number_words(found.after or 0.0),
             "more": _("%(change)s %(unit)s: what everybody sees") % {"change": seen, "unit": unit_after(change.outcome, seen)}},
            {"label": _("What would have come by itself"), "value": number_words(found.by_itself.value),
             "more": _range(found.by_itself.low, found.by_itself.high, plain=True)},
            {"label": _("What is left"), "value": signed_words(found.beyond.value), "more": _range(found.beyond.low, found.beyond.high)},
        ],
        "itself": _itself(found, change.outcome), "others": _others(found, change.outcome),
        "step": _("All days after against all days before: %(value)s (%(range)s).") % {
            "value": signed_words(found.difference.value), "range": _range(found.difference.low, found.difference.high)},
        "free": _free(found),
    }  # fmt: skip


def together(changes: list[EventChange]) -> str:
    """Why the ranges are wider where several outcomes stand on one page; "" for one alone."""
    answered = [one.found for one in changes if one.found.why_not is None]
    if len(answered) < 2:
        return ""
    return _(
        "%(n)s answers stand side by side, so each range is a %(level)s %% one: a page on which nothing changed says “found” "
        "at most 1 time in 20."
    ) % {"n": len(answered), "level": number_words(100 * answered[0].level)}  # fmt: skip


def _range(low: float | None, high: float | None, *, plain: bool = False) -> str:
    say = number_words if plain else signed_words
    return _("likely %(low)s to %(high)s") % {"low": say(low or 0.0), "high": say(high or 0.0)}


def _days(found: BeforeAfter) -> str:
    before = ngettext("%(n)s day before", "%(n)s days before", found.days_before) % {"n": found.days_before}
    after = ngettext("%(n)s day after", "%(n)s days after", found.days_after) % {"n": found.days_after}
    return f"{before}, {after}"


def _why_not(found: BeforeAfter) -> str:
    if found.why_not == "few_before":
        return _("Too few days before it: 42 are needed, and 5 of the last 14.")
    if found.why_not == "few_after":
        return _("Too few days after it yet: 14 are needed.")
    return _("It hardly changed, so nothing can be said.")


def _sentence(found: BeforeAfter) -> str:
    """The verdict: only what goes beyond what would have come by itself counts."""
    said = {
        "more": _("Higher afterwards than your days alone would make likely."),
        "less": _("Lower afterwards than your days alone would make likely."),
        "not_clear": _("Cannot tell: your days can do this by themselves."),
    }
    return said[found.verdict]


def _itself(found: BeforeAfter, outcome: str) -> str:
    """Regression to the mean, in this person's own numbers."""
    before, usual, by_itself = found.before or 0.0, found.usual or 0.0, found.by_itself
    assert by_itself is not None
    back = by_itself.value - before
    if abs(before - usual) < 0.05:
        return _("The two weeks before were like your usual (%(usual)s).") % {"usual": number_words(usual)}
    side = _("above") if before > usual else _("below")
    return _(
        "Just before, you were at %(before)s, %(side)s your usual %(usual)s. After such a stretch your days drift back by themselves: "
        "by about %(back)s %(unit)s here, with nothing new begun."
    ) % {
        "before": number_words(before), "side": side, "usual": number_words(usual), "back": signed_words(back),
        "unit": unit_after(outcome, signed_words(back)),
    }  # fmt: skip


def _others(found: BeforeAfter, outcome: str) -> str:
    """The same from her own other stretches."""
    others = found.others
    if others is None:
        return ""
    return ngettext(
        "In your diary there is %(n)s other stretch like that, with nothing behind it: the two weeks after changed by %(change)s %(unit)s.",
        "In your diary there are %(n)s other stretches like that: the two weeks after changed by %(change)s %(unit)s on average.",
        others.stretches,
    ) % {
        "n": others.stretches, "change": signed_words(others.change), "unit": unit_after(outcome, signed_words(others.change)),
    }  # fmt: skip


def _free(found: BeforeAfter) -> str:
    """How little the two weeks before and the days after overlap."""
    if found.overlap_free is None:
        return ""
    lower = math.floor(100 * (1.0 - found.overlap_free) + 0.5)
    return _("Of 100 pairs of a day before and a day after, the day after was the lower one in %(n)s.") % {
        "n": lower
    }
