"""Every row of the role matrix, from all its files."""

from __future__ import annotations

from tests.access import matrix, sharing_rows

ROWS = (*matrix.ROWS, *sharing_rows.ROWS)
