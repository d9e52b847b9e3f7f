/** Moments as the document has them. */

const two = (n: number): string => String(Math.abs(n)).padStart(2, "0");

/** The calendar date of `at` on this device, `days` later. */
export function localDay(at: Date, days = 0): string {
  const day = new Date(at.getFullYear(), at.getMonth(), at.getDate() + days, 12);
  return `${String(day.getFullYear()).padStart(4, "0")}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** ISO date and time with the offset that holds here at `at`. */
export function localInstant(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  const offset = `${minutes < 0 ? "-" : "+"}${two(Math.trunc(minutes / 60))}:${two(minutes % 60)}`;
  return `${localDay(at)}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}${offset}`;
}

/** The zone of this device, like Europe/Berlin. */
export function zone(): string {
  const name = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return !name || name === "Etc/Unknown" ? "UTC" : name;
}

/** Now, and always later than `before`: a slow clock must not make an edit look old. */
export function laterThan(before: string, now = Date.now()): string {
  const last = Date.parse(before);
  return new Date(Number.isNaN(last) || last < now ? now : last + 1).toISOString();
}
