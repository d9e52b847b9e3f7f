"""Flare mode, the plan behind it, the card on paper, and what helped."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from dialdown.care.flare import keeping, reading
from dialdown.care.flare.forms import LONGEST_LINE, FlarePlanForm
from dialdown.care.flare.suggestions import suggestions
from dialdown.care.paper.pack import cannot_print
from dialdown.care.records.visit import At, at_papers
from dialdown.diary import selectors as diary
from dialdown.intake.records import BadInput
from dialdown.people.current import ours
from dialdown.uuid7 import uuid7

# Wins of this many days stand on the calm page, and as many as fit.
WIN_DAYS, MOST_WINS = 60, 3
# Ten dots on a circle: four for breathing in, six for breathing out.
DOTS = (
    ("150.3", "26.8"), ("199.3", "62.4"), ("218.0", "120.0"), ("199.3", "177.6"), ("150.3", "213.2"),
    ("89.7", "213.2"), ("40.7", "177.6"), ("22.0", "120.0"), ("40.7", "62.4"), ("89.7", "26.8"),
)  # fmt: skip


def _from(request: HttpRequest) -> str:
    """Where the viewer came from, for the way out."""
    return ours(request, request.GET.get("from", ""), "/")


def _mode(at: At) -> dict[str, Any]:
    """What the calm page holds. Without a plan it shows our suggestions, so that the first loud day has a page too."""
    plan = reading.plan(at.viewer, at.person)
    return {
        "at": at, "person": at.person, "plan": plan, "shown": plan or suggestions(), "suggested": plan is None, "dots": DOTS,
        "helped": reading.what_helped(at.viewer, at.person), "contacts": reading.contacts(at.viewer, at.person),
        "warmth": suggestions().warmth, "settle": reading.settle(at.viewer, at.person),
    }  # fmt: skip


@require_GET
@at_papers
def flare(request: HttpRequest, at: At) -> HttpResponse:
    """One step at a time."""
    today = diary.today_of(at.person)
    wins = diary.wins(at.viewer, at.person.pk, today - dt.timedelta(days=WIN_DAYS), today)[:MOST_WINS]
    return render(request, "care/flare/mode.html", {**_mode(at), "wins": wins, "way_out": _from(request)})


@require_safe
@at_papers
def offline(request: HttpRequest, at: At) -> HttpResponse:
    """The same page for the service worker to keep."""
    return render(request, "care/flare/mode.html", {**_mode(at), "way_out": "/", "kept": True})


@require_POST
@at_papers
def after(request: HttpRequest, at: At) -> HttpResponse:
    """It is calmer: what was tried and what helped, without script."""
    helped, tried = (
        [text[:LONGEST_LINE] for text in request.POST.getlist(name)] for name in ("helped", "tried")
    )
    if not helped and not tried:
        messages.info(request, _("Nothing was ticked. Nothing to keep."))
        return redirect("flare")
    now = timezone.now().isoformat()
    told = {"at": now, "saved_at": now, "zone": at.person.zone, "tried": tried, "helped": helped}
    try:
        found = keeping.save_flare(viewer=at.viewer, flare_id=uuid7(), person_id=at.person.pk, document=told)
    except BadInput as error:
        messages.warning(request, error.problems[0].message)
        return redirect("flare")
    messages.success(request, _("Written down. Rest now."), extra_tags=f"undo /flare/{found.flare.pk}/remove")
    return redirect("flare")


@require_POST
@at_papers
def remove(request: HttpRequest, at: At, flare_id: uuid.UUID) -> HttpResponse:
    """Take a flare back."""
    keeping.take_flare_out(viewer=at.viewer, flare_id=flare_id)
    messages.success(request, _("Taken back."))
    return redirect("flare")


@require_http_methods(["GET", "POST"])
@at_papers
def plan(request: HttpRequest, at: At) -> HttpResponse:
    """Make or change the plan, on a good day. Whoever came from a page that waits (`next`) goes back to it."""
    form: FlarePlanForm | None = None
    then = ours(request, request.POST.get("next") or request.GET.get("next", ""), "")
    if request.method == "POST":
        try:
            keeping.keep_plan(viewer=at.viewer, person=at.person, given=request.POST)
        except keeping.UnfitPlan as error:
            form = error.form
        else:
            messages.success(request, _("Your flare plan is ready. It opens without a network, too."))
            return redirect(then or "flare_plan")
    stored = reading.plan(at.viewer, at.person)
    if form is None:
        source: Any = stored or suggestions()
        initial = {name: getattr(source, name) for name in FlarePlanForm.base_fields}
        form = FlarePlanForm(initial={k: list(v) if isinstance(v, tuple) else v for k, v in initial.items()})
    shown = {
        "at": at, "form": form, "plan": stored, "contacts": reading.contacts(at.viewer, at.person), "draft": suggestions().message,
        "then": then,
    }  # fmt: skip
    return render(request, "care/flare/plan.html", shown, status=422 if form.errors else 200)


@require_GET
@at_papers
def card(request: HttpRequest, at: At) -> HttpResponse:
    """The plan as a card on paper."""
    cannot = cannot_print(at.viewer, at.person, ["flare"], today=diary.today_of(at.person))
    return render(request, "care/flare/card.html", {**_mode(at), "unprintable": cannot})
