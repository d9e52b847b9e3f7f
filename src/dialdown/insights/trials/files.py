"""The files of a trial: its table, its protocol and a calendar. None of them tells the order of days to come."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dialdown.insights.trials import selectors
from dialdown.insights.trials.outcomes import better_is

if TYPE_CHECKING:
    from dialdown.insights.trials.running import Standing
    from dialdown.people.access import Viewer


def table(viewer: Viewer, found: Standing) -> str:
    """TRIAL.csv of the lived days."""
    from dialdown.science.trials_rows import write_trial

    return write_trial(selectors.rows(viewer, found))


def protocol(found: Standing) -> dict[str, Any]:
    """What was settled before the first day; seed and order of all days once nothing is hidden any more."""
    trial = found.trial
    told: dict[str, Any] = {
        "arms": list(found.arms), "about": trial.kinds, "outcome": trial.outcome, "better_is": better_is(trial.outcome),
        "smallest": trial.smallest, "pairs": trial.pairs, "block_days": trial.block_days, "washout_days": trial.washout_days,
        "start": trial.starts_on.isoformat(), "end": found.plan.end.isoformat(), "promised_power": trial.promised,
        "min_p": found.plan.min_p, "drawn_at": trial.created_at.isoformat(), "state": found.state,
        "stopped_on": found.ended_on.isoformat() if found.ended_on else None,
        "signed_off_by": trial.sign_off.by_whom if trial.sign_off else None,
        "signed_off_on": trial.sign_off.on.isoformat() if trial.sign_off else None,
        "method": "exact randomisation of the order within pairs; interval by inversion; whitened GLS beside it",
    }  # fmt: skip
    return {**told, "seed": trial.seed, "days": found.plan.rows()} if found.settled else told


def calendar(found: Standing) -> str:
    """One whole-day entry for the first day of every block."""
    # Late: only who asks for the file pays for the library.
    from icalendar import Calendar, Event

    made = Calendar()
    made.add("prodid", "-//Dialdown//personal trial//EN")
    made.add("version", "2.0")
    firsts = {day.block: day for day in reversed(found.plan.days)}
    for block, day in sorted(firsts.items()):
        entry = Event()
        entry.add("uid", f"{found.trial.pk}-{block}@dialdown")
        entry.add("dtstamp", found.trial.created_at)
        entry.add("dtstart", day.date)
        entry.add("dtend", day.date + dt.timedelta(days=1))
        entry.add("summary", _("Test: new days begin"))
        entry.add("description", _("Pair %(n)s. Open Today to see what these days hold.") % {"n": day.pair})
        made.add_component(entry)
    return made.to_ical().decode("utf-8")
