/** The camera: opened on a tap, shown twice, let go at once. Nothing in here or elsewhere keeps or sends a picture. */
import { Delay, Rate } from "./pace.ts";

export type Trouble = "denied" | "none" | "busy" | "insecure";

export class Camera {
  delay = new Delay();
  rate = new Rate();
  #stream: MediaStream | null = null;
  #lost: () => void = () => undefined;
  // Counts every start and stop: a camera that opens after a stop is let go at once.
  #turn = 0;
  readonly #videos: HTMLVideoElement[];

  constructor(videos: HTMLVideoElement[]) {
    this.#videos = videos;
  }

  get open(): boolean {
    return this.#stream !== null;
  }

  /** Ask for the camera; what is wrong, or null (also when it was stopped meanwhile: look at `open`). `lost` is called when it is taken away. */
  async start(lost: () => void): Promise<Trouble | null> {
    this.stop();
    const mine = this.#turn;
    if (!navigator.mediaDevices) return isSecureContext ? "none" : "insecure";
    let stream: MediaStream;
    try {
      const wanted = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 60 } };
      stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
    } catch (error) {
      if (mine !== this.#turn) return null;
      const name = error instanceof DOMException ? error.name : "";
      return name === "NotAllowedError" || name === "SecurityError" ? "denied" : name === "NotReadableError" || name === "AbortError" ? "busy" : "none";
    }
    if (mine !== this.#turn) {
      for (const track of stream.getTracks()) track.stop();
      return null;
    }
    this.#stream = stream;
    this.delay = new Delay();
    this.rate = new Rate();
    this.#lost = lost;
    for (const track of stream.getTracks()) track.addEventListener("ended", this.#gone);
    for (const video of this.#videos) {
      video.srcObject = stream;
      void video.play().catch(() => undefined);
    }
    this.#watch(this.#videos[0]!, stream);
    return null;
  }

  /** Let the camera go, now. */
  stop(): void {
    this.#turn++;
    for (const video of this.#videos) video.srcObject = null;
    for (const track of this.#stream?.getTracks() ?? []) {
      track.removeEventListener("ended", this.#gone);
      track.stop();
    }
    this.#stream = null;
  }

  readonly #gone = (): void => {
    this.stop();
    this.#lost();
  };

  #watch(video: HTMLVideoElement, stream: MediaStream): void {
    if (!("requestVideoFrameCallback" in video)) return;
    const seen = (now: number, about: VideoFrameCallbackMetadata) => {
      if (this.#stream !== stream) return;
      // What the browser can know: from the camera's own stamp to the screen. Sensor and screen add to it.
      if (about.captureTime !== undefined) this.delay.add(about.expectedDisplayTime - about.captureTime);
      this.rate.add(now, about.presentedFrames);
      video.requestVideoFrameCallback(seen);
    };
    video.requestVideoFrameCallback(seen);
  }
}
