"""Uploaded files go straight to the data folder, never into memory, and only up to a size."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

MAX_BYTES = 100 << 20


class Upload(TemporaryUploadedFile):
    """An uploaded file in the data folder; it goes away with the request unless somebody moves it."""

    def __init__(self, name: str | None, content_type: str | None, charset: str | None, extra: Any) -> None:
        folder = Path(settings.DATA_FOLDER) / "imports"
        folder.mkdir(mode=0o700, exist_ok=True)
        file = tempfile.NamedTemporaryFile(suffix=".upload", dir=folder, delete=False)  # noqa: SIM115
        super(TemporaryUploadedFile, self).__init__(file, name, content_type, 0, charset, extra)

    def close(self) -> None:
        super(TemporaryUploadedFile, self).close()
        Path(self.temporary_file_path()).unlink(missing_ok=True)


class InDataFolder(TemporaryFileUploadHandler):
    """Writes an upload to the data folder. One that is too big is read to its end and thrown away.

    The size counts for a whole request: many files of it fill a disk as well as one.
    """

    written = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super(TemporaryFileUploadHandler, self).new_file(*args, **kwargs)
        self.file = Upload(self.file_name, self.content_type, self.charset, self.content_type_extra)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.written += len(raw_data)
        if self.written > MAX_BYTES:
            # The page tells her; a connection that is cut off would tell her nothing.
            self.request.META["dialdown.upload_too_big"] = self.file_name  # type: ignore[union-attr]
            self.file.close()
            raise StopUpload(connection_reset=False)
        self.file.write(raw_data)

    def upload_interrupted(self) -> None:
        if hasattr(self, "file"):
            self.file.close()


def too_big(meta: dict[str, Any]) -> str | None:
    """The name of an upload that was larger than MAX_BYTES, or None."""
    return meta.get("dialdown.upload_too_big")


__all__ = ["MAX_BYTES", "InDataFolder", "Upload", "too_big"]
