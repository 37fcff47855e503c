"""The answers as pages, for people and search engines that never open a chat.

Each is composed as the chat composes it, and shown by the same templates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.routing import Route

from bot.answers.answer import Answer
from bot.answers.compose import compose
from bot.answers.parts import Library
from bot.answers.plain_text import plain_text
from bot.answers.question import Question
from bot.content.schema import Workstream
from bot.web.service import service_of
from bot.web.site.public import page

FOLDER = "/answers/"
STRATEGY = "strategy"
_NOT_FOUND = 404
_OF_THE_WHOLE = {
    "meaning": "answers.meaning",
    "aims": "answers.aims",
    "areas": "answers.areas",
    "full_strategy": "answers.full_strategy",
    "progress": "answers.progress",
    "period": "answers.period",
}
"""What is asked of the strategy as a whole, each with its question in words."""


@dataclass(frozen=True)
class Told:
    """A question in words, and its answer."""

    question: str
    answer: Answer


async def get_index(request: Request) -> HTMLResponse:
    """List the pages."""
    library = service_of(request).library
    return page(request, "answers.html", FOLDER, pages=titles(library), folder=FOLDER)


async def lead_to_index(_request: Request) -> RedirectResponse:
    """Lead to the list, which has a slash at the end."""
    return RedirectResponse(FOLDER, 308)


async def get_answer(request: Request) -> HTMLResponse:
    """Show a workstream's page, or that of the strategy as a whole. Raises HTTPException 404."""
    service = service_of(request)
    slug = request.path_params["slug"]
    pages = titles(service.library)
    if slug not in pages:
        raise HTTPException(_NOT_FOUND)
    told = told_on(service.library, slug)
    path = FOLDER + slug
    return page(
        request,
        "answer_page.html",
        path,
        title=pages[slug],
        description=_description(service.library, slug),
        told=[(each.question, *_around_list(each.answer)) for each in told],
        easy=_easy(service.library, slug),
        sources=_sources(told),
        others={FOLDER + other: title for other, title in pages.items() if other != slug},
        data=structured(service.settings.public_url + path, pages[slug], told),
    )


def slug_of(workstream: Workstream) -> str:
    """Give a workstream's name in addresses."""
    return workstream.id.replace("_", "-")


def titles(library: Library) -> dict[str, str]:
    """Give the title of each page by its name in addresses, the strategy as a whole first."""
    whole = {STRATEGY: library.content.strategy.short_title}
    return whole | {slug_of(each): each.title for each in library.content.workstreams.values()}


def told_on(library: Library, slug: str) -> list[Told]:
    """Compose what stands on a page; that the strategy's time is over is said once."""
    say = library.wording.say
    if slug == STRATEGY:
        return [
            Told(say(key), compose(library, Question("strategy", asks=(ask,), is_period_told=True)))
            for ask, key in _OF_THE_WHOLE.items()
        ]
    workstream = _workstream(library, slug)
    planned = Question("workstream", (workstream.id,), ("objectives", "report"))
    meant = Question("workstream", (workstream.id,), ("meaning",), is_period_told=True)
    return [
        Told(say("page.example", short=workstream.short), compose(library, planned)),
        Told(say("answers.meant", short=workstream.short), compose(library, meant)),
    ]


def structured(address: str, title: str, told: list[Told]) -> dict[str, Any]:
    """Describe a page for search engines: https://schema.org/FAQPage."""
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "@id": address,
        "url": address,
        "name": title,
        "inLanguage": "en-GB",
        "isBasedOn": list(dict.fromkeys(note.url for each in told for note in each.answer.sources)),
        "mainEntity": [
            {
                "@type": "Question",
                "name": each.question,
                "acceptedAnswer": {"@type": "Answer", "text": plain_text(each.answer)},
            }
            for each in told
        ],
    }


def _workstream(library: Library, slug: str) -> Workstream:
    workstreams = library.content.workstreams.values()
    return next(each for each in workstreams if slug_of(each) == slug)


def _description(library: Library, slug: str) -> str:
    say = library.wording.say
    if slug == STRATEGY:
        return say("answers.whole_about")
    return say("answers.about", short=_workstream(library, slug).short)


def _easy(library: Library, slug: str) -> list[str]:
    """List the plan in our plain words."""
    if slug == STRATEGY:
        return []
    return [each.easy for each in _workstream(library, slug).objectives]


def _around_list(answer: Answer) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the blocks up to the first list and those after it: plain words stand between."""
    blocks = [block.as_dict() for block in answer.blocks]
    ends = [place for place, block in enumerate(blocks, 1) if block["type"] == "list"]
    end = ends[0] if ends else len(blocks)
    return {"blocks": blocks[:end]}, {"blocks": blocks[end:]}


def _sources(told: list[Told]) -> dict[str, Any]:
    """List the sources of all answers of a page, each once."""
    notes = dict.fromkeys(note for each in told for note in each.answer.sources)
    return {"sources": [note.as_dict() for note in notes]}


ROUTES = [
    Route("/answers", lead_to_index, methods=["GET"], include_in_schema=False),
    Route("/answers/", get_index, methods=["GET"], include_in_schema=False),
    Route("/answers/{slug}", get_answer, methods=["GET"], include_in_schema=False),
]
