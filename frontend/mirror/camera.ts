/** The camera: opened on a tap, shown twice, let go at once. Nothing in here or elsewhere keeps or sends a picture. */
import { Delay, Rate } from "./pace.ts";

export type Trouble = "denied" | "none" | "busy" | "insecure";

export class Camera {
  delay = new Delay();
  rate = new Rate();
  #stream: MediaStream | null = null;
  #lost: () => void = () => undefined;
  readonly #videos: HTMLVideoElement[];

  constructor(videos: HTMLVideoElement[]) {
    this.#videos = videos;
  }

  get open(): boolean {
    return this.#stream !== null;
  }

  /** Ask for the camera; what is wrong, or null. `lost` is called when it is taken away. */
  async start(lost: () => void): Promise<Trouble | null> {
    this.stop();
    if (!navigator.mediaDevices) return isSecureContext ? "none" : "insecure";
    try {
      const wanted = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 60 } };
      this.#stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
    } catch (error) {
      const name = error instanceof DOMException ? error.name : "";
      return name === "NotAllowedError" || name === "SecurityError" ? "denied" : name === "NotReadableError" || name === "AbortError" ? "busy" : "none";
    }
    this.delay = new Delay();
    this.rate = new Rate();
    this.#lost = lost;
    for (const track of this.#stream.getTracks()) track.addEventListener("ended", this.#gone);
    for (const video of this.#videos) {
      video.srcObject = this.#stream;
      void video.play().catch(() => undefined);
    }
    this.#watch(this.#videos[0]!, this.#stream);
    return null;
  }

  /** Let the camera go, now. */
  stop(): void {
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
