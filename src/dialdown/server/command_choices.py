"""What the options of a command may say, where they may say a few words only."""

from __future__ import annotations

from enum import StrEnum


class Voice(StrEnum):
    """Who said what a table holds."""

    self = "self"
    parent = "parent"
    clinician = "clinician"
    device = "device"
    unknown = "import"


class ImportFormat(StrEnum):
    """Files that can be brought in."""

    table, archive, psychopy = "table", "archive", "psychopy"


class ExportFormat(StrEnum):
    """Files that can be written."""

    archive, csv, fhir, pdf, ics = "archive", "csv", "fhir", "pdf", "ics"


class Peeking(StrEnum):
    """How often a table is looked at."""

    none = "none"
    any = "any"
