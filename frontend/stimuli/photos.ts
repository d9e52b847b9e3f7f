// Own pictures: a round cut-out, turned, mirrored when the other side is asked for. Decoded before the first one is shown, kept nowhere.
import type { Spec } from "./pictures.ts";

export class Photos {
  readonly #images = new Map<string, HTMLImageElement>();

  async load(address: string): Promise<void> {
    if (this.#images.has(address)) return;
    const image = new Image();
    image.src = address;
    await image.decode();
    this.#images.set(address, image);
  }

  draw<One extends Spec>(spec: One, canvas: HTMLCanvasElement): One | null {
    const image = this.#images.get(spec.own ?? "");
    if (!image) return null;
    const pen = canvas.getContext("2d")!, size = canvas.width;
    pen.save();
    pen.translate(size / 2, size / 2);
    pen.beginPath();
    pen.arc(0, 0, size / 2, 0, 2 * Math.PI);
    pen.clip();
    pen.rotate((spec.angle_deg * Math.PI) / 180);
    if (spec.mirrored) pen.scale(-1, 1);
    pen.drawImage(image, -size / 2, -size / 2, size, size);
    pen.restore();
    return spec;
  }
}
