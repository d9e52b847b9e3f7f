"""A bad row of the help numbers, the lessons or the calm pages: one sentence with the file, the row and what was expected."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from dialdown.intake.shipped import BadData
from dialdown.learn import calm, files, lines
from dialdown.learn.skills.lessons import FALLBACK, _folder, lessons, parse

Cells = dict[str | None, Any]
NUMBERS, COUNTRIES = "help_numbers.csv", "help_countries.csv"
# The table, the row in it (counted from 0 below the first line), what is put into it, and how the sentence goes on.
US = " (US, Emergency services)"
ROWS: dict[str, tuple[str, int, Cells, str]] = {
    "a line without a name": (NUMBERS, 0, {"name": ""}, " (US): name is ''; expected words"),
    "a line from nowhere": (NUMBERS, 1, {"source": ""}, " (US, 988 Suicide & Crisis Lifeline): source is ''; expected words"),
    "a kind of its own": (NUMBERS, 0, {"kind": "police"},
        f"{US}: kind is 'police'; expected one of child_youth, directory, emergency, emotional_support, parents, suicide_crisis"),
    "a phone in words": (NUMBERS, 0, {"phone": "911 | ask there"}, f"{US}: phone is 'ask there'; expected a number that can be dialled"),
    "a text to nobody": (NUMBERS, 2, {"text": "HOME"},
        " (US, Crisis Text Line): text is 'HOME'; expected a number that a text can be sent to"),
    "a chat that is no site": (NUMBERS, 1, {"chat": "on their page"},
        " (US, 988 Suicide & Crisis Lifeline): chat is 'on their page'; expected the name of a site like help.example"),
    "nothing to reach it by": (NUMBERS, 0, {"phone": ""}, f"{US}: no phone, text or chat; expected one way to reach it"),
    "night said in another word": (NUMBERS, 0, {"night": "no"}, f"{US}: night is 'no'; expected one of nothing, yes"),
    "checked some day": (NUMBERS, 0, {"checked": "November"}, f"{US}: checked is 'November'; expected a day like 2026-11-22"),
    "a country that is not in the list": (NUMBERS, 0, {"country": "XX"},
        " (XX, Emergency services): country is 'XX'; expected one of help_countries.csv or ZZ"),
    "a cell too few": (NUMBERS, 0, {"checked": None}, ": has fewer cells than the first line; expected as many"),
    "a cell too many": (NUMBERS, 0, {None: ["x"]}, ": has more cells than the first line; expected as many"),
    "a country without a name": (COUNTRIES, 2, {"country_name": ""}, " (AT): country_name is ''; expected words"),
    "a country by a word": (COUNTRIES, 0, {"country": "Arg"},
        " (Arg): country is 'Arg'; expected two capital letters that stand there once"),
    "a country that stands there twice": (COUNTRIES, 1, {"country": "AR"},
        " (AR): country is 'AR'; expected two capital letters that stand there once"),
}  # fmt: skip
CACHES = (lines.countries, lines.directories, lines.checked, lines._lines, lines._names)


@pytest.fixture
def fresh() -> Any:
    """Nothing that was read before is kept, and nothing of this test afterwards."""
    kept = (*CACHES, calm._scripts, calm.ideas, calm.sources, lessons)
    for one in kept:
        one.cache_clear()
    yield
    for one in kept:
        one.cache_clear()


@pytest.mark.parametrize("case", ROWS)
def test_a_bad_row_of_the_help_numbers_is_named(
    case: str, monkeypatch: pytest.MonkeyPatch, fresh: None
) -> None:
    name, place, cells, said = ROWS[case]
    tables: dict[str, list[Cells]] = {
        f"data/{one}": [dict(row) for row in files.table(f"data/{one}")] for one in (NUMBERS, COUNTRIES)
    }
    monkeypatch.setattr(files, "table", lambda asked: tuple(tables[asked]))
    assert lines.countries()
    for one in CACHES:
        one.cache_clear()
    tables[f"data/{name}"][place].update(cells)
    for load in (lines.countries, lines.directories, lines.checked):
        with pytest.raises(BadData) as found:
            load()
        assert str(found.value) == f"{name}, line {place + 2}{said}"


WHOLE = """id: tea
title: A cup of tea
icon: waves
minutes: 5
for: parents
parent:
  lead: Sit down.
  parts:
    - {heading: Why, text: "Because."}
    - {heading: How, text: "With a cup."}
exercise:
  title: One line
  ask: What helped?
  fields:
    - {key: words, label: I would say, rows: 3}
  link: {href: /flare, label: A loud day}
sources:
  - {title: "Somebody 2020, a journal", ref: "PMID 1234567", for: "that tea is warm"}
"""
LESSONS: dict[str, tuple[str, str, str]] = {
    "no title": ("title: A cup of tea\n", "", "tea.yaml: title is None; expected words"),
    "no list of fields": (WHOLE, "- tea\n", "tea.yaml: is ['tea']; expected fields by name"),
    "an empty file": (WHOLE, "", "tea.yaml: is None; expected fields by name"),
    "no YAML": ("id: tea", "id: [tea", "tea.yaml, line 2: expected ',' or ']', but got ':'; expected YAML"),
    "minutes in words": ("minutes: 5", "minutes: five", "tea.yaml: minutes is 'five'; expected a whole number"),
    "for nobody": ("for: parents", "for: cats", "tea.yaml: for is 'cats'; expected one of everyone, parents"),
    "a voice too few": ("for: parents", "for: everyone",
        "tea.yaml: parent is no field of a lesson for everyone; expected id, title, icon, for, minutes, exercise, sources, teen, adult"),
    "no voice": ("parent:\n", "parent: {}\nmore:\n",
        "tea.yaml: more is no field of a lesson for parents; expected id, title, icon, for, minutes, exercise, sources, parent"),
    "an empty voice": ("parent:\n  lead: Sit down.", "parent:\n  lead: ''", "tea.yaml, parent: lead is ''; expected words"),
    "a part without a heading": ("heading: How", "head: How", "tea.yaml, parent, part 2: heading is None; expected words"),
    "a part without text": ('text: "With a cup."', "text: 3", "tea.yaml, parent, part 2: text is 3; expected words"),
    "a part that is a word": ('- {heading: How, text: "With a cup."}', "- how", "tea.yaml, parent, part 2: is 'how'; expected fields by name"),
    "an id in capitals": ("id: tea", "id: Tea", "tea.yaml: id is 'Tea'; expected small letters and hyphens"),
    "a picture that is not there": ("icon: waves", "icon: waves\npicture: cup", "tea.yaml: picture is 'cup'; expected one of knobs"),
    "an exercise without a question": ("  ask: What helped?\n", "", "tea.yaml, exercise: ask is None; expected words"),
    "an exercise without a field": ("    - {key: words, label: I would say, rows: 3}\n", "    []\n",
        "tea.yaml, exercise: fields is []; expected a list with something in it"),
    "a field of many lines": ("rows: 3", "rows: many", "tea.yaml, exercise, field 1: rows is 'many'; expected a whole number"),
    "a field without a key": ("key: words", "key: W", ("tea.yaml, exercise, field 1: key is 'W'; expected small letters and hyphens that stand "
        "there once")),
    "a field twice": ("rows: 3}\n", "rows: 3}\n    - {key: words, label: Again, rows: 1}\n",
        "tea.yaml, exercise, field 2: key is 'words'; expected small letters and hyphens that stand there once"),
    "a link to nowhere": ("href: /flare", "href: ''", "tea.yaml, exercise, link: href is ''; expected words"),
    "no source": ('  - {title: "Somebody 2020, a journal", ref: "PMID 1234567", for: "that tea is warm"}', "  []",
        "tea.yaml: sources is []; expected a list with something in it"),
    "a source for nothing": ('for: "that tea is warm"', "for: ''", "tea.yaml, source 1: for is ''; expected words"),
    "a source that cannot be looked up": ("PMID 1234567", "my aunt",
        "tea.yaml, source 1: ref is 'my aunt'; expected an address or the number of a paper"),
}  # fmt: skip


def test_the_lesson_of_these_cases_is_a_lesson() -> None:
    tea = parse(WHOLE, "tea.yaml")
    assert (tea.id, tea.told("parent").lead, tea.exercise.href) == ("tea", "Sit down.", "/flare")
    assert tea.sources[0].address == "https://pubmed.ncbi.nlm.nih.gov/1234567/"


@pytest.mark.parametrize("case", LESSONS)
def test_a_bad_row_of_a_lesson_is_named(case: str) -> None:
    was, now, said = LESSONS[case]
    assert WHOLE.count(was) == 1
    with pytest.raises(BadData) as found:
        parse(WHOLE.replace(was, now), "tea.yaml")
    assert str(found.value) == said
    assert "\n" not in said


def test_two_lessons_of_one_name_are_named(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "skills" / FALLBACK
    folder.mkdir(parents=True)
    (folder / "01-tea.yaml").write_text(WHOLE, encoding="utf-8")
    (folder / "02-more-tea.yaml").write_text(WHOLE, encoding="utf-8")
    monkeypatch.setattr("dialdown.learn.skills.lessons.files", lambda _name: tmp_path)
    with pytest.raises(BadData) as found:
        _folder(FALLBACK)
    assert str(found.value) == "02-more-tea.yaml: id is 'tea', as in 01-tea.yaml; expected one of its own"


def at(*path: Any, to: Any) -> Callable[[dict[str, Any]], None]:
    """Puts `to` at a place of the document."""

    def spoil(document: Any) -> None:
        for key in path[:-1]:
            document = document[key]
        document[path[-1]] = to

    return spoil


CALM: dict[str, tuple[Any, Callable[[dict[str, Any]], None], str]] = {
    "a script without a name": (calm.scripts, at("scripts", 1, "id", to=""), "calm.yaml, script 2: id is ''; expected words"),
    "a script of no page": (calm.scripts, at("scripts", 0, "page", to="panic"),
        "calm.yaml, script 1: page is 'panic'; expected one of breathing, grounding, relaxing"),
    "a script that takes forever": (calm.scripts, at("scripts", 0, "seconds", to="long"),
        "calm.yaml, script 1: seconds is 'long'; expected a whole number"),
    "a caption without words": (calm.scripts, at("scripts", 0, "captions", 2, "text", to=None),
        "calm.yaml, ground-5, caption 3: text is None; expected words"),
    "a caption before the one above it": (calm.scripts, at("scripts", 2, "captions", 1, "at", to=50),
        "calm.yaml, before-class: captions start at [0, 50, 12, 20, 28, 38, 46, 56]; expected 0, later and later, all before second 60"),
    "ideas without a heading": (calm.ideas, at("ideas", 0, "heading", to=""), "calm.yaml, ideas 1: heading is ''; expected words"),
    "an idea without its minutes": (calm.ideas, at("ideas", 1, "things", 0, "minutes", to=5),
        "calm.yaml, ideas 2, thing 1: minutes is 5; expected words"),
    "a source that cannot be looked up": (calm.sources, at("sources", 0, "ref", to="somewhere"),
        "calm.yaml, source 1: ref is 'somewhere'; expected an address or the number of a paper"),
}  # fmt: skip


@pytest.mark.parametrize("case", CALM)
def test_a_bad_row_of_the_calm_pages_is_named(
    case: str, monkeypatch: pytest.MonkeyPatch, fresh: None
) -> None:
    load, spoil, said = CALM[case]
    document = copy.deepcopy(files.document("data/calm.yaml"))
    spoil(document)
    monkeypatch.setattr(files, "document", lambda _name: document)
    with pytest.raises(BadData) as found:
        load()
    assert str(found.value) == said
