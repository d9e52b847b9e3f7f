// For the contact sheet and its tests: draws one picture after another and gives each back as a PNG. Not part of any page.
import { openPictures, type Spec } from "./pictures.ts";

const canvas = document.createElement("canvas");
const pictures = await openPictures(document);
Object.assign(window, {
  drawn: async (spec: Spec, size: number, clear: boolean): Promise<string> => {
    await pictures.load(spec.part);
    canvas.width = canvas.height = size;
    pictures.draw(spec, canvas);
    if (pictures.flat) throw new Error("drawn without WebGL");
    const pen = canvas.getContext("2d")!;
    if (clear) {
      // Leave the background see-through.
      const image = pen.getImageData(0, 0, size, size), ground = image.data.slice(0, 3);
      for (let i = 0; i < image.data.length; i += 4) if (ground.every((value, k) => image.data[i + k] === value)) image.data[i + 3] = 0;
      pen.putImageData(image, 0, 0);
    }
    return canvas.toDataURL("image/png");
  },
});
