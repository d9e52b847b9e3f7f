"""The form of a letter: fields by kind, numbers, steps with their places."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from dialdown.care.letters.book import LetterKind, Step, steps, steps_for
from dialdown.care.letters.compose import Filled, filled_text, last_day
from dialdown.care.letters.facts import MEASURES, Suggested
from dialdown.care.letters.keeping import LONGEST, SHORT, Typed
from dialdown.care.letters.models import Letter
from dialdown.care.letters.reading import called, missing, review_day
from dialdown.care.letters.taken import TOLD, Taken, day_of, taken
from dialdown.care.letters.taken import chosen as chosen_days
from dialdown.insights.figures import number_words

# The numbers that stand open while none is told.
FIRST = ("walk_min", "sit_min", "stairs", "hours")
# Fields that are not words: they have a place of their own in the form.
APART = {"now", "steps", "review_on", "exit", "author"}
DATES = {"reply_by", "decided_on"}
LONG = {
    "gets_in_way",
    "tried",
    "hard",
    "goal",
    "their_reason",
    "job",
    "began",
    "visits",
    "cannot",
    "care_given",
    "visit_goal",
    "story",
    "tests",
    "medicines",
    "helped",
    "new",
}
LABELS = {
    "full_name": (_("Name as it stands in the letter"), _("Empty: as in Dialdown.")),
    "recipient": (_("To"), _("A person or a role.")),
    "place": (_("School or work"), ""),
    "class": (_("Class or grade"), ""),
    "birth": (_("Date of birth"), ""),
    "contact": (_("Contact at school or work"), ""),
    "reply_by": (_("Please answer by"), ""),
    "touches": (
        _("What it limits"),
        _("Walking, standing, sitting, writing, learning, concentrating, sleeping: only what is so."),
    ),
    "gets_in_way": (_("What gets in the way"), _("Plain facts, one a line.")),
    "tried": (_("What was tried, and how it went"), _("One a line.")),
    "hard": (_("In a hard moment"), _("What happens, step by step, one a line.")),
    "goal": (_("Goals"), _("What should work by the review, one a line.")),
    "who_does": (_("Who does it"), ""),
    "who_knows": (_("Who is told or trained"), _("Names or roles, and what for.")),
    "who_covers": (_("Who covers when they are away"), ""),
    "phone_home": (_("Phone at home"), _("A number that is answered in school or work hours.")),
    "member_no": (_("Member number"), ""),
    "claim_no": (_("Reference of the decision"), ""),
    "programme": (_("The programme"), ""),
    "dates": (_("Dates"), ""),
    "decided_on": (_("Day of the decision"), ""),
    "their_reason": (_("The reason given"), _("As they wrote it, and what is so, one point a line.")),
    "form": (_("Form"), _("WH-380-E for your own condition, WH-380-F for a family member.")),
    "patient": (_("Who the patient is"), ""),
    "job": (_("Job, schedule, main tasks"), ""),
    "began": (_("When it began, how long it may last"), _("As the provider said.")),
    "visits": (_("Visits and therapy"), _("Dates and how often, one a line.")),
    "cannot": (_("What is not possible in an episode"), ""),
    "care_given": (_("Care you give"), _("Driving, being there at therapy.")),
    "visit_goal": (_("What you would like from this visit"), ""),
    "story": (_("Short story"), _("Start, turning points, programmes.")),
    "tests": (_("Tests that were done"), _("With dates, one a line.")),
    "medicines": (_("Medicines now and before"), _("Names only, one a line. No amounts.")),
    "helped": (_("What has helped and what has not"), ""),
    "new": (_("What is new since the last visit"), ""),
}
AREAS = {
    "attendance": _("Being there"),
    "communication": _("People"),
    "learning": _("Learning"),
    "walking": _("Walking"),
    "stairs": _("Stairs"),
    "carrying": _("Carrying"),
    "sitting": _("Sitting"),
    "touch": _("Touch"),
    "sport": _("Sports"),
    "writing": _("Writing"),
    "concentration": _("Concentrating"),
    "tests": _("Tests"),
    "breaks": _("Breaks"),
    "noise": _("Noise"),
    "friends": _("Friends"),
    "feelings": _("Feelings"),
    "tasks": _("Tasks"),
    "travel": _("Getting there"),
}
PLACES = {
    "n": _("How many"),
    "n2": _("And how many"),
    "minutes": _("Minutes"),
    "hours": _("Hours"),
    "place": _("Where"),
    "time": _("Time"),
    "time2": _("Later time"),
    "date": _("Until"),
    "dates": _("Dates"),
    "contact": _("Who"),
}


@dataclass(frozen=True)
class Place:
    """One place of a step, as a field."""

    name: str
    label: Any
    value: str
    type: str
    problem: str


@dataclass(frozen=True)
class Choice:
    """One step as it stands in the form, its words filled in; `last` = the latest end of one that could teach avoidance."""

    step: Step
    chosen: bool
    places: list[Place]
    last: dt.date | None
    caution: str
    exit: str


@dataclass(frozen=True)
class More:
    """What a first letter is whole without, folded. `open` = something in it was told or could not be read."""

    fields: list[dict[str, Any]]
    exit: bool
    medicine: bool
    condition: bool
    open: bool


def fields(kind: LetterKind, draft: Letter) -> list[dict[str, Any]]:
    """The fields of words of this kind that stand open, in its order, with what stands in them."""
    return [_field(key, draft) for key in kind.fields if key not in APART and key not in kind.more]


def more(kind: LetterKind, draft: Letter, problems: Mapping[str, str]) -> More | None:
    """What can be told as well; None when this kind asks for nothing else."""
    medicine, condition = "medicine" in kind.parts, "diagnosis" in kind.parts
    if not kind.more and not medicine and not condition:
        return None
    told = any(
        draft.values.get(key, "").strip() or key in problems for key in kind.more
    ) or "exit" in missing(draft)
    return More(
        [_field(key, draft) for key in kind.more if key not in APART],
        "exit" in kind.more,
        medicine,
        condition,
        told or (medicine and draft.medicine_at_school) or (condition and bool(draft.condition)),
    )


def _field(key: str, draft: Letter) -> dict[str, Any]:
    return {
        "name": key,
        "label": LABELS[key][0],
        "help": LABELS[key][1],
        "value": draft.values.get(key, ""),
        "type": "date" if key in DATES else "text",
        "rows": 3 if key in LONG else "",
        "most": SHORT.get(key, LONGEST),
    }


def measures(
    draft: Letter, problems: Mapping[str, str], known: Sequence[Suggested] = ()
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The numbers that can be told, with what stands there and since when: those told, and the rest.

    The usual ones first while none is. `known` = what the diary and Move say today.
    """
    since, now = taken(draft), {one.key: one for one in known}
    rows = [
        {"name": f"measure.{key}", "label": name, "unit": unit, "value": draft.measures.get(key),
         "help": _origin(since.get(key), draft.measures.get(key), now.get(key), called(draft))}
        for key, (name, unit) in MEASURES.items()
    ]  # fmt: skip
    told = [row for row in rows if row["value"] is not None or row["name"] in problems]
    told = told or [row for row in rows if row["name"].removeprefix("measure.") in FIRST]
    return told, [row for row in rows if row not in told]


def _origin(since: Taken | None, value: float | None, now: Suggested | None, name: str) -> str:
    """Where a number is from, and what it would be today where that is something else."""
    said = [since.words(name)] if since is not None else []
    if now is not None and now.value != value:
        said.append(__("today %(n)s, %(source)s") % {"n": number_words(now.value), "source": now.source})
    elif now is not None and since is not None and since.where != TOLD:
        said.append(now.source)
    return "; ".join(said)


def outdated(draft: Letter, known: Sequence[Suggested], today: dt.date) -> bool:
    """True when taking the numbers anew would change one, or the day of one."""
    since = taken(draft)
    return any(
        one.key not in since
        or (
            since[one.key].where != TOLD
            and (draft.measures[one.key], since[one.key].on) != (one.value, today)
        )
        for one in known
    )


def gap_words(key: str) -> str:
    """The name in the form of a place that is left for the pen, with the step that it belongs to."""
    part, _dot, rest = key.partition(".")
    if part == "measure" and rest:
        return str(MEASURES[rest][0])
    if part == "place" and rest:
        step, _dot, place = rest.partition(".")
        return f"{PLACES[place]} ({__(steps()[step].title)})"
    return str(LABELS[key][0])


def areas(
    kind: LetterKind, draft: Letter, problems: Mapping[str, str], today: dt.date
) -> list[tuple[Any, list[Choice], int]]:
    """The steps of this kind by area, and how many of each are chosen."""
    chosen = {one["id"]: one.get("places", {}) for one in draft.steps}
    days = chosen_days(draft)
    found: dict[str, list[Choice]] = {}
    for step in steps_for(kind.setting):
        told = {**step.usual, **chosen.get(step.id, {})}
        last = last_day(step, days.get(step.id, today))
        places = [
            Place(
                name := f"place.{step.id}.{key}", PLACES[key], told.get(key, ""),
                "date" if key == "date" and last else "text", problems.get(name, ""),
            )
            for key in step.places
            if key in PLACES and key not in draft.measures
        ]  # fmt: skip
        filled = Filled(called(draft), {**draft.values, **told}, draft.measures)
        caution, way_out = (
            filled_text(__(words), filled) if words else "" for words in (step.caution, step.exit)
        )
        found.setdefault(step.area, []).append(
            Choice(step, step.id in chosen, places, last, caution, way_out)
        )
    return [(AREAS[area], rows, sum(one.chosen for one in rows)) for area, rows in found.items()]


def typed(sent: QueryDict) -> tuple[Typed, dict[str, str]]:
    """What was sent, read; and a sentence for each field that could not be read."""
    problems: dict[str, str] = {}
    numbers: dict[str, float] = {}
    for key in MEASURES:
        raw = sent.get(f"measure.{key}", "").strip().replace(",", ".")
        if raw:
            try:
                numbers[key] = float(raw)
            except ValueError:
                problems[f"measure.{key}"] = str(_("That is no number. Try 3 or 2.5."))
    review: dt.date | None = None
    raw = sent.get("review_on", "").strip()
    if raw:
        try:
            review = dt.date.fromisoformat(raw)
        except ValueError:
            problems["review_on"] = str(_("We couldn’t read that date. Try 2026-11-20."))
    chosen = [
        {
            "id": one,
            "places": {
                key: _plain(sent.get(f"place.{one}.{key}", ""))
                for key in steps()[one].places
                if f"place.{one}.{key}" in sent
            },
        }
        for one in dict.fromkeys(sent.getlist("steps"))
        if one in steps()
    ]
    words = {key: _plain(sent.get(key, "")) for key in (*LABELS, "now", "exit", "author")}
    return Typed(
        values={key: value for key, value in words.items() if value},
        measures=numbers,
        steps=chosen,
        own_steps=_plain(sent.get("own_steps", "")),
        attendance=bool(sent.get("attendance")),
        episodes=bool(sent.get("episodes")),
        condition=_plain(sent.get("condition", "")) if sent.get("name_it") else "",
        medicine_at_school=bool(sent.get("medicine_at_school")),
        review_on=review,
    ), problems


def review_problem(draft: Letter, problems: Mapping[str, str], today: dt.date) -> str:
    """The sentence at the day to look again: it could not be read, or it is not after today, in whichever draft it stands."""
    over = draft.review_on is not None and review_day(draft, today) is None
    return problems.get("review_on") or (
        str(_("That day is not after today. Choose a later one.")) if over else ""
    )


def too_late(draft: Letter, sent: Typed, today: dt.date) -> dict[str, str]:
    """A sentence for each step that could teach avoidance and was given no day, or one past its last."""
    problems: dict[str, str] = {}
    days = chosen_days(draft)
    for one in sent.steps:
        step, words = steps()[one["id"]], one.get("places", {}).get("date", "")
        last = last_day(step, days.get(step.id, today))
        if last is None or not words:
            continue
        day = day_of(words)
        if day is None or day > last:
            problems[f"place.{step.id}.date"] = __("“%(what)s” ends on %(day)s at the latest.") % {
                "what": __(step.title), "day": date_format(last, "j F Y")}  # fmt: skip
    return problems


def _plain(words: str) -> str:
    """Without what no page can show."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]", "", words.replace("\r\n", "\n")).strip()
