"""Does writing here help? And what follows when it does not: less often, without pain, or a pause."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dialdown.diary import selectors, services
from dialdown.diary.models import WritingCheck
from dialdown.diary.views import looks
from dialdown.diary.views.doors import Visit, open_diary, undo_tag
from dialdown.intake.records import BadInput
from dialdown.people.models import Person

PAUSE_DAYS = 14
# How she checked in before one of the offers was taken, for its Undo.
BEFORE = "rhythm_before"


@require_http_methods(["GET", "POST"])
@open_diary
def writing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The four-weekly question; *worse* leads to the three offers."""
    if not visit.sight.may_write:
        raise Http404
    if request.method != "POST":
        last = selectors.last_writing_check(visit.viewer, visit.person.pk)
        worse = last is not None and last.answer == WritingCheck.Answer.WORSE
        shown = {"visit": visit, "person": visit.person, "worse": worse and "worse" in request.GET,
                 "until": looks.date(selectors.today_of(visit.person) + dt.timedelta(days=PAUSE_DAYS))}  # fmt: skip
        return render(request, "diary/writing.html", shown)
    answer = request.POST.get("answer", "")
    try:
        services.answer_writing_check(
            viewer=visit.viewer,
            person=visit.person,
            answer=answer,
            said_by=services.said_by_default(viewer=visit.viewer, person=visit.person),
        )
    except BadInput as error:
        messages.warning(request, error.problems[0].message)
        return redirect("writing")
    if answer == WritingCheck.Answer.WORSE:
        return redirect("/writing?worse=1")
    if answer != WritingCheck.Answer.LATER:
        messages.success(request, _("Thank you. We ask again in four weeks."))
    return redirect("today")


def _remember(request: HttpRequest, person: Person) -> None:
    request.session[BEFORE] = {
        "person": str(person.pk), "mode": person.check_in, "until": person.paused_until.isoformat() if person.paused_until else "",
    }  # fmt: skip


@require_POST
@open_diary
def rhythm(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One tap: weekly, pain off, a pause, or start again. Undo brings the old way back."""
    chosen = request.POST.get("to", "")
    today = selectors.today_of(visit.person)
    before = (visit.person.check_in, visit.person.paused_until)
    texts = {
        "weekly": _("Once a week from now on."), "off": _("Pain is not asked any more."),
        "pause": _("Paused. Nothing is asked, everything is kept."), "again": _("Good to see you."),
    }  # fmt: skip
    if chosen not in texts:
        raise Http404
    _remember(request, visit.person)
    if chosen in ("weekly", "off"):
        services.set_mode(viewer=visit.viewer, person=visit.person, mode=chosen)
    else:
        until = today + dt.timedelta(days=PAUSE_DAYS) if chosen == "pause" else None
        services.pause(viewer=visit.viewer, person=visit.person, until=until, today=today)
    if before == (visit.person.check_in, visit.person.paused_until):
        messages.success(request, texts[chosen])
    else:
        messages.success(request, texts[chosen], **undo_tag("/rhythm/undo"))
    return redirect("today")


@require_POST
@open_diary
def undo(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Back to how she checked in before."""
    kept = request.session.pop(BEFORE, None)
    if kept and kept["person"] == str(visit.person.pk):
        today = selectors.today_of(visit.person)
        until = dt.date.fromisoformat(kept["until"]) if kept["until"] else None
        services.set_mode(viewer=visit.viewer, person=visit.person, mode=kept["mode"])
        services.pause(
            viewer=visit.viewer,
            person=visit.person,
            until=until if until and until > today else None,
            today=today,
        )
        messages.success(request, _("It is as it was before."))
    return redirect("today")
