"""Drafts of letters, for whoever keeps a diary and may see what is in them."""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dialdown.care.letters import compose, facts, taken
from dialdown.care.letters.book import Step, kinds, steps
from dialdown.care.letters.episodes import Episodes, episodes
from dialdown.care.letters.models import Letter
from dialdown.care.paper.document import Document
from dialdown.care.records.doors import may_keep
from dialdown.diary.selectors import today_of
from dialdown.people import selectors as people
from dialdown.people.access import Denied

if TYPE_CHECKING:
    import datetime as dt

    from dialdown.care.models import SchoolSheet
    from dialdown.people.access import Sight, Viewer
    from dialdown.people.models import Person


# The value of a draft that says that flares of the diary stand in it; a part of a letter has the same name.
FLARES = "episodes"


def opens(sight: Sight, letter: Letter) -> bool:
    """True when everything that was put in from the diary may be seen by this viewer."""
    return all(
        sight.line(scope.removesuffix(":line")) if scope.endswith(":line") else scope in sight
        for scope in letter.scopes
    )


def letters(viewer: Viewer, person_id: uuid.UUID) -> list[Letter]:
    """The drafts that this viewer may see, newest first. Raises Denied."""
    sight = may_keep(viewer, person_id)
    return [
        one
        for one in Letter.objects.filter(person_id=person_id, removed_at__isnull=True)
        if opens(sight, one)
    ]


def letter(viewer: Viewer, letter_id: uuid.UUID, *, removed: bool = False) -> Letter:
    """One draft. Raises Denied, also for one that was taken out unless `removed`."""
    found = Letter.objects.select_related("person").filter(pk=letter_id).first()
    if found is None or found.kind not in kinds() or (found.removed_at is not None and not removed):
        raise Denied
    if not opens(may_keep(viewer, found.person_id), found):
        raise Denied
    return found


def document(viewer: Viewer, draft: Letter, *, today: dt.date | None = None) -> Document:
    """The letter of a draft, stored or not, from what this viewer may see. Raises Denied."""
    return compose.document(kinds()[draft.kind], _filled(viewer, draft, today or today_of(draft.person)))


def gaps(viewer: Viewer, draft: Letter) -> list[str]:
    """Every place of the letter that is left for the pen, by the name that it has in the form. Raises Denied."""
    return compose.gaps(kinds()[draft.kind], _filled(viewer, draft, today_of(draft.person)))


def _filled(viewer: Viewer, draft: Letter, day: dt.date) -> compose.Filled:
    person: Person = draft.person
    sight = may_keep(viewer, person.pk)
    there = facts.attendance(viewer, person) if draft.attendance else None
    flares = episodes(viewer, person) if draft.values.get(FLARES) else None
    origins = taken.taken(draft)
    # The days there are counted anew each time, so they stand beside the numbers that the draft keeps.
    days_there = taken.Taken(there.last, taken.DIARY, there.voice) if there else None
    filled = compose.Filled(
        person.display_name,
        draft.values,
        draft.measures,
        own_steps=tuple(line.strip() for line in draft.own_steps.splitlines() if line.strip()),
        attendance=there.words if there else "",
        episodes=_told(flares, called(draft)) if flares else "",
        condition=draft.condition,
        medicine_at_school=draft.medicine_at_school,
        review_on=review_day(draft, day),
        today=day,
        measured=taken.line(origins, days_there, called(draft)),
        planned=frozenset(key for key, one in origins.items() if one.where == taken.PLANNED),
        # The same answer that opens Train and Move; a report of new pain takes it back.
        looked=sight.new_pain and people.clearance(viewer, person.pk).open,
    )
    library, days = steps(), taken.chosen(draft)
    asked = tuple(
        compose.asked_for(
            library[one["id"]], {**library[one["id"]].usual, **one.get("places", {})}, filled, days[one["id"]]
        )
        for one in draft.steps
        if one["id"] in library
    )
    return compose.with_steps(filled, asked)


def _told(flares: Episodes, name: str) -> str:
    return flares.words + " " + _("Pain as told by %(who)s.") % {"who": taken.whose(flares.voice, name)}


def called(draft: Letter) -> str:
    """The name as it stands in the letter."""
    return draft.values.get("full_name", "").strip() or draft.person.display_name


def school_letters(viewer: Viewer, person_id: uuid.UUID) -> list[Letter]:
    """The letters that school may read, newest first: of a kind for school, and nothing missing. Raises Denied."""
    return [
        one for one in letters(viewer, person_id)
        if one.kind in kinds() and kinds()[one.kind].setting in ("school", "any") and not missing(one)
    ]  # fmt: skip


def for_school(viewer: Viewer, person: Person, letter_id: uuid.UUID) -> dict[str, Any]:
    """A letter as the page for school keeps it: its words and day of review now, not the diary behind them. Raises Denied."""
    draft = next((one for one in school_letters(viewer, person.pk) if one.pk == letter_id), None)
    if draft is None:
        raise Denied
    # As the database gives it back, so that what did not change reads the same.
    page = json.loads(json.dumps(asdict(document(viewer, draft))))
    review = draft.review_on
    return {"id": str(draft.pk), "page": page, "review_on": review.isoformat() if review else ""}


def stays(viewer: Viewer, sheet: SchoolSheet | None, letter_id: uuid.UUID) -> dict[str, Any]:
    """The letter of a page for school when it is the one that is meant, is still kept, and cannot be chosen anew; else nothing."""
    if sheet is None or sheet.letter.get("id") != str(letter_id):
        return {}
    if not Letter.objects.filter(pk=letter_id, removed_at__isnull=True).exists():
        return {}
    anew = any(one.pk == letter_id for one in school_letters(viewer, sheet.person_id))
    return {} if anew else dict(sheet.letter)


def review_day(draft: Letter, today: dt.date) -> dt.date | None:
    """The day on which the letter is looked at again; None for one that is not after today."""
    day = draft.review_on
    return day if day is not None and day > today else None


def missing(draft: Letter) -> list[str]:
    """What a letter needs before it can be printed, by field; empty when it is ready."""
    kind, parts = kinds()[draft.kind], set(kinds()[draft.kind].parts)
    found: list[str] = []
    if "review" in parts and review_day(draft, today_of(draft.person)) is None:
        found.append("review_on" if draft.review_on is None else "review_over")
    if (
        "now" in parts
        and not draft.measures
        and not draft.attendance
        and not draft.values.get("now", "").strip()
    ):
        found.append("now")
    # A letter that asks, asks for something; and a plan for a hard day has a step.
    asks = "steps" in kind.fields and not draft.own_steps.strip()
    if asks and not any(one["id"] in steps() for one in draft.steps):
        found.append("steps")
    if "hard" in parts and "now" not in parts and not draft.values.get("hard", "").strip():
        found.append("hard")
    # A step in her own words has no way out of its own, as those of the library have.
    if "exit" in kind.fields and draft.own_steps.strip() and not draft.values.get("exit", "").strip():
        found.append("exit")
    return found + [f"ended.{step.id}" for step, _day in _ended(draft)]


def _ended(draft: Letter) -> list[tuple[Step, dt.date]]:
    """Steps whose last day has passed, with that day."""
    found: list[tuple[Step, dt.date]] = []
    today, since = today_of(draft.person), taken.chosen(draft)
    for one in draft.steps:
        step = steps().get(one["id"])
        last = None if step is None else compose.end_of(step, one.get("places", {}), since[one["id"]])
        if step is not None and last is not None and last < today:
            found.append((step, last))
    return found


def missing_words(draft: Letter) -> list[str]:
    """The same in words, for whoever writes the letter."""
    said = {
        "review_on": _("a day to look again"),
        "now": _("at least one fact about what works now"),
        "steps": _("at least one thing that you ask for"),
        "hard": _("what happens in a hard moment, at least one step"),
        "exit": _("how what you ask for in your own words gets smaller or ends"),
    } | {
        f"ended.{step.id}": _(
            "“%(what)s” ended on %(day)s: take it out, or save without it and choose it anew"
        )
        % {"what": _(step.title), "day": date_format(day, "j F Y")}
        for step, day in _ended(draft)
    }
    if draft.review_on is not None:
        said["review_over"] = _("a later day to look again (%(day)s is not after today)") % {
            "day": date_format(draft.review_on, "j F Y")
        }
    return [said[key] for key in missing(draft)]
