"""From a kind of letter and what was filled in to the blocks of a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from re import Match

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dialdown.care.letters import texts
from dialdown.care.letters.book import PLACE, LetterKind, Step
from dialdown.care.letters.facts import MEASURES, measure_words
from dialdown.care.letters.taken import day_of
from dialdown.care.paper.document import Block, Document, heading, items, small, table, text

GAP = "………"


@dataclass(frozen=True)
class Asked:
    """One step that the letter asks for, with its places filled in.

    `exit` = how it gets smaller, filled in, too; `gaps` = the places of both that are left for the pen. `since` and `until` are
    set for a step that could teach avoidance; `ends` = the end as its text says it, or "".
    """

    step: Step
    words: str
    exit: str
    gaps: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    ends: str = ""


@dataclass(frozen=True)
class Filled:
    """Everything a letter is made of. `values` by field; `measures` by key; `attendance`, `episodes` = their sentences, or "".

    `name` = as Dialdown calls the person; `called` = as the letter does, which is what was typed where something was.
    `planned`: which of the measures are what a plan asks for. `looked`: it is noted that a doctor has looked at this pain, and
    the writer may know.
    """

    name: str
    values: Mapping[str, str]
    measures: Mapping[str, float]
    asked: tuple[Asked, ...] = ()
    own_steps: tuple[str, ...] = ()
    attendance: str = ""
    episodes: str = ""
    condition: str = ""
    medicine_at_school: bool = False
    review_on: dt.date | None = None
    today: dt.date = field(default_factory=dt.date.today)
    measured: str = ""
    looked: bool = False
    planned: frozenset[str] = frozenset()

    def value(self, key: str) -> str:
        """What was typed into a field, trimmed."""
        return self.values.get(key, "").strip()

    @property
    def called(self) -> str:
        """The name as it stands in the letter."""
        return self.value("full_name") or self.name

    def day(self, key: str) -> str:
        """A date field in words; a gap to fill by hand when it is empty."""
        try:
            return date_format(dt.date.fromisoformat(self.value(key)), "j F Y")
        except ValueError:
            return self.value(key) or GAP

    def lines_of(self, key: str) -> list[str]:
        """A field with one thing a line."""
        return [line.strip(" -•\t") for line in self.value(key).splitlines() if line.strip(" -•\t")]


def filled_text(words: str, filled: Filled) -> str:
    """A text with its {places} filled in; what is not known stays a gap for the pen."""
    dates = {"reply_by", "decided_on"}

    def put(match: Match[str]) -> str:
        key = match[1]
        if key == "name":
            return filled.called
        if key in filled.measures:
            number = f"{filled.measures[key]:g}"
            return _("%(n)s (planned)") % {"n": number} if key in filled.planned else number
        if key in dates:
            return filled.day(key)
        return filled.value(key) or GAP

    return PLACE.sub(put, words)


def gaps_in(words: str, filled: Filled) -> list[str]:
    """The {places} of a text that nothing is known for."""
    return [key for key in dict.fromkeys(PLACE.findall(words)) if filled_text(f"{{{key}}}", filled) == GAP]


def last_day(step: Step, start: dt.date) -> dt.date | None:
    """The latest end of a step that could teach avoidance, eight weeks after it was chosen at most; None for any other."""
    weeks = step.review_weeks or 12
    return start + dt.timedelta(weeks=min(weeks * 2, 8)) if step.risk == "high" else None


def end_of(step: Step, places: Mapping[str, str], start: dt.date) -> dt.date | None:
    """The end of a step that could teach avoidance: the day that was typed, never past the last; None for any other."""
    last, typed = last_day(step, start), day_of(places.get("date", ""))
    return last if last is None else min(typed or last, last)


def asked_for(step: Step, places: Mapping[str, str], filled: Filled, start: dt.date) -> Asked:
    """A step of the library in this letter, chosen on `start`. Steps that could teach avoidance get an end.

    It is the day that was typed, and the last one that may be for any other words: text and table say the same day.
    """
    until = end_of(step, places, start)
    # Where the letter goes is not where a break is taken.
    values = {key: words for key, words in filled.values.items() if key != "place"}
    values |= {key: words for key, words in places.items() if words.strip()}
    ends = until or day_of(values.get("date", "")) or (None if values.get("date") else filled.review_on)
    if ends is not None:
        values["date"] = date_format(ends, "j F Y")
    told = Filled(filled.name, values, filled.measures, planned=filled.planned)
    said = values.get("date", "") if "date" in step.places else ""
    words, way_out = (filled_text(_(one), told) for one in (step.text, step.exit))
    left = tuple(gaps_in(f"{step.text} {step.exit}", told))
    return Asked(step, words, way_out, left, start if until else None, until, said)


def with_steps(filled: Filled, asked: tuple[Asked, ...]) -> Filled:
    """The same with the steps that are asked for."""
    return replace(filled, asked=asked)


def gaps(kind: LetterKind, filled: Filled) -> list[str]:
    """Every place where a gap for the pen stands, by the name that it has in the form: of the first sentence, of steps, of the table."""
    found = gaps_in(kind.opening, filled)
    for one in filled.asked:
        found += [f"measure.{key}" if key in MEASURES else f"place.{one.step.id}.{key}" for key in one.gaps]
    if "table" in kind.parts and (filled.asked or filled.own_steps) and not _who(filled):
        found.append("who_does")
    return list(dict.fromkeys(found))


def document(kind: LetterKind, filled: Filled) -> Document:
    """The letter. Parts without content leave no trace."""
    blocks: list[Block] = []
    for part in kind.parts:
        blocks += PARTS[part](kind, filled)
    title = {
        "teacher-page": _("%(name)s: for my teachers"),
        "hard-day": _("%(name)s: plan for a hard day"),
        "doctor-explainer": _("%(name)s: one page for a new doctor"),
    }.get(kind.id, "%(kind)s: %(name)s") % {"name": filled.called, "kind": _(kind.title)}
    class_ = filled.value("class")
    over = " · ".join(
        part
        for part in (filled.value("recipient"), filled.value("place"), date_format(filled.today, "j F Y"))
        if part
    )
    return Document(
        title + (f", {class_}" if class_ else ""),
        tuple(blocks),
        over=over,
        footer=footer(kind),
        author=filled.value("author"),
        pages=kind.pages,
    )


def footer(kind: LetterKind) -> str:
    """The line at the foot: what this page is and is not."""
    said = _("Written with Dialdown from what the person and the family entered. Not a medical device.")
    if kind.legal:
        said += " " + _("Not legal advice.")
    return said + " " + _("The reader gets this page and nothing else.")


def _paragraphs(filled: Filled, key: str, title: str) -> list[Block]:
    found = filled.lines_of(key)
    if not found:
        return []
    return [heading(title), *([text(found[0])] if len(found) == 1 else [items(found)])]


def _opening(kind: LetterKind, filled: Filled) -> list[Block]:
    return [text(filled_text(_(kind.opening), filled))] if kind.opening else []


def _now(kind: LetterKind, filled: Filled) -> list[Block]:
    told = [
        measure_words(key, filled.measures[key], planned=key in filled.planned)
        for key in MEASURES
        if key in filled.measures
    ]
    told += [filled.attendance] if filled.attendance else []
    told += filled.lines_of("now")
    return [heading(_("What works now")), items(told)] if told else []


def _missed(kind: LetterKind, filled: Filled) -> list[Block]:
    # Said under "What works now" already where both stand in one letter.
    if not filled.attendance or "now" in kind.parts:
        return []
    return [heading(_("Days at school or work")), text(filled.attendance)]


def _episodes(kind: LetterKind, filled: Filled) -> list[Block]:
    if not filled.episodes:
        return []
    # Only the provider says on the form how often and how long; for anybody else there is nothing to decide here.
    decides = " " + _("The provider decides.") if "ask_provider" in kind.parts else ""
    return [heading(_("Flares so far")), text(filled.episodes + decides)]


def _touches(kind: LetterKind, filled: Filled) -> list[Block]:
    """What the writer says is limited: no number says that by itself."""
    said = filled.value("touches").rstrip(".")
    return [text(_("This limits: %(areas)s.") % {"areas": said})] if said else []


def _steps(kind: LetterKind, filled: Filled) -> list[Block]:
    asked = [
        one.words
        if one.ends
        else _("%(what)s Duration: %(time)s.") % {"what": one.words, "time": _(one.step.duration)}
        for one in filled.asked
    ]
    until = _(" Until %(day)s.") % {"day": date_format(filled.review_on, "j F Y")} if filled.review_on else ""
    asked += [f"{words.rstrip('.')}.{until}" for words in filled.own_steps]
    return [heading(_("What we ask for")), items(asked)] if asked else []


def _table(kind: LetterKind, filled: Filled) -> list[Block]:
    if not filled.asked and not filled.own_steps:
        return []
    who = _who(filled) or GAP
    begin = date_format(filled.today, "j M")
    end = date_format(filled.review_on, "j M Y") if filled.review_on else GAP
    rows = [
        [
            one.words,
            who,
            f"{date_format(one.since, 'j M') if one.since else begin} – {_end(one) or end}",
            one.exit,
        ]
        for one in filled.asked
    ]
    rows += [[words, who, f"{begin} – {end}", filled.value("exit") or GAP] for words in filled.own_steps]
    return [
        heading(_("Steps")),
        table([_("Step"), _("Who"), _("From – until"), _("How it gets smaller")], rows, [2.2, 1, 1.1, 1.5]),
    ]


def _who(filled: Filled) -> str:
    return filled.value("who_does") or filled.value("contact")


def _end(one: Asked) -> str:
    return date_format(one.until, "j M Y") if one.until else one.ends


def _review(kind: LetterKind, filled: Filled) -> list[Block]:
    day = date_format(filled.review_on, "j F Y") if filled.review_on else GAP
    said = _("We look at this again on %(day)s.") % {"day": day}
    if way_out := filled.value("exit"):
        said += f" {way_out}" if way_out.endswith((".", "!", "?")) else f" {way_out}."
    elif "steps" in kind.parts and (exits := [one for one in filled.asked if not one.until]):
        each = (_("%(what)s: %(exit)s") % {"what": _(one.step.title), "exit": one.exit} for one in exits)
        said += " " + _("How each step ends or gets smaller. %(exits)s.") % {"exits": ". ".join(each)}
    found = [heading(_("When we look again")), text(said)]
    # Whatever was typed, a step that could teach avoidance has its end and its way out; in a table it has both already.
    high = [
        _("%(what)s: until %(day)s. How it gets smaller: %(exit)s.")
        % {"what": _(one.step.title), "day": date_format(one.until, "j F Y"), "exit": one.exit}
        for one in filled.asked
        if one.until is not None and "table" not in kind.parts
    ]
    return [*found, items(high)] if high else found


def _diagnosis(kind: LetterKind, filled: Filled) -> list[Block]:
    return (
        [text(_("The clinician calls it: %(name)s.") % {"name": filled.condition})]
        if filled.condition
        else []
    )


def _medicine(kind: LetterKind, filled: Filled) -> list[Block]:
    return (
        [text(_("A medicine at school is given only as the separate written order says."))]
        if filled.medicine_at_school
        else []
    )


def _source(kind: LetterKind, filled: Filled) -> list[Block]:
    said = [filled.measured] if filled.measured else []
    if filled.value("author"):
        said.append(
            _("Written by %(who)s on %(day)s.")
            % {"who": filled.value("author"), "day": date_format(filled.today, "j F Y")}
        )
    return [small(" ".join(said))] if said else []


def _signatures(kind: LetterKind, filled: Filled) -> list[Block]:
    return (
        [Block("signatures", items=tuple(_("%(who)s, date") % {"who": _(who)} for who in kind.signs))]
        if kind.signs
        else []
    )


def _contact(kind: LetterKind, filled: Filled) -> list[Block]:
    return [text(_("Contact: %(who)s") % {"who": filled.value("contact")})] if filled.value("contact") else []


def _of(key: str, title: Callable[[], str]) -> Callable[[LetterKind, Filled], list[Block]]:
    return lambda kind, filled: _paragraphs(filled, key, title())


def _fixed(make: Callable[[Filled], list[Block]]) -> Callable[[LetterKind, Filled], list[Block]]:
    return lambda kind, filled: make(filled)


def _evidence(kind: LetterKind, filled: Filled) -> list[Block]:
    """Facts with their source behind each, for readers who decide about money or see her for the first time."""
    said = [
        f"{_(fact.text)} ({'; '.join(', '.join(p for p in (s.title, s.ref) if p) for s in fact.sources)})"
        for fact in kind.facts
    ]
    return [heading(_("What is known")), items(said)] if said else []


def _head(kind: LetterKind, filled: Filled) -> list[Block]:
    """What the reader files it under, on one small line."""
    names = {
        "patient": _("Who the patient is"),
        "birth": _("Date of birth"),
        "member_no": _("Member number"),
        "dates": _("Dates"),
    }
    in_first_sentence = PLACE.findall(kind.opening)
    told = [
        f"{name}: {filled.value(key)}"
        for key, name in names.items()
        if key in kind.fields and key not in in_first_sentence and filled.value(key)
    ]
    return [small(" · ".join(told))] if told else []


PARTS: dict[str, Callable[[LetterKind, Filled], list[Block]]] = {
    "head": _head,
    "opening": _opening,
    "now": _now,
    "missed": _missed,
    "episodes": _episodes,
    "touches": _touches,
    "gets_in_way": _of("gets_in_way", lambda: _("What gets in the way")),
    "tried": _of("tried", lambda: _("What was tried, and how it went")),
    "steps": _steps,
    "table": _table,
    "who_knows": _of("who_knows", lambda: _("Who is told or trained")),
    "who_covers": _of("who_covers", lambda: _("Who covers when they are away")),
    "hard": _of("hard", lambda: _("In a hard moment")),
    "review": _review,
    "diagnosis": _diagnosis,
    "medicine": _medicine,
    "contact": _contact,
    "source": _source,
    "signatures": _signatures,
    "goal": _of("goal", lambda: _("Goals")),
    "their_reason": _of("their_reason", lambda: _("The reason given, point by point")),
    "job": _of("job", lambda: _("Job and schedule")),
    "began": _of("began", lambda: _("When it began, and how long it may last")),
    "visits": _of("visits", lambda: _("Visits and therapy")),
    "cannot": _of("cannot", lambda: _("What is not possible in an episode")),
    "care_given": _of("care_given", lambda: _("Care that the family member gives")),
    "visit_goal": _of("visit_goal", lambda: _("What I would like from this visit")),
    "story": _of("story", lambda: _("Short story")),
    "tests": _of("tests", lambda: _("Tests that were done")),
    "medicine_list": _of("medicines", lambda: _("Medicines now and before")),
    "helped": _of("helped", lambda: _("What has helped and what has not")),
    "new": _of("new", lambda: _("What is new since the last visit")),
    "evidence": _evidence,
    "knowledge": _evidence,
    "picture": _fixed(texts.picture),
    "explain": _fixed(texts.explain),
    "please_do": _fixed(texts.please_do),
    "please_not": _fixed(texts.please_not),
    "phone_home": _fixed(texts.phone_home),
    "sport_trips": _fixed(texts.sport_and_trips),
    "private": _fixed(texts.private),
    "offer": _fixed(texts.offer),
    "measures": _fixed(texts.how_measured),
    "ask_provider": _fixed(texts.ask_provider),
}
