/** The words of the page: `data-say-…` of `#words`, written by the server in her language. */

const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1);

type Values = Record<string, string | number>;

/** The text called `key` (`data-say-tap-line` is `tapLine`) with its `{places}` filled in. */
export function words(key: string, values: Values = {}): string {
  const text = document.getElementById("words")?.dataset[`say${capital(key)}`] ?? "";
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The form of `key` that fits `n`: `data-say-<key>-one`, `-other`, … by the rules of the page's language. */
export function counted(key: string, n: number): string {
  const form = new Intl.PluralRules(document.documentElement.lang || "en").select(n);
  const one = words(key + capital(form), { n });
  return one || words(key + "Other", { n });
}
