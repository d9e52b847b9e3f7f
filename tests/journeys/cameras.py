"""Cameras that are files: every pixel says which column, which half and which frame of the camera it is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tests.servers import chromium
from tests.servers.chromium import program

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from playwright.sync_api import Browser

W, H, BAR = 640, 480, 20
BITS = 10
# So near the edge of a bar the screen may mix it with the next one; further in a column shows its own bar and no other.
EDGE = 2 / BAR
FLAGS = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")


def level(bar: int) -> int:
    """The luma of a bar: each of the 32 has its own, and neighbours lie 52 or 76 apart, so that none looks like the next one."""
    return 50 + 4 * (13 * bar % (W // BAR))


def write_columns(path: Path, *, fps: int = 30, frames: int = 150) -> Path:
    """Grey says the column (32 bars), colour the half (left blue, right red), a brighter band lies under the middle,
    and blocks in each half count the frame.
    """
    bars = np.repeat([level(bar) for bar in range(W // BAR)], BAR).astype(np.uint8)
    u = np.full((H // 2, W // 2), 128, np.uint8)
    v = u.copy()
    u[:, : W // 4], v[:, W // 4 :] = 146, 146
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{W} H{H} F{fps}:1 Ip A1:1 C420mpeg2\n".encode())
        for frame in range(frames):
            y = np.tile(bars, (H, 1))
            y[H // 2 : H // 2 + 40] += 20
            for bit in range(BITS):
                for left in (60, 360):
                    at = left + 20 * bit
                    y[20:50, at : at + 20] = 235 if frame >> bit & 1 else 16
            file.write(b"FRAME\n" + y.tobytes() + u.tobytes() + v.tobytes())
    return path


@contextmanager
def looking_at(browser: Browser, clip: Path | None, *flags: str) -> Iterator[Browser]:
    """One more Chromium beside `browser`, with this file as its camera."""
    file = [f"--use-file-for-fake-video-capture={clip}"] if clip else []
    safe = ["--no-sandbox"] if os.geteuid() == 0 else []
    running = browser.browser_type.launch(
        executable_path=program(), args=[*chromium.FLAGS, *flags, *file, *safe]
    )
    try:
        yield running
    finally:
        running.close()


def wrong_columns(
    picture: NDArray[np.int_], *, show: str, mid: float, flip_x: bool, flip_y: bool
) -> dict[str, int]:
    """What a screenshot of the mirror shows wrongly, column by column: place, half, the half that must not show, the band."""
    high, wide, _ = picture.shape
    row = picture[high // 4 : high // 4 + 4].mean(0)  # above the middle, below the blocks
    if flip_y:
        row = picture[high * 3 // 4 : high * 3 // 4 + 4].mean(0)
    grey = row @ np.array([0.299, 0.587, 0.114])
    red = row[:, 0] - row[:, 2]
    found = {"place": 0, "half": 0, "leak": 0, "checked": 0}
    for x in range(wide):
        at = (x + 0.5) / wide
        good = at < mid if show == "left" else at >= mid
        source = at if good else 2 * mid - at
        if abs(at - mid) < 10 / wide:  # the soft seam
            continue
        if not 0 <= source <= 1:
            found["leak"] += int(abs(red[x]) > 12)
            continue
        camera = 1 - source if flip_x else source
        inside = camera * (W // BAR) % 1
        found["checked"] += 1
        # With the midline in the middle, only one half of the camera may be on the screen at all.
        if mid == 0.5 and abs(camera - 0.5) > 0.02:
            found["leak"] += int((red[x] < 0) != ((show == "left") != flip_x))
        if abs(camera - 0.5) > 0.02:
            found["half"] += int((red[x] > 0) != (camera > 0.5))
        if EDGE < inside < 1 - EDGE:
            wanted = (level(int(camera * (W // BAR))) - 16) * 255 / 219
            found["place"] += int(abs(grey[x] - wanted) > 5)
    band = (
        picture[high // 2 + 4 : high // 2 + high // 16].mean()
        - picture[high // 2 - high // 16 : high // 2 - 4].mean()
    )
    found["band"] = int((band > 0) == flip_y)
    return found


def frame_of(picture: NDArray[np.int_], *, left: float = 60) -> int:
    """The number of the frame, from the blocks of the left half of an unturned picture."""
    high, wide, _ = picture.shape
    y = int(35 / H * high)
    return sum(
        1 << bit for bit in range(BITS) if picture[y, int((left + 20 * bit + 10) / W * wide)].mean() > 128
    )
