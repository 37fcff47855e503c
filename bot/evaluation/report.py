"""Write what an evaluation found as Markdown: one half whole, the sealed half in totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from bot.evaluation.measures import (
    Outcome,
    calibration_of,
    percentile,
    safety_of,
    share_of,
)

_LONGEST_QUOTE = 160


def totals(
    outcomes: Sequence[Outcome], talks: Sequence[Sequence[Outcome]]
) -> list[tuple[str, str]]:
    """Give the figures that stand for a whole half, as name and value."""
    safety = safety_of(outcomes)
    _, error = calibration_of(outcomes)
    adjacent = [each for each in outcomes if each.label.route == "adjacent"]
    with_asks = [each for each in outcomes if each.label.asks and each.is_right]
    turns = [turn for talk in talks for turn in talk]
    return [
        ("route and workstreams right", str(share_of([e.is_right for e in outcomes]))),
        ("adjacent right", str(share_of([e.is_right for e in adjacent]))),
        ("asks right, where route is", str(share_of([e.are_asks_right for e in with_asks]))),
        ("safeguarding recall, either level", str(safety.recall)),
        ("precision of the hard route", str(safety.hard_route_precision)),
        ("safeguarding line on other messages", str(safety.line_on_others)),
        ("wrong with confidence ≥ 0.7", str(share_of([e.is_confidently_wrong for e in outcomes]))),
        ("asked back", str(share_of([e.answer["route"] == "clarify" for e in outcomes]))),
        ("expected calibration error", f"{error:.3f}"),
        ("conversation turns right", str(share_of([e.is_right for e in turns]))),
        (
            "conversations right throughout",
            str(share_of([all(e.is_right for e in t) for t in talks])),
        ),
        ("one answer, median", f"{1000 * percentile([e.seconds for e in outcomes], 0.5):.0f} ms"),
        (
            "one answer, 95th percentile",
            f"{1000 * percentile([e.seconds for e in outcomes], 0.95):.0f} ms",
        ),
    ]


def development_report(
    outcomes: Sequence[Outcome], talks: Sequence[Sequence[Outcome]], made_by: str
) -> str:
    """Give the whole report on the half that may be looked at."""
    bins, _ = calibration_of(outcomes)
    parts = [
        "# Evaluation on the development half",
        f"{made_by}. Shares with their 95 % Wilson intervals.",
        _table(("measure", "value"), totals(outcomes, talks)),
        "## By route",
        _by(outcomes, lambda each: each.label.route),
        "## By style",
        _by(outcomes, lambda each: each.label.style),
        "## Confidence: ten bins of equal count",
        _table(
            ("messages", "mean confidence", "right"),
            [(str(b.count), f"{b.confidence:.2f}", f"{b.accuracy:.2f}") for b in bins],
        ),
        "## Taken for something else",
        _confusions(outcomes),
        "## Wrong with confidence",
        _wrong(each for each in outcomes if each.is_confidently_wrong),
        "## Safeguarding missed at both levels",
        _wrong(
            each
            for each in outcomes
            if each.label.safety == "first" and each.answer["safety"] == "none"
        ),
        "## Turns of conversations that went wrong",
        _wrong(turn for talk in talks for turn in talk if not turn.is_right),
    ]
    return "\n\n".join(parts) + "\n"


def _by(outcomes: Sequence[Outcome], key: Callable[[Outcome], str]) -> str:
    groups: dict[str, list[bool]] = {}
    for outcome in outcomes:
        groups.setdefault(key(outcome), []).append(outcome.is_right)
    rows = [(name, str(share_of(values))) for name, values in sorted(groups.items())]
    return _table(("group", "right"), rows)


def _confusions(outcomes: Sequence[Outcome]) -> str:
    pairs = Counter(
        (
            each.label.route,
            each.answer["route"]
            if each.answer["route"] != each.label.route
            else "other workstreams",
        )
        for each in outcomes
        if not each.is_right
    )
    rows = [(right, given, str(count)) for (right, given), count in pairs.most_common()]
    return _table(("right", "answered", "messages"), rows)


def _wrong(outcomes: Iterable[Outcome]) -> str:
    rows = [
        (
            _name(each.label.route, each.label.workstreams),
            _name(each.answer["route"], each.answer["workstreams"]),
            f"{each.answer['confidence']:.2f}",
            each.text[:_LONGEST_QUOTE].replace("|", "/"),
        )
        for each in outcomes
    ]
    return _table(("right", "answered", "confidence", "message"), rows) if rows else "None."


def _name(route: str, workstreams: Iterable[str]) -> str:
    return " ".join([route, *sorted(workstreams)])


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
