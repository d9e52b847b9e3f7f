/** A letter beside its form: drawn again by the server a moment after a change. */
import { island } from "./island.ts";

const PAUSE = 400;

island("form[data-letter]", (element) => {
  const form = element as HTMLFormElement;
  const page = form.querySelector<HTMLElement>("[data-letter-page]");
  const address = form.dataset.letter;
  if (!page || !address) return;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  const draw = async () => {
    const turn = ++asked;
    try {
      const answer = await fetch(address, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      // An answer that comes late must not stand over a newer one.
      if (!answer.ok || answer.redirected || turn !== asked) return;
      const made = new DOMParser().parseFromString(await answer.text(), "text/html");
      page.replaceChildren(...made.body.childNodes);
    } catch {
      // Without a network the page keeps the letter as it was last drawn; saving says so.
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void draw(), PAUSE);
  });
  form.addEventListener("change", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void draw(), PAUSE);
  });
});
