"""What templates may call gives safe and readable HTML."""

from __future__ import annotations

import pytest

from bot.web.rendering import CallLinks, day, phone_address, web_address


def test_a_number_that_the_content_holds_can_be_called() -> None:
    html = CallLinks(["999", "0800 1111"])("Call 999 or 0800 1111.")
    assert '<a class="call" href="tel:999">999</a>' in html
    assert 'href="tel:08001111">0800 1111</a>' in html


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
