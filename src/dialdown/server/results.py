"""Results of commands as lines for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dialdown.server.doctor import Finding

PRIVATE = {
    "left out": "  mood, notes and period: left out, they are sealed (--private asks for the passphrase of the diary)",
    "in it": "  mood, notes and period: in the file, readable by whoever has it",
    "never": "  mood, notes and period: never in a file of this kind",
    "not sealed": "  mood, notes and period: in the file; this diary has no key of its own yet, so nothing is sealed",
}
NAMES = {"pdf": ("page", "pages"), "ics": ("visit", "visits"), "fhir": ("resource", "resources")}
MARKS = {"fine": "ok   ", "note": "note ", "wrong": "WRONG"}


def _several(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def imported(done: Mapping[str, Any]) -> list[str]:
    """What an import added, what it left alone and why."""
    head = f"{done['file']}: {'would be brought' if done['dry_run'] else 'brought'} into the diary of {done['person']}"
    lines = {"archive": _archive, "psychopy": _psychopy}.get(done["format"], _table)
    return [head, *lines(done)]


def _psychopy(done: Mapping[str, Any]) -> list[str]:
    lines = [
        f"  read: {_several(done['rows'], 'answer', 'answers')}, begun {done['started_at'][:16].replace('T', ' ')}"
    ]
    if not done["dry_run"]:
        lines.append("  added: 1 session" if done["rows_added"] else "  the same as here: 1 session")
    return [*lines, *(f"  {said}" for said in done["said"])]


def _archive(done: Mapping[str, Any]) -> list[str]:
    if done["dry_run"]:
        return [f"  {name}: {number:,}" for name, number in done["tables"].items() if number]
    return [
        f"  added: {_several(done['rows_added'], 'row', 'rows')}",
        f"  the same as here: {_several(done['rows_same'], 'row', 'rows')}",
        f"  skipped, changed here since: {_several(done['rows_kept'], 'row', 'rows')}",
    ]


VOICES = {
    "self": "the person whose diary it is", "parent": "a parent", "clinician": "a clinician", "device": "a device",
    "import": "nobody knows (a later answer of one's own comes first; --said-by self makes these one's own, also when brought in again)",
}  # fmt: skip


def _voices(done: Mapping[str, Any]) -> str:
    if done["said_by_column"] is not None:
        return f"what its column {done['said_by_column']} says"
    return VOICES[done["said_by"]]


def _table(done: Mapping[str, Any]) -> list[str]:
    days = f"{done['first_date']} to {done['last_date']}" if done["first_date"] else "no day"
    lines = [
        f"  read: {_several(done['rows'], 'row', 'rows')} ({days})",
        f"  said by: {_voices(done)}",
    ]
    if done["dry_run"]:
        lines.append(
            f"  holds: {_several(done['entries'], 'check-in', 'check-ins')} with {_several(done['values'], 'answer', 'answers')}"
        )
    else:
        lines += [
            f"  added: {_several(done['entries_added'], 'check-in', 'check-ins')}, {_several(done['values_added'], 'answer', 'answers')}",
            f"  the same as here: {_several(done['values_same'], 'answer', 'answers')}",
        ]
        if done["values_changed"]:
            lines.append(
                f"  changed from an earlier import: {_several(done['values_changed'], 'answer', 'answers')}"
            )
        if done["values_kept"]:
            lines.append(
                f"  skipped, changed by hand since: {_several(done['values_kept'], 'answer', 'answers')}"
            )
        if done.get("values_closed"):
            lines.append(
                f"  skipped, private and sealed here: {_several(done['values_closed'], 'answer', 'answers')}"
            )
    if done["empty_rows"]:
        lines.append(f"  skipped, nothing recorded: {_several(done['empty_rows'], 'row', 'rows')}")
    if any(done["zero_as_missing"].values()):
        lines.append(f"  zeros that mean nothing was recorded: {sum(done['zero_as_missing'].values()):,}")
    if done["ignored"]:
        lines.append(f"  columns left out: {', '.join(done['ignored'])}")
    if done["factors"]:
        lines.append(f"  new factors: {', '.join(key.removeprefix('own.') for key in done['factors'])}")
    return lines


def exported(done: Mapping[str, Any]) -> list[str]:
    """What was written."""
    rows = sum(done["rows"].values())
    one, many = NAMES.get(done["format"], ("row", "rows"))
    held = _several(rows, one, many)
    return [
        f"{done['file']}: the diary of {done['person']}, {held}, {done['bytes']:,} bytes",
        *([PRIVATE[done["private"]]] if done.get("private") else []),
    ]


def checked(found: Sequence[Finding]) -> list[str]:
    """What the doctor found."""
    return [f"{MARKS[f.level]} {f.name}: {f.says}" for f in found]


def backed_up(done: dict[str, Any]) -> list[str]:
    """What `dialdown backup` did."""
    lines = [
        f"{done['file']}: {done['rows']} rows of {done['tables']} tables, {max(1, done['bytes'] // 1024)} kB."
    ]
    if done["sealed_for"]:
        lines.append(f"Sealed for {done['sealed_for']}: only the key file opens it.")
    if done.get("removed"):
        lines.append(f"Older ones that went: {', '.join(done['removed'])}.")
    return lines


def restored(done: dict[str, Any]) -> list[str]:
    """What `dialdown restore` did."""
    return [
        f"Restored {done['rows']} rows of {len(done['tables'])} tables, as they were at {done['made_at']}.",
        "Every table was read back: the same rows, the same checksum. Everybody signs in again, with the password of that day.",
        *_open_again(done["open"]),
    ]


BY = {"login": "a login", "link": "a link", "code": "a code that nobody had typed yet"}


def _open_again(ways: Sequence[Mapping[str, Any]]) -> list[str]:
    if not ways:
        return ["No diary is open to anybody but whose it is."]
    return [
        "Who could look in on that day can look in again, also where that was ended since:",
        *(
            f"  the diary of {way['person']}: {way['to'] or 'somebody'}, by {BY[way['by']]}, "
            + (f"until {way['until'][:10]}" if way["until"] else "until it is ended")
            for way in ways
        ),
        "To end one: sign in as whose diary it is, open More → Who sees what, choose “End it now” (for a code: “Take the code back”).",
    ]


def encrypted(done: dict[str, Any]) -> list[str]:
    """What `dialdown encrypt` did."""
    return [
        f"{done['database']}: encrypted, {done['rows']} rows; the plain one is written over and gone.",
        f"Its key is in {done['key_file']}"
        + (", under your passphrase." if done["under_passphrase"] else ", bare."),
        "Without this file nobody opens the database again: keep a copy of it somewhere else.",
    ]


def volume(found: Mapping[str, Any]) -> list[str]:
    """Whether the same load brings less than in the reference window, or why that cannot be told."""
    if not found["enough"]:
        return [found["why_not"]]
    change, window = found["change"], found["reference"]
    said = "not clear yet"
    if change["low"] is not None and (change["went_down"] or change["low"] > 0):
        said = "quieter" if change["went_down"] else "louder"
    reach = (
        f"change likely {change['low']:+.2f} to {change['high']:+.2f}"
        if change["low"] is not None
        else "no end of the change can be given"
    )
    return [f"{said}: {change['to']:.2f} of the volume from {window['from']} to {window['to']}; {reach}"]
