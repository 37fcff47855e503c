"""The chat page works from end to end without JavaScript."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.settings import CONTENT_FOLDER
from bot.store.tables import CONVERSATIONS, INBOUND
from bot.web.rendering import FOLDER
from bot.web.service import Service
from bot.yaml_text import parse_yaml
from tests.factories import library
from tests.web.conftest import ANSWER, FakeAssistant, Serve
from tests.web.page import Visitor, cookie_of

SAY = library().wording.say


@pytest.fixture
def visitor(client: TestClient) -> Visitor:
    """Give somebody who has opened the page."""
    return Visitor(client).open()


def test_the_first_address_leads_to_the_chat(client: TestClient) -> None:
    response = client.get("/", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (302, "/chat")


def test_the_page_says_what_it_is_before_anything_is_asked(visitor: Visitor) -> None:
    for key in ("computer", "cannot", "hint"):
        assert SAY(f"page.{key}") in visitor.text()
    assert 'href="tel:999"' in visitor.html


def test_the_page_has_a_language_a_title_one_h1_and_nothing_in_line(visitor: Visitor) -> None:
    page = visitor.ask("hello").html
    assert '<html lang="en-GB">' in page
    assert f"<title>{SAY('page.name')}</title>" in page
    assert len(re.findall("<h1", page)) == 1
    assert re.findall("<script[^>]*>[^<]", page) == []
    assert not re.search(r" on[a-z]+=", page)
    assert "style=" not in page


def test_no_heading_skips_a_level_and_no_id_stands_twice(visitor: Visitor) -> None:
    page = visitor.ask("hello").ask("again").html
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_the_box_has_a_label_and_a_hint_and_a_limit(visitor: Visitor) -> None:
    assert '<label for="text">' in visitor.html
    assert 'maxlength="1000"' in visitor.html
    described_by = re.search(r'aria-describedby="([^"]+)"', visitor.html)
    assert described_by
    assert all(f'id="{each}"' in visitor.html for each in described_by[1].split())


def test_a_question_leads_back_to_its_answer(visitor: Visitor, assistant: FakeAssistant) -> None:
    page = visitor.ask("what is planned?")
    assert assistant.asked[0][1:] == ("what is planned?", "web")
    assert "You asked: what is planned?" in page.text()
    assert '<h3 id="answer-1" tabindex="-1">Answer 1</h3>' in page.html


def test_text_stays_text_whoever_wrote_it(visitor: Visitor) -> None:
    page = visitor.ask("<script>alert(1)</script>").html
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "Said &lt;b&gt;plainly&lt;/b&gt;." in page


def test_every_kind_of_block_is_shown(visitor: Visitor, assistant: FakeAssistant) -> None:
    assistant.answer = {
        **ANSWER,
        "blocks": [
            {"type": "heading", "text": "A part"},
            {"type": "list", "items": ["first", "second"]},
            {"type": "link", "title": "A report", "url": "https://a.example/r", "kind": "report"},
            {"type": "link", "title": "A trap", "url": "javascript:alert(1)", "kind": "page"},
            {"type": "contact", "name": "A team", "phone": "01992 555555", "email": "a@b.example"},
            {"type": "notice", "kind": "period", "text": "It is over.", "title": "T",
             "url": "https://a.example/n"},
        ],
        "sources": [
            {"title": "A page", "url": "https://a.example/s", "seen": "2026-11-23", "checked": None}
        ],
    }  # fmt: skip
    page = visitor.ask("hello").html
    for part in (
        "<h4>A part</h4>",
        "<li>first</li>",
        '<a href="https://a.example/r">A report</a>',
        '<a class="call" href="tel:01992555555">',
        '<a href="mailto:a@b.example">',
        'class="notice notice-period"',
        "<summary>",
        "23 November 2026",
    ):
        assert part in page
    assert "javascript:" not in page


def test_suggestions_are_buttons_that_send_their_message(
    visitor: Visitor, assistant: FakeAssistant
) -> None:
    page = visitor.ask("hello")
    assert '<button name="text" value="go on please">Go on</button>' in page.html
    page.ask("go on please")
    assert assistant.asked[-1][1] == "go on please"


def test_a_person_is_always_offered_in_the_same_place(visitor: Visitor) -> None:
    # Below the box, before easy read; the suggestions never offer it a second time.
    pages = [visitor.buttons(), visitor.ask("hello").buttons()]
    pages.append(Visitor(visitor.client, visitor.post({"text": ""}).text).buttons())
    for buttons in pages:
        person = buttons.index(SAY("suggest.person"))
        assert buttons.count(SAY("suggest.person")) == 1
        assert buttons[person - 2 : person + 2] == [
            SAY("page.send"), SAY("page.try_again"), SAY("suggest.person"), SAY("page.easy_on"),
        ]  # fmt: skip


def test_starting_again_gives_another_conversation(
    visitor: Visitor, assistant: FakeAssistant
) -> None:
    visitor.ask("hello")
    response = visitor.post({"start_again": "yes"})
    assert (response.status_code, response.headers["location"]) == (303, "/chat")
    page = visitor.open()
    assert "You asked:" not in page.text()
    page.ask("hello")
    assert assistant.asked[0][0] != assistant.asked[1][0]


def test_a_button_pressed_twice_is_one_message(visitor: Visitor, assistant: FakeAssistant) -> None:
    for _ in range(2):
        visitor.post({"text": "hello"})
    visitor.post({"text": "something else"})
    assert [asked[1] for asked in assistant.asked] == ["hello", "something else"]


@pytest.mark.parametrize(
    ("text", "status", "sentence"),
    [
        ("", 400, SAY("page.empty")),
        (" / ", 400, SAY("page.empty")),
        ("long " * 300, 413, SAY("page.too_long", length="1,499", most="1,000")),
    ],
)
def test_a_message_that_is_refused_is_kept_and_explained(
    visitor: Visitor, text: str, status: int, sentence: str
) -> None:
    response = visitor.post({"text": text})
    page = Visitor(visitor.client, response.text)
    assert response.status_code == status
    assert "<title>Error:" in page.html
    assert sentence in page.text()
    assert 'aria-describedby="error hint count" aria-invalid="true"' in page.html
    assert f">\n{text}</textarea>" in page.html


def test_a_message_that_comes_too_soon_is_kept(serve: Serve) -> None:
    visitor = Visitor(serve(rate_limit="1/hour")).open().ask("one")
    response = visitor.post({"text": "two of them"})
    assert response.status_code == 429
    assert int(response.headers["retry-after"]) > 0
    assert ">\ntwo of them</textarea>" in response.text
    assert "You asked: one" in Visitor(visitor.client, response.text).text()


def test_a_failing_assistant_is_told_on_the_page(
    visitor: Visitor, assistant: FakeAssistant
) -> None:
    assistant.is_failing = True
    assert SAY("error.try_again") in visitor.ask("hello").text()


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: TestClient) -> None:
    cookie = cookie_of(client)
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


def test_the_cookie_is_secure_where_the_site_is(serve: Serve) -> None:
    client = serve(public_url="https://bot.example")
    assert "Secure" in cookie_of(client)


def test_looking_begins_no_conversation(visitor: Visitor, service: Service) -> None:
    visitor.open()
    with service.engine.begin() as connection:
        assert connection.execute(CONVERSATIONS.select()).all() == []


@pytest.mark.parametrize(
    "headers",
    [{"sec_fetch_site": "cross-site"}, {"origin": "https://evil.example"}, {"origin": "null"}],
)
def test_a_form_from_elsewhere_is_refused(
    visitor: Visitor, assistant: FakeAssistant, headers: dict[str, str]
) -> None:
    assert visitor.post({"text": "hello"}, **headers).status_code == 403
    assert assistant.asked == []


@pytest.mark.parametrize("fields", [{"form": "forged"}, {"form": ""}])
def test_a_form_without_its_token_is_refused(
    visitor: Visitor, assistant: FakeAssistant, fields: dict[str, str]
) -> None:
    assert visitor.post({"text": "hello", **fields}).status_code == 403
    assert assistant.asked == []


def test_without_the_cookie_the_text_is_kept_and_can_be_sent_again(visitor: Visitor) -> None:
    visitor.client.cookies.clear()
    response = visitor.post({"text": "hello there"})
    assert response.status_code == 400
    assert ">\nhello there</textarea>" in response.text
    again = Visitor(visitor.client, response.text).ask("hello there")
    assert "You asked: hello there" in again.text()


def test_another_kind_of_body_is_refused(client: TestClient) -> None:
    assert client.post("/chat", json={"text": "a"}).status_code == 415
    assert client.post("/chat", files={"text": b"a"}).status_code == 415


def test_what_the_page_shows_is_masked(visitor: Visitor) -> None:
    assert "900123" not in visitor.ask("ring 07700 900123").html


def test_while_a_person_holds_the_chat_the_page_says_so(visitor: Visitor, service: Service) -> None:
    visitor.ask("hello")
    with service.engine.begin() as connection:
        connection.execute(CONVERSATIONS.update().values(held_by="person"))
    page = visitor.ask("are you there?")
    assert SAY("page.waiting") in page.text()
    assert SAY("error.try_again") not in page.text()
    with service.engine.begin() as connection:
        assert len(connection.execute(INBOUND.select()).all()) == 2


def test_every_sentence_of_the_templates_stands_in_the_wording() -> None:
    # The demonstration is the page of a council that does not exist, and none of ours.
    ours = [each for each in (FOLDER / "templates").glob("*.html") if each.name != "demo.html"]
    for file in ours:
        bare = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}|<[^>]*>", " ", file.read_text(), flags=re.DOTALL)
        words = re.findall(r"[A-Za-z]{2,}", bare)
        assert words == [], file.name


def test_every_wording_of_the_page_is_used() -> None:
    code = "".join(
        file.read_text() for file in FOLDER.rglob("*.*") if file.suffix in {".py", ".html"}
    )
    tree: dict[str, Any] = parse_yaml((CONTENT_FOLDER / "wording.yml").read_text())
    kinds = ("not_found", "busy", "starting", "refused", "failed")
    built = {name for kind in kinds for name in (kind, f"{kind}_text")}
    unused = [name for name in tree["page"] if f"page.{name}" not in code and name not in built]
    assert unused == []
