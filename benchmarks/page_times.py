"""Time the chat page in Chromium, from Send to what is seen; `benchmarks.web_pages` reports it."""

from __future__ import annotations

import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.case_queue import texts
from tests.browser.bench import Opener, Watch, running_chromium

SEED = 7
ROUNDS = 200
IN_ONE_CHAT = 10
"""After so many questions a new conversation begins, as people's do."""

# Both times end when the frame in which it stands has been painted.
_SEND = """text => new Promise(resolve => {
  const answers = () => document.querySelectorAll("#log article[data-id]").length;
  const before = answers();
  const times = {};
  document.getElementById("text").value = text;
  const begun = performance.now();
  const note = name => {
    if (name in times) return;
    times[name] = 0;
    requestAnimationFrame(() => setTimeout(() => {
      times[name] = performance.now() - begun;
      if (times.answer) resolve([times.finding, times.answer]);
    }));
  };
  new MutationObserver((_, observer) => {
    if (document.querySelector(".finding")) note("finding");
    if (answers() === before) return;
    observer.disconnect();
    note("answer");
  }).observe(document.getElementById("log"), {childList: true, subtree: true});
  document.querySelector("button.send").click();
})"""


@dataclass(frozen=True)
class Times:
    """Milliseconds from Send, one of each for each question."""

    finding: list[float]
    answer: list[float]


def time_answers(address: str) -> Times:
    """Ask messages of the development half on the chat page, one after another."""
    asked = random.Random(SEED).sample(texts(), ROUNDS)  # noqa: S311  not for secrets
    times = Times([], [])
    with running_chromium() as browser:
        for first in range(0, ROUNDS, IN_ONE_CHAT):
            opener = Opener(browser, address, Watch())
            page = opener("/chat")
            for text in asked[first : first + IN_ONE_CHAT]:
                finding, answer = page.evaluate(_SEND, text)
                times.finding.append(finding)
                times.answer.append(answer)
            opener.close()
    return times


def spread(times: Sequence[float]) -> tuple[float, float, float]:
    """Give the median, the 95th percentile and the longest."""
    return statistics.median(times), statistics.quantiles(times, n=20)[-1], max(times)
