"""The claims and the explanation as data: read, checked, frozen."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from dialdown.intake.shipped import BadData, Cited, Source, checked, day
from dialdown.learn import files

FIELDS = {
    **dict.fromkeys(("id", "topic", "question", "claim", "answer", "verdict", "app", "seen", "checked"), str), "sources": list, "for": list
}  # fmt: skip
SEEN = ("yes", "no")
NONE_FOUND = "no source found"
VERDICTS = ("supported", "partly", NONE_FOUND, "contradicted")
READERS = {"teen", "parent", "adult", "clinician", "school"}
WORD = re.compile(r"\w{2,}")


@dataclass(frozen=True)
class Claim:
    """One question. `said` = what the guide says, in our words; `verdict` judges that, and nothing else, and is None while it was
    not checked; `app` = what Dialdown does.

    A verdict is shown when every source behind the row was seen and one of them can be opened. "No source found" needs none: it is
    about the search.
    """

    id: str
    topic: str
    question: str
    said: str
    answer: str
    verdict: str | None
    sources: tuple[Cited, ...]
    app: str
    readers: frozenset[str]
    checked: dt.date

    @property
    def kind(self) -> str:
        """The verdict as a name for a mark."""
        return {None: "open", NONE_FOUND: "none"}.get(self.verdict, self.verdict or "open")


@dataclass(frozen=True)
class Level:
    """The explanation for one kind of reader."""

    id: str
    title: str
    text: tuple[str, ...]


@dataclass(frozen=True)
class Explained:
    """Pain explained: three levels, two cards, what is not known, and where it is from."""

    levels: tuple[Level, ...]
    clear_scan: tuple[str, ...]
    hurt_and_harm: tuple[str, ...]
    unknown: tuple[str, ...]
    sources: tuple[Source, ...]


@cache
def claims() -> tuple[Claim, ...]:
    """Every claim in the order of the guide. Raises BadData."""
    found: list[Claim] = []
    for row in files.document("claims/claims.yaml")["claims"]:
        where = f"claims.yaml, {row.get('id', f'row {len(found) + 1}')}"
        checked(where, row, FIELDS, {"verdict": VERDICTS, "for": READERS, "seen": SEEN})
        for source in row["sources"]:
            checked(f"{where}, sources", source, {"title": str}, {"seen": SEEN})
        sources = tuple(
            Cited(s["title"], s.get("ref") or "", seen=s["seen"] == "yes") for s in row["sources"]
        )
        opens = any(source.seen and source.address for source in sources)
        if row["seen"] == "yes" and not opens:
            raise BadData(
                f"{where}: no source that was seen has an address; expected one beside the mark {row['verdict']!r}"
            )
        # Part of a row that was not seen is our own: it is shown, and nothing is judged by it.
        judged = row["seen"] == "yes" or row["verdict"] == NONE_FOUND
        verdict = row["verdict"] if judged else None
        found.append(Claim(
            row["id"], row["topic"], row["question"], row["claim"], row["answer"], verdict, sources, row["app"], frozenset(row["for"]),
            day(where, "checked", row["checked"]),
        ))  # fmt: skip
    return tuple(found)


@cache
def explained() -> Explained:
    """The explanation at its three levels. Raises BadData."""
    raw = files.document("claims/explain.yaml")
    checked(
        "explain.yaml",
        raw,
        dict.fromkeys(("levels", "clear_scan", "hurt_and_harm", "unknown", "sources"), list),
    )
    for place, one in enumerate(raw["levels"], start=1):
        checked(f"explain.yaml, level {place}", one, {"id": str, "title": str, "text": list})
    for place, one in enumerate(raw["sources"], start=1):
        checked(f"explain.yaml, source {place}", one, {"title": str, "for": str})
    return Explained(
        tuple(Level(one["id"], one["title"], tuple(one["text"])) for one in raw["levels"]), tuple(raw["clear_scan"]),
        tuple(raw["hurt_and_harm"]), tuple(raw["unknown"]),
        tuple(Source(one["title"], one.get("ref") or "", one["for"]) for one in raw["sources"]),
    )  # fmt: skip


def _plain(words: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(c))


def _words(claim: Claim) -> str:
    return _plain(" ".join((claim.question, claim.said, claim.answer, claim.topic, claim.app)))


def search(wanted: str, among: Iterable[Claim] | None = None) -> list[Claim]:
    """The claims in which every word stands (as the beginning of a word), those with it in the question first."""
    parts = WORD.findall(_plain(wanted))
    rows = list(among if among is not None else claims())
    if not parts:
        return rows
    found = [
        claim for claim in rows if all(re.search(rf"\b{re.escape(part)}", _words(claim)) for part in parts)
    ]
    return sorted(found, key=lambda claim: -sum(part in _plain(claim.question) for part in parts))
