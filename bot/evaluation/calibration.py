"""Choose the points that turn a raw score into a confidence, on the development half."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sklearn.isotonic import IsotonicRegression

from bot.assistant import Assistant
from bot.evaluation.sets import LabelledMessage
from bot.masking import mask
from bot.text import clean

_MOST_CONFIDENT_0_1 = 0.99
_FEWEST_IN_A_STEP = 25
_ERRORS_ELSEWHERE = 1.6
"""How many times as often it errs on messages that nothing was chosen by.

8.7 % wrong on the sealed half at its third look, 5.4 % on the development half that day
(docs/results/sealed-log.md).
"""


async def confidence_points(
    assistant: Assistant, messages: Sequence[LabelledMessage], progress: Callable[[int, int], None]
) -> list[tuple[float, float]]:
    """Give points of raw score and share of right answers, for `config.yml: confidence`.

    Isotonic regression after Zadrozny and Elkan (2002), "Transforming classifier scores into
    accurate multiclass probability estimates", through the middle of steps that hold enough
    messages. The half has been chosen by, so each error in it stands for more than one elsewhere.
    """
    scores, is_right = [], []
    for number, message in enumerate(messages):
        understood = await assistant.understand(mask(clean(message.text)))
        decision = understood["decision"]
        if decision["safety"] != "first" and not decision["move"]:
            best = decision["evidence"]["best"]
            reading = (best["route"], frozenset(best["workstreams"]))
            scores.append(decision["evidence"]["score"])
            is_right.append(reading in message.label.readings())
        progress(number + 1, len(messages))
    fitted = IsotonicRegression(y_min=0.0, y_max=_MOST_CONFIDENT_0_1).fit(
        scores, is_right, [1.0 if right else _ERRORS_ELSEWHERE for right in is_right]
    )
    ordered = sorted(scores)
    steps = max(1, len(ordered) // _FEWEST_IN_A_STEP)
    middles = [ordered[(2 * k + 1) * len(ordered) // (2 * steps)] for k in range(steps)]
    points = {0.0: 0.0, 1.0: _MOST_CONFIDENT_0_1}
    points |= {round(x, 3): round(float(fitted.predict([x])[0]), 3) for x in middles}
    return sorted(points.items())
