/** Two buttons for a number field. The field stays the answer: empty until the first tap. */
import { changed, island } from "./island.ts";

/** The value after one press of a button; `by` is −1 or +1. Empty starts at `start`, else at the least or one step up. */
export function stepped(
  value: string, by: number, { step, min, max, start }: { step: number; min: number; max: number; start: number | null },
): string {
  const now = value === "" ? null : Number(value);
  const next = now === null || Number.isNaN(now) ? (start ?? (by < 0 ? min : min + step)) : now + by * step;
  const places = (String(step).split(".")[1] ?? "").length;
  return String(Number(Math.min(max, Math.max(min, next)).toFixed(places)));
}

island("[data-stepper]", (box) => {
  const field = box.querySelector<HTMLInputElement>("input[type=number]");
  if (!field) return;
  const limit = (text: string | undefined, otherwise: number) => (text === undefined || text === "" ? otherwise : Number(text));
  const rule = {
    step: limit(box.dataset.step, limit(field.step, 1)), min: limit(field.min, 0), max: limit(field.max, Infinity),
    start: box.dataset.start ? Number(box.dataset.start) : null,
  };
  // A field that changes by a button is not read out by itself.
  const aloud = document.createElement("output");
  aloud.className = "vh";
  const unit = box.querySelector(".val small")?.textContent ?? "";
  for (const press of box.querySelectorAll<HTMLButtonElement>("[data-by]")) {
    press.hidden = false;
    press.addEventListener("click", () => {
      field.value = stepped(field.value, Number(press.dataset.by), rule);
      aloud.value = `${field.value} ${unit}`;
      changed(field);
    });
  }
  box.classList.add("on");
  box.append(aloud);
});
