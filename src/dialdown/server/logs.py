"""Log lines that say what went wrong and where in the program, and nothing that anybody typed."""

from __future__ import annotations

import datetime as dt
import logging
import traceback
from types import TracebackType

# What we write ourselves is written with this in mind; everybody else puts addresses and values into a message.
OURS = ("dialdown",)


class WithoutValues(logging.Formatter):
    """Time (UTC), level, logger, status and place; of an error its kind and the lines of code it went through."""

    def format(self, record: logging.LogRecord) -> str:
        if record.name.partition(".")[0] in OURS:
            said = record.getMessage()
        else:
            status = getattr(record, "status_code", None)
            said = f"status {status}" if status else f"at {record.module}:{record.lineno}"
        at = dt.datetime.fromtimestamp(record.created, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        line = f"{at} {record.levelname} {record.name} {said}"
        if record.exc_info and record.exc_info[0] is not None:
            line += f"\n{self.formatException(record.exc_info)}"
        return line

    def formatException(  # noqa: N802  (the name the library calls)
        self, ei: tuple[type[BaseException] | None, BaseException | None, TracebackType | None]
    ) -> str:
        # The text of an error often quotes what was sent, a row of the database, or the name of a host.
        kind = f"{ei[0].__module__}.{ei[0].__qualname__}" if ei[0] else ""
        return "".join([*traceback.format_tb(ei[2]), kind])
