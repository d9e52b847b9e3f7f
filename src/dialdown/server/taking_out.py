"""The body of `dialdown export`: a diary into a file."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from dialdown.export.archive import write_archive
from dialdown.export.diary_csv import write_csv
from dialdown.server import naming
from dialdown.server.atomic_file import write_whole


def export(*, name: str, format: str, out: Path, force: bool) -> dict[str, Any]:
    """Write the diary of a person to `out`; returns what was written. Raises Mistake; never leaves half a file."""
    person = naming.person(name)
    with write_whole(out, force=force) as stream:
        if format == "archive":
            rows: Any = write_archive(naming.OPERATOR, person.pk, stream)
        else:
            text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
            rows = {"rows": write_csv(naming.OPERATOR, person.pk, text)}
            text.flush()
            text.detach()
        size = stream.tell()
    return {"person": person.display_name, "format": format, "file": str(out), "bytes": size, "rows": rows}
