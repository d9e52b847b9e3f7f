/** The clock of a plan: counts up once a second, says floor, amount and ceiling, and a soft tone only when it is switched on. */
import { island } from "../islands/island.ts";
import { clock, passed } from "./amount.ts";

island("[data-timer]", (box) => {
  const part = <T extends HTMLElement>(selector: string) => box.querySelector<T>(selector);
  const start = part<HTMLButtonElement>("[data-start]"), stop = part<HTMLButtonElement>("[data-stop]");
  const face = part("[data-clock]"), said = part("[data-said]"), bar = part<HTMLProgressElement>("[data-bar]");
  if (!start || !stop || !face) return;
  const number = (name: string) => Number(box.dataset[name] ?? 0);
  const marks = { floor: number("floor"), target: number("target"), ceiling: number("ceiling") };
  const form = document.querySelector<HTMLFormElement>(`form[data-timed][data-move="${box.dataset.timer}"]`);
  let began = 0, kept = 0, shown = 0;
  let tick: ReturnType<typeof setInterval> | undefined;
  // The clock of the device, not the count of ticks: a page in the background ticks rarely.
  const now = () => kept + (began ? (Date.now() - began) / 1000 : 0);

  const draw = () => {
    const seconds = now();
    face.textContent = clock(seconds);
    if (bar) bar.value = Math.min(seconds, marks.target);
    const mark = passed(shown, seconds, marks);
    shown = seconds;
    if (mark && said) {
      said.textContent = box.dataset[`at${mark[0]!.toUpperCase()}${mark.slice(1)}`] ?? "";
      if (mark !== "floor") tone(box);
    }
  };

  const write = () => {
    const whole = Math.floor(now());
    const put = (name: string, value: number) => {
      const field = form?.querySelector<HTMLInputElement>(`[name=${name}]`);
      if (field) field.value = String(value);
    };
    put("minutes", Math.floor(whole / 60));
    put("seconds", whole % 60);
  };

  if (box.dataset.began) kept = Math.max(0, (Date.now() - Date.parse(box.dataset.began)) / 1000);
  draw();
  start.disabled = false;
  start.addEventListener("click", () => {
    began = Date.now();
    if (said) said.textContent = box.dataset.sayRunning ?? "";
    start.disabled = true;
    stop.disabled = false;
    stop.focus();
    tick = setInterval(draw, 1000);
  });
  stop.addEventListener("click", () => {
    clearInterval(tick);
    kept = now();
    began = 0;
    draw();
    write();
    if (said) said.textContent = box.dataset.sayWaiting ?? "";
    start.disabled = false;
    stop.disabled = true;
    form?.querySelector<HTMLButtonElement>("button")?.focus();
  });
});

/** Half a second, quiet, and only when she switched it on. */
function tone(box: HTMLElement): void {
  if (!box.querySelector<HTMLInputElement>("input[name=sound]")?.checked) return;
  try {
    const sound = new AudioContext();
    const voice = sound.createOscillator(), loud = sound.createGain();
    voice.frequency.value = 392;
    loud.gain.setValueAtTime(0.06, sound.currentTime);
    loud.gain.exponentialRampToValueAtTime(0.0001, sound.currentTime + 0.5);
    voice.connect(loud).connect(sound.destination);
    voice.start();
    voice.stop(sound.currentTime + 0.5);
    voice.addEventListener("ended", () => void sound.close());
  } catch {
    // No sound on this device: the words are there.
  }
}
