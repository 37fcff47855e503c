"""Find personal details by Presidio's pattern recognisers, for `benchmarks/masking.py`.

Runs in an environment of its own, since Presidio needs a newer pydantic than Rasa allows. Reads
texts as JSON lines, writes lists of [start, end] as JSON lines. Loads no language model.
"""

from __future__ import annotations

import json
import sys

from presidio_analyzer import predefined_recognizers as recognizers

LEAST_SCORE = 0.05
"""Weak matches count too: a postcode without the word for it beside it scores 0.1."""

USED = [
    recognizers.PhoneRecognizer(supported_regions=("GB",)),
    recognizers.EmailRecognizer(),
    recognizers.NhsRecognizer(),
    recognizers.UkNinoRecognizer(),
    recognizers.UkPostcodeRecognizer(),
    recognizers.DateRecognizer(),
]


def spans_of(text: str) -> list[tuple[int, int]]:
    """Give what any recogniser finds, surely enough."""
    found = [
        result
        for each in USED
        for result in each.analyze(text, each.supported_entities, None)
        if result.score >= LEAST_SCORE
    ]
    return [(result.start, result.end) for result in found]


for line in sys.stdin:
    print(json.dumps(spans_of(json.loads(line))))
