"""What labels, reasons and states are called on the console's pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.content.store import Content
from bot.triage.labels import ASKS, KINDS, ROUTES

ROUTE_NAMES = {
    "workstream": "One or more workstreams of the strategy",
    "strategy": "The strategy as a whole",
    "adjacent": "About SEND, and not on the strategy page",
    "human": "Wants a person",
    "safeguarding": "Somebody may be in danger: the numbers come first",
    "smalltalk": "Small talk",
    "out_of_scope": "Not about SEND",
    "clarify": "Too little to tell: ask back",
}
ASK_NAMES = {
    "overview": "What it is about",
    "objectives": "The objectives",
    "report": "The report",
    "meaning": "What a word means",
    "independent_review": "The independent review",
    "review_summary": "The summary of the review",
    "accessibility_strategy": "The accessibility strategy",
    "aims": "The aims",
    "areas": "The list of workstreams",
    "full_strategy": "The whole strategy",
    "progress": "What has been done",
    "period": "Which years it covers",
}
KIND_NAMES = {
    "person": "To talk to somebody",
    "contact": "A telephone number or address",
    "complaint": "To complain",
    "feedback": "To tell what they think",
    "greeting": "A greeting",
    "thanks": "Thanks",
    "ok": "Yes, no, ok",
    "goodbye": "A goodbye",
    "bot": "About the bot itself",
    "help": "What can you do?",
    "vent": "Lets off steam",
    "wrong_window": "Meant for somebody else",
}
REASON_NAMES = {
    "labels": "Other labels are right",
    "personal": "Somebody can be recognised by it",
    "unclear": "It says too little",
    "needs_context": "It needs what was said before",
    "withdrawn": "Taken back by who proposed it",
    "taken_out": "Taken out of what the bot had learned",
}


def choices(content: Content) -> dict[str, Any]:
    """Give what the form offers: id and name of each choice, by field."""
    return {
        "routes": [(each, ROUTE_NAMES[each]) for each in ROUTES],
        "workstreams": [(each.id, each.title) for each in content.workstreams.values()],
        "asks": {
            route: [(each, ASK_NAMES[each]) for each in named] for route, named in ASKS.items()
        },
        "subjects": [(name, _capital(each.title)) for name, each in content.signposts.items()],
        "kinds": {
            route: [(each, KIND_NAMES[each]) for each in named] for route, named in KINDS.items()
        },
    }


def in_words(content: Content, labels: Mapping[str, Any]) -> str:
    """Say labels, or what the bot took a message for, in one line."""
    parts = [ROUTE_NAMES.get(labels["route"], labels["route"])]
    areas = [
        content.workstreams[each].title if each in content.workstreams else each
        for each in labels["workstreams"]
    ]
    if areas:
        parts = [", ".join(areas)]
    signpost = content.signposts.get(labels.get("subject") or "")
    if signpost:
        parts.append(signpost.title)
    if labels.get("kind"):
        parts.append(KIND_NAMES.get(labels["kind"], labels["kind"]).lower())
    asks = [ASK_NAMES.get(each, each).lower() for each in labels["asks"]]
    if asks:
        parts.append(", ".join(asks))
    more = "; ".join(parts[1:])
    return f"{parts[0]} ({more})" if more else parts[0]


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
