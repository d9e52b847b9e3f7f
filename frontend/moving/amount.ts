/** How much a form about moving says, in the unit of its activity; null = nothing was written, or nothing that can be read. */
export interface Written {
  how: string;
  minutes?: string | undefined;
  seconds?: string | undefined;
  number?: string | undefined;
}

/** `target` is today's amount: a plain Done means that. */
export function amountOf({ how, minutes, seconds, number }: Written, target: number | null): number | null {
  const fields = number === undefined ? [minutes ?? "", seconds ?? ""] : [number];
  if (fields.every((text) => text.trim() === "")) return how === "all" ? target : null;
  const values = fields.map((text) => Number(text.trim().replace(",", ".") || 0));
  if (values.some((value) => !(value >= 0))) return null;
  return Math.round(values.length === 2 ? values[0]! * 60 + values[1]! : values[0]!);
}

/** 75 as 1:15. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** What there is to say at a second of a timer: the highest mark that was just passed. */
export function passed(before: number, now: number, marks: { floor: number; target: number; ceiling: number }): "floor" | "target" | "ceiling" | null {
  const order = ["ceiling", "target", "floor"] as const;
  return order.find((name) => marks[name] > 0 && before < marks[name] && now >= marks[name]) ?? null;
}
