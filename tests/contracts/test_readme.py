"""The README names every setting and every command, and only paths that exist."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator

import pytest

from bot.cli import parser
from bot.settings import ROOT

README = ROOT / "README.md"
NOT_IN_THE_TREE = ("var/", "models/", ".venv", "docs/results/", ".uv/")
"""Made by commands, and not committed or not there yet."""


def readme() -> str:
    if not README.is_file():
        pytest.fail("README.md is missing")
    return README.read_text(encoding="utf-8")


def settings_read() -> set[str]:
    """Find every environment variable that bot/settings.py names."""
    tree = ast.parse((ROOT / "bot/settings.py").read_text(encoding="utf-8"))
    strings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return {each for each in strings if isinstance(each, str) and re.fullmatch(r"[A-Z_]{4,}", each)}


def commands(of: argparse.ArgumentParser, name: str = "bot") -> Iterator[str]:
    groups = [a for a in of._actions if isinstance(a, argparse._SubParsersAction)]
    if not groups:
        yield name
    for group in groups:
        for word, sub in group.choices.items():
            yield from commands(sub, f"{name} {word}")


@pytest.mark.parametrize("setting", sorted(settings_read()))
def test_every_setting_is_in_the_readme(setting: str) -> None:
    assert f"`{setting}`" in readme()


@pytest.mark.parametrize("command", sorted(commands(parser())))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"`{command}" in readme()


def test_every_command_of_the_readme_exists() -> None:
    known = tuple(f"{command} " for command in commands(parser()))
    named = re.findall(r"`(?:\.venv/bin/)?(bot(?: [a-z][a-z-]*)+)", readme())
    assert {each for each in named if not f"{each} ".startswith(known)} == set()


def test_every_target_of_the_readme_is_in_the_makefile() -> None:
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    assert set(re.findall(r"(?m)(?:^|`)make ([a-z]+(?:-[a-z]+)*)", readme())) <= targets


def paths_named() -> list[str]:
    if not README.is_file():
        return []
    quoted = re.findall(r"`([\w./*<>-]+)`", README.read_text(encoding="utf-8"))
    return sorted(
        {
            each
            for each in quoted
            if re.search(r"\.(yml|md|py|toml|txt|json|sh)$|/$", each)
            and not each.startswith(("/", *NOT_IN_THE_TREE))
            and "<" not in each
        }
    )


@pytest.mark.parametrize("path", paths_named())
def test_every_path_of_the_readme_exists(path: str) -> None:
    assert list(ROOT.glob(path.rstrip("/")))
