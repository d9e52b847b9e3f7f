"""The tables of docs/security: no requirement without an answer, no answer that names a test that is not there."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.quality.tree import ROOT
from tools import parts, security

# How many requirements of level 1 and 2 each chapter of ASVS 5.0.0 has: facts of the standard, kept apart from the table.
ASVS = {
    1: (8, 19), 2: (4, 7), 3: (8, 11), 4: (2, 8), 5: (4, 5), 6: (13, 22), 7: (6, 12), 8: (4, 3), 9: (4, 3), 10: (5, 24),
    11: (3, 11), 12: (3, 6), 13: (1, 12), 14: (2, 7), 15: (3, 10), 16: (0, 16), 17: (0, 7),
}  # fmt: skip
HIPAA = (
    "(a)(1)", "(a)(2)(i)", "(a)(2)(ii)", "(a)(2)(iii)", "(a)(2)(iv)", "(b)", "(c)(1)", "(c)(2)", "(d)", "(e)(1)",
    "(e)(2)(i)", "(e)(2)(ii)",
)  # fmt: skip
TABLES = ("asvs.csv", "hipaa.csv")
LONGEST = 150


def collected(tree: ast.Module) -> frozenset[str]:
    """The tests that pytest finds: at the top of a file or in a class `Test…`, and not skipped whatever the machine."""
    places = [
        tree,
        *(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name[:4] == "Test"),
    ]
    return frozenset(
        node.name
        for place in places
        for node in place.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not any(
            "mark.skip" in (said := ast.unparse(one)) and "skipif" not in said for one in node.decorator_list
        )
    )


@cache
def names(path: str) -> frozenset[str]:
    """The tests that a file holds."""
    return collected(ast.parse((ROOT / path).read_text(encoding="utf-8")))


def wrong(row: security.Answer) -> str | None:
    """What is not in order about a line; None when all is."""
    if not all(value.strip() for value in vars(row).values()):
        return "an empty cell"
    if row.answer not in security.KINDS:
        return f"no such answer: {row.answer}"
    if "|" in row.about + row.where or max(len(row.about), 0 if row.tests else len(row.where)) > LONGEST:
        return "not a line"
    for test in row.tests:
        path, _, name = test.partition("::")
        if not re.fullmatch(r"tests/\w+/test_\w+\.py", path) or not (ROOT / path).is_file():
            return f"no such file: {path}"
        if name not in names(path):
            return f"no such test: {test}"
    pages = re.findall(r"docs/[\w/.-]+\.md", "" if row.tests else row.where)
    missing = [page for page in pages if not (ROOT / page).is_file()]
    if missing:
        return f"no such page: {missing[0]}"
    part = re.search(r"(docs/[\w/.-]+\.md), \"([^\"]+)\"", row.where)
    if part and f"## {part[2]}\n" not in (ROOT / part[1]).read_text(encoding="utf-8"):
        return f"no such part: {part[2]}"
    return None


@pytest.mark.parametrize("table", TABLES)
def test_every_line_is_answered(table: str) -> None:
    rows = security.answers(table)
    assert {row.id: said for row in rows if (said := wrong(row))} == {}
    assert len({row.id for row in rows}) == len(rows)


def test_every_requirement_of_level_1_and_2_is_there() -> None:
    rows = security.answers("asvs.csv")
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", row.id) for row in rows)
    counted = Counter((int(row.id.partition(".")[0]), row.level) for row in rows)
    assert {chapter: (counted[chapter, "1"], counted[chapter, "2"]) for chapter in ASVS} == ASVS
    assert counted.total() == 253
    order = [tuple(map(int, row.id.split("."))) for row in rows]
    assert order == sorted(order)


def test_every_technical_safeguard_is_there() -> None:
    assert tuple(row.id for row in security.answers("hipaa.csv")) == HIPAA


@pytest.mark.parametrize("page", sorted(security.PAGES))
def test_the_page_is_current_and_counts(page: str) -> None:
    path = security.FOLDER / page
    assert path.read_text(encoding="utf-8") == security.PAGES[page](), "run `make docs`"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"where": "tests/quality/test_security_docs.py::test_that_nobody_wrote"}, "no such test"),
        ({"where": "tests/quality/test_nothing.py::test_x"}, "no such file"),
        ({"about": " "}, "an empty cell"),
        ({"where": ""}, "an empty cell"),
        ({"answer": "yes"}, "no such answer"),
        ({"answer": "reason", "where": "docs/security/nothing.md"}, "no such page"),
        ({"answer": "reason", "where": 'docs/security/inventories.md, "Nothing"'}, "no such part"),
    ],
)
def test_a_planted_mistake_is_found(changed: dict[str, str], said: str) -> None:
    good = {"id": "1.1.1", "level": "1", "about": "x", "answer": "test"}
    good["where"] = "tests/quality/test_security_docs.py::test_every_line_is_answered"
    assert wrong(security.Answer(**good)) is None
    assert said in (wrong(security.Answer(**good | changed)) or "")


def not_there(text: str) -> set[str]:
    """Tests that a page names, by file, by file and name, or by name alone, and that are not there."""
    files = {str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_*.py")}
    every = frozenset[str]().union(*(names(path) for path in files))
    missing = set[str]()
    for said in re.findall(r"`((?:tests/)?[\w/]*test_\w+(?:\.py)?(?:::\w+)?)`", text):
        path, _, name = said.partition("::")
        path = path if path.startswith("tests/") else f"tests/{path}"
        if not path.endswith(".py"):
            missing |= {said} - every
        elif path not in files or (name and name not in names(path)):
            missing.add(said)
    return missing


PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "SECURITY.md"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_test_that_a_page_names_is_there(page: Path) -> None:
    assert not_there(page.read_text(encoding="utf-8")) == set()


def test_a_test_that_was_renamed_is_missed() -> None:
    known = "`tests/quality/test_security_docs.py`, `test_every_line_is_answered`, `quality/test_security_docs.py::test_every_line_is_answered`"
    assert not_there(known) == set()
    for gone in (
        "tests/quality/test_gone.py",
        "test_that_nobody_wrote",
        "quality/test_security_docs.py::test_gone",
    ):
        assert not_there(f"{known} and `{gone}`") == {gone}


def test_what_pytest_does_not_run_is_no_test() -> None:
    tree = ast.parse(
        "def test_runs(): ...\n"
        "def helper():\n    def test_inside(): ...\n"
        "@pytest.mark.skip(reason='later')\ndef test_skipped(): ...\n"
        "@pytest.mark.skipif(WINDOWS, reason='no rights')\ndef test_on_unix(): ...\n"
        "class TestGroup:\n    def test_in_a_group(self): ...\n"
        "class Other:\n    def test_of_nobody(self): ...\n"
    )
    assert collected(tree) == {"test_runs", "test_on_unix", "test_in_a_group"}


def test_the_list_of_parts_holds_every_locked_part() -> None:
    document = parts.parts()
    found = {part["purl"]: part for part in document["components"]}
    for lock, scope in parts.SCOPES.items():
        pins = re.findall(r"^([\w.-]+)==([^\s;\\]+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)
        assert pins
        for name, version in pins:
            part = found[f"pkg:pypi/{name.lower()}@{version}"]
            assert part["scope"] == scope or part["properties"][0]["value"] == "requirements/run.txt", name
            assert sum(fact["name"] == "dialdown:file" for fact in part["properties"]) >= 1, name
    browser = json.loads((ROOT / parts.BROWSER).read_text(encoding="utf-8"))["packages"]
    built = [name for name, package in browser.items() if name and not package.get("dev")]
    assert built
    assert sum(purl.startswith("pkg:npm/") for purl in found) == len(built)
    assert len(found) == len(document["components"])
    assert document["specVersion"] == "1.6"
    assert parts.parts() == document, "the same locks give the same list"
