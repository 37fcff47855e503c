"""How urgent a message is, by the SEND team's own list, and which line of the list says so.

The list is that of the council's page on contacting the SEND team (`content/signposts.yml` links
it). Pure: patterns over plain words; what they find and miss is measured in
`docs/results/urgency.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.triage.urgency_rules import Rule, rules
from bot.triage.words import sentences_of

Level = Literal["now", "urgent", "normal"]


@dataclass(frozen=True)
class Urgency:
    """How soon a person must look: `now`, `urgent` or `normal`, and the rule that says so."""

    level: Level
    rule: str | None = None


def urgency_of(text: str, safety: str, route: str) -> Urgency:
    """Tell how urgent a message is.

    `safety` and `route` are those of its answer. Where several rules fit, the first of the list
    is named. A safety of `line` alone, a suspicion, does not make it `now`.
    """
    if safety == "first" or route == "safeguarding":
        return Urgency("now", "safeguarding")
    sentences = sentences_of(text)
    found = next((rule.name for rule in rules() if _fits(rule, sentences)), None)
    return Urgency("urgent", found) if found else Urgency("normal")


def _fits(rule: Rule, sentences: list[str]) -> bool:
    """Tell whether a rule fits; a sentence is read with the one before for whom it is about."""
    before = ""
    for sentence in sentences:
        if rule.fits(sentence, before):
            return True
        before = sentence
    return False
