/** Islands: a function that adds to one element. The element works without it. */

type Enhance = (element: HTMLElement) => void;

const islands: [selector: string, enhance: Enhance][] = [];
const done = new WeakMap<Element, Set<Enhance>>();

/** Register `enhance` for every element that matches `selector`. */
export function island(selector: string, enhance: Enhance): void {
  islands.push([selector, enhance]);
}

/** Enhance everything under `root` that has not been enhanced yet. */
export function mount(root: ParentNode): void {
  for (const [selector, enhance] of islands) {
    for (const element of root.querySelectorAll<HTMLElement>(selector)) {
      const seen = done.get(element) ?? new Set();
      if (seen.has(enhance)) continue;
      done.set(element, seen.add(enhance));
      enhance(element);
    }
  }
}

/** Sent to a form after a script has changed its native controls, so that what mirrors them can follow. */
export const REDRAW = "dd:redraw";

/** Call `draw` now and whenever the native controls were changed behind its back. */
export function follow(element: HTMLElement, draw: () => void): void {
  const form = element.closest("form");
  form?.addEventListener(REDRAW, draw);
  form?.addEventListener("reset", () => setTimeout(draw));
  draw();
}

/** Tell the form that a control changed, as a person's tap would. */
export function changed(control: HTMLElement): void {
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

const SVG = "http://www.w3.org/2000/svg";
const ICONS = { minus: "M5 12h14", plus: "M5 12h14M12 5v14", x: "M18 6 6 18M6 6l12 12", alert: "M12 8v4M12 16h.01M2 12a10 10 0 1 0 20 0 10 10 0 1 0-20 0" };

/** One of the few icons that scripts draw. */
export function icon(name: keyof typeof ICONS): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "i sm");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(SVG, "path"));
  svg.firstElementChild!.setAttribute("d", ICONS[name]);
  return svg;
}

/** A plain button with words, an icon, or both. */
export function button(className: string, label: string, press: () => void, image?: SVGElement): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  if (className.includes("icon")) made.setAttribute("aria-label", label);
  else made.append(label);
  if (image) made.append(image);
  made.addEventListener("click", press);
  return made;
}
