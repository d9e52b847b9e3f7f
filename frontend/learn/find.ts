/** Finds a question on the kept page of Learn, where no server answers: every word typed, as the beginning of a word. */
import { island } from "../islands/island.ts";

/** Small letters without their accents, as the server's search reads them. */
const plain = (text: string): string => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
const wordsOf = (text: string): string[] => plain(text).match(/[\p{L}\p{N}]+/gu) ?? [];

island("[data-learn-find]", (box) => {
  const field = box.querySelector("input")!;
  const told = box.querySelector<HTMLElement>("[role=status]")!;
  const topics = [...document.querySelectorAll<HTMLElement>("[data-learn-topic]")].map((section) => ({
    section,
    claims: [...section.querySelectorAll<HTMLDetailsElement>("details")].map((claim) => {
      // The sources are left out: a journal's name is no answer. Of what Dialdown does, the words before it are.
      const parts = [...claim.querySelectorAll(":scope > :not([data-aside]), [data-also]")];
      const texts = parts.map((part) => part.textContent ?? "");
      const heading = section.querySelector("h2")?.textContent ?? "";
      return { claim, words: wordsOf([heading, ...texts].join(" ")) };
    }),
  }));

  const find = () => {
    const wanted = wordsOf(field.value);
    let n = 0;
    for (const { section, claims } of topics) {
      let shown = 0;
      for (const { claim, words } of claims) {
        claim.hidden = !wanted.every((part) => words.some((word) => word.startsWith(part)));
        if (!claim.hidden) shown += 1;
      }
      section.hidden = shown === 0;
      n += shown;
    }
    const say = { 0: box.dataset.sayNone, 1: box.dataset.sayOne }[n] ?? box.dataset.sayMore ?? "";
    told.textContent = wanted.length ? say.replace("{n}", String(n)).replace("{words}", () => field.value.trim()) : "";
  };
  field.addEventListener("input", find);
  box.hidden = false;
  find();
});
