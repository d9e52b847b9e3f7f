"""The archive: everything of one person in a file that restores the same data."""

from __future__ import annotations

import hashlib
import json
import uuid
import zipfile
from collections.abc import Iterable
from typing import IO, TYPE_CHECKING, Any

from dialdown import __version__
from dialdown.diary import selectors as diary
from dialdown.export import marks
from dialdown.export.private import leaving
from dialdown.export.snapshot import one_moment
from dialdown.export.tables import TABLES, rows, schema
from dialdown.people import selectors as people
from dialdown.people.access import require_answers
from dialdown.people.models import Grant

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

FORMAT = 1
# Zip entries carry a fixed time, so that the same diary gives the same file.
EPOCH = (1980, 1, 1, 0, 0, 0)


def dump(row: dict[str, Any]) -> str:
    """One line of JSON, keys in the order of the model."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def write_archive(
    viewer: Viewer,
    person_id: uuid.UUID,
    out: IO[bytes],
    *,
    private: bool = False,
) -> dict[str, int]:
    """Write the archive of a person, left to what the viewer may see; returns rows by table.

    Private answers are in it only with `private`, and then in plain text: raises CannotOpen while her key is closed.

    The zip holds `manifest.json` (format, version, SHA-256 of every file), `schema/`, one
    `<model>.jsonl` a model sorted by id, and `attachments/`. Raises Denied.
    """
    with one_moment():
        sight = require_answers(viewer, person_id)
        person = people.person(viewer, person_id)
        definitions = diary.definitions(person_id)
        hers = leaving(viewer, person_id, definitions, private=private)
        sums: dict[str, str] = {}
        counts: dict[str, int] = {}
        typists: set[str] = set()
        marked: dict[str, str] = {}
        with zipfile.ZipFile(out, "w") as archive:
            for table in TABLES:
                stored = rows(table, person_id, definitions, sight, hers)
                number = _add_rows(
                    archive, sums, f"{table.name}.jsonl", _noting(table.name, stored, typists, marked)
                )
                counts[table.name] = number
                _add(archive, sums, f"schema/{table.name}.json", json.dumps(schema(table), indent=1))
            named = (
                {"id": pk, "display_name": name} for pk, name in people.names_of(viewer, person_id, typists)
            )
            _add_rows(archive, sums, "account.jsonl", named)
            manifest = {
                "format": FORMAT, "app": "dialdown", "version": __version__, "person": str(person.pk),
                "name": person.display_name, "complete": Grant.ALL in sight, "private": hers.manifest(), "rows": counts, "marks": marked,
                "sha256": sums,
            }  # fmt: skip
            _add(archive, {}, "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
            archive.writestr(_info("attachments/"), b"")
    return counts


def _noting(
    table: str, stored: Iterable[dict[str, Any]], typists: set[str], marked: dict[str, str]
) -> Iterable[dict[str, Any]]:
    """The rows, while noting who typed or wrote them, and the marks of those that a clinician said."""
    for row in stored:
        typists.update(row[name] for name in ("typed_by_id", "author_id") if row.get(name))
        if marks.wants_mark(table, row.get("said_by"), row.get("via")):
            marked[row["id"]] = marks.mark(table, dump(row))
        yield row


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    # The same on every system, so that the same diary gives the same bytes.
    info.create_system, info.external_attr = 3, 0o600 << 16
    return info


def _add_rows(
    archive: zipfile.ZipFile, sums: dict[str, str], name: str, stored: Iterable[dict[str, Any]]
) -> int:
    digest, number = hashlib.sha256(), 0
    with archive.open(_info(name), "w") as member:
        for row in stored:
            line = (dump(row) + "\n").encode()
            digest.update(line)
            member.write(line)
            number += 1
    sums[name] = digest.hexdigest()
    return number


def _add(archive: zipfile.ZipFile, sums: dict[str, str], name: str, text: str) -> None:
    data = text.encode()
    sums[name] = hashlib.sha256(data).hexdigest()
    archive.writestr(_info(name), data)
