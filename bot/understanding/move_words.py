"""The words of moves: those that point at something, those that ask, those that add nothing."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


RANKS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
    "fifth": 5, "5th": 5, "sixth": 6, "6th": 6, "seventh": 7, "7th": 7, "eighth": 8, "8th": 8,
    "ninth": 9, "9th": 9, "tenth": 10, "10th": 10, "last": -1, "former": 1, "middle": 2,
    "latter": -1,
}  # fmt: skip
NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10,
}  # fmt: skip
_ASK_WORDS = {
    "report": "report reports repot document documents doc docs brief briefs link links paper"
    " papers pdf read write-up written url",
    "objectives": "plan plans planned planning doing doin objective objectives",
    "meaning": "mean means meaning stand stands",
    "accessibility_strategy": "accessibility",
    "independent_review": "review",
    "review_summary": "summary short",
}
ASK_OF_WORD = {word: ask for ask, words in _ASK_WORDS.items() for word in words.split()}

FILLERS = _words(
    """
    a about actually after again ah all also an and any anything are area areas aren't as at be
    both but can cheers choose could council dear did do does down enough er erm exactly fair
    fine for from full get give go gonna got great had haha hang has have he here hers hi hmm
    hold how i i'd i'll i'm i've id im in is it it's its ive just keep know later let let's lets
    like likewise list lol lost lot love lovely mate maybe me meant might my n need no not now
    of oh ok okay on one ones option or our out own page pick please pls plz probably progress
    question really right said same save say saying says see send shall she should show so some
    something somewhere sorry still supposed ta take tell thank thanks that that's thats the
    their them then there there's theres these they they're theyre thing this tho those though
    to too try u um up us version want was we well were what what's whats where where's wheres
    which who will with workstream workstreams wot would yeah yep yes you your
    """
)
"""Words that add nothing to a move."""

REFERENCES = _words(
    """
    again it it's its one ones that that's thats their them these they they're theyre this those
    """
)
"""Words that point back at what was talked of."""

INTERJECTIONS = _words(
    """
    a ah cheers enough fair fine great haha hmm lol no now oh ok okay please pls plz right so
    sorry ta thanks the well yeah yes
    """
)
"""Words that do not count when a message is called short."""

BARE_WORDS = _words(
    """
    a about actually again also an and any anything area as back bit but can child children
    different ditto do else em er erm for go have he her his hmm how i in instead is it its just
    kid kids let let's lets likewise maybe me mean meant my n no not now of oh ok okay on one
    ones or other our people please pls plus pupils question really return right same she so
    something sorry that that's thats the their them then there these they thing this those to
    too um wait we well what whats with workstream wot yeah yes you young
    """
)
"""Words that may stand around a subject without asking anything of it."""

AROUND_A_NUMBER = _words(
    """
    and ok please pls plz ta thanks then
    """
)
"""Words that may stand around a bare number."""

POINTING = (
    FILLERS
    | ASK_OF_WORD.keys()
    | RANKS.keys()
    | NUMBERS.keys()
    | {"number", "choice", "other", "previous", "before", "back", "former's", "latter's"}
)
"""Every word that a move may hold."""
