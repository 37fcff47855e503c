"""Ask axe-core what stands in the way of people who use a page without sight or mouse."""

from __future__ import annotations

from functools import cache
from typing import Any

from playwright.sync_api import Page

from bot.settings import ROOT

SCRIPT = ROOT / "node_modules/axe-core/axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@cache
def _script() -> str:
    assert SCRIPT.is_file(), f"{SCRIPT.relative_to(ROOT)} is missing: run ops/browser.sh"
    return SCRIPT.read_text(encoding="utf-8")


def violations(page: Page, *, without: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Give what axe-core finds wrong in the page as it is; `without` names rules to leave out."""
    # Evaluated, and not added as an element, which the page's own CSP would rightly refuse.
    page.evaluate(_script())
    found = page.evaluate(
        """([tags, without]) => axe.run(document, {
          runOnly: {type: "tag", values: tags},
          rules: Object.fromEntries(without.map(rule => [rule, {enabled: false}])),
          resultTypes: ["violations"],
        })""",
        [list(TAGS), list(without)],
    )
    wrong: list[dict[str, Any]] = found["violations"]
    return wrong


def told(violation: dict[str, Any]) -> str:
    """Say one violation: the rule, where to read about it, each element and what is wrong there."""
    where = "\n".join(
        f"    {node['target']}: {' '.join(node['failureSummary'].split())}"
        for node in violation["nodes"]
    )
    return f"  {violation['id']}: {violation['help']} ({violation['helpUrl']})\n{where}"


def axe(page: Page, *, without: tuple[str, ...] = ()) -> None:
    """Assert that axe-core finds nothing wrong."""
    wrong = violations(page, without=without)
    assert not wrong, f"{page.url}\n" + "\n".join(map(told, wrong))
