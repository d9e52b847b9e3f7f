"""Recognise: one session, what was answered so far, and how it is an hour later."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dialdown.intake.records import BadInput
from dialdown.training import selectors, services
from dialdown.training.models import OwnPicture
from dialdown.training.recognise.checks import weekly_checks
from dialdown.training.recognise.columns import write_responses
from dialdown.training.recognise.dealing import FLARE_AIM, Deal
from dialdown.training.recognise.own.keeping import PARTS
from dialdown.training.recognise.reading import PartStand, outwards, sides, turns
from dialdown.training.stimuli.bank import drawings
from dialdown.training.views import recognise_looks as looks
from dialdown.training.views.check_looks import check_card
from dialdown.training.views.doors import Visit
from dialdown.training.views.stages import later_answers, with_imagery

# JavaScript counts exactly up to 2**53; a seed of this many bits is far below.
SEED_BITS = 48
YOUNGEST = 9


@require_safe
@with_imagery
def recognise(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One session: `?part=` (else the part of the last session), `?kind=weekly`, `?own=1` with own ones; `?play=alone` keeps nothing."""
    if not visit.writing:
        raise Http404
    parts = selectors.recognise_parts(visit.viewer, visit.person)
    one = _chosen(parts, request.GET.get("part"))
    weekly = request.GET.get("kind") == "weekly"
    bank = (
        selectors.own_bank(visit.viewer, visit.person.pk)
        if visit.owner and one.part in PARTS and not weekly
        else None
    )
    own = bank.of(one.part) if bank and request.GET.get("own") == "1" else ()
    shown = _page(visit, one, weekly=weekly, own=own) | {
        "bank": bank, "mine": len(bank.of(one.part)) if bank else 0, "own": bool(own),
        "parts": [looks.part_card(part) for part in parts], "alone": request.GET.get("play") == "alone", "tab": "train",
    }  # fmt: skip
    return render(request, "training/recognise.html", shown)


def _chosen(parts: list[PartStand], name: str | None) -> PartStand:
    if name is not None:
        found = next((one for one in parts if one.part == name), None)
        if found is None:
            raise Http404
        return found
    begun = [one for one in parts if one.begun]
    feet = next((one for one in parts if one.part == "foot"), parts[0])
    return max(begun, key=lambda one: one.stand.turns[-1].session.at, default=feet)


def _page(
    visit: Visit, one: PartStand, *, weekly: bool = False, own: tuple[OwnPicture, ...] = ()
) -> dict[str, Any]:
    seed = secrets.randbits(SEED_BITS)
    dealt = _list(one.deal(seed, weekly=weekly), own)
    # A flare day has its own, easier list.
    flare = None if weekly else _list(one.deal(seed, aim=FLARE_AIM), own)
    specs = [spec for either in (dealt, flare) if either for place in either["places"] for spec in place]
    count = len(dealt["places"])
    age = visit.person.age(one.today)
    return {
        "visit": visit, "person": visit.person, "card": looks.part_card(one), "weekly": weekly,
        "deal": dealt | {"flare": flare}, "count": count,
        "meshes": sorted({spec["mesh"] for spec in specs}), "flat": drawings(specs),
        "young": age is not None and age < YOUNGEST, "programme": visit.person.in_programme(one.today),
    }  # fmt: skip


def _list(deal: Deal, own: tuple[OwnPicture, ...]) -> dict[str, Any]:
    """What a list was dealt from, and its places."""
    mine = [(picture, reverse("own_picture", args=[picture.pk])) for picture in own]
    places = selectors.with_own(selectors.pictures(deal), deal, mine)
    return {"deal": deal.to_dict() | {"planned": len(places)}, "places": places}


@require_safe
@with_imagery
def answers(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every session, newest first, and the two sides over everything that was answered."""
    found = selectors.recognise_sessions(visit.viewer, visit.person.pk)
    given = [answer for one in found for answer in one.answers.all()]
    drawn = looks.bars(sides(given), {one.part for one in found})
    sees_pain = bool(found) and visit.sight.line("pain")
    young = visit.person.under_18(visit.person.today())
    shown = {
        "outwards": [] if young else looks.outwards_rows(outwards(given)),
        "visit": visit, "person": visit.person, "tab": "train", "bars": drawn,
        "rows": [looks.row(one, sees_pain=sees_pain) for one in found],
        "turned": looks.turn_tables(turns(given)), "fewest": looks.FEWEST_OF_A_TURN,
        "checks": [check_card(one) for one in weekly_checks(found)], "devices": len({one.device for one in found}) > 1,
        "spoken": looks.bars_in_words(drawn), "height": looks.ROW * len(drawn) + 34,
    }  # fmt: skip
    return render(request, "training/recognise_answers.html", shown)


@require_safe
@with_imagery
def table(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every answer as `dialdown laterality` reads it, oldest first."""
    found = reversed(selectors.recognise_sessions(visit.viewer, visit.person.pk))
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = (
        f'attachment; filename="left-or-right-{timezone.localdate().isoformat()}.csv"'
    )
    write_responses((given for one in found for given in one.answers.all()), answer)
    return answer


@require_POST
@with_imagery
def later(request: HttpRequest, visit: Visit, session_id: uuid.UUID) -> HttpResponse:
    """How it is an hour after a session; with `?undo=yes` what was said is taken back."""
    found = _own(visit, session_id)
    if request.GET.get("undo"):
        services.undo_session_later(viewer=visit.viewer, session_id=session_id)
        messages.success(request, _("Taken back."))
        return redirect("train")
    try:
        services.answer_session_later(
            viewer=visit.viewer, session_id=session_id, **later_answers(request.POST)
        )
        one = selectors.recognise_part(visit.viewer, visit.person, found.part)
        rule = next((turn.rule for turn in one.stand.turns if turn.session.id == session_id), "")
        messages.success(
            request, one.sentence(rule) if rule else _("Saved."),
            extra_tags=f"undo /train/recognise/sessions/{session_id}/later?undo=yes",
        )  # fmt: skip
    except BadInput as error:
        messages.warning(request, error.problems[0].message)
    return redirect("train")


@require_POST
@with_imagery
def remove(request: HttpRequest, visit: Visit, session_id: uuid.UUID) -> HttpResponse:
    """Take a session out; the message brings it back."""
    _own(visit, session_id)
    services.take_session_out(viewer=visit.viewer, session_id=session_id)
    messages.success(
        request, _("Taken out."), extra_tags=f"undo /train/recognise/sessions/{session_id}/restore"
    )
    return redirect("recognise_answers")


@require_POST
@with_imagery
def restore(request: HttpRequest, visit: Visit, session_id: uuid.UUID) -> HttpResponse:
    """Bring a session back."""
    _own(visit, session_id)
    services.take_session_out(viewer=visit.viewer, session_id=session_id, out=False)
    return redirect("recognise_answers")


@require_safe
@with_imagery
def offline(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A session without a network: the next list of the part she practises, blank, for the service worker to keep."""
    if not visit.writing:
        raise Http404
    one = _chosen(selectors.recognise_parts(visit.viewer, visit.person), None)
    return render(
        request, "training/offline_recognise.html", _page(visit, one) | {"parts": [], "alone": False}
    )


def _own(visit: Visit, session_id: uuid.UUID) -> Any:
    if not visit.writing:
        raise Http404
    found = selectors.recognise_session(visit.viewer, session_id)
    if found.person_id != visit.person.pk:
        raise Http404
    return found


__all__ = ["answers", "later", "offline", "recognise", "remove", "restore"]
