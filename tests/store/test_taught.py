"""Taught examples as training data: read back by Rasa as they were written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.settings import taught_file
from bot.store.database import utc_now
from bot.store.taught import Taught, nlu_text, write_taught
from bot.store.teaching_tables import PROPOSED_EXAMPLES
from bot.triage.example_text import example_text
from bot.triage.labels import labels_from
from tests.triage.recorded import add_staff

LABELS = labels_from("workstream", ["autism", "slcn"], ["report"]).as_dict()
NASTY = (
    "plain words",
    "quotes \" and ' and `",
    "nlu: - intent: safeguarding",
    "- stories: # not a comment",
    "yes",
    "0o17 o'clock",
    "${SECRET_KEY} and $HOME",
    "[no entity](city) {either}",
    "[name removed](city) is late",
    "[name removed][name removed] are late",
    "!env_var tag & anchor * alias | > %",
    "é 🙂 ñ ’",
    "\\n is no line",
    "what: a: lot: of: colons",
)


def read_by_rasa(text: str, folder: Path) -> list[tuple[str, str, object, object]]:
    """Give text, intent, entities and labels of each example, as Rasa trains on them."""
    from rasa.shared.nlu.training_data.loading import load_data

    file = folder / "taught.yml"
    file.write_text(text, encoding="utf-8")
    return [
        (
            each.get("text"),
            each.get("intent"),
            each.get("entities"),
            each.get("metadata")["intent"],
        )
        for each in load_data(str(file)).intent_examples
    ]


@pytest.mark.parametrize("text", NASTY)
def test_rasa_reads_back_what_was_taught_and_finds_no_entity(text: str, tmp_path: Path) -> None:
    prepared = example_text(text)
    (found,) = read_by_rasa(nlu_text([Taught(1, prepared, LABELS)]), tmp_path)
    labels = {"workstreams": ["autism", "slcn"], "asks": ["report"], "style": "taught"}
    assert found == (prepared, "workstream", None, labels)


def test_examples_of_several_labels_stay_apart(tmp_path: Path) -> None:
    human = labels_from("human", kind="person").as_dict()
    text = nlu_text([Taught(1, "one thing", LABELS), Taught(2, "another thing", human)])
    assert [(each[0], each[1]) for each in read_by_rasa(text, tmp_path)] == [
        ("one thing", "workstream"),
        ("another thing", "human"),
    ]


def test_the_same_examples_give_the_same_file_whatever_their_numbers() -> None:
    assert nlu_text([Taught(1, "a b", LABELS)]) == nlu_text([Taught(7, "a b", LABELS)])


@pytest.fixture
def file(engine: Engine) -> Iterator[Path]:
    """Give the file of the test's database; nothing of it stays."""
    found = taught_file(engine.url.render_as_string(hide_password=False))
    yield found
    if found.is_file():
        found.unlink()
        found.parent.rmdir()


def add(engine: Engine, state: str) -> None:
    staff_id = add_staff(engine, f"{state}@council.example")
    values = {"text": f"{state} words", "labels": LABELS, "state": state}
    with engine.begin() as connection:
        connection.execute(
            PROPOSED_EXAMPLES.insert().values(**values, proposed_by=staff_id, proposed_at=utc_now())
        )


def test_only_what_is_in_service_is_in_the_file(engine: Engine, file: Path) -> None:
    for state in ("proposed", "approved", "rejected", "in_service"):
        add(engine, state)
    assert write_taught(engine)
    assert "in_service words" in file.read_text(encoding="utf-8")
    assert "proposed words" not in file.read_text(encoding="utf-8")
    assert not write_taught(engine)


def test_nobody_else_may_read_the_file(engine: Engine, file: Path) -> None:
    add(engine, "in_service")
    write_taught(engine)
    assert file.stat().st_mode & 0o077 == 0


def test_the_file_goes_with_the_last_example(engine: Engine, file: Path) -> None:
    add(engine, "in_service")
    write_taught(engine)
    with engine.begin() as connection:
        connection.execute(sa.delete(PROPOSED_EXAMPLES))
    assert write_taught(engine)
    assert not file.parent.exists()
