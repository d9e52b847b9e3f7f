/** A part of a page that takes longer: fetched after the page is shown. Without script its link leads to it. */
import { island, mount } from "./island.ts";

const SOON_MS = 1000;

island("[data-fragment]", (place) => {
  const waiting = place.querySelector<HTMLElement>("[data-waiting]");
  const say = setTimeout(() => waiting?.removeAttribute("hidden"), SOON_MS);
  fetch(place.dataset.fragment!, { headers: { "X-Fragment": "1" }, redirect: "error" })
    .then(async (answer) => {
      if (!answer.ok) return;
      const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.replaceChildren(...parsed.body.childNodes);
      mount(place);
    })
    .catch(() => undefined) // No network, or signed out: the link stays.
    .finally(() => {
      clearTimeout(say);
      waiting?.setAttribute("hidden", "");
    });
});
