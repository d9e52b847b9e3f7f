/** A part of a page that takes longer: fetched after the page is shown. Without script its link leads to it. */
import { island, mount } from "./island.ts";

island("[data-fragment]", (place) => {
  const address = place.getAttribute("data-fragment");
  if (!address) return;
  const wait = setTimeout(() => place.querySelector<HTMLElement>("[data-waiting]")?.removeAttribute("hidden"), 1000);
  fetch(address, { headers: { "X-Fragment": "1" }, redirect: "error" })
    .then(async (answer) => {
      if (!answer.ok) return;
      const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.replaceChildren(...parsed.body.childNodes);
      mount(place);
    })
    .catch(() => undefined) // Offline: the link stays.
    .finally(() => { clearTimeout(wait); place.querySelector("[data-waiting]")?.setAttribute("hidden", ""); });
});
