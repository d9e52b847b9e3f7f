/** Passkeys: asks the device and puts its answer into the form. The server checks it. */
import { island } from "./island.ts";
import { asking, unlocks, unlocksNew } from "./unlocks.ts";

type Ids = { id: string; type: string; transports?: string[] };
interface Options {
  publicKey: { challenge: string; rp?: { id: string }; user?: { id: string }; allowCredentials?: Ids[]; excludeCredentials?: Ids[] } & Record<string, unknown>;
}

const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (buffer: ArrayBuffer | Uint8Array<ArrayBuffer> | null): string | null =>
  buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** The server's question with bytes where the browser wants bytes, and ours for what opens the private part. */
function asked({ publicKey }: Options): Record<string, unknown> {
  const ids = (found: Ids[] | undefined) => found?.map((one) => ({ ...one, id: bytes(one.id) }));
  return {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    extensions: { ...(publicKey.extensions as object | undefined), ...asking() },
    ...(publicKey.user && { user: { ...publicKey.user, id: bytes(publicKey.user.id) } }),
    ...(publicKey.allowCredentials && { allowCredentials: ids(publicKey.allowCredentials) }),
    ...(publicKey.excludeCredentials && { excludeCredentials: ids(publicKey.excludeCredentials) }),
  };
}

/** The device's answer as text, without what it gave for the private part. */
function answer(given: PublicKeyCredential): string {
  const response = given.response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  const parts = response.attestationObject
    ? { attestationObject: text(response.attestationObject), transports: response.getTransports?.() ?? [] }
    : { authenticatorData: text(response.authenticatorData), signature: text(response.signature), userHandle: text(response.userHandle) };
  const { credProps } = given.getClientExtensionResults();
  return JSON.stringify({
    id: given.id, rawId: text(given.rawId), type: given.type, clientExtensionResults: { ...(credProps && { credProps }) },
    response: { clientDataJSON: text(response.clientDataJSON), ...parts },
  });
}

/** A passkey, and what opens the private part with it. A new one is asked for that only when she wants it. */
async function use(form: HTMLFormElement): Promise<[PublicKeyCredential, Uint8Array<ArrayBuffer> | null]> {
  const options = await question(form);
  const publicKey = asked(options) as never;
  if (form.dataset.passkey !== "make") {
    const given = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
    return [given, await unlocks(given)];
  }
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const wanted = form.querySelector<HTMLInputElement>("[name=opens_private]")?.checked;
  return [made, wanted ? await unlocksNew(made, options.publicKey.rp?.id) : null];
}

async function question(form: HTMLFormElement): Promise<Options> {
  if (form.dataset.options) return JSON.parse(form.dataset.options) as Options;
  const found = await fetch(form.action, { headers: { Accept: "application/json" }, cache: "no-store", redirect: "error" });
  if (!found.ok) throw new Error("no question");
  return ((await found.json()) as { request_options: Options }).request_options;
}

island("form[data-passkey]", (form) => {
  const field = form.querySelector<HTMLInputElement>("[name=credential]");
  if (!(form instanceof HTMLFormElement) || !field) return;
  if (!window.PublicKeyCredential) {
    // Not in this browser, or not at this address: the button would lead nowhere.
    form.querySelectorAll("button").forEach((button) => (button.hidden = true));
    return;
  }
  form.hidden = false;
  // Not before: a press that nobody asks the device about would send an empty answer.
  form.querySelectorAll("button").forEach((button) => (button.disabled = false));
  const problem = form.querySelector<HTMLElement>("[data-problem]");
  let busy = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    if (problem) problem.hidden = true;
    void use(form)
      .then(([given, key]) => {
        field.value = answer(given);
        // Only in what is sent, never in the page: a form that a browser brings back would bring it back, too.
        if (key) form.addEventListener("formdata", ({ formData }) => formData.set("unlocks", text(key) ?? ""), { once: true });
        form.submit();
      })
      .catch(() => {
        busy = false;
        if (problem) problem.hidden = false;
      });
  });
});
