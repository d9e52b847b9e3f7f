/** Radios that can be taken back: a second tap on the chosen one, or Delete. */
import { changed, island } from "./island.ts";

island("[data-clearable]", (box) => {
  let before: Element | null = null;
  const take = (radio: HTMLInputElement) => {
    radio.checked = false;
    changed(radio);
  };
  box.addEventListener("pointerdown", () => (before = box.querySelector("input[type=radio]:checked")));
  box.addEventListener("click", (event) => {
    // `detail` is 0 for a key: a screen reader may press Space on the chosen one and must not lose it.
    if (event.detail > 0 && event.target === before) take(before as HTMLInputElement);
    before = null;
  });
  box.addEventListener("keydown", (event) => {
    const radio = event.target as HTMLInputElement;
    if ((event.key === "Delete" || event.key === "Backspace") && radio.checked) take(radio);
  });
});
