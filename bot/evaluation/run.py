"""Ask the bot every message of a half, as the message API does, and judge the answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from bot.assistant import Assistant
from bot.errors import NoAnswer
from bot.evaluation.measures import Outcome
from bot.evaluation.sets import LabelledConversation, LabelledMessage
from bot.masking import mask
from bot.text import clean

_NO_ANSWER = {
    "route": "none",
    "workstreams": [],
    "asks": [],
    "safety": "none",
    "confidence": 0.0,
}


async def judge_messages(
    assistant: Assistant,
    messages: Sequence[LabelledMessage],
    progress: Callable[[int, int], None],
) -> list[Outcome]:
    """Ask each message in a conversation of its own."""
    outcomes = []
    for number, message in enumerate(messages):
        outcomes.append(await _judge(assistant, f"evaluation-m{number}", message))
        progress(number + 1, len(messages))
    return outcomes


async def judge_conversations(
    assistant: Assistant,
    conversations: Sequence[LabelledConversation],
    progress: Callable[[int, int], None],
) -> list[list[Outcome]]:
    """Go through each conversation turn by turn."""
    judged = []
    for number, conversation in enumerate(conversations):
        judged.append(
            [await _judge(assistant, f"evaluation-c{number}", turn) for turn in conversation.turns]
        )
        progress(number + 1, len(conversations))
    return judged


async def _judge(assistant: Assistant, conversation: str, message: LabelledMessage) -> Outcome:
    begin = time.perf_counter()
    try:
        replies = await assistant.reply(conversation, mask(clean(message.text)), "evaluation")
        answer = replies[0][1]
    except NoAnswer:
        answer = dict(_NO_ANSWER)
    return Outcome(message.text, message.label, answer, time.perf_counter() - begin)
