// Own pictures: the photo is drawn anew into a small square on this device, and only that square is sent. The file itself never leaves.
import { island, mount } from "../islands/island.ts";
import { bare, text } from "./bare.ts";

// A phone's photo has 5 to 15 MB; what is larger would fill its memory.
const LARGEST = 40_000_000, QUALITIES = [0.85, 0.7, 0.5];
const GROUND = "#f2f1ee";

island("form[data-own]", (element) => {
  const form = element as HTMLFormElement;
  const part = <T extends HTMLElement = HTMLElement>(selector: string) => form.querySelector<T>(selector)!;
  const canvas = part<HTMLCanvasElement>("canvas"), file = part<HTMLInputElement>("[data-photo]"), sent = part<HTMLInputElement>("[name=picture]");
  const value = (name: string) => Number(part<HTMLInputElement>(`[data-move=${name}]`).value);
  const most = Number(form.dataset.mostBytes);
  let photo: ImageBitmap | null = null, quarter = 0, busy = false;

  const say = (key: string) => {
    const words = part("[data-photo-error]");
    words.hidden = !key;
    part("[data-photo-words]").textContent = key ? (form.dataset[`say${key[0]!.toUpperCase()}${key.slice(1)}`] ?? "") : "";
    file.toggleAttribute("aria-invalid", key !== "");
  };

  const draw = () => {
    // What was made of another photo or another cut is never sent.
    sent.value = "";
    const pen = canvas.getContext("2d")!, size = canvas.width;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.fillStyle = GROUND;
    pen.fillRect(0, 0, size, size);
    if (!photo) return;
    const close = value("close"), scale = (size / Math.min(photo.width, photo.height)) * close;
    const [wide, high] = quarter % 2 ? [photo.height, photo.width] : [photo.width, photo.height];
    // As far as the photo reaches, so that no edge of it comes into the square.
    const room = (length: number) => Math.max(length * scale - size, 0) / 2;
    pen.translate(size / 2 - value("across") * room(wide), size / 2 - value("down") * room(high));
    pen.rotate((quarter * Math.PI) / 2);
    pen.scale(scale, scale);
    pen.drawImage(photo, -photo.width / 2, -photo.height / 2);
  };

  const choose = async () => {
    const chosen = file.files?.[0];
    photo?.close();
    photo = null;
    sent.value = "";
    quarter = 0;
    for (const slider of form.querySelectorAll<HTMLInputElement>("[data-move]")) slider.value = slider.defaultValue;
    part("[data-square]").hidden = true;
    if (!chosen) return say("");
    if (chosen.type === "image/svg+xml") return say("drawing");
    if (chosen.type && !chosen.type.startsWith("image/")) return say("other");
    if (chosen.size > LARGEST) return say("huge");
    try {
      photo = await createImageBitmap(chosen);
    } catch {
      return say("other");
    }
    say("");
    part("[data-square]").hidden = false;
    draw();
  };
  addEventListener("pageshow", () => (sent.value = ""));
  file.addEventListener("change", () => void choose());
  for (const slider of form.querySelectorAll<HTMLInputElement>("[data-move]")) slider.addEventListener("input", draw);
  part("[data-turn]").addEventListener("click", () => {
    quarter = (quarter + 1) % 4;
    draw();
  });

  // The square as a JPEG that is small enough, with no note in it.
  const square = async (): Promise<Uint8Array | null> => {
    for (const quality of QUALITIES) {
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
      const made = blob && bare(new Uint8Array(await blob.arrayBuffer()));
      if (made && made.length <= most) return made;
    }
    return null;
  };
  form.addEventListener("submit", (event) => {
    if (sent.value) return;
    event.preventDefault();
    if (busy) return;
    if (!photo) {
      say("none");
      return file.focus();
    }
    draw();
    busy = true;
    void square().then((made) => {
      busy = false;
      if (!made) return say("other");
      sent.value = text(made);
      form.requestSubmit();
    });
  });
});

mount(document);
