"""The guide's questions: whole, sourced, findable, the same for everyone."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.formats import date_format

import dialdown
from dialdown.activity.activities import shipped as activities
from dialdown.care.flare.suggestions import suggestions
from dialdown.care.letters.book import kinds, steps
from dialdown.care.visits.starters import starters
from dialdown.insights.trials.rules import IDEAS, needs_clinician
from dialdown.learn import files
from dialdown.learn.claims import book
from dialdown.learn.skills.lessons import ADULT, TEEN
from tests.access.households import client_of, owner
from tests.learn.reading import grade
from tests.learn.test_reading_level import MOST

# Of the family guide: 57 claims, as counted in its ledger.
ALL = 57
SOURCE = Path(dialdown.__file__).parent
LEVELS = {"young": 5.0, "teen": MOST[TEEN], "adult": MOST[ADULT]}


def test_every_claim_of_the_guide_has_an_answer_a_source_and_a_deed() -> None:
    rows = book.claims()
    assert len(rows) == ALL
    assert [row.id for row in rows] == [f"claim-{n:02d}" for n in range(1, ALL + 1)]
    for row in rows:
        assert 25 <= len(row.answer.split()) <= 90, row.id
        assert row.sources, row.id
        assert all(source.title for source in row.sources), row.id
        assert row.app, row.id
        assert row.question.endswith("?"), row.id
        assert row.verdict in book.VERDICTS or row.kind == "open", row.id
    assert {row.kind for row in rows} == {"supported", "partly", "none", "contradicted", "open"}


def test_a_mark_never_stands_without_the_sentence_that_it_judges() -> None:
    """In our own few words, no two the same, and beside the mark wherever there is one."""
    rows = book.claims()
    assert len({row.said for row in rows}) == ALL
    for row in rows:
        assert 4 <= len(row.said.split()) <= 26, row.id
        assert row.said.endswith("."), row.id
        assert row.said not in (row.question, row.answer)
    assert grade(" ".join(row.said for row in rows)) <= MOST[TEEN]
    files_ = sorted((SOURCE / "learn/templates/learn/claims").glob("*.html"))
    marked = [path for path in files_ if "learn/claims/mark.html" in path.read_text(encoding="utf-8")]
    assert len(marked) == 3
    for path in marked:
        assert "What is said" in path.read_text(encoding="utf-8"), path.name


@pytest.mark.django_db
def test_what_is_said_stands_beside_its_mark_on_the_page_in_the_list_and_offline() -> None:
    signed_in = client_of(owner("Robin")[0])
    said = "What is said: A 504 plan has to name the condition."
    for path in ("/learn/questions/claim-35", "/learn", "/learn?q=504", "/offline/learn"):
        page = signed_in.get(path)
        assert page.status_code == 200, path
        assert said in page.content.decode(), path


def test_that_the_same_steps_help_again_has_its_source() -> None:
    row = next(row for row in book.claims() if row.id == "claim-55")
    assert "Going back to the same steps usually helped." in row.answer
    assert any("Wilder 2006" in source.title for source in row.sources)


def test_a_row_with_a_part_that_nobody_saw_is_not_judged() -> None:
    """That nothing was found is said of it all the same: it is no judgement."""
    rows = files.document("claims/claims.yaml")["claims"]
    unseen = {
        row["id"] for row in rows if row["seen"] == "no" or any(s["seen"] == "no" for s in row["sources"])
    }
    assert len(unseen) >= 5
    kinds = {row.id: row.kind for row in book.claims()}
    assert {kinds[key] for key in unseen} == {"none", "open"}
    assert [key for key, kind in kinds.items() if kind == "open"] == ["claim-43"]


@pytest.mark.django_db
def test_a_question_without_a_verdict_says_that_it_was_not_checked() -> None:
    signed_in = client_of(owner("Robin")[0])
    page = signed_in.get("/learn/questions/claim-43").content.decode()
    assert "Not checked yet" in page.split("How to read the marks", 1)[0]
    legend = signed_in.get("/learn").content.decode().split("How to read the marks", 1)[1]
    assert "Not checked yet" in legend


def test_what_is_quoted_of_dialdown_stands_in_dialdown() -> None:
    """Words in quotation marks are those that a reader finds there; a page that says "X" and has no "X" is found here."""
    kinds = {".html", ".yaml", ".py", ".txt"}
    said = "\n".join(
        path.read_text(encoding="utf-8")
        for path in sorted(SOURCE.rglob("*"))
        if path.suffix in kinds and path.name not in ("claims.yaml", "never.csv")
    ).lower()
    for row in book.claims():
        # What is said not to stand there is no quotation of it.
        deeds = re.sub(r'\b(?:never says?|no)\b[^;"]*"[^"]*"(?: or "[^"]*")?', "", row.app)
        for quoted in re.findall(r'"([^"]+)"', deeds):
            assert quoted.lower() in said, (row.id, quoted)


def test_what_dialdown_does_about_a_claim_is_there() -> None:
    app = {row.id: row.app for row in book.claims()}
    assert "starter question" in app["claim-14"]
    assert any("result of this test" in q.text for group in starters() for q in group.questions)
    assert "%" not in app["claim-07"]
    quoted = re.findall(r'"([^"]+)"', app["claim-41"])
    assert quoted
    assert all(words in suggestions().warmth for words in quoted)
    assert any(idea.kinds == ("weight",) for idea in IDEAS)
    assert needs_clinician(["weight"], under_18=True)
    assert needs_clinician(["food"], under_18=True)
    for key in ("claim-30", "claim-53"):
        assert re.search("under 18 .* until a clinician has said yes", app[key], re.IGNORECASE)


def test_no_number_in_an_answer_is_larger_than_its_source_says() -> None:
    rows = {row.id: row for row in book.claims()}
    # The one source of it is about how many specialists, and says nothing of years.
    assert "year" not in rows["claim-15"].answer
    title = next(source.title for source in rows["claim-40"].sources if "reviews" in source.title)
    inconclusive, reviews = sorted(re.findall(r"\d+", title), key=int)
    assert f"{inconclusive} of {reviews} reviews could not say" in rows["claim-40"].answer
    assert "hundreds" not in rows["claim-40"].answer


def test_every_verdict_can_be_looked_up() -> None:
    """A source that can be opened, or the sentence that none was found. One without an address is ours, or was seen elsewhere."""
    for row in book.claims():
        assert any(source.seen and source.address for source in row.sources) or row.kind == "none", row.id
    without = {source for row in book.claims() for source in row.sources if not source.address}
    assert {source.title for source in without if not source.closed} == {
        "Our own suggestion; no outside source",
        "Our own wording; we looked for a study and found none",
        "Where you cannot feel well is our own caution; no outside source",
    }
    assert {source.title for source in without if source.closed} == {
        "Therapeutic Guidelines (Australia), worked example of a time-based quota"
    }
    assert [source.title for source in book.explained().sources if not source.address] == ["Our own"]


def test_a_reference_is_an_address_and_no_sentence() -> None:
    """Words that a reader sees stand on the page, where they can be translated."""
    letters = [
        source
        for row in (*(fact for kind in kinds().values() for fact in kind.facts), *steps().values())
        for source in row.sources
    ]
    plans = [source for row in activities().values() for source in row.sources]
    learn = [source for row in book.claims() for source in row.sources]
    for source in (*letters, *plans, *learn, *book.explained().sources):
        assert not source.ref or source.address, source


@pytest.mark.django_db
def test_a_source_that_was_seen_and_cannot_be_opened_says_so() -> None:
    signed_in, said = client_of(owner("Robin")[0]), "no open address found"
    closed = "claim-49"
    assert said in signed_in.get(f"/learn/questions/{closed}").content.decode()
    page = signed_in.get("/offline/learn").content.decode()
    kept = dict(re.findall(r'id="(claim-\d+)"(.*?)</details>', page, re.DOTALL))
    assert [one for one, rest in kept.items() if said in rest] == [closed]
    assert len(kept) == ALL
    with_ours = next(row for row in book.claims() if any(not source.seen for source in row.sources))
    assert said not in signed_in.get(f"/learn/questions/{with_ours.id}").content.decode()


@pytest.mark.django_db
def test_what_a_source_is_for_can_be_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in = client_of(owner("Robin")[0])
    monkeypatch.setattr(translation._trans, "gettext", lambda text: f"⟦{text}⟧", raising=False)
    page = html.unescape(signed_in.get("/learn/pain").content.decode())
    for source in book.explained().sources:
        assert f": ⟦{source.used_for}⟧" in page, source.title


def test_no_reference_leads_to_a_paper_of_ours() -> None:
    for row in book.claims():
        for source in row.sources:
            assert "ledger" not in f"{source.title} {source.ref}".lower(), row.id


def test_addresses_are_addresses() -> None:
    found = [source.address for row in book.claims() for source in row.sources if source.address]
    found += [source.address for source in book.explained().sources if source.address]
    found += [
        source.address
        for kind in kinds().values()
        for fact in kind.facts
        for source in fact.sources
        if source.address
    ]
    found += [source.address for step in steps().values() for source in step.sources if source.address]
    assert len(found) >= 150
    # A page of its own and not only somebody's front door, but for three whose page nobody noted.
    doors = {address for address in found if re.fullmatch(r"https?://[^/]+/?", address)}
    assert doors == {
        "http://stopchildhoodpain.org", "https://childrenshospital.org",
        "https://www.westsussex.gov.uk",
    }  # fmt: skip
    assert all(re.fullmatch(r"https?://[\w.-]+(?::\d+)?(?:/\S*)?", address) for address in found)


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ("weather", "weather"),
        ("WEATHER", "weather"),
        ("scan", "tests"),
        ("mirror", "training"),
        ("magnesium", "food"),
    ],
)
def test_search_finds_what_is_asked_for(wanted: str, first: str) -> None:
    found = book.search(wanted)
    assert found
    assert first in {row.topic for row in found[:3]}


def test_search_knows_beginnings_and_all_words() -> None:
    assert {row.id for row in book.search("weath")} >= {row.id for row in book.search("weather")}
    both = book.search("left right")
    assert all(
        {"left", "right"} <= set(re.findall(r"\w+", f"{r.question} {r.answer} {r.app}".lower())) for r in both
    )
    assert book.search("zzzz") == []
    assert len(book.search("")) == ALL
    assert len(book.search(".*(")) == ALL


def test_pain_explained_at_three_levels_of_reading() -> None:
    explained = book.explained()
    assert [one.id for one in explained.levels] == list(LEVELS)
    for level in explained.levels:
        assert grade(" ".join(level.text)) <= LEVELS[level.id], level.id
    assert len(explained.unknown) >= 8
    assert explained.sources


@pytest.mark.django_db
def test_pages_show_verdict_source_day_and_what_the_app_does() -> None:
    signed_in = client_of(owner("Robin")[0])
    page = signed_in.get("/learn/questions/claim-47").content.decode()
    assert "Evidence says otherwise" in page or "No source found" in page
    assert "https://doi.org/10.1097/PR9.0000000000000963" in page
    assert "Text checked 22 November 2026." in page
    assert "What Dialdown does" in page
    assert "not yet reviewed by a clinician" in page
    found = signed_in.get("/learn?q=weather").content.decode()
    assert "claim-47" in found
    kept = signed_in.get("/offline/learn").content.decode()
    # What the page of one question says is kept for the time without a network, the day and the deed too.
    folds = dict(re.findall(r'id="(claim-\d+)"(.*?)</details>', kept, re.DOTALL))
    for row in book.claims():
        seen = html.unescape(re.sub(r"<[^>]*>", " ", folds[row.id].split(">", 1)[1]))
        assert row.app[1:] in seen, row.id
        assert f"Text checked {date_format(row.checked, 'j F Y')}." in seen, row.id
    assert signed_in.get("/learn/questions/claim-99").status_code == 404
    # A page with an odd word in its address shows it as text.
    assert "<script>x" not in signed_in.get("/learn?q=<script>x").content.decode()


@pytest.mark.django_db
def test_pain_is_explained_with_our_own_pictures_on_every_level_and_without_a_network() -> None:
    """Drawn here, each with the words that stand for it; nothing is fetched for them."""
    signed_in = client_of(owner("Robin")[0])
    for path in (*(f"/learn/pain?level={level}" for level in LEVELS), "/offline/learn"):
        page = signed_in.get(path).content.decode()
        drawn = re.findall(
            r'<figure class="knobs"><svg viewBox="[^"]+" role="img" aria-label="([^"]+)"', page
        )
        assert sorted(words.split()[1] for words in drawn) == ["circles", "frames.", "volume"], path
        assert "<img" not in page.split('id="content"', 1)[1]
