"""Take the names of people out of a text, as well as patterns can: where words say that one comes.

A name that nothing announces ("jack hates school") stays: a list of names would take out ordinary
words with them.
"""

from __future__ import annotations

import re

REMOVED = "[name removed]"

# The capital letters of the languages that are spoken here.
_UPPER = (
    "A-Z\u00c0-\u00d6\u00d8-\u00de\u0100\u0104\u0106\u010c\u0118\u0141\u0143\u015a\u0160\u0179"
    "\u017b\u017d"
)
_QUOTE = "['\u2019]"
_REST = r"[^\W\d_]{0,30}(?:['\u2019-][^\W\d_]{1,30}){0,2}"
_NAME = rf"[{_UPPER}]{_REST}(?!\w)"
_NAMES_OR_MORE = rf"{_NAME}(?:\s{_NAME}){{0,2}}"
_FULL_NAME = rf"{_NAME}(?:\s{_NAME}){{1,2}}"
_WORD = rf"[^\W\d_]{_REST}"
_WORDS = rf"{_WORD}(?:\s{_WORD}){{0,2}}"
_RELATION = (
    r"(?:(?:step|grand|god|foster)[\s-]?)?(?:son|daughter|child|kid|lad|boy|girl|baby|toddler"
    r"|nephew|niece|brother|sister|husband|wife|partner|mum|mother|dad|father|friend|cousin|nan"
    r"|twins?|sons|daughters|boys|girls|kids|children|ex|brothers|sisters|carer|neighbour)"
)
_ROLE = (
    r"(?:teacher|head\s?teacher|SENCO|SENDCO|co-?ordinator|case\s?worker|social\s?worker|GP|doctor"
    r"|therapist|psychologist|officer|tutor|TA)"
)
_IS = rf"(?:\sis|{_QUOTE}s|\sare)"
_I_AM = rf"(?i:i am|i{_QUOTE}m)"
# What masking has put in the place of a number, an address or a date, with the words before it.
_DETAIL_AHEAD = (
    r"[\s,;:()=/-]{0,3}(?:(?:(?i:tel|telephone|phone|mobile|mob|no|number|email"
    r"|e-mail|dob|d\.o\.b|born|date"
    r" of birth|postcode|post code|address|nhs|ni|on|at|is|and|or|her|his|their|my"
    r"|year \d{1,2}|yr \d{1,2})"
    r"\b[\s.,;:()=-]{0,3}){0,4})\[(?:phone|email|NHS|National|date of|postcode|number)"
)
_NOT_OF_A_PLACE = r"(?<!\bin )(?<!\bfrom )(?<!\bto )(?<!\bat )(?<!\bnear )"

# Each gives the words before a name and the name itself.
_PATTERNS = (
    # "my name is Sue Smith", "his name's jack": small letters too, the words leave no doubt.
    rf"(?P<before>\b(?i:my|his|her|their|child|son|daughter|full|first|last|sur|{_QUOTE}s)\s?"
    rf"(?i:names?{_IS})\s)(?P<name>{_WORDS})",
    # "Child's name: Sue Smith", as forms and signatures have it.
    rf"(?P<before>\b(?i:names?|pupil|student|child|parents?|carer|mum|mother|dad"
    rf"|father|guardian|contact"
    rf"|re|regarding)\s?[:=]\s?)(?P<name>{_NAMES_OR_MORE})",
    rf"(?P<before>\b(?i:(?:{_RELATION}|pupil|student)\s?(?:,|{_QUOTE}s|is"
    rf"|are)?\s?(?:called|named))\s)"
    rf"(?P<name>{_WORDS})",
    rf"(?P<before>\b(?i:(?:he|she)(?:{_IS})?|{_I_AM})\s(?i:called"
    rf"|named)\s)(?P<name>{_NAMES_OR_MORE})",
    r"(?P<before>\b(?i:my|our|his|her|their|the|year \d{1,2})\s(?:[a-z]{2,12}\s)?"
    rf"(?i:{_RELATION}),?\s)"
    rf"(?P<name>{_NAMES_OR_MORE}(?:\sand\s{_NAME}(?:\s{_NAME})?)?)",
    rf"(?P<before>)\b(?=[{_UPPER}]){_NOT_OF_A_PLACE}(?P<name>{_NAMES_OR_MORE})"
    rf"(?=(?:,|\sis|,?\swho\sis|,?\swho{_QUOTE}s)\s(?:my|our)\s(?:[a-z]{{2,12}}\s)?{_RELATION}\b)",
    rf"(?P<before>\b(?:{_I_AM}|(?i:this is))\s)(?P<name>{_FULL_NAME})",
    rf"(?P<before>\b(?:{_I_AM}|(?i:this is))\s)(?P<name>{_NAME})(?=,|\s(?i:and|here)\b|[.!]?$)",
    # "Jayden Okafor 07700 900123": what stands before a number is whose it is.
    rf"(?P<before>)\b(?P<name>{_FULL_NAME})(?={_DETAIL_AHEAD})",
    rf"(?P<before>\b(?i:call|ring|phone|text|contact|email|message"
    rf"|reach)\s)(?P<name>{_NAMES_OR_MORE})"
    rf"(?=\s(?:back\s)?(?:on|at)\b|{_DETAIL_AHEAD})",
    rf"(?P<before>\b(?i:ask for|spoke to|spoke with|speak to|speaking to|talk to"
    rf"|talked to|met with|tell"
    rf"|mum of|dad of|mum to|dad to|mother of|father of|parent of|carer of|carer for"
    rf"|behalf of|case of"
    rf"|call (?:him|her|them))\s)(?P<name>{_NAMES_OR_MORE})",
    rf"(?P<before>\b(?i:pupil|student|parent is|mum is|dad is|carer is|re|regarding|for)\s)"
    rf"(?P<name>{_FULL_NAME})(?=[,.]|$|\s\(|{_DETAIL_AHEAD})",
    rf"(?P<before>\b(?i:twins?|brothers|sisters|boys|girls|kids|children|sons|daughters),?\s)"
    rf"(?P<name>{_NAME}\sand\s{_NAME})",
    rf"(?P<before>\b(?i:it{_QUOTE}?s|it is|this is|i am"
    rf"|i{_QUOTE}m)\s)(?P<name>{_NAME})(?=\s(?:again|here)\b)",
    rf"(?P<before>)\b(?P<name>[{_UPPER}][^\W\d_]{{1,30}})(?={_QUOTE}s\s(?:mum|mummy"
    rf"|mother|dad|father|parent|carer"
    rf"|nan|gran|grandma|sister|brother|aunt|aunty|uncle|teacher|school|nursery|plan|ehcp|EHCP)\b)",
    rf"(?P<before>\b{_ROLE},?\s(?:is\s|was\s)?)(?P<name>{_FULL_NAME})",
    r"(?P<before>\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|MR|MRS|MS|DR)\b\.?\s)"
    rf"(?P<name>{_NAMES_OR_MORE})",
    rf"(?P<before>\b(?:mr|mrs|mx|dr|prof)\b\.?\s)(?P<name>{_WORD})",
    r"(?P<before>\b(?i:regards|thanks|thank you|cheers|sincerely|faithfully|wishes|signed)[,.!]?\s)"
    rf"(?P<name>{_NAMES_OR_MORE})(?=[.!]?$)",
)
_NAMES = tuple(re.compile(pattern) for pattern in _PATTERNS)

# Words that begin with a capital, or follow "name is", and are no names.
_NO_NAMES = frozenset(
    """
    a about academy add adhd after afternoon again age aged albans all also always am an and
    anxious any anyone april are aren't as asd asking asperger aspergers at attends august aut
    autism autistic be because been before behaviour being bishops blind bot both british but by
    bye called calling came camhs can can't cannot carer catholic chat child christmas church
    college could council county covid dad deaf deafness dear december developmental did didn't
    disabled do does doesn't doing don't down downs dspl dyscalculia dyslexia dyslexic dyspraxia
    early easter education educational ehc ehcp either english epileptic evening every everyone
    everything exceptional excluded father february few for foster friday from funding gets goes
    going good got gp grandad grandma granny had happy has hasn't hatfield have haven't having he
    he's headteacher hearing hello help hemel her here hertford hertfordshire herts hey hi him his
    hitchin how i i'd i'll i'm i've if in infant irish is isn't it it's its january july june
    junior just keeping keeps last leaving let letchworth likes local march may me might monday
    more morning mother moving mum muslim must my name nan need needs neither never new nhs no
    nobody non not nothing november now nursery october odd of offer ofsted ok okay on one only or
    our out parent pda please polish potters primary profound provision psychology pupil quality
    really refuses removed right romanian sad said saint saturday says school schools scottish
    secondary selective semh senco send senda sendco sensory september severe she she's should
    since slcn so some somebody something soon sorry special specific speech spld st st. starting
    stevenage still strategy struggles sunday support sure ta takes teacher team thank thanks that
    that's the their them then there they they're thing this thursday to too top tourettes tring
    tuesday turning twice two unknown unsure up us very visually wants ware was wasn't watford we
    wednesday well welsh welwyn went were what wheelchair when where which while who whose why
    will with won't worried would wrong year years yes yesterday yet you your
    """.replace("'", "").split()
)


def mask_names(text: str) -> str:
    """Replace names by "[name removed]"."""
    for pattern in _NAMES:
        text = pattern.sub(_without_name, text)
    return text


def _without_name(match: re.Match[str]) -> str:
    """Leave out the words up to the first that is no name; keep the text where there is none."""
    words = match["name"].split()
    kept = [index for index, word in enumerate(words) if not _is_name(word)]
    joined = [index for index in kept if words[index] == "and" and 0 < index < len(words) - 1]
    end = next((index for index in kept if index not in joined), len(words))
    if end and words[end - 1] == "and":
        end -= 1
    if not end:
        return match[0]
    return " ".join([f"{match['before']}{REMOVED}", *words[end:]])


def _is_name(word: str) -> bool:
    is_acronym = word.isupper() and len(word) > 1
    plain = _bare(word)
    return not is_acronym and plain not in _NO_NAMES and plain.removesuffix("s") not in _NO_NAMES


def _bare(word: str) -> str:
    return word.casefold().replace("\u2019", "").replace("'", "")
