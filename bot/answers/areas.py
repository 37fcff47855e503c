"""Tell which local area of Delivering Special Provision Locally a town is in."""

from __future__ import annotations

from bot.answers.answer import Block, ItemList, Paragraph
from bot.answers.grounding import towns_together
from bot.answers.parts import Library, page_link
from bot.answers.question import Question
from bot.content.schema import DsplArea

_DSPL = "dspl"


def areas_of(library: Library, question: Question) -> list[Block]:
    """Name the area of each town named; list all areas when one is asked for without a town."""
    say = library.wording.say
    found = _found(library, question)
    if not found and not _is_list_wanted(question):
        return []
    links = [
        page_link(library, source_id, "link.area_list")
        for source_id in sources_of(library, question)
    ]
    if found:
        texts = [_told(library, town, area) for town, area in found.items()]
        notes = [area.note for area in dict.fromkeys(found.values()) if area.note]
        return [*(Paragraph(text, _DSPL) for text in (*texts, *notes)), *links]
    areas = library.content.dspl_areas
    intro = Paragraph(say("workstream.area_list", count=len(areas)), _DSPL)
    return [intro, ItemList(tuple(_item(library, area) for area in areas), _DSPL), *links]


def is_asked_alone(library: Library, question: Question) -> bool:
    """Tell whether an answer gives the area of a place and nothing that is planned."""
    is_area = bool(_found(library, question)) or _is_list_wanted(question)
    return is_area and question.is_of_place_alone


def sources_of(library: Library, question: Question) -> list[str]:
    """List the ids of the sources of the areas shown."""
    found = _found(library, question)
    if not found and not _is_list_wanted(question):
        return []
    areas = found.values() or library.content.dspl_areas
    return list(dict.fromkeys(area.source for area in areas))


def _is_list_wanted(question: Question) -> bool:
    """Tell whether the areas are asked for; "what does DSPL stand for" asks for the word alone."""
    return question.kind == "area" and "meaning" not in question.asks


def _found(library: Library, question: Question) -> dict[str, DsplArea]:
    """Give the area of each town named, by the town's name as the content writes it."""
    found: dict[str, DsplArea] = {}
    for place in question.towns:
        area = library.content.area_of_town(place)
        if area is not None:
            named = [town for town in area.towns if town.casefold() == place.casefold()]
            found |= dict.fromkeys(named or area.towns[:1], area)
    return found


def _told(library: Library, town: str, area: DsplArea) -> str:
    towns = towns_together(area.towns)
    say = library.wording.say
    return say("workstream.town_area", place=town, number=area.number, towns=towns)


def _item(library: Library, area: DsplArea) -> str:
    say, towns = library.wording.say, towns_together(area.towns)
    if area.note:
        return say("workstream.area_item_noted", number=area.number, towns=towns, note=area.note)
    return say("workstream.area_item", number=area.number, towns=towns)
