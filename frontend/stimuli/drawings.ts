// Ready-made pictures of every posture and view for browsers without WebGL: left ones, turned and mirrored on the canvas.
import { filter } from "./ground.ts";
import type { Files, Painter, Spec } from "./pictures.ts";

// One drawing: the fields of a specification; upright, a left one, lit from the middle. `size` as there: under 1, there is more round it.
interface Drawing {
  file: string;
  part: string;
  posture: string;
  view: string;
  tone: number;
  size: number;
}

export class Drawings implements Painter {
  readonly #files: Files;
  #list: Drawing[] | null = null;
  readonly #images = new Map<string, HTMLImageElement>();

  constructor(files: Files) {
    this.#files = files;
  }

  async load(part: string): Promise<boolean> {
    const address = this.#files("flat");
    if (!address) return false;
    this.#list ??= (await (await fetch(address)).json()) as Drawing[];
    const wanted = this.#list.filter((one) => one.part === part);
    await Promise.all(wanted.map(async ({ file }) => {
      const source = this.#files(file);
      if (!source || this.#images.has(file)) return;
      const image = new Image();
      image.src = source;
      await image.decode();
      this.#images.set(file, image);
    }));
    return wanted.length > 0;
  }

  // Its skin tone, light and fingers are those of the drawing, whatever was asked for.
  draw<One extends Spec>(spec: One, canvas: HTMLCanvasElement): One | null {
    const drawing = this.#list?.find((one) => one.part === spec.part && one.view === spec.view && one.posture === spec.posture);
    const image = this.#images.get(drawing?.file ?? "");
    if (!drawing || !image) return null;
    const pen = canvas.getContext("2d")!, size = canvas.width, wide = (size * spec.size) / drawing.size;
    pen.save();
    pen.filter = filter(spec);
    pen.translate(size / 2, size / 2);
    pen.rotate((spec.angle_deg * Math.PI) / 180);
    if (spec.side === "right") pen.scale(-1, 1);
    pen.drawImage(image, -wide / 2, -wide / 2, wide, wide);
    pen.restore();
    return { ...spec, tone: drawing.tone, light: 0, jitter: [] };
  }
}
