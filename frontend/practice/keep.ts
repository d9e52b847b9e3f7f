/** Saving what a practice form says: on the device first, then sent; undo as long as the page is open. */
import { lasting, queue } from "../offline/here.ts";
import { send } from "../offline/page.ts";
import { words } from "../words.ts";

export interface Kept {
  kind: "touch" | "flare" | "exercise" | "sitting" | "recognise";
  id: string;
  account: string;
  body: Record<string, unknown>;
}

/**
 * "sent" = stored on the server, "waits" = kept here, "problem" = the server did not take it, "no" = nothing could be kept. What was not
 * taken stays on the device: saving again takes its place, and the list above the page offers to try again or to discard it.
 */
export type Ending = "sent" | "waits" | "problem" | "no";

/** Keep and send one item; says in `form` how it ended. */
export async function keep(form: HTMLFormElement, item: Kept): Promise<Ending> {
  try {
    await queue.save({ ...item, savedAt: String(item.body.saved_at) });
  } catch {
    return "no";
  }
  await send();
  const left = await queue.get(`${item.kind}:${item.id}`);
  if (left?.state === "attention") {
    const content = await queue.open(left);
    say(form, content?.problems.map((problem) => problem.message).join(" ") || words("notSaved"), null);
    return "problem";
  }
  say(form, words(left ? (lasting ? "savedHere" : "notSaved") : "saved"), () => takeBack(form, item));
  return left ? "waits" : "sent";
}

async function takeBack(form: HTMLFormElement, item: Kept): Promise<void> {
  if (!(await queue.withdraw(`${item.kind}:${item.id}`))) {
    await queue.save({ ...item, body: null, savedAt: new Date().toISOString() });
    await send();
  }
  say(form, words("undone"), null);
  form.dispatchEvent(new CustomEvent("dd:taken-back"));
}

function say(form: HTMLFormElement, text: string, undo: (() => void) | null): void {
  const status = form.querySelector<HTMLElement>("[data-status]"), message = form.querySelector<HTMLElement>("[data-message]");
  const press = form.querySelector<HTMLButtonElement>("[data-undo]");
  if (status) status.hidden = false;
  if (message) message.textContent = text;
  if (!press) return;
  press.hidden = undo === null;
  press.onclick = undo;
}
