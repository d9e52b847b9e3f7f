/**
 * What a passkey gives for the private part: the WebAuthn PRF extension is asked here, and what is sent is derived here,
 * so that the server never has the passkey's own secret. `docs/decisions/0023-a-passkey-opens-the-private-part.md`.
 */

// The same for everybody: a sign-in by passkey names nobody before. Each passkey has a secret of its own inside.
const ASKED = new TextEncoder().encode("dialdown: private part, 1");
const CONTEXT = new TextEncoder().encode("dialdown: key that wraps, from a passkey, 1\0");

type Bytes = Uint8Array<ArrayBuffer>;
interface Given {
  prf?: { enabled?: boolean; results?: { first?: BufferSource } };
}

/** The question that goes with every use of a passkey. */
export const asking = (): Record<string, unknown> => ({ prf: { eval: { first: ASKED } } });

const raw = (found: BufferSource): Bytes =>
  ArrayBuffer.isView(found) ? new Uint8Array(found.buffer as ArrayBuffer, found.byteOffset, found.byteLength) : new Uint8Array(found);

/** HKDF-SHA-256 (RFC 5869) of a secret, bound to one passkey: 32 bytes. The secret is overwritten. */
export async function derived(secret: Bytes, passkey: Bytes): Promise<Bytes> {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  secret.fill(0);
  const info = new Uint8Array([...CONTEXT, ...passkey]);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info }, key, 256));
}

/** What opens the private part with this passkey; null when browser or device gave nothing. */
export async function unlocks(given: PublicKeyCredential): Promise<Bytes | null> {
  const secret = (given.getClientExtensionResults() as Given).prf?.results?.first;
  return secret ? derived(raw(secret), new Uint8Array(given.rawId)) : null;
}

/**
 * Devices that say "yes" to a new passkey and give its secret only when it is used: used once, for that alone. The answer is
 * not sent, so nobody has to have asked for it.
 */
export async function unlocksNew(made: PublicKeyCredential, rpId: string | undefined): Promise<Bytes | null> {
  const found = await unlocks(made);
  if (found || !(made.getClientExtensionResults() as Given).prf?.enabled) return found;
  try {
    const once = {
      challenge: crypto.getRandomValues(new Uint8Array(32)), rpId, userVerification: "required", extensions: asking(),
      allowCredentials: [{ id: made.rawId, type: "public-key" }],
    };
    return await unlocks((await navigator.credentials.get({ publicKey: once as never })) as PublicKeyCredential);
  } catch {
    return null;
  }
}
