"""The commands that touch a diary: what they do, say, and refuse."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from dialdown.cli import app
from dialdown.diary import importing
from dialdown.diary.models import Entry, ImportBatch, Value
from dialdown.people.models import Account, Grant, Person
from tests.export import diaries

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TABLE = "date,pain_now,sleep_hours,tea\n2024-01-01,3,7.5,2\n2024-01-02,5,8,\n"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(importing, "PAUSE", 0)


def run(*arguments: object, **more: Any) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments], **more)


def table(tmp_path: Path, text: str | bytes = TABLE, name: str = "diary.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def rows() -> tuple[int, ...]:
    return tuple(m.objects.count() for m in (Person, Entry, Value, ImportBatch, Account, Grant))


def test_import_then_again(tmp_path: Path) -> None:
    done = run("import", table(tmp_path), "--person", "Robin", "--create-person", "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    first = json.loads(done.stdout)
    assert (first["person"], first["person_created"], first["entries_added"], first["values_added"]) == (
        "Robin",
        True,
        2,
        5,
    )
    again = json.loads(run("import", table(tmp_path), "--person", Person.objects.get().pk, "--json").stdout)
    assert (again["person_created"], again["entries_added"], again["values_added"], again["values_same"]) == (
        False,
        0,
        0,
        5,
    )
    assert Value.objects.count() == 5
    said = run("import", table(tmp_path), "--person", "Robin").stdout
    assert "added: 0 check-ins, 0 answers" in said
    assert "the same as here: 5 answers" in said


def test_dry_run_writes_nothing(tmp_path: Path) -> None:
    done = run("import", table(tmp_path), "--person", "Robin", "--create-person", "--dry-run", "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert (told["dry_run"], told["entries"], told["kinds"][0]) == (
        True,
        2,
        {"kind": "Pain right now", "days": 2, "already_here": 0},
    )
    assert rows() == (0,) * 6


def test_who_said_it(tmp_path: Path) -> None:
    done = run(
        "import", table(tmp_path), "--person", "Robin", "--create-person", "--said-by", "parent", "--json"
    )
    assert json.loads(done.stdout)["said_by"] == "parent"
    assert set(Value.objects.values_list("said_by", flat=True)) == {"parent"}
    # It can be said later, and what is left out takes nothing away.
    said = run("import", table(tmp_path), "--person", "Robin", "--said-by", "self").stdout
    assert "said by: the person whose diary it is" in said
    assert "changed from an earlier import: 5 answers" in said
    assert "said by: nobody knows" in run("import", table(tmp_path), "--person", "Robin").stdout
    assert set(Value.objects.values_list("said_by", flat=True)) == {"self"}
    out = tmp_path / "map.yaml"
    run("import", table(tmp_path), "--person", "Robin", "--said-by", "device", "--write-map", out)
    assert "\nsaid_by: device\n" in out.read_text()
    assert run("import", table(tmp_path), "--person", "Robin", "--said-by", "neighbour").exit_code == 2


BAD: dict[str, tuple[str | bytes, str]] = {
    "wrong delimiter": ("date|pain\n2024-01-01|3\n", "line 1"),
    "two date formats": ("date,pain_now\n2024-01-01,3\n02/01/2024,4\n", 'line 3, column "date"'),
    "a date that is none": ("date,pain_now\n2024-02-30,3\n", 'line 2, column "date"'),
    "text in a number": ("date,pain_now\n2024-01-01,3\n2024-01-02,bad\n", 'line 3, column "pain_now"'),
    "11 of 10": ("date,pain_now\n2024-01-01,11\n", 'line 2, column "pain_now"'),
    "a day twice": ("date,pain_now\n2024-01-01,3\n2024-01-01,4\n", 'line 3, column "date"'),
    "empty": ("", "line 1"),
    "only a header": ("date,pain_now\n", "line 1"),
    "Latin-1": ("date,note\n2024-01-01,caf\xe9\n".encode("latin-1"), "line 2"),
    "a binary": (bytes(range(256)) * 40, "line 3"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(500), "a picture"),
    "a zip that is none of ours": (b"PK\x03\x04" + bytes(500), "zip"),
    "a cell too many": ("date,pain_now\n2024-01-01,3,4\n", "line 2"),
    "no date": ("day,pain_now\n2024-01-01,3\n", "line 1"),
    "a place that is none": ("date,pain.left-wing\n2024-01-01,3\n", 'column "pain.left-wing"'),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_is_one_line_and_nothing_is_written(tmp_path: Path, kind: str) -> None:
    content, place = BAD[kind]
    done = run("import", table(tmp_path, content), "--person", "Robin", "--create-person")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("diary.csv")
    assert place in done.stderr
    assert "expected" in done.stderr
    assert rows() == (0,) * 6


def test_two_hundred_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.write(b"date,pain_now\n")
        file.truncate(200 << 20)
    done = run("import", path, "--person", "Robin", "--create-person")
    assert (done.exit_code, done.stderr) == (
        1,
        "big.csv: expected a table of at most 100 MB, found 200.0 MB\n",
    )
    assert rows() == (0,) * 6


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("import", "nowhere.csv", "--person", "Robin", "--create-person"), 1, "nowhere.csv: expected a file that can be read"),
        (("import", "{table}", "--person", "Nobody"), 1, "Nobody: expected the exact name or id of a person who is here (nobody yet)"),
        (("import", "{table}", "--person", " ", "--create-person"), 1, "expected a name"),
        (("import", "{table}"), 2, "--person"),
        (("import", "{table}", "--person", "Robin", "--as", "excel"), 2, "excel"),
        (("import", "{table}", "--person", "Robin", "--create-person", "--map", "nowhere.yaml"), 1, "nowhere.yaml"),
        (("import", "{table}", "--person", "Robin", "--create-person", "--login", "nobody"), 1, "expected the name of a login"),
        (("export", "--person", "Nobody", "--format", "csv", "--out", "x.csv"), 1, "Nobody: expected the exact name"),
        (("export", "--person", "Nobody", "--format", "doc", "--out", "x.doc"), 2, "doc"),
        (("export", "--person", "Nobody", "--out", "x"), 2, "--format"),
        (("password", "nobody"), 1, "nobody: expected the name that somebody signs in with here"),
        (("nonsense",), 2, "nonsense"),
    ],
)  # fmt: skip
def test_wrong_words(tmp_path: Path, arguments: tuple[str, ...], code: int, says: str) -> None:
    done = run(*(a.format(table=table(tmp_path)) for a in arguments))
    assert (done.exit_code, done.stdout) == (code, "")
    assert says in done.stderr
    assert rows() == (0,) * 6


def test_a_name_of_two_people_needs_an_id(tmp_path: Path) -> None:
    _, one = diaries.owner()
    Person.objects.create(display_name="Robin")
    done = run("export", "--person", "Robin", "--format", "csv", "--out", tmp_path / "x.csv")
    assert done.exit_code == 1
    assert "expected one person, found 2" in done.stderr
    assert run("export", "--person", one.pk, "--format", "csv", "--out", tmp_path / "x.csv").exit_code == 0


def test_the_map_is_written_to_edit_and_taken_back(tmp_path: Path) -> None:
    path = table(tmp_path, "Tag;Schmerz\n31.01.2024;3\n01.02.2024;NA\n")
    first = run("import", path, "--person", "Robin", "--create-person")
    assert first.exit_code == 1
    out = tmp_path / "map.yaml"
    done = run(
        "import",
        table(tmp_path, "date;Schmerz\n31.01.2024;3\n01.02.2024;NA\n"),
        "--person",
        "Robin",
        "--create-person",
        "--write-map",
        out,
    )
    assert (done.exit_code, done.stderr, rows()) == (0, "", (0,) * 6)
    out.write_text(out.read_text().replace('"%Y-%m-%d"', '"%d.%m.%Y"'))
    assert '"%d.%m.%Y"' in out.read_text()
    done = run(
        "import", path.with_name("diary.csv"), "--person", "Robin", "--create-person", "--map", out, "--json"
    )
    assert json.loads(done.stdout)["entries_added"] == 1, done.stderr
    assert run("import", path, "--person", "Robin", "--write-map", out).exit_code == 1


def test_a_mistake_in_the_map_names_its_line(tmp_path: Path) -> None:
    out = table(tmp_path, "date_format: nonsense\n", "map.yaml")
    done = run("import", table(tmp_path), "--person", "Robin", "--create-person", "--map", out)
    assert (done.exit_code, rows()) == (1, (0,) * 6)
    assert done.stderr.startswith("map.yaml, line 1")


def test_archive_there_and_back(tmp_path: Path) -> None:
    account, person = diaries.owner()
    diaries.fill(account, person)
    out, again = tmp_path / "robin.zip", tmp_path / "again.zip"
    assert run("export", "--person", "Robin", "--format", "archive", "--out", out).exit_code == 0
    diaries.wipe()
    assert run("import", out, "--person", "Robin").exit_code == 1
    assert run("import", out, "--person", "Sam", "--create-person").exit_code == 1
    assert json.loads(
        run("import", out, "--person", "Robin", "--create-person", "--dry-run", "--json").stdout
    )["dry_run"]
    assert rows() == (0,) * 6
    done = json.loads(run("import", out, "--person", "Robin", "--create-person", "--json").stdout)
    assert (done["format"], done["person_added"], done["rows_kept"]) == ("archive", True, 0)
    assert run("export", "--person", "Robin", "--format", "archive", "--out", again).exit_code == 0
    assert again.read_bytes() == out.read_bytes()
    twice = json.loads(run("import", out, "--person", "Robin", "--json").stdout)
    assert (twice["rows_added"], twice["rows_kept"]) == (0, 0)


def test_a_new_diary_is_opened_to_a_login(tmp_path: Path) -> None:
    login = Account.objects.create_user("mum", "four quiet plain words")
    assert (
        run("import", table(tmp_path), "--person", "Robin", "--create-person", "--login", "MUM").exit_code
        == 0
    )
    grant = Grant.objects.get()
    assert (grant.account_id, grant.person.display_name, grant.may_write) == (login.pk, "Robin", True)


def test_export_is_whole_and_for_the_owner_only(tmp_path: Path) -> None:
    diaries.fill(*diaries.owner())
    out = tmp_path / "diary.csv"
    done = run("export", "--person", "Robin", "--format", "csv", "--out", out, "--json")
    told = json.loads(done.stdout)
    assert (told["rows"], told["bytes"]) == ({"rows": 2}, out.stat().st_size)
    assert out.stat().st_mode & 0o077 == 0
    again = run("export", "--person", "Robin", "--format", "csv", "--out", out)
    assert (again.exit_code, "is there already" in again.stderr) == (1, True)
    assert run("export", "--person", "Robin", "--format", "csv", "--out", out, "--force").exit_code == 0
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == ["diary.csv"]


def test_export_to_nowhere_leaves_nothing(tmp_path: Path) -> None:
    diaries.owner()
    done = run("export", "--person", "Robin", "--format", "csv", "--out", tmp_path / "no" / "diary.csv")
    assert (done.exit_code, "expected a place that can be written" in done.stderr) == (1, True)
    assert run("export", "--person", "Robin", "--format", "csv", "--out", tmp_path).exit_code == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux")
def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    diaries.fill(*diaries.owner())
    import tempfile

    real = tempfile.NamedTemporaryFile

    def full(*arguments: Any, **more: Any) -> Any:
        made = real(*arguments, **more)
        # The next bytes meet a device that is always full.
        handle = os.open("/dev/full", os.O_WRONLY)
        os.dup2(handle, made.fileno())
        os.close(handle)
        return made

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", full)
    for format in ("csv", "archive"):
        done = run("export", "--person", "Robin", "--format", format, "--out", tmp_path / "x")
        assert (done.exit_code, "no space left" in done.stderr) == (1, True), done
    assert [p for p in tmp_path.iterdir() if p.is_file()] == []


def test_password(tmp_path: Path) -> None:
    account = Account.objects.create_user("mum", "four quiet plain words")
    done = run("password", "mum", input="five quite other plain words\nfive quite other plain words\n")
    assert done.exit_code == 0, done
    account.refresh_from_db()
    assert account.check_password("five quite other plain words")
    assert run("password", "mum", input="short\nshort\n").exit_code == 1


def test_doctor(tmp_path: Path, settings: Any) -> None:
    tmp_path.chmod(0o700)
    told = json.loads(run("doctor", "--json").stdout)
    names = {finding["name"] for finding in told["findings"]}
    assert {
        "data folder",
        "disk",
        "database",
        "database version",
        "browser parts",
        "address",
        "switches",
    } <= names
    assert [f for f in told["findings"] if f["level"] == "wrong" and f["name"] != "write-ahead log"] == []
    settings.SWITCHES = {"patterns": False}
    assert "switched off here: patterns" in run("doctor").stdout
    tmp_path.chmod(0o755)
    done = run("doctor")
    assert done.exit_code == 1
    assert "WRONG data folder" in done.stdout


def test_volume_needs_no_database(tmp_path: Path) -> None:
    """Too few days are no mistake: exit 0 with the reason; a column that is not there is one."""
    text = "date,pain,steps\n" + "".join(
        f"2024-01-{d:02d},{d % 7},{1000 + d * 37 % 500}\n" for d in range(1, 31)
    )
    asked = ("volume", table(tmp_path, text), "--outcome", "pain", "--load", "steps")
    answer = run(*asked, "--json")
    told = json.loads(answer.stdout)
    assert answer.exit_code == 0
    assert not told["enough"]
    assert told["why_not"]
    assert told["days"] == []
    assert told["change"]["went_down"] is False
    assert told["why_not"] in run(*asked).stdout
    assert run("volume", table(tmp_path, text), "--outcome", "pain", "--load", "nope").exit_code == 1
    assert run("volume", table(tmp_path, text), "--outcome", "pain").exit_code == 2
    assert run(*asked, "--load-lag", "99").exit_code == 1
    assert run(*asked, "--fixed-load").exit_code == 2


def test_volume_by_the_same_load_each_time(tmp_path: Path) -> None:
    """A touch check needs no column of loads: the answer is the gain."""
    rows = [(dt.date(2024, 1, 1) + dt.timedelta(days=7 * i), 8 - i // 8 + i % 2) for i in range(50)]
    text = "date,touch\n" + "".join(f"{day},{hurt}\n" for day, hurt in rows)
    asked = ("volume", table(tmp_path, text), "--outcome", "touch", "--fixed-load")
    told = json.loads(run(*asked, "--json").stdout)
    assert told["enough"]
    assert told["reference"]["from"] == "2024-01-01"
    assert told["change"]["went_down"]
    assert run(*asked).stdout.startswith("quieter")


def test_patterns_needs_no_database(tmp_path: Path) -> None:
    text = "date,pain,tea\n" + "".join(f"2024-01-{d:02d},{d % 7},{d % 3}\n" for d in range(1, 31))
    told = json.loads(run("patterns", table(tmp_path, text), "--json").stdout)
    assert (told["enough"], told["factors"], told["observed_days"], told["enough_on"]) == (
        False,
        [],
        30,
        "2024-02-11",
    )
    bad = run("patterns", table(tmp_path, "date,pain\n2024-01-01,x\n"))
    assert (bad.exit_code, 'line 2, column "pain"' in bad.stderr) == (1, True)
    assert run("patterns", table(tmp_path, text), "--outcome", "nope").exit_code == 1
    assert run("patterns", table(tmp_path, text), "--fdr", "3").exit_code == 1


def test_a_trial_is_planned_and_looked_at(tmp_path: Path) -> None:
    file = tmp_path / "TRIAL.csv"
    plan = [
        "--start",
        "2026-01-05",
        "--seed",
        "3",
        "--arms",
        "usual,off",
        "--out",
        file,
        "--pairs",
        "6",
        "--block-days",
        "2",
    ]
    made = run(
        "trial",
        "plan",
        *plan,
        "--washout-days",
        "0",
        "--outcome-sd",
        "1",
        "--phi",
        "0.5",
        "--effect",
        "2",
        "--json",
    )
    told = json.loads(made.stdout)
    assert (told["arms"], told["end"], told["min_p"]) == (["usual", "off"], "2026-01-28", 0.03125)
    assert 0.0 < told["power"] <= 1.0
    lines = file.read_text().splitlines()
    assert (lines[0], len(lines)) == ("date,pair,block,arm,phase,adhered,outcome", 25)
    filled = [f"{line[:-1]}1,{3 if ',off,' in line else 6}" for line in lines[1:]]
    file.write_text("\n".join([lines[0], *filled]) + "\n")
    found = json.loads(run("trial", "analyse", file, "--smallest", "1", "--json").stdout)
    # The order of the arms is that of the plan, not of the alphabet.
    assert (found["arms"], found["difference"]["value"], found["p"]) == (["usual", "off"], -3.0, 0.03125)
    assert (found["verdict"], found["adherence"], found["matters"]) == ("better", 1.0, "yes")
    assert (
        json.loads(run("trial", "analyse", file, "--better", "higher", "--json").stdout)["verdict"] == "worse"
    )
    assert (
        json.loads(run("trial", "analyse", file, "--arms", "off,usual", "--json").stdout)["difference"][
            "value"
        ]
        == 3.0
    )
    assert "off did better than usual." in run("trial", "analyse", file).stdout
    few = run("trial", "plan", *plan, "--pairs", "5")
    assert (few.exit_code, "expected 6 to 40" in few.stderr) == (1, True)
    assert run("trial", "analyse", table(tmp_path, "date,pair\n2026-01-05,1\n")).exit_code == 1


def test_the_real_diary(reference_data: Path, root: Path) -> None:
    real = reference_data / "diaries" / "myaiguide" / "participant1_daily.csv"
    map_file = root / "src" / "dialdown" / "intake" / "data" / "maps" / "myaiguide.yaml"
    done = json.loads(
        run("import", real, "--person", "P1", "--create-person", "--map", map_file, "--json").stdout
    )
    number = Value.objects.count()
    assert (done["rows"], done["entries_added"]) == (2916, Entry.objects.count())
    again = json.loads(run("import", real, "--person", "P1", "--map", map_file, "--json").stdout)
    assert (again["entries_added"], again["values_added"], Value.objects.count()) == (0, 0, number)


def test_several_prompts_a_day(reference_data: Path, root: Path) -> None:
    real = reference_data / "diaries" / "kossakowski-2017" / "ESMdata.csv"
    map_file = root / "tests" / "intake" / "maps" / "kossakowski.yaml"
    done = json.loads(
        run("import", real, "--person", "K", "--create-person", "--map", map_file, "--json").stdout
    )
    assert Entry.objects.count() == done["entries_added"] > 1400
    assert (
        Entry.objects.values("day").distinct().count() == 239
        or Entry.objects.values("day").distinct().count() == 238
    )


def test_help_lists_every_command() -> None:
    said = run("--help").stdout
    for name in ("serve", "demo", "import", "export", "doctor", "password", "patterns", "trial", "simulate"):
        assert name in said
