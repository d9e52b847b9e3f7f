/** One go of touch practice as the document that is stored. No page in here, so that it is tested by itself. */

export interface Go {
  ladder: string;
  at: string;
  zone: string;
  saved_at: string;
  rung: number;
  planned: number;
  done: number;
  before: number | null;
  after: number | null;
  later: null;
  felt: string;
  skin: string;
}

/** The document of a form's answers; null while the skin has not been looked at. Seconds that were not changed are the clock's. */
export function goOf(given: (name: string) => string, now: Date, at: string, zone: string): Go | null {
  const answered = given("skin");
  if (!answered) return null;
  const number = (name: string): number | null => (given(name) === "" || Number.isNaN(Number(given(name))) ? null : Number(given(name)));
  const planned = number("planned") ?? 0;
  const none = answered === "not_today";
  return {
    ladder: given("ladder"), at, zone, saved_at: now.toISOString(), rung: number("rung") ?? 1, planned,
    done: none ? 0 : Math.max(0, Math.round(number("done") ?? planned)), before: number("before"), after: none ? null : number("after"), later: null,
    felt: none ? "" : given("felt"), skin: answered === "okay" && given("changed") ? "changed" : answered,
  };
}

/** True when the next go is shorter: pain rose by `rise` or more, or it was too much. */
export const stepsBack = (go: Go, rise: number): boolean =>
  go.felt === "too_much" || (go.before !== null && go.after !== null && go.after - go.before >= rise);
