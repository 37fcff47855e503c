"""Read the content files and turn every fault into a sentence, without stopping at the first.

A sentence says the file, the entry, what was expected and found, and the remedy. Functions take
the list of faults and add to it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bot.content.fields import EXPECTED
from bot.yaml_text import SafeLoader

Shape = TypeVar("Shape", bound=BaseModel)

PAGE_FILE = "sources/strategy-page.txt"
CHECKSUM_FILE = "sources/SHA256SUMS"


@dataclass(frozen=True)
class Entries(Generic[Shape]):
    """The entries of one file that have their right shape.

    `ids` holds those of misshapen entries too, lest a reference to one be told as a second fault;
    it is None when the file could not be read at all.
    """

    file: str
    kind: str
    found: list[Shape]
    ids: frozenset[str] | None

    @property
    def stem(self) -> str:
        """Give the name of the collection: the file's name without its ending."""
        return Path(self.file).stem


# A date that is none would stop the reading with a ValueError; as text it is a fault like any.
_RESOLVERS = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in SafeLoader.yaml_implicit_resolvers.items()
}


class _Loader(SafeLoader):
    """YAML in which a key that stands twice is a fault, and a date stays text for the schema."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.yaml_implicit_resolvers = _RESOLVERS
        self.repeated: list[tuple[int, str]] = []

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                self.repeated.append((key.start_mark.line + 1, key.value))
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


def read_text(folder: Path, file: str, faults: list[str]) -> str | None:
    """Read a file as UTF-8; None, with a fault, when it is missing or unreadable."""
    try:
        return (folder / file).read_text(encoding="utf-8")
    except FileNotFoundError:
        faults.append(f"{file}: the file is missing from {folder}; put it back")
    except (OSError, UnicodeDecodeError) as exc:
        faults.append(f"{file}: cannot be read as UTF-8 text ({exc}); save it again as UTF-8")
    return None


def read_page(folder: Path, faults: list[str]) -> str | None:
    """Read the stored text of the strategy page and compare it with its checksum."""
    page, sums = (read_text(folder, file, faults) for file in (PAGE_FILE, CHECKSUM_FILE))
    if page is None or sums is None:
        return page
    expected = sums.split()[0] if sums.strip() else "nothing"
    found = hashlib.sha256((folder / PAGE_FILE).read_bytes()).hexdigest()
    if expected != found:
        faults.append(
            f"{PAGE_FILE}: its checksum is {found}, but {CHECKSUM_FILE} expects {expected}; "
            "restore the file, or write the new checksum if the page was copied anew"
        )
    return page


def read_entries(
    folder: Path, file: str, kind: str, shape: type[Shape], faults: list[str]
) -> Entries[Shape]:
    """Read a file that holds a list of entries of one shape."""
    raw = _read_yaml(folder, file, faults)
    if raw is None:
        return Entries(file, kind, [], None)
    if not isinstance(raw, list):
        faults.append(
            f"{file}: expected a list of entries, found {type(raw).__name__}; begin each with '- '"
        )
        return Entries(file, kind, [], None)
    shaped = [
        _shaped(entry, f"{file}: {_label(entry, kind, place)}", shape, faults)
        for place, entry in enumerate(raw, 1)
    ]
    ids = frozenset(str(entry["id"]) for entry in raw if isinstance(entry, dict) and "id" in entry)
    return Entries(file, kind, [entry for entry in shaped if entry is not None], ids)


def read_one(folder: Path, file: str, shape: type[Shape], faults: list[str]) -> Shape | None:
    """Read a file that holds one entry; None, with faults, when it has not its right shape."""
    raw = _read_yaml(folder, file, faults)
    return None if raw is None else _shaped(raw, file, shape, faults)


def _read_yaml(folder: Path, file: str, faults: list[str]) -> Any:
    text = read_text(folder, file, faults)
    if text is None:
        return None
    loader = _Loader(text)
    try:
        raw = loader.get_single_data()
    # PyYAML lets a ValueError through for a number or date that only looks like one.
    except (yaml.YAMLError, ValueError) as exc:
        faults.append(f"{file}: is not good YAML: {' '.join(str(exc).split())}; mend that place")
        return None
    finally:
        loader.dispose()
    faults.extend(
        f"{file}: line {line}: key {key!r} stands twice; keep one" for line, key in loader.repeated
    )
    if raw is None:
        faults.append(f"{file}: is empty; put its entries back")
    return raw


def _label(entry: Any, kind: str, place: int) -> str:
    named = entry.get("id", entry.get("number")) if isinstance(entry, dict) else None
    return f"{kind} at place {place}" if named is None else f"{kind} {named!r}"


def _shaped(raw: Any, where: str, shape: type[Shape], faults: list[str]) -> Shape | None:
    if not isinstance(raw, dict):
        faults.append(
            f"{where}: expected keys with values, found {raw!r}; write it as 'key: value' lines"
        )
        return None
    try:
        return shape.parse_obj(raw)
    except ValidationError as exc:
        faults.extend(
            f"{where}: {_sentence(error['loc'], error['type'], error['msg'], raw)}"
            for error in exc.errors()
        )
        return None


def _sentence(path: tuple[int | str, ...], fault: str, message: str, raw: Any) -> str:
    """Say one fault of pydantic's in the words of a content owner."""
    keys = tuple(key for key in path if key != "__root__")
    name = ", ".join(f"entry {key + 1}" if isinstance(key, int) else repr(key) for key in keys)
    if fault == "value_error.missing":
        return f"{name} is missing; add it"
    if fault == "value_error.extra":
        return f"{name} is not a known key; take it out or mend its spelling"
    # Our own validators say what they found and how to mend it.
    if fault == "value_error":
        return f"{name}: {message}" if name else message
    if fault in ("type_error.str", "type_error.none.not_allowed"):
        message = "expected text, in quotes where it is a number"
    elif fault == "value_error.str.regex":
        message = f"expected {EXPECTED.get(str(keys[-1]), 'text without white space around it')}"
    return f"{name}: {message}, found {_value_at(raw, keys)!r}; mend it"


def _value_at(raw: Any, keys: tuple[int | str, ...]) -> Any:
    for key in keys:
        raw = raw[key]
    return raw
