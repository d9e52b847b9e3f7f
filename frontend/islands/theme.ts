/** The quiet-screen switch: changes at once and is saved behind it, so a half-filled form stays as it is. */
import { freshToken } from "../offline/session.ts";
import { island } from "./island.ts";

/** The theme this page is in; "" leaves it to the system. */
export const theme = (): string => document.documentElement.dataset.theme ?? "";

island("form[data-quiet]", (form) => {
  const field = form.querySelector<HTMLInputElement>("[name=theme]");
  const press = form.querySelector("button");
  if (!(form instanceof HTMLFormElement) || !field || !press) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = new FormData(form);
    const next = field.value, before = theme() || "system";
    if (next === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    field.value = next === "quiet" ? before : "quiet";
    press.setAttribute("aria-pressed", String(next === "quiet"));
    // Also where the server cannot be reached: the pages that need no sign-in read this cookie.
    remember("theme", next);
    // The server learns of the new one only: what to go back to is told here, or the next page would not know.
    if (next === "quiet") remember("theme-before", before);
    // To the worker itself: one that has only just started does not control this page yet.
    void navigator.serviceWorker?.ready.then((ready) => ready.active?.postMessage({ type: "theme", theme: theme() }));
    void keep(form.action, body);
  });
});

function remember(name: string, value: string): void {
  // With TLS the server reads the name that no other host can set.
  const prefix = location.protocol === "https:" ? "__Host-" : "";
  document.cookie = `${prefix}${name}=${value};path=/;max-age=31536000;samesite=lax${location.protocol === "https:" ? ";secure" : ""}`;
}

async function keep(address: string, body: FormData): Promise<void> {
  const post = (headers: HeadersInit) => fetch(address, { method: "POST", body, headers, redirect: "manual" });
  try {
    // A page from the offline cache has no valid token.
    if ((await post({})).status === 403) await post({ "X-CSRFToken": await freshToken() });
  } catch {
    // Offline: the cookie holds it.
  }
}
