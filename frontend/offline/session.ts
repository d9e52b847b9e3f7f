/** Who is signed in, asked of the server at the moment it matters. */

export interface Session {
  account: string | null;
  csrf: string;
}

/** Throws when there is no answer, or when the answer is not the server's (a hotel's sign-in page). */
export async function session(): Promise<Session> {
  const answer = await fetch("/api/session", { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(15000) });
  const found = (await answer.json()) as Partial<Session>;
  if (!answer.ok || typeof found.csrf !== "string") throw new Error("no session");
  return { account: found.account ?? null, csrf: found.csrf };
}

/** A CSRF token that fits the cookie of now. */
export const freshToken = async (): Promise<string> => (await session()).csrf;
