"""Read an archive back: checked whole before the first row is written, then all of it or nothing."""

from __future__ import annotations

import hashlib
import json
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.db import models

from dialdown.export import marks
from dialdown.export.archive import FORMAT
from dialdown.export.rows import Unfit, check_meaning, parse_row
from dialdown.export.tables import BY_NAME, TABLES, TYPISTS, Table
from dialdown.intake.definitions import Definitions, own_factor, shipped

# Ten years of a full diary are about 50 MB.
MAX_BYTES = 512 << 20
MAX_LINE = 8 << 20
MAX_MANIFEST = 16 << 20
# Each becomes a login that nobody can use, when it is not here.
MAX_TYPISTS = 300
BLOCK = 1 << 20
TYPIST_TABLE = "account"


class ArchiveError(ValueError):
    """An archive that cannot be used; one sentence with file, line and what was expected."""


@dataclass(frozen=True)
class Archive:
    """A checked archive: its manifest and unsaved rows by table."""

    name: str
    manifest: dict[str, Any]
    rows: dict[str, list[models.Model]]
    typists: list[tuple[uuid.UUID, str]]
    # Rows that say they are a clinician's and do not carry this machine's mark, as (table, id).
    unmarked: frozenset[tuple[str, Any]] = frozenset()

    @property
    def person_id(self) -> uuid.UUID:
        """The person the archive was written for."""
        return uuid.UUID(self.manifest["person"])

    @property
    def person_name(self) -> str:
        """Her name when the archive was written."""
        return str(getattr(self.rows["person"][0], "display_name", ""))

    def definitions(self) -> Definitions:
        """What its diary can hold: the shipped table and the factors it brings."""
        return _definitions(self.rows["factor"])

    @property
    def total(self) -> int:
        """How many rows it holds."""
        return sum(len(found) for found in self.rows.values())


def is_archive(path: Path) -> bool:
    """True when a file is a zip with our manifest in it, or one that breaks off and began like it."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "manifest.json" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        with path.open("rb") as file:
            return file.read(4) == b"PK\x03\x04" and b"person.jsonl" in file.read(100)


def read_archive(file: IO[bytes] | Path, name: str = "archive") -> Archive:
    """Check a whole archive: format, sums, every line of every table, every reference. Raises ArchiveError."""
    try:
        with zipfile.ZipFile(file) as archive:
            return _Reader(archive, name).read()
    except ArchiveError:
        raise
    except (
        zipfile.BadZipFile,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        zipfile.zlib.error,
    ) as error:
        raise ArchiveError(
            f"{name}: expected a whole Dialdown archive (zip), found one that is damaged ({error})"
        ) from None


class _Reader:
    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self.archive, self.name = archive, name
        self.marks: dict[str, Any] = {}
        self.unmarked: set[tuple[str, Any]] = set()
        names = archive.namelist()
        if len(set(names)) != len(names):
            raise self.error("holds a file twice; expected an archive as it was written")
        if sum(info.file_size for info in archive.infolist()) > MAX_BYTES:
            raise self.error(f"expected an archive of at most {MAX_BYTES >> 20} MB when unpacked, found more")

    def error(self, text: str, member: str = "", line: int | None = None) -> ArchiveError:
        place = [self.name, *([member] if member else []), *([f"line {line}"] if line else [])]
        return ArchiveError(f"{', '.join(place)}: {text}")

    def read(self) -> Archive:
        manifest, sums, person = self._manifest()
        members = [*(f"{t.name}.jsonl" for t in TABLES), f"{TYPIST_TABLE}.jsonl"]
        for member in members:
            if self._digest(member) != sums.get(member):
                raise self.error("differs from its checksum; expected the file as it was written", member)
        # Older archives have none.
        found = manifest.get("marks", {})
        self.marks = found if isinstance(found, dict) else {}
        rows = {t.name: list(self._rows(t)) for t in TABLES}
        if [row.pk for row in rows["person"]] != [person]:
            raise self.error("expected exactly the person of the manifest", "person.jsonl")
        typists = [self._typist(line, at) for at, line in self._lines(f"{TYPIST_TABLE}.jsonl")]
        if len(typists) > MAX_TYPISTS:
            raise self.error(f"expected at most {MAX_TYPISTS} people who typed", f"{TYPIST_TABLE}.jsonl")
        self._check_references(rows, {pk for pk, _ in typists})
        self._check_meaning(rows)
        return Archive(self.name, manifest, rows, typists, frozenset(self.unmarked))

    def _manifest(self) -> tuple[dict[str, Any], dict[str, str], uuid.UUID]:
        try:
            if self.archive.getinfo("manifest.json").file_size > MAX_MANIFEST:
                raise ValueError
            manifest = json.loads(self.archive.read("manifest.json"))
            sums, person = dict(manifest["sha256"]), uuid.UUID(manifest["person"])
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
            raise self.error("expected the manifest of a Dialdown archive", "manifest.json") from None
        if manifest.get("format") != FORMAT:
            raise self.error(
                f"expected format {FORMAT}, found {str(manifest.get('format'))[:20]}", "manifest.json"
            )
        return manifest, sums, person

    def _digest(self, member: str) -> str:
        digest, read = hashlib.sha256(), 0
        with self._open(member) as stream:
            while block := stream.read(BLOCK):
                read += len(block)
                if read > MAX_BYTES:
                    raise self.error("is larger than an archive can be", member)
                digest.update(block)
        return digest.hexdigest()

    def _open(self, member: str) -> IO[bytes]:
        try:
            return self.archive.open(member)
        except KeyError:
            raise self.error("is missing; expected a whole Dialdown archive", member) from None

    def _lines(self, member: str) -> Iterator[tuple[int, str]]:
        with self._open(member) as stream:
            at = 0
            while line := stream.readline(MAX_LINE + 1):
                at += 1
                if len(line) > MAX_LINE:
                    raise self.error("is longer than a row can be", member, at)
                try:
                    text = line.decode().rstrip("\n")
                except UnicodeDecodeError:
                    raise self.error("expected UTF-8", member, at) from None
                if text:
                    yield at, text

    def _rows(self, table: Table) -> Iterator[models.Model]:
        seen: set[Any] = set()
        for at, line in self._lines(f"{table.name}.jsonl"):
            try:
                row = parse_row(table, line)
            except Unfit as error:
                raise self.error(str(error), f"{table.name}.jsonl", at) from None
            if row.pk in seen:
                raise self.error(f"the id {row.pk} stands there twice", f"{table.name}.jsonl", at)
            seen.add(row.pk)
            said = (getattr(row, "said_by", None), getattr(row, "via", None))
            if marks.wants_mark(table.name, *said) and not marks.fits(
                table.name, line, self.marks.get(str(row.pk))
            ):
                self.unmarked.add((table.name, row.pk))
            yield row

    def _typist(self, line: str, at: int) -> tuple[uuid.UUID, str]:
        try:
            found = json.loads(line)
            if set(found) != set(TYPISTS) or "\x00" in found["display_name"]:
                raise ValueError
            return uuid.UUID(found["id"]), str(found["display_name"])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise self.error(f"expected {' and '.join(TYPISTS)}", f"{TYPIST_TABLE}.jsonl", at) from None

    def _check_references(self, rows: dict[str, list[models.Model]], typists: set[uuid.UUID]) -> None:
        """Every row must belong to something inside the archive: nothing can be hung onto another diary."""
        ids: dict[Any, set[Any]] = {
            BY_NAME[name].model: {row.pk for row in found} for name, found in rows.items()
        }
        for table in TABLES:
            for field in table.fields():
                if not isinstance(field, models.ForeignKey):
                    continue
                inside = ids.get(field.related_model, typists)
                for at, row in enumerate(rows[table.name], 1):
                    target = getattr(row, field.attname)
                    if target is not None and target not in inside:
                        raise self.error(f"{field.attname}: is not in the archive", f"{table.name}.jsonl", at)

    def _check_meaning(self, rows: dict[str, list[models.Model]]) -> None:
        definitions = _definitions(rows["factor"])
        for table in TABLES:
            for at, row in enumerate(rows[table.name], 1):
                try:
                    check_meaning(table, row, definitions)
                except Unfit as error:
                    raise self.error(str(error), f"{table.name}.jsonl", at) from None


def _definitions(factors: list[Any]) -> Definitions:
    """The shipped table and the factors of the archive."""
    return shipped().with_own([own_factor(f.key, f.label, f.type, unit=f.unit) for f in factors])
