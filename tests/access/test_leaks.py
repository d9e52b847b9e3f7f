"""Random sequences of opening, changing, ending, expiring and reading, over every output, against a small model.

The model knows nothing of the product: a list of grants, and for every word that was planted in the diary the groups
and the coarsest level that may show it. A word in an answer to somebody whom the model does not allow it is a leak.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import hypothesis.strategies as st
import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from dialdown.diary import services as diary
from dialdown.export.health_link import services as health_link
from dialdown.export.page_file import sealing
from dialdown.export.page_file import services as page_file
from dialdown.people import selectors, services
from dialdown.people.models import AuditEvent, Grant
from dialdown.people.scopes import DEFAULTS, GROUPS, scope
from dialdown.server import taking_out
from dialdown.server.telling import told
from dialdown.uuid7 import uuid7
from tests.access.households import World, account, document, world
from tests.access.leak_model import WORDS, Followed, Opened, may_show, stands_there_anyway
from tests.access.leak_places import HOST, LINK_PAGES, OUTPUTS, READS, SEALED, TOKEN, much
from tests.access.matrix import Row
from tests.access.test_matrix import ask, body
from tests.counts import count
from tests.export.test_health_link import payload, plain
from tests.export.test_page_file import _opened

if TYPE_CHECKING:
    from tests.report import Figure

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SCOPES = st.lists(
    st.sampled_from([scope(group.key, level) for group in GROUPS for level in group.levels]),
    min_size=1,
    max_size=4,
    unique=True,
)
CODES = {"72514-3", "93832-4"}
SEEN: set[str] = set()
# What stood in the files that are taken away, by the kind of file.
IN_FILES: dict[str, set[str]] = {}
RUN = {"sequences": 0, "reads": 0}


@dataclass
class Here:
    """The household of all sequences, and the browsers that stay signed in."""

    world: World
    clients: dict[str, Client]
    folder: Path


@pytest.fixture(scope="module")
def here(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Here]:
    with django_db_blocker.unblock(), transaction.atomic():
        made = world()
        robin = made.logins["owner"]
        assert robin is not None
        now = timezone.now()
        # Whole weeks that are over, so that sums of a week have something to show.
        for back in (7, 8, 9, 14, 15):
            moment = now - dt.timedelta(days=back)
            values = {
                "win": "walrus",
                "food": "dingo",
                "senses": ["smell"],
                "school_hours": 4,
                "hours_up": 6,
                "sleep_hours": 8,
                "pain_now": 3,
                "function": 6,
            }
            told_ = document(
                made.person, uuid7(), at=moment.isoformat(), day=moment.date().isoformat(), values=values, skipped=[],
                regions=[{"region": "front-left-knee", "pain": 5, "own_word": "gecko"}],
            )  # fmt: skip
            diary.save_entry(viewer=robin, document=told_)
        clients: dict[str, Client] = {}
        for name in ("Ada", "Bea"):
            login = account(name)
            made.logins[name] = login
            clients[name] = Client(SERVER_NAME="localhost")
            clients[name].force_login(login)
            session = clients[name].session
            session["person"] = str(made.person.pk)
            session.save()
        clients["owner"] = Client(SERVER_NAME="localhost")
        clients["owner"].force_login(robin)
        yield Here(made, clients, tmp_path_factory.mktemp("taken"))
        transaction.set_rollback(True)


class Sharing(RuleBasedStateMachine):
    """One household from its beginning, in a transaction that is given up at the end."""

    here: Here
    grants = Bundle("grants")

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[Opened] = []
        # Which output is read next; the same sequence reads the same ones.
        self.turn_of_output = 0
        self.link_clients: dict[uuid.UUID, Client] = {}
        self.keys: dict[str, dict[str, str]] = {}
        self.followed: dict[uuid.UUID, Followed] = {}
        self.turn = transaction.atomic()
        self.turn.__enter__()
        self.logins = self.here.world.logins
        self.person = self.here.world.person
        RUN["sequences"] += 1
        cache.clear()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.turn.__exit__(None, None, None)

    # --- the model ---------------------------------------------------------------------------------------

    def allowed(self, who: str, word: str) -> bool:
        return any(one.open and one.who == who and may_show(one.scopes, word) for one in self.opened)

    def any_open(self, who: str) -> bool:
        return any(one.who == who and one.open for one in self.opened)

    # --- what happens -------------------------------------------------------------------------------------

    @initialize(
        target=grants, who=st.sampled_from(["Ada", "Bea"]), scopes=SCOPES, first=st.integers(0, 2 * len(OUTPUTS) - 1)
    )  # fmt: skip
    def begin(self, who: str, scopes: list[str], first: int) -> Opened:
        self.turn_of_output = first
        return self.open(who, scopes)

    @rule(target=grants, who=st.sampled_from(["Ada", "Bea"]), scopes=SCOPES, before=st.none() | SCOPES)
    def open_to_login(self, who: str, scopes: list[str], before: list[str] | None) -> Opened:
        """`before`: what the code opened until it was changed, unused."""
        return self.open(who, scopes, before=before)

    @rule(target=grants, who=st.sampled_from(["Ada", "Bea"]))
    def open_to_a_parent(self, who: str) -> Opened:
        """As the page offers it: the weekly summary."""
        return self.open(who, list(DEFAULTS["parent"]), audience="parent")

    def open(
        self, who: str, scopes: list[str], *, audience: str = "clinician", before: list[str] | None = None
    ) -> Opened:
        mine = self.logins["owner"]
        offer, code = services.make_offer(
            viewer=mine, person=self.person, audience=audience, label=who, scopes=before or scopes, ends_at=None
        )  # fmt: skip
        if before:
            services.change_offer(viewer=mine, offer_id=offer.pk, scopes=scopes, ends_at=None)
        made = Opened(who, scopes, services.accept(account=self.logins[who], code=code).pk)
        self.opened.append(made)
        return made

    @rule(target=grants, who=st.sampled_from(["Ada", "Bea"]))
    def open_everything(self, who: str) -> Opened:
        row = Grant.objects.create(
            person=self.person, account=self.logins[who], scopes=["all"], audience="other"
        )
        made = Opened(who, ["all"], row.pk)
        self.opened.append(made)
        return made

    @rule(target=grants, scopes=SCOPES)
    def open_a_link(self, scopes: list[str]) -> Opened:
        return self.link(scopes, audience="other")

    @rule(target=grants)
    def open_to_a_school(self) -> Opened:
        """Its page and nothing else."""
        return self.link(list(DEFAULTS["school"]), audience="school")

    def link(self, scopes: list[str], *, audience: str) -> Opened:
        link = services.make_link(
            viewer=self.logins["owner"],
            person=self.person,
            audience=audience,
            label="Link",
            scopes=scopes,
            lasts=dt.timedelta(days=1),
        )
        made = Opened(str(link.grant.pk), scopes, link.grant.pk)
        self.keys[made.who] = {"secret": link.secret, "spoken": link.spoken}
        self.open_by_link(made)
        self.opened.append(made)
        return made

    def open_by_link(self, one: Opened) -> None:
        client = Client(SERVER_NAME="localhost")
        cache.clear()
        assert client.post("/shared/open", self.keys[one.who]).status_code == 302
        self.link_clients[one.grant] = client

    @rule(target=grants, scopes=st.sets(st.sampled_from(health_link.SCOPES), min_size=1))
    def open_a_health_link(self, scopes: set[str]) -> Opened:
        link = health_link.make(
            viewer=self.logins["owner"],
            person=self.person,
            scopes=scopes,
            label="Ward 7",
            lasts=dt.timedelta(days=1),
        )
        told_ = payload(link.address)
        followed = Followed(told_["url"].rpartition("/")[2], told_["key"], link.passcode)
        self.followed[link.grant.pk] = followed
        made = Opened(str(link.grant.pk), sorted(scopes), link.grant.pk)
        self.opened.append(made)
        # Its picture opens the one page in a browser, with the same passcode.
        client = Client(SERVER_NAME="localhost")
        cache.clear()
        opened = client.post("/shared/open", {"secret": followed.secret, "spoken": followed.passcode})
        assert opened.status_code == 302
        self.link_clients[link.grant.pk] = client
        self.read_by_software(made, at_once=False)
        return made

    @rule(one=grants)
    def end(self, one: Opened) -> None:
        if one.open:
            services.end(viewer=self.logins["owner"], grant_id=one.grant)
            one.open, one.ended = False, True

    @rule(one=grants)
    def expire(self, one: Opened) -> None:
        Grant.objects.filter(pk=one.grant).update(ends_at=timezone.now() - dt.timedelta(seconds=1))
        one.open = one.ended = False

    @rule(one=grants)
    def take_the_end_back(self, one: Opened) -> None:
        if not one.ended or one.scopes == ["all"] or one.grant in self.link_clients:
            return
        back = services.again(viewer=self.logins["owner"], grant_id=one.grant)
        # Where the same login has other leave meanwhile, that stands and nothing is added.
        if back.pk not in {other.grant for other in self.opened}:
            one.grant, one.open, one.ended = back.pk, True, False

    @rule(one=grants, scopes=SCOPES, hours=st.none() | st.integers(1, 9))
    def change(self, one: Opened, scopes: list[str], hours: int | None) -> None:
        if not one.open or one.scopes in (["all"], list(DEFAULTS["school"])) or one.grant in self.followed:
            return
        before, ends = one.grant, hours and timezone.now() + dt.timedelta(hours=hours)
        one.grant = services.change(
            viewer=self.logins["owner"], grant_id=before, scopes=scopes, ends_at=ends
        ).pk
        one.scopes = scopes
        if before in self.link_clients and one.grant != before:
            # Whoever was in by the link is out, and comes in again with the same link to what it opens now.
            page = self.link_clients.pop(before).get(LINK_PAGES[2]).content.decode()
            assert not any(word in page for word in WORDS)
            self.open_by_link(one)

    # --- what is read ---------------------------------------------------------------------------------------

    @rule(who=st.sampled_from(["Ada", "Bea"]), row=st.sampled_from(READS), part=st.booleans())
    def read(self, who: str, row: Row, part: bool) -> None:
        self.look(who, self.here.clients[who], row.at(self.here.world), part)

    @rule(
        who=st.sampled_from(["Ada", "Bea"]),
        page=st.integers(0, 7),
    )
    def read_what_shows_much(self, who: str, page: int) -> None:
        self.look(who, self.here.clients[who], much(self.person)[page])

    @rule(row=st.sampled_from(READS))
    def owner_reads(self, row: Row) -> None:
        """Fills whatever keeps results."""
        self.here.clients["owner"].get(row.at(self.here.world))

    @rule(one=grants, place=st.sampled_from([*LINK_PAGES, *OUTPUTS]))
    def read_by_link(self, one: Opened, place: str | Row) -> None:
        client = self.link_clients.get(one.grant)
        if client is not None and isinstance(place, str):
            self.look(one.who, client, place)
        elif client is not None:
            self.send(one.who, client, place)

    @rule(one=grants, at_once=st.booleans())
    def software_reads(self, one: Opened, at_once: bool) -> None:
        if one.grant in self.followed:
            self.read_by_software(one, at_once=at_once)

    def read_by_software(self, one: Opened, *, at_once: bool) -> None:
        """The manifest by POST, and the file in it or behind the address that it gives, decrypted as a clinic would."""
        followed = self.followed[one.grant]
        sent = {"recipient": "Ward 7", "passcode": followed.passcode}
        client = Client(SERVER_NAME="localhost")
        cache.clear()
        old_file = followed.file
        answer = client.post(
            f"/shl/{followed.secret}",
            sent if at_once else sent | {"embeddedLengthMax": 0},
            content_type="application/json",
        )
        if not one.open:
            assert answer.status_code == 404
            assert not old_file or client.get(old_file).status_code == 404, (
                "an address that was given before still holds"
            )
            self.must_not_show(one.who, answer.content.decode(), "a link that was ended")
            return
        assert answer.status_code == 200
        (file,) = answer.json()["files"]
        if at_once:
            sealed = file["embedded"]
        else:
            followed.file = file["location"].removeprefix(HOST)
            sealed = client.get(followed.file).content.decode()
        # What is random is not looked into: in thousands of sealed files a word of four letters stands by chance.
        open_part = answer.content.decode().replace(sealed, "").replace(followed.file or sealed, "")
        head = base64.urlsafe_b64decode(sealed.partition(".")[0] + "==").decode()
        assert set(json.loads(head)) <= {"alg", "enc", "cty", "zip"}
        for outside in (open_part, head):
            assert not any(word in outside for word in (*WORDS, "Robin"))
        words = self.must_not_show(
            one.who, json.dumps(plain(sealed, followed.key), ensure_ascii=False), "/shl"
        )
        IN_FILES.setdefault("link", set()).update(words)
        assert AuditEvent.objects.filter(subject=self.person.pk, who_id=one.grant).exists()

    @rule(scopes=st.sets(st.sampled_from(page_file.SCOPES), min_size=1))
    def a_page_is_taken_as_a_file(self, scopes: set[str]) -> None:
        """Made on her pages, opened with the code that they showed: what was chosen is in it, nothing else, and no link stays."""
        owner = self.here.clients["owner"]
        chosen = owner.post("/export/page-file", {"scopes": sorted(scopes), "label": "Dr Who"})
        # What stands beside the diary makes no page alone.
        assert chosen.status_code == (422 if scopes <= {"move", "train", "visits"} else 302), scopes
        if chosen.status_code == 422:
            return
        code = owner.session["page_file"]["code"]
        open_before = set(Grant.objects.filter(revoked_at=None).values_list("pk", flat=True))
        made = owner.post("/export/page-file/download")
        assert made.status_code == 200
        # In a megabyte of sealed letters every word of five stands by chance once in a thousand files: what is sealed is opened below.
        open_part = SEALED.sub("", made.content.decode())
        assert len(open_part) < len(made.content) - 100
        assert not any(word in open_part for word in ("Robin", "tapir", "zebra", "gecko", code))
        content = _opened(made.content, code)
        assert content["title"] == "Robin"
        found = {word for word in WORDS if word in content["body"]}
        assert not (leaks := {word for word in found if not may_show(sorted(scopes), word)}), leaks
        IN_FILES.setdefault("page", set()).update(found)
        assert set(Grant.objects.filter(revoked_at=None).values_list("pk", flat=True)) == open_before
        told_ = AuditEvent.objects.filter(subject=self.person.pk, kind="export", page="page_file")
        assert sorted(told_.latest("number").scopes) == sorted(scopes)

    @rule(kind=st.sampled_from(["csv", "archive", "fhir", "pdf", "ics"]))
    def read_on_the_command_line(self, kind: str) -> None:
        before = AuditEvent.objects.filter(subject=self.person.pk, kind="command").count()
        with told("export"):
            taking_out.export(
                name=str(self.person.pk), format=kind, out=self.here.folder / f"robin.{kind}", force=True
            )
        assert AuditEvent.objects.filter(subject=self.person.pk, kind="command").count() == before + 1

    @invariant()
    def the_next_output_shows_nothing_else(self) -> None:
        """After every step the next output of all is read, by one login and then by the other."""
        turn = self.turn_of_output
        self.turn_of_output += 1
        who = ("Ada", "Bea")[turn % 2]
        self.send(who, self.here.clients[who], OUTPUTS[turn // 2 % len(OUTPUTS)])
        for one in self.opened[-1:]:
            if one.grant in self.link_clients:
                self.look(one.who, self.link_clients[one.grant], LINK_PAGES[turn % len(LINK_PAGES)])

    def send(self, who: str, client: Client, row: Row) -> None:
        """Read a page; or send what it is sent, look at the answer, and take back what that did."""
        if row.method == "GET":
            self.look(who, client, row.at(self.here.world))
            return
        cookies = client.cookies.copy()
        with transaction.atomic():
            self.look(who, client, row.at(self.here.world), row=row)
            transaction.set_rollback(True)
        client.cookies = cookies

    def must_not_show(self, who: str, page: str, path: str) -> set[str]:
        """The words that stand there, every one of them opened to `who`."""
        found = {word for word in WORDS if word in page}
        leaks = {word for word in found if not self.allowed(who, word)} - stands_there_anyway(path)
        assert not leaks, f"{who} saw {leaks} at {path}"
        return found

    def look(self, who: str, client: Client, path: str, part: bool = False, row: Row | None = None) -> None:
        RUN["reads"] += 1
        cache.clear()
        if row is not None:
            response = ask(client, row, self.here.world)
        else:
            response = client.get(path, headers={"x-fragment": "1"} if part else None)
        assert response.status_code < 500, path
        page = TOKEN.sub("", body(response))
        found = self.must_not_show(who, page, path)
        if not self.any_open(who):
            assert "Robin" not in page, f"{who} saw whose diary it is at {path}"
            assert str(self.person.pk) not in page or str(self.person.pk) in path, path
        real = found - stands_there_anyway(path)
        SEEN.update(real)
        if real:
            seen_by = self.logins[who].pk if who in self.logins else uuid.UUID(who)
            assert AuditEvent.objects.filter(subject=self.person.pk, who_id=seen_by).exists(), (
                f"nobody was told of {path}"
            )


def test_every_word_is_there_to_be_seen(here: Here) -> None:
    """Where everything is opened every planted word stands somewhere: one that never does would prove nothing."""
    there = ""
    with transaction.atomic():
        # Answer by answer, and as sums: some words stand only where less is opened.
        for who, level in (("Ada", -1), ("Bea", 0)):
            scopes = [scope(group.key, group.levels[level]) for group in GROUPS]
            Grant.objects.create(
                person=here.world.person,
                account=here.world.logins[who],
                scopes=scopes,
                audience="clinician" if level else "parent",
            )
            places = [*much(here.world.person), *(row.at(here.world) for row in READS)]
            there += "".join(body(here.clients[who].get(place)) for place in places)
        transaction.set_rollback(True)
    # The codes of numbers stand in files alone: what was in those is counted below.
    assert {word for word, (groups, _level) in WORDS.items() if groups and word not in there} == CODES


# Sequences that hypothesis draws at a time: it remembers each, so that ten thousand at once would need gigabytes. One process is not
# kept busy alone either. Each part begins with another number and draws others.
AT_A_TIME = count(test=500, long=500, quick=20)
# All of them on SQLite, where a sequence takes a quarter of the time; what is opened does not depend on the database.
PARTS = count(test=1, long=20 if os.environ.get("DIALDOWN_TEST_ENGINE", "sqlite") == "sqlite" else 1)


@pytest.mark.parametrize("part", range(PARTS))
def test_nobody_sees_what_was_not_opened(
    here: Here, settings: Any, monkeypatch: pytest.MonkeyPatch, figure: Figure, part: int
) -> None:
    # Where the internet reaches the machine, so that a link for the software of a clinic can be followed.
    settings.PUBLIC_ADDRESS = HOST
    monkeypatch.setattr(sealing, "ROUNDS", 10)
    Sharing.here = here
    SEEN.clear()
    IN_FILES.clear()
    RUN.update(sequences=0, reads=0)
    run_state_machine_as_test(
        hypothesis.seed(part)(type("Sharing", (Sharing,), {})),
        settings=hypothesis_settings(
            max_examples=AT_A_TIME, stateful_step_count=6, deadline=None, database=None,
            suppress_health_check=list(HealthCheck), phases=[Phase.generate], report_multiple_bugs=False,
        ),
    )  # fmt: skip
    assert RUN["sequences"] >= AT_A_TIME * 0.9
    # The test can see: what was opened did show.
    if AT_A_TIME >= 500:
        assert len(SEEN) >= 15, sorted(SEEN)
        assert IN_FILES["link"] >= {*CODES, "tapir"}
        assert len(IN_FILES["page"]) >= 8, sorted(IN_FILES["page"])
    assert selectors.chain_problems() == []
    figure(
        f"sequences of opening, ending and reading, and answers read in them, without a leak: part {part + 1} of {PARTS}",
        f"{RUN['sequences']}, {RUN['reads']}",
    )
