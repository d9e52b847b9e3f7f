// How good she is at this part, in logits, moved by each answer. The same lines as recognise/ability.py of the server.
const FIRST_STEP = 0.4, LAST_STEP = 0.12, SLOWING = 0.05, LOWEST = -3, HIGHEST = 4;

// The probability of a right answer, 0 to 1.
export const chance = (ability: number, difficulty: number): number => 1 / (1 + Math.exp(difficulty - ability));

export function moved(ability: number, difficulty: number, right: boolean, seen: number): number {
  const step = Math.max(FIRST_STEP / (1 + SLOWING * seen), LAST_STEP);
  return Math.min(Math.max(ability + step * (Number(right) - chance(ability, difficulty)), LOWEST), HIGHEST);
}

// Which of the `count` turns of a place comes: the third fits her ability of then, when the list was dealt; each step is 45 degrees.
const STEP = 0.3, FITTING = 2;
export const fitting = (count: number, now: number, then: number): number => Math.min(Math.max(FITTING + Math.round((now - then) / STEP), 0), count - 1);

// The 95 % interval of a share (Wilson 1927), 0 to 1.
export function wilson(right: number, count: number): [number, number] {
  const z = 1.959964, share = right / count, spread = z * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count));
  const middle = share + (z * z) / (2 * count), whole = 1 + (z * z) / count;
  return [(middle - spread) / whole, (middle + spread) / whole];
}
