"""Break a copy of the content on purpose, and read the faults that loading it tells."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content.store import load_content
from bot.errors import ContentError
from bot.yaml_text import parse_yaml

CONTENT_FOLDER = Path(__file__).parents[2] / "content"
Edit = Callable[[Any], object]


class Broken:
    """A copy of the content folder that a test may break."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(shutil.copytree(CONTENT_FOLDER, folder / "content"))

    def edit(self, file: str, edit: Edit) -> None:
        """Change the parsed content of one file in place."""
        raw = parse_yaml((self.folder / file).read_text(encoding="utf-8"))
        edit(raw)
        (self.folder / file).write_text(yaml.safe_dump(raw, sort_keys=False), encoding="utf-8")

    def write(self, file: str, text: str) -> None:
        """Put a text in the place of one file."""
        (self.folder / file).write_text(text, encoding="utf-8")

    def faults(self) -> list[str]:
        """Load the content, which must fail, and give its faults."""
        with pytest.raises(ContentError) as caught:
            load_content(self.folder)
        return caught.value.faults


def named(raw: list[dict[str, Any]], entry_id: str) -> dict[str, Any]:
    """Find an entry of a parsed file by its id."""
    return next(entry for entry in raw if entry["id"] == entry_id)


def put(entry_id: str, **values: object) -> Edit:
    """Make an edit that sets keys of one entry."""
    return lambda raw: named(raw, entry_id).update(values)


def drop(entry_id: str, key: str) -> Edit:
    """Make an edit that takes a key out of one entry."""
    return lambda raw: named(raw, entry_id).pop(key)
