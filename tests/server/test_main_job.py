"""The main job over HTTP: ask in your own words, get the objectives and the report."""

from __future__ import annotations

from typing import Any

import pytest

from bot.content.store import Content, load_content
from bot.settings import CONTENT_FOLDER
from tests.server.server import Talk

pytestmark = pytest.mark.slow

WAYS_TO_ASK = {
    "autism": [
        "what is being done for asd",
        "my daughter has aspergers, is anything planned",
        "he can't cope with any change to his routine and lines everything up, "
        "what's planned for kids like him",
        "she masks all day at school and melts down when she gets home",
    ],
    "behaviour": [
        "what is planned about exclusions",
        "alternative provision plans please",
        "he keeps getting sent home",
        "my lad is always kicking off in class and they can't handle him",
    ],
    "dspl": [
        "what's planned for DSPL",
        "delivering special provision locally objectives",
        "what is being done so that local people have a say in how the strategy is put in place "
        "in our area",
        "who runs the local group that sorts out special help round our way",
    ],
    "ed_psych": [
        "what is planned for the ed psych service",
        "educational psychologists, what's being done",
        "EP report",
        "our school only gets a psychologist visiting a couple of days a year",
    ],
    "exceptional_funding": [
        "what's happening with ENF",
        "top-up money for school",
        "is the extra money for the children with the most complex needs being looked at",
        "school says there is no cash left to pay for his one to one",
    ],
    "quality_offer": [
        "what is planned for the quality send offer",
        "quality offer objectives",
        "what is expected of every school for children with SEND",
        "the school isn't giving him any SEN support",
    ],
    "sensory_physical": [
        "what is being done for hearing impaired children",
        "plans for wheelchair users in school",
        "my son is deaf",
        "she can't see the whiteboard from anywhere in the room",
    ],
    "special_schools": [
        "what is planned for special schools",
        "specialist schools, what's the plan",
        "what is being done about outreach to mainstream schools",
        "are there going to be enough specialist places for kids who can't manage mainstream",
    ],
    "slcn": [
        "what is being done for SLCN",
        "speech therapy plans",
        "stammer",
        "nobody can understand what he says and he's five",
    ],
}
PLAIN = [(workstream_id, text) for workstream_id, texts in WAYS_TO_ASK.items() for text in texts]


@pytest.fixture(scope="module")
def content() -> Content:
    """Give the content that the server answers from."""
    return load_content(CONTENT_FOLDER)


def items_of(answer: dict[str, Any]) -> list[str]:
    """List all list items of an answer."""
    return [
        item for block in answer["blocks"] if block["type"] == "list" for item in block["items"]
    ]


def links_of(answer: dict[str, Any]) -> list[str]:
    """List the addresses of an answer's links."""
    return [block["url"] for block in answer["blocks"] if block["type"] == "link"]


@pytest.mark.parametrize("workstream_id", WAYS_TO_ASK)
def test_a_title_gives_all_objectives_no_others_and_the_report(
    talk: Talk, content: Content, workstream_id: str
) -> None:
    workstream = content.workstream(workstream_id)
    answer = talk.answer(f"What is being done about {workstream.title}?")
    assert answer["workstreams"] == [workstream_id]
    assert items_of(answer) == [objective.shown for objective in workstream.objectives]
    assert content.address_of(workstream.reports[0]) in links_of(answer)


@pytest.mark.parametrize(("workstream_id", "text"), PLAIN)
def test_own_words_lead_to_the_objectives_or_the_report(
    talk: Talk, content: Content, workstream_id: str, text: str
) -> None:
    answer = talk.answer(text)
    workstream = content.workstream(workstream_id)
    assert (answer["route"], answer["workstreams"]) == ("workstream", [workstream_id])
    assert content.address_of(workstream.reports[0]) in links_of(answer)
    if answer["asks"] != ["report"]:
        assert items_of(answer) == [objective.shown for objective in workstream.objectives]


@pytest.mark.parametrize(
    "text",
    [
        "What is being done about Specific learning difficulties?",
        "dyslexia",
        "my girl mixes up numbers",
        "spld",
    ],
)
def test_specific_learning_difficulties_get_the_honest_answer(talk: Talk, text: str) -> None:
    answer = talk.answer(text)
    assert answer["workstreams"] == ["spld"]
    assert items_of(answer) == []
    texts = " ".join(block.get("text", "") for block in answer["blocks"])
    assert "lists no objectives and no report" in texts


@pytest.mark.parametrize(
    ("text", "route", "ask"),
    [
        ("what are the aims of the strategy", "strategy", "aims"),
        ("what are the ten areas", "strategy", "areas"),
        ("where can I read the full strategy", "strategy", "full_strategy"),
        ("latest progress report on the whole strategy", "strategy", "progress"),
        ("what years does the strategy cover, is it still in force", "strategy", "period"),
        ("what does SEND mean", "strategy", "meaning"),
        ("the independent review full report", "workstream", "independent_review"),
        ("the independent review summary", "workstream", "review_summary"),
        ("where is the accessibility strategy", "workstream", "accessibility_strategy"),
        ("what does DSPL stand for", "workstream", "meaning"),
        ("what is alternative provision", "workstream", "meaning"),
    ],
)
def test_the_whole_strategy_and_its_documents_are_answered(
    talk: Talk, text: str, route: str, ask: str
) -> None:
    answer = talk.answer(text)
    assert (answer["route"], ask in answer["asks"]) == (route, True)


@pytest.mark.parametrize(
    ("text", "term_id"),
    [
        ("what is SENDIASS", "sendiass"),
        ("what's a SENCo?", "senco"),
        ("what does outreach mean", "outreach"),
        ("what is an EHC plan", "ehc_plan"),
        ("what does inclusion mean", "inclusion"),
        ("what is a workstream", "workstream"),
    ],
)
def test_a_word_is_explained_in_the_middle_of_a_talk(
    talk: Talk, content: Content, text: str, term_id: str
) -> None:
    talk.answer("what is planned for autism")
    texts = " ".join(block.get("text", "") for block in talk.answer(text)["blocks"])
    assert content.term(term_id).meaning in texts
    assert "autism" not in texts


@pytest.mark.parametrize(
    ("text", "part_of_the_door"),
    [
        ("how do I apply for an EHC plan", "support/ehcp.aspx"),
        ("can I get transport to school for my son", "send-home-to-school-transport"),
        ("how do I take this to a tribunal", "mediation-and-disagreement"),
        ("does Greenfield School have a place for my daughter", "hertfordshire.gov.uk"),
    ],
)
def test_what_the_page_does_not_cover_gets_the_right_door(
    talk: Talk, text: str, part_of_the_door: str
) -> None:
    answer = talk.answer(text)
    assert answer["route"] == "adjacent"
    doors = [block.get("url") or "" for block in answer["blocks"]]
    assert any(part_of_the_door in door for door in doors)


def test_a_child_in_danger_gives_the_numbers_at_once(talk: Talk) -> None:
    answer = talk.answer("a child is being hurt")
    assert (answer["route"], answer["safety"]) == ("safeguarding", "first")
    phones = [block.get("phone") for block in answer["blocks"] if block["type"] == "contact"]
    assert phones[:2] == ["999", "0300 123 4043"]


def test_the_weather_is_out_of_scope_kindly(talk: Talk) -> None:
    answer = talk.answer("will it rain tomorrow")
    assert answer["route"] == "out_of_scope"
    assert "sorry" in answer["blocks"][0]["text"]


def test_the_area_of_a_town_is_told(talk: Talk) -> None:
    answer = talk.answer("which DSPL am I in? I live in Ware")
    assert answer["workstreams"] == ["dspl"]
    assert any("Ware is in DSPL area 3" in block.get("text", "") for block in answer["blocks"])


def test_two_workstreams_get_one_answer_with_a_part_for_each(talk: Talk) -> None:
    answer = talk.answer("what is planned for autism and for special schools?")
    assert set(answer["workstreams"]) == {"autism", "special_schools"}
    assert [b["text"] for b in answer["blocks"] if b["type"] == "heading"] == [
        "Autism",
        "Special schools",
    ]


def test_nonsense_is_asked_back_and_then_led_to_a_person(talk: Talk) -> None:
    first, second = talk.answer("blorp fizzle wug"), talk.answer("zib zub dax")
    assert (first["route"], second["route"]) == ("clarify", "human")
    assert first["suggestions"]
