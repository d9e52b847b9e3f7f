// A JPEG with nothing in it but the picture: every note of the encoder or camera is left out. The server refuses anything else
// (src/dialdown/training/recognise/own/jpeg.py).
const EOI = 0xd9, SOS = 0xda;
const note = (marker: number): boolean => (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe;

// Null when it is none.
export function bare(bytes: Uint8Array): Uint8Array<ArrayBuffer> | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!, end = at + 2 + bytes[at + 2]! * 256 + bytes[at + 3]!;
    if (marker !== SOS) {
      if (!note(marker)) kept.push(bytes.subarray(at, end));
      at = end;
      continue;
    }
    // Behind the head of a scan stands the picture, up to the next marker that is no restart.
    let next = end;
    while (next + 1 < bytes.length && (bytes[next] !== 0xff || bytes[next + 1] === 0 || (bytes[next + 1]! & 0xf8) === 0xd0)) next++;
    kept.push(bytes.subarray(at, next));
    if (bytes[next + 1] === EOI) return joined([...kept, bytes.subarray(next, next + 2)]);
    at = next;
  }
  return null;
}

function joined(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

// As a form field: base64.
export function text(bytes: Uint8Array): string {
  let made = "";
  for (let at = 0; at < bytes.length; at += 0x8000) made += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(made);
}
