"""Somebody who uses the real server over HTTP: sets up a household, signs in, sends check-ins."""

from __future__ import annotations

import datetime as dt
import http.client
import http.cookiejar
import json
import random
import re
import secrets
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any

from dialdown.uuid7 import uuid7
from tests.training.photos import photo, text

NAME = "Robin"
# Made anew for every run: no password of a test is ever one of an installation.
PASSWORD = secrets.token_urlsafe(18)
ZONE = "Europe/London"
# What happens to a request when the server dies under it.
CUT = (urllib.error.URLError, http.client.HTTPException, OSError)


@dataclass(frozen=True)
class Answer:
    """Status, body as JSON (None when it is none), and the address that answered in the end."""

    status: int
    body: Any
    url: str


class Household:
    """A browser without a screen: cookies, CSRF, JSON."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.person = ""
        self.cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.csrf = ""

    def send(self, method: str, path: str, content: bytes | None, kind: str, timeout: float = 20) -> Answer:
        """One request. Raises one of `CUT` when there is no answer."""
        headers = {"X-CSRFToken": self.csrf, "Origin": self.origin, "Content-Type": kind}
        request = urllib.request.Request(self.origin + path, data=content, method=method, headers=headers)
        try:
            with self._opener.open(request, timeout=timeout) as answer:
                return self._read(answer.status, answer.read(), answer.url)
        except urllib.error.HTTPError as error:
            with error:
                return self._read(error.code, error.read(), error.url or path)

    @staticmethod
    def _read(status: int, body: bytes, url: str) -> Answer:
        try:
            return Answer(status, json.loads(body), url)
        except ValueError:
            return Answer(status, None, url)

    def refresh(self) -> None:
        """Asks who is signed in; takes a new CSRF token."""
        session = self.send("GET", "/api/session", None, "application/json").body
        self.csrf, self.person = session["csrf"], session["person"] or ""

    def post(self, path: str, /, **fields: str) -> Answer:
        """Sends a form."""
        self.refresh()
        form = urllib.parse.urlencode(fields).encode()
        return self.send("POST", path, form, "application/x-www-form-urlencoded")

    def set_up(self, **fields: str) -> Household:
        """First-run set-up as an adult who keeps her own diary; signed in afterwards."""
        answers = {"who": "me", "age": "adult", "country": "GB", "zone": ZONE, "doctor": "no"}
        answer = self.post("/setup", **(answers | {"username": NAME, "password": PASSWORD} | fields))
        assert answer.status == 200, answer
        self.refresh()
        assert self.person, f"not signed in after set-up: {answer}"
        return self

    def sign_in(self) -> Household:
        """Signs in again, after the session was lost."""
        assert self.post("/accounts/login/", login=NAME, password=PASSWORD).status == 200
        self.refresh()
        assert self.person, "not signed in"
        return self

    def wear(self, theme: str) -> None:
        """Chooses light, dark or quiet, as the switch on every page does."""
        assert self.post("/settings/theme", theme=theme).status in (200, 204)

    def keep_diary(self, days: int) -> Household:
        """One check-in a day up to today, with a gap of a week, a flare and some regions."""
        rng = random.Random(days)
        now = dt.datetime.now(dt.UTC).replace(hour=12, minute=0, second=0, microsecond=0)
        for back in range(days, 0, -1):
            if back in range(20, 27):
                continue
            pain = min(10, max(0, 4 + round(rng.gauss(0, 1.5)) + 3 * (back in range(8, 11))))
            document = self.document(
                now - dt.timedelta(days=back),
                function=10 - pain,
                pain_now=pain,
                sleep_hours=rng.randint(4, 9),
            )
            regions = rng.sample(("front-left-knee", "front-right-hand", "back-left-calf"), rng.randint(0, 2))
            answer = self.put(
                document | {"mode": "full", "regions": [{"region": region} for region in regions]}
            )
            assert answer.status == 201, answer
        return self

    def page(self, path: str) -> str:
        """The text of a page."""
        with self._opener.open(self.origin + path, timeout=20) as answer:
            return answer.read().decode()

    def upload(self, path: str, name: str, content: bytes) -> Answer:
        """Sends a file by a form."""
        self.refresh()
        edge = uuid7().hex
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
        body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
        return self.send("POST", path, body, f"multipart/form-data; boundary={edge}")

    def live_in(self) -> Household:
        """A little of everything else a household keeps, so that no page stays empty."""
        day = dt.datetime.now(dt.UTC).date()
        for path, fields in (
            ("/goals", {"text": "A whole film with the others"}),
            ("/factors", {"label": "Screen time", "type": "amount", "unit": "hours"}),
            (
                "/events",
                {
                    "kind": "programme",
                    "title": "Hydrotherapy",
                    "starts_on": (day - dt.timedelta(days=30)).isoformat(),
                },
            ),
        ):
            assert self.post(path, **fields).status == 200, path
        goal = re.search(r"/goals/([0-9a-f-]{36})/steps", self.page("/goals"))
        assert goal
        assert self.post(f"/goals/{goal[1]}/steps", text="Ten minutes of it").status == 200
        table = b"date,pain,sleep\n2024-02-01,4,7.5\n2024-02-02,6,6\n2024-02-04,3,8\n"
        assert self.upload("/import", "winter.csv", table).status == 200
        return self.move().practise().papers().test().share()

    def test(self) -> Household:
        """A personal trial that was ended early, and one that runs."""
        day = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
        told = {
            "outcome": "function",
            "pairs": "6",
            "block": "2",
            "smallest": "1.0",
            "starts_on": day.isoformat(),
            "step": "2",
        }
        first = self.post("/insights/trials/new", idea="screens", **told)
        assert first.status == 200
        assert self.post(f"{urllib.parse.urlparse(first.url).path}/stop").status == 200
        assert self.post("/insights/trials/new", idea="daylight", **told).status == 200
        return self

    def share(self) -> Household:
        """A page for school with a link to it, and a code that nobody has used yet."""
        day = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=60)
        assert self.post("/care/school", plan="Sits near the door.", review_on=day.isoformat()).status == 200
        assert self.post("/sharing/link", audience="school", label="Ms Lind", days="30").status == 200
        assert self.post("/sharing/offer", audience="parent", label="Dad").status == 200
        return self

    def practise(self) -> Household:
        """Touch practice of a foot: a go that went up by two, a step by hand, and the exercise of a lesson."""
        assert self.post("/train/touch", where="foot.left").status == 200
        ladder = re.search(r"/train/touch/ladders/([0-9a-f-]{36})", self.page("/train/touch"))
        assert ladder
        go = {
            "id": str(uuid7()),
            "ladder": ladder[1],
            "rung": "1",
            "planned": "5",
            "done": "5",
            "skin": "okay",
        }
        assert self.post("/train/touch/go", **go, before="3", after="5", felt="a_bit_much").status == 200
        assert self.post(f"/train/touch/ladders/{ladder[1]}/change", do="next").status == 200
        assert self.post("/learn/skills/worry", **{"answers.thought": "Everybody will stare"}).status == 200
        return self.recognise().look_into_mirror()

    def look_into_mirror(self) -> Household:
        """A sore foot, the mirror opened by hand, and one calm sitting."""
        assert self.post("/train/stages", part="foot", side="left", yes="none").status == 200
        path = re.search(r'id="p-([0-9a-f-]{36})"', self.page("/train/stages"))
        assert path
        assert self.post(f"/train/stages/{path[1]}/change", do="open", stage="mirror").status == 200
        sitting = {"id": str(uuid7()), "path": path[1], "step": "look", "planned": "120", "how": "mirror"}
        assert self.post("/train/mirror", **sitting, minutes="2", before="3", after="3").status == 200
        return self

    def recognise(self) -> Household:
        """A go of left or right with feet, answered in full; pain rose by two."""
        page = self.page("/train/recognise?part=foot")
        person = re.search(r'data-person="([0-9a-f-]{36})"', page)
        assert person
        dealt = json.loads(page.split('<script id="deal" type="application/json">')[1].split("</script>")[0])
        now = dt.datetime.now(dt.UTC).isoformat()
        kept = (
            "item",
            "part",
            "view",
            "posture",
            "angle_deg",
            "side",
            "direction",
            "tone",
            "light",
            "difficulty",
        )
        answers = [
            {**{key: spec[key] for key in kept}, "number": number, "response": spec["side"] if number % 5 else "left", "onset_ms": 3000.0 * number,
             "rt_ms": 1400.0 + 20 * number, "way": "pointer"}
            for number, (spec, *_more) in enumerate(dealt["places"])
        ]  # fmt: skip
        told = {**dealt["deal"], "person": person[1], "at": now, "zone": "Europe/London", "saved_at": now, "ended": "whole", "before": 2, "after": 4,
                "answers": answers}  # fmt: skip
        assert (
            self.send(
                "PUT", f"/api/recognise/{uuid7()}", json.dumps(told).encode(), "application/json"
            ).status
            == 201
        )
        mine = {"part": "hand", "side": "left", "view_hand": "palm", "picture": text(photo())}
        assert self.post("/train/recognise/own", **mine).status == 200
        return self

    def papers(self) -> Household:
        """A medicine, a visit with a question, a help, somebody of the team, a claim, a cost, an examination, a flare."""
        assert self.post("/care/letters/new/us-504-plan").status == 200
        day = dt.datetime.now(dt.UTC).date().isoformat()
        for key, fields in (
            (
                "medicine",
                {"nickname": "Night tablet", "name": "amitriptyline", "role": "daily", "began_on": day},
            ),
            ("visit", {"title": "Pain clinic", "day": day, "clock": "15:30"}),
            ("aid", {"kind": "aid", "name": "Shower chair", "until": day, "then": "stand for half"}),
            ("member", {"name": "Jo", "role": "psychologist", "phone": "+44 20 7946 0000"}),
            ("test", {"what": "Blood count", "day": day, "result": "as expected"}),
            ("claim", {"title": "Day programme", "state": "sent", "deadline": day}),
            ("cost", {"what": "Train", "day": day, "paid": "12.50", "currency": "GBP"}),
            ("rules", {"day": day, "examiner": "Dr Ellis", "items": "budapest.seen.sensory"}),
            ("contact", {"name": "Mum", "way": "sms", "address": "+44 7700 900123", "message": "I am okay."}),
        ):
            assert self.post(f"/care/new/{key}", **fields).status == 200, key
        medicine, visit, claim = (
            re.search(rf"/care/{name}/([0-9a-f-]{{36}})", self.page(f"/care/{name}"))
            for name in ("medicines", "visits", "claims")
        )
        assert medicine
        assert visit
        assert claim
        assert self.post("/care/new/dose", of=medicine[1], amount="as written", from_on=day).status == 200
        assert self.post(f"/care/medicines/{medicine[1]}/took").status == 200
        assert (
            self.post("/care/new/effect", of=medicine[1], day=day, kind="side", text="dry mouth").status
            == 200
        )
        assert self.post("/care/new/question", of=visit[1], text="Can I swim?").status == 200
        assert (
            self.post("/care/new/call", of=claim[1], day=day, way="call", said="They call back").status == 200
        )
        assert self.post("/flare/plan", first_steps="Breathe", kit="Blanket").status == 200
        assert self.post("/flare/after", tried="Blanket", helped="Blanket").status == 200
        return self

    def move(self) -> Household:
        """A doctor has looked; one plan of her own, one as somebody wrote it, one that waits, one with a no, and a programme to come."""
        day = dt.datetime.now(dt.UTC).date()
        looked = {"what": "looked", "by_whom": "Our GP", "on": day.isoformat(), "said_by": "self"}
        assert self.post("/clearance", **looked).status == 200
        assert self.post("/move/new", activity="walk").status == 200
        plan = re.search(r"/move/([0-9a-f-]{36})/done", self.page("/move"))
        assert plan
        for fields in ({"how": "all"}, {"how": "less", "minutes": "0", "seconds": "20"}):
            assert self.post(f"/move/{plan[1]}/done", **fields).status == 200
        assert self.post("/move/fact", kind="flare").status == 200
        no = {"do": "decline", "why_not": "Not on school days"}
        for template, answer in (("stairs", {"do": "accept"}), ("write", None), ("sit", no)):
            amounts = {"amount": "8", "floor": "2", "ceiling": "36", "weekly": "2"}
            unit = "number" if template == "stairs" else "minutes"
            sheet = self.text(
                "/prescribe/paper",
                template=template,
                weeks="6",
                **{f"{k}_{unit}": v for k, v in amounts.items()},
            )
            code = re.search(r'class="code">([^<]+)<', sheet)
            assert code
            found = self.post("/move/prescriptions/code", code=code[1], who="Dana")
            assert found.status == 200
            if answer:
                assert self.post(urllib.parse.urlparse(found.url).path, **answer).status == 200
        begins = day + dt.timedelta(days=30)
        stay = {
            "name": "Day hospital",
            "starts_on": begins.isoformat(),
            "ends_on": (begins + dt.timedelta(days=20)).isoformat(),
        }
        assert self.post("/move/programme", **stay).status == 200
        return self

    def text(self, path: str, **fields: str) -> str:
        """Sends a form; the text of the page that answers."""
        self.refresh()
        request = urllib.request.Request(
            self.origin + path, data=urllib.parse.urlencode(fields).encode(), headers={"X-CSRFToken": self.csrf, "Origin": self.origin}
        )  # fmt: skip
        with self._opener.open(request, timeout=20) as answer:
            return answer.read().decode()

    def document(self, at: dt.datetime | None = None, **values: Any) -> dict[str, Any]:
        """A check-in of now (or of `at`, with its offset) with the given answers."""
        moment = at or dt.datetime.now(dt.UTC)
        now = dt.datetime.now(dt.UTC).isoformat()
        return {
            "id": str(uuid7()), "person": self.person, "at": moment.isoformat(), "zone": "UTC",
            "day": moment.date().isoformat(), "mode": "quick", "said_by": "self", "saved_at": now,
            "values": values or {"function": 6},
        }  # fmt: skip

    def put(self, document: dict[str, Any], timeout: float = 20) -> Answer:
        """Sends a check-in as the offline queue does."""
        body = json.dumps(document).encode()
        return self.send("PUT", f"/api/entries/{document['id']}", body, "application/json", timeout)
