"""A table as a file for a spreadsheet, in which no cell can run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from starlette.responses import Response

from bot.triage.files.results import BYTE_ORDER_MARK, guarded


def csv_file(name: str, rows: Iterable[Sequence[object]]) -> Response:
    """Give rows, the first of which names the columns, as a file to be kept under a plain name."""
    out = io.StringIO(newline="")
    out.write(BYTE_ORDER_MARK)
    # A negative number would be taken for a formula; here is none.
    csv.writer(out).writerows([guarded(str(cell)) for cell in row] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)
