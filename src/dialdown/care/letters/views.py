"""Write a letter, see it as it will be, take it as PDF or Word file."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dialdown.care.letters import facts, forms, keeping, reading
from dialdown.care.letters.book import checked, kinds
from dialdown.care.letters.episodes import episodes
from dialdown.care.letters.models import Letter
from dialdown.care.paper import document, word
from dialdown.care.paper.answers import docx_file, pdf_file
from dialdown.care.paper.engine import NoLetter, unprintable
from dialdown.diary.selectors import today_of
from dialdown.people.current import current_person
from dialdown.people.models import Person


def _person(request: HttpRequest) -> Person:
    person = current_person(request)
    if person is None:
        raise Http404
    return person


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """The kinds of letters and the drafts."""
    person = _person(request)
    drafts = [
        (one, kinds()[one.kind]) for one in reading.letters(request.user, person.pk) if one.kind in kinds()
    ]
    adult = not person.under_18(today_of(person))
    first = [kind for kind in kinds().values() if kind.setting in ("any", "work" if adult else "school")]
    shown = {
        "person": person,
        "first": first,
        "later": [kind for kind in kinds().values() if kind not in first],
        "more": _("School, insurer, new doctor") if adult else _("Insurer, leave from work, new doctor"),
        "drafts": drafts,
        "tab": "more",
    }
    return render(request, "care/letters/letters.html", shown)


@require_POST
def begin(request: HttpRequest, kind: str) -> HttpResponse:
    """A new draft with what is known already."""
    draft = keeping.begin(viewer=request.user, person=_person(request), kind=kind)
    return redirect("care_letter", draft.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """One draft: the form beside the letter. POST keeps it, and goes on to a file when one was asked for."""
    draft = reading.letter(request.user, letter_id)
    problems: dict[str, str] = {}
    if request.method == "POST":
        sent, problems = forms.typed(request.POST)
        problems |= forms.too_late(draft, sent, today_of(draft.person))
        if problems:
            keeping.put(draft, sent, viewer=request.user)
        else:
            draft = keeping.save(viewer=request.user, letter_id=letter_id, typed=sent)
            wanted = request.POST.get("then", "")
            if wanted == "anew":
                keeping.take_anew(viewer=request.user, letter_id=letter_id)
                messages.success(request, _("The numbers of today are in. What you told yourself stays."))
            return redirect(
                {"pdf": "care_letter_pdf", "docx": "care_letter_docx"}.get(wanted, "care_letter"), letter_id
            )
    return render(
        request, "care/letters/letter.html", _shown(request, draft, problems), status=422 if problems else 200
    )


def _shown(request: HttpRequest, draft: Letter, problems: dict[str, str]) -> dict[str, object]:
    kind = kinds()[draft.kind]
    drawn = bool(keeping.DRAWING & set(kind.parts))
    known = facts.suggested(request.user, draft.person) if drawn else []
    told, untold = forms.measures(draft, problems, known) if "now" in kind.fields else ([], [])
    page = reading.document(request.user, draft)
    return {
        "person": draft.person,
        "draft": draft,
        "kind": kind,
        "fields": forms.fields(kind, draft),
        "problems": problems,
        "more": forms.more(kind, draft, problems),
        "measures": told,
        "more_measures": untold,
        "anew": forms.outdated(draft, known, today_of(draft.person)),
        "areas": forms.areas(kind, draft, problems, today_of(draft.person)) if "steps" in kind.fields else [],
        "page": page,
        "unprintable": unprintable(page.words()),
        **_open(request, draft),
        "checked": checked(),
        "there": facts.attendance(request.user, draft.person),
        "flares": episodes(request.user, draft.person) if reading.FLARES in kind.parts else None,
        "asks_review": "review" in kind.parts,
        "review_problem": forms.review_problem(draft, problems, today_of(draft.person)),
        "tab": "more",
    }


def _open(request: HttpRequest, draft: Letter) -> dict[str, object]:
    """What the letter waits for, and which gaps are left for the pen."""
    return {
        "missing": reading.missing_words(draft),
        "gaps": [forms.gap_words(key) for key in reading.gaps(request.user, draft)],
    }


@require_POST
def preview(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """The letter as it would be with what stands in the form; nothing is kept."""
    draft = reading.letter(request.user, letter_id)
    sent, _problems = forms.typed(request.POST)
    keeping.put(draft, sent, viewer=request.user)
    page = reading.document(request.user, draft)
    context = {"page": page, "unprintable": unprintable(page.words()), **_open(request, draft)}
    return render(request, "care/letters/paper.html", context)


def _ready(request: HttpRequest, letter_id: uuid.UUID) -> tuple[Letter, document.Document] | HttpResponse:
    draft = reading.letter(request.user, letter_id)
    if wanting := reading.missing_words(draft):
        messages.info(
            request, _("Before this letter can be printed: %(what)s.") % {"what": "; ".join(wanting)}
        )
        return redirect("care_letter", letter_id)
    return draft, reading.document(request.user, draft)


@require_safe
def pdf(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """The letter as a tagged PDF; longer than its kind should be only when that was asked for."""
    ready = _ready(request, letter_id)
    if isinstance(ready, HttpResponse):
        return ready
    draft, page = ready
    try:
        made = document.pdf(page, made_on=today_of(draft.person))
    except NoLetter as error:
        messages.error(request, str(error))
        return redirect("care_letter", letter_id)
    if made.pages > page.pages and not request.GET.get("long"):
        return render(
            request, "care/letters/too_long.html", {"draft": draft, "pages": made.pages, "most": page.pages}
        )
    return pdf_file(made.pdf, page.title)


@require_safe
def docx(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """The letter as a Word file that can be edited."""
    ready = _ready(request, letter_id)
    if isinstance(ready, HttpResponse):
        return ready
    draft, page = ready
    return docx_file(word.docx(page, made_on=today_of(draft.person)), page.title)


@require_POST
def remove(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """Take a draft out; the message brings it back."""
    keeping.take_out(viewer=request.user, letter_id=letter_id)
    messages.success(request, _("Taken out."), extra_tags=f"undo /care/letters/{letter_id}/restore")
    return redirect("care_letters")


@require_POST
def restore(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """Bring a draft back."""
    keeping.take_out(viewer=request.user, letter_id=letter_id, out=False)
    return redirect("care_letter", letter_id)
