// Left or right: one calm task. The picture is ready before it is shown; its time is that of the frame, the answer's that of the input.
import { localInstant, zone } from "../checkin/clock.ts";
import { island } from "../islands/island.ts";
import { openPictures, type Pictures, type Spec } from "../stimuli/pictures.ts";
import { chance, wilson } from "./ability.ts";
import { Frames } from "./frames.ts";
import { Keeper } from "./keeper.ts";
import { Run, type Deal, type Measured, type Side } from "./run.ts";
import { Switch } from "./switch.ts";

// Between an answer and the next picture, in milliseconds; longer when it says whether it was right.
const GAP = 500, SAID = 900;
// What the server takes: a picture that stood open longer was left, and its time says nothing.
const LONGEST_MS = 3_600_000, MOST_DROPPED = 32_000;
const KEYS: Record<string, Side> = { f: "left", l: "left", arrowleft: "left", j: "right", r: "right", arrowright: "right" };

interface List {
  deal: Deal;
  places: Spec[][];
}

interface Open {
  spec: Spec;
  onset: number;
  dropped: number;
  usable: boolean;
}

island("form[data-recognise]", (element) => {
  const form = element as HTMLFormElement;
  const part = <T extends HTMLElement = HTMLElement>(selector: string) => form.querySelector<T>(selector)!;
  const say = (key: string, values: Record<string, string | number> = {}) =>
    (form.dataset[`say${key[0]!.toUpperCase()}${key.slice(1)}`] ?? "").replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  const ticked = (name: string) => form.querySelector<HTMLInputElement>(`[name=${name}]`)?.checked === true;
  const number = (name: string) => {
    const found = new FormData(form).get(name);
    return found === null || found === "" ? null : Number(found);
  };
  const dealt = JSON.parse(document.getElementById("deal")!.textContent!) as List & { flare: List | null };
  const alone = form.dataset.alone !== undefined;
  const canvases = [...form.querySelectorAll<HTMLCanvasElement>("[data-canvas]")] as [HTMLCanvasElement, HTMLCanvasElement];
  const frames = new Frames(), scan = new Switch(form);
  let { deal, places } = dealt as List, run = new Run(deal, places), keeper = new Keeper(form), pictures: Pictures | null = null;
  let open: Open | null = null, paused = false, spoiled = false, over = true, front = 0, began = "", turn = 0, away = 0;

  const phase = (name: "before" | "run" | "after") => {
    form.dataset.at = name;
    for (const one of form.querySelectorAll<HTMLElement>("[data-phase]")) one.hidden = one.dataset.phase !== name;
    document.body.classList.toggle("in-run", name === "run");
    if (name === "after") part("[data-phase=after] h2").focus();
  };
  const document_ = (ended: "running" | "stopped" | "whole") => run.document({
    person: form.dataset.person, at: began, zone: zone(), saved_at: new Date().toISOString(), ended, before: number("before"), after: number("after"),
    later: null, colour: ticked("colour"), swelling: ticked("swelling"), odd: ticked("odd"), dizzy: ticked("dizzy"), device: device(),
    frame_ms: frames.interval,
  });
  const count = () => {
    part("[data-count]").textContent = say("count", { n: run.answers.length, of: deal.planned });
    part<HTMLProgressElement>("[data-bar]").value = run.answers.length;
  };
  const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  /** Draw the next picture behind, wait, show it in a frame. */
  const show = async (gap: number) => {
    const mine = ++turn, next = run.next;
    if (!next) return end("whole");
    let spec = next;
    const back = canvases[1 - front]!, started = performance.now();
    try {
      // What is kept is what was shown.
      spec = await pictures!.draw(next, back);
    } catch (error) {
      console.error(error);
      return end("stopped");
    }
    performance.measure("picture", { start: started, detail: spec.item });
    await rest(gap);
    if (mine !== turn || paused || over) return;
    const onset = await frames.next(() => {
      part("[data-said]").textContent = "";
      canvases[front]!.style.opacity = "0";
      back.style.opacity = "1";
    });
    front = 1 - front;
    // It was stopped or paused within this very frame: then it was not shown to be answered.
    if (mine !== turn || paused || over) return void (canvases[front]!.style.opacity = "0");
    // Another window may have come to the front before it.
    open = { spec, onset, dropped: frames.dropped, usable: !spoiled && document.hasFocus() };
    spoiled = false;
    if (ticked("switch")) scan.start();
    if (alone) void byItself(open);
  };

  const hide = () => {
    open = null;
    scan.stop();
    void frames.next(() => canvases.forEach((canvas) => (canvas.style.opacity = "0")));
  };

  /** One answer to the picture that is open; anything else (a second tap, a key in between) answers nothing. */
  const respond = (response: Side | "", at: number, way: Measured["way"]) => {
    const found = open;
    if (!found || at < found.onset) return;
    hide();
    const measured: Measured = {
      onset_ms: found.onset, rt_ms: Math.min(at - found.onset, LONGEST_MS), handler_ms: Math.max(performance.now() - at, 0), dropped: Math.min(frames.dropped - found.dropped, MOST_DROPPED),
      usable: found.usable && way !== "switch" && at - found.onset < LONGEST_MS, away, way,
    };
    away = 0;
    const made = run.answer(found.spec, response, measured);
    count();
    if (!alone) void keeper.note(document_("running"));
    const told = ticked("feedback") && deal.kind !== "weekly";
    if (told) part("[data-said]").textContent = !response ? say("skipped") : say(response === made.side ? "right" : made.side === "left" ? "wasLeft" : "wasRight");
    void show(told ? SAID : GAP);
  };

  /** A picture that was open while the page was away or turned is shown again, and its time is marked. */
  const pause = (on: boolean) => {
    if (over || paused === on) return;
    paused = on;
    spoiled ||= open !== null;
    turn++;
    hide();
    part("[data-pause-off]").hidden = on;
    part("[data-pause-on]").hidden = !on;
    part("[data-said]").textContent = on ? say("paused") : "";
    if (!on) void show(GAP);
  };

  const end = (ended: "stopped" | "whole") => {
    if (over) return;
    over = true;
    turn++;
    hide();
    for (const canvas of canvases) canvas.style.opacity = "0";
    const [n, right] = [run.answered, run.right], [low, high] = n ? wilson(right, n) : [0, 1];
    const words = say(n === 1 ? "doneOne" : "done", { n, right, low: Math.round(low * 100), high: Math.round(high * 100) });
    part("[data-result]").textContent = alone ? `${words} ${say("alone")}` : n || run.answers.length ? words : say("none");
    const nothing = alone || run.answers.length === 0;
    for (const one of form.querySelectorAll<HTMLElement>("[data-kept]")) one.hidden = nothing;
    part("[data-back]").hidden = !nothing;
    phase("after");
    form.dataset.ended = ended;
    if (!nothing) void keeper.note(document_(ended));
    frames.stop();
  };

  const byItself = async (now: Open) => {
    const right = Math.random() < chance(deal.ability, now.spec.difficulty);
    await rest(120 + 200 * Math.random());
    if (open === now) respond(right === (now.spec.side === "right") ? "right" : "left", performance.now(), "click");
  };

  const press = part<HTMLButtonElement>("[data-start]");
  press.disabled = false;
  press.addEventListener("click", () => {
    press.disabled = true;
    ({ deal, places } = (ticked("flare") && dealt.flare) || dealt);
    run = new Run(deal, places);
    [keeper, paused, spoiled, over, began, away] = [new Keeper(form), false, false, false, localInstant(new Date()), 0];
    const size = devicePixelRatio > 1.5 ? 512 : 384;
    for (const canvas of canvases) if (canvas.width !== size) [canvas.width, canvas.height] = [size, size];
    void (async () => {
      try {
        pictures ??= await openPictures(document);
        for (const name of new Set(places.flat().map((spec) => spec.part))) if (!(await pictures.load(name))) throw new Error(name);
        for (const address of new Set(places.flat().flatMap((spec) => spec.own ?? []))) await pictures.photo(address);
        await pictures.warm(places.flat(), size);
      } catch (error) {
        console.error(error);
        part("[data-trouble]").hidden = false;
        part("[data-trouble]").textContent = say("trouble");
        over = true;
        return void (press.disabled = false);
      }
      press.disabled = false;
      phase("run");
      count();
      frames.start();
      void show(GAP);
    })();
  });

  for (const press of form.querySelectorAll<HTMLElement>("[data-side]")) {
    const side = press.dataset.side as Side;
    // The first finger that comes down; a second one answers nothing.
    press.addEventListener("pointerdown", (event) => event.isPrimary && event.button === 0 && !scan.on && respond(side, event.timeStamp, "pointer"));
    // Enter, a screen reader or voice control: a press without a pointer.
    press.addEventListener("click", (event) => event.detail === 0 && !scan.on && respond(side, event.timeStamp, "click"));
  }
  part("[data-phase=run]").addEventListener("pointerdown", (event) => {
    if (scan.on && !(event.target as HTMLElement).closest("[data-stop], [data-pause], [data-skip], a")) respond(scan.side, event.timeStamp, "switch");
  });
  document.addEventListener("keydown", (event) => {
    if (over || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const key = event.key.toLowerCase(), side = KEYS[key];
    if (key === "escape") return end("stopped");
    if (key === "p") return pause(!paused);
    if (key === "s") return respond("", event.timeStamp, "key");
    const onButton = event.target instanceof HTMLElement && event.target.closest("button, a") !== null;
    if (scan.on && !onButton) return respond(scan.side, event.timeStamp, "switch");
    if (!side) return;
    event.preventDefault();
    respond(side, event.timeStamp, "key");
  });
  part("[data-skip]").addEventListener("click", (event) => respond("", event.timeStamp, "pointer"));
  part("[data-pause]").addEventListener("click", () => pause(!paused));
  part("[data-stop]").addEventListener("click", () => end("stopped"));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden || over) return;
    away++;
    pause(true);
  });
  // Another window is in front: the picture may still be seen, but who looks elsewhere is not timed.
  addEventListener("blur", () => {
    if (open) open.usable = false;
  });
  matchMedia("(orientation: portrait)").addEventListener("change", () => {
    if (open) open.usable = false;
  });

  part("[data-save]").addEventListener("click", () => {
    const press = part<HTMLButtonElement>("[data-save]");
    press.disabled = true;
    const ended = form.dataset.ended as "stopped" | "whole";
    void keeper.end(document_(ended)).then((ending) => {
      press.disabled = ending === "waits";
      part("[data-back]").hidden = ending === "problem";
      // The kept copy of this page holds the list of before.
      if (ending !== "problem" && typeof caches !== "undefined" && ending === "sent") void caches.open("mine").then((mine) => mine.delete("/offline/recognise"));
      if (ending === "sent") location.assign(`/train?kept=${keeper.id}`);
    });
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("dd:taken-back", () => location.assign("/train"));
});

/** What it was answered on, so that times are compared within a device only. */
function device(): string {
  const { width, height } = screen;
  const kind = navigator.maxTouchPoints > 0 ? "touch" : "mouse";
  return `${Math.max(width, height)}x${Math.min(width, height)}@${devicePixelRatio} ${kind} ${navigator.platform}`.slice(0, 120);
}
