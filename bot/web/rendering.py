"""Make HTML of answers and problems: the template engine and what the templates may call."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.answers.parts import Library, safety_notice
from bot.text import MOST_CHARACTERS
from bot.web.easy_words import EasyWords, sentences
from bot.web.problems import ErrorPage, Problem
from bot.web.static_files import FOLDER as STATIC_FOLDER
from bot.web.static_files import address_of, version_of

FOLDER = Path(__file__).parent
_NOT_FOUND, _TOO_MANY, _UNAVAILABLE, _REFUSED = 404, 429, 503, 403


def template_engine(library: Library) -> Environment:
    """Make the engine: everything is escaped, and a name that is not given is an error."""
    engine = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    phones = [each.phone for each in library.content.contacts.values() if each.phone]
    engine.filters["phone_address"] = phone_address
    engine.filters["web_address"] = web_address
    engine.filters["day"] = day
    engine.filters["breakable"] = breakable
    engine.filters["with_number"] = with_number
    engine.filters["sentences"] = sentences
    engine.filters["with_calls"] = CallLinks(phones)
    engine.tests["pdf"] = is_pdf
    engine.globals["easy_words"] = EasyWords(library.content)
    engine.globals["say"] = library.wording.say
    engine.globals["safety_text"] = safety_notice(library).text
    engine.globals["send_meaning"] = library.wording.say(
        "strategy.meaning", expansion=library.content.term("send").expansion
    )
    engine.globals["most"] = MOST_CHARACTERS
    engine.globals["asset"] = partial(address_of, version_of(STATIC_FOLDER))
    return engine


def error_page(engine: Environment) -> ErrorPage:
    """Make the function that renders a problem for people."""
    kinds = {_NOT_FOUND: "not_found", _TOO_MANY: "busy", _UNAVAILABLE: "starting"}

    def render(problem: Problem) -> str:
        kind = kinds.get(problem.status, "refused" if problem.status < 500 else "failed")
        return engine.get_template("error.html").render(kind=kind)

    return render


def phone_address(phone: str) -> str:
    """Give a number as a `tel:` address."""
    return "tel:" + re.sub(r"[^\d+]", "", phone)


def web_address(url: str) -> str:
    """Give an address that a page may link to; anything but a web page leads nowhere."""
    return url if url.startswith(("https://", "http://")) else "#"


def breakable(text: str) -> Markup:
    """Let a line end after the at sign of an address, and not in the middle of a word."""
    return Markup(str(escape(text)).replace("@", "@<wbr>"))  # noqa: S704  escaped before


def with_number(text: str, phone: str) -> Markup:
    """Keep the parts of a number in order, also where a browser translates to Arabic or Urdu."""
    return Markup(str(escape(text)).replace(str(escape(phone)), _number(phone)))  # noqa: S704


def _number(phone: str) -> str:
    return f'<bdi dir="ltr" translate="no">{escape(phone)}</bdi>'


def is_pdf(url: str) -> bool:
    """Tell whether an address leads to a PDF, which people want to know before they open it."""
    return urlsplit(url).path.lower().endswith(".pdf")


def day(iso_date: str) -> str:
    """Write a date as people do: 23 November 2026."""
    date = dt.date.fromisoformat(iso_date)
    return f"{date.day} {date:%B %Y}"


class CallLinks:
    """Makes links of the telephone numbers that the content holds, wherever a text names them."""

    def __init__(self, phones: list[str]) -> None:
        longest_first = sorted(phones, key=len, reverse=True)
        self._pattern = re.compile(rf"(?<!\d)(?:{'|'.join(map(re.escape, longest_first))})(?!\d)")

    def __call__(self, text: str) -> Markup:
        """Give the text as HTML."""
        # Escaped before the links are put in; numbers of the content hold no markup.
        return Markup(self._pattern.sub(_call_link, str(escape(text))))  # noqa: S704


def _call_link(match: re.Match[str]) -> str:
    return f'<a class="call" href="{phone_address(match[0])}">{_number(match[0])}</a>'
