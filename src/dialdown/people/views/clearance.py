"""Has a doctor looked at this pain? What is known, a new answer, and new or different pain."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dialdown.people import selectors, services
from dialdown.people.access import sight
from dialdown.people.current import current_person, ours
from dialdown.people.forms import ClearanceForm
from dialdown.people.models import Account, Person, SaidBy


@require_http_methods(["GET", "HEAD", "POST"])
def clearance(request: HttpRequest) -> HttpResponse:
    """The state in words. POST `what=looked` signs off; POST `what=new` reports new pain and locks."""
    person = current_person(request)
    if person is None:
        raise Http404
    state = selectors.clearance(request.user, person.pk)
    role = selectors.role(request.user, person.pk)
    if request.method == "POST" and request.POST.get("what") == "new":
        services.report_new_pain(
            viewer=request.user, person=person, said_by=selectors.voice(request.user, person.pk)
        )
        messages.success(request, _("Noted. Practice and moving wait until a doctor has looked."))
        return redirect("clearance")
    if request.method != "POST":
        return _page(
            request, person, state, ClearanceForm(person=person, role=role, not_before=state.new_pain_on)
        )
    form = ClearanceForm(request.POST, person=person, role=role, not_before=state.new_pain_on)
    if not form.is_valid():
        return _page(request, person, state, form, status=422)
    services.record_clearance(viewer=request.user, person=person, **form.cleaned_data)
    messages.success(request, _("Noted. Practice and moving are open."))
    return redirect(ours(request, request.POST.get("next", "")) or "clearance")


def _said(state: selectors.Clearance, viewer: Account) -> str:
    """Who said it and who typed it, and when."""
    sign_off = state.sign_off
    assert sign_off is not None
    words = {
        SaidBy.SELF: _("Said by the person whose diary it is."), SaidBy.PARENT: _("Said by a parent."),
        SaidBy.CLINICIAN: _("Said by the clinic."),
    }  # fmt: skip
    day = formats.date_format(timezone.localtime(sign_off.created_at).date(), "j F Y")
    typed = (
        _("you")
        if sign_off.typed_by_id == viewer.pk
        else str(sign_off.typed_by or _("somebody who has left"))
    )
    return " ".join(
        [str(words.get(sign_off.said_by, "")), _("Typed by %(who)s on %(day)s.") % {"who": typed, "day": day}]
    )


def _page(
    request: HttpRequest,
    person: Person,
    state: selectors.Clearance,
    form: ClearanceForm,
    *,
    status: int = 200,
) -> HttpResponse:
    said = _said(state, request.user) if state.sign_off else ""
    context = {
        "said": said, "person": person, "state": state, "form": form, "next": request.POST.get("next", request.GET.get("next", "")),
        "says": form.fields["said_by"].choices, "may_write": sight(request.user, person.pk).may_write,
    }  # fmt: skip
    return render(request, "people/clearance.html", context, status=status)
