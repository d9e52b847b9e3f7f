"""A page of her own: a note that nobody else reads, and the ones before."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dialdown.diary import form_documents, selectors, services
from dialdown.diary.views import checking_in
from dialdown.diary.views.doors import Visit, open_diary
from dialdown.intake.records import BadInput
from dialdown.people import selectors as people

# As far back as the page shows.
LATELY = dt.timedelta(days=60)


@require_http_methods(["GET", "HEAD", "POST"])
@open_diary
def mine(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The owner's only. A note is a moment of today with a note in it, sealed like every note."""
    if not visit.owner or "note" not in visit.sight:
        raise Http404
    if request.method != "POST":
        return _page(request, visit)
    now = timezone.now()
    document = form_documents.document(
        request.POST, person=visit.person, definitions=selectors.definitions(visit.person.pk), now=now
    ) | {"mode": "quick", "said_by": "self"}  # fmt: skip
    note = document["values"].get("note", "")
    document["values"] = {"note": note} if note else {}
    if not note:
        return redirect("mine")
    try:
        saved = services.save_entry(viewer=visit.viewer, document=document, person_id=visit.person.pk)
    except BadInput as error:
        return _page(request, visit, note=note, problem=error.problems[0].message)
    checking_in.say_saved(request, saved, checking_in.saved_words(document))
    return redirect("mine")


def _page(request: HttpRequest, visit: Visit, *, note: str = "", problem: str = "") -> HttpResponse:
    today = selectors.today_of(visit.person)
    found = selectors.moments(visit.viewer, visit.person.pk, today - LATELY, today)
    written = [(moment, moment.answer("note")) for moment in reversed(found)]
    context = {
        "notes": [(moment, words) for moment, words in written if words],
        "closed": any(definition.key == "note" for moment in found for definition in moment.closed),
        "note": note, "problem": problem, "child": people.child_screen(visit.viewer, visit.person),
    }  # fmt: skip
    return render(request, "diary/mine.html", context, status=422 if problem else 200)
