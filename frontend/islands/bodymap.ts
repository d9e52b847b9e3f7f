/** The body map: the drawing and the chips mirror a list of checkboxes, which is the answer. */
import { words } from "../words.ts";
import { changed, follow, icon, island, mount } from "./island.ts";

type Way = readonly [x: number, y: number];
const WAYS: Record<string, Way> = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const LIST_FIRST = "map-list";

/** The point that lies best in the direction `way` from `from`: near, and not far off to the side. */
export function next<T>(from: Way, way: Way, points: readonly (readonly [T, Way])[]): T | undefined {
  let best: T | undefined;
  let least = Infinity;
  for (const [name, [x, y]] of points) {
    const dx = x - from[0], dy = y - from[1];
    const ahead = dx * way[0] + dy * way[1], aside = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
    if (ahead > 4 && ahead + 2.2 * aside < least) {
      least = ahead + 2.2 * aside;
      best = name;
    }
  }
  return best;
}

/** A copy of `template` with `{id}` and `{name}` filled in, in attributes and in text. */
function filled(template: HTMLTemplateElement, values: Record<string, string>): DocumentFragment {
  const copy = template.content.cloneNode(true) as DocumentFragment;
  const put = (text: string) => text.replace(/\{(id|name)\}/g, (_, key: string) => values[key] ?? "");
  const walker = document.createTreeWalker(copy, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node instanceof Element) for (const attribute of node.attributes) attribute.value = put(attribute.value);
    else node.textContent = put(node.textContent ?? "");
  }
  return copy;
}

island("[data-bodymap]", (box) => {
  const boxes = [...box.querySelectorAll<HTMLInputElement>("input[name=regions]")];
  const byId = new Map(boxes.map((field) => [field.value, field]));
  const nameOf = (id: string) => byId.get(id)?.closest("label")?.textContent?.trim() ?? id;
  const svg = box.querySelector<SVGSVGElement>(".map svg");
  const shapes = [...box.querySelectorAll<SVGGraphicsElement>(".map .r")].filter((shape) => byId.has(shape.id));
  const chips = box.querySelector<HTMLElement>(".picked");

  const pick = (id: string, on: boolean) => {
    const field = byId.get(id);
    if (!field || field.checked === on) return;
    field.checked = on;
    changed(field);
  };

  const chipOf = (id: string) => chips?.querySelector<HTMLButtonElement>(`[data-id="${id}"]`);
  const drawChips = (picked: string[]) => {
    if (!chips) return;
    for (const chip of chips.querySelectorAll<HTMLElement>("[data-id]")) if (!picked.includes(chip.dataset.id!)) chip.remove();
    for (const id of picked) {
      if (chipOf(id)) continue;
      const chip = document.createElement("button");
      chip.type = "button";
      chip.dataset.id = id;
      chip.setAttribute("aria-label", words("remove", { name: nameOf(id) }));
      chip.append(nameOf(id), icon("x"));
      chip.addEventListener("click", () => {
        const beside = (chip.nextElementSibling ?? chip.previousElementSibling) as HTMLElement | null;
        pick(id, false);
        (beside ?? box.querySelector<HTMLElement>(".map .r[tabindex='0']"))?.focus();
      });
      chips.append(chip);
    }
  };

  const details = box.querySelector<HTMLElement>("[data-region-details]");
  const template = box.querySelector<HTMLTemplateElement>("template[data-region-template]");
  const put = new Map<string, Element>();
  const drawDetails = (picked: string[]) => {
    if (!details) return;
    for (const block of [...details.querySelectorAll<HTMLElement>(":scope > [data-region]")]) {
      if (picked.includes(block.dataset.region!)) continue;
      // Kept for when she picks it again; out of the form it sends nothing.
      put.set(block.dataset.region!, block);
      block.remove();
    }
    for (const id of picked) {
      if (!template || details.querySelector(`:scope > [data-region="${id}"]`)) continue;
      details.append(put.get(id) ?? filled(template, { id, name: nameOf(id) }));
    }
    mount(details);
  };

  const draw = () => {
    const picked = boxes.filter((field) => field.checked).map((field) => field.value);
    for (const shape of shapes) shape.setAttribute("aria-checked", String(picked.includes(shape.id)));
    drawChips(picked);
    drawDetails(picked);
  };
  box.addEventListener("change", (event) => (event.target as HTMLInputElement).name === "regions" && draw());
  for (const press of box.querySelectorAll<HTMLElement>("[data-same-as]")) {
    press.addEventListener("click", () => press.dataset.sameAs!.split(" ").forEach((id) => pick(id, true)));
  }
  if (svg) walkable(svg, shapes, pick);
  listFirst(box);
  follow(box, draw);
});

/** One tab stop for each view; arrow keys walk, Space picks. */
function walkable(svg: SVGSVGElement, shapes: SVGGraphicsElement[], pick: (id: string, on: boolean) => void): void {
  const ring = svg.appendChild(document.createElementNS(svg.namespaceURI!, "use")) as SVGUseElement;
  ring.setAttribute("class", "ring");
  const flip = (shape: Element) => pick(shape.id, shape.getAttribute("aria-checked") !== "true");
  const middle = (shape: SVGGraphicsElement): Way => {
    const { x, y, width, height } = shape.getBBox();
    return [x + width / 2, y + height / 2];
  };
  for (const view of svg.querySelectorAll<SVGGElement>("g[role=group]")) {
    const mine = shapes.filter((shape) => view.contains(shape));
    mine.forEach((shape) => shape.setAttribute("role", "checkbox"));
    const stop = (at: SVGGraphicsElement | undefined) => mine.forEach((s) => s.setAttribute("tabindex", s === at ? "0" : "-1"));
    stop(mine[0]);
    view.addEventListener("click", (event) => {
      const shape = (event.target as Element).closest<SVGGraphicsElement>(".r");
      if (!shape || !mine.includes(shape)) return;
      stop(shape);
      flip(shape);
    });
    view.addEventListener("focusin", (event) => {
      const shape = event.target as Element;
      if (shape.matches(":focus-visible")) ring.setAttribute("href", `#${shape.id}`);
    });
    view.addEventListener("focusout", () => ring.removeAttribute("href"));
    view.addEventListener("keydown", (event) => {
      const shape = event.target as SVGGraphicsElement;
      const way = WAYS[event.key];
      if (event.key === " " || event.key === "Enter") flip(shape);
      else if (!way) return;
      event.preventDefault();
      if (!way) return;
      const there = next(middle(shape), way, mine.filter((s) => s !== shape).map((s) => [s, middle(s)] as const));
      if (!there) return;
      stop(there);
      there.focus();
    });
  }
}

/** Some cannot bear to look at the limb: an open list puts the drawing away, and stays the choice on this device. */
function listFirst(box: HTMLElement): void {
  const list = box.querySelector<HTMLDetailsElement>("details[data-list]");
  if (!list) return;
  const show = () => box.toggleAttribute("data-list-only", list.open);
  try {
    list.open ||= localStorage.getItem(LIST_FIRST) === "1";
  } catch {
    // Storage is switched off: the choice holds for this page only.
  }
  list.addEventListener("toggle", () => {
    show();
    try {
      localStorage.setItem(LIST_FIRST, list.open ? "1" : "0");
    } catch {
      // As above.
    }
  });
  show();
}
