/** The form's fields as the one plain document, and what a document means for a field. No browser needed. */

export interface Region {
  region: string;
  side?: string;
  pain?: string | number | null;
  quality?: string[];
  brings_on?: string[];
  own_word?: string;
}

export interface Sign {
  kind: string;
  side: string;
  answer: string | null;
  reading: string | number | null;
}

export interface EntryDocument {
  [more: string]: unknown;
  id: string;
  at: string;
  zone: string;
  day: string;
  saved_at: string;
  values: Record<string, unknown>;
  skipped: string[];
  regions: Region[];
  signs: Sign[];
}

/** One control that is part of the form: its name, its value when it is chosen, and whether it may be given several times. */
export interface Field {
  name: string;
  value: string;
  on: boolean;
  several: boolean;
}

const PLAIN = ["id", "person", "at", "zone", "day", "mode", "said_by", "saved_at", "remembered"];

/** The rest of a name after its first word: `values.own.tea` gives `own.tea`. */
const after = (name: string, word: string): string | null => (name.startsWith(`${word}.`) ? name.slice(word.length + 1) : null);

/** Read `fields` (in the form's order). `base`: the stored document; what the form does not ask is taken over from it. */
export function toDocument(fields: readonly Field[], base: Partial<EntryDocument> = {}): EntryDocument {
  const asks = new Set(fields.flatMap(({ name, value }) => [name, ...(name === "skipped" ? value.split(" ").map((key) => `values.${key}`) : [])]));
  const given = fields.filter((field) => field.on && field.value !== "");
  const skipped = new Set(given.filter(({ name }) => name === "skipped").flatMap(({ value }) => value.split(" ")));
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(base.values ?? {})) if (!asks.has(`values.${key}`)) values[key] = value;
  for (const key of base.skipped ?? []) if (!asks.has(`values.${key}`)) skipped.add(key);
  const plain: Record<string, string> = {};
  const picked = new Map<string, Region>();
  const signs = new Map<string, Sign>();
  // A form names a place without its side; the middle of one that has no side in its name was said before.
  const said = new Map((base.regions ?? []).map(({ region, side }) => [region, side]));
  for (const { name, value } of given) {
    const side = said.get(value);
    if (name === "regions") picked.set(value, side ? { region: value, side } : { region: value });
  }

  for (const { name, value, several } of given) {
    const key = after(name, "values");
    // What she skips now counts, though an older answer still lies under the skip.
    if (key !== null && !skipped.has(key)) values[key] = several ? [...((values[key] as string[] | undefined) ?? []), value] : value;
    if (PLAIN.includes(name)) plain[name] = value;
    const [id, part] = (after(name, "regions") ?? "").split(".");
    const region = picked.get(id ?? "");
    if (region && (part === "quality" || part === "brings_on")) region[part] = [...(region[part] ?? []), value];
    else if (region && (part === "pain" || part === "own_word")) region[part] = value;
    const [kind, side, what] = (after(name, "signs") ?? "").split(".");
    if (kind && side && (what === "answer" || what === "reading")) {
      const sign = signs.get(`${kind}.${side}`) ?? { kind, side, answer: null, reading: null };
      signs.set(`${kind}.${side}`, { ...sign, [what]: value });
    }
  }
  return {
    ...base, ...plain,
    ...(asks.has("remembered") ? { remembered: plain.remembered ?? null } : {}),
    id: plain.id ?? base.id ?? "", at: plain.at ?? base.at ?? "", zone: plain.zone ?? base.zone ?? "",
    day: plain.day ?? base.day ?? "", saved_at: plain.saved_at ?? base.saved_at ?? "", values, skipped: [...skipped],
    regions: asks.has("regions") ? [...picked.values()] : (base.regions ?? []),
    signs: [...asks].some((name) => name.startsWith("signs.")) ? [...signs.values()] : (base.signs ?? []),
  };
}

/** The answers of a document by field name: what the controls of a form are set to. */
export function answersOf(document: Partial<EntryDocument>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const put = (name: string, value: unknown) => {
    if (value === null || value === undefined) return;
    found.set(name, (Array.isArray(value) ? value : [value]).map(String));
  };
  for (const [key, value] of Object.entries(document.values ?? {})) put(`values.${key}`, value);
  put("skipped", document.skipped);
  put("regions", document.regions?.map(({ region }) => region));
  for (const region of document.regions ?? []) {
    for (const part of ["pain", "quality", "brings_on", "own_word"] as const) put(`regions.${region.region}.${part}`, region[part]);
  }
  for (const { kind, side, answer, reading } of document.signs ?? []) {
    put(`signs.${kind}.${side}.answer`, answer);
    put(`signs.${kind}.${side}.reading`, reading);
  }
  for (const name of PLAIN) put(name, document[name]);
  return found;
}

/** True when nothing was answered and nothing skipped. */
export function isEmpty({ values, skipped, regions, signs }: EntryDocument): boolean {
  return Object.keys(values).length + skipped.length + regions.length + signs.length === 0;
}

/** The field that a problem's `where` speaks of: places and signs are counted there, named here. */
export function fieldOf(where: string, { regions, signs }: Pick<EntryDocument, "regions" | "signs">): string {
  const [what, n = ""] = where.split(".");
  const region = regions[Number(n)], sign = signs[Number(n)];
  if (what === "regions" && n && region) return `regions.${region.region}`;
  if (what === "signs" && n && sign) return `signs.${sign.kind}.${sign.side}`;
  return where;
}
