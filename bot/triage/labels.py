"""The labels of an example: what staff may say that a message is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from bot.content.ids import DOCUMENT_ASKS, SUBJECT_IDS, WORKSTREAM_IDS
from bot.errors import ExampleRefused

ROUTES = (
    "workstream",
    "strategy",
    "adjacent",
    "human",
    "safeguarding",
    "smalltalk",
    "out_of_scope",
    "clarify",
)
"""The routes; `safeguarding` is somebody being harmed, and sets the level of safety by itself."""

ASKS: dict[str, tuple[str, ...]] = {
    "workstream": ("overview", "objectives", "report", "meaning", *DOCUMENT_ASKS),
    "strategy": ("aims", "areas", "full_strategy", "progress", "period", "meaning"),
}
"""What can be asked for, by route; the other routes have no asks."""

KINDS: dict[str, tuple[str, ...]] = {
    "human": ("person", "contact", "complaint", "feedback"),
    "smalltalk": ("greeting", "thanks", "ok", "goodbye", "bot", "help", "vent", "wrong_window"),
}
"""What kind it is, by route; the others have no kinds."""


@dataclass(frozen=True)
class Labels:
    """The labels of one example, those that its route has and no others."""

    route: str
    workstreams: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    subject: str | None = None
    kind: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Give them as the table and the training data hold them."""
        return {**asdict(self), "workstreams": list(self.workstreams), "asks": list(self.asks)}


def labels_from(
    route: str,
    workstreams: Iterable[str] = (),
    asks: Iterable[str] = (),
    subject: str = "",
    kind: str = "",
) -> Labels:
    """Make labels of what a form holds; what does not belong to the route is left out.

    Raises ExampleRefused with what is missing.
    """
    if route not in ROUTES:
        raise ExampleRefused("Choose what the message is about.")
    wanted = set(asks)
    chosen = tuple(each for each in ASKS.get(route, ()) if each in wanted)
    if route == "workstream":
        named = set(workstreams)
        areas = tuple(each for each in WORKSTREAM_IDS if each in named)
        if not areas:
            raise ExampleRefused("Choose at least one workstream.")
        return Labels(route, areas, chosen or ("overview",))
    if route == "strategy" and not chosen:
        raise ExampleRefused("Choose what is asked of the whole strategy.")
    if route == "adjacent" and subject not in SUBJECT_IDS:
        raise ExampleRefused("Choose the subject that the page does not cover.")
    if route in KINDS and kind not in KINDS[route]:
        raise ExampleRefused("Choose the kind of message.")
    return Labels(
        route,
        asks=chosen,
        subject=subject if route == "adjacent" else None,
        kind=kind if route in KINDS else None,
    )
