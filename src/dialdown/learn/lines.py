"""Help lines by country: only what stood in a source, most useful first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _

from dialdown.intake.shipped import BadData, day
from dialdown.intake.shipped import checked as whole
from dialdown.learn import files

NUMBERS, COUNTRIES = "data/help_numbers.csv", "data/help_countries.csv"
# The rows that belong to no country.
EVERYWHERE = "ZZ"
KINDS = ("emergency", "suicide_crisis", "emotional_support", "child_youth", "parents", "directory")
FIELDS = dict.fromkeys(("name", "source", "checked"), str)

# Who is asked first when the night line is chosen.
NIGHT_ORDER = ("suicide_crisis", "emotional_support", "child_youth")
TALK_ORDER = ("suicide_crisis", "emotional_support", "parents")
_PHONE = re.compile(r"^\s*(?P<number>[+\d][\d\s-]*\d|\d)\s*(?:\((?P<label>.+)\))?\s*$")
_TEXT = re.compile(r"^(?:(?P<word>\S+) to )?(?P<number>[\d\s-]+\d)(?:\s*\((?P<more>.+)\))?$")
_SITE = re.compile(r"^(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?:\s*\((?P<more>.+)\))?$")


@dataclass(frozen=True)
class Number:
    """A number to ring or text: as printed, as dialled, and what to know about it."""

    shown: str
    dial: str
    label: str = ""
    word: str = ""


@dataclass(frozen=True)
class Line:
    """One help line as it may be shown."""

    kind: str
    name: str
    for_whom: str
    phones: tuple[Number, ...]
    text: Number | None
    site: str
    site_label: str
    hours: str
    languages: str
    cost: str
    night: bool
    partly: bool
    remark: str
    source: str
    checked: str

    @property
    def more_than_one_way(self) -> bool:
        """True when there is another number, a chat, or a text to a number of its own."""
        numbers = {number.dial for number in (*self.phones, *filter(None, [self.text]))}
        return len(numbers) > 1 or bool(self.site)

    @property
    def address(self) -> str:
        """Where the chat is. Opens on a tap only; the page itself asks nobody for anything."""
        return f"https://{self.site}/" if self.site else ""


@dataclass(frozen=True)
class Country:
    """The lines of one country."""

    code: str
    name: str
    lines: tuple[Line, ...]

    def _of(self, kind: str) -> list[Line]:
        return [line for line in self.lines if line.kind == kind]

    @property
    def emergency(self) -> list[Line]:
        """Seen emergency numbers. Empty = say "your local emergency number"."""
        return self._of("emergency")

    @property
    def night(self) -> Line | None:
        """A line that is open at night: first one for everybody, by phone, whose calls are all answered."""
        open_at_night = (line for line in self.lines if line.night and line.kind in NIGHT_ORDER)
        return min(
            open_at_night,
            key=lambda line: (line.partly, bool(line.remark), not line.phones, NIGHT_ORDER.index(line.kind)),
            default=None,
        )

    @property
    def children(self) -> list[Line]:
        """Lines for children and young people, open at night first."""
        return sorted(self._of("child_youth"), key=lambda line: not line.night)

    @property
    def beside_children(self) -> Line | None:
        """The night line, when no child line is known to be open at night."""
        children = self.children
        return self.night if children and not any(line.night and line.phones for line in children) else None

    @property
    def talk(self) -> list[Line]:
        """Everyone else to talk to; the line on top again when it has more than its big button shows."""
        first = self.night
        said = first is None or not first.more_than_one_way
        return [line for kind in TALK_ORDER for line in self._of(kind) if line is not first or not said]


def _phones(cell: str, where: str) -> tuple[Number, ...]:
    numbers: list[Number] = []
    for part in filter(None, (p.strip() for p in cell.split("|"))):
        match = _PHONE.match(part)
        if match is None:
            raise BadData(f"{where}: phone is {part!r}; expected a number that can be dialled")
        shown = match["number"].strip()
        numbers.append(Number(shown, re.sub(r"[^\d+]", "", shown), match["label"] or ""))
    return tuple(numbers)


def _text(cell: str, where: str) -> Number | None:
    if not cell:
        return None
    match = _TEXT.match(cell)
    if match is None:
        raise BadData(f"{where}: text is {cell!r}; expected a number that a text can be sent to")
    number = match["number"].strip()
    return Number(number, re.sub(r"\D", "", number), match["more"] or "", match["word"] or "")


def _site(cell: str, where: str) -> tuple[str, str]:
    match = _SITE.match(cell) if cell else None
    if cell and match is None:
        raise BadData(f"{where}: chat is {cell!r}; expected the name of a site like help.example")
    return (match["host"], match["more"] or "") if match else ("", "")


def _line(row: dict[str, str], where: str) -> Line:
    whole(where, row, FIELDS, {"kind": KINDS, "night": ("", "yes"), "partly": ("", "yes")})
    phones, text, (site, site_label) = (
        _phones(row["phone"], where),
        _text(row["text"], where),
        _site(row["chat"], where),
    )
    if not (phones or text or site):
        raise BadData(f"{where}: no phone, text or chat; expected one way to reach it")
    return Line(
        kind=row["kind"], name=row["name"], for_whom=row["for_whom"], phones=phones, text=text, site=site, site_label=site_label,
        hours=row["hours"], languages=row["languages"], cost=row["cost"], night=row["night"] == "yes", partly=row["partly"] == "yes",
        remark=row["remark"], source=row["source"], checked=day(where, "checked", row["checked"]).isoformat(),
    )  # fmt: skip


def _rows(name: str) -> list[tuple[str, dict[str, str]]]:
    """The rows of a table with where each one stands. Raises BadData for one with a cell too many or too few."""
    found: list[tuple[str, dict[str, str]]] = []
    for place, row in enumerate(files.table(name), start=2):
        told: dict[str | None, object] = dict(row)
        where = f"{name.split('/')[-1]}, line {place}"
        if None in told or None in told.values():
            raise BadData(
                f"{where}: has {'more' if None in told else 'fewer'} cells than the first line; expected as many"
            )
        found.append((f"{where} ({', '.join(filter(None, (row.get('country'), row.get('name'))))})", row))
    return found


@cache
def _names() -> dict[str, str]:
    """Every country by its two letters. Raises BadData."""
    found: dict[str, str] = {}
    for where, row in _rows(COUNTRIES):
        whole(where, row, {"country": str, "country_name": str})
        code = row["country"]
        if not re.fullmatch(r"[A-Z]{2}", code) or code in found:
            raise BadData(f"{where}: country is {code!r}; expected two capital letters that stand there once")
        found[code] = row["country_name"]
    return found


@cache
def _lines() -> tuple[tuple[str, Line], ...]:
    """Every line with the code of its country. Raises BadData."""
    known = {*_names(), EVERYWHERE}
    found: list[tuple[str, Line]] = []
    for where, row in _rows(NUMBERS):
        if row["country"] not in known:
            raise BadData(
                f"{where}: country is {row['country']!r}; expected one of help_countries.csv or {EVERYWHERE}"
            )
        found.append((row["country"], _line(row, where)))
    return tuple(found)


@cache
def countries() -> tuple[Country, ...]:
    """Every country of the table by name, also those without a line that was seen. Raises BadData."""
    return tuple(
        Country(code, name, tuple(line for country, line in _lines() if country == code))
        for code, name in _names().items()
    )


def country(code: str) -> Country | None:
    """A country by its two letters, or None."""
    return next((c for c in countries() if c.code == code.upper()), None)


@cache
def directories() -> tuple[Line, ...]:
    """Lists of lines for every country of the world."""
    return tuple(line for _country, line in _lines() if line.kind == "directory")


@cache
def checked() -> str:
    """The oldest day on which a line was checked (ISO)."""
    return min(line.checked for _country, line in _lines())


def first_words(line: Line) -> str:
    """What stands on the big button of a line."""
    if line.phones and line.text and line.phones[0].dial == line.text.dial:
        return _("Call or text %(number)s") % {"number": line.phones[0].shown}
    if line.phones:
        return _("Call %(number)s") % {"number": line.phones[0].shown}
    if line.text and line.text.word:
        return _("Text %(word)s to %(number)s") % {"word": line.text.word, "number": line.text.shown}
    return _("Text %(number)s") % {"number": line.text.shown if line.text else ""}


def for_paper(code: str) -> list[str]:
    """Whom to ring, for a card of paper: emergency numbers, a line that is open at night, and one for children.

    Of a country without a seen emergency number, and without any country, it is "your local emergency number".
    """
    found = country(code)
    emergency = [
        _("In danger: call %(number)s") % {"number": _with_label(phone)}
        for line in (found.emergency if found else [])
        for phone in line.phones
    ]
    asked = [found.night, *found.children[:1]] if found else []
    return [
        *(emergency or [_("In danger: call your local emergency number")]),
        *dict.fromkeys(_for_card(line) for line in asked if line is not None and (line.phones or line.text)),
    ]


def _with_label(number: Number) -> str:
    return f"{number.shown} ({number.label})" if number.label else number.shown


def _for_card(line: Line) -> str:
    said = f"{line.name}: {first_words(line)}"
    if line.phones and line.phones[0].label:
        said += f" ({line.phones[0].label})"
    return ", ".join(filter(None, [said, line.hours])) + (f". {line.remark}" if line.remark else "")
