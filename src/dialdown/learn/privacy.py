"""The two safety pages leave no trace in any log.

Granian's access log is off. Whoever switches it on hangs `QuietPages` into its handler as well; a proxy in front of the
server keeps its own log, which the install guide names.
"""

from __future__ import annotations

import logging

UNLOGGED = ("/help-now", "/new-pain")


class QuietPages(logging.Filter):
    """Drops every record that names one of the two pages, in its words, its arguments or its request."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        said = (record.msg, record.args, getattr(request, "path", ""), record.exc_text or "")
        return not any(page in str(part) for part in said for page in UNLOGGED)
