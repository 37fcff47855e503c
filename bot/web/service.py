"""What the routes work with: one object for the whole process, filled as it starts."""

from __future__ import annotations

from dataclasses import dataclass

from jinja2 import Environment
from sqlalchemy.engine import Engine
from starlette.requests import Request

from bot.answers.parts import Library
from bot.conversation import Answering, Conversations
from bot.errors import NotReady
from bot.settings import Settings
from bot.store.journal import Journal
from bot.web.chat.spoken import Speaker
from bot.web.clients import Clients
from bot.web.listeners import Listeners
from bot.web.metrics import Metrics
from bot.web.staff.desk import Desk
from bot.web.tokens import Tokens


@dataclass
class Service:
    """Settings, facts, database and, once it is loaded, the assistant."""

    settings: Settings
    library: Library
    engine: Engine
    journal: Journal
    tokens: Tokens
    clients: Clients
    pages: Environment
    metrics: Metrics
    listeners: Listeners
    desk: Desk
    speaker: Speaker
    assistant: Answering | None = None
    _conversations: Conversations | None = None

    def begin(self, assistant: Answering) -> None:
        """Take messages from now on."""
        self.assistant = assistant
        self.metrics.ready.set(1)
        self._conversations = Conversations(assistant, self.journal, self.library.wording)

    def swap(self, assistant: Answering) -> Answering | None:
        """Ask another assistant from now on; give the old one, which may still be answering."""
        old, self.assistant = self.assistant, assistant
        self.conversations.use(assistant)
        return old

    @property
    def conversations(self) -> Conversations:
        """Give the way in for messages. Raises NotReady while the model is being loaded."""
        if self._conversations is None:
            raise NotReady
        return self._conversations


def service_of(request: Request) -> Service:
    """Give the process's service."""
    service: Service = request.app.state.service
    return service
