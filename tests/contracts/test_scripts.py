"""The types of the scripts that browsers run hold, as TypeScript reads them from their comments."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from bot.settings import ROOT

TYPESCRIPT = ROOT / "node_modules/typescript/bin/tsc"


def test_the_types_of_the_scripts_hold() -> None:
    if not TYPESCRIPT.is_file() and not os.environ.get("CI"):
        pytest.skip("no TypeScript here: ops/browser.sh installs it, or says why it cannot")
    command = ["sh", "ops/browser.sh", "types"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_script_is_among_those_checked() -> None:
    (pattern,) = json.loads((ROOT / "jsconfig.json").read_text(encoding="utf-8"))["include"]
    assert set((ROOT / "bot").rglob("*.js")) <= set(ROOT.glob(pattern))
