"""Who sees what: opening a diary, changing and ending it, and who looked."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from dialdown.people import scopes, selectors, services
from dialdown.people.current import OPEN_PERSON, current_person
from dialdown.people.models import Grant, Offer, Person
from dialdown.people.sharing_forms import (
    LinkForm,
    LinkUntilForm,
    OfferForm,
    UntilForm,
    chosen_scopes,
    topics,
)

FEW = 5


@dataclass(frozen=True)
class Refused:
    """A change that was not saved: of which grant or code, what was chosen, the day as typed, and what is wrong with each."""

    of: uuid.UUID
    chosen: list[str]
    until: str
    until_wrong: str = ""
    topics_wrong: str = ""


def _person(request: HttpRequest) -> Person:
    person = current_person(request)
    if person is None or not selectors.may_share(request.user, person.pk):
        raise Http404
    return person


@require_safe
def sharing(request: HttpRequest) -> HttpResponse:
    """Who sees what of the open diary; for whom it is not, only the place to type a code."""
    return _page(request)


def _page(
    request: HttpRequest, *, offer: OfferForm | None = None, link: LinkForm | None = None, refused: Refused | None = None,
    wrong: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    person = current_person(request)
    shares = person is not None and selectors.may_share(request.user, person.pk)
    context = {"person": person, "shares": shares, "wrong": wrong}
    if person is not None and shares:
        viewer, pk = request.user, person.pk
        opened = selectors.opened_to(viewer, pk)
        context |= {
            "opened": [
                {"grant": one.grant, "name": one.name, **_shown(person, one.grant, refused)} for one in opened
            ],
            "offers": [
                {"offer": one, "name": one.label, **_shown(person, one, refused)}
                for one in selectors.offers(viewer, pk)
            ],
            "without": selectors.members_without(viewer, pk),
            "looks": selectors.looks(viewer, pk, FEW), "offer": offer or OfferForm(person=person),
            "link": link or LinkForm(initial={"days": "7"}), "offer_kinds": OfferForm.AUDIENCES, "link_kinds": LinkForm.AUDIENCES,
            "public": bool(settings.PUBLIC_ADDRESS), "days": [{"key": key, "label": label} for key, label in LinkForm.DAYS],
        }  # fmt: skip
    return render(request, "people/sharing.html", context, status=status)


def _shown(person: Person, one: Grant | Offer, refused: Refused | None) -> dict[str, object]:
    """What somebody sees or will see, in words and as the fields that change it; as they were sent where that was refused."""
    wrong = refused if refused is not None and refused.of == one.pk else None
    last = person.last_day(one.ends_at)
    return {
        "id": one.pk, "words": scopes.words(one.scopes), "topics": topics(one, wrong and wrong.chosen), "last_day": last,
        "until": wrong.until if wrong else last.isoformat() if last else "", "wrong": wrong,
    }  # fmt: skip


def _refuse(request: HttpRequest, of: uuid.UUID, *, until: str = "", topics: str = "") -> HttpResponse:
    sent = Refused(of, chosen_scopes(request.POST), request.POST.get("until", "")[:20], until, topics)
    return _page(request, refused=sent, status=422)


@require_POST
def offer(request: HttpRequest) -> HttpResponse:
    """A code for somebody with a login, or who will make one; shown once."""
    person = _person(request)
    form = OfferForm(request.POST, person=person)
    if not form.is_valid():
        return _page(request, offer=form, status=422)
    audience = form.cleaned_data["audience"]
    made, code = services.make_offer(
        viewer=request.user, person=person, audience=audience, label=form.cleaned_data["label"],
        scopes=scopes.DEFAULTS[audience], ends_at=form.cleaned_data["until"],
    )  # fmt: skip
    context = {
        "offer": made, "code": f"{code[:5]}-{code[5:]}", "join": request.build_absolute_uri("/join"),
        "words": scopes.words(made.scopes),
    }  # fmt: skip
    return render(request, "people/sharing_code.html", context)


@require_POST
def link(request: HttpRequest) -> HttpResponse:
    """A link for somebody without a login; shown once, with the digits to say aloud."""
    person = _person(request)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _page(request, link=form, status=422)
    audience = form.cleaned_data["audience"]
    made = services.make_link(
        viewer=request.user, person=person, audience=audience, label=form.cleaned_data["label"],
        scopes=scopes.DEFAULTS[audience], lasts=dt.timedelta(days=int(form.cleaned_data["days"])),
    )  # fmt: skip
    # Behind the # it is sent to no server: no log, no proxy and no referrer ever holds it.
    address = f"{request.build_absolute_uri(reverse('shared'))}#{made.secret}"
    context = {"link": made, "address": address, "words": scopes.words(made.grant.scopes)}
    return render(request, "people/sharing_link.html", context)


@require_POST
def change(request: HttpRequest, grant_id: uuid.UUID) -> HttpResponse:
    """Other topics or another end for somebody, from now on."""
    grant = selectors.changeable(request.user, grant_id)
    form = (UntilForm if grant.account_id else LinkUntilForm)(
        request.POST, person=grant.person, stands=grant.ends_at
    )
    if not form.is_valid():
        return _refuse(request, grant_id, until=form.errors["until"][0])
    ends = grant.ends_at
    try:
        grant = services.change(
            viewer=request.user, grant_id=grant_id, scopes=chosen_scopes(request.POST), ends_at=form.cleaned_data["until"]
        )  # fmt: skip
    except scopes.WrongScopes:
        return _refuse(
            request, grant_id, topics=_("Nothing was chosen. To close everything, use “End it now”.")
        )
    said = _("Saved. It counts from now on.")
    if grant.pk != grant_id and grant.account_id is None:
        said += " " + _("Whoever has the link opens it again, with the digits.")
        if selectors.has_its_end_in_a_picture(grant) and ends is not None and grant.ends_at != ends:
            said += " " + _(
                "A clinic’s software may go by the last day in its picture; for a later one make a new link."
            )
    messages.success(request, said)
    return redirect(f"{reverse('sharing')}#s{grant.pk}")


@require_POST
def change_offer(request: HttpRequest, offer_id: uuid.UUID) -> HttpResponse:
    """Other topics or another end for whoever will type a code."""
    person = _person(request)
    waits = next((one for one in selectors.offers(request.user, person.pk) if one.pk == offer_id), None)
    if waits is None:
        raise Http404
    form = UntilForm(request.POST, person=person, stands=waits.ends_at)
    if not form.is_valid():
        return _refuse(request, offer_id, until=form.errors["until"][0])
    try:
        services.change_offer(
            viewer=request.user, offer_id=offer_id, scopes=chosen_scopes(request.POST), ends_at=form.cleaned_data["until"]
        )  # fmt: skip
    except scopes.WrongScopes:
        return _refuse(request, offer_id, topics=_("Nothing was chosen. You can take the code back."))
    messages.success(request, _("Saved. Whoever types the code sees this."))
    return redirect(f"{reverse('sharing')}#s{offer_id}")


@require_POST
def end(request: HttpRequest, grant_id: uuid.UUID) -> HttpResponse:
    """End it now: the next page of theirs is closed."""
    grant = services.end(viewer=request.user, grant_id=grant_id)
    said = _("%(name)s sees nothing from now on.") % {"name": selectors.name_of(grant)}
    undo = "" if grant.may_write else f"undo {reverse('sharing_again', args=[grant.pk])}"
    messages.success(request, said, extra_tags=undo)
    return redirect("sharing")


@require_POST
def again(request: HttpRequest, grant_id: uuid.UUID) -> HttpResponse:
    """Undo of the end."""
    try:
        services.again(viewer=request.user, grant_id=grant_id)
    except scopes.WrongScopes:
        raise Http404 from None
    messages.success(request, _("It is open again."))
    return redirect("sharing")


@require_POST
def open_to(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Open the diary to a parent or clinician who has a login and sees nothing yet."""
    person = _person(request)
    member = next(
        (m for m in selectors.members_without(request.user, person.pk) if m.account_id == account_id), None
    )
    if member is None:
        raise Http404
    services.open_to(
        viewer=request.user, person=person, account_id=account_id, scopes=scopes.DEFAULTS[member.role]
    )
    messages.success(request, _("Open. You can change what it shows."))
    return redirect("sharing")


@require_POST
def withdraw(request: HttpRequest, offer_id: uuid.UUID) -> HttpResponse:
    """Take an unused code back."""
    services.withdraw(viewer=request.user, offer_id=offer_id)
    messages.success(request, _("That code does not work any more."))
    return redirect("sharing")


@sensitive_post_parameters("code")
@require_POST
def accept(request: HttpRequest) -> HttpResponse:
    """Take a diary that somebody opened to this login."""
    limited = ratelimit.consume_or_429(request, action="accept")
    if limited:
        return limited
    try:
        grant: Grant = services.accept(account=request.user, code=request.POST.get("code", "")[:60])
    except services.NoSuchOffer:
        said = _("That code does not work. It may have been used, or a week has passed. Ask for a new one.")
        return _page(request, wrong=said, status=422)
    request.session[OPEN_PERSON] = str(grant.person_id)
    return redirect("seen", grant.person_id)


@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Everything that was looked at, taken out, opened and ended; and the sign-ins of this login."""
    person = _person(request)
    before, signed_before = _number(request, "before"), _number(request, "signed_before")
    seen = selectors.looks(request.user, person.pk, before=before)
    sign_ins = selectors.own_sign_ins(request.user, before=signed_before)
    context = {
        "person": person, "looks": seen, "sign_ins": sign_ins, "before": before, "signed_before": signed_before,
        "older": _older(seen), "signed_older": _older(sign_ins),
    }  # fmt: skip
    return render(request, "people/looks.html", context)


def _number(request: HttpRequest, name: str) -> int | None:
    """The number of an event in the address; None (the newest) for anything else. No chain has one before its first."""
    text = request.GET.get(name, "")
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) and int(text) > 1 else None


def _older(shown: list[selectors.Told]) -> int | None:
    """Before which number the next page goes on; numbers of a chain begin at 1 and have no gap."""
    return shown[-1].number if shown and shown[-1].number > 1 else None
