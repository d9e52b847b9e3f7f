"""What is only hers: open it here, lock it here, and what to do when the words are lost."""

from __future__ import annotations

from collections.abc import Callable

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dialdown.people import database_log
from dialdown.people.current import current_person, ours
from dialdown.people.logins import recovery, second_step
from dialdown.people.models import Account, Membership, Person
from dialdown.people.sealing import keys, passkeys, session
from dialdown.people.sealing import words as key_words
from dialdown.people.sealing.forms import BeginAgainForm, NewKeyForm, OpenForm


@sensitive_post_parameters("open-words", "new-password", "again-password")
@require_http_methods(["GET", "HEAD", "POST"])
def private(request: HttpRequest) -> HttpResponse:
    """The state in words. POST `do` = open, close, new_key, no_passkeys or begin_again."""
    person = current_person(request)
    if person is None or request.method != "POST":
        return _page(request, person)
    if person not in keys.owned(request.user):
        raise Http404
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        return _page(request, person, status=422)
    limited = ratelimit.consume_or_429(request, action="private")
    return limited or act(request, person)


def _open(request: HttpRequest, person: Person) -> HttpResponse:
    form = OpenForm(request.POST)
    if not form.is_valid():
        return _page(request, person, open_form=form, status=422)
    words = form.cleaned_data["words"]
    fits = request.user.check_password(words)
    found = keys.come_in(account=request.user, passphrase=words) if fits else {}
    found = found or keys.open_with(account=request.user, words=words)
    if person.pk not in found:
        form.add_error(
            "words", _stale() if fits else _("That does not open it. Try the other one: password or code.")
        )
        return _page(request, person, open_form=form, status=422)
    session.keep(request, request.user, found)
    if fits:
        messages.success(request, _("Open. It is locked again when you sign out."))
    else:
        messages.success(request, _("Open. Now choose a new password: from then on it opens this, too."))
    return redirect(
        ours(request, request.POST.get("next", "")) or ("private" if fits else "account_change_password")
    )


def _stale() -> str:
    return _(
        "That is your password, but this was locked with the one you had before. Type that one, or the code from your paper."
    )


def _close(request: HttpRequest, person: Person) -> HttpResponse:
    session.close(request)
    messages.success(request, _("Locked. Writing still works; reading asks for your password."))
    return redirect("private")


def _no_passkeys(request: HttpRequest, person: Person) -> HttpResponse:
    passkeys.none_any_more(account=request.user)
    messages.success(request, _("No passkey opens this any more. Your password does."))
    return redirect("private")


def _new_key(request: HttpRequest, person: Person) -> HttpResponse:
    form = NewKeyForm(request.POST)
    if not session.is_open(request, person.pk):
        return redirect("private")
    if form.is_valid() and not request.user.check_password(form.cleaned_data["password"]):
        form.add_error("password", _("That is not the password you have now."))
    if not form.is_valid():
        return _page(request, person, new_form=form, status=422)
    private = keys.renew(account=request.user, person=person, passphrase=form.cleaned_data["password"])
    session.keep(request, request.user, {person.pk: private})
    messages.success(
        request, _("You have a new key. Now make a new code on paper: the old one opens nothing any more.")
    )
    _tell_last_copies(request)
    return redirect("private")


def _begin_again(request: HttpRequest, person: Person) -> HttpResponse:
    form = BeginAgainForm(request.POST)
    if session.is_open(request, person.pk):
        return redirect("private")
    if form.is_valid() and not request.user.check_password(form.cleaned_data["password"]):
        form.add_error("password", _("That is not the password you have now."))
    if not form.is_valid():
        return _page(request, person, again_form=form, status=422)
    private = keys.begin_again(account=request.user, person=person, passphrase=form.cleaned_data["password"])
    session.keep(request, request.user, {person.pk: private})
    messages.success(
        request, _("This is a new private part. Make a code on paper, so that this cannot happen again.")
    )
    _tell_last_copies(request)
    return redirect("private")


def _tell_last_copies(request: HttpRequest) -> None:
    if database_log.waits():
        messages.info(
            request,
            _(
                "Somebody was reading just now. Copies of what stood here before go within minutes, as long as Dialdown runs."
            ),
        )


ACTS: dict[str, Callable[[HttpRequest, Person], HttpResponse]] = {
    "open": _open, "close": _close, "new_key": _new_key, "begin_again": _begin_again, "no_passkeys": _no_passkeys,
}  # fmt: skip


def _page(
    request: HttpRequest, person: Person | None, *, open_form: OpenForm | None = None, new_form: NewKeyForm | None = None,
    again_form: BeginAgainForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    key = keys.key_of(person.pk) if person else None
    wanted = passkeys.wanted(request.user)
    works = second_step.passkeys_work(request)
    held = second_step.passkeys(request.user) if works or wanted else []
    context = {
        "person": person, "mine": person is not None and person in keys.owned(request.user), "key": key,
        "led": person is not None and not _has_owner(person), "is_open": person is not None and session.is_open(request, person.pk),
        "has_code": key is not None and key.by_code is not None, "has_paper": recovery.has_code(request.user),
        "alarm": _alarm(request, person), "here": session.on_this_machine(request),
        "open_form": open_form or OpenForm(), "new_form": new_form or NewKeyForm(), "again_form": again_form or BeginAgainForm(),
        "new_open": new_form is not None, "again_open": again_form is not None,
        "next": request.POST.get("next", request.GET.get("next", "")),
        "passkeys_work": works, "not_opening": any(row.pk not in wanted for row in held),
        "opening": [row.wrap().name for row in held if wanted.get(row.pk)],
        "waiting": [row.wrap().name for row in held if wanted.get(row.pk) is False],
    }  # fmt: skip
    return render(request, "people/private.html", context, status=status)


def _alarm(request: HttpRequest, person: Person | None) -> str:
    if person is None:
        return ""
    if person.pk in keys.exchanged(request.user):
        return key_words.exchanged()
    return key_words.doubted() if person.pk in keys.doubted(request.user) else ""


def _has_owner(person: Person) -> bool:
    owners = Membership.objects.filter(person=person, role=Membership.Role.OWNER)
    return Account.objects.filter(pk__in=owners.values("account_id")).exists()
