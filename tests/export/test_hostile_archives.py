"""An archive that is broken or means harm: one sentence, nothing written."""

from __future__ import annotations

import hashlib
import io
import json
import uuid
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from dialdown.diary import services as diary
from dialdown.diary.models import Entry, Value
from dialdown.export import restore as restoring
from dialdown.export.restore import ArchiveError
from dialdown.export.storing import restore
from dialdown.people.models import Account, Person
from tests.export import diaries

pytestmark = [pytest.mark.django_db, pytest.mark.database]

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def good() -> bytes:
    """An archive of a diary that is then wiped."""
    account, person = diaries.owner()
    diaries.fill(account, person)
    diary.save_entry(viewer=account, document=diaries.document(person, diaries.BEGIN, regions=[{"region": "front-left-knee", "pain": 5}],
                     signs=[{"kind": "sweat", "side": "left", "answer": "more"}]))  # fmt: skip
    data = diaries.archive_bytes(person)
    diaries.wipe()
    return data


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(parts: dict[str, bytes], *, sums: bool = True) -> bytes:
    """A zip of these members, with checksums that fit."""
    if sums:
        manifest = json.loads(parts["manifest.json"])
        manifest["sha256"] = {
            n: hashlib.sha256(d).hexdigest() for n, d in parts.items() if n != "manifest.json"
        }
        parts = {**parts, "manifest.json": json.dumps(manifest).encode()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def with_rows(data: bytes, name: str, change: Callable[[list[dict[str, Any]]], object]) -> bytes:
    parts = members(data)
    rows = [json.loads(line) for line in parts[f"{name}.jsonl"].splitlines()]
    change(rows)
    parts[f"{name}.jsonl"] = "".join(json.dumps(row) + "\n" for row in rows).encode()
    return pack(parts)


def refused(data: bytes) -> str:
    """The sentence; and nothing was written."""
    with pytest.raises(ArchiveError) as caught:
        restore(archive=diaries.read(data))
    assert (
        Person.objects.count(),
        Account.objects.count(),
        Entry.objects.count(),
        Value.objects.count(),
    ) == (0, 0, 0, 0)
    text = str(caught.value)
    assert text.startswith("diary.zip")
    assert "\n" not in text
    return text


def set_(field: str, value: Any) -> Callable[[list[dict[str, Any]]], object]:
    """Change one row: the answer about function, or whichever comes first."""
    return lambda rows: next((row for row in rows if row.get("key") == "function"), rows[0]).update(
        {field: value}
    )


@pytest.mark.parametrize(
    ("table", "change", "says"),
    [
        ("value", set_("number", "6"), ": number: expected a number"),
        ("value", set_("number", 11.5), "does not fit"),
        ("value", set_("number", True), "expected a number"),
        ("value", set_("key", "no_such_thing"), "is not something this diary knows"),
        ("value", set_("key", "x" * 500), "at most 80"),
        ("value", set_("skipped", "yes"), "expected true or false"),
        ("value", set_("tags", {"a": 1}), "expected a list"),
        ("value", set_("tags", [1]), "expected texts"),
        ("value", set_("text", "a\x00b"), "cannot be stored"),
        ("value", set_("text", "half \ud83c"), "cannot be stored"),
        ("value", set_("text", None), "text: is empty"),
        ("value", set_("said_by", "somebody"), "said_by"),
        ("value", set_("entry_id", str(uuid.uuid4())), "entry_id: is not in the archive"),
        ("value", set_("id", "not an id"), "id"),
        ("value", set_("more", 1), "expected the fields"),
        ("value", lambda rows: rows[0].pop("key"), "expected the fields"),
        ("value", lambda rows: rows.append(rows[0]), "stands there twice"),
        ("entry", set_("zone", "Mars/Olympus"), "not a time zone"),
        ("entry", set_("zone", "../../etc/passwd"), "not a time zone"),
        ("entry", set_("mode", "weird"), "mode"),
        ("entry", set_("at", "2024-03-01T18:30:00"), "with its offset"),
        ("entry", set_("at", "0001-01-01T00:00:00+00:00"), "expected a year"),
        ("entry", set_("day", "yesterday"), "day"),
        ("entry", set_("person_id", str(uuid.uuid4())), "person_id: is not in the archive"),
        ("entry", set_("typed_by_id", str(uuid.uuid4())), "typed_by_id: is not in the archive"),
        ("region_mark", set_("region", "front-left-wing"), "not a place on the body map"),
        ("region_mark", set_("side", "right"), "not a place on the body map"),
        ("region_mark", set_("pain", -1), "outside 0 to 10"),
        ("region_mark", set_("quality", ["zingy"]), "expected only aching"),
        ("sign", set_("kind", "aura"), "not a sign"),
        ("sign", set_("answer", "zingy"), "is no answer to"),
        ("sign", set_("reading", 400), "reading"),
        ("entry", set_("remembered", "perhaps"), "expected one of well"),
        ("factor", set_("key", "pain_now"), "factor of one's own"),
        ("factor", set_("key", "own.x;=HYPERLINK(1)"), "'own.x;=HYPERLINK(1)'; expected own. and a name of small letters, digits and _"),
        ("factor", set_("key", "own."), "expected own. and a name of small letters"),
        ("factor", set_("type", "essay"), "type"),
        ("revision", set_("document", {"values": 3}), "document"),
        ("event", set_("ends_on", "2001-01-01"), "do not fit together"),
        ("person", set_("zone", "nowhere"), "not a time zone"),
        ("person", set_("id", str(uuid.uuid4())), "expected exactly the person"),
        ("weather_row", set_("source", "service"), "'service' is not a weather station’s table"),
        ("weather_row", set_("temperature", 900), "temperature: 900 is no weather"),
        ("weather_row", set_("settled", False), "a whole day of weather"),
        ("weather_row", lambda rows: [row.update(day="2024-03-02") for row in rows], "do not fit together"),
        ("weather_setting", set_("source", "service"), "'service' is not a weather station’s table"),
        ("weather_setting", set_("latitude", 51.5), "expected the fields"),
        ("pattern_record", set_("outcome", "mood"), "'mood' is not kept"),
        ("pattern_record", set_("said", []), "expected a set of named values"),
        ("pattern_record", set_("said", {"mood": {}}), "'mood' is not kept"),
        ("pattern_record", set_("said", {"rain": {"label": "Rain"}}), "'rain' is not what an answer says"),
        ("pattern_record", set_("said", {"rain": {"label": "Rain", "verdict": "found", "later": None, "effect": "9"}}), "is not what an answer says"),
        ("account", set_("username", "root"), "expected id and display_name"),
    ],
)  # fmt: skip
def test_a_row_that_no_diary_wrote(good: bytes, table: str, change: Callable[..., object], says: str) -> None:
    assert says in refused(with_rows(good, table, change))


def test_numbers_that_are_none(good: bytes) -> None:
    parts = members(good)
    for word in (b"NaN", b"Infinity", b"1e999"):
        line = parts["value.jsonl"].splitlines(keepends=True)
        start = line[0].index(b'"number":') + len(b'"number":')
        end = line[0].index(b",", start)
        changed = line[0][:start] + word + line[0][end:]
        assert "value.jsonl, line 1" in refused(pack({**parts, "value.jsonl": changed + b"".join(line[1:])}))


def test_a_sum_that_differs(good: bytes) -> None:
    parts = members(good)
    parts["entry.jsonl"] = parts["entry.jsonl"].replace(b"Europe", b"Africa")
    assert "entry.jsonl: differs from its checksum" in refused(pack(parts, sums=False))


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_cut_off(good: bytes, share: float) -> None:
    refused(good[: int(len(good) * share)])


@pytest.mark.parametrize("name", ["entry.jsonl", "account.jsonl", "manifest.json", "value.jsonl"])
def test_a_member_is_missing(good: bytes, name: str) -> None:
    parts = members(good)
    manifest = parts.pop(name) if name != "manifest.json" else parts.pop("manifest.json")
    assert manifest
    refused(pack(parts, sums=name != "manifest.json"))


@pytest.mark.parametrize(
    "manifest",
    [b"", b"[]", b"null", b"{}", b'{"format": 2, "person": "x", "sha256": {}}', b"[" * 100_000, b"\xff\xfe"],
)
def test_a_manifest_that_is_none(good: bytes, manifest: bytes) -> None:
    refused(pack({**members(good), "manifest.json": manifest}, sums=False))


def test_a_newer_format(good: bytes) -> None:
    parts = members(good)
    parts["manifest.json"] = parts["manifest.json"].replace(b'"format": 1', b'"format": 99')
    assert "expected format 1, found 99" in refused(pack(parts))


def test_a_bomb(good: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restoring, "MAX_BYTES", 1 << 20)
    parts = members(good)
    assert "at most 1 MB when unpacked" in refused(pack({**parts, "attachments/zeros": bytes(3 << 20)}))


def test_a_size_that_lies(good: bytes) -> None:
    data = bytearray(pack({**members(good), "value.jsonl": b"\n" * 100_000}))
    at = data.rindex(b"value.jsonl") - 46
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    refused(bytes(data))


def test_names_that_lead_out_of_the_folder_are_never_followed(
    good: bytes, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    data = pack({**members(good), "../escaped.txt": b"x", "/abs.txt": b"x"})
    restore(archive=diaries.read(data))
    assert list(tmp_path.rglob("*")) == []


def test_a_member_twice(good: bytes) -> None:
    parts = members(good)
    out = io.BytesIO(pack(parts))
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr("entry.jsonl", b"")
    assert "holds a file twice" in refused(out.getvalue())


def test_rows_of_another_diary_are_never_touched() -> None:
    victim, hers = diaries.owner("Victim")
    diaries.fill(victim, hers)
    account, person = diaries.owner("Attacker")
    diaries.fill(account, person)
    attack = diaries.archive_bytes(person)
    before = diaries.archive_bytes(hers)
    target = Entry.objects.filter(person=hers).first()
    assert target is not None

    def take(rows: list[dict[str, Any]]) -> None:
        old = rows[0]["id"]
        rows[0]["id"] = str(target.pk)
        swap[old] = str(target.pk)

    swap: dict[str, str] = {}
    attack = with_rows(attack, "entry", take)
    for table in ("value", "region_mark", "sign", "revision"):
        attack = with_rows(
            attack,
            table,
            lambda rows: [row.update(entry_id=swap.get(row["entry_id"], row["entry_id"])) for row in rows],
        )
    with pytest.raises(ArchiveError, match="rows of another diary"):
        restore(archive=diaries.read(attack))
    assert diaries.archive_bytes(hers) == before


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"hello", b"PK\x05\x06" + bytes(18), bytes(1000)])
def test_what_is_no_archive(data: bytes) -> None:
    refused(data)
