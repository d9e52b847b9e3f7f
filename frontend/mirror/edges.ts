/** The edges of a small grey picture, and which of them are gone from a later one. Light does not count: it adds edges, it takes few away. */
export const WIDE = 40, HIGH = 30;
// An edge: a step in light (in log) of at least this, and of this share of the strongest ones. Gone: less than `LEFT` of it is left.
const FAINT = 0.15, STRONG = 0.4, LEFT = 0.4;
// When those that are not gone have less than this of what they had, the picture is out of focus, dark or covered.
const CLEAR = 0.75;
// What is gone changes by what it had. Where more than this times as much changed, something else lies over it.
const OVER = 1.6;
// So far, in pixels, the picture may have moved as a whole, and a single edge beside that.
const REACH = 2, NEAR = 1;
// The pixels around an edge in which the soft border of a shadow shows.
const AROUND = 2, PATCH = (2 * AROUND + 1) ** 2;

type Picture = Float64Array;
/** How much lighter (in log) it gets to the right and downwards at each pixel: a lamp that is twice as bright changes nothing. */
export interface Slopes {
  across: Picture;
  down: Picture;
}
/** One edge of the picture at rest: its slopes times these are 1 while it is there, and about 0 when it is gone. */
export interface Edge {
  at: number;
  across: number;
  down: number;
}
/** For each edge whether it is gone, and how many are. */
export interface Gone {
  edges: Uint8Array;
  many: number;
}

/** The slopes of a picture, grey values 0 to 255. */
export function slopes(grey: ArrayLike<number>): Slopes {
  const light = Float64Array.from(grey, (one) => Math.log(one + 8)), across = new Float64Array(light.length), down = new Float64Array(light.length);
  for (let y = 1; y < HIGH - 1; y++) for (let x = 1; x < WIDE - 1; x++) {
    const i = y * WIDE + x;
    across[i] = light[i + 1]! - light[i - 1]!;
    down[i] = light[i + WIDE]! - light[i - WIDE]!;
  }
  return { across, down };
}

/** The edges of a picture, away from its border by as much as it may move. */
export function edges({ across, down }: Slopes): Edge[] {
  const long = across.map((one, i) => Math.hypot(one, down[i]!)), margin = REACH + AROUND + 1, found: Edge[] = [];
  const least = Math.max(FAINT, STRONG * at(long, 0.97));
  for (let y = margin; y < HIGH - margin; y++) for (let x = margin; x < WIDE - margin; x++) {
    const i = y * WIDE + x, square = long[i]! ** 2;
    if (long[i]! >= least) found.push({ at: i, across: across[i]! / square, down: down[i]! / square });
  }
  return found;
}

/** Which edges of the picture at rest are gone; null when it cannot be told. */
export function missing(edges: Edge[], still: Slopes, now: Slopes): Gone | null {
  const left = (edge: Edge, i: number) => now.across[i]! * edge.across + now.down[i]! * edge.down;
  let best = -1, moved = 0;
  for (let y = -REACH; y <= REACH; y++) for (let x = -REACH; x <= REACH; x++) {
    let sum = 0;
    for (const edge of edges) sum += Math.min(Math.max(left(edge, edge.at + y * WIDE + x), 0), 1);
    if (sum > best) [best, moved] = [sum, y * WIDE + x];
  }
  const most = Float64Array.from(edges, (edge) => {
    let found = 0;
    for (let y = -NEAR; y <= NEAR; y++) for (let x = -NEAR; x <= NEAR; x++) found = Math.max(found, left(edge, edge.at + moved + y * WIDE + x));
    return found;
  });
  // A paler picture has less of all of them.
  const wanted = LEFT * Math.min(1, at(most, 0.75));
  const gone = new Uint8Array(edges.length);
  let clear = 0;
  edges.forEach((edge, n) => {
    if (most[n]! >= wanted) clear += Math.min(most[n]!, 1);
    else if (covered(edge, still, now, moved) || most[n]! - leaning(edge, still, now, moved) >= wanted) clear++;
    else gone[n] = 1;
  });
  const many = gone.reduce((sum, one) => sum + one, 0);
  return clear < CLEAR * (edges.length - many) ? null : { edges: gone, many };
}

/** True when a stronger edge lies over one, such as the border of a dark shadow: it may well be there. */
function covered(edge: Edge, still: Slopes, now: Slopes, moved: number): boolean {
  const across = now.across[edge.at + moved]! - still.across[edge.at]!, down = now.down[edge.at + moved]! - still.down[edge.at]!;
  return Math.hypot(across, down) * Math.hypot(edge.across, edge.down) > OVER;
}

/** What most pixels around an edge have in common that was not there at rest, along the edge: the soft border of a shadow leans on it. */
function leaning(edge: Edge, still: Slopes, now: Slopes, moved: number): number {
  const across = new Float64Array(PATCH), down = new Float64Array(PATCH);
  let n = 0;
  for (let y = -AROUND; y <= AROUND; y++) for (let x = -AROUND; x <= AROUND; x++, n++) {
    const i = edge.at + y * WIDE + x;
    across[n] = now.across[i + moved]! - still.across[i]!;
    down[n] = now.down[i + moved]! - still.down[i]!;
  }
  return at(across, 0.5) * edge.across + at(down, 0.5) * edge.down;
}

/** The value below which this share of all lies. */
function at(all: Picture, share: number): number {
  return all.slice().sort()[Math.floor(all.length * share)]!;
}
