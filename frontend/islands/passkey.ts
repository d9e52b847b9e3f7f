/** Passkeys: asks the device and puts its answer into the form. The server checks it. */
import { island } from "./island.ts";

type Ids = { id: string; type: string; transports?: string[] };
interface Options {
  publicKey: { challenge: string; user?: { id: string }; allowCredentials?: Ids[]; excludeCredentials?: Ids[] } & Record<string, unknown>;
}

const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (buffer: ArrayBuffer | null): string | null =>
  buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** The server's question with bytes where the browser wants bytes. */
function asked({ publicKey }: Options): Record<string, unknown> {
  const ids = (found: Ids[] | undefined) => found?.map((one) => ({ ...one, id: bytes(one.id) }));
  return {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    ...(publicKey.user && { user: { ...publicKey.user, id: bytes(publicKey.user.id) } }),
    ...(publicKey.allowCredentials && { allowCredentials: ids(publicKey.allowCredentials) }),
    ...(publicKey.excludeCredentials && { excludeCredentials: ids(publicKey.excludeCredentials) }),
  };
}

/** The device's answer as text. */
function answer(given: PublicKeyCredential): string {
  const response = given.response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  const parts = response.attestationObject
    ? { attestationObject: text(response.attestationObject), transports: response.getTransports?.() ?? [] }
    : { authenticatorData: text(response.authenticatorData), signature: text(response.signature), userHandle: text(response.userHandle) };
  return JSON.stringify({
    id: given.id, rawId: text(given.rawId), type: given.type, clientExtensionResults: given.getClientExtensionResults(),
    response: { clientDataJSON: text(response.clientDataJSON), ...parts },
  });
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
  const problem = form.querySelector<HTMLElement>("[data-problem]");
  let busy = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    if (problem) problem.hidden = true;
    void question(form)
      .then((options) => {
        const publicKey = asked(options) as never;
        return form.dataset.passkey === "make" ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey });
      })
      .then((given) => {
        field.value = answer(given as PublicKeyCredential);
        form.submit();
      })
      .catch(() => {
        busy = false;
        if (problem) problem.hidden = false;
      });
  });
});
