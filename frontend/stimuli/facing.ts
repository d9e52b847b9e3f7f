// Which triangles of a part are seen from outside and which from inside; the others are not drawn. What is seen from outside comes first:
// it hides most of the inside, and what is hidden costs nothing.

// Corners of triangles: the first `closed` of them, in threes, are never seen from inside.
export interface Corners {
  index: ArrayLike<number>;
  closed: number;
}

/**
 * Writes the corners into `into` (as many as `index`): first those of the triangles whose outside looks at `eye`, then those whose
 * inside does, those in reverse order. How many corners each of the two has comes back. `places` has three numbers a point.
 */
export function facing({ index, closed }: Corners, places: Float32Array, [ex, ey, ez]: readonly [number, number, number], into: Uint16Array | Uint32Array): [number, number] {
  let front = 0, back = into.length;
  for (let t = 0; t < index.length; t += 3) {
    const a = index[t]!, b = index[t + 1]!, c = index[t + 2]!, i = a * 3, j = b * 3, k = c * 3;
    const x = places[i]!, y = places[i + 1]!, z = places[i + 2]!;
    const ux = places[j]! - x, uy = places[j + 1]! - y, uz = places[j + 2]! - z;
    const vx = places[k]! - x, vy = places[k + 1]! - y, vz = places[k + 2]! - z;
    const towards = (uy * vz - uz * vy) * (ex - x) + (uz * vx - ux * vz) * (ey - y) + (ux * vy - uy * vx) * (ez - z);
    if (towards > 0) {
      into[front++] = a;
      into[front++] = b;
      into[front++] = c;
    } else if (t >= closed) {
      into[--back] = c;
      into[--back] = b;
      into[--back] = a;
    }
  }
  into.copyWithin(front, back);
  return [front, into.length - back];
}
