"""Touch practice: the ladders, one go, its history, and changes by hand."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dialdown.intake.records import BadInput
from dialdown.training import selectors, services
from dialdown.training.models import TouchGo
from dialdown.training.touch import steps
from dialdown.training.touch.ladders import book
from dialdown.training.views import looks
from dialdown.training.views.doors import Visit, open_practice
from dialdown.uuid7 import uuid7


def _writing(visit: Visit) -> None:
    """Not found for whoever only looks."""
    if not visit.writing:
        raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@open_practice
def touch(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The ladders; POST begins one."""
    if request.method == "POST":
        _writing(visit)
    problems: dict[str, str] = {}
    if request.method == "POST":
        place, _sep, side = request.POST.get("where", "").partition(".")
        try:
            ladder = services.open_touch_ladder(
                viewer=visit.viewer, person=visit.person, place=place, side=side
            )
            return redirect(f"/train/touch#l-{ladder.pk}")
        except BadInput as error:
            problems = {p.where: p.message for p in error.problems}
    found = selectors.all_touch_ladders(visit.viewer, visit.person.pk)
    shown: dict[str, Any] = {
        "visit": visit, "person": visit.person, "tab": "train", "problem": next(iter(problems.values()), ""),
        "cards": [looks.card(one) for one in found if one.row.put_away_at is None],
        "away": [looks.card(one) for one in found if one.row.put_away_at is not None],
        "places": looks.places([one.row for one in found]), "book": book(),
    }  # fmt: skip
    return render(request, "training/touch.html", shown, status=422 if problems else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@open_practice
def go(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One go of the ladder in `?ladder=`; POST stores it."""
    _writing(visit)
    given = request.POST if request.method == "POST" else request.GET
    ladder = selectors.touch_ladder(visit.viewer, _uuid(given.get("ladder")))
    if ladder.row.person_id != visit.person.pk:
        raise Http404
    if request.method != "POST":
        return render(request, "training/touch_go.html", _go_page(visit, ladder))
    go_id = _uuid(given.get("id"))
    try:
        services.save_go(viewer=visit.viewer, go_id=go_id, document=_document(visit, ladder, given))
    except BadInput as error:
        shown = _go_page(visit, ladder) | {
            "problems": {p.where: p.message for p in error.problems},
            "typed": given,
        }
        return render(request, "training/touch_go.html", shown, status=422)
    messages.success(
        request, _said_after(visit, ladder.row.pk, go_id), extra_tags=f"undo /train/touch/goes/{go_id}/remove"
    )
    return redirect(f"/train/touch#l-{ladder.row.pk}")


def _go_page(visit: Visit, ladder: selectors.TouchStand) -> dict[str, Any]:
    return {
        "visit": visit, "person": visit.person, "card": looks.card(ladder), "form": looks.go_form(ladder, visit.asks_pain),
        "id": uuid7(), "book": book(), "tab": "train", "problems": {}, "typed": {},
    }  # fmt: skip


def _said_after(visit: Visit, ladder_id: uuid.UUID, go_id: uuid.UUID) -> str:
    """The sentence of the rule that this go met."""
    ladder = selectors.touch_ladder(visit.viewer, ladder_id)
    turns = reversed(ladder.stand.turns)
    rule = next((turn.rule for turn in turns if turn.go is not None and turn.go.id == go_id), "")
    return ladder.sentence(rule) if rule else _("Saved.")


def _document(visit: Visit, ladder: selectors.TouchStand, given: Any) -> dict[str, Any]:
    """The go of an ordinary form, as the API would get it."""
    step = ladder.stand.step
    skin = given.get("skin", "")
    planned = _number(given.get("planned"), step.seconds)
    done = 0 if skin == TouchGo.Skin.NOT_TODAY else _number(given.get("done"), planned)
    now = timezone.now()
    return {
        "ladder": str(ladder.row.pk), "at": now, "zone": visit.person.zone, "saved_at": now,
        "rung": int(_number(given.get("rung"), step.rung)), "planned": int(planned), "done": int(done),
        "before": _number(given.get("before"), None), "after": _number(given.get("after"), None), "later": None,
        "felt": given.get("felt", ""),
        "skin": TouchGo.Skin.CHANGED if skin == "okay" and given.get("changed") else skin,
    }  # fmt: skip


def _number(raw: Any, otherwise: Any) -> Any:
    try:
        found = float(raw)
    except (TypeError, ValueError):
        return otherwise
    return found if found == found and abs(found) < 1e6 else otherwise


def _uuid(raw: Any) -> uuid.UUID:
    try:
        return uuid.UUID(str(raw))
    except ValueError:
        raise Http404 from None


@require_safe
@open_practice
def history(request: HttpRequest, visit: Visit, ladder_id: uuid.UUID) -> HttpResponse:
    """Every go and every change of one ladder, newest first."""
    ladder = selectors.touch_ladder(visit.viewer, ladder_id)
    if ladder.row.person_id != visit.person.pk:
        raise Http404
    shown: dict[str, Any] = {
        "visit": visit, "person": visit.person, "tab": "train", "card": looks.card(ladder),
        "rows": looks.history(ladder, selectors.touch_taken_back(visit.viewer, ladder_id)), "weeks": looks.weeks(ladder),
    }  # fmt: skip
    return render(request, "training/touch_history.html", shown)


@require_POST
@open_practice
def change(request: HttpRequest, visit: Visit, ladder_id: uuid.UUID) -> HttpResponse:
    """A softer or the next thing, put away, take up again."""
    _writing(visit)
    do = request.POST.get("do", "")
    if do in ("away", "again"):
        services.put_touch_away(viewer=visit.viewer, ladder_id=ladder_id, away=do == "away")
        return redirect("touch")
    try:
        choice = services.choose_touch(viewer=visit.viewer, ladder_id=ladder_id, kind=do)
    except BadInput:
        return redirect("touch")
    sentence = selectors.sentence("touch.hand")
    messages.success(request, sentence, extra_tags=f"undo /train/touch/choices/{choice.pk}/undo")
    return redirect(f"/train/touch#l-{ladder_id}")


@require_POST
@open_practice
def undo_choice(request: HttpRequest, visit: Visit, choice_id: uuid.UUID) -> HttpResponse:
    """Take a change by hand back."""
    _writing(visit)
    ladder = services.undo_touch_choice(viewer=visit.viewer, choice_id=choice_id)
    messages.success(request, _("Taken back."))
    return redirect(f"/train/touch#l-{ladder.pk}")


@require_POST
@open_practice
def change_go(request: HttpRequest, visit: Visit, go_id: uuid.UUID) -> HttpResponse:
    """Keep the step as it was before this go, or say how it is an hour later; with `?undo=yes` that is taken back."""
    _writing(visit)
    found = selectors.touch_go(visit.viewer, go_id)
    if request.GET.get("undo"):
        services.undo_later(viewer=visit.viewer, go_id=go_id)
        messages.success(request, _("Taken back."))
    elif request.POST.get("do") == "keep":
        choice = services.choose_touch(
            viewer=visit.viewer, ladder_id=found.ladder_id, kind="keep", go_id=go_id
        )
        sentence = selectors.sentence("touch.kept")
        messages.success(request, sentence, extra_tags=f"undo /train/touch/choices/{choice.pk}/undo")
    else:
        try:
            services.answer_later(
                viewer=visit.viewer, go_id=go_id, pain=_number(request.POST.get("later"), -1.0)
            )
            said = _said_after(visit, found.ladder_id, go_id)
            messages.success(request, said, extra_tags=f"undo /train/touch/goes/{go_id}?undo=yes")
        except BadInput as error:
            messages.warning(request, error.problems[0].message)
    return redirect(f"/train/touch#l-{found.ladder_id}")


@require_POST
@open_practice
def remove_go(request: HttpRequest, visit: Visit, go_id: uuid.UUID) -> HttpResponse:
    """Take a go out; the message brings it back."""
    _writing(visit)
    found = services.take_go_out(viewer=visit.viewer, go_id=go_id).go
    messages.success(request, _("Taken out."), extra_tags=f"undo /train/touch/goes/{go_id}/restore")
    return redirect(f"/train/touch#l-{found.ladder_id}")


@require_POST
@open_practice
def restore_go(request: HttpRequest, visit: Visit, go_id: uuid.UUID) -> HttpResponse:
    """Bring a go back."""
    _writing(visit)
    found = services.bring_go_back(viewer=visit.viewer, go_id=go_id).go
    return redirect(f"/train/touch#l-{found.ladder_id}")


@require_safe
@open_practice
def offline(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Her ladders without a network: what to touch with and for how long, blank, for the service worker to keep."""
    _writing(visit)
    found = selectors.touch_ladders(visit.viewer, visit.person.pk)
    shown: dict[str, Any] = {
        "visit": visit, "book": book(), "rise": steps.RISE, "problems": {}, "typed": {}, "id": "",
        "forms": [(looks.card(one), looks.go_form(one, visit.asks_pain)) for one in found if not one.programme],
        "programme": any(one.programme for one in found),
    }  # fmt: skip
    return render(request, "training/offline_touch.html", shown)


__all__ = [
    "change", "change_go", "go", "history", "offline", "remove_go", "restore_go", "touch", "undo_choice",
]  # fmt: skip
