"""Collect the words of the interface into one catalogue per language, and compile what is translated.

`make translations` rewrites the catalogues in place; run it after words have changed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "dialdown"
LOCALE = PACKAGE / "ui" / "locale"
HEAD = """# The words of Dialdown's interface. Collected by `make translations`; translate the msgstr lines.
msgid ""
msgstr ""
"Project-Id-Version: dialdown\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def languages() -> list[str]:
    """The languages that have a catalogue; English always has one."""
    return sorted({"en"} | {folder.name for folder in LOCALE.glob("*") if folder.is_dir()})


def run(*arguments: str) -> None:
    """Run a Django command inside the package, where the words are."""
    subprocess.run([sys.executable, "-m", "django", *arguments], cwd=PACKAGE, check=True, env=environment())


def environment() -> dict[str, str]:
    """makemessages reads LOCALE_PATHS; the real settings know nothing of where catalogues are written."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tools.translation_settings",
        "PYTHONPATH": str(PACKAGE.parent.parent),
    }


def main() -> None:
    LOCALE.mkdir(parents=True, exist_ok=True)
    chosen = [part for language in languages() for part in ("--locale", language)]
    run("makemessages", *chosen, "--no-location", "--no-wrap", "--no-obsolete", "--extension", "html,txt,py")
    run("compilemessages")
    for path in LOCALE.glob("*/LC_MESSAGES/django.po"):
        tidy(path, language=path.parent.parent.name)


def tidy(path: Path, *, language: str) -> None:
    """Give a new catalogue a head of our own, and leave out the date of a run: it is no change of words."""
    body = path.read_text(encoding="utf-8")
    if "SOME DESCRIPTIVE TITLE" in body:
        body = HEAD.format(language=language) + body.partition("\n\n")[2]
    lines = [line for line in body.splitlines(keepends=True) if "POT-Creation-Date" not in line]
    path.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
