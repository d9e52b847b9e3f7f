// Bends a part with its bones, once a picture and on the processor: graphics without a chip of their own bend a point again for every
// triangle that meets there, which takes half of the time that a whole body needs.

// Of n points: three numbers each of `positions` and `normals`, four each of `joints` and `weights`, the strongest bone first.
export interface Rigged {
  positions: Float32Array;
  normals: Float32Array;
  joints: Uint16Array;
  weights: Float32Array;
}

/**
 * Linear blend skinning: places and normals of the points under `matrices` (16 numbers a bone, column by column), written into `places`
 * and `outward` (three numbers a point). A normal is not made one long: whoever lights it does that.
 */
export function bend({ positions, normals, joints, weights }: Rigged, matrices: Float32Array, places: Float32Array, outward: Float32Array): void {
  const count = positions.length / 3;
  for (let point = 0, at = 0, pull = 0; point < count; point++, at += 3, pull += 4) {
    const x = positions[at]!, y = positions[at + 1]!, z = positions[at + 2]!, u = normals[at]!, v = normals[at + 1]!, w = normals[at + 2]!;
    let px = 0, py = 0, pz = 0, nx = 0, ny = 0, nz = 0;
    for (let k = pull; k < pull + 4; k++) {
      const share = weights[k]!;
      if (share === 0) break;
      const m = joints[k]! * 16;
      const a = matrices[m]!, b = matrices[m + 1]!, c = matrices[m + 2]!, d = matrices[m + 4]!, e = matrices[m + 5]!, f = matrices[m + 6]!;
      const g = matrices[m + 8]!, h = matrices[m + 9]!, i = matrices[m + 10]!;
      px += share * (a * x + d * y + g * z + matrices[m + 12]!);
      py += share * (b * x + e * y + h * z + matrices[m + 13]!);
      pz += share * (c * x + f * y + i * z + matrices[m + 14]!);
      nx += share * (a * u + d * v + g * w);
      ny += share * (b * u + e * v + h * w);
      nz += share * (c * u + f * v + i * w);
    }
    places[at] = px;
    places[at + 1] = py;
    places[at + 2] = pz;
    outward[at] = nx;
    outward[at + 1] = ny;
    outward[at + 2] = nz;
  }
}
