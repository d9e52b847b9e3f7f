"""Files as answers to a request."""

from __future__ import annotations

import re

from django.http import HttpResponse

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _named(content: bytes, kind: str, name: str, ending: str) -> HttpResponse:
    plain = re.sub(r"[^\w-]+", "-", name).strip("-") or "page"
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Content-Disposition"] = _disposition(f"dialdown-{plain}.{ending}")
    # Somebody's answers: no shared cache, and not on the disk of the browser.
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


def _disposition(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(as_attachment=True, filename=name) or "attachment"


def pdf_file(content: bytes, name: str) -> HttpResponse:
    """A PDF to keep."""
    return _named(content, "application/pdf", name, "pdf")


def docx_file(content: bytes, name: str) -> HttpResponse:
    """A Word file to keep."""
    return _named(content, DOCX, name, "docx")
