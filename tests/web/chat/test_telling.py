"""An open page is told what people write, and nothing that it knows already."""

from __future__ import annotations

import json

from bot.store.journal import Sent
from bot.web.chat.telling import PageEvents
from bot.web.service import Service
from tests.web.conftest import ANSWER


def test_what_a_person_writes_comes_as_html_with_its_words(service: Service) -> None:
    sent = Sent("m1", "Call me <b>now</b>.\n\nThank you.", ANSWER, "person")
    told = PageEvents(service, "web-a").message(sent)
    assert told
    assert told.startswith("id: m1\nevent: person\n")
    data = json.loads(told.split("data: ")[1])
    assert "A person at the council" in data["html"]
    assert "<p>Call me &lt;b&gt;now&lt;/b&gt;.</p>" in data["html"]
    assert data["announce"].startswith("A person at the council wrote: Call me")


def test_answers_of_the_bot_are_not_told_twice(service: Service) -> None:
    assert PageEvents(service, "web-a").message(Sent("m1", "Said.", ANSWER)) is None
