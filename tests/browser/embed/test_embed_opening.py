"""The link becomes a button that opens the chat, on a page of another origin; or stays a link."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from bot.web.site.script import embed_of
from tests.browser.axe import axe
from tests.browser.bench import Opener, Watch, styled
from tests.browser.embed.conftest import Visit
from tests.browser.embed.council import Council
from tests.factories import library

pytestmark = pytest.mark.slow

QUESTION = "what is being done for autism?"
EMBED = embed_of(library().wording)
NARROW = {"viewport": {"width": 320, "height": 640}}


def test_nothing_but_the_script_is_loaded_before_the_click(council: Council, visit: Visit) -> None:
    visit.page.goto(council.put("/before"), wait_until="networkidle")
    expect(visit.page.locator("#send-help")).to_have_attribute("role", "button")
    of_the_bot = [url for url in visit.asked if url.startswith(council.bot)]
    assert of_the_bot == [f"{council.bot}/embed.js"]


def test_a_question_is_answered_under_a_policy_of_two_lines(council: Council, visit: Visit) -> None:
    visit.page.goto(council.put("/strict", policy=council.strict_policy))
    visit.open()
    visit.ask(QUESTION)
    expect(visit.chat.get_by_role("heading", name="Answer 1")).to_be_visible()
    # `watch` fails this test for any breach of either policy.
    styled = "[...document.querySelectorAll('*')].filter(e => e.hasAttribute('style')).length"
    assert visit.page.evaluate(styled) == 0


def test_one_version_with_its_hash_works_under_the_policy(council: Council, visit: Visit) -> None:
    script = (
        f'<script src="{council.bot}/embed-{EMBED.version}.js" integrity="{EMBED.integrity}" '
        'crossorigin="anonymous" data-for="send-help" async></script>'
    )
    visit.page.goto(council.put("/hash", policy=council.strict_policy, script=script))
    visit.open()
    expect(visit.chat.locator("textarea")).to_be_visible()


@pytest.mark.parametrize(
    ("policy", "script"),
    [
        ("script-src 'none'", None),
        (None, '<script src="{bot}/embed-000000000000.js" data-for="send-help" async></script>'),
        (
            None,
            '<script src="{bot}/embed.js" integrity="sha384-AAAA" crossorigin="anonymous" '
            'data-for="send-help" async></script>',
        ),
    ],
    ids=["blocked", "gone", "changed"],
)
def test_without_the_script_the_link_leads_to_the_chat(
    council: Council, visit: Visit, watch: Watch, policy: str | None, script: str | None
) -> None:
    watch.allow("Content Security Policy", "404", "integrity")
    more = {"script": script} if script else {}
    visit.page.goto(council.put("/without", policy=policy, **more), wait_until="networkidle")
    visit.page.locator("#send-help").click()
    visit.page.wait_for_url(f"{council.bot}/chat")
    expect(visit.page.locator("textarea")).to_be_visible()


def test_without_scripts_at_all_the_link_leads_to_the_chat(
    council: Council, open_page: Opener
) -> None:
    page = open_page(council.put("/no-scripts"), java_script_enabled=False)
    page.locator("#send-help").click()
    page.wait_for_url(f"{council.bot}/chat")


def test_a_click_for_another_tab_opens_another_tab(council: Council, visit: Visit) -> None:
    visit.page.goto(council.put("/tab"))
    visit.page.locator("#send-help[role=button]").wait_for()
    with visit.page.context.expect_page() as opened:
        visit.page.locator("#send-help").click(modifiers=["Control"])
    assert opened.value.url == f"{council.bot}/chat"
    assert visit.page.locator("send-help-chat").count() == 0


@pytest.mark.parametrize("where", ["frame", "page"])
def test_escape_closes_it_and_the_focus_returns(council: Council, visit: Visit, where: str) -> None:
    visit.page.goto(council.put("/escape"))
    visit.open()
    if where == "frame":
        visit.chat.locator("textarea").focus()
    else:
        visit.page.locator("#after").focus()
    visit.page.keyboard.press("Escape")
    visit.wait_until_closed()
    # Closing tells of itself a moment later.
    expect(visit.page.locator("#send-help")).to_be_focused()
    expect(visit.page.locator("#send-help")).to_have_attribute("aria-expanded", "false")


def test_the_button_in_the_bar_closes_it(council: Council, visit: Visit) -> None:
    visit.page.goto(council.put("/bar"))
    visit.open()
    visit.page.locator("send-help-chat dialog > div button").click()
    visit.wait_until_closed()
    expect(visit.page.locator("#send-help")).to_be_focused()


def test_an_open_conversation_survives_closing(council: Council, visit: Visit) -> None:
    visit.page.goto(council.put("/again"))
    visit.open()
    visit.ask(QUESTION)
    visit.page.keyboard.press("Escape")
    visit.wait_until_closed()
    visit.open()
    expect(visit.chat.get_by_role("heading", name="Answer 1")).to_be_visible()
    assert len([url for url in visit.asked if "/frame?" in url]) == 1


def test_all_of_it_by_keyboard(council: Council, visit: Visit) -> None:
    visit.page.goto(council.put("/keyboard"))
    visit.page.locator("#send-help[role=button]").wait_for()
    press = visit.page.keyboard.press
    press("Tab")
    press("Tab")
    expect(visit.page.locator("#send-help")).to_be_focused()
    press("Space")
    visit.chat.locator("textarea").wait_for()
    for _ in range(15):
        if visit.chat.locator("textarea").evaluate("box => box === document.activeElement"):
            break
        press("Tab")
    visit.page.keyboard.type(QUESTION)
    press("Enter")
    visit.chat.get_by_role("heading", name="Answer 1").wait_for()
    press("Escape")
    visit.wait_until_closed()
    expect(visit.page.locator("#send-help")).to_be_focused()


def test_the_page_beside_it_stays_usable(council: Council, visit: Visit) -> None:
    visit.page.goto(council.put("/beside"))
    visit.open()
    visit.page.locator("#after").click()
    expect(visit.page.locator("#after")).to_be_focused()
    assert visit.is_open


@pytest.mark.parametrize("context_options", [NARROW])
def test_on_a_narrow_screen_it_is_the_whole_screen(
    council: Council, visit: Visit, context_options: dict[str, Any]
) -> None:
    visit.page.goto(council.put("/narrow"))
    visit.open()
    dialog = visit.page.locator("send-help-chat dialog")
    assert dialog.bounding_box() == {"x": 0, "y": 0, "width": 320, "height": 640}
    assert dialog.evaluate("element => element.matches(':modal')")
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 320
    visit.page.keyboard.press("Escape")
    visit.wait_until_closed()
    expect(visit.page.locator("#send-help")).to_be_focused()


def test_turning_the_phone_keeps_the_conversation(council: Council, visit: Visit) -> None:
    visit.page.goto(council.put("/turned"))
    visit.open()
    visit.ask(QUESTION)
    visit.page.set_viewport_size({"width": 400, "height": 800})
    visit.page.locator("send-help-chat dialog:modal").wait_for()
    visit.page.set_viewport_size({"width": 800, "height": 400})
    visit.page.locator("send-help-chat dialog:not(:modal)").wait_for()
    expect(visit.chat.get_by_role("heading", name="Answer 1")).to_be_visible()


def test_two_links_share_one_conversation(council: Council, visit: Visit) -> None:
    twice = "".join(
        f'<script src="{{bot}}/embed.js" data-for="{each}" async></script>'
        for each in ("send-help", "send-help-too")
    )
    visit.page.goto(council.put("/two", script=twice))
    visit.open()
    visit.ask(QUESTION)
    visit.page.keyboard.press("Escape")
    visit.wait_until_closed()
    visit.open("send-help-too")
    expect(visit.chat.get_by_role("heading", name="Answer 1")).to_be_visible()
    assert visit.page.locator("send-help-chat").count() == 1
    visit.page.keyboard.press("Escape")
    visit.wait_until_closed()
    expect(visit.page.locator("#send-help-too")).to_be_focused()


def test_the_style_of_the_page_does_not_reach_it(council: Council, visit: Visit) -> None:
    visit.page.goto(council.put("/style"))
    hostile = (
        "button, iframe, dialog, div { display: none !important }"
        "send-help-chat { display: none !important; opacity: 0 !important; zoom: .1 !important }"
        "body { text-transform: uppercase; color: white }"
    )
    with styled(visit.page, hostile):
        visit.open()
        assert visit.page.locator("send-help-chat dialog > div button").is_visible()
        box = visit.page.locator("send-help-chat iframe").bounding_box()
        assert box
        assert box["width"] > 300
        expect(visit.page.locator("send-help-chat")).to_have_css("opacity", "1")


def test_people_who_cannot_see_it_are_told_what_it_is(council: Council, visit: Visit) -> None:
    visit.page.goto(council.put("/named"))
    button = visit.page.get_by_role("button", name="Ask about SEND")
    expect(button).to_have_attribute("aria-haspopup", "dialog")
    visit.open()
    expect(button).to_have_attribute("aria-expanded", "true")
    name = library().wording.say("page.name")
    assert visit.page.get_by_role("dialog", name=name).is_visible()
    frame = visit.page.locator("send-help-chat iframe")
    expect(frame).to_have_attribute("title", name)
    expect(frame).to_have_attribute("allow", "")
    axe(visit.page)


def test_it_is_not_printed(council: Council, visit: Visit) -> None:
    visit.page.goto(council.put("/print"))
    visit.open()
    visit.page.emulate_media(media="print")
    assert not visit.is_open
