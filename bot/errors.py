"""Errors of the bot: each says what is wrong and carries the values as attributes."""

from __future__ import annotations

from collections.abc import Iterable


class BotError(Exception):
    """Base of every error that this project raises itself."""


class _FaultsError(BotError):
    """Several faults, found in one go and told together."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(self.faults))


class ContentError(_FaultsError):
    """The content folder is not fit to answer from; `faults` holds a sentence each."""


class SettingsError(_FaultsError):
    """The settings cannot be used; `faults` holds a sentence each."""


class UnknownEntry(BotError):
    """The content has no entry of this kind under this id."""

    def __init__(self, kind: str, entry_id: str) -> None:
        self.kind = kind
        self.entry_id = entry_id
        super().__init__(f"{kind} {entry_id!r} is not in the content")


class UnknownWorkstream(UnknownEntry):
    """The content has no workstream of this id."""

    def __init__(self, workstream_id: str) -> None:
        self.workstream_id = workstream_id
        super().__init__("workstream", workstream_id)


class KeyNameTaken(BotError):
    """An API key of this name exists already."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"an API key named {name!r} exists already; choose another name")


class UnknownKey(BotError):
    """No API key of this name is in use."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"no API key named {name!r} is in use")


class ModelBroken(BotError):
    """A model file is missing or cannot be used."""

    def __init__(self, path: object, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}; run 'make train'")


class NoAnswer(BotError):
    """The agent gave no answer to a message."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"no answer: {reason}")
