"""Every row of the role matrix, from all its files."""

from __future__ import annotations

from tests.access import (
    letters_rows,
    matrix,
    papers_rows,
    recognise_rows,
    sharing_rows,
    stages_rows,
    trials_rows,
    volume_rows,
)

ROWS = (
    *matrix.ROWS,
    *letters_rows.ROWS,
    *papers_rows.ROWS,
    *recognise_rows.ROWS,
    *sharing_rows.ROWS,
    *stages_rows.ROWS,
    *trials_rows.ROWS,
    *volume_rows.ROWS,
)
