"""The stages: the path of a limb, imagine, mirror, and what was done."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dialdown.intake.records import BadInput
from dialdown.training import selectors, services
from dialdown.training.selectors import PathStand
from dialdown.training.stages.book import book
from dialdown.training.stages.facts import IMAGINE, MIRROR
from dialdown.training.stages.models import StageChoice, StagePath
from dialdown.training.stages.pictures import files, pictures
from dialdown.training.stages.words import good_side, good_word, whose
from dialdown.training.views import progress_looks
from dialdown.training.views import stage_looks as looks
from dialdown.training.views.doors import Visit, open_practice
from dialdown.uuid7 import uuid7

P = ParamSpec("P")
# The one page that may use the camera, and only for itself; in all else it is like every page.
CAMERA = settings.PERMISSIONS_POLICY.replace("camera=()", "camera=(self)")


def with_imagery(
    view: Callable[Concatenate[HttpRequest, Visit, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The door of practice, and not found where imagery is switched off on this machine."""
    opened = open_practice(view)

    @wraps(view)
    def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not settings.SWITCHES["imagery"]:
            raise Http404
        return opened(request, *args, **kwargs)

    return inner


@require_http_methods(["GET", "HEAD", "POST"])
@with_imagery
def stages(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The paths; POST chooses limb and side, with the questions first."""
    problems: dict[str, str] = {}
    if request.method == "POST":
        _writing(visit)
        try:
            path = services.choose_side(
                viewer=visit.viewer, person=visit.person, part=request.POST.get("part", ""), side=request.POST.get("side", ""),
                yes=request.POST.getlist("yes"),
            )  # fmt: skip
            given = path.choices.filter(kind=StageChoice.Kind.ANSWERS).latest("at")
            messages.success(request, _("Saved."), extra_tags=f"undo /train/stages/choices/{given.pk}/undo")
            return redirect(f"/train/stages#p-{path.pk}")
        except BadInput as error:
            problems = {p.where: p.message for p in error.problems}
    found = selectors.stage_paths(visit.viewer, visit.person.pk)
    shown: dict[str, Any] = {
        "visit": visit, "person": visit.person, "tab": "train", "book": book(), "problems": problems, "typed": request.POST,
        "paths": [(looks.path_card(one), looks.history(one, list(one.row.choices.all()))) for one in found],
        "may_open": selectors.may_open(visit.viewer, visit.person), "parts": StagePath.Part.choices, "sides": StagePath.Side.choices,
        "clinician": selectors.opens_as_clinician(visit.viewer, visit.person.pk),
        "adult": not visit.person.under_18(visit.person.today()),
    }  # fmt: skip
    return render(request, "training/stages.html", shown, status=422 if problems else 200)


@require_safe
@with_imagery
def progress(request: HttpRequest, visit: Visit) -> HttpResponse:
    """How the three stages went together: sittings, comfort, the own difference."""
    found = selectors.stage_paths(visit.viewer, visit.person.pk)
    shown = {
        "visit": visit,
        "person": visit.person,
        "tab": "train",
        "paths": [progress_looks.path_progress(one) for one in found],
    }
    return render(request, "training/stage_progress.html", shown)


@require_POST
@with_imagery
def change(request: HttpRequest, visit: Visit, path_id: uuid.UUID) -> HttpResponse:
    """Open a stage by hand, the next or an easier step, 80 % right first, or how many sittings a day."""
    do, stage = request.POST.get("do", ""), request.POST.get("stage", "")
    if selectors.stage_path(visit.viewer, path_id).row.person_id != visit.person.pk:
        raise Http404
    try:
        if do == "doses":
            choice = services.choose_doses(
                viewer=visit.viewer, path_id=path_id, doses=request.POST.get("doses", "")
            )
            messages.success(request, _("Saved."), extra_tags=f"undo /train/stages/choices/{choice.pk}/undo")
        else:
            yes = request.POST.get("yes") == "yes"
            choice = services.choose_stage(
                viewer=visit.viewer, path_id=path_id, kind=do, stage=stage, yes=yes
            )
            words = {StageChoice.Kind.OPEN: _("Opened by hand. It is written down below.")}.get(
                choice.kind, _("Changed.")
            )
            messages.success(request, words, extra_tags=f"undo /train/stages/choices/{choice.pk}/undo")
    except BadInput as error:
        messages.warning(request, error.problems[0].message)
    return redirect(f"/train/stages#p-{path_id}")


@require_POST
@with_imagery
def undo_choice(request: HttpRequest, visit: Visit, choice_id: uuid.UUID) -> HttpResponse:
    """Take a choice by hand back."""
    path = services.undo_stage_choice(viewer=visit.viewer, choice_id=choice_id)
    messages.success(request, _("Taken back."))
    return redirect(f"/train/stages#p-{path.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@with_imagery
def imagine(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One sitting of imagine; POST stores it."""
    return _sitting(request, visit, IMAGINE)


@require_http_methods(["GET", "HEAD", "POST"])
@with_imagery
def mirror(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One sitting of mirror; POST stores it."""
    return _sitting(request, visit, MIRROR)


def _sitting(request: HttpRequest, visit: Visit, stage: str) -> HttpResponse:
    _writing(visit)
    given = request.POST if request.method == "POST" else request.GET
    path = _own(visit, given.get("path"))
    problems: dict[str, str] = {}
    if request.method == "POST" and given.get("today") == "no":
        messages.info(request, _("Then not today. Nothing is lost; the next sitting stays as it is."))
        return redirect(f"/train/stages#p-{path.row.pk}")
    if request.method == "POST":
        sitting_id = _uuid(given.get("id"))
        try:
            services.save_sitting(
                viewer=visit.viewer, sitting_id=sitting_id, document=_document(visit, path, stage, given)
            )
            said = _said_after(visit, path.row.pk, sitting_id)
            messages.success(request, said, extra_tags=f"undo /train/sittings/{sitting_id}/remove")
            return redirect(f"/train/stages#p-{path.row.pk}")
        except BadInput as error:
            problems = {p.where: p.message for p in error.problems}
    shown = {
        "visit": visit, "person": visit.person, "tab": "train", "card": looks.path_card(path), "one": looks.stage_card(path, stage),
        "form": form(path, stage), "id": uuid7(), "problems": problems,
    }  # fmt: skip
    answer = render(request, f"training/{stage}.html", shown, status=422 if problems else 200)
    if stage == MIRROR:
        answer.headers["Permissions-Policy"] = CAMERA
    return answer


def form(path: PathStand, stage: str) -> dict[str, Any]:
    """The hidden fields of a sitting's form."""
    dose = path.stand.doses[stage]
    if stage == IMAGINE:
        shown = pictures(path.row.part, path.row.side, dose.step, dose.amount)
        return {
            "path": path.row.pk, "step": dose.step, "planned": dose.amount, "whose": whose(path.row.part, path.row.side, dose.step),
            "pictures": shown, "files": files(shown),
        }  # fmt: skip
    return {
        "path": path.row.pk, "step": dose.step, "planned": dose.amount, "minutes": dose.amount // 60, "part": path.row.part,
        "side": path.row.side, "good": good_side(path.row.side), "good_word": good_word(path.row.side), "moves": dose.step != "look",
    }  # fmt: skip


def _document(visit: Visit, path: PathStand, stage: str, given: Any) -> dict[str, Any]:
    """The sitting of an ordinary form, as the API would get it."""
    now = timezone.now()
    planned = int(_number(given.get("planned"), path.stand.doses[stage].amount))
    done = _number(given.get("done"), None)
    if done is None:
        done = _number(given.get("minutes"), planned / 60) * 60
    return {
        "path": str(path.row.pk), "stage": stage, "step": given.get("step", ""), "how": given.get("how", ""), "at": now,
        "saved_at": now, "zone": visit.person.zone, "planned": planned, "done": int(done),
        "ended": given.get("ended") or ("self" if done < planned else "time"),
        "before": _number(given.get("before"), None), "after": _number(given.get("after"), None), "later": None,
        "colour": bool(given.get("colour")), "swelling": bool(given.get("swelling")), "odd": bool(given.get("odd")),
        "counted": _whole(given.get("counted")), "seen": _whole(given.get("seen")), "felt": _whole(given.get("felt")),
    }  # fmt: skip


@require_POST
@with_imagery
def later(request: HttpRequest, visit: Visit, sitting_id: uuid.UUID) -> HttpResponse:
    """How it is an hour after a sitting; with `?undo=yes` what was said is taken back."""
    _writing(visit)
    if request.GET.get("undo"):
        found = services.undo_sitting_later(viewer=visit.viewer, sitting_id=sitting_id)
        messages.success(request, _("Taken back."))
        return redirect(f"/train/stages#p-{found.path_id}")
    try:
        found = services.answer_sitting_later(
            viewer=visit.viewer, sitting_id=sitting_id, **later_answers(request.POST)
        )
        said = _said_after(visit, found.path_id, sitting_id)
        messages.success(request, said, extra_tags=f"undo /train/sittings/{sitting_id}/later?undo=yes")
    except BadInput as error:
        messages.warning(request, error.problems[0].message)
    return redirect("stages")


def later_answers(given: Any) -> dict[str, Any]:
    """The answers of the form an hour later. Pain that was left out is none; what is no number is refused."""
    raw = given.get("later")
    return {
        "pain": _number(raw, -1.0) if raw else None,
        "colour": bool(given.get("colour")),
        "swelling": bool(given.get("swelling")),
    }


@require_POST
@with_imagery
def remove(request: HttpRequest, visit: Visit, sitting_id: uuid.UUID) -> HttpResponse:
    """Take a sitting out; the message brings it back."""
    _writing(visit)
    found = services.take_sitting_out(viewer=visit.viewer, sitting_id=sitting_id).sitting
    messages.success(request, _("Taken out."), extra_tags=f"undo /train/sittings/{sitting_id}/restore")
    return redirect(f"/train/stages#p-{found.path_id}")


@require_POST
@with_imagery
def restore(request: HttpRequest, visit: Visit, sitting_id: uuid.UUID) -> HttpResponse:
    """Bring a sitting back."""
    _writing(visit)
    found = services.take_sitting_out(viewer=visit.viewer, sitting_id=sitting_id, out=False).sitting
    return redirect(f"/train/stages#p-{found.path_id}")


@require_safe
@with_imagery
def offline(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The mirror without a network, blank, for the service worker to keep."""
    answer = _offline(request, visit, MIRROR)
    answer.headers["Permissions-Policy"] = CAMERA
    return answer


@require_safe
@with_imagery
def offline_imagine(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Imagine without a network: the pictures of one sitting."""
    return _offline(request, visit, IMAGINE)


def _offline(request: HttpRequest, visit: Visit, stage: str) -> HttpResponse:
    _writing(visit)
    found = [
        one
        for one in selectors.stage_paths(visit.viewer, visit.person.pk)
        if one.stand.open(stage) and not one.rests
    ]
    forms = [(looks.path_card(one), looks.stage_card(one, stage), form(one, stage)) for one in found]
    return render(
        request, f"training/offline_{stage}.html", {"visit": visit, "forms": forms, "problems": {}, "id": ""}
    )


def _writing(visit: Visit) -> None:
    if not visit.writing:
        raise Http404


def _own(visit: Visit, raw: Any) -> PathStand:
    found = selectors.stage_path(visit.viewer, _uuid(raw))
    if found.row.person_id != visit.person.pk:
        raise Http404
    return found


def _said_after(visit: Visit, path_id: uuid.UUID, sitting_id: uuid.UUID) -> str:
    """The sentence of the rule that this sitting met."""
    path = selectors.stage_path(visit.viewer, path_id)
    rule = next((turn.rule for turn in reversed(path.stand.turns) if turn.sat.id == sitting_id), "")
    return path.sentence(rule) if rule else _("Saved.")


def _number(raw: Any, otherwise: Any) -> Any:
    try:
        found = float(raw)
    except (TypeError, ValueError):
        return otherwise
    return found if found == found and abs(found) < 1e6 else otherwise


def _whole(raw: Any) -> int | None:
    found = _number(raw, None)
    return None if found is None else int(found)


def _uuid(raw: Any) -> uuid.UUID:
    try:
        return uuid.UUID(str(raw))
    except ValueError:
        raise Http404 from None


__all__ = [
    "change",
    "imagine",
    "later",
    "later_answers",
    "mirror",
    "offline",
    "offline_imagine",
    "progress",
    "remove",
    "restore",
    "stages",
    "undo_choice",
]
