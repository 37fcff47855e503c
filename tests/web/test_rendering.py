"""What templates may call gives safe and readable HTML."""

from __future__ import annotations

import pytest

from bot.web.rendering import (
    CallLinks,
    breakable,
    day,
    is_pdf,
    phone_address,
    web_address,
    with_number,
)


def test_a_number_that_the_content_holds_can_be_called() -> None:
    html = CallLinks(["999", "0800 1111"])("Call 999 or 0800 1111.")
    number = '<bdi dir="ltr" translate="no">{}</bdi></a>'
    assert f'<a class="call" href="tel:999">{number.format("999")}' in html
    assert f'href="tel:08001111">{number.format("0800 1111")}' in html


def test_other_numbers_stay_as_they_are() -> None:
    assert CallLinks(["999"])("1999 or 9990") == "1999 or 9990"


def test_text_stays_text_beside_a_number() -> None:
    html = CallLinks(["999"])("<script>999</script>")
    assert html.startswith("&lt;script&gt;")


def test_numbers_and_dates_are_written_for_their_reader() -> None:
    assert phone_address("+44 (0) 1992 555555") == "tel:+4401992555555"
    assert day("2026-11-03") == "3 November 2026"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", ""])
def test_only_web_pages_are_linked(url: str) -> None:
    assert web_address(url) == "#"
    assert web_address("https://a.example/x") == "https://a.example/x"


def test_an_email_may_break_after_its_at_sign_and_is_escaped() -> None:
    assert breakable("<a@b.example>") == "&lt;a@<wbr>b.example&gt;"


def test_a_number_in_a_sentence_stands_apart() -> None:
    html = with_number("Call <0800 1111>", "0800 1111")
    assert html == 'Call &lt;<bdi dir="ltr" translate="no">0800 1111</bdi>&gt;'


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://a.example/plan.PDF#page=2", True),
        ("https://a.example/x?of=plan.pdf", False),
        ("https://a.example/", False),
    ],
)
def test_a_pdf_is_known_by_its_address(url: str, is_one: bool) -> None:
    assert is_pdf(url) == is_one
