/** Captions one after the other. The same words stand below as text; nothing plays by itself and nothing is spoken. */
import { island } from "../islands/island.ts";
import { Clock, standing } from "./clock.ts";
import { tone } from "./tone.ts";

island("[data-player]", (box) => {
  const part = <T extends HTMLElement>(selector: string) => box.querySelector<T>(selector);
  const start = part<HTMLButtonElement>("[data-start]"), stop = part<HTMLButtonElement>("[data-stop]"), next = part<HTMLButtonElement>("[data-next]");
  const running = part("[data-running]");
  const caption = part("[data-caption]"), bar = part<HTMLProgressElement>("[data-bar]");
  const lines = [...box.querySelectorAll<HTMLElement>("[data-at]")];
  if (!start || !stop || !next || !caption || lines.length === 0) return;
  const starts = lines.map((line) => Number(line.dataset.at)), whole = Number(box.dataset.seconds);
  let shown = -1;

  const draw = (seconds: number) => {
    if (bar) bar.value = Math.min(seconds, whole);
    const index = standing(starts, seconds);
    if (index !== shown) {
      caption.textContent = lines[index]!.textContent;
      if (shown >= 0) tone(box);
      shown = index;
    }
    if (seconds >= whole) end();
  };
  const clock = new Clock(draw);
  const end = () => {
    const here = running?.contains(document.activeElement);
    clock.stop();
    start.hidden = false;
    if (running) running.hidden = true;
    // The button that was in use is gone: its place is taken by Start.
    if (here) start.focus();
  };

  start.disabled = false;
  start.addEventListener("click", () => {
    // One at a time on a page.
    document.dispatchEvent(new CustomEvent("dd:player", { detail: box }));
    shown = -1;
    if (bar) bar.hidden = false;
    clock.start();
    draw(0);
    start.hidden = true;
    if (running) running.hidden = false;
    stop.focus();
  });
  stop.addEventListener("click", end);
  next.addEventListener("click", () => {
    const later = starts[shown + 1];
    if (later === undefined) return end();
    clock.jump(later);
    draw(later);
  });
  document.addEventListener("dd:player", (event) => {
    if ((event as CustomEvent).detail !== box && clock.running) end();
  });
});
