"""Find known words in a text: workstreams, towns and terms, with their place and whether denied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import spacy
from spacy.matcher import PhraseMatcher
from spacy.util import filter_spans

# "not about autism", "I don't mean speech", "rather than funding": the word is named to be put
# aside. "Not getting speech therapy" is about speech therapy, so few words may stand between.
_PUT_ASIDE = re.compile(
    r"(?:\b(?:not(?: ask(?:ing)?)?|isn'?t|wasn'?t|aren'?t|never|nothing to do with|rather than"
    r"|instead of|forget|apart from|except(?: for)?|other than"
    r"|don'?t (?:mean|want|need|care about)|didn'?t (?:mean|ask(?: about| for)?)|no longer)\s+"
    r"(?:(?:about|asking|interested in|for|on|the|his|her|my|a|an|any|really|just|to do with|in"
    r"|all|your|that)\s+){0,4})$",
    re.IGNORECASE,
)

SUBJECT = "workstream"
_LEAST_WORDS_LEFT = 3


@dataclass(frozen=True)
class Hit:
    """One known word or phrase in a text; `start` and `end` count characters."""

    kind: str
    value: str
    text: str
    start: int
    end: int
    put_aside_from: int | None

    @property
    def is_put_aside(self) -> bool:
        """Tell whether the word is named only to say that it is not meant."""
        return self.put_aside_from is not None


class Lexicon:
    """Matches phrases of several kinds, whole words only, whatever their case."""

    def __init__(self, phrases: Mapping[str, Mapping[str, str]]) -> None:
        """Take value by phrase for each kind: {"workstream": {"asd": "autism"}}."""
        self.phrases = {kind: dict(values) for kind, values in phrases.items()}
        self._nlp = spacy.blank("en")
        self._matchers: dict[str, PhraseMatcher] = {}
        self._values: dict[str, dict[str, str]] = {}
        for kind, values in self.phrases.items():
            matcher = PhraseMatcher(self._nlp.vocab, attr="LOWER")
            matcher.add(kind, [self._nlp.make_doc(phrase) for phrase in values])
            self._matchers[kind] = matcher
            self._values[kind] = {phrase.casefold(): value for phrase, value in values.items()}

    def find(self, text: str) -> list[Hit]:
        """List the hits in the text's order, the longest where several begin at one place."""
        doc = self._nlp.make_doc(text.replace("’", "'"))
        hits: list[Hit] = []
        for kind, matcher in self._matchers.items():
            for span in filter_spans(matcher(doc, as_spans=True)):
                value = self._values[kind][span.text.casefold()]
                # Only a subject can be put aside: "not SEN as such" is no denial of a subject.
                aside = kind == SUBJECT and _PUT_ASIDE.search(text, 0, span.start_char)
                hits.append(
                    Hit(
                        kind,
                        value,
                        span.text,
                        span.start_char,
                        span.end_char,
                        aside.start() if aside else None,
                    )
                )
        return sorted(hits, key=lambda hit: (hit.start, hit.kind))

    def words(self) -> set[str]:
        """Give every single word of the phrases, in lower case."""
        return {
            word
            for values in self.phrases.values()
            for phrase in values
            for word in words_of(phrase)
        }


def words_of(text: str) -> list[str]:
    """Split a text into words of letters, in lower case."""
    return re.findall(r"[a-z]+(?:'[a-z]+)?", text.casefold().replace("’", "'"))


def without_put_aside(text: str, hits: Iterable[Hit]) -> str:
    """Leave out the phrases that only say what the text is not about."""
    kept = text
    for hit in sorted(hits, key=lambda each: -each.start):
        if hit.put_aside_from is not None:
            kept = f"{kept[: hit.put_aside_from]} {kept[hit.end :]}"
    # A message that is nothing but a denial is read as it stands.
    return " ".join(kept.split()) if len(words_of(kept)) >= _LEAST_WORDS_LEFT else text
