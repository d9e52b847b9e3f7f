/** A soft tone, half a second, made on the device. Silent unless the tick beside it says otherwise. */
export function tone(box: ParentNode): void {
  if (!box.querySelector<HTMLInputElement>("input[data-sound]")?.checked) return;
  try {
    const sound = new AudioContext();
    const voice = sound.createOscillator(), loud = sound.createGain();
    voice.frequency.value = 392;
    loud.gain.setValueAtTime(0.05, sound.currentTime);
    loud.gain.exponentialRampToValueAtTime(0.0001, sound.currentTime + 0.5);
    voice.connect(loud).connect(sound.destination);
    voice.start();
    voice.stop(sound.currentTime + 0.5);
    voice.addEventListener("ended", () => void sound.close());
  } catch {
    // No sound on this device: the words are there.
  }
}
