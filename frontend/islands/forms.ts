/** Small helps for plain forms: sent on change, and parts that show when an answer asks for them. */
import { follow, island } from "./island.ts";

island("form[data-autosubmit]", (form) => form.addEventListener("change", () => (form as HTMLFormElement).requestSubmit()));

/** `data-show-when="values.pain_now"` with `data-at-least="8"` or `data-equals="other"`. */
island("[data-show-when]", (part) => {
  const form = part.closest("form");
  if (!form) return;
  const { showWhen = "", atLeast, equals } = part.dataset;
  const draw = () => {
    const given = new FormData(form).getAll(showWhen).map(String).filter((value) => value !== "");
    part.hidden = !given.some((value) => (atLeast === undefined ? value === equals : Number(value) >= Number(atLeast)));
  };
  form.addEventListener("change", draw);
  follow(part, draw);
});
