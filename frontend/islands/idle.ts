/** A clinician's screen that was left alone: says so a minute before, then leaves the page. Any touch or key counts. */
import { island } from "./island.ts";

const MINUTE = 60_000;

island("[data-idle]", (note) => {
  const minutes = Number(note.dataset.idle);
  if (!(minutes > 0)) return;
  const limit = minutes * MINUTE;
  let used = Date.now();
  let told = used;
  const use = () => {
    used = Date.now();
    note.hidden = true;
    // The server counts, too: it is told at most once a minute.
    if (used - told > MINUTE) {
      told = used;
      void fetch("/accounts/here/", { cache: "no-store", redirect: "manual" }).catch(() => undefined);
    }
  };
  for (const kind of ["pointerdown", "keydown", "scroll"]) window.addEventListener(kind, use, { passive: true });
  setInterval(() => {
    const left = limit - (Date.now() - used);
    note.hidden = left > MINUTE;
    // The server ends the session, too: leaving the page alone would not.
    if (left <= 0) note.querySelector("form")?.submit();
  }, 5000);
});
