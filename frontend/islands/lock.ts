/** The lock: the screen is empty at once, before the server has answered. What was not sent yet stays, sealed. */
import { island } from "./island.ts";

island("form[data-lock]", (form) => {
  if (!(form instanceof HTMLFormElement)) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    document.documentElement.classList.add("locked");
    // The blank form with her own factors; the next one to sign in gets their own.
    const gone = typeof caches === "undefined" ? Promise.resolve(false) : caches.delete("mine");
    void gone.catch(() => false).then(() => form.submit());
  });
});

// A page that the browser kept whole would come back with the back button.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && document.documentElement.classList.contains("locked")) location.replace("/switch");
});
