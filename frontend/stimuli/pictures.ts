// Draws a picture from its specification: a rigged part that is posed, mirrored, turned and lit. Without WebGL: a drawing of it.
import { Bodies } from "./bodies.ts";
import { Drawings } from "./drawings.ts";
import { ground } from "./ground.ts";
import { Photos } from "./photos.ts";

// What the server says about one picture; angles in degrees, clockwise on the screen. `scene` 1 = other clothes and things round it (level 4), 2 = grey and
// busy (level 5).
export interface Spec {
  item: string;
  part: string;
  mesh: string;
  side: "left" | "right";
  posture: string;
  view: string;
  angle_deg: number;
  tilt: number;
  turn: number;
  tone: number;
  light: number;
  size: number;
  jitter: number[];
  level: number;
  difficulty: number;
  scene?: number;
  // The address of an own picture, and whether it is shown mirrored.
  own?: string;
  mirrored?: boolean;
}

export interface Painter {
  // False when this painter has no pictures of the part.
  load(part: string): Promise<boolean>;
  // What is needed of a picture once: its colours. Nothing is drawn.
  ready?(spec: Spec): void;
  // Into a square canvas whose background is already there. What was drawn, which a ready-made drawing says for itself; null when it could not.
  draw<One extends Spec>(spec: One, canvas: HTMLCanvasElement): One | null;
}

export interface Pictures {
  load(part: string): Promise<boolean>;
  // Everything that is slow the first time (programs of the graphics, colours of a skin), before the first picture is asked for.
  warm(specs: Spec[], size: number): Promise<void>;
  // An own picture, by its address. Throws when it does not come.
  photo(address: string): Promise<void>;
  // Drawn when it returns, and what was drawn; only when WebGL has gone meanwhile, the drawings are loaded first.
  draw<One extends Spec>(spec: One, canvas: HTMLCanvasElement): Promise<One>;
  // True when these are the ready-made drawings.
  flat: boolean;
}

// The addresses of the files, as `training/picture_files.html` writes them.
export type Files = (name: string) => string | undefined;

export async function openPictures(root: ParentNode): Promise<Pictures> {
  const files: Files = (name) => root.querySelector<HTMLElement>(`[data-picture="${CSS.escape(name)}"]`)?.dataset.src;
  const document_ = await read(files("poses"));
  const drawings = new Drawings(files), photos = new Photos();
  let painter: Painter | null = Bodies.open(document_, files);
  const found = {
    flat: painter === null,
    async load(part: string) {
      if (painter && (await painter.load(part))) return true;
      return drawings.load(part);
    },
    async warm(specs: Spec[], size: number) {
      const canvas = document.createElement("canvas"), drawn = new Set<string>();
      canvas.width = canvas.height = size;
      for (const spec of specs.filter((one) => !one.own)) {
        painter?.ready?.(spec);
        if (drawn.has(spec.mesh)) continue;
        drawn.add(spec.mesh);
        await found.draw(spec, canvas);
      }
    },
    photo: (address: string) => photos.load(address),
    async draw<One extends Spec>(spec: One, canvas: HTMLCanvasElement) {
      ground(canvas.getContext("2d")!, canvas.width, spec, document_.background);
      let shown = spec.own ? photos.draw(spec, canvas) : (painter?.draw(spec, canvas) ?? null);
      if (!shown && !spec.own) {
        painter = null;
        found.flat = true;
        await drawings.load(spec.part);
        shown = drawings.draw(spec, canvas);
      }
      if (!shown) throw new Error(`no picture of ${spec.item}`);
      return shown;
    },
  };
  return found;
}

async function read(address: string | undefined): Promise<Poses> {
  const answer = await fetch(address ?? "");
  if (!answer.ok) throw new Error(`${answer.status} for the poses`);
  return (await answer.json()) as Poses;
}

export interface Poses {
  background: string;
  exposure: number;
  camera: { fov: number; margin: number };
  hemisphere: { sky: string; ground: string; strength: number };
  key: { colour: string; strength: number };
  rim: { colour: string; strength: number };
  lights: { key: [number, number, number]; rim: [number, number, number] }[];
  material: { roughness: number; sheen: number; sheen_roughness: number; sheen_colour: string };
  tones: { skin: string; palm: string; nail: string }[];
  lip: string;
  lip_share: number;
  materials: string[];
  parts: Record<string, Part>;
}

export interface Part {
  mesh: string;
  frame: string | null;
  jitter: string[];
  postures: Record<string, { bones: Record<string, [number, number, number]>; fit: [number, number, number, number] }>;
}
