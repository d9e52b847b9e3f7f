"""One entry: looked at, corrected, said more about, taken out, brought back."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dialdown.diary import form_documents, selectors, services, words
from dialdown.diary.views import asking, checking_in, looks
from dialdown.diary.views.doors import Visit, open_diary, undo_tag
from dialdown.intake.definitions import Definition
from dialdown.intake.records import BadInput
from dialdown.people import selectors as people


@dataclass(frozen=True)
class Told:
    """One stored answer, as a list shows it."""

    label: str
    answer: str
    origin: str


def _opened(visit: Visit, entry_id: uuid.UUID) -> selectors.Moment:
    person_id, moment = selectors.moment(visit.viewer, entry_id)
    # Only the diary that is open on this screen, so that nobody types into another one by an old address.
    if person_id != visit.person.pk:
        raise Http404
    return moment


def _form_mode(moment: selectors.Moment) -> str:
    return moment.mode if moment.mode in ("weekly", "off") else "full"


def _asked(visit: Visit, moment: selectors.Moment) -> tuple[Definition, ...]:
    keys = (*moment.document["values"], *moment.document["skipped"])
    return asking.asked(visit.viewer, visit.person, _form_mode(moment), moment.day, extra=keys)


def _body_map(visit: Visit, moment: selectors.Moment) -> bool:
    """Whether the places can be corrected here: on a child's own screen, and in a programme, only those that were picked."""
    quiet = people.child_screen(visit.viewer, visit.person) or visit.person.in_programme(moment.day)
    return _form_mode(moment) == "full" and (bool(moment.document["regions"]) or not quiet)


@require_http_methods(["GET", "POST"])
@open_diary
def entry(request: HttpRequest, visit: Visit, entry_id: uuid.UUID) -> HttpResponse:
    """Look at a moment, and correct it. Whoever only looks sees the answers without the form."""
    moment = _opened(visit, entry_id)
    if request.method != "POST":
        return _page(request, visit, moment, moment.document)
    if not visit.sight.may_write:
        raise Http404
    definitions = selectors.definitions(visit.person.pk)
    posted = form_documents.document(
        request.POST, person=visit.person, definitions=definitions, now=timezone.now()
    )
    asked = _asked(visit, moment)
    document = form_documents.merged(
        moment.document, posted, asked={d.key for d in asked}, body_map=_body_map(visit, moment),
        sides=("left", "right") if visit.person.limb_module and _form_mode(moment) in ("full", "off") else (),
    )  # fmt: skip
    try:
        saved = services.edit_entry(viewer=visit.viewer, entry_id=entry_id, document=document)
    except BadInput as error:
        return _page(request, visit, moment, document, problems=error.problems)
    checking_in.say_saved(request, saved, _("Saved."))
    return redirect("day", date=moment.day.isoformat())


def _page(
    request: HttpRequest,
    visit: Visit,
    moment: selectors.Moment,
    document: dict[str, Any],
    *,
    problems: Any = (),
) -> HttpResponse:
    mode = _form_mode(moment)
    # What a file brought is corrected like any other answer; the entry itself stays marked.
    shown = {**document, "mode": "full" if moment.mode in ("import", "device") else moment.mode,
             "said_by": services.said_by_default(viewer=visit.viewer, person=visit.person)}  # fmt: skip
    past = moment.day < selectors.today_of(visit.person)
    made = checking_in.form(
        visit, _asked(visit, moment), shown, mode=mode, day=moment.day if past else None, problems=problems,
        body_map=_body_map(visit, moment),
    )  # fmt: skip
    row = looks.moment_rows(visit, [moment])[0]
    told = [
        Told(words.label(a.definition, moment.mode), words.answer(a.definition, a.answer),
             words.origin(a, moment, viewer=visit.viewer, person=visit.person, owner=visit.owner))
        for a in moment.answers
    ]  # fmt: skip
    told += [Told(words.label(d, moment.mode), _("cannot be opened"), "") for d in moment.broken]
    if moment.closed:
        # One line for all: which of them were answered is private, too.
        told.append(Told(_("Mood, notes, period"), _("private"), ""))
    more = {
        "moment": moment, "row": row, "told": told, "date": looks.date(moment.day), "weekday": looks.weekday(moment.day), "mode": mode,
        "places": words.places(r["region"] for r in moment.document["regions"]), "action": request.get_full_path(),
        "stored_document": checking_in.document_json({**moment.document, "mode": shown["mode"], "said_by": shown["said_by"]}),
        "past": past, "save_label": _("Save changes"), "close": f"/history/{moment.day.isoformat()}",
        "own_origin": any(t.origin for t in told),
    }  # fmt: skip
    return render(
        request, "diary/entry.html", checking_in.context(visit, made, **more), status=422 if problems else 200
    )


@require_http_methods(["GET", "POST"])
@open_diary
def places(request: HttpRequest, visit: Visit, entry_id: uuid.UUID) -> HttpResponse:
    """Say more about the places of a moment: pain there, what it feels like, what brings it on."""
    moment = _opened(visit, entry_id)
    if "body" not in visit.sight or not visit.sight.may_write:
        raise Http404
    document, problems = moment.document, ()
    if request.method == "POST":
        rows = [
            {**form_documents.region_row(request.POST, row["region"]), "side": row["side"]}
            for row in moment.document["regions"]
        ]
        document = {
            **moment.document,
            "regions": rows,
            "said_by": services.said_by_default(viewer=visit.viewer, person=visit.person),
        }
        try:
            saved = services.edit_entry(viewer=visit.viewer, entry_id=entry_id, document=document)
        except BadInput as error:
            problems = error.problems
        else:
            checking_in.say_saved(request, saved, _("Saved."))
            return _home(visit, moment.day)
    made = checking_in.form(visit, (), document, mode="full", problems=problems)
    more = {"moment": moment, "date": looks.date(moment.day), "action": request.path}
    return render(
        request,
        "diary/places.html",
        checking_in.context(visit, made, **more),
        status=422 if problems else 200,
    )


def _home(visit: Visit, day: dt.date) -> HttpResponse:
    """Back to where a day is shown."""
    if day == selectors.today_of(visit.person):
        return redirect("today")
    return redirect("day", date=day.isoformat())


@require_POST
@open_diary
def delete(request: HttpRequest, visit: Visit, entry_id: uuid.UUID) -> HttpResponse:
    """Take a moment out of the diary."""
    moment = _opened(visit, entry_id)
    saved = services.delete_entry(viewer=visit.viewer, entry_id=entry_id)
    if saved.revision is not None:
        messages.success(
            request, _("Taken out."), **undo_tag(checking_in.undo_address(entry_id, saved.revision))
        )
    return _home(visit, moment.day)


@require_POST
@open_diary
def undo(request: HttpRequest, visit: Visit, entry_id: uuid.UUID) -> HttpResponse:
    """Take the last change back, or exactly the one that is named."""
    revision: uuid.UUID | None = None
    if named := request.GET.get("revision"):
        try:
            revision = uuid.UUID(named)
        except ValueError:
            raise Http404 from None
    saved = services.undo(viewer=visit.viewer, entry_id=entry_id, revision=revision)
    if saved.stored == "deleted" and saved.revision is not None:
        messages.success(
            request, _("Taken back."), **undo_tag(checking_in.undo_address(entry_id, saved.revision))
        )
    elif saved.stored == "updated":
        messages.success(request, _("It is as it was before."))
    return _home(visit, saved.entry.day)
