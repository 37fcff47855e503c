"""Moves in a conversation that its words settle: yes, "the second one", "both", "and the report?".

A move is the whole text: all its words must be reference words, words for what is asked, or words
that add nothing. Each pattern is short and tried once on short texts alone, so that a long or
hostile text costs no time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bot.content.ids import DOCUMENT_ASKS
from bot.understanding.move_words import (
    AROUND_A_NUMBER,
    ASK_OF_WORD,
    BARE_WORDS,
    INTERJECTIONS,
    NUMBERS,
    POINTING,
    RANKS,
    REFERENCES,
)

_MOST_WORDS = 14
_MOST_WORDS_ADDED = 8

_NAMED_NUMBER = re.compile(
    r"\b(?:number|no|option|area|choice)\s+(?P<first>\d{1,2}|" + "|".join(NUMBERS) + r")\b"
    r"(?:\s+and\s+(?:number\s+)?(?P<second>\d{1,2}|" + "|".join(NUMBERS) + r")\b)?"
)

_CONTENTS = re.compile(
    r"\bwhat(?:'?s| is| does it say| do they say)? in (?:it|that|there|them)\b|\bwhat does it say\b"
)
_NOT_ASKED = re.compile(r"\bnot (?:the |a |an )?(?:" + "|".join(ASK_OF_WORD) + r")\b|\bi meant?\b")

_DEFINITE = re.compile(
    r"\bthe (?:reports?|briefs?|documents?|docs?|links?|papers?)\b|\b(?:any|some)(?:thing)?\b"
)
_MOST_ELLIPTIC_WORDS = 2
_QUESTION = re.compile(
    r"\b(?:what|who|how|why|when|where) (?:is|are|was|were|do|does|did|will|would|can)\b"
    r"|\bwhat'?s\b"
)
_CONNECTIVES = re.compile(
    r"^(?:ok(?:ay)? |right |so |oh )*(?:and|n|what about|how about|same|plus)\b"
)

_POLITE = r"(?: (?:please|pls|plz|thanks|thank you|ta|mate|love|then|do|go on|show me|send it))*"
_LEAD = r"(?:(?:oh|ok|okay|right|well|um|erm|er|and|so|actually|sorry|please|can you|could you) )*"
_RESTART = re.compile(
    r"(?:(?:can|could|shall) (?:we|i|you) |lets |let's |please |ok(?:ay)? |sorry |right |no "
    r"|i want to |i'd like to )*"
    r"(?:start (?:again|over|afresh|from (?:the )?(?:start|beginning|scratch))|restart|begin again"
    r"|reset|clear (?:this|that|everything|the chat)|new (?:chat|conversation)"
    r"|forget (?:all (?:of )?)?(?:that|everything|it))(?: please| now| then)*"
)
_AFFIRM = re.compile(
    r"(?:oh |ok |okay |um |erm |well )*"
    r"(?:yes|yeah|yep|yup|yea|ya|aye|sure|go on|go on then|please do|yes please|please|that one"
    r"|that'?s (?:it|the one|right)|correct|exactly|definitely|of course|why not|absolutely"
    r"|go ahead|sounds good|that would be (?:good|great|helpful)|i would|i do|do it|alright then)"
    r"(?: (?:yes|yeah|yes please|i would|i do|that would be (?:good|great|helpful)|that's it"
    r"|let'?s see it))?" + _POLITE
)
_DENY = re.compile(
    r"(?:no|nope|nah|not really|not that|neither|none of (?:them|those|these)|don'?t bother)"
    + _POLITE
)
_MORE = re.compile(
    _LEAD + r"(?:(?:what|anything|any thing) else(?: is there| are they (?:doing|doin|planning)"
    r"| (?:is|was) (?:planned|in it|in there|in the plan)| then| (?:on|about) (?:it|that))?"
    r"|(?:is there |have you got )?(?:anything else|any more|anything more|more)(?: (?:on|about)"
    r" (?:it|that))?|tell me more(?: (?:on|about) (?:it|that|this))?|is that (?:it|all)"
    r"(?: there is| you have| you've got)?)" + _POLITE
)
_BACK = re.compile(
    _LEAD + r"(?:go back|back|(?:(?:go |going )?back to |what about |no |i meant? )*"
    r"the (?:other(?: one| thing)?|previous one|previous thing|one before))" + _POLITE
)
# The whole strategy, which an ask for "the document" of a part must not hide.
_OF_THE_WHOLE = re.compile(r"\b(?:full|whole|entire) (?:document|plan|thing)\b|\blatest progress\b")
_CLOSING = re.compile(
    r"\b(?:that'?s|thats|that is|that be) (?:all|the lot|it)\b|\ball (?:good|right)\b"
)
_ALL = re.compile(
    r"\b(?:(?P<both>both|the two|all two)"
    r"|all (?:of )?(?:them|those|these|three|four|ten)|them all|the lot"
    r"|(?:these|those) (?P<count>two|three|four))\b|^all$"
)
_NUMBERS_FIRST = re.compile(
    r"(?:(?:and|ok|okay|so|then|now) )*"
    r"(?P<first>\d{1,2}|"
    + "|".join(w for w, n in NUMBERS.items() if n > 2)
    + r")\b(?! (?:of|times|areas|workstreams|aims|objectives|priorities)\b)"
    r"(?: and (?P<second>\d{1,2}|" + "|".join(NUMBERS) + r")\b)?"
)
_LAST_IN_A_LIST = re.compile(r"\blast(?: one| area| on|$| please)|\blatter\b")
_RANK = re.compile(r"\b(?P<the>the )?(?P<rank>" + "|".join(RANKS) + r")(?= (?P<next>\w+))?\b")


def move_in(text: str) -> dict[str, Any] | None:
    """Give the move that the whole text is, or None where it says more than a move.

    Names: restart, affirm, deny, more, back, all (`most` 2 for "both"), ordinal (`numbers`, -1 for
    the last), ask (a document or a plan of what was talked of). The last four may carry `asks`.
    """
    words = _words(text)
    if not words or len(words) > _MOST_WORDS:
        return None
    plain = " ".join(words)
    for name, pattern in (
        ("restart", _RESTART),
        ("affirm", _AFFIRM),
        ("deny", _DENY),
        ("more", _MORE),
    ):
        if pattern.fullmatch(plain):
            return {"name": name}
    return _reference_in(plain, words)


def is_bare(text: str, named: Sequence[str]) -> bool:
    """Tell whether a text names its subjects and asks nothing of its own: "what about autism?"."""
    words = _words(text)
    if not named or any(word in ASK_OF_WORD for word in words):
        return False
    rest = " ".join(words)
    for phrase in sorted(named, key=len, reverse=True):
        rest = re.sub(rf"\b{re.escape(' '.join(_words(phrase)))}\b", " ", rest)
    left = rest.split()
    if _QUESTION.search(rest):
        return False
    if all(word in BARE_WORDS for word in left):
        return True
    return bool(_CONNECTIVES.match(rest)) and len(left) <= _MOST_WORDS_ADDED


def _words(text: str) -> list[str]:
    """Split into lower-case words; apostrophes and hyphens inside stay."""
    return re.findall(r"[a-z0-9]+(?:['-][a-z0-9]+)*", text.casefold().replace("\u2019", "'"))


def _reference_in(plain: str, words: list[str]) -> dict[str, Any] | None:
    """Find what is pointed at, where no word of the text says anything else."""
    numbers = _numbers_in(plain, words)
    asks = _asks_in(plain)
    known = POINTING | ({"strategy"} if asks == ["accessibility_strategy"] else set())
    is_all_known = all(word in known or word.isdecimal() for word in words)
    if not is_all_known or _CLOSING.search(plain) or _OF_THE_WHOLE.search(plain):
        return None
    if numbers:
        return {"name": "ordinal", "numbers": numbers, "asks": asks}
    said = [word for word in words if word not in INTERJECTIONS]
    found = _ALL.search(plain) or _ALL.search(" ".join(said))
    if found and "areas" not in words:
        most = 2 if found["both"] else NUMBERS.get(found["count"] or "")
        return {"name": "all", "most": most, "asks": asks}
    if _BACK.fullmatch(plain):
        return {"name": "back", "asks": asks}
    points_back = bool(
        REFERENCES.intersection(words) or _DEFINITE.search(plain) or words[0] in ("and", "n")
    )
    is_elliptic = points_back or len(said) <= _MOST_ELLIPTIC_WORDS
    # A document with a name of its own needs nothing from the talk before; a summary does.
    is_summary = asks == ["review_summary"] and "review" not in words
    if asks and is_elliptic and (is_summary or asks[0] not in DOCUMENT_ASKS):
        return {"name": "ask", "asks": asks}
    return None


def _numbers_in(plain: str, words: list[str]) -> list[int]:
    """List the places in a list that are pointed at: "the third", "number four", a bare "2"."""
    found = _NAMED_NUMBER.search(plain)
    if found:
        return [_number(word) for word in found.groups() if word]
    rest = [word for word in words if word not in AROUND_A_NUMBER]
    if rest and all(_is_number(word) for word in rest):
        return [_number(word) for word in rest]
    found = _NUMBERS_FIRST.match(plain)
    if found and all(_is_number(word) for word in found.groups() if word):
        return [_number(word) for word in found.groups() if word]
    ranks = [
        RANKS[match["rank"]]
        for match in _RANK.finditer(plain)
        if match["the"] or match["next"] in (None, "one", "area", "option", "and", "please")
    ]
    is_word_for_newest = ranks == [-1] and not _LAST_IN_A_LIST.search(plain)
    return [] if is_word_for_newest else ranks


def _is_number(word: str) -> bool:
    return word in NUMBERS or (word.isdecimal() and len(word) <= len("10"))


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else NUMBERS[word]


def _asks_in(plain: str) -> list[str]:
    """List what is asked for; a document that has a name of its own is asked for alone."""
    if _CONTENTS.search(plain):
        return ["objectives"]
    words = _NOT_ASKED.sub(" ", plain).split()
    asks = list(dict.fromkeys(ASK_OF_WORD[word] for word in words if word in ASK_OF_WORD))
    if "review_summary" in asks:
        return ["review_summary"]
    own = [ask for ask in asks if ask in DOCUMENT_ASKS]
    return own or asks
