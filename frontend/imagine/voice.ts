/** Says a caption aloud, by a voice that lies on this device; the others would send the words away. Silent unless asked for. */
export function speak(words: string, wanted: boolean): void {
  if (!("speechSynthesis" in globalThis)) return;
  speechSynthesis.cancel();
  if (!wanted || !words) return;
  const language = document.documentElement.lang || "en";
  const voice = speechSynthesis.getVoices().find((one) => one.localService && one.lang.startsWith(language.slice(0, 2)));
  if (!voice) return;
  const said = new SpeechSynthesisUtterance(words);
  [said.voice, said.lang, said.rate] = [voice, voice.lang, 0.85];
  speechSynthesis.speak(said);
}
