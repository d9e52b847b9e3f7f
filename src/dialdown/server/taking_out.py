"""The body of `dialdown export`: a diary into a file."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dialdown.care import selectors as care
from dialdown.export import printing
from dialdown.export.archive import write_archive
from dialdown.export.diary_csv import write_csv
from dialdown.export.health_link.bundle import packed, resources
from dialdown.people.access import Operator
from dialdown.people.sealing import keys
from dialdown.people.sealing.boxes import CannotOpen
from dialdown.server import naming
from dialdown.server.atomic_file import write_whole
from dialdown.server.mistakes import Mistake

# The other formats are for somebody else to read: mood, notes and period never go into them.
WITH_PRIVATE = ("archive", "csv")


def export(
    *, name: str, format: str, out: Path, force: bool, words: Callable[[str], str] | None = None
) -> dict[str, Any]:
    """Write the diary of a person to `out`; returns what was written. Raises Mistake; never leaves half a file.

    Private answers are in it only when `words` gives her passphrase or the code from her paper, and never in a file that
    is for others to read.
    """
    person = naming.person(name)
    viewer = Operator()
    sealing = keys.key_of(person.pk) is not None
    may_hold = format in WITH_PRIVATE
    private = words is not None and sealing and may_hold
    if private and words is not None:
        try:
            keys.hold(
                viewer,
                {
                    person.pk: keys.open_for(
                        person_id=person.pk, words=words("Passphrase of the diary")
                    ).private
                },
            )
        except CannotOpen as error:
            raise Mistake(
                f"{person.display_name}: {error}; expected the passphrase of the diary or the code on paper"
            ) from None
    with write_whole(out, force=force) as stream:
        if format == "archive":
            rows: Any = write_archive(viewer, person.pk, stream, private=private)
        elif format == "pdf":
            rows = {"pages": printing.one_page(viewer, person, stream)}
        elif format == "ics":
            content, visits = care.calendar(viewer, person)
            stream.write(content)
            rows = {"visits": visits}
        elif format == "fhir":
            found = resources(viewer, person)
            stream.write(packed(found))
            rows = {"resources": len(found)}
        else:
            text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
            rows = {"rows": write_csv(viewer, person.pk, text, private=private)}
            text.flush()
            text.detach()
        size = stream.tell()
    return {
        "person": person.display_name, "format": format, "file": str(out), "bytes": size, "rows": rows,
        "private": "never" if not may_hold else "not sealed" if not sealing else "in it" if private else "left out",
    }  # fmt: skip
