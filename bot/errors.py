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


class CannotListen(BotError):
    """The server cannot have the address that it shall listen on."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        self.host = host
        self.port = port
        self.reason = reason
        super().__init__(
            f"cannot listen on {host} port {port}: {reason}; stop what uses it, or set HOST or PORT"
        )


class DatabaseUnusable(BotError):
    """The database cannot be opened or is not in order."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the database cannot be used ({reason}); check DATABASE_URL")


class TrainingFailed(BotError):
    """No model could be trained; `reason` is what Rasa says."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the model could not be trained: {reason}")


class NoAnswer(BotError):
    """The agent gave no answer to a message."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"no answer: {reason}")


class EvaluationError(BotError):
    """An evaluation set cannot be read."""


class TextEmpty(BotError):
    """A message holds nothing that can be read."""

    def __init__(self) -> None:
        super().__init__("the message holds no words")


class TextTooLong(BotError):
    """A text is longer than may be sent."""

    def __init__(self, length: int, most: int) -> None:
        self.length = length
        self.most = most
        super().__init__(f"the text has {length} characters; {most} are allowed")


class Busy(BotError):
    """Too many messages at once; `retry_after_s` says when to try again."""

    def __init__(self, retry_after_s: int) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(f"too many messages at once; try again in {retry_after_s} s")


class NotReady(BotError):
    """The model is still being loaded."""

    def __init__(self) -> None:
        super().__init__("the model is still being loaded")


class InvalidConversation(BotError):
    """A conversation token is not one of ours."""

    def __init__(self) -> None:
        super().__init__("the conversation token is not one of ours")


class ConversationEnded(BotError):
    """A conversation token is ours and too old."""

    def __init__(self) -> None:
        super().__init__("the conversation has ended")
