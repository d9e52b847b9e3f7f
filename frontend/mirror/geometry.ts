/**
 * Where the two pictures of the one camera lie. In the view, everything on her good side of the midline is the camera; the other
 * half is the same picture turned about the midline. The half that hurts is cut off before it is drawn, by construction.
 */

export interface View {
  /** The side of the view that holds the good limb. */
  show: "left" | "right";
  /** The midline, 0 to 1 of the width of the view. */
  mid: number;
  /** The camera faces her. */
  flipX: boolean;
  /** The camera hangs above and looks down, or the phone lies turned. */
  flipY: boolean;
}

/** What the two videos wear. `clip-path` cuts in the video's own box, before `transform` turns it: so it is in camera coordinates. */
export interface Layout {
  clip: string;
  shown: string;
  reflected: string;
  /** The part of the camera picture that is drawn, 0 to 1 from its left edge. */
  from: number;
  to: number;
}

export const NARROWEST = 0.2, WIDEST = 0.8;

export function layout({ show, mid, flipX, flipY }: View): Layout {
  const m = Math.min(Math.max(mid, NARROWEST), WIDEST) * 100;
  const x = flipX ? -1 : 1, y = flipY ? -1 : 1;
  const cut = flipX ? 100 - m : m;
  const left = (show === "left") !== flipX;
  return {
    clip: left ? `inset(0 ${100 - cut}% 0 0)` : `inset(0 0 0 ${cut}%)`,
    shown: `scale(${x}, ${y})`,
    reflected: `translateX(${2 * (m - 50)}%) scale(${-x}, ${y})`,
    from: left ? 0 : cut / 100,
    to: left ? cut / 100 : 1,
  };
}
