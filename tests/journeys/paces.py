"""Scripts for pages with a camera: what is told of the pace of its pictures, and what is noted of a stop."""

from __future__ import annotations

# Holds the tracks that were given out, and the times from a finger down to the plain colour on the screen. `soonest` is when a page that
# has nothing at all to do would have been there: a loaded machine gives no frame sooner.
WATCH = """
  window.T = { tracks: [] };
  const ask = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
  if (ask) navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await ask(wanted);
    T.tracks.push(...stream.getTracks());
    return stream;
  };
  const twoFrames = (done) => requestAnimationFrame(() => requestAnimationFrame(done));
  const down = (event) => {
    if (T.down) return;
    T.down = event.timeStamp;
    twoFrames((now) => (T.soonest = now));
  };
  addEventListener("pointerdown", down, true);
  addEventListener("keydown", down, true);
  addEventListener("DOMContentLoaded", () => {
    const stage = document.querySelector("[data-picture]");
    if (stage) new MutationObserver(() => {
      if (T.down && !T.up && stage.classList.contains("neutral")) twoFrames((now) => (T.up = now));
    }).observe(stage, { attributes: true });
  });
"""
# Before the stop that is timed: the colour has been plain before, and fingers have been down.
FORGET = "Object.assign(T, { down: 0, up: 0, soonest: 0 })"
LATE = """
  const asked = HTMLVideoElement.prototype.requestVideoFrameCallback;
  HTMLVideoElement.prototype.requestVideoFrameCallback = function (call) {
    return asked.call(this, (now, about) => call(now, { expectedDisplayTime: about.expectedDisplayTime, presentedFrames: Math.round(now * 0.03), captureTime: about.captureTime - 250 }));
  };
"""
# The picture of a loaded machine may come late and stutter, and the page would say so; here only something else is in question. Told by
# a timer, so that no standstill of the camera or of the machine is a stutter; `eachFrame` is the browser's own.
EVEN = """
  HTMLVideoElement.prototype.eachFrame = HTMLVideoElement.prototype.requestVideoFrameCallback;
  HTMLVideoElement.prototype.requestVideoFrameCallback = (call) => setTimeout(() => {
    const now = performance.now();
    call(now, { captureTime: now, expectedDisplayTime: now + 60, presentedFrames: Math.round(now * 0.03) });
  }, 33);
"""
# Five pictures a second come late too on a loaded machine, and that is said first; here only their number is in question.
IN_TIME = """
  const few = HTMLVideoElement.prototype.requestVideoFrameCallback;
  HTMLVideoElement.prototype.requestVideoFrameCallback = function (call) {
    return few.call(this, (now, about) => call(now, { captureTime: about.captureTime, expectedDisplayTime: about.captureTime + 60, presentedFrames: about.presentedFrames }));
  };
"""
BUSY = "(() => { window.busy = true; const hold = () => { const t = performance.now(); while (performance.now() - t < 80); if (window.busy) setTimeout(hold, 20); }; hold(); })()"
