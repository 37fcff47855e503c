"""The script that shows the chat on another website: its words filled in, its version, its hash."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass

from bot.answers.wording import Wording
from bot.web.static_files import FOLDER

_WORDS = '"__WORDS__"'


@dataclass(frozen=True)
class Embed:
    """The script as it is served."""

    body: bytes

    @property
    def version(self) -> str:
        """Give 12 characters that change with the script."""
        return hashlib.sha256(self.body).hexdigest()[:12]

    @property
    def integrity(self) -> str:
        """Give the value of a script tag's `integrity`."""
        return "sha384-" + base64.b64encode(hashlib.sha384(self.body).digest()).decode()


def embed_of(wording: Wording) -> Embed:
    """Put the words into the script; no sentence stands in it."""
    words = {
        "title": wording.say("page.name"),
        "close": wording.say("frame.close"),
        "own_page": wording.say("frame.own_page"),
    }
    source = (FOLDER / "embed.js").read_text(encoding="utf-8")
    # Twice: JSON inside a string of the script, which is then a script before and after.
    return Embed(source.replace(_WORDS, json.dumps(json.dumps(words))).encode())
