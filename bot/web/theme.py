"""Hold the colours of `static/theme.css` against what people can read.

Contrast is that of WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio, and the limits are
those of its criteria 1.4.3 (text, level AA) and 1.4.11 (borders and focus).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.errors import ThemeError

TEXT_AT_LEAST = 4.5
EDGE_AT_LEAST = 3.0

_TEXT = {
    "ink": ("ground", "paper", "soft", "danger-soft", "warn-soft"),
    "quiet": ("ground", "paper"),
    "accent": ("ground", "paper", "soft", "danger-soft", "warn-soft"),
    "accent-ink": ("accent",),
    "danger": ("ground", "paper", "danger-soft"),
    "warn": ("warn-soft",),
}
"""What is written in a colour, by what it may stand on."""

_EDGES = {
    "edge": ("ground", "paper"),
    "focus": ("ground", "paper", "soft", "danger-soft", "warn-soft"),
}
"""What is drawn in a colour and must be seen."""

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_DARK = re.compile(r"@media[^{]*prefers-color-scheme:\s*dark[^{]*\{(.*?\})\s*\}", re.DOTALL)
_VARIABLE = re.compile(r"--([a-z-]+)\s*:\s*([^;}]+)")
_HEX = re.compile(r"^#([0-9a-f]{3}|[0-9a-f]{6})$")

Colours = Mapping[str, str]


def check_theme(file: Path) -> None:
    """Check the light and the dark colours. Raises ThemeError with every fault at once."""
    faults = [
        f"{file.name}: {scheme}: {fault}"
        for scheme, colours in schemes(file.read_text(encoding="utf-8")).items()
        for fault in _faults(colours)
    ]
    if faults:
        raise ThemeError(faults)


def schemes(css: str) -> dict[str, Colours]:
    """Read the variables; what the dark colours leave out is as in the light ones."""
    plain = _COMMENT.sub("", css)
    light = _variables(_DARK.sub("", plain))
    dark = _variables(" ".join(_DARK.findall(plain)))
    return {"light": light, "dark": {**light, **dark}}


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours written as #rgb or #rrggbb, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _variables(css: str) -> dict[str, str]:
    return {name: value.strip().lower() for name, value in _VARIABLE.findall(css)}


def _faults(colours: Colours) -> Iterator[str]:
    wanted = {
        each for table in (_TEXT, _EDGES) for name, on in table.items() for each in (name, *on)
    }
    unusable = {name for name in wanted if not _HEX.match(colours.get(name, ""))}
    for name in sorted(unusable):
        found = colours.get(name, "nothing")
        yield f"--{name}: expected a colour such as #1b2a2e, found {found}; write it so"
    for table, least in ((_TEXT, TEXT_AT_LEAST), (_EDGES, EDGE_AT_LEAST)):
        for name, ground in ((name, ground) for name, on in table.items() for ground in on):
            if unusable & {name, ground}:
                continue
            found_ratio = contrast(colours[name], colours[ground])
            if found_ratio < least:
                yield (
                    f"--{name} ({colours[name]}) on --{ground} ({colours[ground]}) has a contrast "
                    f"of {found_ratio:.2f}:1; at least {least}:1 is needed, so change one of them"
                )


def _luminance(colour: str) -> float:
    """Give the relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
