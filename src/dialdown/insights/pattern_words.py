"""How a pattern is said: plain, with its range and days, and never as something to avoid."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from dialdown.insights.figures import day_words, limit_up, number_words
from dialdown.insights.outcomes import FEWEST, is_pain, is_yes_no, more_is_better, outcome_name, unit_after
from dialdown.intake.definitions import OWN_PREFIX, Definition

if TYPE_CHECKING:
    from dialdown.science.pattern_results import FactorPattern

# Below these p-values a finding is said with a doubt (see FactorPattern).
LEAD_LIMIT, JOINT_LIMIT = 0.01, 0.10
MOSTLY_FILLED = 0.5
FAR_MONTHS = 24
SAME_DAY_KINDS = ("weather", "calendar")


def less_and_more(outcome: str) -> tuple[str, str]:
    """The two ends of the bars."""
    return (_("less pain"), _("more pain")) if is_pain(outcome) else (_("less"), _("more"))


def label(definition: Definition) -> str:
    """The factor as it is called in the check-in, in words that stand alone."""
    alone = {
        "sleep_hours": _("Hours of sleep"), "sleep_quality": _("How sleep was"), "fog": _("Foggy thinking"),
        "school_hours_planned": _("Planned school or work"),
    }  # fmt: skip
    if definition.key in alone:
        return alone[definition.key]
    # What a person named herself, and weather, is in her words already.
    return (
        definition.label
        if definition.key.startswith(OWN_PREFIX) or definition.group == "weather"
        else str(_(definition.label))
    )


def row(
    found: FactorPattern,
    factor: Definition,
    outcome: str,
    *,
    under_18: bool,
    calendar: int,
    signed: bool = False,
) -> dict[str, Any]:
    """One factor's answer; `calendar` = calendar days that were looked at, `signed` = a clinician has looked at it.

    Its days are those with an answer to the question that a day of the factor stands beside.
    """
    if is_yes_no(outcome):
        found = _in_a_hundred(found)
    days = _("%(days)s, %(missing)s missing") % {
        "days": ngettext("%(n)s day", "%(n)s days", found.used_days) % {"n": found.used_days},
        "missing": max(0, calendar - found.used_days)}  # fmt: skip
    base: dict[str, Any] = {
        "key": found.name, "label": label(factor), "change": "", "sentence": "", "notes": [], "numbers": [days], "bar": None,
        "care": [], "doubts": [], "effect": None, "later": None, "curve": [], "same_day": found.kind in SAME_DAY_KINDS,
        "best_lag": found.best_lag, "level": level_words(found.level),
    }  # fmt: skip
    if found.p is None or (found.reason and not found.found):
        return {**base, "verdict": "not_yet", "sentence": _why_not(found)}
    base["change"] = _change(found, factor)
    if found.bound is not None:
        return {
            **base, "verdict": "nothing", "bar": {"bound": found.bound}, "notes": _sharper(found),
            "sentence": _("Less than %(bound)s %(unit)s, if anything.") % {
                "bound": _up(found.bound), "unit": unit_after(outcome, _up(found.bound))},
            "numbers": [_("95 % range"), days],
        }  # fmt: skip
    if found.effect is None or found.low is None or found.high is None:
        return {**base, "verdict": "not_yet", "sentence": _("Not enough yet.")}
    if under_18 and not signed and _may_be_food(factor):
        # Whichever way it points: a food that seems to help is left out as easily as one that seems to hurt.
        words = _("There is a pattern here. Look at it together with your clinician before anything changes.")
        return {**base, "change": "", "verdict": "waits", "sentence": words}
    digits = 1 if max(abs(found.low), abs(found.high)) >= 1 else 2
    numbers = [
        _("%(effect)s %(unit)s") % {"effect": signed_words(found.effect), "unit": unit_after(outcome, signed_words(found.effect))},
        _("%(level)s %% range %(low)s to %(high)s") % {
            "level": level_words(found.level),
            "low": number_words(found.low, digits=digits), "high": number_words(found.high, digits=digits)},
        _("clearest %(lag)s") % {"lag": _lag(found.best_lag)}, *_odds(found), days,
    ]  # fmt: skip
    care, doubts = [*_care(found, factor, outcome), *_about_medicine(factor, outcome)], _doubts(found)
    unsure = bool(doubts) or found.low <= 0 <= found.high
    return {
        **base, "verdict": "unsure" if unsure else "found", "numbers": numbers,
        "bar": {"effect": found.effect, "low": found.low, "high": found.high}, "sentence": _sentence(found, outcome),
        "notes": [*care, *doubts, *_beside(found), *_since(found), *_filled(found)], "care": care, "doubts": doubts,
        "effect": found.effect, "later": found.later,
        "curve": [[one.lag, one.effect, one.low, one.high] for one in found.lag_effects],
    }  # fmt: skip


def _in_a_hundred(found: FactorPattern) -> FactorPattern:
    """A pattern of yes or no, its effects in days of a hundred instead of the share of days, which ends at all of them."""

    def days(share: float) -> float:
        return 100 * max(-1.0, min(share, 1.0))

    def known(share: float | None) -> float | None:
        return None if share is None else days(share)

    return found._replace(
        effect=known(found.effect), low=known(found.low), high=known(found.high), bound=known(found.bound),
        lag_effects=tuple(replace(o, effect=days(o.effect), low=days(o.low), high=days(o.high)) for o in found.lag_effects),
    )  # fmt: skip


def _odds(found: FactorPattern) -> list[str]:
    """The second opinion on a yes or no: its odds beside days of the same month."""
    if found.odds is None:
        return []
    times = number_words(found.odds, digits=2 if found.odds < 1 else 1)
    return [_("%(times)s times the odds beside days of the same month") % {"times": times}]


def _sentence(found: FactorPattern, outcome: str) -> str:
    assert found.effect is not None
    assert found.low is not None
    assert found.high is not None
    when = _("that day or soon after") if found.kind in SAME_DAY_KINDS else _("in the days after")
    if found.low <= 0 <= found.high:
        return _("It goes with %(outcome)s %(when)s. Whether all these days together make it more or less is not clear yet.") % {
            "outcome": _("how much of what you wanted you do") if outcome == "function" else _("pain") if is_pain(outcome)
            else outcome_name(outcome), "when": when}  # fmt: skip
    up, bit = found.effect > 0, abs(found.effect) < 1
    # Up, whether it is a bit: each a whole sentence, so that it can be translated.
    if outcome == "function":
        said = {
            (True, True): _("You do a bit more of what you wanted %(when)s."),
            (True, False): _("You do more of what you wanted %(when)s."),
            (False, True): _("You do a bit less of what you wanted %(when)s."),
            (False, False): _("You do less of what you wanted %(when)s."),
        }  # fmt: skip
    elif is_pain(outcome):
        said = {
            (True, True): _("Pain is a bit higher %(when)s."), (True, False): _("Pain is higher %(when)s."),
            (False, True): _("Pain is a bit lower %(when)s."), (False, False): _("Pain is lower %(when)s."),
        }  # fmt: skip
    elif more_is_better(outcome):
        more, less = _("You do more %(when)s."), _("You do less %(when)s.")
        said = {(True, True): more, (True, False): more, (False, True): less, (False, False): less}
    elif is_yes_no(outcome):
        more, less = (
            _("There are more days with extra medicine %(when)s."),
            _("There are fewer days with extra medicine %(when)s."),
        )
        said = {(True, True): more, (True, False): more, (False, True): less, (False, False): less}
    else:
        more, less = _("Light touch hurts more %(when)s."), _("Light touch hurts less %(when)s.")
        said = {(True, True): more, (True, False): more, (False, True): less, (False, False): less}
    return said[up, bit] % {"when": when}


def _care(found: FactorPattern, factor: Definition, outcome: str) -> list[str]:
    """What has to stand beside a finding so that nobody stops doing something because of it."""
    assert found.low is not None
    assert found.high is not None
    helps = found.low > 0 if more_is_better(outcome) else found.high < 0
    if factor.scope == "medicine":
        return [_("Worse days can lead to medicine, too. Talk with your doctor before anything changes.")]
    if factor.key.startswith(OWN_PREFIX) and factor.kind in ("state", "calendar"):
        return [_("It is no rule to live by; your plan stays.")]
    if helps and _own_behaviour(factor):
        # "Stayed home", "Rest day", "No bread": less of something is left out as easily by what seems to help.
        return [_("It is no rule to live by: what you do, practise and eat goes on, and your plan stays.")]
    if helps:
        return []
    if _own_behaviour(factor):
        return [
            _("With things you do, practise or eat this often happens when building up; your plan stays.")
        ]
    if factor.key == "sleep_hours":
        return [_("After a loud day sleep is often longer. Keep your sleep as it is.")]
    if factor.scope == "sleep":
        return [_("Sleep comes and goes with loud days. Keep your sleep as it is.")]
    if "weather" in (factor.group, factor.kind):
        return [_("Weather comes and goes. Your plan stays the same in all of it.")]
    if factor.kind == "behaviour" or factor.scope == "function":
        return [_("This often happens when building up; your plan stays.")]
    return []


def _about_medicine(factor: Definition, outcome: str) -> list[str]:
    """Beside how often a medicine is taken: that nobody changes it alone. A medicine as a factor says so already."""
    if outcome != "medicine_extra" or factor.scope == "medicine":
        return []
    return [_("Talk with your doctor before anything about a medicine changes.")]


def _doubts(found: FactorPattern) -> list[str]:
    """Why a finding may not be what it looks like; any of them makes it unsure."""
    notes: list[str] = []
    if found.lead_p is not None and found.lead_p < LEAD_LIMIT:
        notes.append(_("It may be the other way round: it also follows from how the days went."))
    if found.joint_p is not None and found.joint_p > JOINT_LIMIT:
        notes.append(
            _(
                "It moves together with something else that was found. Your diary cannot tell which of them it is."
            )
        )
    if found.later == "did not hold up":
        notes.append(_("On the days after it was found it did not hold up."))
    return notes


def _beside(found: FactorPattern) -> list[str]:
    return [_("Its effect is counted beside what else was found.")] if found.beside_others else []


def _since(found: FactorPattern) -> list[str]:
    """When it was found, and whether it held up since, or why that cannot be told."""
    if found.reason and found.found_on:
        day = day_words(dt.date.fromisoformat(found.found_on))
        return [
            _("Found on %(day)s, and said as it was then: the newest days cannot be judged.") % {"day": day}
        ]
    if found.later == "held up":
        return [_("It held up on the days after it was found.")]
    if found.later is None and found.found_on:
        day = day_words(dt.date.fromisoformat(found.found_on))
        return [_("Found on %(day)s. Later days will show whether it holds up.") % {"day": day}]
    return []


def _sharper(found: FactorPattern) -> list[str]:
    n = found.months_needed
    if not n or n > FAR_MONTHS:
        return _filled(found)
    months = ngettext(
        "A sharper answer needs about %(n)s more month.", "A sharper answer needs about %(n)s more months.", n
    )
    return [months % {"n": n}, *_filled(found)]


def _filled(found: FactorPattern) -> list[str]:
    if found.filled_share is not None and found.filled_share > MOSTLY_FILLED:
        return [_("More than half of the earlier days it needs were not noted.")]
    return []


def waiting(days: int) -> str:
    """What is said of a factor that had too few days at the last look and has `days` now."""
    if days == 0:
        return _("Not noted in this time.")
    if days >= FEWEST:
        return _("There are enough days now. The next new answer looks at it.")
    return _("%(n)s of %(all)s days.") % {"n": days, "all": FEWEST}


def _why_not(found: FactorPattern) -> str:
    if found.reason in ("never_recorded", "few_days"):
        return waiting(found.recorded_days)
    reasons = {
        "constant": _("It was the same every day, so nothing can be said."),
        "hardly_varied": _("It hardly changed, so nothing can be said."),
        "apart": _("Too few of its days lie near days with an answer."),
        "outcome": _("The newest answers leave nothing to compare, so nothing can be said."),
        "same": _("It says next to the same as the answer itself, so nothing can be said."),
        "calendar": _("It goes with the weekday or a straight line, so it cannot be told apart from them."),
    }  # fmt: skip
    return reasons.get(found.reason or "", _("Not enough yet."))


def _own_behaviour(factor: Definition) -> bool:
    return factor.key.startswith(OWN_PREFIX) and factor.kind == "behaviour"


def _may_be_food(factor: Definition) -> bool:
    """Food among her own factors cannot be told apart by its name; weather, calendar and feelings are no food."""
    return factor.scope == "food" or _own_behaviour(factor)


def _change(found: FactorPattern, factor: Definition) -> str:
    """The change of the factor that the numbers stand for."""
    if found.per is None or factor.type == "yes_no":
        return ""
    unit = str(_(factor.unit)) if factor.unit and not factor.key.startswith(OWN_PREFIX) else factor.unit
    if not unit and factor.type in ("scale", "choice"):
        unit = pgettext("on a scale of 0 to 10", "points")
    if number_words(found.per) == "1":
        one = {_("hours"): _("hour"), _("minutes"): _("minute"), _("steps"): _("step")}
        unit = one.get(unit, _("point") if unit == pgettext("on a scale of 0 to 10", "points") else unit)
    return _("%(amount)s more") % {"amount": number_words(found.per, unit)}


def level_words(level: float | None) -> str:
    """The level of a range in percent, never more than it is."""
    percent = 100 * (level if level is not None else 0.9)
    return (
        number_words(math.floor(percent * 10 + 1e-6) / 10)
        if percent > 99
        else str(math.floor(percent + 1e-6))
    )


def signed_words(number: float) -> str:
    """A difference with its sign."""
    words = number_words(number, digits=2 if abs(number) < 0.95 else 1)
    return f"+{words}" if number > 0 else words


def _up(bound: float) -> str:
    """A limit in words."""
    return number_words(limit_up(bound))


def _lag(lag: int | None) -> str:
    if lag is None or lag == 0:
        return _("on the same day or the next")
    return ngettext("the next day, give or take one", "%(n)s days later, give or take one", lag) % {"n": lag}
