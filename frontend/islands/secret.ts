/** A secret that came behind the # of the address: into the field, and out of the address and its history. */
import { island } from "./island.ts";

island("input[data-secret]", (field) => {
  const secret = location.hash.slice(1);
  if (!(field instanceof HTMLInputElement) || secret === "") return;
  field.value = secret;
  history.replaceState(null, "", location.pathname + location.search);
});
