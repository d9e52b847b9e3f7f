/** A tick that shows what was typed into a password field. It is hidden again before the form goes. */
import { island } from "./island.ts";

island("[data-reveal]", (tick) => {
  const field = document.getElementById(tick.dataset.reveal ?? "");
  if (!(tick instanceof HTMLInputElement) || !(field instanceof HTMLInputElement)) return;
  const show = () => (field.type = tick.checked ? "text" : "password");
  tick.addEventListener("change", show);
  // A browser keeps what is sent from a text field as a suggestion for the next one.
  field.form?.addEventListener("submit", () => {
    tick.checked = false;
    show();
  });
  show();
});
