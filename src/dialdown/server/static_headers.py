"""Headers of files that the package ships: they answer before the pages' own middleware."""

from __future__ import annotations

from wsgiref.headers import Headers


def static_headers(headers: Headers, path: str, url: str) -> None:
    """No other site may take a file of ours into itself, and no browser may guess what it is."""
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["X-Content-Type-Options"] = "nosniff"
