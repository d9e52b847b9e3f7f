/** Breathe with the dots: one step a second, nothing moves by itself. The words are there without the dots. */
import { island } from "../islands/island.ts";
import { breath, Clock } from "./clock.ts";
import { tone } from "./tone.ts";

island("[data-pacer]", (box) => {
  const part = <T extends Element>(selector: string) => box.querySelector<T>(selector);
  const start = part<HTMLButtonElement>("[data-start]"), stop = part<HTMLButtonElement>("[data-stop]");
  const word = part<HTMLElement>("[data-word]"), count = part<HTMLElement>("[data-count]");
  const said = part<HTMLElement>("[data-said]"), rounds = part<HTMLElement>("[data-rounds]");
  if (!start || !stop || !word || !count) return;
  const into = Number(box.dataset.in), out = Number(box.dataset.out);
  const dots = [...box.querySelectorAll("circle")];
  const plural = new Intl.PluralRules(document.documentElement.lang || "en");
  let last = "";

  const draw = (seconds: number) => {
    const now = breath(seconds, into, out);
    const words = (now.word === "in" ? box.dataset.sayIn : box.dataset.sayOut) ?? "";
    word.textContent = words;
    count.textContent = String(now.count);
    dots.forEach((dot, i) => dot.setAttribute("class", i <= now.at ? (i < into ? "in" : "out") : ""));
    if (now.word !== last) {
      // Read out at each turn, not at each second.
      if (said) said.textContent = words;
      if (last) tone(box);
      last = now.word;
    }
    if (rounds && now.rounds > 0) {
      const form = plural.select(now.rounds) === "one" ? box.dataset.sayOne : box.dataset.sayOther;
      rounds.textContent = (form ?? "").replace("{n}", String(now.rounds));
    }
  };
  const clock = new Clock(draw);

  start.disabled = false;
  start.addEventListener("click", () => {
    last = "";
    clock.start();
    draw(0);
    start.disabled = true;
    stop.disabled = false;
    stop.focus();
  });
  stop.addEventListener("click", () => {
    clock.stop();
    word.textContent = box.dataset.sayReady ?? "";
    count.textContent = "·";
    for (const dot of dots) dot.setAttribute("class", "");
    start.disabled = false;
    stop.disabled = true;
    start.focus();
  });
});
