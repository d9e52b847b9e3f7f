"""Own factors: add one, call it something else, stop asking, ask again."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dialdown.diary import selectors, services
from dialdown.diary.models import Factor
from dialdown.diary.views.doors import Visit, open_diary
from dialdown.intake.records import BadInput


def _page(
    request: HttpRequest,
    visit: Visit,
    *,
    typed: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> HttpResponse:
    found = selectors.factors(visit.viewer, visit.person.pk)
    shown = {
        "visit": visit, "person": visit.person, "asked": [f for f in found if f.asked], "resting": [f for f in found if not f.asked],
        "types": [{"key": value, "label": label, "help": HELP[value]()} for value, label in Factor.Type.choices],
        "kinds": [{"key": key, "label": label(), "help": help()} for key, (label, help) in KIND_WORDS.items()],
        "typed": typed or {}, "errors": errors or {}, "writing": visit.sight.may_write,
    }  # fmt: skip
    return render(request, "diary/factors.html", shown, status=422 if errors else 200)


HELP = {
    "yes_no": lambda: _("Like: saw friends."), "count": lambda: _("Like: cups of tea."),
    "amount": lambda: _("Like: minutes outside."), "scale": lambda: _("Like: how busy the day was."),
}  # fmt: skip


# What kind of thing it is decides whether patterns may ask about the same day: only of what cannot answer to it.
KIND_WORDS = {
    "behaviour": (lambda: _("Something I do"), lambda: _("Like: seeing friends, screens, what I eat.")),
    "state": (lambda: _("Something I feel"), lambda: _("Like: stress, being tired.")),
    "weather": (lambda: _("Weather or surroundings"), lambda: _("There whatever my day is like: pollen, a storm.")),
    "calendar": (lambda: _("In the calendar"), lambda: _("Fixed before the day begins: holidays, exams.")),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
@open_diary
def factors(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Everything she wants to note beside the shipped questions."""
    if "factors" not in visit.sight or (request.method == "POST" and not visit.sight.may_write):
        raise Http404
    if request.method != "POST":
        return _page(request, visit)
    typed = {name: request.POST.get(name, "") for name in ("label", "type", "unit", "kind")}
    try:
        made = services.add_factor(viewer=visit.viewer, person=visit.person, **typed)
    except BadInput as error:
        return _page(request, visit, typed=typed, errors={p.where: p.message for p in error.problems})
    messages.success(request, _("%(name)s stands under Add more now.") % {"name": made.label})
    return redirect("factors")


@require_POST
@open_diary
def factor(request: HttpRequest, visit: Visit, factor_id: uuid.UUID) -> HttpResponse:
    """Another name, or asked from now on, or not."""
    asked = request.POST.get("asked")
    try:
        if asked is None:
            services.rename_factor(
                viewer=visit.viewer, factor_id=factor_id, label=request.POST.get("label", "")
            )
        else:
            services.set_factor_asked(viewer=visit.viewer, factor_id=factor_id, asked=asked == "yes")
    except BadInput as error:
        return _page(request, visit, errors={str(factor_id): error.problems[0].message})
    return redirect("factors")
