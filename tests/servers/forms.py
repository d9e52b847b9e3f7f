"""Every form that the pages of a real server show, read as a browser reads it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from html.parser import HTMLParser

PRESSED = ("submit", "button", "image", "password", "file")
# Letters in a field that does not say how many it holds.
ROOM = 400


def usual(kind: str) -> str:
    """What is sent where nothing stands and no words fit; the day is read each time, for a run goes on past midnight."""
    return {"date": dt.datetime.now(dt.UTC).date().isoformat(), "time": "12:00"}.get(kind, "")


@dataclass
class Form:
    """One form: where it goes, what it would send as it stands, and how many letters each of its free fields holds."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    free: dict[str, int] = field(default_factory=dict)

    def filled(self, word: str) -> dict[str, str]:
        """What is sent when `word` is written into every free field."""
        words = {name: f"{word} {name}"[:room] for name, room in self.free.items()}
        return self.fields | {
            name: f"{word}@example.org" if "email" in name else said for name, said in words.items()
        }


class Page(HTMLParser):
    """The forms of a page, where its links lead, and every address that stands in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.addresses: list[str] = []
        self._form: Form | None = None
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.addresses += [told[name] for name in ("href", "src", "action", "formaction") if name in told]
        if tag == "a" and "href" in told:
            self.links.append(told["href"])
        elif tag == "form":
            self._form = Form(told.get("action", ""), told.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(self._form, tag, told)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""

    def _control(self, form: Form, tag: str, told: dict[str, str]) -> None:
        name = told.get("name", "")
        if tag == "option" and self._select and ("selected" in told or self._select not in form.fields):
            form.fields[self._select] = told.get("value", "")
        # A name with a brace is a pattern that a script copies.
        if not name or "{" in name or "disabled" in told:
            return
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            form.free[name] = int(told.get("maxlength") or ROOM)
        elif tag == "input":
            self._input(form, name, told)

    @staticmethod
    def _input(form: Form, name: str, told: dict[str, str]) -> None:
        kind = "number" if told.get("inputmode") in ("numeric", "decimal") else told.get("type", "text")
        if kind in ("text", "search", "email"):
            form.free[name] = int(told.get("maxlength") or ROOM)
        elif kind in ("checkbox", "radio"):
            if "checked" in told or (kind == "radio" and name not in form.fields):
                form.fields[name] = told.get("value", "on")
        elif kind not in PRESSED:
            form.fields[name] = told.get("value") or usual(kind)
