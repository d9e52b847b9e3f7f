"""Headers of files that the package ships: they answer before the pages' own middleware."""

from __future__ import annotations

from wsgiref.headers import Headers


def static_headers(headers: Headers, path: str, url: str) -> None:
    """No other site may take a file of ours into itself or show it in a frame, and no browser may guess what it is."""
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    # No more than this: a worker takes its policy from its own file.
    headers["Content-Security-Policy"] = "frame-ancestors 'none'"
