"""Take pictures of the pages into docs/screenshots/, to look at and for the README.

Usage: make screenshots, or .venv/bin/python -m tests.browser.screenshots [SCENE ...]

Each scene is taken on a telephone, a tablet and a desk, light and dark. A page is shown whole; one
with a panel over it as far as the screen goes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page

from bot.settings import ROOT
from tests.browser.bench import Opener, Watch, running_chromium
from tests.browser.states import ask_about_autism, ask_in_danger, read_easily, stay
from tests.browser.test_staff_login import add_staff, log_in
from tests.server.server import Talk, running_server

FOLDER = ROOT / "docs" / "screenshots"
SIZES = {320: 640, 768: 1024, 1280: 800}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LEAD = "lead@council.example"
ASKED_BEFORE = (
    "my dad hits me when I get home",
    "can I talk to a person please",
    "she has been out of school since September and nobody has found her a place",
    "what is being done for autism?",
)
"""What waits in the queue of staff. Nobody wrote it; each is a kind of case of its own."""
_COLOURS = 96


def open_embed(page: Page) -> None:
    """Open the chat on the council's page, and ask there."""
    page.locator("#send-help[role=button]").click()
    chat = page.frame_locator("send-help-chat iframe")
    chat.locator("#copy:not([hidden])").wait_for(state="attached")
    chat.locator("textarea").fill("what is being done for autism?")
    chat.locator("button.send").click()
    chat.get_by_role("heading", name="Answer 1").wait_for()


def enter_queue(page: Page) -> None:
    """Log in, and look at what waits."""
    log_in(page, LEAD, "/staff/queue")
    page.goto("/staff/queue")


@dataclass(frozen=True)
class Scene:
    """A page, what is done there first, and whether it is shown beyond the screen."""

    path: str
    prepare: Callable[[Page], None] = stay
    is_whole: bool = True


SCENES = {
    # First, so that nothing but what is listed above waits there.
    "staff-queue": Scene("/staff/login", enter_queue),
    "chat": Scene("/chat"),
    "answer": Scene("/chat", ask_about_autism),
    "easy-read": Scene("/chat", read_easily),
    "safeguarding": Scene("/chat", ask_in_danger),
    "answer-page": Scene("/answers/autism"),
    "embed": Scene("/demo", open_embed, is_whole=False),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures of the scenes that are named, or of all; print what each weighs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("scenes", nargs="*", metavar="SCENE", help=f"one of {', '.join(SCENES)}")
    names = parser.parse_args(arguments).scenes or list(SCENES)
    if unknown := set(names) - SCENES.keys():
        parser.error(f"no such scene: {', '.join(sorted(unknown))}")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, running_chromium() as browser:
        folder = Path(name)
        add_staff(folder, LEAD, "safeguarding_lead")
        with running_server(folder) as client:
            for text in ASKED_BEFORE:
                Talk(client).ask(text)
            for scene in names:
                _take(browser, str(client.base_url).rstrip("/"), scene)
    return 0


def _take(browser: Browser, address: str, name: str) -> None:
    scene = SCENES[name]
    for width, height in SIZES.items():
        opener = Opener(browser, address, Watch())
        page = opener(scene.path, viewport={"width": width, "height": height})
        scene.prepare(page)
        page.mouse.move(0, 0)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            file = FOLDER / f"{name}-{width}-{scheme}.png"
            file.write_bytes(_small(page.screenshot(full_page=scene.is_whole)))
            print(f"{file.relative_to(ROOT)}: {file.stat().st_size / 1024:.0f} KB")
        opener.close()


def _small(png: bytes) -> bytes:
    """Keep the colours that most of a picture has; the edges of letters take the nearest."""
    pixels = np.asarray(Image.open(BytesIO(png)).convert("RGB"))
    # Pillow's own ways to fewer colours shift the grounds.
    colours, places, counts = np.unique(
        pixels.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True
    )
    kept = colours[np.argsort(-counts)[:_COLOURS]].astype(int)
    nearest = [np.abs(kept - colour).sum(axis=1).argmin() for colour in colours.astype(int)]
    fewer = Image.fromarray(np.array(nearest, np.uint8)[places].reshape(pixels.shape[:2]), "P")
    fewer.putpalette(kept.flatten().tolist())
    out = BytesIO()
    fewer.save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
