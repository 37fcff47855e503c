"""Names and times in the words of officers."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.store.case_tables import FLAGS
from bot.triage.urgency_rules import rules
from bot.web.staff.words import (
    REASONS,
    RULES,
    clock,
    due_words,
    excerpt,
    excerpt_around,
    urgency_words,
)

NOW = dt.datetime.fromisoformat("2026-07-01T09:00:00")


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (dt.timedelta(seconds=30), "due now"),
        (dt.timedelta(seconds=-30), "due now"),
        (dt.timedelta(minutes=1), "due in 1 minute"),
        (dt.timedelta(minutes=59, seconds=59), "due in 59 minutes"),
        (dt.timedelta(hours=2), "due in 2 hours"),
        (dt.timedelta(hours=23, minutes=59), "due in 23 hours"),
        (dt.timedelta(hours=47), "due in 1 day"),
        (dt.timedelta(days=3), "due in 3 days"),
        (dt.timedelta(minutes=-61), "overdue by 1 hour"),
        (dt.timedelta(days=-1), "overdue by 1 day"),
        (dt.timedelta(days=-40), "overdue by 40 days"),
    ],
)
def test_due_times_are_told_in_words_and_never_promise_more(left: dt.timedelta, words: str) -> None:
    assert due_words(NOW + left, NOW) == words


@pytest.mark.parametrize(
    ("time", "words"),
    [
        ("2026-07-01T10:15:00", "11:15"),
        # By the office's clock it is the day after already.
        ("2026-07-01T23:30:00", "Thu 2 Jul, 00:30"),
        ("2026-06-30T22:59:00", "Tue 30 Jun, 23:59"),
        ("2025-12-31T10:00:00", "Wed 31 Dec 2025, 10:00"),
    ],
)
def test_times_are_those_of_the_office(time: str, words: str) -> None:
    assert clock(dt.datetime.fromisoformat(time), NOW) == words


def test_every_reason_and_every_rule_has_a_name() -> None:
    assert set(REASONS) == set(FLAGS)
    assert set(RULES) == {"safeguarding", *(rule.name for rule in rules())}


def test_urgency_is_told_with_its_rule() -> None:
    assert urgency_words("urgent", "no_setting") == "Urgent: no school or setting"
    assert urgency_words("urgent", None) == "Urgent"
    assert not urgency_words("normal", None)


def test_a_long_text_keeps_its_first_and_its_last_words() -> None:
    text = "He was sent home again. " + "It goes on and on. " * 40 + "Who can help us?"
    short = excerpt(text)
    assert short.startswith("He was sent home again.")
    assert short.endswith("Who can help us?")
    assert " … " in short
    assert len(short) < 170


@pytest.mark.parametrize("text", ["", "short", "line\n\nbreaks  and\tspaces", "x" * 400])
def test_an_excerpt_is_one_line_of_bounded_length(text: str) -> None:
    found = excerpt(text)
    assert "\n" not in found
    assert len(found) < 170
    assert found[:4] == text[:4]


def test_searched_words_are_marked_with_any_ending_and_what_was_written_is_no_markup() -> None:
    text = "<b>Two</b> exclusions from the School " + "and more " * 60
    shown = excerpt_around(text, ["exclusion", "school"])
    assert "<mark>exclusions</mark> from the <mark>School</mark>" in shown
    assert "&lt;b&gt;Two&lt;/b&gt;" in shown
    assert shown.endswith(" …")


def test_an_excerpt_is_taken_from_where_the_words_stand() -> None:
    text = "talk " * 100 + "about dyslexia " + "talk " * 100
    shown = excerpt_around(text, ["dyslexia"])
    assert shown.startswith("… ")
    assert "<mark>dyslexia</mark>" in shown
    assert len(shown) < 200


@pytest.mark.parametrize("words", [[], ["nowhere"], ["a.*("], ["+"]])
def test_words_that_stand_nowhere_leave_the_text_as_it_is(words: list[str]) -> None:
    assert excerpt_around("plain <text>", words) == "plain &lt;text&gt;"
