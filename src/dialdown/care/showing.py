"""What the pages for others hold, for whichever viewer: a login, a link, or the owner's preview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dialdown.care import selectors
from dialdown.care.chosen import PERIODS, SECTIONS, chosen
from dialdown.care.clinical.reading import recorded
from dialdown.care.one_page import range_words
from dialdown.care.week import hidden_words
from dialdown.diary import selectors as diary
from dialdown.insights import showing as insights
from dialdown.people import selectors as people

if TYPE_CHECKING:
    from django.http import HttpRequest

    from dialdown.care.chosen import Chosen
    from dialdown.people.access import Preview, Viewer
    from dialdown.people.models import Grant, Person

BODIES = {
    "one_page": "care/one_page_body.html",
    "week": "care/week_body.html",
    "school": "care/school_body.html",
}


def asked_for(request: HttpRequest) -> Chosen:
    """What was ticked for the one page, by its address; what stands there at first when nothing was asked."""
    sections = request.GET.getlist("section") if request.GET.get("chosen") else None
    return chosen(request.GET.get("period", ""), sections)


def pages_of(eyes: Preview, grant: Grant) -> list[str]:
    """What a preview shows: the pages of this room, and Insights, where a login sees days of a diary."""
    pages = selectors.pages_for(eyes, grant.person_id)
    if grant.account_id is None or "one_page" not in pages or diary.span(eyes, grant.person_id) is None:
        return pages
    return [*pages, "insights"]


def insights_page(viewer: Viewer, person: Person) -> dict[str, Any]:
    """The context of Insights as somebody else opens it first, worked out at once."""
    return {
        **insights.page(viewer, person, at_once=True),
        "body": "insights/body.html",
        "on_its_own": True,
    }


def page(viewer: Viewer, person: Person, name: str, wanted: Chosen | None = None) -> dict[str, Any]:
    """The context of one page. Raises Denied when it does not open for the viewer."""
    if name not in selectors.pages_for(viewer, person.pk):
        raise people.Denied
    context: dict[str, Any] = {
        "person": person, "name": name, "body": BODIES[name], "grant": people.grant_of(viewer, person.pk),
        "today": person.today(),
    }  # fmt: skip
    if name == "one_page":
        made = selectors.one_page(viewer, person, wanted)
        return context | {
            "page": made, "range": range_words(made), "periods": PERIODS, "sections": SECTIONS, "chosen": made.chosen,
            "examined": recorded(viewer, person.pk), "turned": made.chosen.turned("examined"),
        }  # fmt: skip
    if name == "week":
        return context | {
            "page": selectors.week_page(viewer, person),
            "hidden_words": hidden_words(viewer, person),
        }
    return context | {"page": selectors.school_page(viewer, person.pk)}
