"""The order in which the parts may import each other, read from the code.

Each part may use those before it in the table. A new arrow changes the table in the same commit,
with its reason.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import ROOT

# Whatever stands low and knows nothing of the rest.
BASE = {
    "bot.errors",
    "bot.settings",
    "bot.text",
    "bot.masking",
    "bot.masking_names",
    "bot.logs",
    "bot.yaml_text",
}

ALLOWED: dict[str, set[str]] = {
    **{module: {"bot.errors"} for module in BASE},
    "bot.masking": {"bot.masking_names"},
    "bot.content": {"bot.errors", "bot.yaml_text"},
    "bot.answers": {"bot.content", "bot.errors", "bot.yaml_text"},
    "actions": {"bot.answers", "bot.content", "bot.settings"},
    "bot.understanding": {"bot.content", *BASE},
    "bot.rasa_patches": set(),
    "bot.held_out": {"bot.errors", "bot.settings", "bot.yaml_text"},
    # Rasa makes its own tracker store from the settings; what staff taught is written with the
    # names that the labels have.
    "bot.store": {"bot.content", "bot.errors", "bot.settings"},
    # Gives back what was said in the shape that the answers have; what is read and not answered it
    # takes to a question as the action does, with the library that the actions loaded.
    "bot.assistant": {"actions", "bot.answers", "bot.rasa_patches", "bot.errors", "bot.settings"},
    "bot.training": {"bot.rasa_patches", "bot.errors", "bot.settings"},
    # A correction must be no message that the bot is measured by; a promotion follows from what the
    # model depends on.
    "bot.triage": {
        "bot.answers",
        "bot.content",
        "bot.held_out",
        "bot.store",
        "bot.training",
        *BASE,
    },
    "bot.channels": {"bot.answers", "bot.content", "bot.store", *BASE},
    "bot.conversation": {"bot.answers", "bot.store", "bot.channels", "bot.triage", *BASE},
    "bot.web": {
        "bot.answers",
        "bot.assistant",
        "bot.channels",
        "bot.content",
        "bot.conversation",
        "bot.store",
        "bot.triage",
        *BASE,
    },
    # Measures the whole, by the way of a message that the message API takes. The learning curve
    # trains the components by themselves.
    "bot.evaluation": {
        "bot.assistant",
        "bot.content",
        "bot.answers",
        "bot.rasa_patches",
        "bot.understanding",
        *BASE,
    },
    # Only the command line starts an evaluation.
    "bot.commands": {
        "bot.answers",
        "bot.assistant",
        "bot.content",
        "bot.conversation",
        "bot.evaluation",
        "bot.store",
        "bot.training",
        "bot.triage",
        "bot.web",
        *BASE,
    },
    "bot.cli": {"bot.commands", "bot.errors", "bot.logs"},
}

KNOW_NO_RASA = ("bot.content", "bot.answers", "bot.conversation", "bot.web", "bot.triage")


def part_of(module: str) -> str:
    """Give the part that a module belongs to: `actions`, or `bot.` with the next name."""
    return (
        "actions"
        if module.split(".", maxsplit=1)[0] == "actions"
        else ".".join(module.split(".")[:2])
    )


def files() -> list[Path]:
    return sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "actions").rglob("*.py")])


def module_of(file: Path) -> str:
    names = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(names[:-1] if names[-1] == "__init__" else names)


def imports_of(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "bot":
            yield from (f"bot.{each.name}" for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("file", files(), ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_module_imports_only_what_stands_before_it(file: Path) -> None:
    part = part_of(module_of(file))
    if part == "bot":
        assert list(imports_of(file)) == []  # bot/__init__.py is empty
        return
    ours = {part_of(name) for name in imports_of(file) if name.split(".")[0] in ("bot", "actions")}
    assert ours - {part} <= ALLOWED[part]


@pytest.mark.parametrize("part", KNOW_NO_RASA)
def test_the_part_does_not_know_rasa(part: str) -> None:
    users = {
        module_of(file)
        for file in files()
        if part_of(module_of(file)) == part
        and any(name.split(".")[0] in ("rasa", "rasa_sdk") for name in imports_of(file))
    }
    assert users == set()


def test_only_store_opens_a_database() -> None:
    opening = {
        module_of(file) for file in files() if "create_engine(" in file.read_text(encoding="utf-8")
    }
    assert {part_of(module) for module in opening} == {"bot.store"}


def test_the_table_names_no_part_twice_over_a_circle() -> None:
    seen: set[str] = set()

    def walk(part: str, above: tuple[str, ...]) -> None:
        assert part not in above, f"{' → '.join((*above, part))} is a circle"
        if part in seen:
            return
        for next_part in ALLOWED.get(part, set()) - {part}:
            walk(next_part, (*above, part))
        seen.add(part)

    for part in ALLOWED:
        walk(part, ())
