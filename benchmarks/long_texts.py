"""Measure how well long emails are understood: in windows, or by their beginning alone.

    .venv/bin/python benchmarks/long_texts.py

Messages of the development half of evaluation/ are put between paragraphs that are about no
workstream, so that the letter is longer than a chat message, and must be read as alone.
"""

from __future__ import annotations

import asyncio
import json
import random

from bot.commands.scratch import scratch_database
from bot.settings import ROOT
from bot.text import clean
from bot.training import model_for_current_inputs

SEED = 7
PER_FILE = 32
FILES = ("workstream", "adjacent", "strategy", "human", "safeguarding")
BEFORE = (
    "Dear all,\n\nI hope this finds you well. I have tried the telephone three times this week "
    "and each time I was told that somebody would ring me, and nobody did. I know that you "
    "are busy and I do not want to be a nuisance. I am writing because writing is easier to "
    "find the time for, in the evenings, when it is quiet in the house.",
    "Good morning,\n\nThis is a long message and I am sorry for that. We have lived on the same"
    " street for eleven years. My husband works nights and I do the mornings, so between us "
    "we manage, with the help of my mother who comes over on a Thursday. We like it here and "
    "the neighbours are kind.",
    "Hello,\n\nThank you for the leaflet that came through the door. I have read it twice and "
    "passed it to my sister as well. I was not sure which of the addresses on the back I "
    "should write to, so I picked the first. If it is the wrong one please send this on to "
    "whoever it should go to.",
)
AFTER = (
    "I look forward to hearing from you whenever you have a moment. I am at home most days "
    "except for Wednesday, when I take the dog to the vet. The best time is before three. You"
    " are welcome to write instead, which may be easier for both of us. I have copied in my "
    "sister, who knows all about it and who helps me with letters. Please do not worry about "
    "the length of the reply; a line would do.",
    "That is all I wanted to ask. I have kept a copy of this for my file. It has been a long "
    "winter and we are all glad to see the back of it. With thanks for reading this far, and "
    "my apologies again for the essay. Nobody at the front desk could tell me how long a "
    "reply takes, so I will wait for two weeks before I write again. We are away over the "
    "bank holiday, staying with friends at the coast.",
    "My mother says that in her day one would simply have walked in and asked. I told her "
    "those days are over. Anyway, I have said what I had to say. There is no rush on my side."
    " I would be glad of any answer, even a short one, and even if it is only to tell me that"
    " I have come to the wrong place.",
)


def letters() -> list[tuple[dict[str, object], str]]:
    """Give messages with the letter made of each: 1,000 to 2,000 characters."""
    random.seed(SEED)
    found = []
    for name in FILES:
        lines = (ROOT / "evaluation/development" / f"{name}.jsonl").read_text(encoding="utf-8")
        rows = [json.loads(line) for line in lines.splitlines()]
        for row in random.sample(rows, min(PER_FILE, len(rows))):
            before, after = random.choice(BEFORE), random.sample(AFTER, 2)  # noqa: S311  no secret
            text = "\n\n".join([before, row["text"].rstrip() + ".", *after])
            found.append((row, text))
    return found


def right(row: dict[str, object], item: object) -> tuple[bool, bool]:
    """Tell whether the route is right, and whether the workstreams are too."""
    is_route = item.route == row["route"]  # type: ignore[attr-defined]
    same = set(item.workstreams) == set(row["workstreams"])  # type: ignore[attr-defined,call-overload]
    return is_route, is_route and same


async def main() -> None:
    """Print the table."""
    from actions.base import library
    from bot.assistant import Assistant
    from bot.triage.sorting import Sorter

    assistant = Assistant(model_for_current_inputs())
    sorter = Sorter(assistant, library())
    pairs = letters()
    plans: dict[str, list[str]] = {
        "the message alone": [str(row["text"]) for row, _ in pairs],
        "the first 1,000 characters": [clean(text)[:1000] for _, text in pairs],
    }
    plans["whole, as it is sorted"] = [text for _, text in pairs]
    for name, texts in plans.items():
        items = await sorter.sort(texts)
        marks = [right(row, item) for (row, _), item in zip(pairs, items, strict=True)]
        line = f"{name:28} route {sum(a for a, _ in marks) / len(marks):.3f}"
        line += f"  route and workstreams {sum(b for _, b in marks) / len(marks):.3f}"
        for each in FILES:
            of = [m for m, (row, _) in zip(marks, pairs, strict=True) if row["route"] == each]
            line += f"  {each} {sum(b for _, b in of) / max(1, len(of)):.2f}"
        first = [
            getattr(i, "safety", None) == "first"
            for (r, _), i in zip(pairs, items, strict=True)
            if r["safety"] == "none"
        ]
        line += f"  false alarms {sum(first) / max(1, len(first)):.3f}"
        print(line, flush=True)
    assistant.close()


if __name__ == "__main__":
    with scratch_database():
        asyncio.run(main())
