"""From a question to its answer: the one function that every channel, report and test calls."""

from __future__ import annotations

from bot.answers import adjacent, people, small, strategy, workstream
from bot.answers.answer import Answer, Block, Suggestion
from bot.answers.parts import Library, period_notice, safety_notice, source_notes
from bot.answers.question import Question

_TELLS_THE_PERIOD = ("workstream", "strategy")


def compose(library: Library, question: Question) -> Answer:
    """Compose the answer to a question, from content and wording alone.

    Raises GroundingError when it would say anything else.
    """
    blocks, source_ids, suggestions = _parts(library, question)
    if question.safety == "line":
        blocks = [safety_notice(library), *blocks]
        source_ids = [*source_ids, library.content.contact("childrens_services").source]
    if tells_period(library, question):
        blocks = [*blocks, period_notice(library)]
        source_ids = [*source_ids, library.content.strategy.current_plan.source]
    answer = Answer(
        route=question.route,
        workstreams=question.workstreams if question.route == "workstream" else (),
        asks=question.asks if question.route in _TELLS_THE_PERIOD else (),
        confidence=question.confidence,
        safety=question.safety,
        blocks=tuple(blocks),
        sources=source_notes(library, source_ids),
        suggestions=tuple(suggestions),
    )
    return library.grounding.check(answer)


def tells_period(library: Library, question: Question) -> bool:
    """Tell whether this answer says that the strategy's time is over: once a conversation.

    The meaning of a word that is not the strategy's says nothing that could be out of date.
    """
    if question.route not in _TELLS_THE_PERIOD or question.is_period_told:
        return False
    return "period" not in question.asks and not strategy.is_word_alone(library, question)


def _parts(library: Library, question: Question) -> tuple[list[Block], list[str], list[Suggestion]]:
    """Give blocks, ids of sources and next questions of the route's answer."""
    if question.route == "workstream":
        return (
            workstream.answer_workstreams(library, question),
            workstream.sources_of(library, question),
            workstream.suggestions_for(library, question),
        )
    if question.route == "strategy":
        return (
            strategy.answer_strategy(library, question),
            strategy.sources_of(library, question),
            strategy.suggestions_for(library, question),
        )
    if question.route == "adjacent":
        return (
            adjacent.answer_adjacent(library, question),
            adjacent.sources_of(library, question),
            adjacent.suggestions_for(library, question),
        )
    if question.route == "safeguarding":
        return people.answer_safeguarding(library), people.sources_of(library, people.IN_DANGER), []
    if question.route == "human":
        shown = people.people_for(question)
        return (
            people.answer_human(library, question),
            people.sources_of(library, shown),
            people.next_steps(library, question),
        )
    if question.route == "clarify":
        return (
            small.answer_clarify(library, question),
            [],
            small.choices_for(library, question),
        )
    if question.route == "out_of_scope":
        return small.answer_out_of_scope(library), [], small.next_steps(library, question)
    return (
        small.answer_smalltalk(library, question),
        people.sources_of(library, small.contacts_after(question)),
        small.next_steps(library, question),
    )
