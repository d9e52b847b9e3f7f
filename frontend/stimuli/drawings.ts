// Ready-made pictures of left hands and feet for browsers without WebGL: turned and mirrored on the canvas.
import type { Files, Painter, Spec } from "./pictures.ts";

// One drawing: the fields of a specification, upright, of a left limb.
interface Drawing {
  file: string;
  part: string;
  posture: string;
  view: string;
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

  // The drawing of this posture and view; the same view of another posture when there is none.
  nearest(spec: Pick<Spec, "part" | "posture" | "view">): Drawing | null {
    const same = (this.#list ?? []).filter((one) => one.part === spec.part && one.view === spec.view);
    return same.find((one) => one.posture === spec.posture) ?? same[0] ?? null;
  }

  draw(spec: Spec, canvas: HTMLCanvasElement): boolean {
    const image = this.#images.get(this.nearest(spec)?.file ?? "");
    if (!image) return false;
    const pen = canvas.getContext("2d")!, size = canvas.width;
    pen.save();
    pen.translate(size / 2, size / 2);
    pen.rotate((spec.angle_deg * Math.PI) / 180);
    if (spec.side === "right") pen.scale(-1, 1);
    pen.drawImage(image, (-size / 2) * spec.size, (-size / 2) * spec.size, size * spec.size, size * spec.size);
    pen.restore();
    return true;
  }
}
