"""Serve style and scripts under an address that changes with them, so that browsers keep them."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"
_VERSION = re.compile(r"^[0-9a-f]{12}$")
_FOR_EVER = "public, max-age=31536000, immutable"
_NOT_KEPT = "no-store"


def version_of(folder: Path) -> str:
    """Give the version of all files of a folder: 12 characters that change with any of them.

    One version for all, as a part of the path, because scripts import each other by relative paths.
    """
    digest = hashlib.sha256()
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def address_of(version: str, name: str) -> str:
    """Give the address of a file in its version."""
    return f"/static/{version}/{name}"


class VersionedFiles(StaticFiles):
    """`/static/<version>/x` is the file x and kept for ever; `/static/x` is kept for a while."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder)
        self._version = version_of(folder)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Give the file; a page opened before an update still gets the scripts it asks for."""
        first, _, rest = path.partition("/")
        if not _VERSION.match(first):
            return await super().get_response(path, scope)
        response = await super().get_response(rest, scope)
        response.headers["Cache-Control"] = _FOR_EVER if first == self._version else _NOT_KEPT
        return response
