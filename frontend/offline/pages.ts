/** What opens without a network. A feature adds a row; the static files of a page are found in it. */

export interface Page {
  /** The address that is fetched and kept. */
  path: string;
  /** The addresses it is shown for; none = for every page that has no row of its own. */
  opens: string[];
  /** More addresses, by their shape. */
  like?: RegExp;
  /** "anyone": fetched without cookies. "signed-in": fetched with the session; a blank form, no personal value. */
  who: "anyone" | "signed-in";
  /** How long the network may take before the kept page is shown, in milliseconds; pages without a row wait as long as it takes. */
  patience: number;
  /** True when no form of hers changes it. */
  same?: true;
}

// The lessons by their ids; all of them lie on one page.
const LESSONS = ["loud", "goals", "relaxing", "worry", "sleep", "school", "friends", "keeping", "talk", "hard-days", "mornings", "strain"];

export const pages: Page[] = [
  { path: "/help-now", opens: ["/help-now"], who: "anyone", patience: 2500 },
  { path: "/new-pain", opens: ["/new-pain"], who: "anyone", patience: 2500 },
  { path: "/offline/page", opens: [], who: "anyone", patience: 0 },
  { path: "/offline/today", opens: ["/"], who: "signed-in", patience: 8000 },
  { path: "/offline/move", opens: ["/move"], like: /^\/move\/[0-9a-f-]{36}(\/timer|\/done)?$/, who: "signed-in", patience: 8000 },
  { path: "/offline/flare", opens: ["/flare"], who: "signed-in", patience: 2500 },
  { path: "/offline/touch", opens: ["/train/touch", "/train/touch/go"], who: "signed-in", patience: 8000 },
  { path: "/offline/mirror", opens: ["/train/mirror"], who: "signed-in", patience: 8000 },
  { path: "/offline/imagine", opens: ["/train/imagine"], who: "signed-in", patience: 8000 },
  { path: "/offline/recognise", opens: ["/train/recognise"], who: "signed-in", patience: 8000 },
  { path: "/offline/skills", opens: ["/learn/skills", ...LESSONS.map((lesson) => `/learn/skills/${lesson}`)], who: "signed-in", patience: 8000, same: true },
  { path: "/offline/learn", opens: ["/learn", "/learn/pain"], who: "signed-in", patience: 8000, same: true },
  ...["", "/breathing", "/relaxing", "/grounding", "/ideas"].map(
    (page): Page => ({ path: `/calm${page}`, opens: [`/calm${page}`], who: "anyone", patience: 2500 }),
  ),
];
