"""Write the tables of docs/security from their data: ASVS 5.0 and the technical safeguards of 45 CFR 164.312.

`make docs` rewrites the pages; a test says which one is out of date.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "security"
KINDS = ("test", "reason", "not applicable", "decided")
CHAPTERS = {
    1: "Input and output", 2: "Rules of the application", 3: "The browser", 4: "HTTP and the API", 5: "Files", 6: "Signing in",
    7: "Sessions", 8: "Who may do what", 9: "Signed tokens", 10: "OAuth and OpenID", 11: "Cryptography", 12: "On the way",
    13: "Set-up of the server", 14: "Data", 15: "Code and parts", 16: "Logs and errors", 17: "WebRTC",
}  # fmt: skip
FIRST = """\
The OWASP Application Security Verification Standard 5.0.0: every requirement of level 1 and 2, by its number. The words are ours and
no more than a hint; the requirement itself is read in the standard. Answered by who built it; nobody from outside has looked.
"""
CLINICS = """\
A family is not bound by HIPAA; a clinic that runs Dialdown is. This is what the program brings, in our words; the administrative
and physical safeguards, contracts and training are the clinic's, and no program complies by itself.
"""
MEANING = """\
*test*: a test is red without it (it may show the main case, not every one). *reason*: by how it is built, or by the page
named. *not applicable*: there is nothing of the kind. *decided*: not met, or not in every set-up, on purpose: why, or what
guards instead.
"""


@dataclass(frozen=True)
class Answer:
    """One line of a table: `where` holds tests (`path::name`, separated by spaces) or a reason in words."""

    id: str
    level: str
    about: str
    answer: str
    where: str

    @property
    def tests(self) -> tuple[str, ...]:
        """The tests that answer; empty for the other kinds."""
        return tuple(self.where.split()) if self.answer == "test" else ()


def answers(name: str) -> tuple[Answer, ...]:
    """The lines of docs/security/`name`, as written."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return tuple(Answer(**row) for row in csv.DictReader(file))


def _counted(rows: tuple[Answer, ...], levels: dict[str, str]) -> Iterator[str]:
    yield "| | " + " | ".join(KINDS) + " | all |"
    yield "|---|" + "---:|" * (len(KINDS) + 1)
    for level, said in levels.items():
        found = Counter(row.answer for row in rows if row.level == level)
        yield f"| {said} | " + " | ".join(str(found[kind]) for kind in KINDS) + f" | {found.total()} |"


def _line(row: Answer) -> str:
    where = row.where
    if row.tests:
        where = "<br>".join(f"`{test.removeprefix('tests/')}`" for test in row.tests)
    answer = "**decided**" if row.answer == "decided" else row.answer
    return f"| {row.id} | {row.level} | {row.about} | {answer} | {where} |"


HEAD = "| | Level | What, in our words | Answer | Where, or why |\n|---|---|---|---|---|"


def asvs() -> str:
    """The page about ASVS 5.0."""
    rows = answers("asvs.csv")
    lines = [
        "# ASVS 5.0, levels 1 and 2\n",
        "Made from [asvs.csv](asvs.csv) by `make docs`. Not edited by hand.\n",
        FIRST,
        MEANING,
        *_counted(rows, {"1": "Level 1", "2": "Level 2"}),
    ]
    for number, title in CHAPTERS.items():
        lines += [f"\n## {number} {title}\n", HEAD]
        lines += [_line(row) for row in rows if row.id.startswith(f"{number}.")]
    return "\n".join([*lines, ""])


def hipaa() -> str:
    """The page about the technical safeguards."""
    rows = answers("hipaa.csv")
    lines = [
        "# Technical safeguards of 45 CFR 164.312\n",
        "Made from [hipaa.csv](hipaa.csv) by `make docs`. Not edited by hand.\n",
        CLINICS,
        MEANING,
        *_counted(rows, {"standard": "Standards", "required": "Required", "addressable": "Addressable"}),
        "",
        HEAD,
        *(_line(row) for row in rows),
    ]
    return "\n".join([*lines, ""])


PAGES: dict[str, Callable[[], str]] = {"asvs.md": asvs, "hipaa.md": hipaa}


def main() -> None:
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
