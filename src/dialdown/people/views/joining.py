"""Further logins: joining with a code, the list for whoever runs the machine, a child's own login."""

from __future__ import annotations

import uuid

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core import ratelimit
from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dialdown.people import places
from dialdown.people.access import Denied, runs_machine
from dialdown.people.logins import arrivals, invitations, running
from dialdown.people.logins.confirming import confirmed
from dialdown.people.logins.forms import JoinForm
from dialdown.people.logins.models import Invitation
from dialdown.people.models import Person


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Make a login with a code that somebody handed over. Whoever is signed in has one already."""
    if request.user.is_authenticated:
        return redirect("/")
    if request.method != "POST":
        return _join_page(request, JoinForm())
    limited = ratelimit.consume_or_429(request, action="join")
    if limited:
        return limited
    form = JoinForm(request.POST)
    # A name that is taken is told to nobody without a code.
    kind = invitations.kind_of(request.POST.get("code", ""))
    if kind is None:
        return _no_code(request)
    if "username" not in request.POST:
        # The code alone: now the page knows what else to ask.
        return _join_page(request, JoinForm(initial={"code": request.POST["code"][:60]}), kind=kind)
    if form.is_valid() and kind == Invitation.Kind.OWN:
        form.ask_age()
    if not form.is_valid():
        return _join_page(request, form, kind=kind, status=422)
    try:
        account = invitations.join(code=form.cleaned_data["code"], newcomer=_newcomer(request, form))
    except invitations.NoSuchInvitation:
        return _no_code(request)
    except IntegrityError:
        # Somebody took the name in the same moment.
        form.add_error("username", _("Somebody here has that name. Please add something to it."))
        return _join_page(request, form, kind=kind, status=422)
    arrivals.announce(request, shared=form.cleaned_data["shared_device"], listed=False)
    arrivals.proved(request, account, form.cleaned_data["password"])
    return perform_login(request, Login(user=account))


def _newcomer(request: HttpRequest, form: JoinForm) -> invitations.Newcomer:
    data = form.cleaned_data
    country = places.suggested_country(request.headers.get("Accept-Language", ""))
    zone = data["zone"] if places.is_zone(data["zone"]) else places.zone_of(country)
    return invitations.Newcomer(
        username=data["username"], password=data["password"], age=data["age"], birth_month=data["birth_month"],
        person_name=data["person_name"], zone=zone, country=country,
    )  # fmt: skip


def _no_code(request: HttpRequest) -> HttpResponse:
    form = JoinForm(initial={"code": request.POST.get("code", "")[:60]})
    wrong = _("That code does not work. It may have been used, or a week has passed. Ask for a new one.")
    return _join_page(request, form, status=422, wrong=wrong)


def _join_page(
    request: HttpRequest, form: JoinForm, *, kind: str | None = None, status: int = 200, wrong: str = ""
) -> HttpResponse:
    """First the code alone; with one that is good, the rest. A code never stands in an address."""
    context = {
        "form": form,
        "kind": kind,
        "wrong": wrong,
        "own": kind == Invitation.Kind.OWN,
        "child": kind == Invitation.Kind.CHILD,
    }
    return render(request, "people/join.html", context, status=status)


@require_safe
def logins(request: HttpRequest) -> HttpResponse:
    """The logins of this machine, for whoever runs it. Nothing of any diary."""
    if not runs_machine(request.user):
        raise Http404
    rows = running.logins(request.user)
    context = {"rows": rows, "others_run": sum(row.runs for row in rows) > 1}
    return render(request, "people/logins.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """A code for somebody new with a diary of their own."""
    if not runs_machine(request.user):
        raise Http404
    return _invite(request)


@confirmed
def _invite(request: HttpRequest) -> HttpResponse:
    makers = {Invitation.Kind.OWN: invitations.invite_own, Invitation.Kind.HOST: invitations.invite_host}
    kind = request.POST.get("kind", "")
    if request.method == "POST" and kind not in makers:
        problem = _("Please choose one of the two.")
        return render(request, "people/invite.html", {"problem": problem}, status=422)
    code = makers[Invitation.Kind(kind)](host=request.user) if request.method == "POST" else ""
    return render(request, "people/invite.html", {"code": code, "kind": kind})


@require_POST
def give_up(request: HttpRequest) -> HttpResponse:
    """Stop running the machine; the login and its diary stay."""
    try:
        running.give_up(host=request.user)
    except Denied:
        raise Http404 from None
    messages.success(request, _("Done. Somebody else runs this machine now."))
    return redirect("settings")


@require_POST
def rest(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Let a login rest, or wake it up. It is signed out everywhere at once; nothing is lost."""
    try:
        account = running.set_resting(
            host=request.user, account_id=account_id, rests=request.POST.get("do") == "rest"
        )
    except Denied:
        raise Http404 from None
    said = _("%(name)s can sign in.") if account.is_active else _("%(name)s rests and cannot sign in.")
    messages.success(request, said % {"name": account.username})
    return redirect("logins")


@require_http_methods(["GET", "HEAD", "POST"])
def own_login(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """A login for the child for whom this parent leads."""
    person = next((child for child in invitations.led_by(request.user) if child.pk == person_id), None)
    if person is None:
        raise Http404
    return _own_login(request, person)


@confirmed
def _own_login(request: HttpRequest, person: Person) -> HttpResponse:
    context = {"person": person, "there": invitations.has_own_login(person), "code": "", "problem": ""}
    if request.method == "POST" and not context["there"]:
        lead = request.POST.get("lead", "")
        if lead not in ("goes_on", "ends"):
            context["problem"] = _("Please choose one of the two.")
            return render(request, "people/own_login.html", context, status=422)
        context["code"] = invitations.invite_child(
            parent=request.user, person=person, ends_lead=lead == "ends"
        )
    return render(request, "people/own_login.html", context)


@require_POST
def end_lead(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """The parent stops leading: the child has an own login and the diary is hers."""
    person = next((child for child in invitations.led_by(request.user) if child.pk == person_id), None)
    if person is None or not running.end_own_lead(parent=request.user, person=person):
        raise Http404
    messages.success(request, _("Done. You see the weekly summary from now on."))
    return redirect("/")
