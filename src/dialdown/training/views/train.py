"""Train: the path of three stages, what is planned today, how the two sides go, and more practice."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dialdown.training import selectors
from dialdown.training.views import looks, recognise_looks, stage_looks
from dialdown.training.views.doors import Visit, open_practice


@require_safe
@open_practice
def train(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What can be practised today."""
    ladders = selectors.touch_ladders(visit.viewer, visit.person.pk)
    shown: dict[str, Any] = {
        "visit": visit,
        "person": visit.person,
        "cards": [looks.card(one) for one in ladders],
    }
    if settings.SWITCHES["imagery"]:
        shown |= _path(visit)
    return render(request, "training/train.html", shown)


def _path(visit: Visit) -> dict[str, Any]:
    parts = selectors.recognise_parts(visit.viewer, visit.person)
    paths = selectors.stage_paths(visit.viewer, visit.person.pk)
    begun = [one for one in parts if one.begun]
    # The sore limb first, then what was practised; before anything, feet: farther from the head than hands.
    sore = {path.row.part for path in paths}
    chosen = (
        [one for one in parts if one.part in sore or one.begun]
        or [one for one in parts if one.part == "foot"]
        or parts[:1]
    )
    drawn = recognise_looks.bars(
        selectors.recognise_sides(visit.viewer, visit.person), sore or {one.part for one in begun}
    )
    today = parts[0].today
    return {
        "imagery": True, "recognise": [recognise_looks.part_card(one) for one in chosen],
        "paths": [stage_looks.path_card(path) for path in paths], "bars": drawn, "spoken": recognise_looks.bars_in_words(drawn),
        "height": recognise_looks.ROW * len(drawn) + 34, "answers": sum(bar.count for bar in drawn),
        "week": recognise_looks.this_week(parts), "begun": bool(begun),
        "a_day": max((path.doses.a_day for path in paths), default=selectors.home_doses()),
        "today": sum(one.stand.done_on(today) for one in parts), "programme": visit.person.in_programme(today),
    }  # fmt: skip


__all__ = ["train"]
