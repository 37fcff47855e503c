"""Texts are sorted as a chat would answer them, in batches as alone, masked and read whole."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from bot.commands.scratch import scratch_database
from bot.errors import TextEmpty, TextTooLong
from bot.logs import configure_logs
from bot.settings import ROOT
from bot.training import model_for_current_inputs
from bot.triage.sorting import BATCH, MOST_CHARACTERS, Outcome, SortedText, Sorter
from tests.factories import decision, library


class Reader:
    """Reads every text as one on autism, and keeps what it was given."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    async def understand_many(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """Keep the texts."""
        self.batches.append(list(texts))
        read = decision(route="workstream", workstreams=["autism"], asks=["objectives"])
        return [{**read, "evidence": {"safety": 0.0}} for _ in texts]


def sort(reader: Any, texts: Sequence[str]) -> list[Outcome]:
    return asyncio.run(Sorter(reader, library()).sort(texts))


def test_what_cannot_be_read_gives_its_error_in_its_place() -> None:
    found = sort(Reader(), ["autism", " \u200d", "a" * (MOST_CHARACTERS + 1), "autism"])
    assert [type(each) for each in found] == [SortedText, TextEmpty, TextTooLong, SortedText]


def test_texts_are_masked_before_they_are_read() -> None:
    reader = Reader()
    sort(reader, ["ring 07700 900123\nabout autism"])
    assert reader.batches == [["ring [phone number removed] about autism"]]


def test_no_batch_is_larger_than_it_may_be() -> None:
    reader = Reader()
    sort(reader, [f"autism {number}" for number in range(BATCH * 2 + 1)])
    assert list(map(len, reader.batches)) == [BATCH, BATCH, 1]


def test_what_stands_there_several_times_is_read_once() -> None:
    reader = Reader()
    found = sort(reader, ["autism", "speech", "autism"])
    assert reader.batches == [["autism", "speech"]]
    assert len(found) == 3


def test_all_of_a_long_text_is_read() -> None:
    reader = Reader()
    text = " ".join(f"This is sentence number {n} of the letter." for n in range(200))
    sort(reader, [text])
    read = " ".join(each for batch in reader.batches for each in batch)
    assert all(f"number {n} of" in read for n in range(200))


def test_the_urgency_is_that_of_the_whole_text() -> None:
    filler = "It rained and we stayed in and played a game. " * 40
    found = sort(Reader(), [f"{filler} My son is at risk of permanent exclusion. {filler}"])[0]
    assert isinstance(found, SortedText)
    assert found.urgency.rule == "exclusion_risk"


def test_the_reply_is_one_message_of_the_message_api() -> None:
    found = sort(Reader(), ["autism"])[0]
    assert isinstance(found, SortedText)
    reply = found.as_dict()["reply"]
    assert set(reply) == {"id", "from", "text", "answer"}
    assert reply["answer"]["workstreams"] == ["autism"]


@pytest.fixture(scope="module")
def assistant() -> Iterator[Any]:
    """Give the real assistant."""
    # Rasa's own lines of what it does would take longer than what it does.
    configure_logs()
    with scratch_database():
        from bot.assistant import Assistant

        loaded = Assistant(model_for_current_inputs())
        yield loaded
        loaded.close()


def messages(count: int) -> list[str]:
    files = sorted((ROOT / "evaluation" / "development").glob("*.jsonl"))
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    rows = [json.loads(line) for line in lines]
    return [row["text"] for row in rows][:: max(1, len(rows) // count)][:count]


@pytest.mark.slow
def test_a_batch_is_understood_as_each_text_is_alone(assistant: Any) -> None:
    texts = messages(500)

    async def both() -> tuple[list[Any], list[Any]]:
        alone = [(await assistant.understand(text))["decision"] for text in texts]
        batches = [
            await assistant.understand_many(texts[i : i + 64]) for i in range(0, len(texts), 64)
        ]
        return alone, [each for batch in batches for each in batch]

    alone, together = asyncio.run(both())
    for one, other in zip(alone, together, strict=True):
        assert (one["route"], one["workstreams"]) == (other["route"], other["workstreams"])
        assert one["confidence"] == pytest.approx(other["confidence"], abs=1e-3)


@pytest.mark.slow
def test_a_text_is_answered_as_the_first_message_of_a_chat(assistant: Any) -> None:
    texts = messages(20)
    found = sort(assistant, texts)

    async def asked() -> list[Any]:
        return [await assistant.reply(f"t{n}", text, "test") for n, text in enumerate(texts)]

    for item, [(_, answer)] in zip(found, asyncio.run(asked()), strict=True):
        assert isinstance(item, SortedText)
        assert item.reply.answer["route"] == answer["route"]
        assert item.reply.answer["workstreams"] == answer["workstreams"]
        assert item.reply.answer["blocks"] == answer["blocks"]


@pytest.mark.slow
def test_what_matters_in_a_long_letter_is_found(assistant: Any) -> None:
    filler = "I hope you are well. The weather has been kind and the garden is coming on. " * 15
    letters = [
        f"{filler} What are you doing for deaf children in Hertfordshire? {filler}",
        f"{filler} My son told me that his uncle hits him with a belt. {filler}",
    ]
    deaf, hit = sort(assistant, letters)
    assert isinstance(deaf, SortedText)
    assert isinstance(hit, SortedText)
    assert deaf.workstreams == ("sensory_physical",)
    assert (hit.route, hit.urgency.level) == ("safeguarding", "now")
