/** The time zone as the browser knows it, for a hidden field. */
import { island } from "./island.ts";

island("input[data-zone]", (field) => {
  if (field instanceof HTMLInputElement) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
});
