"""What a case's states, reasons and verdicts are called on its page."""

from __future__ import annotations

from bot.errors import BotError, CaseChanged, CaseNotHeld, TextEmpty, TextTooLong

STATUSES = {
    "new": "New",
    "open": "Open",
    "waiting": "Waiting for the parent",
    "closed": "Closed",
}

CLOSE_REASONS = {
    "answered": "Answered",
    "passed_on": "Passed on to another team",
    "no_reply_needed": "No reply is needed",
    "duplicate": "The same as another case",
    "spam": "Spam",
}
"""Why a case is closed, by the reasons of `bot.triage.case_acts`."""

VERDICTS = {"up": "The parent found this helpful.", "down": "The parent found this not helpful."}

PROPOSALS = {
    "proposed": "A correction is proposed. Somebody else decides on it.",
    "approved": "A correction is approved, to be learned.",
    "rejected": "A correction was rejected.",
    "in_service": "The bot has learned the correction.",
    "leaving": "The bot has learned the correction, and will do without it.",
}
"""What came of a message's correction, by the state of the newest one."""

DELIVERED = ("web",)
"""The channels on which people see what staff write."""

DONE = {
    "taken": "You have the conversation now. The bot is silent until you hand it back.",
    "handed_back": "The bot answers again. The case is still yours.",
    "replied": "Your reply is sent.",
    "noted": "Your note is kept.",
    "assigned": "The case was given to somebody.",
    "released": "The case is nobody’s now, and the bot answers.",
    "closed": "The case is closed, and the bot answers.",
    "reopened": "The case is open again.",
    "held": "The case is kept, whatever its age, until somebody lets it go.",
    "let_go": "The case is erased when its time comes, as others are.",
    "proposed": "Your correction is proposed. Somebody else decides on it.",
}
"""What was done, by the name in the address that one is led to."""

DRAFTED = "The suggestion is in the box. Nothing is sent yet."
MASKED = (
    "There were personal details in what you wrote, or what looks like some. They are taken out. "
    "Nothing is sent or kept yet: read it, and press again."
)
SHOWN_ANEW = "This is the case as it is now. What you typed is still there."


def fault_sentence(exc: BotError, holder: str) -> str:
    """Say why nothing was done; `holder` is who has the case."""
    if isinstance(exc, CaseChanged):
        return (
            "The case has changed since you opened it, so nothing was done. What is new is shown "
            "now. What you typed is still there: read, and press again."
        )
    if isinstance(exc, CaseNotHeld):
        return (
            "You do not have the conversation, so nothing was sent. Take it over first. What you "
            "typed is still there."
        )
    if isinstance(exc, TextEmpty):
        return "There is nothing written yet."
    if isinstance(exc, TextTooLong):
        return f"The text has {exc.length:,} characters; {exc.most:,} are the most."
    return f"{holder} has the conversation, so nothing was done."
