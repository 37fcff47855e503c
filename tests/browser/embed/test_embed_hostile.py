"""Nobody but the chat moves the panel, nobody but the council shows it, and nothing is stored."""

from __future__ import annotations

import pytest
from playwright.sync_api import Frame, expect

from tests.browser.bench import Opener, Watch
from tests.browser.embed.conftest import Visit
from tests.browser.embed.council import Council
from tests.browser.states import ANSWER

pytestmark = pytest.mark.slow

QUESTION = "what is being done for autism?"
FORGED = "{v: 1, type: 'close'}"
NO_STORAGE = """
for (const name of ["localStorage", "sessionStorage", "indexedDB"]) {
  Object.defineProperty(window, name, {
    get() { throw new DOMException("blocked", "SecurityError"); },
  });
}
"""
LISTEN = "window.heard = []; addEventListener('message', e => heard.push([e.origin, e.data]))"


def frame_of(visit: Visit, council: Council) -> Frame:
    """Give the chat's own document."""
    return next(each for each in visit.page.frames if each.url.startswith(f"{council.bot}/frame"))


def settle(visit: Visit) -> None:
    """Let a message that is on its way arrive: one that is posted after it has."""
    visit.page.evaluate(
        "() => new Promise(done => { const {port1, port2} = new MessageChannel();"
        "port1.onmessage = () => setTimeout(done, 100); port2.postMessage(0); })"
    )


def test_a_site_that_is_not_allowed_gets_no_chat_but_a_way_to_it(
    council: Council, visit: Visit, watch: Watch
) -> None:
    watch.allow("frame-ancestors", "ERR_BLOCKED_BY_RESPONSE", "Failed to load resource")
    visit.page.goto(council.stranger + council.put("/stranger"))
    visit.page.locator("#send-help[role=button]").click()
    visit.page.locator("send-help-chat dialog").wait_for()
    settle(visit)
    assert [f.url for f in visit.page.frames if f.url.startswith(council.bot)] == []
    # In a tab of its own, so that nothing on the council's page is lost.
    with visit.page.context.expect_page() as opened:
        visit.page.locator("send-help-chat dialog a").click()
    assert opened.value.url == f"{council.bot}/chat"


def test_the_page_cannot_forge_the_chats_word(council: Council, visit: Visit) -> None:
    visit.page.goto(council.put("/forged"))
    visit.open()
    visit.page.evaluate(f"postMessage({FORGED}, '*')")
    settle(visit)
    assert visit.is_open


def test_another_frame_cannot_forge_it(council: Council, visit: Visit) -> None:
    posts = f"<script>setInterval(() => parent.postMessage({FORGED}, '*'), 20)</script>"
    council.put("/forger", script=posts)
    more = f'<iframe src="{council.stranger}/forger" title="Something else"></iframe>'
    visit.page.goto(council.put("/forged-by-frame", more=more))
    visit.open()
    settle(visit)
    assert visit.is_open


@pytest.mark.parametrize(
    "said", ["{v: 2, type: 'close'}", "{type: 'close'}", "null", "'close'", "{v: 1, type: 'open'}"]
)
def test_what_is_not_agreed_on_is_not_heard(council: Council, visit: Visit, said: str) -> None:
    visit.page.goto(council.put("/other-words"))
    visit.open()
    frame_of(visit, council).evaluate(f"parent.postMessage({said}, '*')")
    settle(visit)
    assert visit.is_open
    frame_of(visit, council).evaluate(f"parent.postMessage({FORGED}, '*')")
    visit.wait_until_closed()


def test_the_page_cannot_make_the_chat_ask(council: Council, visit: Visit) -> None:
    visit.page.goto(council.put("/commands"))
    visit.open()
    visit.page.evaluate(
        """() => {
          const chat = document.querySelector("send-help-chat").shadowRoot.querySelector("iframe");
          for (const type of ["send", "ask", "close", "ready", "token"])
            chat.contentWindow.postMessage({v: 1, type, text: "hello"}, "*");
        }"""
    )
    settle(visit)
    assert visit.chat.get_by_role("heading", name=ANSWER).count() == 0
    expect(visit.chat.locator("textarea")).to_have_value("")


def test_what_is_said_to_the_page_holds_no_word_of_the_conversation(
    council: Council, visit: Visit
) -> None:
    visit.page.goto(council.put("/heard"))
    visit.page.evaluate(LISTEN)
    visit.open()
    visit.ask(QUESTION)
    visit.chat.locator("textarea").press("Escape")
    visit.wait_until_closed()
    heard = visit.page.evaluate("heard")
    assert {origin for origin, _ in heard} == {council.bot}
    for _, said in heard:
        assert said["v"] == 1
        assert said["type"] in {"ready", "close", "size"}
        assert {type(value) for value in said.values()} <= {int, float, str}
        assert set(said) <= {"v", "type", "height"}


def test_a_chat_that_was_told_of_another_parent_says_nothing(
    council: Council, visit: Visit
) -> None:
    more = f'<iframe src="{{bot}}/frame?origin={council.stranger}" title="Chat"></iframe>'
    path = council.put("/misled", more=f"<script>{LISTEN}</script>{more}", script="")
    visit.page.goto(path)
    visit.page.frame_locator("iframe").locator("textarea").press("Escape")
    settle(visit)
    assert visit.page.evaluate("heard") == []


def test_it_works_where_storage_is_blocked(council: Council, visit: Visit) -> None:
    visit.page.add_init_script(NO_STORAGE)
    visit.page.goto(council.put("/no-storage"))
    visit.open()
    visit.ask(QUESTION)
    visit.ask("and for deaf children?")
    expect(visit.chat.get_by_role("heading", name="Answer 2")).to_be_visible()


def test_no_cookie_is_set_in_the_frame(council: Council, visit: Visit) -> None:
    setting: list[str] = []
    visit.page.on(
        "response", lambda got: setting.append(got.url) if "set-cookie" in got.headers else None
    )
    visit.page.goto(council.put("/cookies"))
    visit.open()
    visit.ask(QUESTION)
    assert setting == []
    assert visit.page.context.cookies() == []


def test_links_of_an_answer_do_not_open_in_the_frame(council: Council, visit: Visit) -> None:
    visit.page.goto(council.put("/links"))
    visit.open()
    visit.ask(QUESTION)
    targets = visit.chat.locator("main a[href^=http]").evaluate_all(
        "links => links.map(link => link.target || document.querySelector('base')?.target)"
    )
    assert set(targets) == {"_blank"}


def test_where_nobody_may_frame_it_the_full_page_is_refused_too(
    council: Council, open_page: Opener, watch: Watch
) -> None:
    watch.allow("frame-ancestors", "ERR_BLOCKED_BY_RESPONSE", "Failed to load resource")
    more = '<iframe src="{bot}/chat" title="Chat"></iframe>'
    page = open_page(council.stranger + council.put("/full", more=more, script=""))
    assert [each.url for each in page.frames if each.url.startswith(council.bot)] == []
