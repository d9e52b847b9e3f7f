"""What stands on a page, read from its HTML."""

from __future__ import annotations

from html.parser import HTMLParser

from django.test import Client

from dialdown.diary.models import Entry

# The drawing starts at the front: a view, no answer.
VIEWS = {("map-view", "front")}


class Controls(HTMLParser):
    """The fields of a page: their names, and which of them carry an answer already."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.chosen: list[tuple[str, str]] = []
        self.styled: list[str] = []
        self._option_of = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "style" in given or any(name.startswith("on") for name in given):
            self.styled.append(tag)
        name = given.get("name") or ""
        if tag in ("input", "textarea", "select") and name:
            self.names.append(name)
            kind = given.get("type", "text")
            if kind in ("radio", "checkbox"):
                if "checked" in given:
                    self.chosen.append((name, given.get("value") or "on"))
            elif kind != "hidden" and given.get("value"):
                self.chosen.append((name, given["value"] or ""))


def controls(client: Client, path: str) -> Controls:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return Controls(answer.content.decode())


def only() -> Entry:
    """The one entry there is."""
    return Entry.objects.get(deleted_at__isnull=True)
