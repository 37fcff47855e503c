"""The examples that staff taught, as training data: a file made from the table, which is the truth.

The file stands beside the database and is an input of the model (`bot.training`). It is written
anew whenever the examples in service change: by promotion and rollback, by erasure, and before
each training and start. Without examples there is no file.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.content.ids import TAUGHT_STYLE
from bot.settings import taught_file
from bot.store.tables import INBOUND
from bot.store.teaching_tables import PROPOSED_EXAMPLES

IN_SERVICE = "in_service"
LEAVING = "leaving"
"""In service still; the next candidate is trained without it."""
APPROVED = "approved"


@dataclass(frozen=True)
class Taught:
    """One example to learn from: its text and its labels."""

    id: int
    text: str
    labels: Mapping[str, Any]


def examples_by_id(connection: Connection, ids: Sequence[int]) -> list[Taught]:
    """Give the examples of these ids; what was erased is missing."""
    return _examples(connection, PROPOSED_EXAMPLES.c.id.in_(list(ids)))


def examples_in(connection: Connection, *states: str) -> list[Taught]:
    """Give the examples of these states."""
    return _examples(connection, PROPOSED_EXAMPLES.c.state.in_(states))


def _examples(connection: Connection, condition: Any) -> list[Taught]:
    columns = (PROPOSED_EXAMPLES.c.id, PROPOSED_EXAMPLES.c.text, PROPOSED_EXAMPLES.c.labels)
    query = sa.select(*columns).where(condition).order_by(PROPOSED_EXAMPLES.c.id)
    return [Taught(*row) for row in connection.execute(query)]


def nlu_text(examples: Iterable[Taught]) -> str:
    """Give examples as a file of Rasa's training data; empty for none.

    Neither ids nor times stand in it: the same examples give the same model.
    """
    # JSON is YAML, and quotes whatever YAML would read as something else than text.
    blocks = [
        f"- intent: {_json(each.labels['route'])}\n"
        f"  metadata: {_json(metadata_of(each.labels))}\n"
        f"  examples:\n"
        f"  - text: {_json(each.text)}\n"
        for each in examples
    ]
    return f'version: "3.1"\nnlu:\n{"".join(blocks)}' if blocks else ""


def metadata_of(labels: Mapping[str, Any]) -> dict[str, Any]:
    """Give the labels as the blocks of the training data name them."""
    named = {name: labels[name] for name in ("workstreams", "asks", "subject", "kind")}
    return {**{name: value for name, value in named.items() if value}, "style": TAUGHT_STYLE}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def write_taught(engine: Engine) -> bool:
    """Bring the file in line with the table; tell whether it had to change."""
    with engine.begin() as connection:
        text = nlu_text(examples_in(connection, IN_SERVICE, LEAVING))
    file = taught_file(engine.url.render_as_string(hide_password=False))
    before = file.read_text(encoding="utf-8") if file.is_file() else ""
    if text == before:
        return False
    if text:
        _replace(file, text)
    else:
        file.unlink()
        with contextlib.suppress(OSError):
            # Only when nothing else stands in it.
            file.parent.rmdir()
    return True


def _replace(file: Path, text: str) -> None:
    """Write the file in one step; nobody else may read it: parents wrote what stands in it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".taught-")
    with os.fdopen(handle, "w", encoding="utf-8") as new:
        new.write(text)
    Path(name).replace(file)


def keep_approved(connection: Connection, conversation_ids: Sequence[str]) -> None:
    """Cut approved examples loose from conversations that are about to be purged for their age.

    Two people have found that they tell nothing of anybody. A conversation that somebody wants
    erased takes its examples with it all the same: there this is not called.
    """
    mine = sa.select(INBOUND.c.seq).where(INBOUND.c.conversation_id.in_(list(conversation_ids)))
    connection.execute(
        PROPOSED_EXAMPLES.update()
        .where(
            PROPOSED_EXAMPLES.c.inbound_seq.in_(mine),
            PROPOSED_EXAMPLES.c.state.in_((APPROVED, IN_SERVICE, LEAVING)),
        )
        .values(inbound_seq=None)
    )
