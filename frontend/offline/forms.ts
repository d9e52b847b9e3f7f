/** A form that cannot be sent now: it stays as it is, with a sentence beside it. */
import { words } from "../words.ts";

let pressed: { form: HTMLFormElement; by: HTMLElement | null } | null = null;
const line = document.createElement("p");
line.className = "note";
line.setAttribute("role", "status");

// After the forms that keep on the device what they save: those have answered by now.
document.addEventListener("submit", (event) => {
  line.remove();
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented || form.method !== "post") return;
  pressed = { form, by: event.submitter };
  if (navigator.onLine) return;
  event.preventDefault();
  say();
});

// There may be a network and nobody at home: the worker knows when no answer came.
navigator.serviceWorker?.addEventListener("message", (event) => {
  const said = event.data as { type?: string; to?: string };
  if (said.type === "not-sent" && pressed && new URL(address(pressed)).pathname === said.to) say();
});

const address = ({ form, by }: { form: HTMLFormElement; by: HTMLElement | null }): string =>
  (by instanceof HTMLButtonElement && by.hasAttribute("formaction") ? by.formAction : form.getAttribute("action") && form.action) || location.href;

function say(): void {
  if (!pressed) return;
  const { form, by } = pressed;
  // Read out as it comes: an empty status first, then its words.
  line.textContent = "";
  const row = by?.closest(".row, .list > li");
  if (row && form.contains(row)) row.after(line);
  else if (by && form.contains(by)) by.after(line);
  else form.append(line);
  requestAnimationFrame(() => {
    line.textContent = words("notSent");
    line.scrollIntoView({ block: "nearest" });
  });
}
