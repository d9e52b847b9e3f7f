"""A file that is no whole backup of ours is refused in one sentence, and nothing is left of the attempt."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest
from pyrage import x25519

from dialdown.server.backup import lines, sealing
from dialdown.server.backup.rows import Sum
from dialdown.server.mistakes import Mistake
from tests.servers.installations import document, refused, run

pytestmark = [pytest.mark.live, pytest.mark.slow]


def _dump(one: Any) -> str:
    return json.dumps(one, separators=(",", ":"), ensure_ascii=False)


class Sealed:
    """A key and a real backup of an empty installation."""

    def __init__(self, folder: Path) -> None:
        identity, self.recipient = sealing.new_key()
        self.identity = x25519.Identity.from_str(identity)
        self.key = folder / "key.txt"
        self.key.write_bytes(sealing.key_file(identity, ""))
        self.path = folder / "real.age"
        document(
            run(
                "backup",
                "--recipient",
                self.recipient,
                "--out",
                str(self.path),
                "--json",
                data=folder / "first",
            )
        )
        inside = gzip.decompress(pyrage.decrypt(self.path.read_bytes(), [self.identity]))
        self.lines: list[Any] = [json.loads(line) for line in inside.splitlines()]

    def seal(self, inside: bytes) -> bytes:
        return pyrage.encrypt(inside, [x25519.Recipient.from_str(self.recipient)])

    def packed(self, documents: list[Any]) -> bytes:
        return self.seal(gzip.compress(b"".join(_dump(one).encode() + b"\n" for one in documents)))


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    return Sealed(tmp_path_factory.mktemp("sealed"))


def _table(name: str, columns: list[str], rows: list[Any]) -> list[Any]:
    found = Sum()
    for row in rows:
        found.add(_dump(row))
    return [{"table": name, "columns": columns}, *rows, {"end": name, "rows": found.rows, "sum": found.hex}]


def _zip(_: Sealed) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr("../../etc/passwd", "x")
    return memory.getvalue()


def _with(change: Callable[[list[Any]], list[Any]]) -> Callable[[Sealed], bytes]:
    return lambda sealed: sealed.packed(change([*sealed.lines]))


def _another_head(**changes: Any) -> Callable[[Sealed], bytes]:
    return _with(lambda found: [found[0] | changes, *found[1:]])


def _unknown_table(found: list[Any]) -> list[Any]:
    more = _table("../../../etc/cron.d/x", ["id"], [["1"]])
    end = found[-1] | {"tables": found[-1]["tables"] + 1, "rows": found[-1]["rows"] + 1}
    return [*found[:-1], *more, end]


def _loose_row(found: list[Any]) -> list[Any]:
    """A row that refers to nobody, with sums that fit."""
    at = next(
        n
        for n, one in enumerate(found)
        if isinstance(one, dict) and one.get("table") == "people_newpainreport"
    )
    columns = found[at]["columns"]
    values = {
        "id": "00000000-0000-7000-8000-000000000000",
        "person_id": "11111111-0000-7000-8000-000000000000",
        "said_by": "self",
        "typed_by_id": None,
        "created_at": "2026-01-01T00:00:00+00:00",
    }
    table = _table("people_newpainreport", columns, [[values[name] for name in columns]])
    return [*found[:at], *table, *found[at + 2 : -1], found[-1] | {"rows": found[-1]["rows"] + 1}]


def _flipped(sealed: Sealed) -> bytes:
    data = bytearray(sealed.path.read_bytes())
    data[-40] ^= 1
    return bytes(data)


HOSTILE: dict[str, tuple[Callable[[Sealed], bytes], str]] = {
    "empty": (lambda _: b"", "expected a Dialdown backup"),
    "foreign": (_zip, "expected a Dialdown backup"),
    "another key": (lambda _: pyrage.encrypt(b"x", [x25519.Identity.generate().to_public()]), "does not open it"),
    "half a head": (lambda s: s.path.read_bytes()[:60], "is damaged or not whole"),
    "cut in the middle": (lambda s: s.path.read_bytes()[:-500], "is damaged or not whole"),
    "cut at the end": (lambda s: s.path.read_bytes()[:-1], "is damaged or not whole"),
    "one bit": (_flipped, "is damaged or not whole"),
    "something else inside": (lambda s: s.seal(b"letters"), "holds no Dialdown backup"),
    "a zip inside": (lambda s: s.seal(_zip(s)), "holds no Dialdown backup"),
    "cut inside": (
        lambda s: s.seal(gzip.compress(b"".join(_dump(one).encode() + b"\n" for one in s.lines))[:-100]),
        "is not whole",
    ),
    "without its end": (_with(lambda found: found[:-1]), "is not whole"),
    "goes on": (_with(lambda found: [*found, found[1]]), "goes on after its end"),
    "a table twice": (_with(lambda found: [*found[:-1], *found[1:-1], found[-1]]), "does not begin as it should"),
    "another sum": (
        _with(lambda found: [one | {"sum": "0" * 64} if isinstance(one, dict) and "end" in one else one for one in found]),
        "the checksum does not fit",
    ),
    "a newer format": (_another_head(format=99), "is of format 99"),
    "a newer version": (
        _another_head(version="99.0", migrations={"people": "0999_from_the_future"}),
        "does not know",
    ),
    "a path as a table": (_with(_unknown_table), "does not know"),
    "a table is missing": (
        _with(lambda found: [found[0], {"whole": True, "tables": 0, "rows": 0}]), "is missing",
    ),
    "a row of nobody": (_with(_loose_row), "do not fit together"),
    "a tower of brackets": (
        lambda s: s.seal(gzip.compress(json.dumps(s.lines[0]).encode() + b"\n" + b"[" * 100_000 + b"\n")),
        "is not whole",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_refused_and_nothing_left(sealed: Sealed, tmp_path: Path, what: str) -> None:
    make, words = HOSTILE[what]
    file = tmp_path / "file.age"
    file.write_bytes(make(sealed))
    new = tmp_path / "new"
    refused(run("restore", str(file), "--key", str(sealed.key), data=new), words)
    assert not new.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file.age"]


def test_a_bomb_is_dropped_early(sealed: Sealed, tmp_path: Path) -> None:
    """A gigabyte of nothing in a megabyte: read up to what a diary could hold, never kept."""
    memory = io.BytesIO()
    with gzip.GzipFile(fileobj=memory, mode="wb", compresslevel=9) as packed:
        packed.write(json.dumps(sealed.lines[0]).encode() + b'\n{"table": "a", "columns": ["id"]}\n')
        row = b'["' + b"0" * (1 << 20) + b'"]\n'
        for _ in range(1024):
            packed.write(row)
    file = tmp_path / "bomb.age"
    file.write_bytes(sealed.seal(memory.getvalue()))
    assert file.stat().st_size < 4 << 20
    with pytest.raises(Mistake, match="grows far beyond"):
        lines.check(file, key=sealed.identity, secret=None)
    file.write_bytes(
        sealed.seal(gzip.compress(json.dumps(sealed.lines[0]).encode() + b"\n" + b'"' * (200 << 20)))
    )
    with pytest.raises(Mistake, match="grows far beyond"):
        lines.check(file, key=sealed.identity, secret=None)
    refused(run("restore", str(file), "--key", str(sealed.key), data=tmp_path / "new"), "grows far beyond")
    assert not (tmp_path / "new").exists()
