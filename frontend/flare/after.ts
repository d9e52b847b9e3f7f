/** What helped in a flare: kept on the device first, then sent; an ordinary form on shared devices and without script. */
import { localInstant, zone } from "../checkin/clock.ts";
import { island } from "../islands/island.ts";
import { keeper } from "../offline/page.ts";
import { keep } from "../practice/keep.ts";
import { uuid7 } from "../uuid7.ts";

island("form[data-flare]", (element) => {
  const form = element as HTMLFormElement;
  const account = keeper(), person = document.body.dataset.person;
  if (!account || !person) return;
  let id = uuid7();
  form.addEventListener("submit", (event) => {
    const given = new FormData(form);
    const ticked = (name: string) => given.getAll(name).map(String);
    const tried = ticked("tried"), helped = ticked("helped");
    // Nothing ticked: the server says so in words.
    if (tried.length + helped.length === 0) return;
    event.preventDefault();
    const now = new Date();
    const body = { person, at: localInstant(now), zone: zone(), saved_at: now.toISOString(), tried, helped };
    void keep(form, { kind: "flare", id, account, body }).then((ending) => {
      if (ending === "no") form.submit();
    });
  });
  // Taken back: what is ticked next is another flare.
  form.addEventListener("dd:taken-back", () => {
    id = uuid7();
  });
});
