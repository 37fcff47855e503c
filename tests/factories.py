"""Build what tests need: the library, decisions as understanding gives them, questions, talks."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

from bot.answers.answer import Answer, Target
from bot.answers.compose import compose
from bot.answers.memory import Memory, remember
from bot.answers.parts import Library
from bot.answers.question import MISS_KINDS, Question, question_from
from bot.answers.wording import load_wording
from bot.content.ids import SUBJECT_IDS, WORKSTREAM_IDS
from bot.content.store import Content, load_content
from bot.understanding.moves import is_bare, move_in

ROOT = Path(__file__).parents[1]
CONTENT_FOLDER = ROOT / "content"
WORKSTREAM_ASKS = (
    "objectives",
    "report",
    "overview",
    "meaning",
    "independent_review",
    "review_summary",
    "accessibility_strategy",
)
STRATEGY_ASKS = ("aims", "areas", "full_strategy", "progress", "period", "meaning")
SMALLTALK_KINDS = (
    "greeting",
    "thanks",
    "goodbye",
    "ok",
    "bot",
    "help",
    "vent",
    "wrong_window",
    "restart",
)
MISSES = tuple(kind for kind in MISS_KINDS if kind is not None)
HUMAN_KINDS = (
    "person",
    "contact",
    "complaint",
    "feedback",
    *(kind for kind in MISSES if kind.endswith("_miss")),
)
CLARIFY_KINDS = (
    "choose",
    "which_area",
    "which_one",
    *(kind for kind in MISSES if not kind.endswith("_miss")),
)


@functools.cache
def library() -> Library:
    """Load the real content and wording, once."""
    return Library(load_content(CONTENT_FOLDER), load_wording(CONTENT_FOLDER / "wording.yml"))


def content_with_addresses() -> Content:
    """Give the content as it will be when every document's own address is known."""
    content = library().content

    def known(documents: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(
            each.copy(update={"url": f"https://example.org/{each.id}.pdf"}) for each in documents
        )

    workstreams = {
        each.id: each.copy(
            update={"reports": known(each.reports), "documents": known(each.documents)}
        )
        for each in content.workstreams.values()
    }
    full, latest = known((content.strategy.full_document, content.strategy.latest_progress))
    update = {"full_document": full, "latest_progress": latest}
    strategy = content.strategy.copy(update=update)
    return replace(content, strategy=strategy, workstreams=workstreams)


def decision(
    text: str = "",
    route: str = "workstream",
    workstreams: Sequence[str] = (),
    asks: Sequence[str] = (),
    *,
    named: Sequence[str] = (),
    **others: Any,
) -> dict[str, Any]:
    """Build what understanding decides on a text; `named` are the words for its workstreams.

    The moves are the real ones. As in `decide`, a move takes the place of the route.
    """
    move = move_in(text)
    likely = dict.fromkeys(workstreams, 0.95)
    read = {
        "route": "smalltalk" if move else route,
        "workstreams": [] if move else list(workstreams),
        "asks": [] if move else list(asks),
        "subject": None,
        "kind": "ok" if move else None,
        "safety": "none",
        "confidence": 0.95 if move else 0.9,
        "move": move,
        "names_whole": route == "strategy",
        "is_bare": is_bare(text, named),
        "towns": [],
        "terms": [],
        "alternatives": [],
        "evidence": {
            "read_as": text,
            "routes": {route: 0.9},
            "workstreams": likely,
            "words": [
                {"text": word, "means": f"workstream {name}", "put_aside": False}
                for word, name in zip(named, workstreams, strict=False)
            ],
        },
    }
    return read | others


def unclear(text: str = "hm", *alternatives: dict[str, Any], **others: Any) -> dict[str, Any]:
    """Build the decision on a text that was not understood."""
    return decision(text, "clarify", alternatives=list(alternatives), confidence=0.3, **others)


def alternative(route: str, *workstreams: str, **others: Any) -> dict[str, Any]:
    """Build one of the readings that a decision did not choose."""
    asks = ["objectives"] if workstreams else []
    reading = {"route": route, "workstreams": list(workstreams), "asks": asks, "subject": None}
    return reading | {"confidence": 0.3} | others


@dataclass
class Talk:
    """A conversation without a model: decisions in, answers out, the memory kept between."""

    memory: Memory = field(default_factory=Memory)

    def hear(self, heard: dict[str, Any]) -> Answer:
        """Answer one decision and remember it."""
        question = question_from(heard, self.memory, library().content)
        answer = compose(library(), question)
        self.memory = remember(self.memory, question, answer)
        return answer

    def say(self, text: str, *args: Any, **kwargs: Any) -> Answer:
        """Answer a text that is decided on as told."""
        return self.hear(decision(text, *args, **kwargs))


def about(*workstreams: str, asks: Sequence[str] = ("objectives",), **others: Any) -> Question:
    """Build a question on workstreams."""
    return Question("workstream", tuple(workstreams), tuple(asks), **others)


def all_questions() -> Iterator[Question]:
    """Give a question for every answer that the content can give, the period told and not."""
    for is_told in (False, True):
        yield from (replace(each, is_period_told=is_told) for each in _questions())
    yield from (Question("safeguarding", safety="first"), Question("out_of_scope"))
    yield from (Question("smalltalk", kind=kind) for kind in (*SMALLTALK_KINDS, None, "unknown"))
    yield from (Question("human", kind=kind) for kind in (*HUMAN_KINDS, None, "unknown"))
    yield from (Question("adjacent", subject=subject) for subject in (*SUBJECT_IDS, None))
    terms = tuple(term.term for term in library().content.glossary.values())
    yield from (Question("adjacent", subject="ehc_what", terms=(term,)) for term in terms)
    yield from (
        Question("adjacent", subject="other", workstreams=(name,)) for name in WORKSTREAM_IDS
    )
    choices = tuple(_choices())
    for kind in CLARIFY_KINDS:
        yield from (Question("clarify", kind=kind, choices=pair) for pair in pairwise(choices))
        yield from (Question("clarify", kind=kind, asks=asks) for asks in ((), ("report",)))


def _questions() -> Iterator[Question]:
    for name in WORKSTREAM_IDS:
        yield from (about(name, asks=(ask,)) for ask in WORKSTREAM_ASKS)
        yield about(name, asks=())
        yield about(name, asks=("objectives", "report"))
        yield about(name, asks=("report", "meaning"))
        yield about(name, kind="more")
        yield about(name, safety="line")
    for pair in permutations(WORKSTREAM_IDS, 2):
        yield from (about(*pair, asks=(ask,)) for ask in ("overview", "report", "meaning"))
    yield about(*WORKSTREAM_IDS[:3])
    yield about(*WORKSTREAM_IDS)
    yield from (Question("strategy", asks=(ask,)) for ask in STRATEGY_ASKS)
    yield from (Question("strategy", asks=pair) for pair in permutations(STRATEGY_ASKS, 2))
    yield Question("strategy")
    content = library().content
    towns = [town for area in content.dspl_areas for town in area.towns]
    yield from (about("dspl", asks=("overview",), towns=(town,)) for town in towns)
    yield about("dspl", asks=("overview",), towns=("ware", "Hatfield"))
    yield about("dspl", asks=("overview",), kind="area")
    yield about("exceptional_funding", asks=("independent_review", "review_summary"))
    for term in content.glossary.values():
        yield Question("strategy", asks=("meaning",), terms=(term.term,))
        if term.signpost:
            yield Question("adjacent", asks=("meaning",), subject=term.signpost, terms=(term.term,))
        for word in (term.term, *term.aliases):
            name = term.workstream or "special_schools"
            yield about(name, asks=("meaning",), terms=(word,))


def _choices() -> Iterator[Target]:
    yield from (Target("workstream", (name,), ("objectives",)) for name in WORKSTREAM_IDS)
    yield Target("workstream", ("autism",), ("report",))
    yield from (Target("strategy", (), (ask,)) for ask in ("aims", "areas"))
    yield from (Target("adjacent", subject=subject) for subject in SUBJECT_IDS)
    yield from (Target("human"), Target("smalltalk"), Target("out_of_scope"))
