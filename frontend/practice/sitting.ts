/** One sitting as the document that is stored. No page in here, so that it is tested by itself. */

export type Ended = "time" | "self" | "pain" | "dizzy" | "upset";

export interface Sitting {
  path: string;
  stage: string;
  step: string;
  how: string;
  at: string;
  zone: string;
  saved_at: string;
  planned: number;
  done: number;
  ended: Ended;
  before: number | null;
  after: number | null;
  later: null;
  colour: boolean;
  swelling: boolean;
  odd: boolean;
  counted: number | null;
  seen: number | null;
  felt: number | null;
  imagined: number[];
  moved: number[];
}

export interface Times {
  began: string;
  zone: string;
  now: Date;
}

/** The document of a form's answers and of what ran: `done` in seconds or pictures. Unanswered stays unanswered. */
export function sittingOf(given: (name: string) => string, done: number, ended: Ended, times: Times, imagined: number[] = [], moved: number[] = []): Sitting {
  const number = (name: string): number | null => (given(name) === "" || Number.isNaN(Number(given(name))) ? null : Number(given(name)));
  return {
    path: given("path"), stage: given("stage"), step: given("step"), how: given("how"), at: times.began, zone: times.zone,
    saved_at: times.now.toISOString(), planned: number("planned") ?? 0, done: Math.round(done), ended, before: number("before"),
    after: number("after"), later: null, colour: given("colour") !== "", swelling: given("swelling") !== "", odd: given("odd") !== "",
    counted: number("counted"), seen: number("seen"), felt: number("felt"), imagined, moved,
  };
}

/** What an answer of the minute means: it goes on, or it ends and why. Two points more end it. */
export function ends(answer: string): Ended | null {
  return answer === "pain" || answer === "dizzy" || answer === "upset" ? answer : null;
}
