"""Moves in a conversation that its words settle: yes, no, "the second one", "both", start again."""

from __future__ import annotations

import re
from typing import Any

_RANKS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
    "fifth": 5, "5th": 5, "sixth": 6, "6th": 6, "seventh": 7, "7th": 7, "eighth": 8, "8th": 8,
    "ninth": 9, "9th": 9, "tenth": 10, "10th": 10, "last": -1,
}  # fmt: skip
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10,
}  # fmt: skip
_RANK = "|".join(_RANKS)
_NUMBER = r"\d{1,2}|" + "|".join(_NUMBERS)
_LEAD_IN = (
    r"(?:(?:ok|okay|erm|um|oh|right|well|yes|yeah|no|sorry|please|and|then|i meant?|i'?d like|i want"
    r"|can (?:i|you)|could (?:i|you)|tell me|show me|give me|more|about|what about|how about|see|read"
    r"|have|know|go for|go with|pick|it'?s|its|just|on|for|let'?s|do|try|maybe|probably)[\s,]+)*"
)
_TAIL = r"(?:[\s,]+(?:please|pls|thanks|thank you|ta|then|one|ones|of those|on the list|in the list|option|area|there|plz|mate))*[\s.!?]*"
_AFFIRM = (
    r"(?:yes|yeah|yep|yup|yea|ya|aye|sure|go on|go on then|ok go on|please do|yes please|please|ok yes"
    r"|that one|that'?s (?:it|the one|right)|correct|exactly|definitely|of course|why not|absolutely"
    r"|go ahead|sounds good|that would be (?:good|great|helpful)|i would|i do|do it|alright then)"
)
_DENY = r"(?:no|nope|nah|no thanks|no thank you|not really|not that|neither|none of (?:them|those|these)|don'?t bother|no ta)"
_POLITE = r"(?:[\s,.!]+(?:please|pls|plz|thanks|thank you|ta|mate|love|go on|do|then|yes|yeah|i would|that would be (?:good|great|helpful)|that'?s it|show me|send it|lets see it|let'?s see it))*[\s.!]*"

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        (
            "restart",
            r"^(?:(?:can|could|shall) (?:we|i|you) |let'?s |please |ok(?:ay)?,? |sorry,? |right,? |i want to |no,? )*"
            r"(?:start (?:again|over|afresh|from (?:the )?(?:start|beginning|scratch))|restart|begin again|reset|clear (?:this|that|everything|the chat)"
            r"|new (?:chat|conversation)|forget (?:all (?:of )?)?(?:that|everything|it))(?: please| now| then)?[\s.!?]*$",
        ),
        ("affirm", rf"^{_AFFIRM}{_POLITE}$"),
        ("deny", rf"^{_DENY}{_POLITE}$"),
        (
            "all",
            rf"^{_LEAD_IN}(?:(?P<both>both)(?: of (?:them|those|these))?|all(?: of)? (?:them|those|these|of it|three|two|ten)|all of them|the lot"
            rf"|all)(?: (?:reports?|please))*{_TAIL}$",
        ),
        (
            "ordinal",
            rf"^{_LEAD_IN}(?:(?:the )?(?P<rank>{_RANK})(?: (?:and|&|,) (?:the )?(?P<rank2>{_RANK}))?(?: (?:one|ones|option|area|choice|workstream|thing))?"
            rf"|(?:number|no\.?|option|area|choice|#)\s*(?P<number>{_NUMBER})(?:(?: and|,)(?: number)?\s*(?P<number2>{_NUMBER}))?"
            rf"|(?P<digit>\d{{1,2}}))(?: (?:report|plans?|objectives?))?{_TAIL}$",
        ),
    )
)
_BARE_WORDS = frozenset(
    "what about and for how the same with on also ok okay or a an my any it is then please now to go"
    " back actually no i meant mean sorry yes so but in that's thats instead kids children child young"
    " people pupils ones one bit thing of them do you have anything something there too as well again"
    " let's lets return just oh right hmm er um erm not wait maybe area workstream".split()
)


def move_in(text: str) -> dict[str, Any] | None:
    """Give the move that the whole text is, or None where it says more than a move.

    Names: restart, affirm, deny, all (`most` 2 for "both"), ordinal (`numbers`, -1 for the last).
    """
    text = text.strip().replace("’", "'")
    for name, pattern in _PATTERNS:
        match = pattern.match(text)
        if match is None:
            continue
        groups = match.groupdict()
        if name == "ordinal":
            return {"name": name, "numbers": _numbers(groups)}
        if name == "all":
            return {"name": name, "most": 2 if groups["both"] else None}
        return {"name": name}
    return None


def is_bare(text: str, named: list[str]) -> bool:
    """Tell whether a text names its subjects and asks nothing of its own: "what about autism?"."""
    rest = text.casefold().replace("’", "'")
    for phrase in sorted(named, key=len, reverse=True):
        rest = rest.replace(phrase.casefold(), " ")
    words = re.findall(r"[a-z']+", rest)
    return bool(named) and all(word in _BARE_WORDS for word in words)


def _numbers(groups: dict[str, str | None]) -> list[int]:
    found = [groups[name] for name in ("rank", "rank2", "number", "number2", "digit")]
    return [
        int(word) if word.isdecimal() else (_RANKS | _NUMBERS)[word.casefold()]
        for word in found
        if word
    ]
