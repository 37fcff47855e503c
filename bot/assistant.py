"""The Rasa agent in this process: it understands, follows the rules and runs the actions.

The agent, its lock store and the actions belong to one event loop, in a thread of its own, so
that no inference blocks whoever serves the web.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import json
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import structlog

from bot import rasa_patches
from bot.errors import ModelBroken, NoAnswer
from bot.settings import ROOT

rasa_patches.prepare_to_serve()

import aiohttp  # noqa: E402  Rasa is imported after its patches, and so is what it brings
from rasa.core.agent import Agent, load_agent  # noqa: E402
from rasa.core.channels.channel import OutputChannel, UserMessage  # noqa: E402
from rasa.core.utils import AvailableEndpoints  # noqa: E402
from rasa.utils.endpoints import ClientResponseError, EndpointConfig  # noqa: E402
from rasa_sdk.executor import ActionExecutor  # noqa: E402
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException  # noqa: E402

log = structlog.get_logger(__name__)

ACTION_TIMEOUT_S = 5.0
REPLY_TIMEOUT_S = 20.0

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
        work = self._submit(self._reply(conversation_id, text, channel))
        try:
            return await asyncio.wait_for(asyncio.wrap_future(work), REPLY_TIMEOUT_S)
        except asyncio.TimeoutError as exc:
            raise NoAnswer("it took too long") from exc

    async def _reply(
        self, conversation_id: str, text: str, channel: str
    ) -> list[tuple[str, dict[str, Any]]]:
        collector = _Collector()
        message = UserMessage(text, collector, conversation_id, input_channel=channel)
        await self._agent.handle_message(message)
        answers = [
            (each["text"], each["custom"]["answer"])
            for each in collector.messages
            if "answer" in (each.get("custom") or {})
        ]
        if not answers:
            raise NoAnswer("no action answered")
        return answers

    async def understand(self, text: str) -> dict[str, Any]:
        """Give what Rasa's pipeline makes of a text on its own, outside any conversation."""
        return await asyncio.wrap_future(self._submit(self._agent.parse_message(text)))

    def close(self) -> None:
        """Stop the thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)

    def _submit(self, work: Coroutine[Any, Any, Result]) -> concurrent.futures.Future[Result]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def _wait(self, work: Coroutine[Any, Any, Result], timeout_s: float) -> Result:
        return self._submit(work).result(timeout_s)
