"""Pages of medicines, aids and comforts."""

from __future__ import annotations

import datetime as dt
import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from dialdown.care.medicines import reading
from dialdown.care.medicines.notes import with_every_note
from dialdown.care.medicines.sheet import sheet
from dialdown.care.paper import document
from dialdown.care.paper.answers import pdf_file
from dialdown.care.records import keeping
from dialdown.care.records.kinds import KINDS
from dialdown.care.records.views import MOOD_NOTE
from dialdown.care.records.visit import At, at_medicines, at_papers
from dialdown.diary.selectors import today_of


@require_GET
@at_medicines
def medicines(request: HttpRequest, at: At) -> HttpResponse:
    """The list; with `?print=1` as a sheet of paper."""
    today = today_of(at.person)
    rows = reading.medicines(at.viewer, at.person)
    shown = {"at": at, "person": at.person, "rows": rows, "today": today}
    if not request.GET.get("print"):
        return render(request, "care/medicines/list.html", shown)
    shown["unprintable"] = sheet(at.viewer, at.person, today=today)[1]
    return render(request, "care/medicines/sheet.html", shown)


@require_safe
@at_medicines
def medicines_pdf(request: HttpRequest, at: At) -> HttpResponse:
    """The same list as a file, which an installed app can print."""
    today = today_of(at.person)
    page, _gaps = sheet(at.viewer, at.person, today=today)
    made = document.pdf(page, made_on=today)
    return pdf_file(made.pdf, _("medicines %(name)s") % {"name": at.person.display_name})


@require_GET
@at_medicines
def medicine(request: HttpRequest, at: At, medicine_id: uuid.UUID) -> HttpResponse:
    """One medicine: amounts over time, what was taken, what was noticed."""
    page = reading.medicine(at.viewer, medicine_id)
    if page.medicine.person_id != at.person.pk:
        raise Http404
    event = page.medicine.event_id
    mood = request.session.get(MOOD_NOTE) == str(medicine_id)
    if mood:
        del request.session[MOOD_NOTE]
    shown = {
        "at": at, "page": page, "medicine": page.medicine, "general": with_every_note(), "mood": mood,
        "last": min(page.medicine.stopped_on or dt.date.max, today_of(at.person)),
        "changes": reverse("before_after", args=[event]) if event else "",
    }  # fmt: skip
    return render(request, "care/medicines/medicine.html", shown)


@require_POST
@at_medicines
def took(request: HttpRequest, at: At, medicine_id: uuid.UUID) -> HttpResponse:
    """One tap: taken now."""
    kind = KINDS["taken"]
    of = keeping.row_of(at.viewer, KINDS["medicine"], medicine_id)
    now = at.person.local(timezone.now())
    given = {"day": now.date().isoformat(), "clock": now.strftime("%H:%M")}
    row = keeping.keep(viewer=at.viewer, kind=kind, person=at.person, given=given, of=of)
    messages.success(request, _("Written down."), extra_tags=f"undo /care/rows/taken/{row.pk}/remove")
    wanted = request.POST.get("next", "")
    return redirect(wanted if wanted in ("/care", "/care/medicines") else f"/care/medicines/{medicine_id}")


@require_GET
@at_papers
def aids(request: HttpRequest, at: At) -> HttpResponse:
    """Aids and comforts, each with the day it steps down."""
    shown = {"at": at, "rows": reading.aids(at.viewer, at.person), "today": today_of(at.person)}
    return render(request, "care/medicines/aids.html", shown)
