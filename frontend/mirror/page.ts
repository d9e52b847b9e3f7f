/** The mirror: set up, run, stop. Words come from the form; the camera is opened on a tap and let go at once. */
import { localInstant, zone } from "../checkin/clock.ts";
import { island } from "../islands/island.ts";
import { Saver } from "../practice/saver.ts";
import { ends, sittingOf, type Ended } from "../practice/sitting.ts";
import { tone } from "../practice/tone.ts";
import { Camera } from "./camera.ts";
import { Counter, grey, HIGH, WIDE } from "./counter.ts";
import { layout, type View } from "./geometry.ts";
import { clock, Minutes } from "./minutes.ts";
import { light } from "./pace.ts";
import { recall, remember } from "./setup.ts";

type Phase = "how" | "ready" | "before" | "sit" | "after";
// What can stand between her and the picture; each has its sentence on the form.
type Pause = "hidden" | "lost" | "slow" | "late" | "turned" | "still" | "denied" | "none" | "busy" | "insecure";

island("form[data-mirror]", (element) => {
  const form = element as HTMLFormElement;
  const part = <T extends HTMLElement = HTMLElement>(selector: string) => form.querySelector<T>(selector)!;
  const value = (name: string) => String(new FormData(form).get(name) ?? "");
  const say = (key: string) => form.dataset[`say${key[0]!.toUpperCase()}${key.slice(1)}`] ?? "";
  const stage = part("[data-picture]"), shown = part<HTMLVideoElement>("[data-shown]"), reflected = part<HTMLVideoElement>("[data-reflected]");
  const camera = new Camera([shown, reflected]);
  const small = document.createElement("canvas");
  [small.width, small.height] = [WIDE, HIGH];
  const pen = small.getContext("2d", { willReadFrequently: true });
  const view: View = { ...recall(), show: form.dataset.good === "left" ? "left" : "right" };
  let phase: Phase = "how", minutes = new Minutes(Number(value("planned"))), counter = new Counter();
  let began = "", running = false, last = 0, ended: Ended = "time";

  const lay = () => {
    const found = layout(view);
    for (const video of [shown, reflected]) video.style.clipPath = found.clip;
    shown.style.transform = found.shown;
    reflected.style.transform = found.reflected;
    part("[data-seam]").style.left = `${view.mid * 100}%`;
    remember(view);
  };

  const byCamera = () => value("how") === "camera";
  const go = (to: Phase, focus = true) => {
    phase = to;
    form.dataset.at = to;
    for (const section of form.querySelectorAll<HTMLElement>("[data-phase]")) section.hidden = section.dataset.phase !== to;
    for (const only of form.querySelectorAll<HTMLElement>("[data-only]")) only.hidden = only.dataset.only !== value("how");
    stage.hidden = !byCamera() || (to !== "ready" && to !== "sit");
    stage.classList.toggle("half", to === "ready");
    part("[data-trouble]").hidden = true;
    if (focus) part(`[data-phase=${to}] h2`).focus({ preventScroll: true });
    if (focus) scrollTo(0, 0);
  };
  /** The plain colour, and the camera off. Nothing is asked first. */
  const neutral = () => {
    stage.classList.add("neutral");
    camera.stop();
  };

  const trouble = (what: Pause) => {
    neutral();
    running = false;
    if (phase === "sit") {
      part("[data-paused]").hidden = false;
      part("[data-why]").textContent = say(what);
      part("[data-on]").hidden = what === "late";
      // A late camera does not come back: the other way has the focus then.
      part(what === "late" ? "[data-paused] [data-real]" : "[data-on]").focus();
    } else {
      part("[data-trouble]").hidden = false;
      part("[data-wrong]").textContent = say(what);
      part("[data-switch]").hidden = what === "late";
      part("[data-ready]").hidden = true;
    }
  };

  /** The camera on and the picture seen; false when that did not work. */
  const see = async (): Promise<boolean> => {
    lay();
    const wrong = await camera.start(() => trouble("lost"));
    if (wrong) {
      trouble(wrong);
      return false;
    }
    // It was stopped while it opened.
    if (!camera.open) return false;
    shown.addEventListener("loadedmetadata", () => shown.videoWidth > 0 && stage.style.setProperty("--ratio", `${shown.videoWidth}/${shown.videoHeight}`), { once: true });
    part("[data-trouble]").hidden = true;
    stage.classList.remove("neutral");
    return true;
  };

  const look = () => {
    if (!camera.open) return;
    const delay = camera.delay.median, state = light(delay), rate = camera.rate.second(performance.now());
    const words = part("[data-light]");
    words.dataset.light = state;
    const told = say(`light-${state}`.replace(/-(\w)/, (_all, letter: string) => letter.toUpperCase()));
    const text = told.replace("{ms}", String(Math.max(0, Math.round(delay ?? 0)))) + (rate === null ? "" : ` ${say("rate").replace("{n}", String(Math.round(rate)))}`);
    if (words.textContent !== text) words.textContent = text;
    if (state === "off") trouble("late");
    else if (camera.rate.stutters(performance.now())) trouble("slow");
  };

  const count = () => {
    if (!pen || !camera.open || shown.readyState < 2) return;
    const { from, to } = layout(view);
    pen.drawImage(shown, from * shown.videoWidth, 0, (to - from) * shown.videoWidth, shown.videoHeight, 0, 0, WIDE, HIGH);
    counter.see(grey(pen.getImageData(0, 0, WIDE, HIGH).data));
    part("[data-count]").textContent = String(counter.count);
  };

  const drawTime = () => {
    part("[data-time]").textContent = `${clock(minutes.done)} / ${clock(minutes.planned)}`;
    part<HTMLProgressElement>("[data-bar]").value = minutes.done;
  };
  const beatOnce = () => {
    const now = performance.now();
    look();
    if (phase !== "sit" || !running) return void (last = now);
    if (counts()) count();
    const due = minutes.run((now - last) / 1000);
    last = now;
    drawTime();
    if (due === "ask") part("[data-check]").hidden = false;
    if (due === "unanswered") pauseFor("still");
    if (due === "over") {
      tone(form);
      end("time");
    }
  };
  const pauseFor = (what: Pause) => phase === "sit" && running && trouble(what);

  const run = async () => {
    if (byCamera() && !camera.open && !(await see())) return;
    if (document.hidden) return trouble("hidden");
    part("[data-paused]").hidden = part("[data-check]").hidden = true;
    minutes.answered();
    last = performance.now();
    running = true;
    part("[data-stop]").focus({ preventScroll: true });
  };

  const begin = () => {
    minutes = new Minutes(Number(value("planned")));
    counter = new Counter();
    began = localInstant(new Date());
    drawTime();
    go("sit", false);
    scrollTo(0, 0);
    void run();
  };

  const counts = () => byCamera() && value("step") !== "look";
  // Until it ends it is one that was stopped here: that is what is kept when the page goes away.
  const sitting = () => {
    const times = { began, zone: zone(), now: new Date() };
    if (phase === "after") return sittingOf(value, minutes.done, ended, times);
    return phase === "sit" ? { ...sittingOf(value, minutes.done, "self", times), counted: counts() ? counter.found : null } : null;
  };
  const saver = new Saver(form, sitting, () => phase === "after");

  /** One tap: the plain colour, the camera off, no question. */
  const end = (how: Ended) => {
    if (phase !== "sit") return;
    neutral();
    running = false;
    ended = how;
    const put = (name: string, what: string) => (part<HTMLInputElement>(`[name=${name}]`).value = what);
    put("done", String(Math.round(minutes.done)));
    put("ended", how);
    if (counts()) put("counted", String(counter.found));
    part("[data-counted]").hidden = value("counted") === "";
    part("[data-said]").textContent = say(how);
    go("after");
    void saver.save();
  };

  form.classList.add("on");
  // The page without a network holds every path: the one that was asked for is shown.
  const wanted = new URLSearchParams(location.search).get("path");
  const around = form.closest<HTMLElement>("[data-path]");
  if (around) around.hidden = wanted !== null && wanted !== around.dataset.path;
  go("how", false);
  setInterval(beatOnce, 66);
  addEventListener("pagehide", neutral);

  for (const button of form.querySelectorAll<HTMLButtonElement>("[data-go]")) {
    button.addEventListener("click", () => {
      const to = button.dataset.go as Phase;
      const asked = phase === "how" && to === "ready" ? [...form.querySelectorAll<HTMLInputElement>("[data-phase=how] input[required]")] : [];
      if (asked.some((field) => !field.reportValidity())) return;
      if (to === "ready" && value("today") === "no") {
        part("[data-not-today]").hidden = false;
        return part("[data-not-today]").focus();
      }
      if (to === "how") neutral();
      go(to);
      if (to === "ready") part("[data-ready]").hidden = byCamera() && !camera.open;
    });
  }
  const real = () => {
    part<HTMLInputElement>("[name=how][value=mirror]").checked = true;
    neutral();
    if (phase !== "sit") return go("ready"), void (part("[data-ready]").hidden = false);
    for (const only of form.querySelectorAll<HTMLElement>("[data-only]")) only.hidden = only.dataset.only !== "mirror";
    stage.hidden = true;
    void run();
  };
  for (const button of form.querySelectorAll<HTMLButtonElement>("[data-real]")) button.addEventListener("click", real);
  part("[data-switch]").addEventListener("click", () => {
    void see().then((there) => (part("[data-ready]").hidden = !there));
  });
  part("[data-start]").addEventListener("click", begin);
  part("[data-on]").addEventListener("click", () => void run());
  // Finger down, not finger up; the click is for whoever presses it with a screen reader.
  for (const spot of [part("[data-stop]"), stage]) spot.addEventListener("pointerdown", () => end("self"));
  part("[data-stop]").addEventListener("click", () => end("self"));
  document.addEventListener("keydown", (event) => {
    if (phase !== "sit") return;
    const other = event.target instanceof HTMLElement && event.target.matches("button:not([data-stop]), a, input");
    if (event.key !== "Escape" && (event.key !== " " || other)) return;
    event.preventDefault();
    end("self");
  });
  for (const button of form.querySelectorAll<HTMLButtonElement>("[data-answer]")) {
    button.addEventListener("click", () => {
      const answer = button.dataset.answer ?? "";
      part("[data-check]").hidden = true;
      minutes.answered();
      if (answer === "odd") part<HTMLInputElement>("[name=odd]").checked = true;
      const why = ends(answer);
      if (why) end(why);
      else part("[data-stop]").focus({ preventScroll: true });
    });
  }
  part<HTMLInputElement>("[data-mid]").value = String(view.mid);
  part("[data-mid]").addEventListener("input", () => ((view.mid = Number(part<HTMLInputElement>("[data-mid]").value)), lay()));
  for (const name of ["flipX", "flipY"] as const) {
    const box = part<HTMLInputElement>(`[data-${name === "flipX" ? "flip-x" : "flip-y"}]`);
    box.checked = view[name];
    box.addEventListener("change", () => ((view[name] = box.checked), lay()));
  }
  document.addEventListener("visibilitychange", () => document.hidden && (running || camera.open) && trouble("hidden"));
  // Whoever leaves in the middle stopped: it counts as that.
  document.addEventListener("click", (event) => (event.target as Element).closest("a[href]") && end("self"), true);
  matchMedia("(orientation: portrait)").addEventListener("change", () => byCamera() && pauseFor("turned"));
});
