"""The page at 13, 16 and 18: who sees what, chosen again."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dialdown.people.access import sight
from dialdown.people.current import current_person
from dialdown.people.logins import ages, seeing


@require_http_methods(["GET", "HEAD", "POST"])
def age_review(request: HttpRequest) -> HttpResponse:
    """Everybody who sees something, and three answers for each: as it is, the weekly summary, nothing."""
    person = current_person(request)
    if person is None or not sight(request.user, person.pk).own:
        raise Http404
    rows = seeing.who_sees(request.user, person)
    if request.method != "POST":
        return _page(request, person, rows)
    answers = {row.id: request.POST.get(f"sees_{row.id}", "") for row in rows}
    if any(answer not in seeing.ANSWERS for answer in answers.values()):
        return _page(
            request, person, rows, answers=answers, problem=_("Please choose one for each."), status=422
        )
    seeing.choose_again(owner=request.user, person=person, answers=answers)
    messages.success(request, _("Saved. You can change it any time in “Who sees what”."))
    return redirect("/")


def _page(
    request: HttpRequest, person: object, rows: list[seeing.Seer], *, answers: dict[uuid.UUID, str] | None = None,
    problem: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    chosen = answers or {}
    context = {
        "person": person, "rows": [(row, chosen.get(row.id, "")) for row in rows], "problem": problem,
        "age": ages.due(person),
    }  # fmt: skip
    return render(request, "people/age_review.html", context, status=status)
