"""The two safety pages leave no trace in any log.

Granian's access log is off. Whoever switches it on hangs `QuietPages` into its handler as well; a proxy in front of the
server keeps its own log, which the install guide names.
"""

from __future__ import annotations

import logging
from typing import Any

UNLOGGED = ("/help-now", "/new-pain")

# For granian's `log_dictconfig`: its own defaults, with the filter in front of the access log.
_QUIET = {"class": "logging.StreamHandler", "filters": ["quiet_pages"]}
ACCESS_LOG: dict[str, Any] = {
    "filters": {"quiet_pages": {"()": "dialdown.learn.privacy.QuietPages"}},
    "handlers": {
        "console": _QUIET | {"formatter": "generic", "stream": "ext://sys.stderr"},
        "access": _QUIET | {"formatter": "access", "stream": "ext://sys.stdout"},
    },
}


class QuietPages(logging.Filter):
    """Drops every record that names one of the two pages, in its words, its arguments or its request."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        said = (record.msg, record.args, getattr(request, "path", ""), record.exc_text or "")
        return not any(page in str(part) for part in said for page in UNLOGGED)
