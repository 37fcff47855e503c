"""The teaching pages in a real browser: readable, by keyboard, and a bad candidate refused.

The whole way from a misread sentence to a model that understands it is `test_journey.py`.
"""

from __future__ import annotations

import json

import httpx
import pytest
from playwright.sync_api import Page, expect

from bot.settings import ROOT
from bot.triage.labels import Labels, labels_from
from bot.yaml_text import parse_yaml
from tests.browser.axe import axe
from tests.browser.bench import Opener
from tests.browser.teaching.place import AGENT, MANAGER, Place
from tests.browser.test_staff_login import PASSWORD, SCHEMES
from tests.server.server import Talk

pytestmark = pytest.mark.timeout(2400)


def log_in(page: Page, email: str, path: str = "/staff/teaching") -> Page:
    page.goto(path)
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Log out").wait_for()
    return page


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("path", ["/staff/teaching", "/staff/teaching/new"])
def test_axe_finds_nothing_wrong(open_page: Opener, path: str, scheme: str) -> None:
    page = open_page(**SCHEMES[scheme])
    log_in(page, MANAGER, path)
    axe(page)
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def test_the_form_works_without_scripts_and_by_keyboard(open_page: Opener) -> None:
    page = open_page(java_script_enabled=False)
    log_in(page, AGENT, "/staff/teaching/new")
    page.get_by_label("The sentence to learn from").focus()
    page.keyboard.insert_text("is the blue badger bus free for him")
    page.keyboard.press("Tab")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="About SEND, and not")).to_be_checked()
    expect(page.get_by_role("group", name="Which workstreams?")).to_be_hidden()
    page.keyboard.press("Tab")
    page.keyboard.type("Transport")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("proposed")


WRONG = (
    labels_from("smalltalk", kind="thanks"),
    labels_from("human", kind="feedback"),
    labels_from("out_of_scope"),
    labels_from("strategy", asks=["progress"]),
    labels_from("clarify"),
)


def mislabelled() -> list[tuple[str, Labels]]:
    """Give sentences of harm, for each wrong label without another word, so that all are new."""
    harmed = []
    for file in sorted((ROOT / "data" / "nlu").glob("safeguarding*.yml")):
        for block in parse_yaml(file.read_text(encoding="utf-8"))["nlu"]:
            if block.get("intent") == "safeguarding":
                harmed += [line[2:].split() for line in block["examples"].splitlines() if line]
    return [
        (" ".join(words[:gone] + words[gone + 1 :]), labels)
        for words in harmed
        for gone, labels in enumerate(WRONG)
        if len(words) > len(WRONG)
    ]


def test_a_candidate_made_worse_on_purpose_is_refused(place: Place, server: httpx.Client) -> None:
    place.approve(mislabelled())
    trained = place.run("train", "--candidate", "--json")
    assert trained.returncode == 0, trained.stderr
    refused = place.run("promote", str(json.loads(trained.stdout)["id"]))
    assert refused.returncode == 1
    assert "numbers to call first" in refused.stderr
    answer = Talk(server).answer("his dad hits him with a belt and I am frightened")
    assert answer["route"] == "safeguarding"
