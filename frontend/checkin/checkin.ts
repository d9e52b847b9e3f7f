/** The check-in form: what she answers becomes the entry document and goes through the offline queue. */
import { island } from "../islands/island.ts";
import { lasting, onChange, queue } from "../offline/here.ts";
import { keeper, send, spokenFor } from "../offline/page.ts";
import { uuid7 } from "../uuid7.ts";
import { words } from "../words.ts";
import { laterThan, localDay, localInstant, zone } from "./clock.ts";
import { isEmpty, type EntryDocument } from "./document.ts";
import { read, readAsItCame, write } from "./fields.ts";
import { mark, unmark } from "./problems.ts";

const HOUR = 60 * 60 * 1000;
const SOON = 400;

island("form[data-checkin]", (element) => {
  const form = element as HTMLFormElement;
  const account = keeper();
  // On a shared device, or signed out, it stays an ordinary form.
  if (account) new Checkin(form, account);
});

class Checkin {
  readonly #form: HTMLFormElement;
  readonly #account: string;
  readonly #quick: boolean;
  readonly #base: Partial<EntryDocument> | undefined;
  /** What was on the screen before each save of this page; Undo goes back one. */
  readonly #before: EntryDocument[] = [];
  #existing: boolean;
  #saved: EntryDocument;
  #day = "";
  #touched = Date.now();
  #dirty = false;
  #delivering = false;
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(form: HTMLFormElement, account: string) {
    this.#form = form;
    this.#account = account;
    this.#quick = form.dataset.checkin === "quick";
    this.#existing = "existing" in form.dataset;
    const stored = form.querySelector("script[data-document]")?.textContent;
    this.#base = stored ? (JSON.parse(stored) as Partial<EntryDocument>) : undefined;
    this.#early();
    this.#saved = read(form, this.#base);
    form.addEventListener("change", (event) => this.#changed(event));
    form.addEventListener("input", () => (this.#dirty = true));
    form.addEventListener("submit", (event) => {
      // A button with a name or an address of its own does something else than save: an ordinary POST.
      const press = event.submitter;
      if (press instanceof HTMLButtonElement && (press.name || press.hasAttribute("formaction"))) return;
      event.preventDefault();
      void this.#save(true);
    });
    this.#part("[data-undo]")?.addEventListener("click", () => void this.#undo());
    onChange(({ what, key }) => key === this.#key && what !== "saved" && what !== "removed" && void this.#heard());
    document.addEventListener("visibilitychange", () => this.#stale());
    addEventListener("hashchange", () => void this.#asked());
    void this.#asked();
    this.#faster();
  }

  get #key(): string {
    return `entry:${this.#field("id")?.value ?? ""}`;
  }

  #field(name: string): HTMLInputElement | null {
    return this.#form.querySelector<HTMLInputElement>(`input[name="${name}"][type=hidden]`);
  }

  #part(selector: string): HTMLElement | null {
    return this.#form.querySelector<HTMLElement>(selector);
  }

  /** Before 04:00 the day that was may be meant. */
  #early(): void {
    const now = new Date();
    for (const choice of this.#form.querySelectorAll<HTMLInputElement>("input[name=day][data-day]")) {
      choice.value ||= localDay(now, Number(choice.dataset.day));
    }
    const part = this.#part("[data-early]");
    if (part?.hidden) part.hidden = now.getHours() >= 4;
  }

  /** A tap that was faster than this script: nobody heard it, and yet it was an answer. */
  #faster(): void {
    // Loaded anew, or come back to, it may be the browser that put the answers there.
    const [opened] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    if (!this.#quick || opened?.type !== "navigate") return;
    const came = readAsItCame(this.#form, this.#base);
    const answers = ({ values, skipped }: EntryDocument) => JSON.stringify([values, skipped]);
    if (answers(came) === answers(this.#saved)) return;
    this.#saved = came;
    void this.#save(false);
  }

  #changed(event: Event): void {
    const { name } = event.target as HTMLInputElement;
    if (!name || name === "map-view") return;
    this.#dirty = true;
    this.#touched = Date.now();
    if (this.#quick) void this.#save(false);
    else if (this.#before.length > 0) this.#say("changed");
    else this.#part("[data-status]")?.toggleAttribute("hidden", true);
  }

  /** A new id, also in the links that are offered after saving. */
  #renamed(id: string): string {
    for (const link of this.#form.querySelectorAll<HTMLAnchorElement>("[data-after-save] a[href^='/entries/']")) {
      link.setAttribute("href", link.getAttribute("href")!.replace(/^\/entries\/[^/]*/, `/entries/${id}`));
    }
    return id;
  }

  /** The document of now, with what the server left for this device to say. */
  #document(): EntryDocument {
    const now = new Date();
    const fill = (name: string, value: () => string) => {
      const field = this.#field(name);
      if (field && !field.value) field.value = value();
    };
    fill("id", () => this.#renamed(uuid7()));
    fill("at", () => localInstant(now));
    fill("zone", zone);
    fill("day", () => (this.#day = localDay(now)));
    const saved = this.#field("saved_at");
    if (saved) saved.value = laterThan(saved.value, now.getTime());
    return read(this.#form, this.#base);
  }

  async #save(pressed: boolean): Promise<void> {
    if (isEmpty(read(this.#form, this.#base)) && !this.#existing) {
      // Everything was taken back by hand.
      if (this.#before.length > 0) await this.#takeBack();
      else if (pressed) this.#say("oneAnswer");
      return;
    }
    const document = this.#document();
    this.#before.push(this.#saved);
    this.#saved = document;
    this.#dirty = false;
    unmark(this.#form);
    if (await this.#keep(document)) await this.#deliver(pressed);
  }

  /** Keep it on the device. False when even that did not work: then the form goes to the server the ordinary way. */
  async #keep(document: EntryDocument | null, { id, saved_at } = this.#saved): Promise<boolean> {
    spokenFor.add(`entry:${id}`);
    try {
      const savedAt = document?.saved_at ?? laterThan(saved_at);
      await queue.save({ kind: "entry", id, account: this.#account, body: document, savedAt });
      return true;
    } catch {
      if (document) this.#form.submit();
      return false;
    }
  }

  async #deliver(pressed: boolean, done = "saved", of = this.#saved): Promise<void> {
    clearTimeout(this.#soon);
    const deliver = async () => {
      const key = `entry:${of.id}`;
      const late = setTimeout(() => this.#say("saving"), 1000);
      this.#delivering = true;
      const outcome = await send().finally(() => (this.#delivering = false));
      clearTimeout(late);
      const item = await queue.get(key);
      if (item?.state === "attention") return this.#heard(pressed);
      if (item && done === "saved") this.#say(lasting ? "savedHere" : "notSaved", outcome === "signed-out" ? words("signIn") : "");
      else this.#say(done);
      if (done === "saved") this.#part("[data-after-save]")?.toggleAttribute("hidden", false);
    };
    if (pressed) return deliver();
    // A row of taps is sent once; each is on the device already.
    await new Promise<void>((resolve) => (this.#soon = setTimeout(() => void deliver().then(resolve), SOON)));
  }

  async #undo(): Promise<void> {
    const last = this.#before.pop();
    if (!last) return;
    clearTimeout(this.#soon);
    unmark(this.#form);
    const { id, at, zone: where, day, saved_at } = this.#saved;
    write(this.#form, { ...last, id, at, zone: where, day, saved_at });
    this.#dirty = false;
    if (this.#before.length === 0 && !this.#existing) return this.#takeBack();
    this.#saved = this.#document();
    if (await this.#keep(this.#saved)) await this.#deliver(true, "undone");
  }

  /** The first save is taken back: no entry is left, and the next one is a new one. */
  async #takeBack(): Promise<void> {
    const last = this.#saved;
    // At once: a tap while this one is still on its way out is the next moment already, and not this one again.
    for (const name of ["id", "at", "saved_at"]) this.#field(name)!.value = "";
    if (this.#day) this.#field("day")!.value = "";
    this.#before.length = 0;
    this.#saved = read(this.#form, this.#base);
    this.#offerUndo();
    this.#part("[data-after-save]")?.toggleAttribute("hidden", true);
    const gone = await queue.withdraw(`entry:${last.id}`);
    if (gone || (await this.#keep(null, last))) await (gone ? this.#say("undone") : this.#deliver(true, "undone", last));
  }

  /** Another tab, the worker or a later try has sent it, or the server wants a look at it. */
  async #heard(focus = false): Promise<void> {
    if (this.#delivering) return;
    const item = await queue.get(this.#key);
    if (!item) return this.#say("synced");
    if (item.state !== "attention") return;
    const content = await queue.open(item);
    const { fields, rest } = mark(this.#form, content?.problems ?? [], content?.body as EntryDocument);
    this.#say("lookAgain", rest.map(({ message }) => message).join(" "));
    // Only when she pressed Save: a field that calls while she is elsewhere would take her place away.
    if (focus) fields[0]?.focus();
  }

  #say(key: string, more = ""): void {
    const box = this.#part("[data-status]"), message = this.#part("[data-message]");
    if (!box || !message) return;
    box.hidden = false;
    // A moment after it is shown, or a screen reader does not hear of it.
    setTimeout(() => (message.textContent = `${words(key)} ${more}`.trim()), 20);
    this.#offerUndo();
  }

  #offerUndo(): void {
    const press = this.#part("[data-undo]");
    if (press) press.hidden = this.#before.length === 0;
  }

  /** A page that was left open: later is another moment, tomorrow another day. */
  #stale(): void {
    if (document.visibilityState !== "visible" || this.#existing || this.#dirty) return;
    const old = Date.now() - this.#touched > HOUR && this.#before.length > 0;
    if (old || (this.#day !== "" && this.#day !== localDay(new Date()))) location.reload();
  }

  /** `/#entry-<id>`: open what waits on this device for a look. */
  async #asked(): Promise<void> {
    const id = /^#entry-([0-9a-f-]{36})$/.exec(location.hash)?.[1];
    const item = id ? await queue.get(`entry:${id}`).catch(() => undefined) : undefined;
    const content = item && item.account === this.#account ? await queue.open(item) : null;
    if (!content?.body) return;
    write(this.#form, content.body as EntryDocument);
    this.#saved = read(this.#form, this.#base);
    this.#existing = item!.tried;
    spokenFor.add(item!.key);
    await this.#heard();
  }
}
