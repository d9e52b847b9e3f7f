"""Who gets what from the addresses of personal trials, and of before and after."""

from __future__ import annotations

from tests.access.matrix import DONE, HIDDEN, MINE, PAGE, get, post, roles

NEW = {
    "idea": "screens", "outcome": "function", "pairs": "6", "block": "2", "smallest": "1.0", "starts_on": "2020-01-01", "step": "2",
}  # fmt: skip
# Lee sees function and none of her own factors: what is tested is hers.
SEEN = roles(PAGE, other=HIDDEN, without=HIDDEN)
WROTE = MINE | {role: HIDDEN for role, answer in roles(DONE, without=HIDDEN).items() if answer == HIDDEN}
ROWS = (
    get("insights/trials", roles(PAGE)),
    get("insights/trials/new", roles(PAGE)),
    # A first day that is over is never drawn.
    post("insights/trials/new", roles("problem", without=HIDDEN), send=NEW),
    get("insights/trials/<uuid:trial_id>", SEEN, "/insights/trials/{trial}"),
    post("insights/trials/<uuid:trial_id>/day", WROTE, "/insights/trials/{trial}/day", send={"day": "2020-01-01", "did": "yes"}),
    post("insights/trials/<uuid:trial_id>/sign-off", WROTE, "/insights/trials/{waiting_trial}/sign-off", send={"by_whom": "Dr Osei", "looked_on": "2026-03-01"}),
    post("insights/trials/<uuid:trial_id>/stop", WROTE, "/insights/trials/{trial}/stop"),
    post("insights/trials/<uuid:trial_id>/go-on", roles(HIDDEN, without=HIDDEN), "/insights/trials/{trial}/go-on"),
    get("insights/trials/<uuid:trial_id>/table", SEEN, "/insights/trials/{trial}/table"),
    get("insights/trials/<uuid:trial_id>/protocol", SEEN, "/insights/trials/{trial}/protocol"),
    get("insights/trials/<uuid:trial_id>/calendar", SEEN, "/insights/trials/{trial}/calendar"),
    get("insights/before-after", roles(PAGE, clinician=PAGE)),
    get("insights/before-after/<uuid:event_id>", roles(PAGE, clinician=PAGE, other=HIDDEN, without=HIDDEN), "/insights/before-after/{event}"),
)  # fmt: skip
