"""Colours that people could not read stop the start."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot.errors import ThemeError
from bot.web.site import public
from bot.web.static_files import FOLDER
from bot.web.theme import check_theme, contrast, schemes
from tests.web.conftest import Serve

THEME = FOLDER / "theme.css"


def changed(folder: Path, *changes: tuple[str, str]) -> Path:
    """Write a theme in which the first of some values are others."""
    css = THEME.read_text(encoding="utf-8")
    for name, value in changes:
        css, count = re.subn(rf"--{name}: [^;]+;", f"--{name}: {value};", css, count=1)
        assert count == 1
    file = folder / "theme.css"
    file.write_text(css, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    # Black on white, and a grey that is known to pass by a hair and one that fails by as little.
    [("#000000", "#fff", 21.0), ("#767676", "#ffffff", 4.54), ("#777777", "#ffffff", 4.48)],
)
def test_contrast_is_that_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert round(contrast(one, other), 2) == ratio
    assert contrast(other, one) == contrast(one, other)


def test_our_own_theme_passes() -> None:
    check_theme(THEME)


def test_light_and_dark_are_read_apart() -> None:
    found = schemes(THEME.read_text(encoding="utf-8"))
    assert found["light"].keys() == found["dark"].keys()
    assert found["light"]["ink"] != found["dark"]["ink"]


def test_what_dark_leaves_out_is_as_in_light() -> None:
    css = ":root{--ink:#111;--paper:#fff}@media (prefers-color-scheme: dark){:root{--ink:#eee}}"
    assert schemes(css)["dark"] == {"ink": "#eee", "paper": "#fff"}


def test_every_faint_pair_is_told_at_once(tmp_path: Path) -> None:
    file = changed(tmp_path, ("quiet", "#999999"), ("edge", "#dddddd"))
    with pytest.raises(ThemeError) as caught:
        check_theme(file)
    told = "\n".join(caught.value.faults)
    assert len(caught.value.faults) == 2 * len(("on ground", "on paper"))
    assert "theme.css: light: --quiet (#999999) on --paper (#ffffff)" in told
    assert "at least 4.5:1" in told
    assert "at least 3.0:1" in told


@pytest.mark.parametrize("value", ["red", "rgb(0 0 0)", "#12345", "var(--paper)"])
def test_a_colour_that_cannot_be_measured_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(ThemeError) as caught:
        check_theme(changed(tmp_path, ("ink", value)))
    assert [fault for fault in caught.value.faults if "--ink: expected a colour" in fault]


def test_a_missing_colour_is_told(tmp_path: Path) -> None:
    file = tmp_path / "theme.css"
    file.write_text(THEME.read_text(encoding="utf-8").replace("--quiet", "--other"), "utf-8")
    with pytest.raises(ThemeError) as caught:
        check_theme(file)
    assert [fault for fault in caught.value.faults if "--quiet" in fault and "nothing" in fault]


def test_the_application_does_not_start_with_colours_nobody_can_read(
    tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(tmp_path, ("ink", "#cccccc"))
    monkeypatch.setattr(public, "FOLDER", tmp_path)
    with pytest.raises(ThemeError):
        serve()


@pytest.mark.parametrize("name", ["chat.css", "site.css"])
def test_no_colour_stands_outside_the_theme(client: TestClient, name: str) -> None:
    css = client.get(f"/static/{name}").text
    on_screen = css.partition("@media print")[0]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=\s*[;,)])|rgba?\(", on_screen) == []
    assert (
        set(re.findall(r"var\(--([a-z-]+)", css))
        <= schemes(THEME.read_text("utf-8"))["light"].keys()
    )
