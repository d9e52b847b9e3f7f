"""A stored patterns answer made ready for the page: pictures, thoughts beside it, what changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.diary import selectors as diary
from dialdown.insights import records, selectors, services
from dialdown.insights.bars import bar, reach
from dialdown.insights.charts import lags
from dialdown.insights.figures import day_words, number_words
from dialdown.insights.models import Belief, WeatherSetting
from dialdown.insights.outcomes import FURTHER, outcome_name, unit
from dialdown.insights.pattern_words import signed_words
from dialdown.insights.patterns import SHOWN_AS_FOUND, enough_on
from dialdown.insights.periods import DEFAULT, PERIODS
from dialdown.insights.trials.rules import IDEAS
from dialdown.insights.volume import showing as volume
from dialdown.insights.weather.factors import BELIEF_OF, PREFIX, belief_labels
from dialdown.intake.definitions import OWN_PREFIX
from dialdown.people import selectors as people
from dialdown.people.access import require
from dialdown.people.models import SaidBy
from dialdown.people.sealing import keys

if TYPE_CHECKING:
    from collections.abc import Collection

    from dialdown.people.access import Viewer
    from dialdown.people.models import Person

# In the pain-off mode pain is one tap away instead of in the way.
PAIN_FIGURES = {"pain", "weekly-pain", "months", "distribution", "places"}
# Patterns that are open at first; the others are one tap away.
SHOWN = 4
# Of a further outcome only what stands out is open.
SHOWN_FURTHER = 0
# What a personal trial can say more about.
TESTABLE = ("found", "unsure", "nothing")


@dataclass(frozen=True)
class Sky:
    """What the page says about weather: whether it is on, and where it comes from."""

    on: bool
    setting: WeatherSetting | None


def page(
    viewer: Viewer, person: Person, period: str = DEFAULT, *, pain: bool = False, at_once: bool = False
) -> dict[str, Any]:
    """All of Insights over a period, by what this viewer may see; `pain` = shown although it is off, this once.

    Patterns and volume are there once they were worked out; `at_once` works them out first.
    """
    made = services.figures(viewer=viewer, person=person, period=period)
    own = people.role(viewer, person.pk) == "owner"
    pain_off = person.check_in == "off"
    hide_pain = pain_off and not pain
    figures = [one for one in made.data["figures"] if not (hide_pain and one["key"] in PAIN_FIGURES)]
    for figure in figures:
        figure["days"] = " · ".join([figure["days"], *_voices(figure, person, own=own)])
    hidden = hide_pain and (len(figures) < len(made.data["figures"]) or made.data["map"] is not None)
    patterns_on = settings.SWITCHES["patterns"]
    answer = services.pattern_answer if at_once else services.kept_pattern_answer
    return {
        "person": person, "own": own, "period": period, "periods": PERIODS, "span": made.data["span"], "figures": figures,
        "drawn": day_words(person.day_of(made.made_at)),
        "map": None if hide_pain else made.data["map"], "hidden_pain": hidden, "shown_pain": pain_off and pain,
        "patterns_on": patterns_on,
        **context(viewer, person, answer(viewer=viewer, person=person) if patterns_on else None),
        **volume.card(viewer, person, at_once=at_once),
    }  # fmt: skip


def _voices(figure: dict[str, Any], person: Person, *, own: bool) -> list[str]:
    """Whose words a picture shows, and who else answered: sources are never merged."""

    def voice(source: str) -> str:
        return (
            _("by %(name)s") % {"name": person.display_name}
            if source == SaidBy.SELF and not own
            else people.source_words(source)
        )

    return [
        voice(figure["source"]),
        *(_("answers %(who)s are kept apart") % {"who": voice(s)} for s in figure["others"]),
    ]


def sky(viewer: Viewer, person: Person) -> Sky:
    """The state of the weather for one viewer."""
    found = selectors.weather(viewer, person.pk)
    if found is None or found.setting.source == WeatherSetting.Source.OFF:
        return Sky(on=False, setting=None)
    return Sky(on=True, setting=found.setting)


def context(viewer: Viewer, person: Person, kept: services.Result | None) -> dict[str, Any]:
    """Everything the patterns card needs; `kept` None (nothing has been worked out yet) gives `answer` None, nothing else."""
    if kept is None:
        return {"answer": None}
    sight = require(viewer, person.pk)
    state = sky(viewer, person)
    thoughts = selectors.beliefs(viewer, person.pk)
    signed = services.sign_offs(viewer=viewer, person=person)
    today = diary.today_of(person)
    answers: list[dict[str, Any]] = kept.data["answers"]
    for place, one in enumerate(answers):
        rows: list[dict[str, Any]] = one.get("rows", [])
        _dress(rows, one["key"], viewer, person, thoughts=thoughts, signed=signed)
        clear = sum(row["verdict"] in SHOWN_AS_FOUND for row in rows)
        shown = rows[: max(SHOWN if place == 0 else SHOWN_FURTHER, clear)]
        one |= {
            "shown": shown, "folded": rows[len(shown) :], "clear": clear, "table": _table(rows),
            "enough_on": _day(enough_on(one["pace"], today)), "first": place == 0,
            "heading": _("Patterns in your diary") if place == 0 else _("Beside %(outcome)s") % {"outcome": one["outcome"]},
            "pictures": any(row["picture"] for row in rows),
        } | _past(viewer, person, one["key"])  # fmt: skip
        for row in rows:
            row["enough_on"] = _day(enough_on(row["pace"], today))
    apart = _kept_apart(kept.data)
    return {
        "answer": kept.data, "answers": answers, "unnamed": apart, "from_file": any(not one["by"] for one in apart),
        "writing": sight.may_write,
        "today": today.isoformat(),
        "weather_waits": kept.data["weather_waits"], "weather_on": state.on, "locked": keys.locked(viewer, person.pk),
        "weather_credit": state.setting is not None and state.setting.source == WeatherSetting.Source.SERVICE,
        "weather_open": sight.may_write and "factors" in sight,
        "further": _further(viewer, person, kept.data["recorded"]) if sight.may_write else [],
    }  # fmt: skip


def _kept_apart(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """What is not counted because somebody else wrote it, and whose it is in words; "" for a file that does not say."""
    return [
        one
        | {"by": people.source_words(who) if (who := one.get("who", SaidBy.IMPORT)) != SaidBy.IMPORT else ""}
        for one in answer.get("unnamed", [])
    ]


def _dress(
    rows: list[dict[str, Any]],
    outcome: str,
    viewer: Viewer,
    person: Person,
    *,
    thoughts: dict[str, Belief],
    signed: dict[str, Any],
) -> None:
    """Give every row its pictures, what she thinks about it, and who has looked at it."""
    ends = reach(row["bar"] for row in rows if row["bar"])
    kinds = belief_labels()
    waiting = any(row["verdict"] == "waits" for row in rows)
    factors = {factor.key: factor.pk for factor in diary.factors(viewer, person.pk)} if waiting else {}
    for row in rows:
        row["picture"] = bar(row["bar"], f"{row['sentence']} {row['numbers'][0]}", ends) if row["bar"] else ""
        row["lags"] = _lags(row, outcome) if row["curve"] else None
        row["thought"] = None
        belief = thoughts.get(BELIEF_OF.get(row["key"], ""))
        if belief is not None and row["verdict"] != "not_yet":
            day = day_words(person.day_of(belief.created_at))
            row["thought"] = {
                "words": f"{kinds[belief.factor]} {belief.get_thought_display()}",
                "who": f"{people.source_words(belief.said_by)}, {day}", "diary": row["sentence"],
            }  # fmt: skip
        row["compared"] = _compared(row) if row["verdict"] in SHOWN_AS_FOUND or row["thought"] else ""
        looked = signed.get(row["key"])
        if looked is not None and row["verdict"] != "not_yet":
            words = {"who": looked.by_whom, "day": day_words(looked.on)}
            row["notes"] = [*row["notes"], _("%(who)s looked at it with you on %(day)s.") % words]
        row["test"] = _test(row["key"]) if row["verdict"] in TESTABLE else ""
        row["factor"] = factors.get(row["key"]) if row["verdict"] == "waits" else None


def _test(key: str) -> str:
    """The query of the trial that a row leads to, of a factor of her own or an idea that tries it; "" without one."""
    if key.startswith(OWN_PREFIX):
        return urlencode({"idea": "own", "factor": key})
    idea = next((one for one in IDEAS if key in one.tries), None)
    return "" if idea is None else urlencode({"idea": idea.key})


def _compared(row: dict[str, Any]) -> str:
    """How often a year that could not have mattered looks as strong."""
    if not row["other_years"]:
        if row["key"].startswith(PREFIX) and row["verdict"] in SHOWN_AS_FOUND:
            return _("Fewer than five other years of weather are here, too few to set beside your days.")
        return ""
    n, of = row["other_years"]
    said = ngettext(
        "We set your days beside the weather of %(of)s other year, which could not have mattered.",
        "We set your days beside the weather of %(of)s other years, which could not have mattered.", of,
    ) % {"of": of}  # fmt: skip
    if n == 0:
        return f"{said} {_('None of them looks as strong.')}"
    strong = ngettext("%(n)s of them looks as strong.", "%(n)s of them look as strong.", n) % {"n": n}
    return f"{said} {strong}"


def _lags(row: dict[str, Any], outcome: str) -> dict[str, Any]:
    """The lag picture of a row, and the same as a table."""
    best = row.get("best_lag")
    if best is None:
        best = int(max(row["curve"], key=lambda one: abs(one[1]))[0])
    words = _("Clearest: %(lag)s. The bar shows how sure each day is by itself.") % {
        "lag": lags.lag_words(best)
    }
    label = _("%(thing)s, day by day. %(words)s") % {"thing": row["label"], "words": words}
    return {
        "picture": lags.draw(row["curve"], label), "words": words,
        "head": [_("When"), _("Change, in %(unit)s") % {"unit": unit(outcome)}, _("%(level)s %% range") % {"level": row["level"]}],
        "rows": [
            [lags.lag_words(int(lag)), signed_words(effect), f"{number_words(low, digits=2)} – {number_words(high, digits=2)}"]
            for lag, effect, low, high in row["curve"]
        ],
    }  # fmt: skip


def _table(rows: list[dict[str, Any]]) -> list[list[str]]:
    """All rows as a table: thing, verdict, what is said, the numbers."""
    return [
        [
            f"{row['label']}: {row['change']}" if row["change"] else row["label"],
            records.verdict_words(row["verdict"]),
            " ".join([row["sentence"], *row["notes"]]),
            " · ".join(row["numbers"]) if row["verdict"] != "not_yet" else "",
        ]
        for row in rows
    ]


def _past(viewer: Viewer, person: Person, outcome: str) -> dict[str, Any]:
    """Since when an answer stands, by which version, and what changed."""
    found = services.pattern_history(viewer=viewer, person=person, outcome=outcome)
    if found is None:
        return {"since": "", "version": "", "changed": []}
    since = day_words(person.day_of(found.since))
    changed = records.change_words(found.changes, signed_words)
    if found.instead_of:
        words = {"before": outcome_name(found.instead_of), "now": outcome_name(outcome)}
        changed = [
            _("Before, this was about %(before)s. By now more days hold %(now)s, so the answers start anew.")
            % words
        ]
    return {"since": since, "version": found.version, "changed": changed}


def _further(viewer: Viewer, person: Person, recorded: Collection[str]) -> list[dict[str, Any]]:
    """What else can be asked about: outcomes with an answer in the diary, the chosen ones marked."""
    chosen = set(selectors.asked_outcomes(viewer, person.pk))
    return [
        {"key": key, "label": _upper(outcome_name(key)), "chosen": key in chosen}
        for key in FURTHER
        if key in recorded or key in chosen
    ]


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _day(day: dt.date | None) -> str:
    return day_words(day) if day else ""
