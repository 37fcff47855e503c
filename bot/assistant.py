"""The Rasa agent in this process: it understands, follows the rules and runs the actions.

The agent, its lock store and the actions belong to one event loop, in a thread of its own, so
that no inference blocks whoever serves the web.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import json
import threading
import time
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

import structlog

from bot import rasa_patches
from bot.answers.memory import Memory
from bot.answers.question import question_from
from bot.answers.said import Said, reading_of
from bot.errors import ModelBroken, NoAnswer
from bot.settings import ROOT

rasa_patches.prepare_to_serve()

import aiohttp  # noqa: E402  Rasa is imported after its patches, and so is what it brings
from rasa.core.agent import Agent, load_agent  # noqa: E402
from rasa.core.channels.channel import OutputChannel, UserMessage  # noqa: E402
from rasa.core.processor import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER  # noqa: E402
from rasa.core.utils import AvailableEndpoints  # noqa: E402
from rasa.shared.core.events import BotUttered, UserUttered  # noqa: E402
from rasa.shared.core.trackers import DialogueStateTracker  # noqa: E402
from rasa.utils.endpoints import ClientResponseError, EndpointConfig  # noqa: E402
from rasa_sdk.executor import ActionExecutor  # noqa: E402
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException  # noqa: E402

from actions.base import library  # noqa: E402

log = structlog.get_logger(__name__)

ACTION_TIMEOUT_S = 5.0
REPLY_TIMEOUT_S = 20.0
_DECISION = "decision"

Result = TypeVar("Result")


class InProcessActions(EndpointConfig):
    """Stands in for the action server's address: the same contract without HTTP."""

    def __init__(self) -> None:
        super().__init__("inprocess://actions", enable_selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package("actions")

    async def request(self, *_args: Any, **kwargs: Any) -> Any:
        """Run the action that Rasa asks for; give its result, or the errors Rasa knows."""
        try:
            return await asyncio.wait_for(self._executor.run(kwargs["json"]), ACTION_TIMEOUT_S)
        except ActionExecutionRejection as exc:
            raise _rasa_error(400, "rejected", exc.message, exc.action_name) from exc
        except ActionNotFoundException as exc:
            raise _rasa_error(404, "not found", exc.message, exc.action_name) from exc
        except asyncio.TimeoutError as exc:
            raise aiohttp.ServerTimeoutError("the action took too long") from exc


def _said(text: str, custom: dict[str, Any] | None) -> Said | None:
    """Read a message of the action; None for one that holds no answer."""
    custom = custom or {}
    return Said(text, custom["answer"], custom.get("reading")) if "answer" in custom else None


def _rasa_error(status: int, what: str, message: str, action: str) -> ClientResponseError:
    return ClientResponseError(status, what, json.dumps({"error": message, "action_name": action}))


class _Collector(OutputChannel):
    """Keeps the messages whole; Rasa's own collector cuts text at each blank line."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return "bot"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.messages.append(message)


class Assistant:
    """Answers messages, one at a time, from a trained model."""

    def __init__(self, model: Path) -> None:
        """Load the model. Raises ModelBroken when it is not there or cannot be used."""
        if not model.is_file():
            # Rasa would take the newest model of the folder without a word.
            raise ModelBroken(model, "there is no such file")
        self.model = model
        self._under_way: set[concurrent.futures.Future[Any]] = set()
        self._done_at = time.monotonic()
        self._is_closed = False
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="agent", daemon=True)
        self._thread.start()
        self._agent: Agent = self._wait(self._load(), timeout_s=120)

    async def _load(self) -> Agent:
        endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))
        endpoints.action = InProcessActions()
        agent = await load_agent(str(self.model), endpoints=endpoints, loop=self._loop)
        # Rasa logs a broken model and goes on without one.
        if not agent.is_ready() or agent.processor.model_filename != self.model.name:
            raise ModelBroken(self.model, "Rasa could not load it; train it again")
        return agent

    def is_ready(self) -> bool:
        """Tell whether messages can be answered."""
        return self._thread.is_alive() and bool(self._agent.is_ready())

    async def reply(
        self, conversation_id: str, text: str, channel: str
    ) -> list[tuple[str, dict[str, Any]]]:
        """Answer one message of a conversation: plain text and answer of each message.

        Raises NoAnswer when nothing came of it, in time or at all.
        """
        said = await self.converse(conversation_id, text, channel)
        return [(each.text, each.answer) for each in said]

    async def converse(
        self,
        conversation_id: str,
        text: str,
        channel: str,
        message_id: str | None = None,
        *,
        is_again: bool = False,
    ) -> list[Said]:
        """Answer one message of a conversation, with what was understood of it.

        `is_again`: a message of this id may have been answered already, and its answer be lost on
        the way; the tracker then gives it again, and the message is not taken twice.
        Raises NoAnswer when nothing came of it, in time or at all.
        """
        work = self._submit(self._converse(conversation_id, text, channel, message_id, is_again))
        try:
            return await asyncio.wait_for(asyncio.wrap_future(work), REPLY_TIMEOUT_S)
        except asyncio.TimeoutError as exc:
            raise NoAnswer("it took too long") from exc

    async def _converse(
        self,
        conversation_id: str,
        text: str,
        channel: str,
        message_id: str | None,
        is_again: bool,
    ) -> list[Said]:
        if is_again and message_id and (said := await self._said(conversation_id, message_id)):
            return said
        collector = _Collector()
        message = UserMessage(
            text, collector, conversation_id, input_channel=channel, message_id=message_id
        )
        await self._agent.handle_message(message)
        given = [_said(each["text"], each.get("custom")) for each in collector.messages]
        answers = [each for each in given if each]
        if not answers:
            raise NoAnswer("no action answered")
        return answers

    async def _said(self, conversation_id: str, message_id: str) -> list[Said]:
        """Find in the tracker what was said to a message; nothing when it is not there.

        Rasa saves a turn whole, when its actions are done: the message is there with its answer,
        or neither is. A turn whose action failed has no answer, and is no turn.
        """
        tracker = await self._agent.tracker_store.retrieve_full_tracker(conversation_id)
        said: list[Said | None] = []
        is_this = False
        for event in tracker.events if tracker else ():
            if isinstance(event, UserUttered):
                is_this = event.message_id == message_id
            elif is_this and isinstance(event, BotUttered):
                said.append(_said(event.text, event.data.get("custom")))
        return [each for each in said if each]

    async def understand(self, text: str) -> dict[str, Any]:
        """Give what Rasa's pipeline makes of a text on its own, outside any conversation."""
        return await asyncio.wrap_future(self._submit(self._agent.parse_message(text)))

    async def read(self, text: str) -> dict[str, Any]:
        """Give what is understood of a text on its own, as a case keeps it."""
        decision = (await self.understand(text))[_DECISION]
        question = question_from(decision, Memory(), library().content)
        return reading_of(library(), question, decision)

    async def understand_many(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """Give the decision on each text, as `understand` does of one, in a third of the time.

        A reply waits until the whole batch is done: some dozens of texts are enough.
        """
        return await asyncio.wrap_future(self._submit(self._understand_many(texts)))

    async def _understand_many(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        processor = self._agent.processor
        target = processor.model_metadata.nlu_target
        # Rasa's own parser gives its graph a list of one message; its components take any number.
        results = processor.graph_runner.run(
            inputs={
                PLACEHOLDER_MESSAGE: [UserMessage(text) for text in texts],
                PLACEHOLDER_TRACKER: DialogueStateTracker.from_events("batch", []),
            },
            targets=[target],
        )
        return [message.get(_DECISION) for message in results[target]]

    def idle_s(self) -> float:
        """Give for how long nothing has been asked, in seconds; 0 while something is answered."""
        return 0.0 if self._under_way else time.monotonic() - self._done_at

    def close(self) -> None:
        """Stop the thread. Whoever asks later gets NoAnswer."""
        self._is_closed = True
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)

    def _submit(self, work: Coroutine[Any, Any, Result]) -> concurrent.futures.Future[Result]:
        if self._is_closed:
            work.close()
            raise NoAnswer("this model is not in service any more")
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        self._under_way.add(future)
        future.add_done_callback(self._note_done)
        return future

    def _note_done(self, future: concurrent.futures.Future[Any]) -> None:
        self._done_at = time.monotonic()
        self._under_way.discard(future)

    def _wait(self, work: Coroutine[Any, Any, Result], timeout_s: float) -> Result:
        return self._submit(work).result(timeout_s)
