"""One file per submission table; each declares ``TABLE`` and ``ORDRE`` (its place in the workbook)."""
