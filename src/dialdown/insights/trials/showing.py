"""Personal trials made ready for their pages: choices, power, the plan pair by pair, what came out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.diary import selectors as diary
from dialdown.insights.figures import day_words, number_words
from dialdown.insights.outcomes import is_pain, unit, unit_after
from dialdown.insights.pattern_words import signed_words
from dialdown.insights.trials import outcomes, pictures, rules, selectors, services
from dialdown.intake.definitions import OWN_PREFIX

if TYPE_CHECKING:
    from dialdown.insights.trials.running import Standing
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person
    from dialdown.science import TrialAnswer
    from dialdown.science.trials import PairMeans
    from dialdown.science.trials_power import Chance

# What the first step asks; a problem with one of these leads back to it.
FIRST_STEP = {"usual", "other", "what", "outcome", "kinds"}
NONE = "none"
# Effects of the power table, in smallest changes that matter.
TIMES = (1, 2)
# Enough for tenths: six chances within a second.
SHOWN_TRIALS = 1000


def chosen(outcome: str, smallest: float) -> float:
    """The smallest change as typed, else the middle choice of the outcome."""
    steps = outcomes.steps(outcome)
    return steps[1] if smallest != smallest else smallest


def wizard(
    viewer: Viewer, person: Person, wanted: services.Wanted, typed: Any, kinds: list[str], *, second: bool
) -> dict[str, Any]:
    """Both steps of the wizard; `typed` is carried from the first into the second."""
    today = diary.today_of(person)
    own = _own_factor(viewer, person, typed.get("factor", ""))
    idea = typed.get("idea", "own" if own or wanted.other else rules.IDEAS[0].key)
    return {
        "person": person, "wanted": wanted, "idea": idea, "factor": typed.get("factor", ""),
        "other": wanted.other if idea == "own" and wanted.other else own,
        "usual": wanted.usual if idea == "own" and wanted.usual else _("as usual"), "ideas": rules.IDEAS,
        "outcomes": [{"key": key, "label": outcomes.label(key)} for key in outcomes.choices(viewer, person)],
        "about": [{"key": key, "label": label, "on": key in typed.getlist("about")} for key, label in rules.KINDS.items()],
        "none": NONE in typed.getlist("about"), "takes_away": typed.get("takes_away", ""), "ticked": typed.getlist("about"),
        "needs_clinician": rules.needs_clinician(kinds, under_18=person.under_18(today)),
        "kinds": [rules.KINDS[kind] for kind in kinds], "today": today.isoformat(),
        "busy": selectors.open_trial(viewer, person),
        **(_power(viewer, person, wanted) if second else {}),
    }  # fmt: skip


def _own_factor(viewer: Viewer, person: Person, key: str) -> str:
    """The name of one of her own factors that a pattern was found for."""
    found = diary.definitions(person.pk).get(key) if key.startswith(OWN_PREFIX) else None
    return found.label if found and found in diary.visible_definitions(viewer, person.pk).values() else ""


def _power(viewer: Viewer, person: Person, wanted: services.Wanted) -> dict[str, Any]:
    """How likely each plan is to show a real change, from her own ups and downs."""
    if wanted.outcome not in outcomes.KEYS or wanted.block not in services.BLOCKS:
        return {}
    moves = selectors.ups_and_downs(viewer, person, wanted.outcome)
    block_days, washout_days = services.BLOCKS[wanted.block]
    effects = [times * wanted.smallest for times in TIMES]
    plans = [{"pairs": pairs, "days": 2 * pairs * block_days} for pairs in services.PAIRS]
    if moves is not None and wanted.smallest > 0.0:
        from dialdown.science.trials_power import power_range

        for plan in plans:
            plan["chances"] = [
                in_ten_range(
                    power_range(
                        moves, effect=effect, pairs=plan["pairs"], block_days=block_days, washout_days=washout_days,
                        trials=SHOWN_TRIALS,
                    )
                )
                for effect in effects
            ]  # fmt: skip
    return {
        "plans": plans, "block_days": block_days, "washout_days": washout_days,
        "known_days": moves.days if moves else 0,
        "effects": [amount(wanted.outcome, effect) for effect in effects],
        "smallest": [
            {"key": str(step), "label": amount(wanted.outcome, step), "on": step == wanted.smallest}
            for step in outcomes.steps(wanted.outcome)
        ],
    }  # fmt: skip


def in_ten(chance: float) -> str:
    """A chance as people say it."""
    if chance < 0.05:
        return _("hardly ever")
    return _("%(n)s of 10") % {"n": min(9, round(10 * chance)) if chance < 0.95 else 10}


def in_ten_range(chance: Chance) -> str:
    """A chance with the range in which it lies, as people say it."""
    low, high = round(10 * chance.low), round(10 * chance.high)
    return (
        in_ten(chance.value) if low == high else _("%(low)s to %(high)s of 10") % {"low": low, "high": high}
    )


def amount(outcome: str, value: float) -> str:
    """An amount of an outcome in words."""
    return f"{number_words(value)} {unit_after(outcome, number_words(value))}"


def short_day(day: Any) -> str:
    """A date of the plan: 27 Oct."""
    return formats.date_format(day, "j M")


def line(viewer: Viewer, found: Standing) -> dict[str, Any]:
    """One trial in the list."""
    return {
        "id": found.trial.pk, "title": found.trial.other, "measured": outcomes.label(found.trial.outcome),
        "state": state_words(found), "finished": found.finished,
    }  # fmt: skip


def state_words(found: Standing) -> str:
    """Where a trial stands, in a few words."""
    if found.state == "running":
        return _("Pair %(n)s of %(all)s") % {"n": found.shown_pairs, "all": found.trial.pairs}
    return {
        "waits": _("Waits for a clinician’s yes"), "over": _("Finished"), "stopped": _("Ended early"),
        "ahead": _("Begins on %(day)s") % {"day": day_words(found.trial.starts_on)},
        "new_pain": _("Ended: new pain was reported"),
    }[found.state]  # fmt: skip


def page(viewer: Viewer, person: Person, found: Standing) -> dict[str, Any]:
    """Everything the page of one trial shows."""
    trial = found.trial
    shown: dict[str, Any] = {
        "found": found, "trial": trial, "state": state_words(found), "pairs": _plan(found), "noted": found.noted, "lived": len(found.lived),
        "today": found.today.isoformat(), "day": found.day, "measured": outcomes.label(trial.outcome), "percent": _percent(found),
        "did": found.done.get(found.today), "kinds": [rules.KINDS[kind] for kind in trial.kinds if kind in rules.KINDS],
        "begins": day_words(trial.starts_on), "ends": day_words(found.plan.end), "drawn": day_words(trial.person.day_of(trial.created_at)),
        "days": found.trial.block_days, "smallest": amount(trial.outcome, trial.smallest),
        "promised": in_ten(trial.promised) if trial.promised is not None else "",
        "who": trial.sign_off.by_whom if trial.sign_off else "",
        "earlier": [
            {"day": one.date.isoformat(), "words": short_day(one.date), "arm": one.arm}
            for one in found.lived[-8:] if one.date not in found.done and one.date != found.today
        ] if found.state == "running" else [],
    }  # fmt: skip
    if found.finished:
        answer = selectors.answer(viewer, found)
        shown |= {"answer": answer, **(_answer(found, answer) if answer else {})}
    return shown


def _percent(found: Standing) -> int:
    return round(100 * len(found.lived) / len(found.plan.days)) if found.plan.days else 0


def _plan(found: Standing) -> list[dict[str, Any]]:
    """The pairs with their two blocks; a block that has not begun keeps its secret while the test runs."""
    rows: list[dict[str, Any]] = []
    for pair in range(1, found.trial.pairs + 1):
        blocks: list[dict[str, Any]] = []
        for block in (2 * pair - 1, 2 * pair):
            days = [day for day in found.plan.days if day.block == block]
            open_ = days[0] in found.lived
            blocks.append({
                "arm": days[0].arm if open_ else "", "second": days[0].arm == found.trial.other, "first": short_day(days[0].date),
                "now": found.state == "running" and days[0].date <= found.today <= days[-1].date,
            })  # fmt: skip
        rows.append({"pair": pair, "blocks": blocks})
    return rows


def _answer(found: Standing, answer: TrialAnswer) -> dict[str, Any]:
    """The verdict, its numbers, the picture and the table of pairs."""
    trial, difference, gls = found.trial, answer.difference, answer.gls
    counted = _better_in(found, answer)
    said: dict[str, Any] = {
        "verdict": "found" if answer.verdict != "not_clear" else "unsure", "sentence": _sentence(found, answer),
        "picture": pictures.pairs(answer.means, found.arms, trial.outcome, counted), "better_in": counted,
        "notes": _notes(found, answer),
        "unit": unit_after(trial.outcome, signed_words(difference.value)) if difference is not None else unit(trial.outcome),
        "days_line": _("%(pairs)s · %(n)s of %(all)s counted days have an answer") % {
            "pairs": ngettext("%(n)s whole pair", "%(n)s whole pairs", answer.pairs) % {"n": answer.pairs},
            "n": answer.days, "all": answer.of_days},
        "table": [[m.pair, _number(m.first), _number(m.second), _between(m)] for m in answer.means],
    }  # fmt: skip
    if difference is not None:
        said["value"] = signed_words(difference.value)
        if difference.low is not None and difference.high is not None:
            low, high = signed_words(difference.low), signed_words(difference.high)
            said["range"] = _("likely %(low)s to %(high)s") % {"low": low, "high": high}
    if gls is not None and gls.low is not None and gls.high is not None:
        numbers = {"value": gls.value, "low": gls.low, "high": gls.high}
        words = {name: signed_words(number) for name, number in numbers.items()}
        said["gls"] = _("%(value)s (%(low)s to %(high)s)") % words
    return said


def _between(means: PairMeans) -> str:
    whole = means.first is not None and means.second is not None
    return signed_words(means.second - means.first) if whole else "–"


def _number(value: float | None) -> str:
    return "–" if value is None else number_words(value)


def _sentence(found: Standing, answer: TrialAnswer) -> str:
    """The verdict in one plain sentence; the coin alone decides it."""
    if answer.verdict == "not_clear":
        return _("Not clear which of the two goes better for you.")
    arm = answer.arms[1] if answer.verdict == "better" else answer.arms[0]
    if is_pain(found.trial.outcome):
        return _("Less pain with: %(arm)s.") % {"arm": arm}
    if found.trial.outcome == "function":
        return _("You did more of what you wanted with: %(arm)s.") % {"arm": arm}
    return _("%(outcome)s: more with %(arm)s.") % {"outcome": outcomes.label(found.trial.outcome), "arm": arm}


def _better_in(found: Standing, answer: TrialAnswer) -> str:
    """In how many pairs the second arm went better, and how often luck does that."""
    gaps = [m.second - m.first for m in answer.means if m.first is not None and m.second is not None]
    good = sum(gap > 0.0 if answer.better_is == "higher" else gap < 0.0 for gap in gaps)
    said = _("%(arm)s went better in %(n)s of %(all)s pairs.") % {
        "arm": found.trial.other[:1].upper() + found.trial.other[1:], "n": good, "all": len(gaps)}  # fmt: skip
    if answer.p is None or answer.pairs < services.PAIRS[0]:
        return said
    if answer.p > 0.5:
        return f"{said} {_('Luck alone does this more often than not.')}"
    times = max(2, int(1.0 / answer.p + 1e-9))
    return f"{said} {_('Luck alone does this about 1 time in %(n)s.') % {'n': times}}"


def _notes(found: Standing, answer: TrialAnswer) -> list[str]:
    """What belongs beside the answer so that it is not read for more than it is."""
    notes: list[str] = []
    smallest = amount(found.trial.outcome, found.trial.smallest)
    if answer.matters == "yes":
        notes.append(
            _("All of the likely range is more than the %(amount)s that would matter to you.")
            % {"amount": smallest}
        )
    elif answer.matters == "no":
        notes.append(
            _("If there is a difference, it is less than the %(amount)s that would matter to you.")
            % {"amount": smallest}
        )
    elif answer.verdict == "not_clear" and answer.pairs >= services.PAIRS[0]:
        notes.append(
            _("A difference of %(amount)s can be neither seen nor ruled out here. Both can stay true.")
            % {"amount": smallest}
        )
    if answer.pairs < services.PAIRS[0]:
        notes.append(
            ngettext(
                "%(n)s whole pair was lived. Luck can only be told from a change with six or more.",
                "%(n)s whole pairs were lived. Luck can only be told from a change with six or more.", answer.pairs,
            ) % {"n": answer.pairs}
        )  # fmt: skip
    if answer.adherence is not None and answer.adherence < 0.8:
        notes.append(
            _(
                "%(percent)s %% of the noted days went as drawn. So this tells of the plan, not of every day done that way."
            )
            % {"percent": round(100 * answer.adherence)}
        )
    if any(kind in ("swallowed", "food") for kind in found.trial.kinds):
        notes.append(_("Talk with your clinician before anything you eat or swallow changes for good."))
    return notes
