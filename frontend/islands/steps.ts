/** Steps of a longer task, one at a time. The address says which (`#2`), so Back works; without script all are shown. */
import { island } from "./island.ts";

island("[data-steps]", (box) => {
  const steps = [...box.children] as HTMLElement[];
  const at = () => Math.min(Math.max(Number.parseInt(location.hash.slice(1)) || 1, 1), steps.length) - 1;
  const show = (move: boolean) => {
    const n = at();
    steps.forEach((step, i) => (step.hidden = i !== n));
    if (!move) return;
    steps[n]?.querySelector("h2")?.focus({ preventScroll: true });
    scrollTo(0, 0);
  };
  // Enter in a field would send the form with steps that were never seen.
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement) || at() === steps.length - 1) return;
    event.preventDefault();
    location.hash = String(at() + 2);
  });
  box.classList.add("on");
  show(false);
  addEventListener("hashchange", () => show(true));
});
