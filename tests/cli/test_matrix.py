"""Every command x whose diary it is pointed at: how it ends, and what the person can read of it afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.main import get_command
from typer.testing import CliRunner

from dialdown.cli import ExportFormat, app
from dialdown.diary import importing
from dialdown.diary import services as diary
from dialdown.people.models import Account, AuditEvent, Grant, Person
from tests.export import diaries

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WORDS = "five quite other plain words"
# What one case is: how the command ends, and the events that are in the lists of Robin and of her login after it.
NOTHING: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One command. `told` = (own data, a wrong name, a name of two, another data folder): exit code and events."""

    words: Callable[[Path, str], list[str]]
    own: tuple[int, tuple[str, ...]]
    wrong: tuple[int, tuple[str, ...]]
    ambiguous: tuple[int, tuple[str, ...]]
    other: int


def named(own: tuple[str, ...], words: Callable[[Path, str], list[str]], *, other: int = 1) -> Row:
    """A command that is given a name: a wrong one and one of two people end it, and nobody is told of a look."""
    return Row(words, (0, own), (1, NOTHING), (1, NOTHING), other)


# It writes Parquet, which comes with an extra; without it that is one sentence and exit 1.
SIMULATED = 0 if find_spec("pyarrow") else 1


def unnamed(code: int, words: Callable[[Path], list[str]], *, other: int = 0) -> Row:
    """A command about no person: it cannot be given a name (2), and nothing stands in anybody's list."""
    name = ["--person"]
    return Row(
        lambda at, who: words(at) + ([*name, who] if who else []),
        (code, NOTHING),
        (2, NOTHING),
        (2, NOTHING),
        other,
    )


# A new command without a row here fails the first test below.
ROWS: dict[str, Row] = {
    "export": named(
        ("command export",), lambda at, who: ["--person", who or "Robin", "--format", "csv", "--out", str(at / f"{len(who)}.csv")]
    ),
    "import": named(("command import",), lambda at, who: [str(at / "diary.csv"), "--person", who or "Robin"]),
    # Told to the login, not in a diary: nothing of one was read.
    "password": named(("password ",), lambda _at, who: [who or "robin"]),
    # The copy is sealed and whole, and whoever has what opens it holds every diary: each of them is told.
    "backup": replace(
        unnamed(0, lambda at: ["--out", str(at / "whole.age"), "--passphrase", "--passphrase-file", str(at / "words"), "--force"]),
        own=(0, ("command backup",)),
    ),
    # Never over a diary that is here (whose backup is in the list); into a folder that was begun and holds nobody, yes.
    "restore": replace(
        unnamed(1, lambda at: [str(at / "whole.age"), "--passphrase-file", str(at / "words")]), own=(1, ("command backup",))
    ),
    # In the folder of the tests there is no database file to encrypt; the one of the other folder is.
    "encrypt": unnamed(1, lambda at: ["--passphrase-file", str(at / "words")]),
    "doctor": unnamed(0, lambda _at: ["--json"]),
    "patterns": unnamed(0, lambda at: [str(at / "days.csv"), "--json"]),
    "volume": unnamed(0, lambda at: [str(at / "days.csv"), "--outcome", "pain", "--load", "tea", "--json"]),
    "laterality": unnamed(0, lambda at: [str(at / "answers.csv"), "--json"]),
    "trial plan": unnamed(
        0, lambda at: ["--start", "2026-01-05", "--seed", "1", "--arms", "A,B", "--out", str(at / "trial.csv"), "--json"]
    ),
    "trial analyse": unnamed(0, lambda at: [str(at / "kept.csv"), "--json"]),
    "simulate": unnamed(SIMULATED, lambda at: ["--people", "1", "--days", "9", "--seed", "1", "--out", str(at / "made"), "--factors", "1"], other=SIMULATED),
    "serve": unnamed(0, lambda _at: ["--no-open", "--port", "0"]),
    "demo": unnamed(0, lambda _at: ["--no-open", "--port", "0"]),
}  # fmt: skip
# Six pairs of two blocks of two days.
KEPT = "date,pair,block,arm,phase,adhered,outcome\n" + "".join(
    f"2026-01-{day + 1:02d},{day // 4 + 1},{day // 2 + 1},{'AB'[(day // 2 + day // 4) % 2]},measure,1,{day % 5}\n"
    for day in range(24)
)
DAYS = "date,pain,tea\n" + "".join(f"2024-01-{d:02d},{d % 7},{d % 3}\n" for d in range(1, 31))


@dataclass
class Here:
    """A folder with files to point at, and Robin's diary and login."""

    at: Path
    login: Account
    person: Person

    def told(self) -> tuple[str, ...]:
        """What Robin reads of the machine's doings, in her diary's list and in her login's."""
        found = AuditEvent.objects.filter(subject__in=[self.person.pk, self.login.pk]).order_by("at")
        return tuple(f"{event.kind} {event.page}" for event in found)


def files(at: Path) -> None:
    at.joinpath("diary.csv").write_text("date,pain_now\n2024-01-01,3\n")
    at.joinpath("days.csv").write_text(DAYS)
    at.joinpath("kept.csv").write_text(KEPT)
    at.joinpath("answers.csv").write_text("part,side,rt_ms,correct\nhand,left,1200,1\n")
    at.joinpath("words").write_text(f"{WORDS}\n")


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Here:
    """Robin owns a diary; neither the server nor the demo is really started."""
    from dialdown.server import doctor, start
    from dialdown.server.demo import run

    settings.DATA_FOLDER = tmp_path
    tmp_path.chmod(0o700)
    files(tmp_path)
    monkeypatch.setenv("DIALDOWN_DATA", str(tmp_path))
    monkeypatch.setattr(importing, "PAUSE", 0)
    monkeypatch.setattr(start, "serve", lambda **_more: None)
    monkeypatch.setattr(run, "demo", lambda **_more: None)
    monkeypatch.setattr(doctor, "look", list)
    login, person = diaries.owner()
    Account.objects.filter(pk=login.pk).update(username="robin")
    return Here(tmp_path, login, person)


def run(here: Here, command: str, name: str = "") -> tuple[int, tuple[str, ...], str]:
    done = CliRunner().invoke(
        app, [*command.split(), *ROWS[command].words(here.at, name)], input=f"{WORDS}\n{WORDS}\n"
    )
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, here.told(), done.output


def every_command(command: Any, name: str = "") -> Iterator[str]:
    """The commands that do something, those inside of a group by both words."""
    if not hasattr(command, "commands"):
        yield name
        return
    for key, inner in command.commands.items():
        yield from every_command(inner, f"{name} {key}".strip())


def test_every_command_has_a_row() -> None:
    assert set(every_command(get_command(app))) == set(ROWS)


def test_a_new_command_in_a_group_would_be_missed_by_nobody() -> None:
    grown = typer.Typer()
    group = typer.Typer()
    for name in ("plan", "look"):
        group.command(name)(lambda: None)
    grown.add_typer(group, name="trial")
    grown.command("export")(lambda: None)
    assert set(every_command(get_command(grown))) == {"trial plan", "trial look", "export"}


@pytest.mark.parametrize("format", ExportFormat)
def test_every_kind_of_file_is_told_with_what_was_read_for_it(here: Here, format: ExportFormat) -> None:
    out = here.at / f"robin.{format.value}"
    done = CliRunner().invoke(
        app, ["export", "--person", "Robin", "--format", format.value, "--out", str(out), "--json"]
    )
    assert done.exit_code == 0, done.output
    assert out.stat().st_size == json.loads(done.stdout)["bytes"] > 0
    assert here.told() == ("command export",)
    event = AuditEvent.objects.get(subject=here.person.pk, kind="command")
    assert (event.audience, bool(event.scopes)) == ("host", True)


@pytest.mark.parametrize("more", [["--dry-run"], ["--as", "table"]])
def test_an_import_that_only_looks_is_told_too(here: Here, more: list[str]) -> None:
    done = CliRunner().invoke(app, ["import", str(here.at / "diary.csv"), "--person", "Robin", *more])
    assert done.exit_code == 0, done.output
    assert here.told() == ("command import",)


@pytest.mark.parametrize("more", [[], ["--dry-run"], ["--as", "archive", "--json"]])
def test_an_archive_that_comes_in_is_told_too(here: Here, more: list[str]) -> None:
    whole = here.at / "robin.zip"
    whole.write_bytes(diaries.archive_bytes(here.person))
    assert here.told() == NOTHING
    done = CliRunner().invoke(app, ["import", str(whole), "--person", "Robin", *more])
    assert done.exit_code == 0, done.output
    assert here.told() == ("command import",)
    event = AuditEvent.objects.get(subject=here.person.pk)
    assert (event.audience, event.scopes) == ("host", [Grant.ALL])


def test_a_diary_that_an_archive_brings_begins_with_who_brought_it(here: Here) -> None:
    whole = here.at / "robin.zip"
    whole.write_bytes(diaries.archive_bytes(here.person))
    diaries.wipe()
    words = ["import", str(whole), "--person", "Robin"]
    for more, code, told in (
        ([], 1, NOTHING),
        # Nobody of that name is here, so nothing of anybody was read.
        (["--create-person", "--dry-run"], 0, NOTHING),
        (["--create-person"], 0, ("command import",)),
    ):
        done = CliRunner().invoke(app, [*words, *more])
        assert (done.exit_code, here.told()) == (code, told), done.output


def test_a_map_with_her_own_factors_is_told_too(here: Here) -> None:
    diary.add_factor(viewer=here.login, person=here.person, label="Green tea", type="count")
    here.at.joinpath("own.csv").write_text("date,Green tea\n2024-01-01,3\n")
    words = ["import", str(here.at / "own.csv"), "--write-map"]
    done = CliRunner().invoke(app, [*words, str(here.at / "nobody.yaml"), "--person", "Nobody"])
    assert (done.exit_code, here.told()) == (0, NOTHING), done.output
    done = CliRunner().invoke(app, [*words, str(here.at / "robin.yaml"), "--person", "Robin"])
    assert done.exit_code == 0, done.output
    assert here.told() == ("command import",)
    assert AuditEvent.objects.get(subject=here.person.pk).scopes == ["factors"]


@pytest.mark.parametrize("command", ROWS)
def test_on_her_own_data(here: Here, command: str) -> None:
    if command == "restore":
        assert run(here, "backup")[0] == 0
    code, told, said = run(here, command)
    assert (code, told) == ROWS[command].own, said


@pytest.mark.parametrize("command", ROWS)
def test_with_a_wrong_name(here: Here, command: str) -> None:
    code, told, said = run(here, command, "Nobody")
    assert (code, told) == ROWS[command].wrong, said


@pytest.mark.parametrize("command", ROWS)
def test_with_the_name_of_two(here: Here, command: str) -> None:
    Account.objects.filter(pk=here.login.pk).update(username="robin-1")
    Account.objects.create_user("robin-2", None, display_name="Robin")
    Person.objects.create(display_name="Robin")
    code, told, said = run(here, command, "Robin")
    assert (code, told) == ROWS[command].ambiguous, said


ELSEWHERE = """
import json, os, sys
from pathlib import Path
os.environ["DJANGO_SETTINGS_MODULE"] = "dialdown.server.settings"
import django
django.setup()
from typer.testing import CliRunner
from dialdown import cli
from dialdown.server import start
from dialdown.server.demo import run
from tests.cli.test_matrix import ROWS, WORDS
start.serve = lambda **more: None
run.demo = lambda **more: None
at, found, told = Path(sys.argv[1]), {}, -1
# The database is sealed under this process last: after that it reads nothing more.
for command in sorted(ROWS, key=lambda name: name == "encrypt"):
    if command == "encrypt":
        from dialdown.people.models import AuditEvent
        told = AuditEvent.objects.count()
        from django.db import connections
        connections.close_all()
    done = CliRunner().invoke(cli.app, [*command.split(), *ROWS[command].words(at, "")], input=f"{WORDS}\\n{WORDS}\\n")
    found[command] = [done.exit_code, done.output[-300:]]
print(json.dumps({"ended": found, "told": told}))
"""


def test_in_another_data_folder(here: Here, root: Path) -> None:
    """The same words where nobody lives: whoever is named is not found, and neither folder has a look in its list."""
    other = here.at / "other"
    other.mkdir(mode=0o700)
    files(other)
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("DIALDOWN_", "DJANGO_"))}
    where = {**clean, "DIALDOWN_DATA": str(other), "PYTHONPATH": f"{root / 'src'}:{root}"}
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(other)],
        env=where,
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert {name: code for name, (code, _said) in told["ended"].items()} == {
        name: row.other for name, row in ROWS.items()
    }, told
    assert told["told"] == 0
    assert here.told() == NOTHING
