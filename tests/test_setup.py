"""ops/setup.sh, with programs that stand in for uv and Python: what it asks them, what it says."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from bot.settings import ROOT

TOOLS = (
    "sh",
    "cat",
    "cksum",
    "dirname",
    "env",
    "grep",
    "head",
    "mkdir",
    "rm",
    "sed",
    "tr",
    "chmod",
    "cp",
)

FAKE_UV = """#!/bin/sh
echo "$*" >>"$LOG"
echo "index=$UV_DEFAULT_INDEX more=$UV_INDEX links=$UV_FIND_LINKS" >>"$LOG.env"
case "$1 $2" in
"venv --quiet") mkdir -p .venv/bin && cp "$FAKES/python3.11" .venv/bin/python ;;
"pip install") echo >.venv/bin/bot && chmod +x .venv/bin/bot ;;
"python install") [ -n "$CAN_DOWNLOAD" ] || exit 1 ;;
"python find") echo "$FAKES/python3.11" ;;
esac
"""

# It says of itself that it is CPython 3.11 (and 3.8 or newer), and has no pip.
FAKE_PYTHON = """#!/bin/sh
[ "$1" = -c ]
"""

BROKEN_SHIM = """#!/bin/sh
echo "pyenv: python3.11: command not found" >&2
exit 127
"""


class Machine:
    """A small machine: the tools of any POSIX system, and what a test adds."""

    def __init__(self, folder: Path) -> None:
        self.tree = folder / "the tree"  # with a space, as people have them
        self.programs, self.hidden, self.log = folder / "bin", folder / "hidden", folder / "log"
        for each in (self.tree / "ops", self.tree / "requirements", self.programs, self.hidden):
            each.mkdir(parents=True)
        shutil.copy(ROOT / "ops/setup.sh", self.tree / "ops")
        for name in ("requirements/run.txt", "requirements/dev.txt", "pyproject.toml"):
            (self.tree / name).write_text(f"{name}\n")
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found
            (self.programs / tool).symlink_to(found)
        self.add("python3.11", FAKE_PYTHON, hidden=True)

    def add(self, name: str, text: str, *, hidden: bool = False) -> None:
        file = (self.hidden if hidden else self.programs) / name
        file.write_text(text)
        file.chmod(0o755)

    def set_up(self, kind: str = "run", **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", str(self.tree / "ops/setup.sh"), kind],
            env={
                "PATH": str(self.programs),
                "HOME": str(self.tree.parent),
                "LOG": str(self.log),
                "FAKES": str(self.hidden),
                **env,
            },
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
        )

    @property
    def calls(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def complete(machine: Machine) -> Machine:
    machine.add("uv", FAKE_UV)
    machine.add("python3.11", FAKE_PYTHON)
    return machine


def installs(calls: list[str]) -> list[str]:
    return [call for call in calls if call.startswith("pip ")]


def test_the_locked_packages_and_the_project_are_installed(complete: Machine) -> None:
    assert complete.set_up().returncode == 0
    sync, project = installs(complete.calls)
    assert "--require-hashes" in sync
    assert sync.endswith("requirements/run.txt")
    assert "--no-deps" in project
    assert "--editable ." in project


def test_nothing_is_done_when_nothing_changed(complete: Machine) -> None:
    complete.set_up()
    before = complete.calls
    result = complete.set_up()
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert complete.calls == before


@pytest.mark.parametrize(
    ("name", "count"),
    [("requirements/run.txt", 2), ("pyproject.toml", 1)],
)
def test_what_changed_is_installed_again(complete: Machine, name: str, count: int) -> None:
    complete.set_up()
    before = len(installs(complete.calls))
    (complete.tree / name).write_text("another\n")
    complete.set_up()
    assert len(installs(complete.calls)) - before == count


def test_an_installation_for_tests_serves_for_running(complete: Machine) -> None:
    complete.set_up("dev")
    before = complete.calls
    assert complete.set_up("run").returncode == 0
    assert complete.calls == before


def test_an_installation_for_running_does_not_serve_for_tests(complete: Machine) -> None:
    complete.set_up("run")
    complete.set_up("dev")
    assert any(call.endswith("requirements/dev.txt") for call in complete.calls)


def test_a_moved_tree_is_installed_again(complete: Machine) -> None:
    complete.set_up()
    before = len(installs(complete.calls))
    complete.tree = complete.tree.rename(complete.tree.with_name("elsewhere"))
    complete.set_up()
    assert len(installs(complete.calls)) - before == 2


def test_a_failed_installation_is_tried_again(complete: Machine) -> None:
    complete.add("uv", FAKE_UV.replace("case", '[ "$1 $2" = "pip sync" ] && exit 1\ncase'))
    result = complete.set_up()
    assert result.returncode == 1
    assert "could not be installed" in result.stderr
    complete.add("uv", FAKE_UV)
    assert complete.set_up().returncode == 0


def test_a_shim_without_its_python_is_passed_over(complete: Machine) -> None:
    complete.add("python3.11", BROKEN_SHIM)
    result = complete.set_up(CAN_DOWNLOAD="yes")
    assert result.returncode == 0
    assert "python install 3.11" in complete.calls


def test_a_python_of_pyenv_is_found(complete: Machine) -> None:
    (complete.programs / "python3.11").unlink()
    folder = complete.tree.parent / ".pyenv/versions/3.11.7/bin"
    folder.mkdir(parents=True)
    shutil.copy(complete.hidden / "python3.11", folder / "python")
    assert complete.set_up().returncode == 0
    assert f"venv --quiet --python {folder}/python .venv" in complete.calls


def test_without_python_3_11_uv_downloads_it(complete: Machine) -> None:
    (complete.programs / "python3.11").unlink()
    result = complete.set_up(CAN_DOWNLOAD="yes")
    assert result.returncode == 0
    assert "uv downloads one" in result.stderr
    assert f"venv --quiet --python {complete.hidden}/python3.11 .venv" in complete.calls


def test_without_python_3_11_and_its_download_a_sentence_says_what_to_install(
    complete: Machine,
) -> None:
    (complete.programs / "python3.11").unlink()
    result = complete.set_up()
    assert result.returncode == 1
    assert "Install it (on Debian: apt-get install python3.11" in result.stderr


def test_without_uv_and_python_a_sentence_says_what_to_install(machine: Machine) -> None:
    result = machine.set_up()
    assert result.returncode == 1
    assert "neither uv nor Python 3 is here. Install one of them" in result.stderr


def python3_with(install: str) -> str:
    """Give a python3 whose `-m pip install --target` or venv puts the fake uv in its place."""
    return f"""#!/bin/sh
echo "python3 $*" >>"$LOG"
case "$1 $2" in
"-c "*) exit 0 ;;
{install}
esac
exit 1
"""


WITH_VENV = """"-m venv") mkdir -p .uv/bin && cp "$FAKES/uv" .uv/bin/uv
    printf '#!/bin/sh\\necho "venv python $*" >>"$LOG"\\n' >.uv/bin/python
    chmod +x .uv/bin/python; exit 0 ;;"""
WITH_PIP_ALONE = """"-m pip") [ "$3" = install ] || exit 1
    mkdir -p .uv/target/bin && cp "$FAKES/uv" .uv/target/bin/uv; exit 0 ;;"""


@pytest.mark.parametrize(
    ("ways", "call"),
    [
        (WITH_VENV, "venv python -m pip install -q uv=="),
        (WITH_PIP_ALONE, "python3 -m pip install -q --target .uv/target uv=="),
    ],
    ids=["with venv", "without ensurepip"],
)
def test_without_uv_one_is_installed_by_pip(machine: Machine, ways: str, call: str) -> None:
    machine.add("uv", FAKE_UV, hidden=True)
    machine.add("python3.11", FAKE_PYTHON)
    machine.add("python3", python3_with(ways))
    result = machine.set_up()
    assert result.returncode == 0, result.stderr
    assert any(each.startswith(call) for each in machine.calls)
    assert installs(machine.calls)


def test_when_uv_cannot_be_installed_a_sentence_says_what_to_do(machine: Machine) -> None:
    machine.add("python3", python3_with(""))
    result = machine.set_up()
    assert result.returncode == 1
    assert "cannot install uv" in result.stderr


PIP_WITH_A_MIRROR = """"-m pip") [ "$3" = config ] && echo "global.index-url='https://mirror.example/simple'
global.extra-index-url='file:///a file:///b'
:env:.find-links='/wheels'" ; exit 0 ;;"""


@pytest.fixture
def mirrored(complete: Machine) -> Machine:
    complete.add("python3", python3_with(PIP_WITH_A_MIRROR))
    return complete


def environment_of(machine: Machine) -> str:
    return Path(f"{machine.log}.env").read_text().splitlines()[-1]


def test_settings_of_pip_reach_uv(mirrored: Machine) -> None:
    mirrored.set_up()
    expected = "index=https://mirror.example/simple more=file:///a file:///b links=/wheels"
    assert environment_of(mirrored) == expected


def test_settings_of_uv_go_before_those_of_pip(mirrored: Machine) -> None:
    mirrored.set_up(UV_DEFAULT_INDEX="https://own.example/simple", UV_FIND_LINKS="/own")
    assert environment_of(mirrored) == "index=https://own.example/simple more= links=/own"


def test_a_wrong_word_is_refused(machine: Machine) -> None:
    result = machine.set_up("everything")
    assert result.returncode == 2
    assert "expected run, dev or uv" in result.stderr


def test_it_tells_where_uv_is(complete: Machine) -> None:
    result = complete.set_up("uv")
    assert result.stdout == "uv\n"
    assert not installs(complete.calls)


def test_the_script_holds_no_address_of_an_installer() -> None:
    assert "curl" not in (ROOT / "ops/setup.sh").read_text(encoding="utf-8")
