/** How the camera stands at this place: midline and turns. Kept on this device only; it says nothing about anybody. */
import type { View } from "./geometry.ts";

const KEY = "mirror";
type Kept = Pick<View, "mid" | "flipX" | "flipY">;

export function recall(): Kept {
  const first: Kept = { mid: 0.5, flipX: true, flipY: false };
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Kept>;
    return { mid: Number(kept.mid) || first.mid, flipX: kept.flipX ?? first.flipX, flipY: kept.flipY ?? first.flipY };
  } catch {
    return first;
  }
}

export function remember({ mid, flipX, flipY }: View): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ mid, flipX, flipY }));
  } catch {
    // Asked again next time.
  }
}
