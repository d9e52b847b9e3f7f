"""Make the file: what a grant to a clinician would show, rendered with those eyes and sealed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from dialdown.care import showing
from dialdown.export.page_file.sealing import Code, page_file
from dialdown.people import selectors as people
from dialdown.people import services
from dialdown.people.models import AuditEvent, Grant
from dialdown.people.scopes import BESIDE

if TYPE_CHECKING:
    from dialdown.people.models import Account, Person

# What the one page shows, at the level at which it shows it.
SCOPES = (
    "function:line",
    "goals",
    "pain:line",
    "body:line",
    "sleep:line",
    "medicine:line",
    "move",
    "train",
    "visits",
)
PAGE = "page_file"


def enough(*, scopes: Iterable[str]) -> bool:
    """True when the one page opens for these: moving, training and visits stand beside the diary and make no page alone."""
    return any(scope.partition(":")[0] not in BESIDE for scope in scopes)


@transaction.atomic
def make(*, viewer: Account, person: Person, scopes: Iterable[str], label: str, code: Code) -> bytes:
    """The sealed file. The list of who sees what keeps that it was made, for whom and with what.

    Raises Denied for whoever may not share this diary, WrongScopes for scopes that are not on the page.
    """
    link = services.make_link(
        viewer=viewer, person=person, audience=Grant.Audience.CLINICIAN, label=label or _("a file"),
        scopes=[scope for scope in SCOPES if scope in set(scopes)], lasts=dt.timedelta(hours=1),
    )  # fmt: skip
    grant, eyes = people.preview(viewer, link.grant.pk)
    body = render_to_string("export/page_file/body.html", showing.page(eyes, person, "one_page"))
    # Nobody can open the link that carried the scopes: it ends before anybody heard of it.
    services.end(viewer=viewer, grant_id=grant.pk)
    services.record(
        subject=person.pk, kind=AuditEvent.Kind.EXPORT, viewer=viewer, page=PAGE, scopes=grant.scopes,
        about={"label": label[:60]},
    )  # fmt: skip
    return page_file(code=code, title=person.display_name, body=body)
