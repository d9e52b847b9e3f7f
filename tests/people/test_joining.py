"""Further logins: a code that is handed over, once; a child's own login; what whoever runs the machine sees."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone

from dialdown.people import sharing
from dialdown.people.access import sight
from dialdown.people.logins import invitations
from dialdown.people.logins.models import Invitation
from dialdown.people.models import Account, Grant, Membership, Person
from dialdown.people.scopes import DEFAULTS
from dialdown.people.services import PARENT_LED, create_person
from tests.access.households import account, client_of, member, owner
from tests.people.test_second_step import confirm, whoever

pytestmark = pytest.mark.django_db

JOIN = "/join"
MINE = "seven calm green boats"


def code_on(page: str) -> str:
    found = re.search(r'<p class="paper">([a-z0-9-]+)</p>', page)
    assert found, page
    return found[1]


def lead() -> tuple[Account, Person]:
    """A parent who leads for Mia, eight."""
    parent = account("Kim")
    person = create_person(
        account=parent, role="parent", display_name="Mia", age_group="under_13", zone="Europe/London"
    )
    return parent, person


def child_code(parent: Account, person: Person, what: str) -> str:
    client = client_of(parent)
    confirm(client, f"/own-login/{person.pk}")
    return code_on(client.post(f"/own-login/{person.pk}", {"lead": what}).content.decode())


def join(code: str, name: str, **more: str):  # type: ignore[no-untyped-def]
    client = client_of()
    return client, client.post(JOIN, {"code": code, "username": name, "password": MINE} | more)


# --- a child's own login --------------------------------------------------------------------------------------


def test_a_child_gets_a_login_and_the_parent_goes_on_leading() -> None:
    parent, person = lead()
    client, answer = join(child_code(parent, person, "goes_on"), "Mia")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    mia = Account.objects.get(username="Mia")
    assert whoever(client) == str(mia.pk)
    assert sight(mia, person.pk).own
    seen = sight(parent, person.pk)
    assert seen.may_write
    assert "pain" in seen
    for private in ("mood", "note", "period"):
        assert private not in seen


def test_when_the_diary_becomes_hers_the_full_sight_ends_and_the_week_is_left() -> None:
    parent, person = lead()
    _client, answer = join(child_code(parent, person, "ends"), "Mia")
    assert answer.status_code == 302
    seen = sight(parent, person.pk)
    assert not seen.may_write
    assert "pain" not in seen
    assert not seen.line("function")
    assert seen.week("function")
    grant = Grant.objects.get(account=parent, person=person, revoked_at__isnull=True)
    assert sorted(grant.scopes) == sorted(DEFAULTS["parent"])
    # Which she can end, too.
    mia = Account.objects.get(username="Mia")
    sharing.end(viewer=mia, grant_id=grant.pk)
    assert not sight(parent, person.pk)


def test_the_parent_gives_the_lead_up_later() -> None:
    parent, person = lead()
    join(child_code(parent, person, "goes_on"), "Mia")
    client = client_of(parent)
    assert "The diary is theirs now" in _page(client, parent, person)
    assert client.post(f"/own-login/{person.pk}/end-lead").status_code == 302
    assert not sight(parent, person.pk).may_write
    assert sight(parent, person.pk).week("function")
    assert client.post(f"/own-login/{person.pk}/end-lead").status_code == 404


def _page(client, parent: Account, person: Person) -> str:  # type: ignore[no-untyped-def]
    confirm(client, f"/own-login/{person.pk}")
    return client.get(f"/own-login/{person.pk}").content.decode()


def test_without_an_own_login_the_lead_is_not_given_up() -> None:
    parent, person = lead()
    assert client_of(parent).post(f"/own-login/{person.pk}/end-lead").status_code == 404
    assert sight(parent, person.pk).may_write


def test_only_who_leads_makes_it() -> None:
    parent, person = lead()
    robin, _diary = owner()
    other = account("Aunt")
    member(other, person, "parent")
    for login in (robin, other):
        assert client_of(login).get(f"/own-login/{person.pk}").status_code == 404
    client = client_of(parent)
    confirm(client, f"/own-login/{person.pk}")
    assert client.post(f"/own-login/{person.pk}", {"lead": "what"}).status_code == 422
    assert not Invitation.objects.exists()


READ = "What whoever owns this machine can read"
SEALED = "sealed with a key that only the one who writes them has"
LEADING = "Until your child has an own login nothing is sealed"
OPEN_BROWSER = "this machine’s files and those of a browser in which the private part is open can read it"


def form_for(code: str) -> str:
    return client_of().post(JOIN, {"code": code}).content.decode()


def test_whoever_joins_with_a_diary_is_told_what_the_machines_owner_can_read() -> None:
    """In the words of set-up, before the login is made; whoever gets no diary is not told of one."""
    parent, person = lead()
    runner = host()
    child = form_for(child_code(parent, person, "goes_on"))
    own, runs = (form_for(make(host=runner)) for make in (invitations.invite_own, invitations.invite_host))
    for page in (own, child):
        assert page.index(READ) < page.index(">Make my login<")
        for words in (SEALED, OPEN_BROWSER, "Everything in the diary"):
            assert words in page
    # Who leads is asked only of a diary that is new.
    assert (LEADING in own, LEADING in child) == (True, False)
    assert READ not in runs
    assert READ not in client_of().get(JOIN).content.decode()


def test_a_new_code_ends_the_one_before() -> None:
    parent, person = lead()
    first, second = child_code(parent, person, "goes_on"), child_code(parent, person, "goes_on")
    assert join(first, "Mia")[1].status_code == 422
    assert join(second, "Mia")[1].status_code == 302


def test_a_code_of_a_parent_who_leads_no_more_is_worthless() -> None:
    parent, person = lead()
    code = child_code(parent, person, "goes_on")
    Grant.objects.filter(account=parent).update(revoked_at=timezone.now())
    assert join(code, "Mia")[1].status_code == 422
    assert not Account.objects.filter(username="Mia").exists()


def test_the_childs_screen_is_big_and_has_few_words() -> None:
    parent, person = lead()
    client, _answer = join(child_code(parent, person, "goes_on"), "Mia")
    page = client.get("/").content.decode()
    assert 'class="child' in page
    for tab in ('href="/history"', 'href="/insights"', 'href="/more"'):
        assert tab not in page
    assert "/help-now" in page
    # The parent's page is the ordinary one.
    assert 'class="child' not in client_of(parent).get("/").content.decode()


def test_at_13_the_parent_is_told_that_it_is_time_for_an_own_login() -> None:
    parent, person = lead()
    client = client_of(parent)
    assert "is 13 now" not in client.get("/").content.decode()
    today = timezone.now().date()
    Person.objects.filter(pk=person.pk).update(
        birth_month=today.replace(year=today.year - 13, day=1),
        created_at=timezone.now() - dt.timedelta(days=900),
    )
    page = client.get("/").content.decode()
    assert "Mia is 13 now" in page
    assert f"/own-login/{person.pk}" in page
    join(child_code(parent, person, "goes_on"), "Mia")
    assert "Mia is 13 now" not in client.get("/").content.decode()


# --- whoever runs the machine ---------------------------------------------------------------------------------


def host() -> Account:
    login = account("Root")
    member(login, None, "host")
    return login


def invited(kind: str = "own") -> str:
    client = client_of(host())
    confirm(client, "/logins/invite")
    return code_on(client.post("/logins/invite", {"kind": kind}).content.decode())


def test_somebody_who_only_runs_the_machine() -> None:
    robin, person = owner()
    client, answer = join(invited("host"), "Admin")
    assert answer.status_code == 302
    admin = Account.objects.get(username="Admin")
    assert Membership.objects.get(account=admin).role == "host"
    assert not Grant.objects.filter(account=admin).exists()
    assert not sight(admin, person.pk)
    assert client.get("/logins").status_code == 200
    assert "No diary here yet" in client.get("/").content.decode()
    # Now the first one may stop; the last one may not.
    root = Account.objects.get(username="Root")
    assert client_of(root).post("/logins/give-up").status_code == 302
    assert client_of(root).get("/logins").status_code == 404
    assert client.post("/logins/give-up").status_code == 404
    assert client_of(robin).post("/logins/give-up").status_code == 404


def test_the_kind_of_invitation_is_asked() -> None:
    client = client_of(host())
    confirm(client, "/logins/invite")
    for kind in ("", "child", "parent", "x"):
        assert client.post("/logins/invite", {"kind": kind}).status_code == 422
    assert not Invitation.objects.exists()


def test_somebody_new_gets_a_diary_of_their_own() -> None:
    client, answer = join(invited(), "Sam", age="13_to_17", zone="Europe/Paris")
    assert answer.status_code == 302
    sam = Account.objects.get(username="Sam")
    person = Person.objects.get(memberships__account=sam)
    assert (person.display_name, person.zone, person.age_group) == ("Sam", "Europe/Paris", "13_to_17")
    assert sight(sam, person.pk).own
    assert not Membership.objects.filter(account=sam, role="host").exists()
    assert not sight(Account.objects.get(username="Root"), person.pk)
    assert whoever(client)


def test_under_13_a_parent_leads_there_too() -> None:
    code = invited()
    assert join(code, "Kim", age="under_13")[1].status_code == 422
    _client, answer = join(code, "Kim", age="under_13", person_name="Mia")
    assert answer.status_code == 302
    kim = Account.objects.get(username="Kim")
    grant = Grant.objects.get(account=kim)
    assert (grant.person.display_name, sorted(grant.scopes)) == ("Mia", sorted(PARENT_LED))


def test_the_month_of_birth_is_kept_when_it_is_told_and_fits() -> None:
    code, year = invited(), timezone.localdate().year - 9
    apart = join(code, "Kim", age="under_13", person_name="Mia", birth_month=f"{year - 9}-01")[1]
    assert "look at both again" in apart.content.decode()
    assert (
        join(code, "Kim", age="under_13", person_name="Mia", birth_month=f"{year}-01")[1].status_code == 302
    )
    assert Person.objects.get(display_name="Mia").birth_month == dt.date(year, 1, 1)


def test_first_the_code_alone_then_what_it_is_for() -> None:
    code = invited()
    client = client_of()
    page = client.get(f"/join?code={code}").content.decode()
    assert code not in page
    assert "id_username" not in page
    page = client.post(JOIN, {"code": code}).content.decode()
    assert "How old is the person" in page
    assert "id_username" in page
    assert not Account.objects.filter(username="").exists()


def test_the_age_is_asked() -> None:
    _client, answer = join(invited(), "Sam")
    assert answer.status_code == 422
    assert "decides who leads" in answer.content.decode()


def test_a_code_works_once_and_for_a_week() -> None:
    code = invited()
    assert join(code, "Sam", age="adult")[1].status_code == 302
    assert join(code, "Ada", age="adult")[1].status_code == 422
    assert not Account.objects.filter(username="Ada").exists()


def test_an_old_code_is_refused() -> None:
    code = invited()
    Invitation.objects.update(expires_at=timezone.now())
    page = join(code, "Sam", age="adult")[1].content.decode()
    assert "Ask for a new one" in page


def test_a_taken_name_is_told_to_nobody_without_a_code() -> None:
    owner()
    _client, answer = join("aaaa-bbbb-cccc", "Robin")
    assert answer.status_code == 422
    assert "has that name" not in answer.content.decode()
    _client, answer = join(invited(), "ROBIN", age="adult")
    assert "has that name" in answer.content.decode()


def test_guessing_codes_is_stopped() -> None:
    host()
    client = client_of()
    answers = [
        client.post(JOIN, {"code": f"aaaa-bbbb-{n:04}", "username": "x", "password": MINE}) for n in range(11)
    ]
    assert answers[-1].status_code == 429


def test_a_code_from_who_sees_what_makes_a_login_with_that_sight() -> None:
    robin, person = owner()
    _offer, code = sharing.make_offer(
        viewer=robin, person=person, audience="parent", label="Mum", scopes=DEFAULTS["parent"], ends_at=None
    )
    client, answer = join(code, "Kim")
    assert answer.status_code == 302, answer.content.decode()
    kim = Account.objects.get(username="Kim")
    seen = sight(kim, person.pk)
    assert seen.week("function")
    assert not seen.may_write
    assert Membership.objects.filter(account=kim, person=person, role="parent").exists()
    assert whoever(client)
    # Used once; a second login gets nothing, and none is left behind.
    assert join(code, "Mallory")[1].status_code == 422
    assert not Account.objects.filter(username="Mallory").exists()


def test_the_list_of_logins_is_the_hosts_and_names_no_diary() -> None:
    robin, person = owner()
    Person.objects.filter(pk=person.pk).update(display_name="Her secret name")
    root = host()
    page = client_of(root).get("/logins").content.decode()
    assert "Robin" in page
    assert "Her secret name" not in page
    assert str(person.pk) not in page
    assert client_of(robin).get("/logins").status_code == 404
    assert client_of(robin).post("/logins/invite").status_code == 404


def test_the_host_reads_nothing() -> None:
    robin, person = owner()
    root = host()
    client = client_of(root)
    assert not sight(root, person.pk)
    for path in ("/", "/history", "/insights", "/export", "/people"):
        assert "Robin" not in client.get(path).content.decode(), path
    assert not invitations.led_by(root)
    assert whoever(client_of(robin))


def test_a_login_rests_and_wakes() -> None:
    robin, _person = owner()
    root = host()
    there = client_of(robin)
    client = client_of(root)
    assert client.post(f"/logins/{robin.pk}/rest", {"do": "rest"}).status_code == 302
    assert whoever(there) is None
    assert client.post(f"/logins/{robin.pk}/rest", {"do": "wake"}).status_code == 302
    robin.refresh_from_db()
    assert robin.is_active
    # Not one's own: nobody could wake it.
    assert client.post(f"/logins/{root.pk}/rest", {"do": "rest"}).status_code == 404
    assert client_of(robin).post(f"/logins/{root.pk}/rest", {"do": "rest"}).status_code == 404
