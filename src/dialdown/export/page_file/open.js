"use strict";
(() => {
  const get = (id) => document.getElementById(id);
  const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const sealed = get("sealed").dataset;
  const form = get("opening");
  const tell = (id) => {
    for (const words of document.querySelectorAll("[data-says]")) words.hidden = words.id !== id;
    if (id) get(id).focus();
  };
  if (!globalThis.crypto || !crypto.subtle) {
    form.hidden = true;
    tell("cannot");
    return;
  }
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const digits = get("code").value.replace(/\D/g, "");
    if (digits.length !== Number(sealed.digits)) {
      tell("length");
      return;
    }
    tell("opens");
    try {
      const from = await crypto.subtle.importKey("raw", new TextEncoder().encode(digits), "PBKDF2", false, ["deriveKey"]);
      const key = await crypto.subtle.deriveKey(
        { name: "PBKDF2", hash: "SHA-256", salt: bytes(sealed.salt), iterations: Number(sealed.rounds) },
        from, { name: "AES-GCM", length: 256 }, false, ["decrypt"],
      );
      const open = await crypto.subtle.decrypt(
        { name: "AES-GCM", iv: bytes(sealed.nonce), additionalData: new TextEncoder().encode(sealed.meant) },
        key, bytes(get("sealed").textContent.trim()),
      );
      const page = JSON.parse(new TextDecoder().decode(open));
      document.title = page.title;
      get("heading").textContent = page.title;
      get("page").innerHTML = page.body;
      get("closed").remove();
      get("page").hidden = false;
      get("heading").focus();
    } catch {
      tell("wrong");
    }
  });
})();
