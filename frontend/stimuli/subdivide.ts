// One step of Catmull-Clark (Catmull & Clark 1978) on a rigged part: a coarse file, a smooth picture.
// The same as `subdivide` of tools/stimuli/mesh.py: positions smoothed, masks and bone weights carried linearly, borders sharp.

// Points in the order of the file; `index` holds each quad as two triangles (a, b, c), (a, c, d). Four masks, joints and weights a point.
export interface Coarse {
  positions: ArrayLike<number>;
  masks: ArrayLike<number>;
  joints: ArrayLike<number>;
  weights: ArrayLike<number>;
  index: ArrayLike<number>;
  // How many quads, from the first, are made smooth; the points of the others stand behind theirs.
  subdivide: number;
}

export interface Smooth {
  positions: Float32Array;
  normals: Float32Array;
  masks: Float32Array;
  joints: Uint16Array;
  weights: Float32Array;
  index: Uint32Array;
}

// Numbers 0, 1, … of the values of `rows`, three or four a row.
const row = (values: ArrayLike<number>, at: number, width: number): number[] =>
  Array.from({ length: width }, (_, k) => values[at * width + k]!);

function mean(rows: number[][]): number[] {
  const sum = rows[0]!.slice();
  for (let i = 1; i < rows.length; i++) for (let k = 0; k < sum.length; k++) sum[k]! += rows[i]![k]!;
  return sum.map((value) => value / rows.length);
}

export function quadsOf(index: ArrayLike<number>): number[][] {
  return Array.from({ length: index.length / 6 }, (_, q) => [0, 1, 2, 5].map((k) => index[q * 6 + k]!));
}

export function smooth(coarse: Coarse): Smooth {
  const quads = quadsOf(coarse.index);
  const bent = quads.slice(0, coarse.subdivide), kept = quads.slice(coarse.subdivide);
  const total = coarse.positions.length / 3;
  const count = bent.reduce((most, quad) => Math.max(most, ...quad), -1) + 1;
  const at = (point: number) => row(coarse.positions, point, 3);

  const edges = new Map<number, number>(), ends: [number, number][] = [], faces: number[][][] = [];
  const faceAt = bent.map((quad) => mean(quad.map(at)));
  const edgeOf = bent.map((quad, q) => quad.map((a, k) => {
    const b = quad[(k + 1) % 4]!, low = Math.min(a, b), high = Math.max(a, b), key = low * 65_536 + high;
    let edge = edges.get(key);
    if (edge === undefined) { edge = ends.length; edges.set(key, edge); ends.push([low, high]); faces.push([]); }
    faces[edge]!.push(faceAt[q]!);
    return edge;
  }));
  const middle = ends.map(([a, b]) => mean([at(a), at(b)]));
  const edgeAt = middle.map((point, e) => faces[e]!.length === 2 ? mean([point, point, ...faces[e]!]) : point);

  const near: { faces: number[][]; edges: number[][]; rim: number[][] }[] =
    Array.from({ length: count }, () => ({ faces: [], edges: [], rim: [] }));
  bent.forEach((quad, q) => quad.forEach((point) => near[point]!.faces.push(faceAt[q]!)));
  ends.forEach((pair, e) => pair.forEach((point) => {
    near[point]!.edges.push(middle[e]!);
    if (faces[e]!.length !== 2) near[point]!.rim.push(middle[e]!);
  }));
  const moved = near.map((round, point) => {
    const here = at(point), valence = round.faces.length;
    if (!valence) return here;
    if (round.rim.length) return mean([here, mean(round.rim)]);
    const f = mean(round.faces), r = mean(round.edges);
    return here.map((value, k) => (f[k]! + 2 * r[k]! + (valence - 3) * value) / valence);
  });

  // New points: the old ones, one an edge, one a face; then the points that stay as they are.
  const sources: number[][] = [...Array.from({ length: count }, (_, p) => [p]), ...ends, ...bent];
  const edgeStart = count, faceStart = count + ends.length, keptStart = faceStart + bent.length;
  const places = [...moved, ...edgeAt, ...faceAt];
  for (let point = count; point < total; point++) { sources.push([point]); places.push(at(point)); }
  const made: number[][] = [];
  bent.forEach((quad, q) => quad.forEach((point, k) =>
    made.push([point, edgeStart + edgeOf[q]![k]!, faceStart + q, edgeStart + edgeOf[q]![(k + 3) % 4]!])));
  for (const quad of kept) made.push(quad.map((point) => point - count + keptStart));

  const positions = new Float32Array(places.flat()), index = new Uint32Array(made.length * 6);
  made.forEach(([a, b, c, d], q) => index.set([a!, b!, c!, a!, c!, d!], q * 6));
  const masks = new Float32Array(sources.flatMap((from) => mean(from.map((point) => row(coarse.masks, point, 4)))));
  return { positions, normals: normals(positions, index), masks, ...pulls(coarse, sources), index };
}

// The four strongest bones of each point, their weights summing to 1.
function pulls(coarse: Coarse, sources: number[][]): { joints: Uint16Array; weights: Float32Array } {
  const joints = new Uint16Array(sources.length * 4), weights = new Float32Array(sources.length * 4);
  sources.forEach((from, point) => {
    const sums = new Map<number, number>();
    for (const source of from) for (let k = 0; k < 4; k++) {
      const joint = coarse.joints[source * 4 + k]!, weight = coarse.weights[source * 4 + k]!;
      if (weight) sums.set(joint, (sums.get(joint) ?? 0) + weight);
    }
    const four = [...sums].sort((a, b) => b[1] - a[1]).slice(0, 4);
    const whole = four.reduce((sum, [, weight]) => sum + weight, 0);
    four.forEach(([joint, weight], k) => { joints[point * 4 + k] = joint; weights[point * 4 + k] = weight / whole; });
  });
  return { joints, weights };
}

// One outward unit vector a point, weighted by area.
export function normals(positions: Float32Array, index: Uint32Array): Float32Array {
  const sums = new Float32Array(positions.length);
  for (let t = 0; t < index.length; t += 3) {
    const [a, b, c] = [index[t]! * 3, index[t + 1]! * 3, index[t + 2]! * 3];
    const u = [0, 1, 2].map((k) => positions[b + k]! - positions[a + k]!), v = [0, 1, 2].map((k) => positions[c + k]! - positions[a + k]!);
    const across = [u[1]! * v[2]! - u[2]! * v[1]!, u[2]! * v[0]! - u[0]! * v[2]!, u[0]! * v[1]! - u[1]! * v[0]!];
    for (const corner of [a, b, c]) for (let k = 0; k < 3; k++) sums[corner + k]! += across[k]!;
  }
  for (let p = 0; p < sums.length; p += 3) {
    const length = Math.hypot(sums[p]!, sums[p + 1]!, sums[p + 2]!) || 1;
    for (let k = 0; k < 3; k++) sums[p + k]! /= length;
  }
  return sums;
}
