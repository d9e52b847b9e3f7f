/** Imagine: one picture at a time, taps at start and end, a beat when she wants one, cues with captions. */
import { localInstant, zone } from "../checkin/clock.ts";
import { island, mount } from "../islands/island.ts";
import { Clock } from "../practice/clock.ts";
import { Saver } from "../practice/saver.ts";
import { ends, sittingOf, type Ended } from "../practice/sitting.ts";
import { openPictures, type Pictures, type Spec } from "../stimuli/pictures.ts";
import { speak } from "./voice.ts";
import { asks, beat, Turns, type Step } from "./turns.ts";

type Phase = "before" | "sit" | "after";

island("form[data-imagine]", (element) => {
  const form = element as HTMLFormElement;
  const part = <T extends HTMLElement = HTMLElement>(selector: string) => form.querySelector<T>(selector)!;
  const value = (name: string) => String(new FormData(form).get(name) ?? "");
  const say = (key: string) => form.dataset[`say${key[0]!.toUpperCase()}${key.slice(1)}`] ?? "";
  const specs = JSON.parse(form.querySelector("script[type='application/json']")?.textContent ?? "[]") as Spec[];
  const canvas = part<HTMLCanvasElement>("canvas");
  let turns = new Turns(specs.length, value("step") as Step), pictures: Pictures | null = null;
  let phase: Phase = "before", began = "", ended: Ended = "time", at = 0, told = "", asking = false;

  const go = (to: Phase) => {
    phase = to;
    for (const section of form.querySelectorAll<HTMLElement>("[data-phase]")) section.hidden = section.dataset.phase !== to;
    part(`[data-phase=${to}] h2`).focus({ preventScroll: true });
    scrollTo(0, 0);
  };
  const aloud = (words: string) => speak(words, form.querySelector<HTMLInputElement>("[data-voice]")?.checked === true);
  const caption = (key: string) => {
    const words = say(key);
    if (words === told) return;
    part("[data-caption]").textContent = told = words;
    aloud(words);
  };
  const paced = () => form.querySelector<HTMLInputElement>("[data-paced]")?.checked === true && turns.doing !== "look";

  /** Between two pictures: how is it? The next one comes with an answer; nothing runs meanwhile. */
  const ask = (now: boolean) => {
    asking = now;
    part("[data-check]").hidden = !now;
    part("[data-turn]").hidden = now;
    if (!now) return;
    told = "";
    aloud(part("[data-asked]").textContent ?? "");
    part("[data-asked]").focus({ preventScroll: true });
  };

  const draw = () => {
    const spec = specs[at % specs.length]!;
    // A picture that cannot be drawn leaves the words, which are enough to imagine by.
    pictures?.draw(spec, canvas).catch(() => { canvas.hidden = true; });
    part("[data-number]").textContent = say("picture").replace("{n}", String(turns.done + 1)).replace("{of}", String(turns.planned));
    part<HTMLProgressElement>("[data-bar]").value = turns.done;
    part("[data-begin]").hidden = turns.doing === "look";
    part("[data-end]").hidden = turns.doing !== "look";
    part("[data-next-words]").hidden = turns.doing !== "look";
    part("[data-there-words]").hidden = turns.doing === "look";
    caption(turns.doing);
    part(turns.doing === "look" ? "[data-end]" : "[data-begin]").focus({ preventScroll: true });
  };

  const clock = new Clock((seconds) => {
    const word = beat(seconds);
    if (word) caption(word);
    else finish();
  });
  const start = () => {
    turns.start(performance.now());
    part("[data-begin]").hidden = true;
    part("[data-end]").hidden = paced();
    if (paced()) {
      clock.start();
      caption("there");
    } else part("[data-end]").focus({ preventScroll: true });
  };
  const finish = () => {
    const byBeat = clock.running, last = turns.done;
    clock.stop();
    turns.end(performance.now(), byBeat);
    const times = turns.imagined.at(-1);
    part("[data-took]").textContent = times && !byBeat ? say("took").replace("{s}", times.toFixed(1)) : "";
    if (turns.done > last) at++;
    if (turns.over) return end("time");
    if (turns.done > last && asks(turns.done, turns.planned)) ask(true);
    else draw();
  };
  const pause = () => {
    clock.stop();
    turns.pause();
    if (phase === "sit" && !asking) draw();
  };

  // Until it ends it is one that was stopped here: that is what is kept when the page goes away.
  const sitting = () => {
    const times = { began, zone: zone(), now: new Date() };
    return phase === "before" ? null : sittingOf(value, turns.done, phase === "sit" ? "self" : ended, times, turns.imagined, turns.moved);
  };
  const saver = new Saver(form, sitting, () => phase === "after");
  const end = (how: Ended) => {
    if (phase !== "sit") return;
    clock.stop();
    speak("", false);
    ended = how;
    canvas.getContext("2d")?.clearRect(0, 0, canvas.width, canvas.height);
    const put = (name: string, what: string) => (part<HTMLInputElement>(`[name=${name}]`).value = what);
    put("done", String(turns.done));
    put("ended", how);
    part("[data-said]").textContent = say(how);
    go("after");
    void saver.save();
  };

  form.classList.add("on");
  // The page without a network holds every path: the one that was asked for is shown.
  const wanted = new URLSearchParams(location.search).get("path");
  const around = form.closest<HTMLElement>("[data-path]");
  if (around) around.hidden = wanted !== null && wanted !== around.dataset.path;
  for (const section of form.querySelectorAll<HTMLElement>("[data-phase]")) section.hidden = section.dataset.phase !== "before";
  void openPictures(form)
    .then(async (found) => {
      for (const name of new Set(specs.map((spec) => spec.part))) if (!(await found.load(name))) throw new Error(name);
      pictures = found;
      part<HTMLButtonElement>("[data-start]").disabled = false;
    })
    .catch(() => (part("[data-trouble]").hidden = false));

  part("[data-start]").addEventListener("click", () => {
    if (!pictures || !part<HTMLInputElement>("[name=today]").reportValidity()) return;
    if (value("today") === "no") {
      part("[data-not-today]").hidden = false;
      return part("[data-not-today]").focus();
    }
    turns = new Turns(specs.length, value("step") as Step);
    began = localInstant(new Date());
    go("sit");
    draw();
  });
  part("[data-begin]").addEventListener("click", start);
  part("[data-end]").addEventListener("click", finish);
  part("[data-pause]").addEventListener("click", pause);
  part("[data-skip]").addEventListener("click", () => {
    clock.stop();
    turns.skip();
    at++;
    draw();
  });
  part("[data-sore]").addEventListener("click", () => end("pain"));
  part("[data-stop]").addEventListener("click", () => end("self"));
  for (const button of form.querySelectorAll<HTMLButtonElement>("[data-answer]")) {
    button.addEventListener("click", () => {
      const answer = button.dataset.answer ?? "";
      if (answer === "odd") part<HTMLInputElement>("[name=odd]").checked = true;
      ask(false);
      const why = ends(answer);
      if (why) end(why);
      else draw();
    });
  }
  document.addEventListener("keydown", (event) => event.key === "Escape" && end("self"));
  // Whoever leaves in the middle stopped: it counts as that.
  document.addEventListener("click", (event) => (event.target as Element).closest("a[href]") && end("self"), true);
  document.addEventListener("visibilitychange", () => document.hidden && phase === "sit" && pause());
});

mount(document);
