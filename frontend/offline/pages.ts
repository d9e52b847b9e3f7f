/** What opens without a network. A feature adds a row; the static files of a page are found in it. */

export interface Page {
  /** The address that is fetched and kept. */
  path: string;
  /** The addresses it is shown for; none = for every page that has no row of its own. */
  opens: string[];
  /** "anyone": fetched without cookies. "signed-in": fetched with the session; a blank form, no personal value. */
  who: "anyone" | "signed-in";
  /** How long the network may take before the kept page is shown, in milliseconds; pages without a row wait as long as it takes. */
  patience: number;
}

export const pages: Page[] = [
  { path: "/help-now", opens: ["/help-now"], who: "anyone", patience: 2500 },
  { path: "/new-pain", opens: ["/new-pain"], who: "anyone", patience: 2500 },
  { path: "/offline/page", opens: [], who: "anyone", patience: 0 },
  { path: "/offline/today", opens: ["/"], who: "signed-in", patience: 8000 },
];
