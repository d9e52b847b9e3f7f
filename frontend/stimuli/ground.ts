// What stands behind a picture: nothing, things of every day (level 4), or too much of everything (level 5). None of it says a side:
// left and right halves get the same, mirrored.

// What of a specification it hangs on; the same ones give the same ground.
export interface Behind {
  angle_deg: number;
  tone: number;
  light: number;
  scene?: number;
}

type Pen = CanvasRenderingContext2D;

// How the picture in front is drawn: at level 5 in grey.
export const filter = ({ scene = 0 }: Pick<Behind, "scene">): string => (scene > 1 ? "grayscale(1) contrast(1.5)" : "none");

// How many pairs of things stand there, and of ovals.
const THINGS_ROUND = 9, OVALS = 28;

// A walk from a seed, each number 0 to 1.
export function walk({ angle_deg, tone, light }: Behind): () => number {
  let seed = (angle_deg + 1) * 7919 + tone * 104729 + light * 1299709;
  return () => (seed = (seed * 48271) % 2147483647) / 2147483647;
}

const pale = (next: () => number, from: number, to: number) => `hsl(${Math.floor(next() * 360)} 22% ${from + Math.floor(next() * (to - from))}%)`;

function oval(pen: Pen, x: number, y: number, wide: number, high: number, lean = 0): void {
  pen.beginPath();
  pen.ellipse(x, y, wide, high, lean, 0, 2 * Math.PI);
  pen.fill();
}

// Each in a square from -1 to 1, in a lighter and a darker colour.
const THINGS: ((pen: Pen, light: string, dark: string) => void)[] = [
  function cup(pen, light, dark) {
    pen.fillStyle = dark;
    oval(pen, 0.55, 0, 0.42, 0.4);
    pen.fillStyle = light;
    oval(pen, 0.55, 0, 0.24, 0.24);
    pen.fillRect(-0.75, -0.7, 1.3, 1.5);
    pen.fillStyle = dark;
    oval(pen, -0.1, -0.7, 0.65, 0.16);
  },
  function ball(pen, light, dark) {
    pen.fillStyle = light;
    oval(pen, 0, 0, 0.9, 0.9);
    pen.fillStyle = dark;
    oval(pen, 0, 0, 0.9, 0.22);
    oval(pen, 0, 0, 0.22, 0.9);
  },
  function book(pen, light, dark) {
    pen.fillStyle = dark;
    pen.fillRect(-0.9, -0.6, 1.8, 1.2);
    pen.fillStyle = light;
    for (const x of [-0.8, 0.05]) pen.fillRect(x, -0.5, 0.75, 1);
  },
  function plant(pen, light, dark) {
    pen.fillStyle = light;
    for (const lean of [-0.6, 0, 0.6]) oval(pen, lean * 0.7, -0.35, 0.22, 0.6, lean);
    pen.fillStyle = dark;
    pen.fillRect(-0.5, 0.15, 1, 0.75);
  },
  function cushion(pen, light, dark) {
    pen.fillStyle = light;
    pen.fillRect(-0.9, -0.65, 1.8, 1.3);
    pen.fillStyle = dark;
    for (const y of [-0.4, 0.15]) pen.fillRect(-0.9, y, 1.8, 0.25);
  },
];

/** Fills the square canvas of `pen`. */
export function ground(pen: Pen, size: number, behind: Behind, colour: string): void {
  const next = walk(behind);
  pen.globalAlpha = 1;
  pen.fillStyle = colour;
  pen.fillRect(0, 0, size, size);
  if (behind.scene === 1) room(pen, size, next);
  if ((behind.scene ?? 0) > 1) ovals(pen, size, next);
}

// A wall, a table, and things on both.
function room(pen: Pen, size: number, next: () => number): void {
  pen.fillStyle = pale(next, 78, 86);
  pen.fillRect(0, size * (0.55 + 0.2 * next()), size, size);
  for (let i = 0; i < THINGS_ROUND; i++) {
    const x = next() * 0.5 * size, y = next() * size, half = (0.05 + 0.06 * next()) * size, thing = THINGS[Math.floor(next() * THINGS.length)]!;
    const light = pale(next, 76, 86), dark = pale(next, 60, 70);
    for (const mirror of [1, -1]) {
      pen.save();
      pen.translate(mirror > 0 ? x : size - x, y);
      pen.scale(mirror * half, half);
      thing(pen, light, dark);
      pen.restore();
    }
  }
}

function ovals(pen: Pen, size: number, next: () => number): void {
  for (let i = 0; i < OVALS; i++) {
    pen.fillStyle = pale(next, 62, 86);
    const x = next() * size, y = next() * size, r = (0.04 + next() * 0.13) * size;
    pen.beginPath();
    for (const at of [x, size - x]) pen.ellipse(at, y, r, r * (0.5 + (i % 3) / 4), 0, 0, 2 * Math.PI);
    pen.fill();
  }
}
