/** Signing out erases what this device keeps; what was never sent is offered first. */
import { island } from "../islands/island.ts";
import { counted } from "../words.ts";
import { queue } from "./here.ts";
import { keeper, send } from "./page.ts";

island("form[data-logout]", (form) => {
  if (!(form instanceof HTMLFormElement)) return;
  const parts = form.querySelectorAll<HTMLElement>("[data-unsent]");
  const message = form.querySelector<HTMLElement>("[data-message]");

  /** True when nothing waits; else says what does. */
  const nothing = async (): Promise<boolean> => {
    const items = await queue.list().catch(() => []);
    const mine = items.filter((item) => item.account === keeper()).length;
    const others = items.length - mine;
    for (const part of parts) part.hidden = items.length === 0;
    const said = [mine > 0 ? counted("unsent", mine) : "", others > 0 ? counted("unsentElse", others) : ""];
    if (message) message.textContent = said.filter(Boolean).join(" ");
    return items.length === 0;
  };
  const leave = async (): Promise<void> => {
    await queue.clear().catch(() => undefined);
    // Browsers that know Clear-Site-Data do this again.
    if (typeof caches !== "undefined") await Promise.all(["mine", "look"].map((name) => caches.delete(name))).catch(() => undefined);
    form.submit();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void nothing().then((none) => (none ? leave() : undefined));
  });
  form.querySelector("[data-send]")?.addEventListener("click", () => void send().then(nothing));
  form.querySelector("[data-discard]")?.addEventListener("click", () => void leave());
});
