"""A word written into every field of every form, and of every record, stands in the database and nowhere else."""

from __future__ import annotations

import datetime as dt
import re
import urllib.error
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import pytest
from django.apps import apps
from django.db.models import CharField, Field, JSONField, Model, TextField

from tests.servers.forms import Form, Page
from tests.servers.household import PASSWORD, Household

if TYPE_CHECKING:
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.live, pytest.mark.slow]

CANARY, NUMBER = "kingfisher", "7700 900123"
# Doors that sign out, end something, make a file or ask for weather outside: behind them no words are kept.
SHUT = re.compile(
    r"logout|erase|remove|delete|undo|/end$|revoke|stop|forget|session|lock|password|recovery|2fa|reauthenticate|"
    r"theme|export|/pdf|/docx|/paper/pack|/login|without|again|switch|\.ics|\.csv|\.svg|/insights/weather"
)
# What goes with a field whose words only count beside another answer, or that takes no words.
BESIDE = {
    "phone": {"phone": f"+44 {NUMBER}"}, "address": {"address": f"+44 {NUMBER}"}, "currency": {"currency": "GBP", "paid": "3"},
    "condition": {"name_it": "on"},
}  # fmt: skip
# One page or form of each kind: an id, a day or a number in its address makes no other kind.
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
ONE_OF_MANY = re.compile(ID.pattern + r"|\d{4}-\d\d(-\d\d)?|\d+")

# Columns of text that hold no words of anybody: worked out, or chosen from a list.
WORKED_OUT = (
    "address_digest code_digest device_digest link_digest digest hash previous sha256 pin device app_version language "
    "format mode state message summary result said.PatternRecord name.StoredResult page.AuditEvent host.OutgoingRequest address.OutgoingRequest "
    "outcome.OutgoingRequest session_key.SignInNotice problem.WeatherSetting detail.WeatherSetting password.Account"
).split()
FROM_A_LIST = (
    "age_group audience country zone scopes what.SignOff key.Value tags region quality brings_on kind side answer.Sign remembered "
    "key.Factor outcome key.AskedOutcome factor.Belief load kinds activity clock items currency measures stop_rules steps.Letter lesson "
    "part control_part item view posture direction response way doses stage step imagined moved place.TouchLadder texture"
).split()
# A word cannot be written there in a minute, and why.
ELSEWHERE = {
    "name.WeatherSetting": "the weather would be asked for outside",
    "by_whom.Acknowledgement": "the name of a login or the label of a link, which are planted",
    "before.ReplacedValue": "a value that an import replaced, planted as a value",
}


def kind_of(address: str) -> str:
    return ONE_OF_MANY.sub("#", address)


def shut(address: str) -> bool:
    """By the words, whatever the id: for a quarter of an hour every new id began with `01a22fa`."""
    return SHUT.search(ID.sub("#", address)) is not None


class Writer:
    """Goes through every kind of page that can be reached, and writes the word wherever it can be written."""

    def __init__(self, household: Household) -> None:
        self.household = household
        self.addresses: dict[str, list[str]] = {}
        self.sent: dict[tuple[str, ...], int] = {}

    def walk(self, first: str) -> None:
        waiting, seen = [first], {first}
        while waiting:
            path = waiting.pop(0)
            try:
                page = Page(self.household.page(path))
            except urllib.error.HTTPError as error:
                # A form that has to be told of what it is.
                if error.code != 404:
                    raise
                continue
            self.addresses[path] = page.addresses
            for link in page.links:
                to = urljoin(path, link.partition("#")[0])
                if to.startswith("/") and kind_of(to) not in seen and not shut(to):
                    seen.add(kind_of(to))
                    waiting.append(to)
            for form in page.forms:
                self.write(urljoin(path, form.action or path), form)

    def write(self, to: str, form: Form) -> None:
        """Send a form once, full of the word."""
        kind = (kind_of(to), *sorted(form.free))
        if form.method == "post" and form.free and kind not in self.sent and not shut(to):
            said = form.filled(CANARY)
            for name in BESIDE.keys() & said.keys():
                said |= BESIDE[name]
            self.sent[kind] = self.household.post(to, **said).status


def test_an_id_shuts_no_door() -> None:
    assert not shut("/care/letters/01a22fa3-0273-7c7a-95cb-1e978051b4f3")
    assert shut("/care/letters/01a22fb5-0273-7c7a-95cb-1e978051b4f3/remove")
    assert shut("/accounts/2fa/")


def plant(home: Household) -> None:
    """What takes more than a form as it stands: a check-in with places, a trial, a prescription, tables, a flare."""
    mark = {"region": "front-left-knee", "own_word": f"{CANARY} own word"}
    assert home.put(home.document(function=4) | {"mode": "full", "regions": [mark]}).status == 201
    factor = {"label": f"{CANARY} cups", "type": "amount", "unit": f"{CANARY} unit", "kind": "behaviour"}
    assert home.post("/factors", **factor).status == 200
    for path in re.findall(r"/insights/trials/[0-9a-f-]{36}", home.page("/insights/trials")):
        home.post(f"{path}/stop")
    trial = {
        "idea": "own",
        "usual": f"{CANARY} usual",
        "other": f"{CANARY} other",
        "about": "none",
        "takes_away": "no",
    }
    plan = {"outcome": "function", "step": "2", "pairs": "6", "block": "2", "smallest": "1.0"}
    begins = (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)).isoformat()
    assert home.post("/insights/trials/new", **trial, **plan, starts_on=begins).status == 200
    told = {"what": "looked", "by_whom": f"Dr {CANARY}", "on": "2026-01-02", "said_by": "self"}
    assert home.post("/clearance", **told).status == 200
    assert home.post("/flare/plan", first_steps=f"{CANARY} first", kit=f"{CANARY} kit").status == 200
    assert home.post("/flare/after", tried=f"{CANARY} kit", helped=f"{CANARY} kit").status == 200
    table = f"date,pain,{CANARY}\n2024-02-01,4,{CANARY}\nbroken,{CANARY}\n".encode()
    assert home.upload("/import", f"{CANARY}.csv", table).status == 422
    table = f"date,pain,{CANARY}\n2024-02-06,4,1\n2024-02-07,3,2\n".encode()
    taken = home.upload("/import", f"{CANARY}.csv", table)
    choosing = f"{urlsplit(taken.url).path}/choose"
    choice = next(form for form in Page(home.page(choosing)).forms if form.action == choosing)
    assert home.post(choosing, **choice.fields).status == 200
    sheet = home.text(
        "/prescribe/paper", template="stairs", weeks="6", note=f"{CANARY} note", stop_rules=f"{CANARY} rule",
        amount_number="8", floor_number="2", ceiling_number="36", weekly_number="2",
    )  # fmt: skip
    code = re.search(r'class="code">([^<]+)<', sheet)
    assert code
    found = home.post("/move/prescriptions/code", code=code[1], who=f"{CANARY} who")
    assert home.post(urlsplit(found.url).path, do="decline", why_not=f"{CANARY} why").status == 200


def clinician(home: Household) -> Household:
    """Somebody with a login of her own to whom the diary is opened."""
    offered = home.text("/sharing/offer", audience="clinician", label=f"{CANARY} label")
    code = re.search(r'class="paper"[^>]*>([^<]+)<', offered)
    assert code
    other = Household(home.origin)
    assert other.post("/join", code=code[1], username=f"{CANARY} Ellis", password=PASSWORD).status == 200
    return other


def words_of_somebody(model: type[Model], field: Field) -> bool:
    """True for a column into which somebody writes words; its parts beside Django's own are all Dialdown's."""
    if not isinstance(field, (CharField, TextField, JSONField)) or field.choices:
        return False
    names = {field.name, f"{field.name}.{model.__name__}"}
    return not names & {*WORKED_OUT, *FROM_A_LIST}


def columns() -> list[tuple[str, str, str]]:
    """Name, table and column of every field with words."""
    return [
        (f"{field.name}.{model.__name__}", model._meta.db_table, field.column)
        for model in apps.get_models()
        if model.__module__.startswith("dialdown.")
        for field in model._meta.fields
        if words_of_somebody(model, field)
    ]


def holds(server: LiveServer, table: str, column: str) -> bool:
    found = f'SELECT count(*) FROM "{table}" WHERE CAST("{column}" AS text) LIKE '  # noqa: S608 - names from the models
    return any(server.query(f"{found}'%{word}%'")[0][0] for word in (CANARY, NUMBER))


def test_every_field_of_every_form_and_record(fresh_server: LiveServer) -> None:
    home = Household(fresh_server.url).set_up(username=f"{CANARY} Robin").keep_diary(50).live_in()
    plant(home)
    mine, theirs = Writer(home), Writer(clinician(home))
    mine.walk("/")
    theirs.walk("/people")
    letter = re.search(r"/care/letters/([0-9a-f-]{36})", home.page("/care/letters"))
    assert letter
    assert (
        home.post("/care/school", plan=f"{CANARY} plan", review_on="2027-01-02", letter=letter[1]).status
        == 200
    )
    # Nothing breaks, and it is in the database: in every field that takes words, or the list above says why not.
    assert {status for writer in (mine, theirs) for status in writer.sent.values()} <= {200, 404, 422}
    empty = {name for name, table, column in columns() if not holds(fresh_server, table, column)}
    assert empty == ELSEWHERE.keys()
    log = fresh_server.log()
    assert "status 422" in log
    for word in (CANARY, NUMBER, NUMBER.replace(" ", "")):
        assert word not in log, log[-2000:]
        for writer in (mine, theirs):
            for path, addresses in writer.addresses.items():
                shown = [
                    one
                    for one in addresses
                    if word in one and not one.startswith(("tel:", "sms:", "mailto:"))
                ]
                assert not shown, (path, shown)
