"""Pages for others: the weekly summary, the one page, the page for school, and the list of people."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dialdown.care import selectors, services, showing
from dialdown.care.chosen import PERIODS, SECTIONS
from dialdown.care.forms import SchoolSheetForm
from dialdown.care.letters.book import kinds
from dialdown.care.paper.answers import pdf_file
from dialdown.people import selectors as people
from dialdown.people.current import OPEN_PERSON, current_person, show_time_of
from dialdown.people.models import Person

ORDERS = ("name", "new")
URLS = {"one_page": "care_one_page", "week": "care_week", "school": "care_school"}


@require_GET
def list_people(request: HttpRequest) -> HttpResponse:
    """The people who share with this login, by name. Nobody is ranked by pain."""
    wanted = request.GET.get("q", "").strip()
    order = request.GET.get("order", "name")
    if order not in ORDERS:
        raise Http404
    rows = selectors.patients(request.user)
    shown = [row for row in rows if wanted.casefold() in row.person.display_name.casefold()]
    if order == "new":
        shown.sort(key=lambda row: -(row.new_days or 0))
    others = [row for row in rows if row.grant is not None]
    context = {
        "rows": shown, "all": len(rows), "wanted": wanted, "order": order, "now": current_person(request),
        "clinic": any(row.grant.audience == "clinician" for row in others if row.grant),
    }  # fmt: skip
    return render(request, "care/people.html", context)


@require_GET
def seen(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """The page of a person that is meant for this login."""
    person = people.person(request.user, person_id)
    request.session[OPEN_PERSON] = str(person.pk)
    pages = selectors.pages_for(request.user, person_id)
    return (
        redirect(URLS[pages[0]], person_id)
        if pages
        else render(request, "care/nothing.html", {"person": person})
    )


def _page(request: HttpRequest, person_id: uuid.UUID, name: str) -> HttpResponse:
    person = people.person(request.user, person_id)
    show_time_of(person)
    context = showing.page(request.user, person, name, showing.asked_for(request))
    # What is written from here (a plan, say) is about her and nobody who was open before.
    request.session[OPEN_PERSON] = str(person.pk)
    others = [other for other in selectors.pages_for(request.user, person_id) if other != name]
    context |= {
        "others": [(URLS[other], other) for other in others], "frame": "base.html",
        "notes": selectors.notes(request.user, person_id), "may_note": selectors.may_note(request.user, person_id),
    }  # fmt: skip
    if name == "one_page":
        letters, emoji = selectors.cannot_print(context["page"], person, today=person.today())
        context |= {"unprintable": letters, "emoji": " ".join(emoji)}
    return render(request, "care/page.html", context)


@require_GET
def one_page(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """The one page for a clinician."""
    return _page(request, person_id, "one_page")


@require_GET
def one_page_pdf(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """The same page on paper, as far as this login may see it; more than one page only when that was asked for."""
    person = people.person(request.user, person_id)
    wanted = showing.asked_for(request)
    if "one_page" not in selectors.pages_for(request.user, person_id):
        raise Http404
    try:
        made = selectors.one_page_paper(request.user, person, wanted, today=person.today())
    except selectors.NoLetter as error:
        said = _("The PDF has no letters for “%(text)s”. Print this page from your browser.")
        messages.error(request, said % {"text": error.letters})
        return redirect("care_one_page", person_id)
    if made.paper.pages > 1 and not request.GET.get("long"):
        context = {
            "person": person,
            "pages": made.paper.pages,
            "chosen": wanted,
            "periods": PERIODS,
            "sections": SECTIONS,
        }
        return render(request, "care/too_long.html", context)
    return pdf_file(made.paper.pdf, f"{person.display_name} {person.today().isoformat()}")


@require_GET
def week(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """The weekly summary."""
    return _page(request, person_id, "week")


@require_GET
def school(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """The page for school."""
    return _page(request, person_id, "school")


@require_POST
def acknowledge(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Say that the page for school was read."""
    services.acknowledge(viewer=request.user, person_id=person_id)
    messages.success(request, _("Thank you. It is noted that you read it."))
    return redirect("care_school", person_id)


@require_POST
def add_note(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """A clinician's note; the person reads it too."""
    person = people.person(request.user, person_id)
    try:
        services.add_note(viewer=request.user, person=person, text=request.POST.get("text", ""))
    except services.Empty:
        messages.info(request, _("There was nothing to keep."))
    else:
        messages.success(request, _("Saved. %(name)s can read it.") % {"name": person.display_name})
    return redirect("care_one_page", person_id)


@require_POST
def remove_note(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    """Take out a note of one's own."""
    note = services.remove_note(viewer=request.user, note_id=note_id)
    messages.success(request, _("The note is gone."))
    return redirect("care_one_page", note.person_id)


@require_GET
def preview(request: HttpRequest, grant_id: uuid.UUID) -> HttpResponse:
    """What somebody sees, rendered with their eyes; the owner's own look, so nobody is told."""
    grant, eyes = people.preview(request.user, grant_id)
    pages = showing.pages_of(eyes, grant)
    name = request.GET.get("page", pages[0] if pages else "")
    if name and name not in pages:
        raise Http404
    if name == "insights":
        context = showing.insights_page(eyes, grant.person)
    else:
        wanted = showing.asked_for(request)
        context = (
            showing.page(eyes, grant.person, name, wanted) if name else {"person": grant.person, "body": ""}
        )
    context |= {
        "who": people.name_of(grant), "pages": pages, "name": name, "seen_grant": grant, "frame": "base.html",
        "single_answers": any(":" not in scope for scope in grant.scopes) and grant.account_id is not None,
    }  # fmt: skip
    return render(request, "care/preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def school_sheet(request: HttpRequest) -> HttpResponse:
    """Write the page for school: what helps on a hard day, and when to look at it again."""
    person: Person | None = current_person(request)
    if person is None or not people.may_share(request.user, person.pk):
        raise Http404
    page = selectors.school_page(request.user, person.pk)
    stored = page.sheet
    initial = (
        {"plan": stored.plan, "review_on": stored.review_on, "letter": stored.letter.get("id", "")}
        if stored
        else {}
    )
    form = SchoolSheetForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.save_school_sheet(viewer=request.user, person=person, **form.cleaned_data)
        messages.success(request, _("Saved. Whoever you opened it to sees it now."))
        return redirect("school_sheet")
    offered = selectors.school_letters(request.user, person.pk)
    context = {
        "person": person, "form": form, "sheet": stored, "over": page.plan_over,
        "read": selectors.acknowledgements(request.user, person.pk),
        "letters": [(str(one.pk), kinds()[one.kind].title, one.saved_at) for one in offered],
        "stays": page.letter["title"]
        if stored and page.letter and stored.letter["id"] not in {str(one.pk) for one in offered}
        else "",
    }  # fmt: skip
    return render(request, "care/school_sheet.html", context, status=422 if form.is_bound else 200)
