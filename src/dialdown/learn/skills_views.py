"""Skills: short lessons, an exercise each that can be saved, and the calm pages that work for everyone and offline."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dialdown.intake.records import BadInput
from dialdown.learn import selectors, services
from dialdown.learn.skills.lessons import ADULT, FALLBACK, PARENTS, TEEN, Lesson, Voice
from dialdown.people import selectors as people
from dialdown.people.access import sight
from dialdown.people.current import current_person
from dialdown.people.models import Membership, Person
from dialdown.uuid7 import uuid7


@dataclass(frozen=True)
class Reader:
    """Who reads: whose diary is open, whether she may save there, and in which voice lessons are told."""

    person: Person | None
    may_save: bool
    parent: bool
    voice: str


@dataclass(frozen=True)
class Told:
    """A lesson in one voice, ready for a page."""

    lesson: Lesson
    voice: Voice
    voice_name: str
    foreign: bool

    @property
    def other_voice(self) -> str:
        """The voice that the switch leads to; "" when there is only one."""
        return next((name for name in self.lesson.voices if name != self.voice_name), "")


def _language() -> str:
    return (get_language() or FALLBACK).split("-")[0]


def _reader(request: HttpRequest) -> Reader:
    person = current_person(request)
    if person is None:
        return Reader(None, may_save=False, parent=True, voice=ADULT)
    role = people.role(request.user, person.pk)
    own = role == Membership.Role.OWNER
    under_18 = person.under_18(person.today())
    return Reader(
        person, sight(request.user, person.pk).may_write, not own, TEEN if own and under_18 else ADULT
    )


def _told(lesson: Lesson, voice: str) -> Told:
    name = voice if voice in lesson.voices else next(iter(lesson.voices))
    return Told(lesson, lesson.told(name), name, lesson.language != _language())


@require_safe
def skills(request: HttpRequest) -> HttpResponse:
    """The list of lessons; the ones for parents first when a parent looks."""
    reader = _reader(request)
    found = selectors.lessons(_language())
    shown: dict[str, Any] = {
        "reader": reader, "everyone": [one for one in found if one.audience != PARENTS],
        "parents": [one for one in found if one.audience == PARENTS], "review": selectors.skills_review(),
        "tab": "more",
    }  # fmt: skip
    return render(request, "learn/skills.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def lesson(request: HttpRequest, lesson_id: str) -> HttpResponse:
    """One lesson; POST saves its exercise."""
    found = selectors.lesson(lesson_id, _language())
    if found is None:
        raise Http404
    reader = _reader(request)
    if request.method != "POST":
        return _page(request, reader, found)
    if reader.person is None or not reader.may_save:
        raise Http404
    typed = {field.key: request.POST.get(f"answers.{field.key}", "") for field in found.exercise.fields}
    try:
        saved = services.save_exercise(
            viewer=request.user, note_id=_note_id(request), person_id=reader.person.pk, lesson_id=lesson_id, answers=typed,
            saved_at=timezone.now(),
        )  # fmt: skip
    except BadInput as error:
        return _page(
            request, reader, found, typed=typed, problems={p.where: p.message for p in error.problems}
        )
    messages.success(
        request, _("Saved. It stays with you."), extra_tags=f"undo /learn/notes/{saved.note.pk}/remove"
    )
    return redirect(f"/learn/skills/{lesson_id}#saved")


def _note_id(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("id", ""))
    except ValueError:
        return uuid7()


def _page(
    request: HttpRequest,
    reader: Reader,
    found: Lesson,
    *,
    typed: dict[str, str] | None = None,
    problems: dict[str, str] | None = None,
) -> HttpResponse:
    chosen = request.GET.get("voice", "")
    everything = selectors.lessons(_language())
    after = [one for one in everything if one.audience == found.audience and one.order > found.order]
    saved = selectors.exercises(request.user, reader.person.pk, found.id) if reader.person else []
    shown: dict[str, Any] = {
        "reader": reader, "told": _told(found, chosen or reader.voice), "saved": [_said(found, one) for one in saved],
        "next": after[0] if after else None, "note_id": uuid7(), "typed": typed or {}, "problems": problems or {},
        "review": selectors.skills_review(), "tab": "more",
    }  # fmt: skip
    return render(request, "learn/lesson.html", shown, status=422 if problems else 200)


def _said(found: Lesson, kept: selectors.KeptExercise) -> dict[str, Any]:
    """A saved exercise with its questions, in the order of the lesson."""
    answers = kept.answers or {}
    rows = [(field.label, answers[field.key]) for field in found.exercise.fields if answers.get(field.key)]
    return {"note": kept.note, "mine": kept.mine, "closed": kept.answers is None, "rows": rows}


@require_POST
def remove_note(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    """Take a saved exercise out; the message brings it back."""
    note = services.take_exercise_out(viewer=request.user, note_id=note_id).note
    messages.success(request, _("Taken out."), extra_tags=f"undo /learn/notes/{note_id}/restore")
    return redirect(f"/learn/skills/{note.lesson}")


@require_POST
def restore_note(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    """Bring a saved exercise back."""
    note = services.take_exercise_out(viewer=request.user, note_id=note_id, out=False).note
    return redirect(f"/learn/skills/{note.lesson}#saved")


@require_safe
def offline_skills(request: HttpRequest) -> HttpResponse:
    """Every lesson on one page for the service worker to keep: blank exercises, no name, nothing that was saved."""
    reader = _reader(request)
    found = [_told(one, reader.voice) for one in selectors.lessons(_language())]
    shown: dict[str, Any] = {
        "reader": reader,
        "told_lessons": found,
        "review": selectors.skills_review(),
    }
    return render(request, "learn/offline_skills.html", shown)
