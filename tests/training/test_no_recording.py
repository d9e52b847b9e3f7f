"""Nothing in the browser side can keep or send a picture of anybody."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
# Ways to take a picture or a film out of a camera, and to send it.
RECORDING = re.compile(
    r"MediaRecorder|captureStream|ImageCapture|takePhoto|MediaStreamTrackProcessor|toDataURL|toBlob|createImageBitmap|RTCPeerConnection|WebSocket|sendBeacon"
)
CAMERA = re.compile(r"getUserMedia")


# Makes the contact sheet of generated pictures for the docs; in no page, and opens no camera.
SHEET = "sheet.ts"


# Makes a photo small that she chose herself from her files, for her own bank; it opens no camera and nothing of the mirror loads it.
OWN = FRONTEND / "recognise" / "own.ts"
OWN_MAY = {"toBlob", "createImageBitmap"}


def sources() -> list[Path]:
    return [
        path
        for path in FRONTEND.rglob("*.ts")
        if not {"node_modules", "tests"} & set(path.parts) and path.name != SHEET
    ]


def test_no_recording_code_exists() -> None:
    assert len(sources()) > 30
    assert not CAMERA.search((FRONTEND / "stimuli" / SHEET).read_text(encoding="utf-8"))
    for path in sources():
        found = set(RECORDING.findall(path.read_text(encoding="utf-8")))
        assert found == (OWN_MAY if path == OWN else set()), path


def test_what_makes_own_photos_small_knows_no_camera_and_no_mirror() -> None:
    text = OWN.read_text(encoding="utf-8")
    assert not CAMERA.search(text)
    assert set(re.findall(r'from "([^"]+)"', text)) == {"../islands/island.ts", "./bare.ts"}
    loading = [
        path for path in sources() if "own.ts" in re.sub(r"//.*", "", path.read_text(encoding="utf-8"))
    ]
    assert loading == []


def test_one_file_opens_the_camera_and_never_the_microphone() -> None:
    opening = [path for path in sources() if CAMERA.search(path.read_text(encoding="utf-8"))]
    assert [path.name for path in opening] == ["camera.ts"]
    assert "audio: false" in opening[0].read_text(encoding="utf-8")
    # What reads single pixels: for counting movements it sees 40 x 30 of them and hands on one number. And the drawer of
    # left-or-right pictures reads what it has drawn; the camera's page does not load it.
    reading = [path.name for path in sources() if "getImageData" in path.read_text(encoding="utf-8")]
    assert reading == ["bodies.ts", "page.ts"]
    mirror = [path for path in sources() if path.parent.name == "mirror"]
    assert mirror
    assert not any("stimuli" in path.read_text(encoding="utf-8") for path in mirror)


def test_the_policy_lets_no_page_send_anywhere_else() -> None:
    rules = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert [str(one) for one in rules["connect-src"]] == ["'self'"]
    assert [str(one) for one in rules["default-src"]] == ["'none'"]
