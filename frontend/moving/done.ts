/** Done and I did less: kept on the device first, then sent; an ordinary form on shared devices and without script. */
import { localDay, localInstant, zone } from "../checkin/clock.ts";
import { button, island } from "../islands/island.ts";
import { queue } from "../offline/here.ts";
import { keeper, send } from "../offline/page.ts";
import { uuid7 } from "../uuid7.ts";
import { words } from "../words.ts";
import { amountOf } from "./amount.ts";

island("form[data-move]", (element) => {
  const form = element as HTMLFormElement;
  const account = keeper();
  if (!account) return;
  form.addEventListener("submit", (event) => {
    const document = read(form);
    if (document === null) {
      // What cannot be read is said by the server, beside the field; on the page without a network by the form.
      if (form.dataset.sayAmount) {
        event.preventDefault();
        unread(form, form.dataset.sayAmount);
      }
      return;
    }
    event.preventDefault();
    form.querySelector("[role=alert]")?.remove();
    void keep(form, account, document);
  });
});

// A link to one plan opens the page of all of them when there is no network.
island("[data-plan]", (card) => {
  if (location.pathname.startsWith(`/move/${card.dataset.plan}`)) card.querySelector("h2")?.focus();
});

function unread(form: HTMLFormElement, text: string): void {
  const line = form.querySelector<HTMLElement>("[role=alert]") ?? document.createElement("p");
  line.className = "err";
  line.setAttribute("role", "alert");
  line.textContent = text;
  form.querySelector(".duration, .field")?.after(line);
  form.querySelector<HTMLInputElement>(".in")?.focus();
}

function read(form: HTMLFormElement): Record<string, unknown> | null {
  const given = new FormData(form);
  const text = (name: string) => (given.has(name) ? String(given.get(name)) : undefined);
  const target = form.dataset.target ? Number(form.dataset.target) : null;
  const timed = form.querySelector("[name=minutes]") !== null;
  const how = text("how") ?? "typed";
  const amount = amountOf({ how, minutes: text("minutes"), seconds: text("seconds"), number: timed ? undefined : text("number") }, target);
  if (amount === null) return null;
  const now = new Date();
  return {
    plan: form.dataset.move, at: localInstant(now), zone: zone(), day: text("day") || localDay(now), amount, how,
    saved_at: now.toISOString(),
  };
}

async function keep(form: HTMLFormElement, account: string, body: Record<string, unknown>): Promise<void> {
  const press = form.querySelector<HTMLButtonElement>("button");
  if (press) press.disabled = true;
  const id = uuid7();
  try {
    await queue.save({ kind: "move", id, account, body, savedAt: String(body.saved_at) });
  } catch {
    // Nothing can be kept here: the ordinary way.
    form.submit();
    return;
  }
  await send();
  if ((await queue.get(`move:${id}`)) === undefined) {
    location.assign(`/move?kept=${id}`);
    return;
  }
  said(form, id, account);
}

/** It waits on this device: say so where it was pressed, with a way back. */
function said(form: HTMLFormElement, id: string, account: string): void {
  const line = document.createElement("p");
  line.setAttribute("role", "status");
  line.textContent = `${words("savedHere")} `;
  line.append(
    button("btn quiet", words("undo"), () => {
      void queue.withdraw(`move:${id}`).then(async (gone) => {
        if (!gone) await queue.save({ kind: "move", id, account, body: null, savedAt: new Date().toISOString() });
        line.textContent = words("undone");
        const press = form.querySelector<HTMLButtonElement>("button");
        if (press) press.disabled = false;
        void send();
      });
    }),
  );
  form.after(line);
}
