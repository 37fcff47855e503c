"""The pages about the chat are loaded whole or not at all, with every fault at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content.site import PAGE_IDS, load_site
from bot.errors import ContentError
from bot.yaml_text import parse_yaml
from tests.factories import CONTENT_FOLDER, library

Edit = Callable[[Any], object]


def faults(folder: Path, *edits: Edit) -> list[str]:
    """Load a changed copy, which must fail, and give its faults."""
    copy = Path(shutil.copytree(CONTENT_FOLDER, folder / "content"))
    raw = parse_yaml((copy / "site.yml").read_text(encoding="utf-8"))
    for edit in edits:
        edit(raw)
    (copy / "site.yml").write_text(yaml.safe_dump(raw, sort_keys=False), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_site(copy, library().content)
    return caught.value.faults


def part(raw: Any) -> Any:
    """Give the first part of the first section."""
    return raw["pages"][0]["sections"][0]["parts"][0]


def test_every_page_is_there() -> None:
    site = load_site(CONTENT_FOLDER, library().content)
    assert [site.page(each).id for each in PAGE_IDS] == list(PAGE_IDS)


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda raw: raw["pages"].pop(), "expected about, privacy, accessibility"),
        (lambda raw: part(raw).update(text="Ask {nobody}."), "'nobody' in braces is not known"),
        (lambda raw: part(raw).update(text="Ask {"), "in braces is not known"),
        (lambda raw: part(raw).update(gap="The council adds this."), "expected one of"),
        (lambda raw: part(raw).clear(), "expected one of"),
        (lambda raw: part(raw).update(txt="Typed wrong."), "not a known key"),
        (lambda raw: raw.pop("prepared"), "'prepared' is missing"),
        (
            lambda raw: raw["pages"][0]["sections"].append(
                {"heading": "Who", "parts": [{"contacts": ["nobody"]}]}
            ),
            "contact 'nobody' is not in contacts.yml",
        ),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, edit: Edit, told: str) -> None:
    found = faults(tmp_path, edit)
    assert [fault for fault in found if fault.startswith("site.yml: ") and told in fault]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        lambda raw: raw["pages"].pop(),
        lambda raw: part(raw).update(text="Ask {nobody} or {no_one}."),
    )
    assert len(found) == len(("pages", "nobody", "no_one"))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError):
        load_site(tmp_path, library().content)
