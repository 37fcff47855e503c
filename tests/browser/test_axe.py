"""axe-core finds nothing wrong in any page, in any state, in any scheme of colours."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.axe import axe
from tests.browser.bench import Opener, Watch, preferring, sized
from tests.browser.states import STATES, State, name_of

SCHEMES: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
    "forced-dark": {"forced_colors": "active", "color_scheme": "dark"},
}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_wrong(seen: tuple[State, Page], scheme: str) -> None:
    _, page = seen
    with preferring(page, **SCHEMES[scheme]):
        axe(page)


def test_axe_finds_nothing_wrong_on_a_small_telephone(seen: tuple[State, Page]) -> None:
    _, page = seen
    with sized(page, 320, 568):
        axe(page)


@pytest.mark.parametrize("state", STATES, ids=name_of)
def test_axe_finds_nothing_wrong_where_no_script_arrives(
    open_page: Opener, watch: Watch, state: State
) -> None:
    axe(state.open(open_page, watch, scripts_lost=True))
