"""A stored volume answer made ready for the page: words first, then the picture, then the same as a table."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.diary import selectors as diary
from dialdown.insights import services
from dialdown.insights.charts import volume as chart
from dialdown.insights.figures import date_words, day_words, days_line, number_words
from dialdown.insights.outcomes import outcome_name
from dialdown.insights.pain import pain_series
from dialdown.insights.volume import flares
from dialdown.insights.volume import services as choices
from dialdown.insights.volume.loads import TOUCH
from dialdown.people.access import require

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person
    from dialdown.science import Flares

YEAR = 365


def load_words(key: str, titles: dict[str, list[str]] | None = None) -> str:
    """A load as it stands on a choice; `titles` of those that were planned elsewhere."""
    if titles and key in titles:
        return _("%(what)s: the amount planned in Move for the day") % {"what": _(titles[key][0])}
    return {
        TOUCH: _("The touch check: the same cloth at the same place"),
        "steps": _("Steps the day before"), "walking_minutes": _("Minutes of walking the day before"),
        "school_hours": _("Hours of school or work the day before"), "hours_up": _("Hours up and about the day before"),
        "school_hours_planned": _("Hours of school or work that were planned for the day"),
    }[key]  # fmt: skip


def unit_words(key: str, titles: dict[str, list[str]] | None = None) -> str:
    """What a load is counted in."""
    if titles and key in titles:
        return _(titles[key][1])
    return {"steps": _("steps"), "walking_minutes": _("minutes")}.get(key, _("hours"))


def refusal_words(reason: str) -> str:
    """Why there is no volume, in one sentence for a person."""
    return {
        "few_days": _("There are too few days yet with pain and the load both noted. It takes about four months."),
        "constant": _("Pain was the same every day, so there is nothing to compare."),
        "load_varies": _("The load hardly changed from day to day, so what more of it brings is not known."),
        "load_moved": _("You do so much more or less now than in the first two months that the two cannot be compared."),
        "band": _("These days leave the volume too open: the range would be wider than the line says anything."),
        "denominator": _("In the first two months pain did not clearly rise after more of this load, so there is nothing to compare with."),
    }.get(reason, _("These days could not be explained well enough."))  # fmt: skip


def card(viewer: Viewer, person: Person, *, at_once: bool = False) -> dict[str, Any]:
    """The card on Insights: what has been worked out, or a way to it; nothing while it is put away or pain is off.

    `at_once` works it out first.
    """
    shown, _load = choices.choice(viewer=viewer, person=person)
    if not (settings.SWITCHES["volume"] and shown and person.check_in != "off"):
        return {"volume_on": False}
    pain = diary.definitions(person.pk).get("pain_now")
    if pain is None or not require(viewer, person.pk).line(pain.scope):
        return {"volume_on": False}
    answer = choices.volume_answer if at_once else choices.kept_volume_answer
    kept = answer(viewer=viewer, person=person)
    return {"volume_on": True, **({} if kept is None else context(viewer, person, kept))}


def context(
    viewer: Viewer, person: Person, kept: services.Result, spreads: float = flares.DEFAULT
) -> dict[str, Any]:
    """Everything the volume page and its card need."""
    found = kept.data
    own = flares.flares_of(viewer, person, spreads)
    shown: dict[str, Any] = {
        "helped": flares.helped_before(viewer, person) if own is not None else [],
        "volume": found, "state": found["state"], "writing": require(viewer, person.pk).may_write,
        "flares": _flares(viewer, person, own),
        "worked_out": day_words(person.day_of(kept.made_at)),
        "loads": [
            {"key": key, "label": load_words(key, found.get("titles")), "chosen": key == found.get("load")}
            for key in found.get("loads", [])
        ],
        "spreads": [{"value": str(one), "label": number_words(one), "chosen": one == spreads} for one in flares.SPREADS],
    }  # fmt: skip
    if "outcome" in found:
        shown["outcome"] = outcome_name(found["outcome"])
    if found["state"] == "told":
        shown |= _told(viewer, person, found, own)
    elif found["state"] == "refused":
        shown |= _refused(found)
    elif found["state"] == "touch":
        shown |= _touch(viewer, person, found, own)
    elif found["state"] == "no_load":
        shown["size_rows"] = [
            [f"{_date(one['first'])} – {_date(one['last'])}", number_words(one["size"], digits=2),
             f"{number_words(one['low'], digits=2)} – {number_words(one['high'], digits=2)}"]
            for one in found["size"]["stretches"]
        ]  # fmt: skip
        shown["size_words"] = _size_words(found["size"]["stretches"])
        shown["often"] = _often(found["size"])
    return shown


def _told(viewer: Viewer, person: Person, found: dict[str, Any], own: Flares | None) -> dict[str, Any]:
    change = found["change"]
    window = tuple(dt.date.fromisoformat(day) for day in found["reference"])
    then = _("%(first)s to %(last)s") % {"first": date_words(window[0]), "last": date_words(window[1])}
    points = [(dt.date.fromisoformat(day), value, low, high) for day, value, low, high in found["days"]]
    starts = [dt.date.fromisoformat(str(flare.start)) for flare in own.flares] if own else []
    inside = [day for day in starts if points[0][0] <= day <= points[-1][0]]
    events = [
        event for event in diary.events(viewer, person.pk) if points[0][0] <= event.starts_on <= points[-1][0]
    ]
    words = verdict_words(change)
    label = _("Volume from %(first)s to %(last)s. %(words)s") % {
        "first": day_words(points[0][0]), "last": day_words(points[-1][0]), "words": f"{words[0]} {words[1]}"}  # fmt: skip
    narrow, wide = chart.draw(
        points, (window[0], window[1]), inside, [event.starts_on for event in events], label
    )
    days = days_line(found["pairs"], found["calendar"])
    if found["left_out"]:
        days += " · " + ngettext(
            "%(n)s left out: far more or less of the load than usual", "%(n)s left out: far more or less of the load than usual",
            found["left_out"],
        ) % {"n": found["left_out"]}  # fmt: skip
    return {
        "verdict": words[0], "numbers": words[1], "narrow": narrow, "wide": wide, "then": then, "days_line": days,
        "rough": found["calendar"] < YEAR, "finding": _finding(change["verdict"], len(inside)),
        "legend_flares": bool(inside), "load_words": load_words(found["load"], found.get("titles")),
        "events": [f"{day_words(event.starts_on)}: {event.title}" for event in events],
        "rows": [[_date(day), number_words(v, digits=2), f"{number_words(low, digits=2)} – {number_words(high, digits=2)}"]
                 for day, v, low, high in found["months"]],
        "outcome": outcome_name(found["outcome"]),
    } | _past(viewer, person, found["load"])  # fmt: skip


def _touch(viewer: Viewer, person: Person, found: dict[str, Any], own: Flares | None) -> dict[str, Any]:
    """Both sides of the touch check, each by itself."""
    names = {"left": _("Left"), "right": _("Right")}
    sides: list[dict[str, Any]] = []
    for side, one in found["sides"].items():
        about = {"name": names[side], "state": one["state"]}
        if one["state"] == "told":
            about |= _told(viewer, person, {**one, "load": TOUCH, "outcome": f"{TOUCH}_{side}"}, own)
            about["days_line"] = ngettext("%(n)s touch", "%(n)s touches", one["pairs"]) % {"n": one["pairs"]}
        else:
            enough = one["enough_on"]
            about["why"] = touch_refusal_words(one["reason"])
            about["enough_on"] = day_words(dt.date.fromisoformat(enough)) if enough else ""
        sides.append(about)
    return {"sides": sides, "load_words": load_words(TOUCH), "rough": any(one.get("rough") for one in sides)}


def touch_refusal_words(reason: str) -> str:
    """Why there is no volume by the touch check, in one sentence for a person."""
    return {
        "few_days": _("There are too few touch checks yet. With one a week it takes about four months."),
        "constant": _("The touch check had the same answer every time, so there is nothing to compare."),
        "band": _("These answers leave the volume too open: the range would be wider than the line says anything."),
        "denominator": _("In the first two months the touch hardly hurt, so there is nothing to compare with."),
    }.get(reason, _("These answers could not be explained well enough."))  # fmt: skip


def verdict_words(change: dict[str, Any]) -> tuple[str, str]:
    """Quieter, louder or not clear yet; and the numbers of the last two months."""
    verdict = {
        "quieter": _("Quieter than then."), "louder": _("Louder than then."), "unclear": _("Not clear yet."),
    }[change["verdict"]]  # fmt: skip
    if change["low"] is None:
        return verdict, _("About %(now)s of it now; how far it may be off cannot be said.") % {
            "now": number_words(change["now"])}  # fmt: skip
    return verdict, _("About %(now)s of it now, likely %(low)s to %(high)s.") % {
        "now": number_words(change["now"]), "low": number_words(max(0.0, change["low"])), "high": number_words(change["high"]),
    }  # fmt: skip


def _finding(verdict: str, flares_shown: int) -> str:
    if not flares_shown:
        return ""
    if verdict == "quieter":
        return ngettext(
            "The line came down through %(n)s flare. Flares are loud days, not lost progress.",
            "The line came down through %(n)s flares. Flares are loud days, not lost progress.", flares_shown,
        ) % {"n": flares_shown}  # fmt: skip
    return _("Flares are loud days, not lost progress.")


def _refused(found: dict[str, Any]) -> dict[str, Any]:
    same, unit = found["same"], unit_words(found["load"], found.get("titles"))
    rows = [
        [f"{_date(one['first'])} – {_date(one['last'])}", _signed(one["more"]), f"{_signed(one['low'])} – {_signed(one['high'])}",
         str(one["days"])]
        for one in same["stretches"]
    ]  # fmt: skip
    words = ""
    if same["stretches"]:
        last = same["stretches"][-1]
        numbers = {
            "more": number_words(abs(last["more"])),
            "unit": unit,
            "low": _signed(last["low"]),
            "high": _signed(last["high"]),
        }
        if last["low"] > 0.0:
            words = (
                _(
                    "At the same pain you do about %(more)s %(unit)s a day more than in the first two months: likely %(low)s to %(high)s."
                )
                % numbers
            )
        elif last["high"] < 0.0:
            words = (
                _(
                    "At the same pain you do about %(more)s %(unit)s a day less than in the first two months: likely %(low)s to %(high)s."
                )
                % numbers
            )
        else:
            words = (
                _(
                    "Whether you do more or less at the same pain than in the first two months is not clear yet: "
                    "likely %(low)s to %(high)s %(unit)s a day."
                )
                % numbers
            )
    enough = found["enough_on"]
    return {
        "why": refusal_words(found["reason"]), "enough_on": day_words(dt.date.fromisoformat(enough)) if enough else "",
        "same_words": words, "same_rows": rows, "often": _often(same) if rows else "",
        "unit": unit, "load_words": load_words(found["load"], found.get("titles")),
    }  # fmt: skip


def _often(found: dict[str, Any]) -> str:
    """How often an answer by stretches is worked out, so that looking every day finds no more by luck."""
    words = _("Worked out anew every 60 days, from whole stretches of 60 days.")
    if following := found.get("next_on"):
        words += " " + _("Next: %(day)s.") % {"day": day_words(dt.date.fromisoformat(following))}
    return (
        words
        + " "
        + _("Where nothing changes, luck alone ever says “more” or “less” to at most 1 of 10 people.")
    )


def _size_words(stretches: list[dict[str, Any]]) -> str:
    if not stretches:
        return _("It takes about four months of pain answers to compare the size of ups and downs.")
    last = stretches[-1]
    numbers = {
        "size": number_words(last["size"]),
        "low": number_words(last["low"]),
        "high": number_words(last["high"]),
    }
    if last["high"] < 1.0:
        return (
            _(
                "Your ups and downs are smaller than in the first two months: about %(size)s of their size, likely %(low)s to %(high)s."
            )
            % numbers
        )
    if last["low"] > 1.0:
        return (
            _(
                "Your ups and downs are larger than in the first two months: about %(size)s of their size, likely %(low)s to %(high)s."
            )
            % numbers
        )
    return (
        _(
            "Not clear yet whether your ups and downs got smaller: about %(size)s of their size, likely %(low)s to %(high)s."
        )
        % numbers
    )


def _flares(viewer: Viewer, person: Person, found: Flares | None) -> dict[str, Any] | None:
    if found is None:
        return None
    pain = pain_series(viewer, person.pk)
    return {
        "outcome": outcome_name(pain.definition.key) if pain is not None else "",
        "settle": flares.settle_words(found), "definition": flares.definition_words(found),
        "recovery": flares.recovery_words(found), "open": flares.open_words(found),
        "rows": [
            [_date(str(flare.start)), ngettext("%(n)s day", "%(n)s days", flare.days) % {"n": flare.days}
             if flare.whole else ngettext("%(n)s day or more", "%(n)s days or more", flare.days) % {"n": flare.days},
             number_words(flare.peak)]
            for flare in reversed(found.flares)
        ],
    }  # fmt: skip


def _past(viewer: Viewer, person: Person, load: str) -> dict[str, Any]:
    """Since when the volume says what it says, and by which version."""
    past = services.pattern_history(viewer=viewer, person=person, outcome=f"volume:{load}")
    if past is None:
        return {"since": "", "version": ""}
    return {"since": day_words(person.day_of(past.since)), "version": past.version}


def _signed(value: float) -> str:
    text = number_words(value)
    return text if value < 0 or text == "0" else f"+{text}"


def _date(day: str) -> str:
    return date_words(dt.date.fromisoformat(day))
