"""What a browser keeps of somebody else's diary goes as soon as the leave to see it ends or becomes less."""

from __future__ import annotations

import subprocess
import sys
import uuid
from typing import TYPE_CHECKING

import pytest

from tests.journeys.hands import sign_in, wait_for_offline_pages, wait_until
from tests.servers.household import PASSWORD, Household

if TYPE_CHECKING:
    from tests.servers.chromium import PageFor
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.live]
OTHER, SECRET = "Sam", "Kit of a kingfisher"
LEADS = """
import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dialdown.server.settings")
import django
django.setup()
from dialdown.people import services
from dialdown.people.models import Account, Grant, Membership, Person
login = Account.objects.create_user(sys.argv[1], sys.argv[2], display_name=sys.argv[1])
person = Person.objects.get()
Membership.objects.create(account=login, person=person, role="parent")
Grant.objects.create(account=login, person=person, scopes=services.PARENT_LED, may_write=True, audience="parent")
"""
KEPT = f"""async () => {{
  const found = [];
  for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) {{
    const text = await (await caches.match(request, {{ ignoreVary: true }})).text();
    if (text.includes('{SECRET}')) found.push(new URL(request.url).pathname);
  }}
  return found;
}}"""


@pytest.mark.parametrize("how", ["less", "ended"])
def test_a_kept_page_goes_with_the_leave(how: str, fresh_page_for: PageFor, fresh_server: LiveServer) -> None:
    """A parent who led: the flare plan lies on his phone for the time without a network."""
    robin = Household(fresh_server.url).set_up()
    assert robin.post("/flare/plan", first_steps="Breathe", kit=SECRET).status == 200
    subprocess.run(
        [sys.executable, "-c", LEADS, OTHER, PASSWORD], env=fresh_server.environment, check=True, capture_output=True
    )  # fmt: skip
    page = fresh_page_for("light", "phone")
    sign_in(page, name=OTHER)
    wait_for_offline_pages(page, "/offline/flare")
    assert page.evaluate(KEPT) == ["/offline/flare"]
    leads = "SELECT id FROM people_grant WHERE audience = 'parent' AND revoked_at IS NULL"
    ((grant,),) = fresh_server.query(leads)
    at = f"/sharing/{uuid.UUID(str(grant))}"
    done = robin.post(f"{at}/end") if how == "ended" else robin.post(at, **{"topic.function": "week"})
    assert done.status == 200
    # Any page of ours that he opens next, with a network, takes it away.
    page.goto("/more")
    wait_until(lambda: page.evaluate(KEPT) == [], "what was kept is gone")
    page.context.set_offline(True)
    page.goto("/flare")
    assert SECRET not in page.content()
