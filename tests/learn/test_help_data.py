"""Only numbers that stood in a source are anywhere in the product."""

from __future__ import annotations

import csv
import importlib.util
import re
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from dialdown.learn import files, lines, signs

ROOT = Path(__file__).resolve().parents[2]
CELLS = ("phone", "text", "chat", "hours", "languages", "cost")


@pytest.fixture(scope="module")
def source(reference_data: Path) -> list[dict[str, str]]:
    """The sourced table that the shipped one is made from."""
    path = reference_data.parent / "content" / "help_numbers.csv"
    if not path.is_file():
        pytest.skip("the sourced table of help numbers is not there")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_help", ROOT / "tools" / "build_help.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shipped() -> tuple[dict[str, str], ...]:
    return files.table("data/help_numbers.csv")


def dialled(text: str) -> set[str]:
    """The digit groups of a cell as one would dial them."""
    return {re.sub(r"\D", "", part) for part in re.findall(r"\+?\d[\d\s-]*", text)}


def test_every_row_was_seen(source: list[dict[str, str]]) -> None:
    seen = {(row["country"], row["kind"], row["name"]) for row in source if row["seen"] == "yes"}
    assert {(row["country"], row["kind"], row["name"]) for row in shipped()} == seen


def test_every_number_stood_in_its_row(source: list[dict[str, str]]) -> None:
    was = {(row["country"], row["name"]): row for row in source if row["seen"] == "yes"}
    for row in shipped():
        original = was[row["country"], row["name"]]
        for cell in ("phone", "text"):
            assert dialled(row[cell]) <= dialled(original[cell]), row["name"]


def test_no_cell_that_was_not_seen(source: list[dict[str, str]], tool: ModuleType) -> None:
    was = {(row["country"], row["name"]): row for row in source if row["seen"] == "yes"}
    for row in shipped():
        words = re.split(r"[,;]\s*", was[row["country"], row["name"]]["seen_fields"])
        allowed = {tool.ALLOWS[word] for word in words}
        assert {cell for cell in CELLS if row[cell]} <= allowed, row["name"]


def test_the_shipped_table_is_what_the_tool_writes(source: list[dict[str, str]], tool: ModuleType) -> None:
    assert [dict(row) for row in shipped()] == [tool.shown(row) for row in source if row["seen"] == "yes"]


@cache
def package() -> str:
    """Every text file of the package in one."""
    kinds = {".py", ".html", ".csv", ".yaml", ".ts", ".json", ".toml", ".md", ".txt", ".po"}
    return "\n".join(
        path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "src").rglob("*"))
        if path.suffix in kinds and path.is_file()
    )


def test_no_number_that_was_not_seen_is_in_the_package(source: list[dict[str, str]]) -> None:
    seen = {
        n for row in source if row["seen"] == "yes" for cell in ("phone", "text") for n in dialled(row[cell])
    }
    unseen = {
        n for row in source if row["seen"] == "no" for cell in ("phone", "text") for n in dialled(row[cell])
    } - seen
    assert len(unseen) > 5
    digits = {re.sub(r"[\s-]", "", n) for n in re.findall(r"(?<![\w.])\d[\d\s-]{2,}\d(?![\w.])", package())}
    # Three digits are any number; a country's row decides about those (below).
    assert {n for n in unseen if len(n) >= 5} & digits == set()


def test_no_country_has_a_number_that_was_not_seen_there(source: list[dict[str, str]]) -> None:
    for country in lines.countries():
        rows = [row for row in source if row["country"] == country.code]
        seen = {
            n
            for row in rows
            if row["seen"] == "yes"
            for cell in ("phone", "text")
            for n in dialled(row[cell])
        }
        shown = {
            n
            for line in country.lines
            for p in (*line.phones, *filter(None, [line.text]))
            for n in dialled(p.shown)
        }
        assert shown <= seen, country.name


@pytest.mark.parametrize(
    ("code", "shown", "hidden"),
    [
        ("GB", "999", "112"),
        ("BR", "192", "190"),
        ("AR", "911", "107"),
        ("CA", "988", "911"),
        ("AU", "131114", "000"),
    ],
)
def test_a_half_remembered_number_is_left_out(code: str, shown: str, hidden: str) -> None:
    country = lines.country(code)
    assert country is not None
    numbers = {phone.dial for line in country.lines for phone in line.phones}
    assert shown in numbers
    assert hidden not in numbers


def test_source_and_day_travel_with_every_row() -> None:
    assert all(row["source"] and re.fullmatch(r"\d{4}-\d\d-\d\d", row["checked"]) for row in shipped())


def test_every_line_can_be_reached() -> None:
    for country in lines.countries():
        for line in country.lines:
            assert line.phones or line.text, line.name
            assert all(re.fullmatch(r"\+?\d+", phone.dial) for phone in line.phones)
    assert all(line.site for line in lines.directories())


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("988", ["988"]), ("+41 58 261 61 61", ["+41582616161"]), ("0800 111 0 111 | 0800 111 0 222", ["08001110111", "08001110222"]),
        ("111 (then option 2, mental health)", ["111"]), ("", []),
    ],
)  # fmt: skip
def test_a_number_is_dialled_as_printed(cell: str, numbers: list[str]) -> None:
    assert [number.dial for number in lines._phones(cell, "here")] == numbers


@pytest.mark.parametrize("cell", ["ask there", "112/113", "24/7"])
def test_a_cell_that_cannot_be_dialled_stops_the_page(cell: str) -> None:
    with pytest.raises(ValueError, match=f"here: phone is '{cell}'; expected a number that can be dialled"):
        lines._phones(cell, "here")


def test_a_text_line_says_what_to_send() -> None:
    canada = lines.country("CA")
    assert canada is not None
    texts = {line.name: line.text for line in canada.lines if line.text}
    assert (texts["Kids Help Phone"].word, texts["Kids Help Phone"].dial) == ("CONNECT", "686868")


def test_the_line_for_the_night_is_open_at_night() -> None:
    for country in lines.countries():
        if country.night:
            assert country.night.hours.startswith("day and night"), country.name


def test_red_flags_carry_their_mark() -> None:
    book = files.document("data/red_flags.yaml")
    assert {row["mark"] for row in book["signs"]} == {"S", "M"}
    for row in book["signs"]:
        assert row["seen"] == {"S": "yes", "M": "no"}[row["mark"]], row["id"]
        assert row["source"] in book["sources"]
        assert (row["source"] == "memory") == (row["mark"] == "M")
        assert row["group"] in ("same_day", "soon")
        assert len(row["text"].split()) <= 22, "short enough for a tired head"
    assert len({sign.id for sign in signs.red_flags()}) == len(signs.red_flags())


def test_the_signs_of_rule_nine_are_there() -> None:
    """Losing one of these from the list would be the one that matters."""
    needed = "new_limp held_still fever low_defences cold_limb bladder_bowel weakness calf_breath dark_pee hurt_by_someone"
    assert set(needed.split()) == {sign.id for sign in signs.red_flags("same_day")}
    assert [sign.id for sign in signs.red_flags() if sign.emergency] == ["calf_breath"]


def test_words_that_are_never_said_are_patterns_with_a_reason() -> None:
    rows = files.table("never.csv")
    assert len(rows) >= 15
    for row in rows:
        re.compile(row["pattern"])
        assert row["reason"]
        assert row["instead"]
