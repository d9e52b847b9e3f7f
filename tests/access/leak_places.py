"""Where the leak test reads: every address, what shows much at once, and what in an answer means nothing."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from django.utils import timezone

from tests.access.rows import ROWS

if TYPE_CHECKING:
    from dialdown.people.models import Person

READS = [row for row in ROWS if row.method == "GET"]
# What is sent is answered, too: a letter looked at before it is kept, a form that comes back, a file that is made.
SENDS = [row for row in ROWS if row.method != "GET"]
OUTPUTS = [*READS, *SENDS]
HOST = "https://diary.example.org"
EXAMINED = "chosen=1&section=facts&section=examined"
LINK_PAGES = (
    "/shared",
    "/shared?page=week",
    "/shared?page=one_page",
    f"/shared?page=one_page&{EXAMINED}",
    "/shared?page=school",
)
# What is sealed, or a font: a long run of letters that mean nothing.
SEALED = re.compile(r"[A-Za-z0-9+/=_-]{200,}")
# Django's token of a form: among hundred thousands of them one has a planted word by chance.
TOKEN = re.compile(r'"csrfmiddlewaretoken" value="[A-Za-z0-9]{64}"')


def much(person: Person) -> list[str]:
    """Pages and files that show many answers at once."""
    day = (timezone.now() - dt.timedelta(days=7)).date().isoformat()
    one_page = f"/people/{person.pk}/one-page"
    pages = [one_page, f"{one_page}?{EXAMINED}", f"/people/{person.pk}/week", f"/history/{day}"]
    return ["/insights", "/train", "/export/table", "/export/archive", *pages]
