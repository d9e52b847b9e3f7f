/** Touch practice: seconds that run down, one tap to stop, and saving that works without a network. */
import { localInstant, zone } from "../checkin/clock.ts";
import { REDRAW, island } from "../islands/island.ts";
import { keeper } from "../offline/page.ts";
import { uuid7 } from "../uuid7.ts";
import { Clock } from "./clock.ts";
import { goOf, stepsBack } from "./go.ts";
import { keep } from "./keep.ts";
import { tone } from "./tone.ts";

island("form[data-touch]", (element) => {
  const form = element as HTMLFormElement;
  const part = <T extends HTMLElement>(selector: string) => form.querySelector<T>(selector);
  const start = part<HTMLButtonElement>("[data-start]"), stop = part<HTMLButtonElement>("[data-stop]");
  const left = part("[data-left]"), bar = part<HTMLProgressElement>("[data-bar]"), said = part("[data-said]");
  const words = part("[data-phase=clock]")?.dataset ?? {};
  const done = form.querySelector<HTMLInputElement>("[name=done]");
  if (!start || !stop || !left || !done) return;
  const planned = () => Number(form.querySelector<HTMLInputElement>("[name=planned]")?.value ?? 0);

  const tell = (text: string | undefined) => said && (said.textContent = text ?? "");
  const ended = (seconds: number, text: string | undefined) => {
    clock.stop();
    done.value = String(seconds);
    form.dispatchEvent(new CustomEvent(REDRAW));
    tell(text);
    start.hidden = false;
    stop.hidden = true;
    part("[data-phase=after] input")?.focus();
  };
  const clock = new Clock((seconds) => {
    const whole = planned();
    left.textContent = String(Math.max(whole - seconds, 0));
    if (bar) bar.value = Math.min(seconds, whole);
    if (seconds >= whole) {
      tone(form);
      ended(whole, words.sayDone);
    }
  });

  form.classList.add("on");
  start.disabled = false;
  start.addEventListener("click", () => {
    if (new FormData(form).get("skin") === "not_today") return tell(words.saySkin);
    // The browser says what is missing, beside the question.
    const skin = form.querySelector<HTMLInputElement>("[name=skin]");
    if (skin && !skin.reportValidity()) return;
    left.textContent = String(planned());
    clock.start();
    tell(words.sayRunning);
    start.hidden = true;
    stop.hidden = false;
    stop.focus();
  });
  stop.addEventListener("click", () => {
    const seconds = clock.seconds;
    form.classList.add("stopped");
    ended(Math.min(seconds, planned()), words.sayStopped);
  });

  const account = keeper();
  if (!account) return;
  form.addEventListener("submit", (event) => {
    const given = new FormData(form), now = new Date();
    const go = goOf((name) => String(given.get(name) ?? ""), now, localInstant(now), zone());
    if (!go) return;
    event.preventDefault();
    clock.stop();
    const id = form.querySelector<HTMLInputElement>("[name=id]");
    const press = part<HTMLButtonElement>("[data-save]");
    if (press) press.disabled = true;
    const name = id?.value || uuid7();
    // Not taken and saved again: the same go.
    if (id) id.value = name;
    void keep(form, { kind: "touch", id: name, account, body: { ...go } }).then((ending) => {
      if (ending === "no") return form.submit();
      if (press) press.disabled = ending !== "problem";
      if (ending === "problem") return;
      // The kept copy of this page holds the seconds of before: it is fetched anew.
      if (typeof caches !== "undefined") void caches.open("mine").then((mine) => mine.delete("/offline/touch"));
      if (ending === "sent") return location.assign(`/train/touch?kept=${name}#l-${go.ladder}`);
      again(stepsBack(go, Number(form.dataset.rise)));
    });
  });

  /** It waits on this device: the form is ready for the next go, shorter when this one asks for it. */
  const again = (shorter: boolean) => {
    const id = form.querySelector<HTMLInputElement>("[name=id]"), amount = form.querySelector<HTMLInputElement>("[name=planned]");
    if (id) id.value = "";
    if (shorter && amount && form.dataset.shorter) amount.value = form.dataset.shorter;
    for (const field of form.querySelectorAll<HTMLInputElement>("input[type=radio], input[type=checkbox]")) field.checked = false;
    done.value = String(planned());
    left.textContent = String(planned());
    if (bar) [bar.max, bar.value] = [planned(), 0];
    form.classList.remove("stopped");
    tell("");
    form.dispatchEvent(new CustomEvent(REDRAW));
    const press = part<HTMLButtonElement>("[data-save]");
    if (press) press.disabled = false;
  };
});

// The page without a network opens at the ladder that was asked for.
island("[data-ladder]", (fold) => {
  const wanted = new URLSearchParams(location.search).get("ladder");
  if (wanted && fold instanceof HTMLDetailsElement) fold.open = fold.dataset.ladder === wanted;
});
