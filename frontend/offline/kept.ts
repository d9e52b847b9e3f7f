/** Whether what this browser keeps of somebody's diary may stay: it goes with the leave to see it. */

/** Whose pages are kept: the login, the diary it had open, and a mark of what it may see and do there. */
export interface Owner {
  account: string;
  person: string;
  leave: string;
}

/** What becomes of a kept page: the fresh one takes its place, it goes, or it stays because nothing was learnt. */
export type Fate = "keep" | "drop" | "stay";

export const same = (one: Owner | null | undefined, other: Owner): boolean =>
  one?.account === other.account && one.person === other.person && one.leave === other.leave;

/** True for an answer that means: not (or not any more) open to whoever asked. */
export const refuses = (status: number): boolean => [403, 404, 410].includes(status);

const SIGN_IN = "/accounts/login/";

/** For a page that was asked for anew with the session of this browser. A sign-in that ran out is no word about leave. */
export function fate(answer: Pick<Response, "status" | "ok" | "redirected" | "url">, text: string, owner: Owner): Fate {
  if (refuses(answer.status)) return "drop";
  if (answer.redirected) return new URL(answer.url).pathname.startsWith(SIGN_IN) ? "stay" : "drop";
  if (!answer.ok) return "stay";
  const hers = text.includes(`data-account="${owner.account}"`) && text.includes(`data-person="${owner.person}"`) && text.includes(`data-leave="${owner.leave}"`);
  return hers ? "keep" : "drop";
}
