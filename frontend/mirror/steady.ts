/** What is left of a difference between two pictures when the camera only moved a little: shaken, knocked, turned by a degree. */

// So far, in pixels, a knock may move the picture.
const MOST = 2;

/**
 * `now` minus `rest` in its best place: moved by whole pixels first, then by what is left, turned and made larger a little, all by the
 * slopes of `rest` (least squares). The edge of the picture, of which the other one may know nothing, is left out.
 */
export function steady(now: Float64Array, rest: Float64Array, wide: number, high: number): Float64Array {
  const inner = { left: MOST + 1, right: wide - MOST - 1, top: MOST + 1, bottom: high - MOST - 1 };
  const size = (inner.right - inner.left) * (inner.bottom - inner.top);
  const cost = (x: number, y: number, most: number): number => {
    let sum = 0;
    for (let row = inner.top; row < inner.bottom && sum < most; row++) for (let at = inner.left; at < inner.right; at++)
      sum += (now[row * wide + at]! - rest[(row - y) * wide + at - x]!) ** 2;
    return sum;
  };
  let best = cost(0, 0, Infinity), dx = 0, dy = 0;
  for (let y = -MOST; y <= MOST; y++) for (let x = -MOST; x <= MOST; x++) {
    const sum = cost(x, y, best);
    if (sum < best) [best, dx, dy] = [sum, x, y];
  }
  const found = new Float64Array(size), slopes = [0, 1, 2, 3].map(() => new Float64Array(size));
  let i = 0;
  for (let row = inner.top; row < inner.bottom; row++) for (let at = inner.left; at < inner.right; at++, i++) {
    const spot = (row - dy) * wide + at - dx;
    found[i] = now[row * wide + at]! - rest[spot]!;
    const across = (rest[spot + 1]! - rest[spot - 1]!) / 2, down = (rest[spot + wide]! - rest[spot - wide]!) / 2;
    const x = (at - wide / 2) / wide, y = (row - high / 2) / wide;
    [slopes[0]![i], slopes[1]![i], slopes[2]![i], slopes[3]![i]] = [across, down, x * down - y * across, x * across + y * down];
  }
  // One after the other, each without what those before it explained.
  slopes.forEach((slope, n) => {
    for (const before of slopes.slice(0, n)) take(slope, before);
    take(found, slope);
  });
  return found;
}

/** Takes out of `from` what of it lies along `along`. */
function take(from: Float64Array, along: Float64Array): void {
  let both = 0, long = 1e-9;
  for (let i = 0; i < from.length; i++) {
    both += from[i]! * along[i]!;
    long += along[i]! ** 2;
  }
  for (let i = 0; i < from.length; i++) from[i]! -= (both / long) * along[i]!;
}
