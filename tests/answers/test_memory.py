"""The memory is small, whole, and the same after it was kept in slots."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.answers.answer import Target
from bot.answers.memory import SLOT_NAMES, Memory, memory_from
from bot.yaml_text import parse_yaml
from tests.factories import ROOT, Talk, unclear

_NAMES = st.lists(st.sampled_from(["autism", "slcn", "dspl"]), unique=True).map(tuple)
_TARGETS = st.builds(
    Target,
    route=st.sampled_from(["workstream", "strategy", "adjacent", "human"]),
    workstreams=_NAMES,
    asks=st.lists(st.sampled_from(["report", "overview"]), unique=True).map(tuple),
    subject=st.none() | st.just("appeal"),
    kind=st.none() | st.just("area"),
    message=st.none() | st.just("help"),
)
_MEMORIES = st.builds(
    Memory,
    workstreams=_NAMES,
    earlier_workstreams=_NAMES,
    asks=_NAMES,
    choices=st.lists(_TARGETS, max_size=3).map(tuple),
    offer=st.none() | _TARGETS,
    misses=st.integers(0, 9),
    is_period_told=st.booleans(),
)


@given(_MEMORIES)
def test_the_memory_is_the_same_after_slots_and_json(memory: Memory) -> None:
    assert memory_from(json.loads(json.dumps(memory.as_slots()))) == memory


def test_empty_slots_are_a_new_conversation() -> None:
    assert memory_from({}) == Memory()
    assert memory_from(dict.fromkeys(SLOT_NAMES)) == Memory()


def test_the_slots_of_the_domain_are_the_memory() -> None:
    domain = parse_yaml((ROOT / "domain.yml").read_text(encoding="utf-8"))
    assert set(domain["slots"]) == set(SLOT_NAMES)
    assert not any(slot["influence_conversation"] for slot in domain["slots"].values())


def test_the_memory_does_not_grow_with_the_conversation() -> None:
    talk = Talk()
    sizes = []
    for _ in range(30):
        for name in ("autism", "slcn", "dspl"):
            talk.say("…", workstreams=[name], asks=["report"])
        talk.hear(unclear())
        sizes.append(len(json.dumps(talk.memory.as_slots())))
    assert len(set(sizes[1:])) == 1


def test_the_period_is_remembered_as_told_when_it_was_asked_for() -> None:
    talk = Talk()
    talk.say("is it still in force", "strategy", asks=["period"])
    assert talk.memory.is_period_told


def test_small_talk_alone_does_not_tell_the_period() -> None:
    talk = Talk()
    talk.say("hello", "smalltalk", kind="greeting")
    assert not talk.memory.is_period_told
