"""What Today, History and the page of one entry share: the form, its context, saving it."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dialdown.diary import check_in, services, words
from dialdown.diary.views.doors import Visit, undo_tag
from dialdown.intake.definitions import Definition
from dialdown.intake.records import Problem
from dialdown.people import selectors as people

# A script tag ends at "</script", whatever it holds; these three can be written otherwise in JSON.
JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def form(
    visit: Visit, asked: Sequence[Definition], document: Mapping[str, Any], *, mode: str, day: dt.date | None = None,
    problems: Iterable[Problem] = (), body_map: bool = True, folded: bool = False,
) -> check_in.CheckInForm:  # fmt: skip
    """The check-in form for this visit."""
    return check_in.build(
        asked, document, mode=mode, sight=visit.sight, day=day, problems=problems, limb=visit.person.limb_module,
        body_map=body_map and mode == "full", seen_by_others=people.seen_by_others(visit.viewer, visit.person.pk), folded=folded,
    )  # fmt: skip


def context(visit: Visit, made: check_in.CheckInForm, **more: Any) -> dict[str, Any]:
    """What `diary/check_in.html` needs."""
    theirs = made.document.get("said_by") == "self"
    default = services.said_by_default(viewer=visit.viewer, person=visit.person)
    return {
        "visit": visit, "person": visit.person, "form": made, "owner": visit.owner,
        # Whose words they are is no answer about her: it starts with whoever is signed in.
        "own_said_by": default, "words_are_theirs": theirs, "words_are_mine": not theirs, **more,
    }  # fmt: skip


def document_json(document: Mapping[str, Any]) -> SafeString:
    """The document of a stored entry for the script, which must not lose what the form does not ask."""
    return mark_safe(json.dumps(document).translate(JSON_ESCAPES))  # noqa: S308


def say_saved(request: HttpRequest, saved: services.Saved, text: str) -> None:
    """A toast with an Undo that takes exactly this save back."""
    if saved.revision is None:
        messages.success(request, text)
    else:
        messages.success(request, text, **undo_tag(undo_address(saved.entry.pk, saved.revision)))


def undo_address(entry_id: uuid.UUID, revision: uuid.UUID) -> str:
    """Where a POST takes one change back."""
    return f"{reverse('entry_undo', args=[entry_id])}?revision={revision}"


def saved_words(document: Mapping[str, Any]) -> str:
    """What the toast says: function first, never a judgement."""
    number = document["values"].get("function")
    try:
        return (
            _("Saved. You did %(number)s of 10.") % {"number": words.number(float(number))}
            if number not in (None, "")
            else _("Saved.")
        )
    except (TypeError, ValueError):
        return _("Saved.")
