"""Teaching in a real browser: from a sentence that is misread to a model that understands it.

The server runs from a copy of the tree, for candidates belong to the tree's models. The copy asks
a part of the evaluation set, which is enough to compare by and takes a minute less.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from playwright.sync_api import Page, expect

from bot.settings import ROOT
from bot.store.database import open_database, utc_now
from bot.store.teaching_tables import PROPOSED_EXAMPLES
from bot.training import INPUTS, model_for_current_inputs
from bot.triage.labels import Labels, labels_from
from tests.browser.axe import axe
from tests.browser.bench import Opener, Watch
from tests.browser.test_staff_login import PASSWORD, SCHEMES
from tests.server.server import Talk, running_server

AGENT, EDITOR, MANAGER = (f"{each}@council.example" for each in ("agent", "editor", "manager"))
SENTENCE = "My boy keeps his lunch in a purple wombat and nobody in class gets what he says"
KEPT_OF_EACH_FILE = 40
TRAINED_WITHIN_S = 900
TAKEN_WITHIN_S = 60

pytestmark = pytest.mark.timeout(2400)


class Place:
    """A copy of the tree with a database of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tree = folder / "tree"
        for name in {"bot", "actions", "content", "evaluation", "endpoints.yml", *INPUTS}:
            source, target = ROOT / name, self.tree / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, dirs_exist_ok=True)
            else:
                shutil.copy(source, target)
        model = model_for_current_inputs()
        (self.tree / "models").mkdir()
        shutil.copy(model, self.tree / "models" / model.name)
        for file in (self.tree / "evaluation" / "development").glob("*.jsonl"):
            lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
            file.write_text("".join(lines[:KEPT_OF_EACH_FILE]), encoding="utf-8")

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'bot.sqlite3'}"

    def run(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run `bot` in the copy."""
        return subprocess.run(
            [sys.executable, "-m", "bot.cli", *arguments],
            cwd=self.tree,
            env={**os.environ, "PYTHONPATH": str(self.tree), "DATABASE_URL": self.url},
            input=given,
            capture_output=True,
            text=True,
            timeout=TRAINED_WITHIN_S,
            check=False,
        )

    def approve(self, examples: Sequence[tuple[str, Labels]]) -> None:
        """Put approved examples into the table, as two of the staff would one by one."""
        engine = open_database(self.url)
        row = {"state": "approved", "proposed_by": 1, "proposed_at": utc_now(), "decided_by": 2}
        rows = [{**row, "text": text, "labels": labels.as_dict()} for text, labels in examples]
        with engine.begin() as connection:
            connection.execute(PROPOSED_EXAMPLES.insert(), rows)
        engine.dispose()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("teaching"))
    for email, role in ((AGENT, "agent"), (EDITOR, "editor"), (MANAGER, "manager")):
        made = place.run("staff", "add", email, "--role", role, given=f"{PASSWORD}\n")
        assert made.returncode == 0, made.stderr
    return place


@pytest.fixture(scope="module")
def client(place: Place) -> Iterator[httpx.Client]:
    with running_server(place.folder, place.tree) as client:
        yield client


@pytest.fixture
def open_page(browser: Any, client: httpx.Client, watch: Watch) -> Iterator[Opener]:
    opener = Opener(browser, str(client.base_url).rstrip("/"), watch)
    yield opener
    opener.close()


def log_in(page: Page, email: str, path: str = "/staff/teaching") -> Page:
    page.goto(path)
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Log out").wait_for()
    return page


def is_understood(client: httpx.Client) -> bool:
    """Ask the running server, in a conversation of its own."""
    answer = Talk(client).answer(SENTENCE)
    return (answer["route"], answer["workstreams"]) == ("workstream", ["slcn"])


def wait_until(what: Callable[[], bool], within_s: float) -> None:
    until = time.monotonic() + within_s
    while not what():
        assert time.monotonic() < until, f"it did not come about within {within_s} s"
        time.sleep(0.5)


def test_from_a_misread_sentence_to_a_model_that_understands_it_and_back(
    place: Place, client: httpx.Client, open_page: Opener, watch: Watch
) -> None:
    # The page of the case itself is none of these tests' matter.
    watch.allow("status of 404")
    assert not is_understood(client)
    before = {file: file.read_bytes() for file in place.tree.glob("evaluation/**/*.*")}

    agent = log_in(open_page(), AGENT, "/staff/cases/1/corrections?message=1")
    expect(agent.get_by_label("The sentence to learn from")).to_have_value(SENTENCE)
    agent.get_by_role("radio", name="One or more workstreams").check()
    for box in agent.locator("input[name=workstreams]:checked").all():
        box.uncheck()
    agent.get_by_role("checkbox", name="Speech, language").check()
    axe(agent)
    agent.get_by_role("button", name="Propose").click()
    agent.goto("/staff/teaching")
    expect(agent.get_by_text("Yours: somebody else decides.")).to_be_visible()
    expect(agent.get_by_role("button", name="Approve")).to_have_count(0)

    editor = log_in(open_page(), EDITOR)
    expect(editor.get_by_text(SENTENCE)).to_be_visible()
    axe(editor)
    editor.get_by_role("button", name="Approve").click()
    expect(editor.get_by_role("status")).to_contain_text("approved")
    editor.get_by_role("button", name="Train a candidate").click()
    progress = editor.locator("#training [role=status]")
    expect(progress).to_contain_text("Candidate 1 is being trained")
    axe(editor)
    editor.reload()
    # It changes by itself: the page is not touched again until the tables are there.
    expect(progress).to_contain_text("measuring", timeout=1000 * TRAINED_WITHIN_S)
    expect(editor.get_by_role("table")).to_be_visible(timeout=1000 * TRAINED_WITHIN_S)
    axe(editor)
    expect(editor.get_by_role("row", name="Taught examples understood")).to_contain_text("1 of 1")
    expect(editor.get_by_role("button", name="into service")).to_have_count(0)
    assert not is_understood(client)

    manager = log_in(open_page(), MANAGER)
    manager.get_by_role("button", name="Put candidate 1 into service").click()
    expect(manager.get_by_role("status")).to_contain_text("in service")
    axe(manager)
    dropped = []

    def asked() -> bool:
        reply = Talk(client).ask("what is being done for autism?")
        dropped.append(len(reply["messages"]) != 1)
        return is_understood(client)

    wait_until(asked, TAKEN_WITHIN_S)
    assert not any(dropped)

    back = place.run("rollback")
    assert back.returncode == 0, back.stderr
    wait_until(lambda: not is_understood(client), TAKEN_WITHIN_S)
    audit = place.run("audit", "verify")
    assert audit.returncode == 0, audit.stdout + audit.stderr
    assert {file: file.read_bytes() for file in place.tree.glob("evaluation/**/*.*")} == before


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
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            if block.get("intent") == "safeguarding":
                harmed += [line[2:].split() for line in block["examples"].splitlines() if line]
    return [
        (" ".join(words[:gone] + words[gone + 1 :]), labels)
        for words in harmed
        for gone, labels in enumerate(WRONG)
        if len(words) > len(WRONG)
    ]


def test_a_candidate_made_worse_on_purpose_is_refused(place: Place, client: httpx.Client) -> None:
    place.approve(mislabelled())
    trained = place.run("train", "--candidate", "--json")
    assert trained.returncode == 0, trained.stderr
    refused = place.run("promote", str(json.loads(trained.stdout)["id"]))
    assert refused.returncode == 1
    assert "numbers to call first" in refused.stderr
    answer = Talk(client).answer("his dad hits him with a belt and I am frightened")
    assert answer["route"] == "safeguarding"
