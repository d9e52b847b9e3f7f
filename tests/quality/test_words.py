"""Words that the interface never says (they judge, promise, frighten, or sound like a medical device)."""

from __future__ import annotations

import csv
import re
import tomllib

import pytest

from tests.quality.said import NEVER_CSV, never, said, said_in
from tests.quality.tree import ROOT

NEVER = never()
EXCEPTIONS = ROOT / "tests" / "quality" / "words.toml"
KINDS = {"claim", "guilt", "fear", "pressure", "avoidance"}


def test_the_interface_never_says() -> None:
    exceptions = tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8"))["allowed"]
    used: set[str] = set()
    found: list[str] = []
    for where, number, words in said():
        for match in NEVER.finditer(words):
            key = f"{where}: {match[0].lower()}"
            if key in exceptions:
                used.add(key)
            else:
                found.append(f"{where}:{number}: {match[0]}: {words.strip()[:100]}")
    assert found == []
    assert set(exceptions) - used == set(), "an exception that nothing needs"
    assert all(len(reason) > 20 for reason in exceptions.values()), "every exception has its reason"


def test_no_word_that_makes_guilty() -> None:
    """Of these there is no exception but to say that something is not so."""
    guilty = never("guilt")
    exceptions = tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8"))["allowed"]
    found = [
        f"{where}:{number}: {match[0]}"
        for where, number, words in said() for match in guilty.finditer(words)
        if f"{where}: {match[0].lower()}" not in exceptions
    ]  # fmt: skip
    assert found == []


def test_every_row_of_the_list_says_why_and_what_instead() -> None:
    with NEVER_CSV.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        re.compile(row["pattern"])
        assert all(row.values()), row
    assert {row["kind"] for row in rows} == KINDS
    assert len({row["pattern"] for row in rows}) == len(rows)


PLANTED = (
    ("src/dialdown/diary/templates/diary/x.html", "<p>{% translate 'You have a streak of 5 days' %}</p>", "streak"),
    ("src/dialdown/diary/templates/diary/x.html", "<p title='Overdue'>…</p>", "overdue"),
    ("src/dialdown/diary/templates/diary/x.html", '<div data-say-done="You failed"></div>', "failed"),
    ("src/dialdown/diary/views/x.py", "_('This predicts your pain')", "predicts"),
    ("src/dialdown/diary/views/x.py", "ngettext('%(n)d missed day', '%(n)d missed days', n)", "missed day"),
    ("src/dialdown/learn/skills/en/x.yaml", "text: Push through, it treats your pain.", "push through"),
    ("src/dialdown/learn/skills/en/x.yaml", "text: You should have tried.", "should have tried"),
    ("src/dialdown/learn/data/x.yaml", "text: It is all in your head", "in your head"),
    ("src/dialdown/learn/data/x.csv", "name,phone,remark\nLine,1,For those who suffer\n", "suffer"),
    ("src/dialdown/ui/locale/en/LC_MESSAGES/django.po", 'msgid "A cure for pain"', "cure"),
    ("src/dialdown/care/paper/letter.typ", "She was diagnosed and must avoid sport.", "diagnosed"),
    ("src/dialdown/care/paper/letter.typ", "Please avoid school on hard days.", "avoid school"),
    ("frontend/practice/x.ts", 'say("No pain, no gain");', "no pain, no gain"),
    ("src/dialdown/learn/texts/x.md", "Do not be lazy.", "lazy"),
    ("src/dialdown/learn/skills/en/x.yaml", "text: That was your own fault.", "your own fault"),
    ("src/dialdown/diary/views/x.py", "_('You let them down')", "let them down"),
    ("src/dialdown/diary/views/x.py", "_('Well done!')", "done!"),
    ("src/dialdown/learn/skills/en/x.yaml", "- id: x\n  title: A cure for pain\n  minutes: 5", "cure"),
    ("src/dialdown/learn/skills/en/x.yaml", "text: |\n  Some days you push\n  through.", "push through"),
    ("src/dialdown/diary/templates/diary/x.html", "<p>All in\n  your head</p>", "in your head"),
    ("src/dialdown/server/tls/x.html", "<p>You failed.</p>", "failed"),
    ("src/dialdown/cli.py", "print('The import failed.')", "failed"),
)  # fmt: skip


@pytest.mark.parametrize(("where", "source", "word"), PLANTED)
def test_a_planted_word_is_found(where: str, source: str, word: str) -> None:
    """Each kind of file that people read is looked through: a word that is put into it turns up."""
    found = [match[0].lower() for _number, words in said_in(where, source) for match in NEVER.finditer(words)]
    assert word in found


@pytest.mark.parametrize(
    ("where", "source"),
    [
        ("src/dialdown/diary/templates/diary/x.html", '<p class="failed" aria-invalid="true">{# treat #}Fine</p>'),
        ("src/dialdown/diary/views/x.py", "failed = treat(x)  # predicts"),
        ("src/dialdown/learn/data/x.yaml", '# a cure\n- {title: "Treatment of pain", ref: "x", for: "the pace"}'),
        ("src/dialdown/learn/skills/en/x.yaml", "text: It is nobody’s fault, and it is not your fault."),
        ("src/dialdown/learn/skills/en/x.yaml", "text: going on without making up for it"),
        ("frontend/practice/x.ts", "if (failed) throw treat;"),
        ("docs/science/x.md", "a treatment"),
    ],
)  # fmt: skip
def test_what_nobody_reads_and_what_says_the_opposite_is_left_alone(where: str, source: str) -> None:
    assert [match[0] for _n, words in said_in(where, source) for match in NEVER.finditer(words)] == []
