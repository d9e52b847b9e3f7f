"""The volume answer: science on a diary, as plain data. `showing` says it in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from dialdown.insights.pain import on_days, pain_of
from dialdown.insights.volume.loads import TOUCH, Touched, loads_of, touches

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person
    from dialdown.science import Volume

# One point of the picture; the last day is always one.
STEP = 3


def answer(viewer: Viewer, person: Person, load: str) -> dict[str, Any]:
    """The volume by one load ("" = the one known on most days), valid however often it is looked at (`peeking="any"`).

    Where it refuses: what she does at the same pain. Without any load: the size of the ups and downs. Both have a new
    answer every 60 days, and are valid however often they are looked at, too.
    """
    pain, touched = pain_of(viewer, person.pk), touches(viewer, person)
    if pain is None and not touched:
        return {"state": "no_pain"}
    loads = loads_of(viewer, person) if pain is not None else {}
    keys = [*loads, *([TOUCH] if touched else [])]
    titles = {key: [one.title, one.unit] for key, one in loads.items() if one.title}
    chosen = load if load in keys else next(iter(keys), "")
    if chosen == TOUCH:
        return {
            "state": "touch", "loads": keys, "titles": titles, "load": TOUCH,
            "sides": {side: _touch(series) for side, series in touched.items()},
        }  # fmt: skip
    assert pain is not None
    base = {
        "outcome": pain.series.definition.key,
        "source": pain.series.source,
        "loads": keys,
        "titles": titles,
    }
    if not loads:
        return {"state": "no_load", **base, "size": _size(pain.days)}
    amount, lag = loads[chosen].days, loads[chosen].lag
    # The load of the day before the first pain counts, too.
    grid = _grid([*pain.days, *amount], min(pain.days) - dt.timedelta(days=1), max(pain.days))
    from dialdown import science

    found = science.estimate_volume(
        on_days(grid, pain.days), on_days(grid, amount), dates=[day.isoformat() for day in grid], load_lag=lag,
        scale=pain.scale, step=on_days(grid, pain.steps), peeking="any",
    )  # fmt: skip
    base |= {"load": chosen, "lag": lag, "load_sd": found.load_sd, **_about(found)}
    if found.enough:
        return {"state": "told", **base, **_line(found)}
    return {"state": "refused", **base, "same": _same(grid, pain.days, amount)}


def _touch(touched: Touched) -> dict[str, Any]:
    """The volume by the same touch on one side."""
    from dialdown import science

    series = touched.series
    days = dict(sorted(series.days.items()))
    found = science.estimate_volume_fixed(
        list(days.values()), dates=[day.isoformat() for day in days], step=on_days(list(days), touched.steps), peeking="any",
    )  # fmt: skip
    base = {"source": series.source, **_about(found)}
    return {"state": "told", **base, **_line(found)} if found.enough else {"state": "refused", **base}


def _about(found: Volume) -> dict[str, Any]:
    return {
        "pairs": found.pairs, "calendar": found.calendar, "left_out": found.left_out, "reference": [found.first, found.last],
        "reason": found.reason, "enough_on": found.enough_on,
    }  # fmt: skip


def _line(found: Volume) -> dict[str, Any]:
    return {"change": _change(found), "days": _thinned(found), "months": _months(found)}


def _grid(days: list[dt.date], first: dt.date, last: dt.date) -> list[dt.date]:
    start = max(min(days), first)
    return [start + dt.timedelta(days=i) for i in range((last - start).days + 1)]


def _change(found: Volume) -> dict[str, Any]:
    change = found.change
    return {
        "now": change.end, "low": None if change.low is None else 1.0 + change.low,
        "high": None if change.high is None else 1.0 + change.high,
        "verdict": "quieter" if change.went_down else "louder" if change.went_up else "unclear",
    }  # fmt: skip


def _thinned(found: Volume) -> list[list[Any]]:
    last = len(found.days) - 1
    return [
        [day.date, round(day.volume, 4), round(day.low, 4), round(day.high, 4)]
        for i, day in enumerate(found.days)
        if (last - i) % STEP == 0
    ]


def _months(found: Volume) -> list[list[Any]]:
    """The middle day of every month, as the rows of the table."""
    by_month: dict[str, list[Any]] = {}
    for day in found.days:
        by_month.setdefault(str(day.date)[:7], []).append(day)
    return [
        [days[len(days) // 2].date, *(round(v, 3) for v in (d.volume, d.low, d.high))]
        for days in by_month.values()
        for d in [days[len(days) // 2]]
    ]


def _same(
    grid: list[dt.date], pain: Mapping[dt.date, float], amount: Mapping[dt.date, float]
) -> dict[str, Any]:
    from dialdown import science

    return asdict(
        science.load_at_same_pain(
            on_days(grid, pain), on_days(grid, amount), dates=[d.isoformat() for d in grid], peeking="any"
        )
    )


def _size(pain: Mapping[dt.date, float]) -> dict[str, Any]:
    from dialdown.science.flare_size import flare_size

    grid = _grid(list(pain), min(pain), max(pain))
    return asdict(flare_size(on_days(grid, pain), dates=[day.isoformat() for day in grid], peeking="any"))
