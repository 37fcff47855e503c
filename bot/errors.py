"""Errors of the bot: each says what is wrong and carries the values as attributes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


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


class ThemeError(_FaultsError):
    """Colours of the theme cannot be told apart; `faults` holds a sentence each."""


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


class FileUnreadable(BotError):
    """A file to be sorted cannot be read at all."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the file cannot be read: {reason}")


class ColumnUnknown(BotError):
    """The column with the texts is not in the table, or, with no wish, cannot be guessed."""

    def __init__(self, wanted: str | None, columns: Iterable[str]) -> None:
        self.wanted = wanted
        self.columns = list(columns)
        named = ", ".join(repr(name) for name in self.columns)
        what = f"there is no column {wanted!r}" if wanted else "no column is plainly the text"
        super().__init__(f"{what}; name one with --column: {named}")


class RowBroken(BotError):
    """A row of a file cannot be sorted; `fault` says why."""

    def __init__(self, fault: str) -> None:
        self.fault = fault
        super().__init__(fault)


class TooManyRows(BotError):
    """A file to be sorted has more rows than are taken at once."""

    def __init__(self, rows: int, most: int) -> None:
        self.rows = rows
        self.most = most
        super().__init__(f"the file has more than {most} rows; cut it into several files")


class TooManyJobs(BotError):
    """Somebody has as many files to be sorted as are kept at once."""

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(f"you have {most} files here already; delete one first")


class UnknownJob(BotError):
    """There is no such file to be sorted, or it is somebody else's."""

    def __init__(self, job_id: str) -> None:
        self.job_id = job_id
        super().__init__(f"there is no file {job_id!r} to be sorted")


class JobBegun(BotError):
    """A file is being sorted already."""

    def __init__(self, job_id: str) -> None:
        self.job_id = job_id
        super().__init__("the file is being sorted already")


class OutputIsInput(BotError):
    """The file to write is the file that is read."""

    def __init__(self, path: object) -> None:
        self.path = path
        super().__init__(f"{path} is what is read; give another file with -o")


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


class StaffEmailTaken(BotError):
    """A staff account of this email address exists already."""

    def __init__(self, email: str) -> None:
        self.email = email
        super().__init__(f"a staff account for {email!r} exists already")


class UnknownStaff(BotError):
    """There is no such staff account."""

    def __init__(self, who: str | int) -> None:
        self.who = who
        super().__init__(f"there is no staff account {who!r}")


class LastAdmin(BotError):
    """The change would leave nobody who can manage staff."""

    def __init__(self) -> None:
        super().__init__("this is the last admin; make somebody else an admin first")


class PasswordRefused(BotError):
    """A password is too easy to guess; `reason` is a sentence for its owner."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class LoginThrottled(BotError):
    """Too many failed logins for this account or from this address."""

    def __init__(self, retry_after_s: int) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(f"too many failed logins; try again in {retry_after_s} s")


class AuditRefused(BotError):
    """An audit entry may hold ids and fixed words alone; `field` names what is neither."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(f"an audit entry holds ids and fixed words alone: {field}")


class LoginFailed(BotError):
    """Somebody could not be logged in through single sign-on; `reason` is a fixed word."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"single sign-on failed: {reason}")


class UnknownReference(BotError):
    """No conversation has this reference."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(f"no conversation has the reference {reference!r}")


class UnknownCase(BotError):
    """There is no case of this number."""

    def __init__(self, case_id: int) -> None:
        self.case_id = case_id
        super().__init__(f"there is no case {case_id}")


class CaseChanged(BotError):
    """A case is not as it was when it was shown; nothing was done."""

    def __init__(self, case_id: int) -> None:
        self.case_id = case_id
        super().__init__(f"case {case_id} has changed meanwhile; look at it again")


class CaseTaken(BotError):
    """Somebody else holds a case."""

    def __init__(self, case_id: int, staff_id: int) -> None:
        self.case_id = case_id
        self.staff_id = staff_id
        super().__init__(f"case {case_id} is held by somebody else")


class CaseNotHeld(BotError):
    """What only the holder of a case may do was tried by somebody who does not hold it."""

    def __init__(self, case_id: int) -> None:
        self.case_id = case_id
        super().__init__(f"case {case_id} must be taken over first")


class BadCursor(BotError):
    """A place in the queue cannot be read."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__("that place in the queue cannot be read")


class ContactUnreadable(BotError):
    """Contact details were encrypted with another secret than the present one, or were altered."""

    def __init__(self) -> None:
        super().__init__("the contact details cannot be decrypted with the present SECRET_KEY")


class ContactRefused(BotError):
    """Contact details cannot be taken; `faults` says by field which fault, as a fixed word."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__(f"the contact details cannot be taken: {', '.join(faults.values())}")


class NoMessageYet(BotError):
    """Contact details belong to a conversation, and this one has no message."""

    def __init__(self) -> None:
        super().__init__("the conversation has no message yet")


class ContactNotYours(BotError):
    """The contact details of a case were asked for by somebody who does not hold it."""

    def __init__(self, case_id: int) -> None:
        self.case_id = case_id
        super().__init__(f"the contact details of case {case_id} are for its holder alone")


class ExampleRefused(BotError):
    """A training example cannot be taken; `reason` is a sentence for who proposed it."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class UnknownExample(BotError):
    """There is no proposed example of this number, or not for these eyes."""

    def __init__(self, example_id: int) -> None:
        self.example_id = example_id
        super().__init__(f"there is no proposed example {example_id}")


class ExampleDecided(BotError):
    """A proposed example was decided on already."""

    def __init__(self, example_id: int) -> None:
        self.example_id = example_id
        super().__init__(f"example {example_id} has been decided on already")


class NotSecondPerson(BotError):
    """Whoever proposed an example cannot approve it."""

    def __init__(self, example_id: int) -> None:
        self.example_id = example_id
        super().__init__(f"example {example_id} needs a second person: not who proposed it")


class NothingToTeach(BotError):
    """No approved example waits to be trained."""

    def __init__(self) -> None:
        super().__init__("no approved example waits to be learned; approve one first")


class TrainingUnderWay(BotError):
    """A candidate is being trained already."""

    def __init__(self) -> None:
        super().__init__("a candidate is being trained already; wait until it is done")


class UnknownModel(BotError):
    """There is no trained candidate of this number."""

    def __init__(self, model_id: int) -> None:
        self.model_id = model_id
        super().__init__(f"there is no model {model_id}")


class PromotionRefused(BotError):
    """A candidate may not go into service; `reasons` holds a sentence each."""

    def __init__(self, model_id: int, reasons: Iterable[str]) -> None:
        self.model_id = model_id
        self.reasons = list(reasons)
        super().__init__(f"model {model_id} stays out of service: {' '.join(self.reasons)}")


class RollbackRefused(BotError):
    """There is nothing to go back to; `reason` is a sentence."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)
