"""The gate in front of practice and movement: has a doctor looked at this pain?"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from dialdown.people import selectors
from dialdown.people.current import current_person

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def requires_clearance(view: View[P]) -> View[P]:
    """A view that opens only while a doctor has looked at the pain; otherwise it leads to that question.

    Nobody's diary open: not found. Every method is closed, so that nothing is written past the gate.
    """

    @wraps(view)
    def gated(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = current_person(request)
        if person is None:
            raise Http404
        if not selectors.clearance(request.user, person.pk).open:
            return redirect(f"{reverse('clearance')}?{urlencode({'next': request.path})}")
        return view(request, *args, **kwargs)

    return gated
