"""Own pictures: add, look at and take out. Only for the login of the person herself; others do not find these pages."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dialdown.intake.records import BadInput
from dialdown.people.access import Denied, sight
from dialdown.people.current import current_person
from dialdown.training import selectors, services
from dialdown.training.recognise.own.jpeg import MOST_BYTES, SIDE
from dialdown.training.recognise.own.keeping import MOST, PARTS
from dialdown.training.views import own_looks as looks
from dialdown.training.views.doors import Visit
from dialdown.uuid7 import uuid7

P = ParamSpec("P")


def hers(
    view: Callable[Concatenate[HttpRequest, Visit, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A door for the owner's login alone. It opens also while practice waits: what is hers she can always take out."""

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = current_person(request)
        if person is None:
            return render(request, "diary/nobody.html")
        try:
            return view(
                request, Visit(request.user, person, sight(request.user, person.pk), True), *args, **kwargs
            )
        except Denied:
            raise Http404 from None

    return opened


@require_http_methods(["GET", "HEAD", "POST"])
@hers
def own_pictures(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Her bank; POST adds one picture."""
    bank = selectors.own_bank(visit.viewer, visit.person.pk)
    problems: dict[str, str] = {}
    if request.method == "POST":
        try:
            _add(request, visit)
        except BadInput as error:
            problems = {one.where: one.message for one in error.problems}
        else:
            messages.success(request, _("Added. Only you can see it."))
            return redirect("own_pictures")
    shown: dict[str, Any] = {
        "visit": visit, "person": visit.person, "tab": "train", "bank": bank, "groups": looks.groups(bank), "problems": problems,
        "most": MOST, "full": len(bank.pictures) >= MOST, "adding": settings.SWITCHES["imagery"], "size": SIDE, "most_bytes": MOST_BYTES,
        "id": _id(request) or uuid7(), "part": request.POST.get("part", ""), "side": request.POST.get("side", ""),
        "parts": looks.parts(), "sides": looks.sides(),
        "views": [(part, request.POST.get(f"view_{part}", ""), looks.views(part)) for part in PARTS],
        "own_goes": looks.goes(bank),
    }  # fmt: skip
    return render(request, "training/own_pictures.html", shown, status=422 if problems else 200)


def _add(request: HttpRequest, visit: Visit) -> None:
    part = request.POST.get("part", "")
    services.add_own_picture(
        viewer=visit.viewer, person_id=visit.person.pk, picture_id=_id(request) or uuid7(), part=part, side=request.POST.get("side", ""),
        view=request.POST.get(f"view_{part}", ""), picture=request.POST.get("picture", ""),
    )  # fmt: skip


def _id(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("id", ""))
    except ValueError:
        return None


@require_safe
@hers
def own_picture(request: HttpRequest, visit: Visit, picture_id: uuid.UUID) -> HttpResponse:
    """One picture, for this page and for practice; no browser or proxy keeps it."""
    answer = HttpResponse(selectors.own_picture(visit.viewer, picture_id), content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


@require_POST
@hers
def remove_own_picture(request: HttpRequest, visit: Visit, picture_id: uuid.UUID) -> HttpResponse:
    """Take a picture out, for good: the page has asked before."""
    services.take_own_picture_out(viewer=visit.viewer, picture_id=picture_id)
    messages.success(request, _("Gone for good."))
    return redirect("own_pictures")


__all__ = ["own_picture", "own_pictures", "remove_own_picture"]
