"""Take it with me: the diary as a file that is hers."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from dialdown.export.archive import write_archive
from dialdown.export.diary_csv import write_csv
from dialdown.people.access import require
from dialdown.people.current import current_person
from dialdown.people.models import Grant, Person
from dialdown.people.sealing import keys, session
from dialdown.people.selectors import may_share


def _person(request: HttpRequest) -> Person:
    person = current_person(request)
    if person is None:
        raise Http404
    return person


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """What there is to take, in plain words."""
    person = current_person(request)
    whole = person is not None and Grant.ALL in require(request.user, person.pk)
    context = {
        "person": person, "whole": whole, "sealed": person is not None and keys.key_of(person.pk) is not None,
        "is_open": person is not None and session.is_open(request, person.pk),
        "may_share": person is not None and may_share(request.user, person.pk),
    }  # fmt: skip
    return render(request, "export/export.html", context)


def _private(request: HttpRequest, person: Person) -> bool:
    """True when she asked for her private answers, too, and has them open here."""
    return request.GET.get("private") == "1" and session.is_open(request, person.pk)


@require_GET
def archive(request: HttpRequest) -> HttpResponse:
    """The archive, which restores the same data."""
    person = _person(request)
    private = _private(request, person)

    def write(out: IO[bytes]) -> None:
        write_archive(request.user, person.pk, out, private=private)

    return _download(person, "zip", write, on_disk=not private)


@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """The diary as one table."""
    person = _person(request)
    private = _private(request, person)

    def write(out: IO[bytes]) -> None:
        text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
        write_csv(request.user, person.pk, text, private=private)
        text.detach()

    return _download(person, "csv", write, on_disk=not private)


def _download(
    person: Person, ending: str, write: Callable[[IO[bytes]], Any], *, on_disk: bool
) -> FileResponse:
    """Written to a nameless file in the data folder first, so that a large diary needs no memory.

    What is private is never written to the disk.
    """
    folder = Path(settings.DATA_FOLDER)
    file: IO[bytes] = tempfile.TemporaryFile(dir=folder) if on_disk else io.BytesIO()  # noqa: SIM115 - closed by the response
    try:
        write(file)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    plain = re.sub(r"[^\w-]+", "-", person.display_name).strip("-") or "diary"
    name = f"dialdown-{plain}-{timezone.localdate().isoformat()}.{ending}"
    return FileResponse(file, as_attachment=True, filename=name)
