/** What the server could not take, beside the field it speaks of. */
import { icon } from "../islands/island.ts";
import type { Problem } from "../offline/queue.ts";
import { fieldOf, type EntryDocument } from "./document.ts";

let made = 0;

/** Take the words of an earlier save away. */
export function unmark(form: HTMLFormElement): void {
  for (const said of form.querySelectorAll(".err[data-problem]")) {
    for (const field of form.querySelectorAll(`[aria-describedby="${said.id}"]`)) {
      field.removeAttribute("aria-describedby");
      field.removeAttribute("aria-invalid");
    }
    said.remove();
  }
}

/** Put each problem at its field; returns the fields, and the problems that have none. */
export function mark(form: HTMLFormElement, problems: Problem[], sent: EntryDocument): { fields: HTMLElement[]; rest: Problem[] } {
  unmark(form);
  const fields: HTMLElement[] = [];
  const rest: Problem[] = [];
  for (const problem of problems) {
    const name = CSS.escape(fieldOf(problem.where, sent));
    const field = form.querySelector<HTMLElement>(`[name="${name}"]:not([type=hidden]), [name^="${name}."]`);
    const box = field?.closest(".field, .scale, .stepper, .segments, fieldset") ?? field?.parentElement;
    if (!field || !box) {
      rest.push(problem);
      continue;
    }
    const said = document.createElement("p");
    said.className = "err";
    said.id = `problem-${++made}`;
    said.dataset.problem = "";
    const sentence = document.createElement("span");
    sentence.textContent = problem.message;
    said.append(icon("alert"), sentence);
    // Beside a stepper's buttons there is no room for a sentence.
    if (box.matches(".stepper")) box.after(said);
    else box.append(said);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", said.id);
    fields.push(box.querySelector<HTMLElement>("input[type=range]") ?? field);
  }
  return { fields, rest };
}
