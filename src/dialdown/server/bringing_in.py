"""The body of `dialdown import`: a file from the command line into a diary."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

from dialdown.diary import imports
from dialdown.diary import selectors as diary
from dialdown.diary.import_formats import ImportProblem, recognise
from dialdown.intake.definitions import shipped
from dialdown.intake.map_file import read_mapping
from dialdown.intake.mapping import Mapping
from dialdown.intake.table import guess_table
from dialdown.intake.table_error import TableError
from dialdown.people import services as people
from dialdown.people.access import require
from dialdown.people.models import Account, Person
from dialdown.server import naming
from dialdown.server.atomic_file import write_whole
from dialdown.server.mistakes import Mistake
from dialdown.uuid7 import uuid7

Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]


def write_map(*, file: Path, map_file: Path | None, out: Path, name: str, said_by: str | None = None) -> None:
    """Write the guess of how to read a table, as text to edit. Raises Mistake."""
    found = naming.maybe(name)
    if found:
        # The map names her own factors.
        require(naming.OPERATOR, found.pk).tell(["factors"])
    definitions = diary.definitions(found.pk) if found else shipped()
    try:
        mapping = guess_table(file, definitions, mapping=_mapping(map_file, said_by), file=file.name)
    except TableError as error:
        raise Mistake(str(error)) from None
    with write_whole(out, force=False) as stream:
        stream.write(mapping.to_yaml().encode())


def _mapping(map_file: Path | None, said_by: str | None) -> Mapping | None:
    found = read_mapping(map_file) if map_file else None
    return replace(found or Mapping(), said_by=said_by) if said_by else found


def bring_in(
    *,
    file: Path,
    name: str,
    create: bool,
    format: str | None,
    map_file: Path | None,
    said_by: str | None,
    login: str | None,
    dry_run: bool,
    progress: Progress,
) -> dict[str, Any]:
    """Bring a file into the diary of a person; returns what was done. Raises Mistake with nothing written."""
    imports.sweep()
    owner = _login(login)
    if not file.is_file():
        raise Mistake(f"{file}: expected a file that can be read")
    try:
        kind = format or recognise(file)
        if said_by and kind != "table":
            raise Mistake(f"{file.name}: --said-by is for tables; this file says by itself who said what")
        if kind == "archive":
            # What it takes to read one is a second of loading that a table does not need.
            from dialdown.server.archive_in import archive_in

            return archive_in(
                file=file, name=name, create=create, owner=owner, dry_run=dry_run, progress=progress
            )
        return _table(
            kind=kind,
            file=file,
            name=name,
            create=create,
            map_file=map_file,
            said_by=said_by,
            owner=owner,
            dry_run=dry_run,
            progress=progress,
        )
    except (TableError, ImportProblem) as error:
        raise Mistake(str(error)) from None
    except OSError as error:
        raise Mistake(
            f"{file}: {(error.strerror or 'cannot be read').lower()}; expected a file that can be read"
        ) from None


def _login(username: str | None) -> Account | None:
    if username is None:
        return None
    try:
        return Account.objects.get_by_natural_key(username)
    except Account.DoesNotExist:
        raise Mistake(f"{username}: expected the name of a login that is here") from None


def _table(
    *,
    kind: str,
    file: Path,
    name: str,
    create: bool,
    map_file: Path | None,
    said_by: str | None,
    owner: Account | None,
    dry_run: bool,
    progress: Progress,
) -> dict[str, Any]:
    mapping = _mapping(map_file, said_by)
    person = naming.maybe(name) if create else naming.person(name)
    created = person is None
    zone = (mapping and mapping.zone) or "UTC"
    person = person or Person(pk=uuid7(), display_name=_name(name), zone=zone)
    chosen = {"yaml": mapping.to_yaml(), "file": mapping.source} if mapping else {}
    batch = imports.prepare(
        viewer=naming.OPERATOR,
        person_id=person.pk,
        path=file,
        file_name=file.name,
        format=kind,
        mapping=chosen,
    )
    batch.person = person
    # With the lines of the map as it was given, not of the copy that is kept.
    opened = imports.check(batch, file, mapping)
    told = {"file": file.name, "format": kind, "person": person.display_name, "person_id": str(person.pk),
            "person_created": created, "dry_run": dry_run}  # fmt: skip
    if dry_run:
        holding = imports.look(batch, opened)
        kinds = [{"kind": k.label, "days": k.days, "already_here": k.here} for k in holding.kinds]
        return {**told, **opened.to_dict(), "kinds": kinds}
    if created:
        people.create_person(account=owner, id=person.pk, display_name=person.display_name, zone=zone)
    try:
        with progress(file.name, len(opened)) as tick:
            imports.bring_in(batch, opened, tick)
    except BaseException:
        batch.delete()
        if created:
            person.delete()
        raise
    return {**told, **batch.summary}


def _name(name: str) -> str:
    if not name.strip() or len(name) > 60 or not name.isprintable():
        raise Mistake("--person: expected a name of 1 to 60 letters")
    return name
